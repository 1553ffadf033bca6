"""Paying bills, by check or by credit card, with credits and discounts set against them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from simulators.qbwc.company import currency, guards, ledger, links, orders, payables
from simulators.qbwc.company.file import CompanyFile
from simulators.qbwc.company.links import PAYMENT, Link
from simulators.qbwc.company.record import ZERO, Record, amount, money
from simulators.qbwc.company.references import named, resolved, target
from simulators.qbwc.statuses import Refusal

CHECK, CARD = "BillPaymentCheck", "BillPaymentCreditCard"
TOO_MUCH = "You cannot pay more than the amount due."
TOO_MUCH_CREDIT = "You cannot apply more than the credit that is left."
SOURCES = {CHECK: ("BankAccountRef", ("Bank",)), CARD: ("CreditCardAccountRef", ("CreditCard",))}


def pay(file: CompanyFile, kind: str, given: Record, now: datetime) -> Record:
    """A payment as it is saved, with what it was applied to."""
    guards.unique_guid(file, kind, given)
    payee = target(file, "PayeeEntityRef", given["PayeeEntityRef"], kind)
    source, types = SOURCES[kind]
    account = target(file, "BankAccountRef", given[source], kind)
    if account["AccountType"] not in types:
        #: A check is drawn on a bank account, a card payment on a credit card. [Intuit's listing: BankAccountRef]
        raise Refusal(3140, "Account", named(given[source]), kind)
    guards.period_open_for_add(file, kind, given.get("TxnDate") or file.today(now))
    applied = [_Applied(file, kind, payee, one) for one in given["AppliedToTxnAdd"]]
    taken = [credit["TxnID"] for one in applied for credit, _ in one.credits]
    guards.related_free(file, payee["ListID"], *(one.bill["TxnID"] for one in applied), *taken)
    payable = payables.payable(file, kind, given.get("APAccountRef") or applied[0].bill["APAccountRef"], payee)
    if any(one.bill["APAccountRef"]["ListID"] != payable["ListID"] for one in applied):
        #: A payment is for bills of one payable account. [Intuit's listing: APAccountRef]
        raise Refusal(3140, "AP Account", payable["FullName"], kind)
    _refuse_together(applied)
    whole = sum((one.paid for one in applied), ZERO)
    rest = {key: value for key, value in given.items() if key not in ("AppliedToTxnAdd", "APAccountRef", source)}
    record = {
        **orders.header(file, now),
        **resolved(file, rest, kind),
        "TxnDate": given.get("TxnDate") or file.today(now),
        "APAccountRef": payable,
        source: {"ListID": account["ListID"], "FullName": account["FullName"]},
        "Amount": money(whole),
        "AppliedToTxnRet": [one.shown() for one in applied],
        **currency.of(file, payee, given),
    }
    record |= currency.in_home(kind, record)
    file.put(kind, record)
    for one in applied:
        one.link(record, kind)
    payables.count_anew(file, {one.bill["TxnID"] for one in applied}, now)
    ledger.post(file, kind, None, record, now)
    return record


class _Applied:
    """One bill a payment is for: what is paid, credited and discounted of it."""

    def __init__(self, file: CompanyFile, kind: str, payee: Record, given: Record) -> None:
        self.file = file
        found = file.transactions["Bill"].get(given["TxnID"])
        if found is None or found["VendorRef"]["ListID"] != payee["ListID"]:
            #: A payment is for bills of its payee. [Intuit's listing: PayeeEntityRef]
            raise _other(file, given["TxnID"], kind)
        self.bill = found
        self.paid, self.discount = amount(given, "PaymentAmount"), amount(given, "DiscountAmount")
        self.credits = [(_credit(file, kind, payee, one), one) for one in given.get("SetCredit", [])]
        if not (self.paid or self.discount or self.credits):
            #: An AppliedToTxnAdd needs a payment, a credit or a discount. [qubesync's documentation]
            raise Refusal(3150, "PaymentAmount")
        if self.discount:
            self.discount_account = target(file, "DiscountAccountRef", given.get("DiscountAccountRef") or {}, kind)

    @property
    def settles(self) -> Decimal:
        credited = sum((amount(one, "AppliedAmount") for _, one in self.credits), ZERO)
        return self.paid + self.discount + credited

    def shown(self) -> Record:
        """An AppliedToTxnRet; what remains is worked out when it is shown."""
        record = {
            "TxnID": self.bill["TxnID"],
            "TxnType": "Bill",
            "TxnDate": self.bill["TxnDate"],
            "RefNumber": self.bill.get("RefNumber", ""),
            "Amount": money(self.paid),
        }
        if self.discount:
            known = {"ListID": self.discount_account["ListID"], "FullName": self.discount_account["FullName"]}
            record |= {"DiscountAmount": money(self.discount), "DiscountAccountRef": known}
        return record

    def link(self, payment: Record, kind: str) -> None:
        made = [(payment["TxnID"], kind, self.paid + self.discount)]
        made += [(credit["TxnID"], "VendorCredit", amount(one, "AppliedAmount")) for credit, one in self.credits]
        for source, source_kind, settled in made:
            if settled:
                #: What is paid or credited of a bill is a link of type AMTTYPE. [Intuit's listing: LinkType]
                ends = (source, source_kind, self.bill["TxnID"], "Bill")
                self.file.link(Link(*ends, PAYMENT, money(settled), made_by=payment["TxnID"]))


def _other(file: CompanyFile, txn_id: str, kind: str) -> Refusal:
    #: … what is not the payee's is refused with 3120, or 3140. [assumed: other_payee]
    if file.assumed.holds("other_payee", "3120"):
        return Refusal(3120, txn_id)
    return Refusal(3140, "Transaction", txn_id, kind)


def _credit(file: CompanyFile, kind: str, payee: Record, given: Record) -> Record:
    credit = file.transactions["VendorCredit"].get(given["CreditTxnID"])
    if credit is None or credit["VendorRef"]["ListID"] != payee["ListID"]:
        #: A SetCredit takes from a credit of the payee. [Intuit's listing: SetCredit]
        raise _other(file, given["CreditTxnID"], kind)
    return credit


def set_against(file: CompanyFile, bill: Record, credit: Record, total: str, now: datetime) -> None:
    """Settle a bill with a credit alone, as far as both go."""
    guards.related_free(file, bill["VendorRef"]["ListID"], bill["TxnID"], credit["TxnID"])
    most = min(amount(bill, "OpenAmount"), remaining_credit(file, credit))
    taken = Decimal(total) if total else most
    if credit["VendorRef"]["ListID"] != bill["VendorRef"]["ListID"] or not 0 < taken <= most:
        raise Refusal(3210, "SetCredit applied amount", money(taken), TOO_MUCH_CREDIT)
    file.link(Link(credit["TxnID"], "VendorCredit", bill["TxnID"], "Bill", PAYMENT, money(taken)))
    payables.count_anew(file, {bill["TxnID"]}, now)
    #: TimeModified of a credit moves when it is set against a bill, or stays. [assumed: credit_time]
    if file.assumed.holds("credit_time", "moves"):
        file.put("VendorCredit", file.stamped(credit, now, is_edit=False))


def remaining_credit(file: CompanyFile, credit: Record) -> Decimal:
    return amount(credit, "CreditAmount") - links.total(file.links.from_(credit["TxnID"]))


def _refuse_together(applied: list[_Applied]) -> None:
    """Several entries may be for one bill, or take from one credit."""
    due: dict[str, Decimal] = {}
    left: dict[str, Decimal] = {}
    for one in applied:
        id_ = one.bill["TxnID"]
        due[id_] = due.get(id_, amount(one.bill, "OpenAmount")) - one.settles
        if due[id_] < 0 or one.paid < 0 or one.discount < 0:
            #: Paying more of a bill than is open is refused with 3210. [captured s88]
            raise Refusal(3210, "AppliedToTxnAdd payment amount", money(one.paid), TOO_MUCH)
        for credit, each in one.credits:
            key = credit["TxnID"]
            left[key] = left.get(key, remaining_credit(one.file, credit)) - amount(each, "AppliedAmount")
            if left[key] < 0 or amount(each, "AppliedAmount") < 0:
                #: Applying more of a credit than is left is refused with 3210. [QODBC's log]
                raise Refusal(3210, "SetCredit applied amount", each["AppliedAmount"], TOO_MUCH_CREDIT)
