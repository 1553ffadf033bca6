"""JAGGAER's JSON with all its surprises becomes one plain invoice, or a clear hold."""

from __future__ import annotations

import json
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest

from connector.domain.hold import Hold
from connector.domain.invoice import ChargeKind, Invoice, InvoiceKind, Standing
from connector.errors import OtherSideError
from connector.jaggaer.loading import load_json
from connector.jaggaer.normalise import normalise, standing
from connector.jaggaer.paging import read_page
from connector.jaggaer.wire_profile import StatusRule, WireProfile

WIRE = WireProfile()
HEADER: dict[str, Any] = {
    "invoiceId": 2600001,
    "invoiceNumber": "I00101",
    "invoiceType": "Invoice",
    "lastUpdate": "2026-01-14T19:58:56.973Z",
    "invoiceDate": "2026-01-12T00:00:00.000Z",
    "accountingDate": "2026-01-14T00:00:00.000Z",
    "dueDate": "2026-02-11T00:00:00.000Z",
    "workflowStatus": "Completed",
    "paymentStatus": "Payable",
    "supplier": {"id": 1003837241, "name": "Acme Lab Supply", "supplierNumber": "V-1001", "duns": "DNP"},
    "supplierInvoiceNumber": "AC-778",
    "taxCharge1": Decimal("102.5"),
    "shippingCharge": 50,
    "discountAmount": 20,
    "terms": {"discount": {}, "standardPaymentTermsCode": "Net 30"},
    "total": {"currency": "USD", "value": Decimal("1132.5")},
}
LINE: dict[str, Any] = {
    "lineNumber": 1,
    "item": {"description": "Reagents"},
    "poNumber": "0000000049",
    "poLineNumber": "1",
    "quantity": 1,
    "unitPrice": 1000,
    "taxCharge1": Decimal("102.5"),
}


def document(header: dict[str, Any] | None = None, line: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"header": {**HEADER, **(header or {})}, "lineList": {"invoiceLine": [{**LINE, **(line or {})}]}}


def read(source: dict[str, Any]) -> Invoice:
    found = normalise(source, WIRE)
    assert isinstance(found, Invoice), found
    return found


def test_header_and_line_are_read_and_charges_are_taken_once_from_the_header() -> None:
    invoice = read(document())
    assert invoice.computed_total == invoice.total
    assert (invoice.number, invoice.supplier.number, invoice.terms) == ("I00101", "V-1001", "Net 30")
    assert {one.kind: str(one.amount.amount) for one in invoice.charges} == {
        ChargeKind.TAX1: "102.50",
        ChargeKind.SHIPPING: "50.00",
        ChargeKind.DISCOUNT: "20.00",
    }
    assert (invoice.lines[0].po_number, invoice.lines[0].po_line) == ("0000000049", 1)


def test_a_date_is_its_first_ten_characters_whatever_the_time_zone() -> None:
    assert read(document()).invoice_date.isoformat() == "2026-01-12"


def test_a_credit_memo_is_made_positive_and_its_discount_stays_so() -> None:
    header = {
        "invoiceType": "Credit memo",
        "taxCharge1": Decimal("-1149.33"),
        "shippingCharge": -50,
        "discountAmount": 20,
        "total": {"currency": "USD", "value": Decimal("-12392.33")},
    }
    credit = read(document(header, {"quantity": -1, "unitPrice": 11213}))
    assert credit.kind is InvoiceKind.CREDIT
    assert credit.total.amount == Decimal("12392.33")
    assert credit.computed_total == credit.total


@pytest.mark.parametrize("empty", [{}, "", []])
def test_empty_values_are_absent(empty: object) -> None:
    header = {"supplierInvoiceNumber": empty, "dueDate": empty, "exchangeRate": empty, "handlingCharge": empty}
    invoice = read(document(header))
    assert (invoice.supplier_invoice_number, invoice.due_date, invoice.exchange_rate) == (None, None, None)
    assert invoice.charges == read(document()).charges


def test_several_splits_carry_their_shares_and_one_is_the_whole() -> None:
    def splits(*shares: object) -> dict[str, Any]:
        indexes = [
            {
                **({"distributionValue": share} if share else {}),
                "customFieldValueList": {"customFieldValue": [{"internalName": "Account", "value": "6120"}, {}]},
            }
            for share in shares
        ]
        return {
            "splittableFieldSetGroupList": {
                "splittableFieldSetGroup": [
                    {"splittableFieldIndexSet": [{"splittableFieldIndexList": {"splittableFieldIndex": indexes}}]}
                ]
            }
        }

    assert [str(split.share) for split in read(document(line=splits(60, 40))).lines[0].codings[0]] == ["60", "40"]
    assert [str(split.share) for split in read(document(line=splits(None))).lines[0].codings[0]] == ["100"]
    rounded = [Decimal("33.33")] * 3
    assert [split.share for split in read(document(line=splits(*rounded))).lines[0].codings[0]] == rounded
    for wrong in ((60, 30), (60,), (Decimal("33.32"), Decimal("33.33"), Decimal("33.33"))):
        held = normalise(document(line=splits(*wrong)), WIRE)
        assert isinstance(held, Hold)
        assert "100 percent" in held.what


