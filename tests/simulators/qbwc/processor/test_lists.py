"""Adding and changing vendors, accounts, items, classes and terms."""

from __future__ import annotations

from decimal import Decimal

import pytest

from scenarios.clock import SimClock
from simulators.qbwc import CompanyFile
from simulators.qbwc.company.entry import enter
from tests.simulators.qbwc.conftest import Ask
from tests.simulators.qbwc.requests import bill, expense, first, modify, named, said, tag, text


def add(kind: str, name: str, rest: str = "") -> str:
    return tag(f"{kind}AddRq", tag(f"{kind}Add", tag("Name", name) + rest))


def change(record: dict[str, str], inner: str, sequence: str = "") -> str:
    head = tag("ListID", record["ListID"]) + tag("EditSequence", sequence or record["EditSequence"])
    return tag("VendorModRq", tag("VendorMod", head + inner))


def test_a_vendor_is_answered_as_it_was_saved(ask: Ask) -> None:
    """Captured s75 and s46: the print lines of the address are worked out."""
    address = tag("VendorAddress", tag("Addr1", "1 Main St") + tag("City", "Portland") + tag("State", "OR"))
    rest = tag("CompanyName", "New Co") + address + named("TermsRef", "Net 30") + tag("CreditLimit", "100")
    ret = ask(add("Vendor", "New", rest))[0][0]
    assert [one.tag for one in ret][:6] == ["ListID", "TimeCreated", "TimeModified", "EditSequence", "Name", "IsActive"]
    assert ret.findtext("VendorAddressBlock/Addr2") == "Portland, OR"
    assert ret.findtext("CreditLimit") == "100.00"
    assert ret.findtext("TermsRef/ListID")
    assert ret.findtext("Balance") == "0.00"


def test_vendors_customers_employees_and_others_share_one_name_space(
    ask: Ask, file: CompanyFile, clock: SimClock
) -> None:
    for kind in ("Customer", "Employee", "OtherName"):
        enter(file, kind, {"Name": kind}, clock.now())
        answer = ask(add("Vendor", kind.upper()))
        assert (said(answer)[0], text(answer)) == (
            "3100",
            f'The name "{kind.upper()}" of the list element is already in use.',
        )


def test_a_name_is_trimmed_or_not(ask: Ask, file: CompanyFile) -> None:
    assert said(ask(add("Vendor", " Acme ")))[0] == "3100"
    file.assumed.choose("trim_names", "keep")
    assert ask(add("Vendor", " Acme "))[0].findtext("VendorRet/Name") == " Acme "


@pytest.mark.parametrize(
    ("kind", "rest", "path", "value"),
    [
        ("ItemService", tag("SalesOrPurchase", tag("Price", "5")), "SalesOrPurchase/Price", "5.00"),
        (
            "ItemNonInventory",
            tag("SalesAndPurchase", tag("PurchaseCost", "1.5")),
            "SalesAndPurchase/PurchaseCost",
            "1.50",
        ),
        ("ItemOtherCharge", tag("SalesOrPurchase", tag("PricePercent", "2")), "SalesOrPurchase/PricePercent", "2.00"),
        ("ItemInventory", tag("ManufacturerPartNumber", "X-1"), "QuantityOnHand", "0"),
        ("Account", tag("AccountType", "Expense"), "AccountType", "Expense"),
        ("Class", "", "Sublevel", "0"),
        ("StandardTerms", tag("StdDueDays", "7"), "StdDueDays", "7"),
    ],
)
def test_every_list_is_added_to_and_found_again(ask: Ask, kind: str, rest: str, path: str, value: str) -> None:
    added = ask(add(kind, "New", rest))[0][0]
    assert (added.tag, added.findtext(path)) == (f"{kind}Ret", value)
    found = ask(f"<{kind}QueryRq><FullName>new</FullName></{kind}QueryRq>")[0][0]
    assert found.findtext("ListID") == added.findtext("ListID")


def test_items_of_all_types_are_one_list_and_so_are_terms(ask: Ask, file: CompanyFile, clock: SimClock) -> None:
    assert said(ask(add("ItemService", "Reagents", tag("SalesOrPurchase", "<Desc>a</Desc>"))))[0] == "3100"
    enter(file, "DateDrivenTerms", {"Name": "25th", "DayOfMonthDue": "25"}, clock.now())
    assert said(ask(add("StandardTerms", "25TH")))[0] == "3100"
    kinds = [one.tag for one in ask("<TermsQueryRq />")[0]]
    assert (kinds.count("StandardTermsRet"), kinds.count("DateDrivenTermsRet")) == (6, 1)
    ask(add("ItemService", "Labour", tag("SalesOrPurchase", "<Desc>a</Desc>")))
    assert [one.tag for one in ask("<ItemQueryRq />")[0]] == ["ItemServiceRet", "ItemNonInventoryRet"]


