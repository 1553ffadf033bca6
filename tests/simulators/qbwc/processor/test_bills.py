"""Bills and vendor credits: entered, changed line by line, paid, in a closed period, open in a window."""

from __future__ import annotations

import re

import pytest

from scenarios.clock import SimClock
from simulators.qbwc import CompanyFile, Person
from tests.simulators.qbwc.conftest import Ask
from tests.simulators.qbwc.requests import bill, credit, expense, first, modify, named, pay, said, tag, text

GUID = "{11111111-2222-3333-4444-555555555555}"


def line(txn_line_id: str, inner: str = "") -> str:
    return tag("ExpenseLineMod", tag("TxnLineID", txn_line_id) + inner)


def line_ids(file: CompanyFile) -> list[str]:
    return [one["TxnLineID"] for one in first(file, "Bill")["ExpenseLineRet"]]


def test_ids_numbers_and_stamps_have_the_captured_form(ask: Ask, clock: SimClock) -> None:
    """Captured s48: header 4, lines from 6 on; the next transaction goes on after the last line."""
    clock.sleep(3600)
    answer = ask(bill(expense("1.00") + expense("2.00")), bill())
    epoch = str(int(clock.now().timestamp()))
    header, other = (one[0].findtext("TxnID", "") for one in answer)
    lines = [one.text or "" for one in answer[0].iterfind("BillRet/ExpenseLineRet/TxnLineID")]
    assert {one.split("-")[1] for one in (header, other, *lines)} == {epoch}
    count = int(header.split("-")[0], 16)
    assert [int(one.split("-")[0], 16) for one in (*lines, other)] == [count + 2, count + 3, count + 4]
    assert answer[0][0].findtext("EditSequence") == epoch
    assert re.fullmatch(r"2026-01-15T10:00:00-08:00", answer[0][0].findtext("TimeCreated", ""))
    assert [one[0].findtext("TxnNumber") for one in answer] == ["2", "3"]


def test_a_bill_is_answered_as_captured_ones_are(ask: Ask) -> None:
    """Captured s48: APAccountRef filled in, OpenAmount after the lines."""
    ret = ask(bill(head=tag("Memo", "m")))[0][0]
    assert [one.tag for one in ret] == [
        "TxnID", "TimeCreated", "TimeModified", "EditSequence", "TxnNumber", "VendorRef", "APAccountRef", "TxnDate",
        "DueDate", "AmountDue", "RefNumber", "Memo", "IsPaid", "ExpenseLineRet", "OpenAmount",
    ]  # fmt: skip
    assert ret.findtext("APAccountRef/FullName") == "Accounts Payable"


def test_a_bill_without_a_date_is_of_today_on_the_pc(ask: Ask, clock: SimClock) -> None:
    """The clock begins at 17:00 UTC; nine hours later it is the next day in UTC, and not yet in Los Angeles."""
    clock.sleep(9 * 3600)
    ret = ask(tag("BillAddRq", tag("BillAdd", named("VendorRef", "Acme"))))[0][0]
    assert ret.findtext("TxnDate") == "2026-01-15"


def test_a_bill_is_due_by_its_own_terms_its_vendor_s_or_the_preference(ask: Ask, file: CompanyFile) -> None:
    assert ask(bill())[0][0].findtext("DueDate") == "2026-01-22"
    assert ask(bill(head=named("TermsRef", "Net 45")))[0][0].findtext("DueDate") == "2026-02-26"
    assert ask(bill(head="", number=""))[0][0].find("RefNumber") is None, "no number is made up"
    vendor = first(file, "Vendor")
    terms = file.find("StandardTerms", {"FullName": "Net 30"}) or {}
    file.put("Vendor", {**vendor, "TermsRef": {"ListID": terms["ListID"], "FullName": "Net 30"}})
    assert ask(bill())[0][0].findtext("DueDate") == "2026-02-11"
    given = tag("TxnDate", "2026-01-12") + tag("DueDate", "2026-05-01")
    assert (
        ask(tag("BillAddRq", tag("BillAdd", named("VendorRef", "Acme") + given)))[0][0].findtext("DueDate")
        == "2026-05-01"
    )