@pytest.mark.parametrize("name", ["total", "supplier", "invoiceDate", "invoiceType", "invoiceNumber"])
def test_a_missing_field_holds_the_document_and_names_the_field(name: str) -> None:
    source = document()
    del source["header"][name]
    held = normalise(source, WIRE)
    assert isinstance(held, Hold)
    assert f"header.{name}" in held.what


@pytest.mark.parametrize(
    "rubbish", [{"total": "much"}, {"invoiceDate": "yesterday"}, {"supplier": []}, {"taxCharge1": "NaN"}]
)
def test_rubbish_in_a_field_is_held_and_not_echoed(rubbish: dict[str, Any]) -> None:
    held = normalise(document(rubbish), WIRE)
    assert isinstance(held, Hold)
    assert "yesterday" not in held.what


def test_a_cancelled_invoice_without_lines_is_still_an_invoice() -> None:
    source = document({"paymentStatus": "Cancelled"})
    del source["lineList"]
    assert read(source).standing is Standing.CANCELLED


@pytest.mark.parametrize(
    ("workflow", "payment", "expected"),
    [
        ("Completed", "Payable", Standing.DUE),
        ("Pending", "Payable", Standing.NOT_DUE),  # 5 of 64 real ones: payable, but not approved yet
        ("Completed", "InProcess", Standing.NOT_DUE),
        ("Completed", "Paid", Standing.NOT_DUE),
        ("Completed", "Cancelled", Standing.CANCELLED),
        ("Something new", "Payable", Standing.STRANGE),
        ("Rejected", "InProcess", Standing.CANCELLED),
    ],
)
def test_only_both_statuses_together_make_an_invoice_due(workflow: str, payment: str, expected: Standing) -> None:
    assert standing({"workflowStatus": workflow, "paymentStatus": payment}, WIRE) is expected


def test_numbers_of_json_never_pass_through_a_float() -> None:
    loaded = load_json(b'{"value": 1149.33, "whole": 5475}', "it")
    assert loaded == {"value": Decimal("1149.33"), "whole": 5475}


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b"{", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_object_is_an_error_with_words(body: bytes) -> None:
    with pytest.raises(OtherSideError, match="JSON"):
        load_json(body, "the list")


def envelope(**changes: Any) -> dict[str, Any]:
    rows = [{"header": {"invoiceId": 1}}, {"header": {"invoiceId": 2}}]
    base: dict[str, Any] = {"returnCode": 0, "totRecords": 3, "returnedRecords": 2, "startAt": 1}
    return {**base, "jiinvoiceList": {"jiinvoice": rows}, **changes}


def test_the_next_page_begins_behind_the_rows_that_came() -> None:
    page = read_page(envelope(), WIRE.invoices, WIRE)
    assert ([row["invoiceId"] for row in page.rows], page.next_start) == ([1, 2], 3)
    assert read_page(envelope(startAt=2), WIRE.invoices, WIRE).next_start is None
    empty = envelope(returnedRecords=0, jiinvoiceList={"jiinvoice": []})
    assert read_page(empty, WIRE.invoices, WIRE).next_start is None


@pytest.mark.parametrize("code", ["0", 0, "1", 1])
def test_success_comes_as_number_or_text(code: object) -> None:
    assert len(read_page(envelope(returnCode=code), WIRE.invoices, WIRE).rows) == 2


def test_an_error_under_status_200_is_an_error() -> None:
    with pytest.raises(OtherSideError, match="returnCode -2: Invalid filter"):
        read_page(envelope(returnCode=-2, returnMessage="Invalid filter"), WIRE.invoices, WIRE)


@pytest.mark.parametrize(
    "broken", [{"jiinvoiceList": None}, {"jiinvoiceList": []}, {"jiinvoiceList": {"jiinvoice": [1, {}]}}]
)
def test_rows_that_cannot_be_found_are_an_error_and_not_an_empty_list(broken: dict[str, Any]) -> None:
    with pytest.raises(OtherSideError, match="returned 2 rows, and we can read 0"):
        read_page(envelope(**broken), WIRE.invoices, WIRE)