def test_a_child_has_the_name_of_its_parents_and_a_level(ask: Ask) -> None:
    type_ = tag("AccountType", "Expense")
    ask(add("Account", "Vehicles", type_))
    child = ask(add("Account", "Fuel", named("ParentRef", "vehicles") + type_))[0][0]
    assert (child.findtext("FullName"), child.findtext("Sublevel")) == ("Vehicles:Fuel", "1")
    again = ask(add("Account", "Fuel", named("ParentRef", "Vehicles") + type_))
    assert said(again)[0] == "3100"
    assert said(ask(add("Account", "Fuel", type_)))[0] == "0", "the same name under another parent"


def test_what_is_absent_in_a_mod_stays_and_what_is_empty_is_cleared(
    ask: Ask, file: CompanyFile, clock: SimClock
) -> None:
    ask(add("Vendor", "New", tag("Phone", "1") + tag("Fax", "2") + named("TermsRef", "Net 30")))
    new = file.records("Vendor")[2]
    clock.sleep(5)
    ret = ask(change(new, "<Phone></Phone><Notes>n</Notes><TermsRef></TermsRef>"))[0][0]
    assert [ret.find(name) is None for name in ("Phone", "Fax", "Notes", "TermsRef")] == [True, False, False, True]
    assert int(ret.findtext("EditSequence", "")) == int(new["EditSequence"]) + 5
    assert ret.findtext("TimeCreated") == new["TimeCreated"] != ret.findtext("TimeModified")


def test_a_stale_mod_is_refused_with_the_record_as_it_is(ask: Ask, file: CompanyFile) -> None:
    """Captured m01: 3200 with the current CustomerRet."""
    answer = ask(change(first(file, "Vendor"), "<Phone>1</Phone>", "1272664823"))
    assert text(answer) == 'The provided edit sequence "1272664823" is out-of-date. '
    assert answer[0][0].findtext("EditSequence") == first(file, "Vendor")["EditSequence"]
    assert "Phone" not in first(file, "Vendor")


def test_two_edits_within_a_second_share_an_edit_sequence(ask: Ask, file: CompanyFile) -> None:
    """Epoch seconds: the second edit of a second is not noticed."""
    before = first(file, "Vendor")
    ask(change(before, "<Phone>1</Phone>"))
    assert said(ask(change(before, "<Phone>2</Phone>")))[0] == "0"


def test_a_posting_moves_times_and_balances_of_lists_but_no_edit_sequence(
    ask: Ask, file: CompanyFile, clock: SimClock
) -> None:
    """Captured: ten list records whose TimeModified is later than their EditSequence."""
    names = {"Vendor": "Acme", "Account": "Office Supplies"}
    before = {kind: file.find(kind, {"FullName": name}) or {} for kind, name in names.items()}
    payable = file.find("Account", {"FullName": "Accounts Payable"}) or {}
    clock.sleep(60)
    ask(bill())
    for kind, name in names.items():
        after = file.find(kind, {"FullName": name}) or {}
        assert after["EditSequence"] == before[kind]["EditSequence"]
        assert after["TimeModified"] != before[kind]["TimeModified"]
    assert first(file, "Vendor")["Balance"] == "10.00"
    assert (file.find("Account", payable) or {})["Balance"] == "10.00"
    assert (file.find("Account", {"FullName": "Office Supplies"}) or {})["Balance"] == "10.00", "captured s52"
    vendor = before["Vendor"]
    assert said(ask(change(vendor, "<Phone>1</Phone>")))[0] == "0", "a cached EditSequence is still good"


def test_renaming_shows_in_all_that_refers_to_the_record(ask: Ask, file: CompanyFile) -> None:
    ask(bill())
    before = first(file, "Bill")
    assert said(ask(change(first(file, "Vendor"), tag("Name", "Acme Inc"))))[0] == "0"
    after = first(file, "Bill")
    assert after["VendorRef"] == {**before["VendorRef"], "FullName": "Acme Inc"}
    assert after["EditSequence"] == before["EditSequence"]
    assert first(file, "PurchaseOrder")["VendorRef"]["FullName"] == "Acme Inc"
    assert said(ask(change(first(file, "Vendor"), tag("Name", "Bay Plumbing"))))[0] == "3100"


def test_an_opening_balance_is_a_bill_in_the_books_or_nothing(ask: Ask, file: CompanyFile) -> None:
    ret = ask(add("Vendor", "Old", tag("OpenBalance", "120.00") + tag("OpenBalanceDate", "2025-12-31")))[0][0]
    assert ret.findtext("Balance") == "120.00"
    opening = first(file, "Bill")
    assert (opening["AmountDue"], opening["TxnDate"], opening["Memo"]) == ("120.00", "2025-12-31", "Opening balance")
    file.assumed.choose("opening_balance", "none")
    assert ask(add("Vendor", "Older", tag("OpenBalance", "120.00")))[0][0].findtext("Balance") == "0.00"
    assert (
        ask(add("Account", "Cash", tag("AccountType", "Bank") + tag("OpenBalance", "5.00")))[0][0].findtext(
            "TotalBalance"
        )
        == "5.00"
    )


