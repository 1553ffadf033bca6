"""Several currencies: which one a transaction is in, at which rate, and what that is in the home currency."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from simulators.qbwc.company.file import CompanyFile
from simulators.qbwc.company.record import CENT, ZERO, Record, amount, money
from simulators.qbwc.statuses import Refusal

LONGEST = 15
BAD_RATE = "The exchange rate must be greater than zero."
TOTALS = {
    "PurchaseOrder": "TotalAmount",
    "Bill": "AmountDue",
    "ItemReceipt": "TotalAmount",
    "VendorCredit": "CreditAmount",
    "BillPaymentCheck": "Amount",
    "BillPaymentCreditCard": "Amount",
    "Invoice": "Subtotal",
    "SalesOrder": "TotalAmount",
}


def of(file: CompanyFile, entity: Record | None, given: Record) -> Record:
    """CurrencyRef and ExchangeRate of a transaction; nothing where there is one currency only."""
    if not file.preferences.is_multi_currency_on or not (entity or {}).get("CurrencyRef"):
        return {}
    currency = (entity or {})["CurrencyRef"]
    known = file.find("Currency", currency) or {}
    #: The currency of a transaction is its vendor's; only ExchangeRate can be given. [Intuit's listing]
    rate = given.get("ExchangeRate") or known.get("ExchangeRate") or "1"
    if len(rate) > LONGEST or Decimal(rate) <= 0:
        #: A rate that is not above zero, or is no rate at all, is refused with 3210. [Intuit's table: invalid value]
        raise Refusal(3210, "ExchangeRate", rate, BAD_RATE)
    return {"CurrencyRef": currency, "ExchangeRate": rate}


def in_home(kind: str, record: Record) -> Record:
    """The total in the home currency, where the transaction is in another one."""
    if not record.get("ExchangeRate"):
        return {}
    key = TOTALS[kind]
    return {f"{key}InHomeCurrency": money(amount(record, key) * Decimal(record["ExchangeRate"]))}


def is_same(account: Record, currency: Record | None) -> bool:
    """Whether an account is in a currency; one without any is in every."""
    own = (account.get("CurrencyRef") or {}).get("ListID")
    return own is None or currency is None or own == currency["ListID"]


def booked(account: Record, record: Record, value: Decimal) -> Decimal:
    """An amount of a transaction as an account is moved by it: at the rate, where that is in another currency."""
    rate, own = record.get("ExchangeRate"), account.get("CurrencyRef")
    if not rate or not own or own["ListID"] == record["CurrencyRef"]["ListID"]:
        return value
    #: A transaction in a foreign currency moves home accounts by its amount at the rate. [Intuit's listing:
    #: AmountInHomeCurrency]
    return (value * Decimal(rate)).quantize(CENT, ROUND_HALF_UP) + ZERO