def test_without_a_total_there_is_more_until_a_page_is_empty() -> None:
    page = envelope()
    del page["totRecords"], page["startAt"]
    assert read_page(page, WIRE.invoices, WIRE, start=101).next_start == 103


def test_a_number_out_of_all_bounds_is_held() -> None:
    held = normalise(document(line={"quantity": Decimal("1e17"), "unitPrice": Decimal("99999999999999.99")}), WIRE)
    assert isinstance(held, Hold)
    assert "bounds" in held.what


def test_a_document_survives_the_way_through_json() -> None:
    source = json.loads(json.dumps(document(), default=float), parse_float=Decimal)
    assert read(deepcopy(source)).total == read(document()).total


def several(kind: str, total: str, *amounts: str, **header: Any) -> dict[str, Any]:
    rows = [{"lineNumber": at, "quantity": 1, "unitPrice": Decimal(one)} for at, one in enumerate(amounts, 1)]
    plain = {"taxCharge1": 0, "shippingCharge": 0, "discountAmount": 0}
    money = {"total": {"currency": "USD", "value": Decimal(total)}}
    return {"header": {**HEADER, "invoiceType": kind, **plain, **money, **header}, "lineList": {"invoiceLine": rows}}


@pytest.mark.parametrize(
    ("kind", "total", "goods", "charges"),
    [
        ("Credit memo", "-108.00", "-100.00", {"taxCharge1": "-8.00"}),
        ("Credit memo", "-108.00", "100.00", {"taxCharge1": "8.00"}),
        ("Credit memo", "108.00", "100.00", {"taxCharge1": "8.00"}),
        ("Credit memo", "-85.00", "-100.00", {"handlingCharge": "15.00"}),  # a fee for restocking
        ("Credit memo", "85.00", "100.00", {"handlingCharge": "-15.00"}),
        ("Credit memo", "-98.00", "-100.00", {"taxCharge1": "-8.00", "discountAmount": "10.00"}),
        (
            "Invoice",
            "-92.00",
            "-100.00",
            {"taxCharge1": "8.00"},
        ),  # freight and tax of a new delivery, less what came back
        ("Invoice", "-110.00", "-100.00", {"discountAmount": "10.00"}),
        ("Invoice", "-10.00", "50.00", {"discountAmount": "60.00"}),
    ],
)
def test_the_charges_of_a_credit_come_to_its_total(kind: str, total: str, goods: str, charges: dict[str, str]) -> None:
    credit = read(several(kind, total, goods, **{name: Decimal(value) for name, value in charges.items()}))
    assert credit.kind is InvoiceKind.CREDIT
    assert credit.total.amount == abs(Decimal(total))
    assert credit.computed_total == credit.total


@pytest.mark.parametrize(
    ("kind", "total", "amounts", "lines"),
    [
        ("Credit memo", "-8.00", ("10.00", "-2.00"), ("10.00", "-2.00")),
        ("Credit memo", "-8.00", ("-10.00", "2.00"), ("10.00", "-2.00")),
        ("Credit memo", "-8.00", ("8.00",), ("8.00",)),
        ("Credit memo", "-8.00", ("-8.00",), ("8.00",)),
        ("Credit memo", "8.00", ("8.00",), ("8.00",)),
        ("Invoice", "-8.00", ("2.00", "-10.00"), ("-2.00", "10.00")),
    ],
)
def test_a_credit_is_positive_and_what_stands_against_it_is_not(
    kind: str, total: str, amounts: tuple[str, ...], lines: tuple[str, ...]
) -> None:
    credit = read(several(kind, total, *amounts))
    assert (credit.kind, credit.total.amount, credit.computed_total) == (InvoiceKind.CREDIT, Decimal(8), credit.total)
    assert tuple(str(line.amount.amount) for line in credit.lines) == lines


def test_an_invoice_keeps_its_negative_lines_while_it_is_more_than_nothing() -> None:
    mixed = read(several("Invoice", "8.00", "10.00", "-2.00"))
    assert (mixed.kind, mixed.computed_total) == (InvoiceKind.INVOICE, mixed.total)


def test_charges_that_only_the_lines_have_are_added_up() -> None:
    source = several("Invoice", "13.00", "10.00", "1.00")
    for row in source["lineList"]["invoiceLine"]:
        row["shippingCharge"] = 1
    invoice = read(source)
    assert [(one.kind, one.amount.amount) for one in invoice.charges] == [(ChargeKind.SHIPPING, Decimal(2))]
    assert invoice.computed_total == invoice.total
    assert [line.charges[0].amount.amount for line in invoice.lines] == [Decimal(1), Decimal(1)]


