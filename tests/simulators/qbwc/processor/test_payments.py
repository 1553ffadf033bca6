"""Bills are paid, discounted and credited; what is open of them follows."""

from __future__ import annotations

import pytest

from scenarios.clock import SimClock
from simulators.qbwc import CompanyFile, Person
from tests.simulators.qbwc.conftest import Ask
from tests.simulators.qbwc.requests import bill, credit, expense, first, named, pay, said, tag, text


def discount(amount: str) -> str:
    return tag("DiscountAmount", amount) + named("DiscountAccountRef", "Purchase Discounts")


def test_a_payment_shows_what_remains_of_the_bill_and_the_bill_its_payment(ask: Ask, file: CompanyFile) -> None:
    ask(bill())
    ret = ask(pay(first(file, "Bill"), "4.00"))[0][0]
    assert (ret.tag, ret.findtext("Amount"), ret.findtext("BankAccountRef/FullName")) == (
        "BillPaymentCheckRet",
        "4.00",
        "Checking",
    )
    applied = ret.find("AppliedToTxnRet")
    assert applied is not None
    assert [applied.findtext(name) for name in ("TxnType", "RefNumber", "BalanceRemaining", "Amount")] == [
        "Bill",
        "AC-1",
        "6.00",
        "4.00",
    ]
    assert (first(file, "Bill")["IsPaid"], first(file, "Bill")["OpenAmount"]) == ("false", "6.00")
    assert first(file, "Vendor")["Balance"] == "6.00"
    assert (file.find("Account", {"FullName": "Checking"}) or {})["Balance"] == "-4.00"
    linked = ask("<BillQueryRq><IncludeLinkedTxns>true</IncludeLinkedTxns></BillQueryRq>")[0][0].find("LinkedTxn")
    assert linked is not None
    assert [linked.findtext(name) for name in ("TxnType", "LinkType", "Amount")] == [
        "BillPaymentCheck",
        "AMTTYPE",
        "-4.00",
    ]
    ask(pay(first(file, "Bill"), "6.00"))
    assert (first(file, "Bill")["IsPaid"], first(file, "Bill")["OpenAmount"]) == ("true", "0.00")


@pytest.mark.parametrize("amounts", [("10.01",), ("6.00", "6.00"), ("-1.00",)])
def test_more_than_is_open_cannot_be_paid(ask: Ask, file: CompanyFile, amounts: tuple[str, ...]) -> None:
    """Captured s88; the second of two entries for one bill counts with the first."""
    ask(bill())
    there = first(file, "Bill")
    one = pay(there, amounts[0])
    more = "".join(
        tag("AppliedToTxnAdd", tag("TxnID", there["TxnID"]) + tag("PaymentAmount", each)) for each in amounts[1:]
    )
    answer = ask(one.replace("</BillPaymentCheckAdd>", f"{more}</BillPaymentCheckAdd>"))
    assert text(answer) == (
        f'The "AppliedToTxnAdd payment amount" field has an invalid value "{amounts[-1]}".  QuickBooks error message: '
        "You cannot pay more than the amount due."
    )
    assert first(file, "Bill")["OpenAmount"] == "10.00"


def test_a_discount_and_a_credit_settle_like_money(ask: Ask, file: CompanyFile) -> None:
    ask(bill(), credit(expense("3.00")))
    set_ = tag("CreditTxnID", first(file, "VendorCredit")["TxnID"]) + tag("AppliedAmount", "3.00")
    ret = ask(pay(first(file, "Bill"), "5.00", rest=tag("SetCredit", set_) + discount("2.00")))[0][0]
    assert ret.findtext("Amount") == "5.00"
    assert ret.findtext("AppliedToTxnRet/DiscountAmount") == "2.00"
    assert (first(file, "Bill")["IsPaid"], first(file, "Vendor")["Balance"]) == ("true", "0.00")
    assert (file.find("Account", {"FullName": "Purchase Discounts"}) or {})["Balance"] == "2.00"
    gone = tag("TxnDelRq", tag("TxnDelType", "BillPaymentCheck") + tag("TxnID", ret.findtext("TxnID", "")))
    ask(gone)
    assert first(file, "Bill")["OpenAmount"] == "10.00", "payment, discount and credit are taken back together"
    assert first(file, "Vendor")["Balance"] == "7.00"


def test_a_credit_is_not_applied_beyond_itself_nor_another_vendor_s(ask: Ask, file: CompanyFile) -> None:
    ask(bill(), credit(expense("3.00")), credit(vendor="Bay Plumbing"))
    mine, other = (one["TxnID"] for one in file.records("VendorCredit"))
    for txn_id, amount, code in ((mine, "3.01", "3210"), (mine, "-1.00", "3210"), (other, "1.00", "3120")):
        set_ = tag("SetCredit", tag("CreditTxnID", txn_id) + tag("AppliedAmount", amount))
        assert said(ask(pay(first(file, "Bill"), "1.00", rest=set_)))[0] == code


def test_a_payment_needs_a_bill_of_its_payee_a_bank_and_something_to_settle(ask: Ask, file: CompanyFile) -> None:
    ask(bill())
    there = first(file, "Bill")
    assert said(ask(pay(there, "1.00", vendor="Bay Plumbing")))[0] == "3120"
    assert said(ask(pay(there)))[0] == "3150"
    assert said(ask(pay(there, "1.00").replace("Checking", "Office Supplies")))[0] == "3140"