def test_reference_numbers_are_not_unique_nor_guids_unless_they_have_to_be(ask: Ask, file: CompanyFile) -> None:
    both = bill(head=tag("ExternalGUID", GUID))
    answer = ask(both, both)
    assert [said(answer, place)[0] for place in range(2)] == ["0", "0"]
    assert answer[0][0].findtext("ExternalGUID") == GUID
    file.assumed.choose("same_guid", "refuse")
    assert said(ask(both))[0] == "3180"


def test_an_account_that_is_payable_or_receivable_cannot_stand_on_a_line(ask: Ask) -> None:
    assert said(ask(bill(expense("1.00", "Accounts Payable"))))[0] == "3180"


def test_without_the_preference_a_line_needs_no_account(ask: Ask, file: CompanyFile) -> None:
    file.preferences.requires_accounts = False
    assert said(ask(bill("<ExpenseLineAdd><Amount>1.00</Amount></ExpenseLineAdd>")))[0] == "0"


def test_an_item_line_takes_price_description_and_account_of_its_item(ask: Ask, file: CompanyFile) -> None:
    line_ = tag("ItemLineAdd", named("ItemRef", "Reagents") + tag("Quantity", "2") + tag("Cost", "3.5"))
    ret = ask(bill(line_))[0][0].find("ItemLineRet")
    assert ret is not None
    assert [ret.findtext(name) for name in ("Desc", "Quantity", "Cost", "Amount")] == ["Reagents", "2", "3.50", "7.00"]
    override = named("OverrideItemAccountRef", "Freight In")
    before = file.find("Account", {"FullName": "Freight In"}) or {}
    ask(bill(line_.replace("</Cost>", f"</Cost>{override}")))
    assert first(file, "Bill")["ItemLineRet"][0].get("OverrideItemAccountRef") is None
    assert file.records("Bill")[1]["ItemLineRet"][0]["OverrideItemAccountRef"]["ListID"] == before["ListID"]


def test_a_group_of_items_is_not_in_the_list(ask: Ask) -> None:
    group = tag("ItemGroupLineAdd", named("ItemGroupRef", "Kit"))
    answer = ask(bill(group))
    assert (said(answer)[0], '"Kit"' in text(answer)) == ("3140", True)


def test_a_mod_deletes_the_lines_it_does_not_list_and_keeps_what_it_names_by_id(ask: Ask, file: CompanyFile) -> None:
    ask(bill(expense("1.00") + expense("2.00") + expense("3.00")))
    one, two, _three = line_ids(file)
    new = line("-1", named("AccountRef", "Freight In") + tag("Amount", "9.00"))
    ret = ask(modify(first(file, "Bill"), line(one) + line(two, tag("Amount", "5.00")) + new))[0][0]
    assert [ret_.findtext("Amount") for ret_ in ret.iterfind("ExpenseLineRet")] == ["1.00", "5.00", "9.00"]
    assert ret.findtext("AmountDue") == "15.00"
    assert line_ids(file)[:2] == [one, two]
    assert first(file, "Vendor")["Balance"] == "15.00"


def test_a_mod_without_lines_leaves_them_and_clear_takes_them_all(ask: Ask, file: CompanyFile) -> None:
    item = tag("ItemLineAdd", named("ItemRef", "Reagents") + tag("Amount", "4.00"))
    ask(bill(expense("1.00") + item))
    assert ask(modify(first(file, "Bill"), tag("Memo", "m")))[0][0].findtext("AmountDue") == "5.00"
    only_items = ask(modify(first(file, "Bill"), tag("ClearExpenseLines", "true")))[0][0]
    assert (only_items.findtext("AmountDue"), only_items.find("ExpenseLineRet")) == ("4.00", None)
    assert ask(modify(first(file, "Bill"), tag("ClearItemLines", "true")))[0][0].findtext("AmountDue") == "0.00"