def test_contacts_and_notes_of_a_vendor_are_records_of_its_own(ask: Ask) -> None:
    contact = tag("Contacts", tag("FirstName", "Ann") + tag("LastName", "Ode"))
    ret = ask(add("Vendor", "New", contact + tag("AdditionalNotes", tag("Note", "call first"))))[0][0]
    assert ret.findtext("ContactsRet/FirstName") == "Ann"
    assert ret.findtext("ContactsRet/ListID")
    assert (ret.findtext("AdditionalNotesRet/NoteID"), ret.findtext("AdditionalNotesRet/Note")) == ("1", "call first")


def test_total_balances_reach_the_parents(ask: Ask, file: CompanyFile) -> None:
    type_ = tag("AccountType", "OtherCurrentAsset")
    ask(add("Account", "Prepaid", type_), add("Account", "Rent", named("ParentRef", "Prepaid") + type_))
    ask(bill(expense("7.00", "Prepaid:Rent")))
    child, parent = (file.find("Account", {"FullName": name}) or {} for name in ("Prepaid:Rent", "Prepaid"))
    assert (child["Balance"], parent["Balance"], parent["TotalBalance"]) == ("7.00", "0.00", "7.00")


def test_stock_moves_with_what_is_received(ask: Ask, file: CompanyFile) -> None:
    asset = named("AssetAccountRef", "Checking") + tag("QuantityOnHand", "1")
    ask(add("ItemInventory", "Widget", named("COGSAccountRef", "Cost of Goods Sold") + asset))
    line = tag("ItemLineAdd", named("ItemRef", "Widget") + tag("Quantity", "5") + tag("Cost", "2"))
    ask(bill(line))
    assert first(file, "ItemInventory")["QuantityOnHand"] == "6"
    bought = first(file, "Bill")
    ask(
        modify(
            bought, tag("ItemLineMod", tag("TxnLineID", bought["ItemLineRet"][0]["TxnLineID"]) + tag("Quantity", "2"))
        )
    )
    assert first(file, "ItemInventory")["QuantityOnHand"] == "3"
    assert first(file, "Vendor")["Balance"] == "4.00"
    assert Decimal((file.find("Account", {"FullName": "Checking"}) or {})["Balance"]) == 4


def test_a_name_cannot_be_empty_nor_longer_than_its_path_allows(ask: Ask, file: CompanyFile) -> None:
    assert said(ask(add("Vendor", " ")))[0] == "3150"
    assert said(ask(change(first(file, "Vendor"), "<Name>  </Name>")))[0] == "3150"
    parent, name = "", "A" * 31
    codes = []
    for _ in range(6):
        ref = named("ParentRef", parent) if parent else ""
        codes.append(said(ask(add("Account", name, ref + tag("AccountType", "Expense"))))[0])
        parent = f"{parent}:{name}".lstrip(":")
    assert codes == ["0"] * 5 + ["3070"]


def test_names_that_differ_in_case_are_taken_or_not(ask: Ask, file: CompanyFile) -> None:
    assert said(ask(add("Vendor", "ACME")))[0] == "3100"
    file.assumed.choose("name_case", "apart")
    assert said(ask(add("Vendor", "ACME")))[0] == "0"
    assert said(ask(add("Vendor", "Acme")))[0] == "3100"


def test_a_boolean_cannot_be_cleared(ask: Ask, file: CompanyFile) -> None:
    ret = ask(change(first(file, "Vendor"), "<IsActive></IsActive><Phone>1</Phone>"))[0][0]
    assert (ret.findtext("IsActive"), ret.findtext("Phone")) == ("true", "1")


def test_contacts_and_notes_are_changed_one_by_one(ask: Ask, file: CompanyFile) -> None:
    contacts = "".join(tag("Contacts", tag("FirstName", name)) for name in ("Ann", "Bob"))
    notes = "".join(tag("AdditionalNotes", tag("Note", note)) for note in ("one", "two"))
    ask(add("Vendor", "New", contacts + notes))
    new = file.records("Vendor")[2]
    ann = tag("ContactsMod", tag("ListID", new["ContactsRet"][0]["ListID"]) + tag("FirstName", "Anna"))
    two = tag("AdditionalNotesMod", tag("NoteID", "2") + tag("Note", "TWO"))
    ask(change(new, ann + tag("ContactsMod", tag("FirstName", "Cy")) + two))
    after = file.records("Vendor")[2]
    assert [one["FirstName"] for one in after["ContactsRet"]] == ["Anna", "Bob", "Cy"]
    assert after["ContactsRet"][0]["ListID"] == new["ContactsRet"][0]["ListID"]
    assert [(one["NoteID"], one["Note"]) for one in after["AdditionalNotesRet"]] == [("1", "one"), ("2", "TWO")]


def test_an_account_s_opening_balance_is_set_against_equity_and_reaches_its_parent(ask: Ask, file: CompanyFile) -> None:
    rest = named("ParentRef", "Checking") + tag("AccountType", "Bank") + tag("OpenBalance", "100.00")
    ask(add("Account", "Petty", rest))
    parent, equity = (file.find("Account", {"FullName": name}) or {} for name in ("Checking", "Opening Balance Equity"))
    assert (parent["TotalBalance"], equity["Balance"]) == ("100.00", "100.00")