def split_by(kind: str, *shares: object) -> dict[str, Any]:
    indexes = [{"distributionValue": share, "customFieldValueList": {}} for share in shares]
    sets = [{"distributionType": kind, "splittableFieldIndexList": {"splittableFieldIndex": indexes}}]
    return {"splittableFieldSetGroupList": {"splittableFieldSetGroup": [{"splittableFieldIndexSet": sets}]}}


@pytest.mark.parametrize("kind", ["PercentOfPrice", "PercentOfQuantity"])
def test_percentages_of_price_or_quantity_come_to_100(kind: str) -> None:
    (coding,) = read(document(line=split_by(kind, Decimal("33.33"), Decimal("66.67")))).lines[0].codings
    assert [split.share for split in coding] == [Decimal("33.33"), Decimal("66.67")]
    for shares in ((50, 49), (150, -50)):
        assert isinstance(normalise(document(line=split_by(kind, *shares)), WIRE), Hold)


def test_amounts_come_to_the_line() -> None:
    (coding,) = read(document(line=split_by("AmountOfPrice", 250, 750))).lines[0].codings
    assert [split.share for split in coding] == [250, 750]
    short = normalise(document(line=split_by("AmountOfPrice", 250, 749)), WIRE)
    assert isinstance(short, Hold)
    assert "the splits of line 1 come to 999.00, and line 1 to 1,000.00 USD" in short.what


def test_amounts_of_the_header_come_to_the_document_and_not_to_each_line() -> None:
    first = document()["lineList"]["invoiceLine"][0]
    source = document(header={**split_by("AmountOfPrice", 400, 1600), "total": {"value": 2000, "currency": "USD"}})
    source["lineList"]["invoiceLine"] = [first, {**first, "lineNumber": 2}]
    codings = [line.codings[-1] for line in read(source).lines]
    assert [[split.share for split in one] for one in codings] == [[400, 1600], [400, 1600]]
    source["header"].update(split_by("AmountOfPrice", 400, 100))
    short = normalise(source, WIRE)
    assert isinstance(short, Hold)
    assert "the splits of the document come to 500.00, and the document to 2,000.00 USD" in short.what


def test_a_document_s_own_coding_stands_behind_its_lines() -> None:
    (line,) = read(document(header=split_by("PercentOfPrice", 100), line=split_by("PercentOfPrice", 40, 60))).lines
    assert [len(coding) for coding in line.codings] == [2, 1]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ({"payment": {"method": "P-Card"}}, Standing.SKIPPED),
        ({"payment": {"method": "Check"}}, Standing.DUE),
        ({"payment": "Check"}, Standing.DUE),
        ({"matchStatus": "Unmatched"}, Standing.DUE),
        ({"paymentStatus": None}, Standing.STRANGE),
        ({"paymentStatus": {}}, Standing.STRANGE),
    ],
)
def test_the_header_says_what_becomes_of_a_document(header: dict[str, Any], expected: Standing) -> None:
    assert standing({**HEADER, **header}, WIRE) is expected


def test_a_tenant_with_names_of_its_own_is_read_by_its_profile() -> None:
    wire = WireProfile(
        due_when=StatusRule(any_of={"state.code": ("OK*",)}),
        skip_when=StatusRule(any_of={"invoiceNumber": ("PC-*",), "businessUnit": ("0009",)}),
        fields={
            "header.total.value": "header.amount.gross",
            "header.total.currency": "header.amount.iso",
            "header.supplierInvoiceNumber": "header.refs.theirs",
            "line.unitPrice": "price.net",
        },
    )
    row = {key: value for key, value in LINE.items() if key != "unitPrice"} | {"price": {"net": 1000}}
    head = {key: value for key, value in HEADER.items() if key not in ("total", "supplierInvoiceNumber")}
    head |= {
        "amount": {"gross": Decimal("1132.5"), "iso": "USD"},
        "refs": {"theirs": "AC-778"},
        "state": {"code": "OK-2"},
    }
    source = {"header": head, "lineList": {"invoiceLine": [row]}}
    before = deepcopy(source)
    found = normalise(source, wire)
    assert isinstance(found, Invoice)
    assert (found.standing, found.supplier_invoice_number, found.computed_total) == (
        Standing.DUE,
        "AC-778",
        found.total,
    )
    assert source == before
    for skipped in ({"invoiceNumber": "PC-1"}, {"businessUnit": "0009"}):
        assert standing({**head, **skipped}, wire) is Standing.SKIPPED