@pytest.mark.parametrize("code", ["3120", "3140"])
def test_a_line_that_the_bill_does_not_have_is_refused(ask: Ask, file: CompanyFile, code: str) -> None:
    file.assumed.choose("unknown_line", code)
    ask(bill())
    assert said(ask(modify(first(file, "Bill"), line("FF-1"))))[0] == code


def test_an_empty_element_clears_a_field_and_an_absent_one_leaves_it(ask: Ask, file: CompanyFile) -> None:
    ask(bill(head=tag("Memo", "m")))
    ret = ask(modify(first(file, "Bill"), "<RefNumber></RefNumber>"))[0][0]
    assert (ret.find("RefNumber"), ret.findtext("Memo"), ret.findtext("TxnDate")) == (None, "m", "2026-01-12")


def test_a_new_date_or_new_terms_move_the_due_date(ask: Ask, file: CompanyFile) -> None:
    ask(bill())
    assert ask(modify(first(file, "Bill"), tag("TxnDate", "2026-02-01")))[0][0].findtext("DueDate") == "2026-02-11"
    terms = ask(modify(first(file, "Bill"), named("TermsRef", "Net 30")))[0][0]
    assert terms.findtext("DueDate") == "2026-03-03"


def test_a_stale_mod_is_refused_with_the_bill_as_it_is(ask: Ask, file: CompanyFile) -> None:
    ask(bill())
    answer = ask(modify(first(file, "Bill"), tag("Memo", "m"), sequence="1272664823"))
    assert said(answer) == ("3200", "Error")
    assert answer[0][0].findtext("EditSequence") == first(file, "Bill")["EditSequence"]
    assert answer[0][0].find("ExpenseLineRet") is not None
    file.assumed.choose("stale_record", "left out")
    assert len(ask(modify(first(file, "Bill"), tag("Memo", "m"), sequence="1272664823"))[0]) == 0


@pytest.mark.parametrize(("value", "code"), [("allow", "0"), ("refuse", "3180")])
def test_lines_of_a_paid_bill_are_changed_or_refused(ask: Ask, file: CompanyFile, value: str, code: str) -> None:
    file.assumed.choose("paid_bill", value)
    ask(bill())
    ask(pay(first(file, "Bill"), "4.00"))
    assert said(ask(modify(first(file, "Bill"), line(line_ids(file)[0], tag("Amount", "12.00")))))[0] == code
    assert said(ask(modify(first(file, "Bill"), tag("Memo", "m"))))[0] == "0"
    assert first(file, "Bill")["OpenAmount"] == ("8.00" if code == "0" else "6.00")


def test_the_vendor_of_a_bill_that_is_paid_stays(ask: Ask, file: CompanyFile) -> None:
    ask(bill())
    assert said(ask(modify(first(file, "Bill"), named("VendorRef", "Bay Plumbing"))))[0] == "0"
    assert [one["Balance"] for one in file.records("Vendor")] == ["0.00", "10.00"]
    ask(pay(first(file, "Bill"), "4.00", vendor="Bay Plumbing"))
    assert said(ask(modify(first(file, "Bill"), named("VendorRef", "Acme"))))[0] == "3180"


