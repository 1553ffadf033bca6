"""
Documents of the real shape, with invented values: every key of the public J1P samples (UCLA), in their order.

Booleans are strings, empty values are ``{}``, dates are midnight-UTC stamps, line prices bare numbers.
The total follows the rule found there: sign × (lines + taxes + shipping + handling + fees − discount).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from faker import Faker

from simulators.jaggaer.tenant import Tenant, stamp

# factory-boy loads SQLAlchemy wherever it is installed, which takes longer than all the rest of a tenant
_is_loaded = "sqlalchemy" in sys.modules
if not _is_loaded:
    sys.modules["sqlalchemy"] = None  # type: ignore[assignment] # Python's way to say that there is none
import factory  # noqa: E402 # as said above

if not _is_loaded:
    del sys.modules["sqlalchemy"]

Json = dict[str, Any]
ADDRESS = {
    "city": "Oakland",
    "state": "CA",
    "postalCode": "94607",
    "country": "United States",
    "isoCountryCode": "US",
}


def midnight(day: date) -> str:
    return f"{day.isoformat()}T00:00:00.000Z"


def number(value: str | Decimal | int) -> int | float:
    """A JSON number as JAGGAER writes it: an integer where it is one."""
    exact = Decimal(value)
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def _splits(shares: Sequence[tuple[str, str]]) -> Json:
    indexes = []
    for position, (share, account) in enumerate(shares):
        index: Json = {"splitIndex": position, "distributionValue": number(share)} if len(shares) > 1 else {}
        values = [{"internalName": "Account", "value": account, "description": f"Account {account}"}]
        indexes.append({**index, "customFieldValueList": {"customFieldValue": values}})
    kind = {"distributionType": "PercentOfPrice"} if len(shares) > 1 else {}
    group = {"context": "Line", **kind, "splittableFieldIndexList": {"splittableFieldIndex": indexes}}
    return {"splittableFieldSetGroup": [{"splittableFieldIndexSet": [group]}]}


class LineFactory(factory.DictFactory):  # type: ignore[misc] # factory-boy has no types
    """One invoice line; ``poNumber`` and ``poLineNumber`` are strings and absent on non-PO lines."""

    lineId = 8_875_900
    lineNumber = 1
    item = factory.LazyFunction(dict)
    businessUnit = "0004"
    receipts = factory.LazyFunction(lambda: {"receipt": []})
    quantity = 1
    unitPrice = 100
    capitalExpense = "false"
    taxable = "true"
    taxCharge1 = 0
    taxCharge2 = 0
    shippingCharge = 0
    handlingCharge = 0
    discountAmount = 0
    earlyPaymentDiscount = 0
    matchStatus = "Matched"
    isSubstituteItem = "false"
    toleranceStatus = "Exact"
    fulfillmentCenterName = "Fulfillment Center 1"


class HeaderFactory(factory.DictFactory):  # type: ignore[misc] # as above
    invoiceId = 2_600_001
    originalRequestMessageId = factory.LazyAttribute(lambda o: f"11111111-0000-4000-8000-{o.invoiceId:012d}")
    validationStatus = "Unneeded"
    lastUpdate = "2026-01-14T19:58:56.973Z"
    paymentStatus = "Payable"
    invoiceName = factory.LazyAttribute(lambda o: f"{o.invoiceDate[:10]} apclerk {o.invoiceId % 100:02d}")
    invoiceNumber = "I00101"
    originalInvoiceNumber = factory.SelfAttribute("invoiceNumber")
    invoiceType = "Invoice"
    invoiceLineType = "Non-PO"
    invoiceSource = "Manual"
    invoiceDate = "2026-01-12T00:00:00.000Z"
    invoiceCreateDate = factory.SelfAttribute("invoiceDate")
    dueDate = factory.SelfAttribute("invoiceDate")
    termDiscountAmount = 0
    invoicedBy = factory.LazyFunction(
        lambda: {"username": "apclerk", "businessUnit": "0004", "email": "apclerk@example.com"}
    )
    businessUnit = "0004"
    accountingDate = factory.SelfAttribute("invoiceDate")
    freightOnBoard = "Destination"
    matchStatus = "Do Not Match"
    workflowStatus = "Completed"
    nonPOInvoice = "true"
    containsNonPOLines = "true"
    customFieldValueSetList = factory.LazyFunction(
        lambda: {
            "customFieldValueSet": [
                {
                    "name": "APLineCode",
                    "label": "AP Line Code",
                    "customFieldValueList": {"customFieldValue": [{}]},
                }
            ]
        }
    )
    taxCharge1 = 0
    taxCharge2 = 0
    shippingCharge = 0
    handlingCharge = 0
    discountAmount = 0
    allocationMethod = "Weighted"
    earlyPaymentDiscount = 0


def line(
    position: int,
    description: str,
    quantity: str,
    price: str,
    *,
    account: str | Sequence[tuple[str, str]] = (),
    po: tuple[str, int] | None = None,
) -> Json:
    """One line, on an account (or shares of several), and on a purchase order line where ``po`` is given."""
    order = {"poNumber": po[0], "poLineNumber": str(po[1]), "poAPStatus": "Open"} if po else {}
    shares = [("100", account)] if isinstance(account, str) else list(account)
    splits = {"splittableFieldSetGroupList": _splits(shares)} if shares else {}
    item = {
        "description": description,
        "unitOfMeasure": {"dimension": "EA", "alternateUnitOfMeasure": []},
        "productType": "NonCatalogItem",
    }
    made: Json = LineFactory(
        lineNumber=position, item=item, quantity=number(quantity), unitPrice=number(price), **order, **splits
    )
    return made


def invoice(
    invoice_id: int,
    supplier: Json,
    lines: Sequence[Json],
    *,
    supplier_invoice: str | None = None,
    day: date = date(2026, 1, 12),
    net_days: int = 30,
    tax: str = "0",
    freight: str = "0",
    handling: str = "0",
    discount: str = "0",
    currency: str = "USD",
    header: Json | None = None,
) -> Json:
    """A whole invoice; ``supplier`` is ``{id, name, supplierNumber}``, ``header`` overrides header keys."""
    parts = [Decimal(str(one["quantity"])) * Decimal(str(one["unitPrice"])) for one in lines]
    goods = sum((part.quantize(Decimal("0.01")) for part in parts), Decimal(0))
    total = goods + Decimal(tax) + Decimal(freight) + Decimal(handling) - Decimal(discount)
    orders = [one.get("poNumber") for one in lines]
    number_of = {"supplierInvoiceNumber": supplier_invoice} if supplier_invoice else {}
    made = HeaderFactory(
        invoiceId=invoice_id,
        invoiceNumber=f"I{invoice_id - 2_600_000 + 100:05d}",
        supplier=deepcopy(supplier),
        **number_of,
        invoiceLineType="PO" if any(orders) else "Non-PO",
        invoiceDate=midnight(day),
        dueDate=midnight(day + timedelta(days=net_days)),
        lastUpdate=stamp(
            datetime(day.year, day.month, day.day, 18, 30, tzinfo=UTC) + timedelta(seconds=invoice_id % 997)
        ),
        matchStatus="Matched" if any(orders) else "Do Not Match",
        nonPOInvoice="false" if any(orders) else "true",
        containsNonPOLines="false" if all(orders) else "true",
        terms={
            "discount": {},
            "days": 0,
            "type": "Net",
            "daysAfter": net_days,
            "standardPaymentTermsCode": f"Net {net_days}",
        },
        remitTo={"internalId": 579_163_729, "address": deepcopy(ADDRESS), "addressCode": "main"},
        taxCharge1=number(tax),
        shippingCharge=number(freight),
        handlingCharge=number(handling),
        discountAmount=number(discount),
        miscFeeList={"miscFee": [{"name": "MiscFee1", "fee": 0}]},
        tax1HeaderChargeDetail={"currentTax": number(tax), "engineTax": 0},
        total={"currency": currency, "value": number(total)},
    )
    numbered = [{**deepcopy(one), "lineId": invoice_id * 1000 + at} for at, one in enumerate(lines, 1)]
    return {"header": {**made, **(header or {})}, "lineList": {"invoiceLine": numbered}}


def credit_memo(invoice_id: int, supplier: Json, lines: Sequence[Json], **rest: Any) -> Json:
    """A credit memo: totals, taxes and shipping negative, the discount positive (UCLA)."""
    document = invoice(invoice_id, supplier, lines, **rest)
    header = document["header"]
    for name in ("taxCharge1", "taxCharge2", "shippingCharge", "handlingCharge"):
        header[name] = -header[name]
    header["total"]["value"] = -header["total"]["value"]
    header["invoiceType"] = "Credit memo"
    return document


def order_line(position: int, description: str, quantity: str, price: str) -> Json:
    """One line of a purchase order."""
    return {
        "lineNumber": position,
        "status": "Approved",
        "item": {
            "catalogNumber": f"A-{position}",
            "description": description,
            "unitOfMeasure": {"dimension": "EA"},
            "productType": "NonCatalogItem",
        },
        "quantity": number(quantity),
        "unitPrice": number(price),
        "extendedPrice": number((Decimal(quantity) * Decimal(price)).quantize(Decimal("0.01"))),
    }


def purchase_order(
    po_id: int, po_number: str, supplier: Json, lines: Sequence[Json], *, day: date = date(2026, 1, 5)
) -> Json:
    """A whole order; its names are those of the XML form (Cornell) in the style of the invoice (assumed)."""
    total = sum((Decimal(str(one["extendedPrice"])) for one in lines), Decimal(0))
    return {
        "header": {
            "poId": po_id,
            "poNumber": po_number,
            "revisionNumber": 0,
            "lastUpdate": stamp(datetime(day.year, day.month, day.day, 12, 0, tzinfo=UTC)),
            "poStatus": "Completed",
            "apStatus": "Open",
            "receiptStatus": "None",
            "createDate": midnight(day),
            "supplier": deepcopy(supplier),
            "terms": {"type": "Net", "daysAfter": 30, "standardPaymentTermsCode": "Net 30"},
            "total": {"currency": "USD", "value": number(total)},
        },
        "lineList": {"poLine": deepcopy(list(lines))},
    }


def company_profile(bravo_id: int, name: str, erp_code: str) -> Json:
    """One row of ``returnCompanyData`` (public TypeScript client)."""
    return {
        "returnCompanyInfo": {
            "bravoId": str(bravo_id),
            "extCode": erp_code,
            "companyName": name,
            "type": "SELLER",
            "status": "ACTIVE",
            "isoCountry": "US",
            "currency": "USD",
            "registrationDate": "20230711",
            "lastModTime": "20240214195856",
        },
        "deBasic": {"deInfo": []},
        "returnSubUser": {"subUsers": []},
    }


def seeded_tenant(seed: int, invoices: int, suppliers: int = 12) -> Tenant:
    """A tenant of invented suppliers and non-PO invoices; the same seed gives the same tenant."""
    fake = Faker("en_US")
    fake.seed_instance(seed)
    draw = fake.random
    tenant = Tenant()
    names = [fake.unique.company() for _ in range(suppliers)]
    known = []
    for position, name in enumerate(names):
        tenant.put_supplier(company_profile(52_000 + position, name, f"V-{1001 + position}"))
        known.append({"id": 1_003_837_200 + position, "name": name, "supplierNumber": f"V-{1001 + position}"})
    for position in range(invoices):
        lines = [
            line(
                at + 1,
                fake.bs().capitalize(),
                str(draw.randint(1, 40)),
                f"{draw.randint(100, 90_000) / 100:.2f}",
                account=draw.choice(("6120", "6130", "6140")),
            )
            for at in range(draw.randint(1, 4))
        ]
        tenant.put_invoice(
            invoice(
                2_600_001 + position,
                draw.choice(known),
                lines,
                supplier_invoice=f"{fake.lexify('??').upper()}-{draw.randint(100, 9999)}-{position}",
                day=date(2026, 1, 1) + timedelta(days=draw.randint(0, 27)),
                tax=f"{draw.randint(0, 9000) / 100:.2f}",
                freight=f"{draw.choice((0, 0, 1500, 4250)) / 100:.2f}",
            )
        )
    return tenant