@pytest.mark.parametrize(("value", "moves"), [("moves", True), ("stays", False)])
def test_the_edit_sequence_of_a_bill_moves_when_it_is_paid_or_not(
    ask: Ask, file: CompanyFile, clock: SimClock, value: str, *, moves: bool
) -> None:
    file.assumed.choose("bill_sequence", value)
    ask(bill())
    before = first(file, "Bill")
    clock.sleep(9)
    ask(pay(before, "1.00"))
    after = first(file, "Bill")
    assert (after["EditSequence"] != before["EditSequence"]) is moves
    assert after["TimeModified"] != before["TimeModified"]


def test_what_is_to_be_paid_are_open_bills_and_what_is_left_of_credits(ask: Ask, file: CompanyFile) -> None:
    asked = tag("BillToPayQueryRq", named("PayeeEntityRef", "Acme") + "{}")
    assert said(ask(asked.format("")))[0] == "1"
    ask(bill(), bill(number="AC-2"), credit(expense("3.00")))
    ask(pay(first(file, "Bill"), "4.00"))
    answer = ask(asked.format(""))[0]
    assert [one.findtext("BillToPay/AmountDue") for one in answer] == ["6.00", "10.00", None]
    assert answer[2].findtext("CreditToApply/CreditRemaining") == "3.00"
    assert len(ask(asked.format(named("APAccountRef", "Accounts Payable") + tag("DueDate", "2026-01-21")))[0]) == 1
    assert said(ask(asked.format("").replace("Acme", "Nobody")))[0] == "3140"


def test_payments_by_card_are_entered_by_people_and_found_by_query(
    ask: Ask, file: CompanyFile, clock: SimClock
) -> None:
    ask(bill())
    Person(file, clock.now()).pay("AC-1", kind="BillPaymentCreditCard")
    ret = ask("<BillPaymentCreditCardQueryRq />")[0][0]
    assert (ret.findtext("Amount"), ret.findtext("CreditCardAccountRef/FullName")) == ("10.00", "Credit Card")
    assert ret.find("AppliedToTxnRet") is None
    assert (
        ask("<BillPaymentCreditCardQueryRq><IncludeLineItems>1</IncludeLineItems></BillPaymentCreditCardQueryRq>")[0][
            0
        ].findtext("AppliedToTxnRet/BalanceRemaining")
        == "0.00"
    )
    assert (file.find("Account", {"FullName": "Credit Card"}) or {})["Balance"] == "10.00", "owed to the card now"


def test_two_equal_entries_for_one_bill_both_count(ask: Ask, file: CompanyFile) -> None:
    ask(bill())
    there = first(file, "Bill")
    entry = tag("AppliedToTxnAdd", tag("TxnID", there["TxnID"]) + tag("PaymentAmount", "5.00"))
    ask(pay(there, "5.00").replace("</BillPaymentCheckAdd>", f"{entry}</BillPaymentCheckAdd>"))
    assert (first(file, "Bill")["OpenAmount"], first(file, "Vendor")["Balance"]) == ("0.00", "0.00")
    assert sum(link.paid for link in file.links.to(there["TxnID"])) == 10


@pytest.mark.parametrize("verb", ["TxnDel", "TxnVoid"])
def test_a_payment_of_credits_alone_gives_them_back_when_it_goes(ask: Ask, file: CompanyFile, verb: str) -> None:
    ask(bill(), credit())
    set_ = tag("CreditTxnID", first(file, "VendorCredit")["TxnID"]) + tag("AppliedAmount", "10.00")
    paid = ask(pay(first(file, "Bill"), rest=tag("SetCredit", set_)))[0][0]
    assert first(file, "Bill")["OpenAmount"] == "0.00"
    ask(tag(f"{verb}Rq", tag(f"{verb}Type", "BillPaymentCheck") + tag("TxnID", paid.findtext("TxnID") or "")))
    assert first(file, "Bill")["OpenAmount"] == "10.00"
    assert list(file.links) == []


def test_a_payment_is_for_bills_of_one_payable_account(ask: Ask, file: CompanyFile) -> None:
    ask(tag("AccountAddRq", tag("AccountAdd", tag("Name", "Other payable") + tag("AccountType", "AccountsPayable"))))
    body = named("VendorRef", "Acme") + named("APAccountRef", "Other payable") + expense()
    ask(bill(), tag("BillAddRq", tag("BillAdd", body)))
    mine, other = file.records("Bill")
    entry = tag("AppliedToTxnAdd", tag("TxnID", other["TxnID"]) + tag("PaymentAmount", "1.00"))
    both = pay(mine, "1.00").replace("</BillPaymentCheckAdd>", f"{entry}</BillPaymentCheckAdd>")
    assert said(ask(both))[0] == "3140"
    wrong = pay(mine, "1.00").replace("<BankAccountRef>", f"{named('APAccountRef', 'Nowhere')}<BankAccountRef>")
    assert said(ask(wrong))[0] == "3140"


def test_a_payment_does_not_show_a_bill_that_was_voided(ask: Ask, file: CompanyFile) -> None:
    ask(bill())
    ask(pay(first(file, "Bill"), "4.00"))
    ask(tag("TxnVoidRq", tag("TxnVoidType", "Bill") + tag("TxnID", first(file, "Bill")["TxnID"])))
    shown = ask("<BillPaymentCheckQueryRq><IncludeLineItems>1</IncludeLineItems></BillPaymentCheckQueryRq>")[0][0]
    assert (shown.findtext("Amount"), shown.find("AppliedToTxnRet")) == ("4.00", None)


@pytest.mark.parametrize("code", ["3120", "3140"])
def test_a_bill_of_another_payee_is_refused(ask: Ask, file: CompanyFile, code: str) -> None:
    file.assumed.choose("other_payee", code)
    ask(bill(vendor="Bay Plumbing"))
    assert said(ask(pay(first(file, "Bill"), "1.00")))[0] == code