@pytest.mark.parametrize(("value", "code"), [("3180", "3180"), ("3171", "3171")])
def test_nothing_is_entered_changed_voided_or_deleted_in_a_closed_period(
    ask: Ask, file: CompanyFile, clock: SimClock, value: str, code: str
) -> None:
    """AYS has the words of 3171; qubesync the codes of Mod and Del."""
    file.assumed.choose("closed_period", value)
    ask(bill())
    Person(file, clock.now()).close_period("2026-01-12")
    assert ask("<PreferencesQueryRq />")[0][0].findtext(".//ClosingDate") == "2026-01-12"
    there = first(file, "Bill")
    gone = tag("TxnDelRq", tag("TxnDelType", "Bill") + tag("TxnID", there["TxnID"]))
    void = tag("TxnVoidRq", tag("TxnVoidType", "Bill") + tag("TxnID", there["TxnID"]))
    answer = ask(bill(), modify(there, tag("Memo", "m")), gone, void)
    assert [said(answer, place)[0] for place in range(4)] == [code, "3171", "3161", "3171"]
    assert "An attempt was made to modify a Bill with a date that is on or before the closing date" in text(answer, 1)
    moved = modify(there, tag("TxnDate", "2026-01-13"))
    assert said(ask(moved))[0] == "3171", "nor is it moved out of one by a change of its date"
    assert first(file, "Bill")["TxnDate"] == "2026-01-12"
    Person(file, clock.now()).close_period("2026-01-11")
    assert said(ask(modify(there, tag("TxnDate", "2026-01-11"))))[0] == "3171", "nor moved into one"
    assert said(ask(bill()))[0] == "0"


def test_a_bill_that_is_open_in_a_window_cannot_be_changed_until_it_is_closed(
    ask: Ask, file: CompanyFile, clock: SimClock
) -> None:
    """Captured m14 and m13."""
    ask(bill())
    person = Person(file, clock.now())
    person.open_window("Bill", "AC-1")
    there = first(file, "Bill")
    gone = tag("TxnDelRq", tag("TxnDelType", "Bill") + tag("TxnID", there["TxnID"]))
    answer = ask(modify(there, tag("Memo", "m")), gone, pay(there, "1.00"))
    assert [said(answer, place)[0] for place in range(3)] == ["3175", "3175", "3176"]
    assert text(answer) == (
        f"There was an error adding, modifying or deleting {there['TxnID']} because it is already in use.  QuickBooks "
        "error message: The transaction could not be locked.  It is in use by another user."
    )
    person.close_windows()
    assert said(ask(modify(there, tag("Memo", "m"))))[0] == "0"


def test_a_vendor_that_is_open_in_a_window_cannot_be_changed_nor_posted_to(
    ask: Ask, file: CompanyFile, clock: SimClock
) -> None:
    Person(file, clock.now()).open_window("Vendor", "Acme")
    vendor = first(file, "Vendor")
    head = tag("ListID", vendor["ListID"]) + tag("EditSequence", vendor["EditSequence"])
    answer = ask(tag("VendorModRq", tag("VendorMod", head)), bill())
    assert [said(answer, place)[0] for place in range(2)] == ["3175", "3176"]
    assert text(answer).endswith("The list element is in use.")


def test_a_credit_lowers_what_is_owed_and_has_no_due_date(ask: Ask, file: CompanyFile) -> None:
    ret = ask(credit())[0][0]
    assert (ret.tag, ret.findtext("CreditAmount"), ret.find("DueDate")) == ("VendorCreditRet", "10.00", None)
    assert first(file, "Vendor")["Balance"] == "-10.00"
    changed = tag(
        "ExpenseLineMod",
        tag("TxnLineID", first(file, "VendorCredit")["ExpenseLineRet"][0]["TxnLineID"]) + tag("Amount", "4.00"),
    )
    assert ask(modify(first(file, "VendorCredit"), changed, "VendorCredit"))[0][0].findtext("CreditAmount") == "4.00"
    assert first(file, "Vendor")["Balance"] == "-4.00"


def test_a_link_of_a_credit_to_an_order_is_quickbooks_online_s_and_only_warned_of(ask: Ask) -> None:
    """Intuit's linking tutorial: a “not supported” warning, 530."""
    link = tag("LinkToTxn", tag("TxnID", "1-1") + tag("TxnLineID", "2-1"))
    answer = ask(credit(tag("ItemLineAdd", named("ItemRef", "Reagents") + tag("Amount", "2.00") + link)))
    assert said(answer) == ("530", "Warn")
    assert answer[0][0].findtext("CreditAmount") == "2.00"


def test_a_line_that_a_mod_lists_twice_is_refused(ask: Ask, file: CompanyFile) -> None:
    ask(bill())
    assert said(ask(modify(first(file, "Bill"), line(line_ids(file)[0]) * 2)))[0] == "3120"


def test_what_has_no_account_is_booked_on_uncategorized_expenses(ask: Ask, file: CompanyFile) -> None:
    """Captured s52 has such an account with a balance."""
    ask(bill(tag("ItemLineAdd", tag("Amount", "10.00"))))
    account = file.find("Account", {"FullName": "Uncategorized Expenses"}) or {}
    assert (account["Balance"], account["SpecialAccountType"]) == ("10.00", "UncategorizedExpenses")
    ask(bill(tag("ItemLineAdd", tag("Amount", "1.00"))))
    assert len([one for one in file.records("Account") if one["FullName"] == account["FullName"]]) == 1


HUGE = tag("ItemLineAdd", tag("Quantity", "9999999999") + tag("Cost", "9999999999"))


@pytest.mark.parametrize("lines", [HUGE, expense("9999999999999.99") * 2])
def test_amounts_that_quickbooks_cannot_hold_are_refused(ask: Ask, lines: str) -> None:
    assert said(ask(bill(lines)))[0] == "3210"


def test_voiding_what_is_open_in_a_window_has_a_status_of_its_own(ask: Ask, file: CompanyFile, clock: SimClock) -> None:
    """Captured m13."""
    ask(bill())
    person, there = Person(file, clock.now()), first(file, "Bill")
    void = tag("TxnVoidRq", tag("TxnVoidType", "Bill") + tag("TxnID", there["TxnID"]))
    person.open_window("Bill", "AC-1")
    assert text(ask(void)) == (
        f'Cannot void the object specified by the id = "{there["TxnID"]}".  QuickBooks error message: The transaction '
        "could not be locked.  It is in use by another user."
    )
    person.close_windows()
    ask(pay(there, "1.00"))
    file.in_use = {file.records("BillPaymentCheck")[0]["TxnID"]: "form"}
    gone = void.replace("TxnVoid", "TxnDel")
    assert [said(ask(one))[0] for one in (void, gone, modify(first(file, "Bill"), tag("Memo", "m")))] == ["3176"] * 3


def test_an_empty_payable_account_is_the_usual_one_and_a_malformed_id_is_told_of(ask: Ask) -> None:
    body = named("VendorRef", "Acme") + "<APAccountRef><FullName></FullName></APAccountRef>"
    ret = ask(tag("BillAddRq", tag("BillAdd", body)))[0][0]
    assert ret.findtext("APAccountRef/FullName") == "Accounts Payable"
    malformed = body.replace("<FullName></FullName>", "<ListID>zzz!</ListID>")
    assert said(ask(tag("BillAddRq", tag("BillAdd", malformed))))[0] == "3000"


@pytest.mark.parametrize("code", ["3180", "3210"])
def test_what_sources_only_say_is_refused_has_one_code_or_the_other(ask: Ask, file: CompanyFile, code: str) -> None:
    file.assumed.choose("unsaid_code", code)
    assert said(ask(bill(expense("1.00", "Accounts Payable"))))[0] == code
    ask(bill())
    ask(pay(first(file, "Bill"), "4.00"))
    assert said(ask(modify(first(file, "Bill"), named("VendorRef", "Bay Plumbing"))))[0] == code


@pytest.mark.parametrize(("value", "code"), [("allow", "0"), ("refuse", "3210")])
def test_a_bill_of_nothing_is_saved_or_refused(ask: Ask, file: CompanyFile, value: str, code: str) -> None:
    """BQE's help page speaks of zero and negative invoices."""
    file.assumed.choose("zero_total", value)
    assert said(ask(bill(expense("0.00"))))[0] == code
