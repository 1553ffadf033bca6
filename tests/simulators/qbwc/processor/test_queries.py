"""Queries find by id, name or number, or by one branch of filters, and show what was asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.clock import SimClock
from simulators.qbwc import CompanyFile, Hresult, RequestProcessor
from simulators.qbwc.company.entry import enter
from simulators.qbwc.processor.dates import of_macro
from simulators.qbwc.processor.schema import messages
from tests.simulators.qbwc.conftest import Ask
from tests.simulators.qbwc.requests import bill, expense, first, message, pay, received, said, tag


def query(inner: str, kind: str = "Bill") -> str:
    return f"<{kind}QueryRq>{inner}</{kind}QueryRq>"


def numbers(answer: Any) -> list[str | None]:
    return [ret.findtext("RefNumber") for ret in answer[0]]


@pytest.fixture
def four(ask: Ask, clock: SimClock) -> Ask:
    """Bills A to D, a day apart; C is on another vendor, D is paid."""
    ask(bill(number="A"))
    clock.sleep(86_400)
    ask(bill(number="b").replace("2026-01-12", "2026-01-13"))
    clock.sleep(86_400)
    ask(bill(expense("1.00", "Freight In"), number="C", vendor="Bay Plumbing").replace("2026-01-12", "2026-02-01"))
    clock.sleep(86_400)
    ask(bill(number="D-1").replace("2026-01-12", "2025-12-31"))
    return ask


def test_a_number_is_found_without_regard_to_case_or_with_it(four: Ask) -> None:
    assert numbers(four(query("<RefNumber>a</RefNumber><RefNumber>B</RefNumber>"))) == ["A", "b"]
    assert said(four(query("<RefNumberCaseSensitive>B</RefNumberCaseSensitive>")))[0] == "500"
    partly = four(query("<RefNumber>A</RefNumber><RefNumber>X</RefNumber>"))
    assert (said(partly), numbers(partly)) == (("500", "Warn"), ["A"]), "what is there is returned"


def test_ids_that_are_not_there_are_warned_of_for_transactions_and_refused_for_lists(
    four: Ask, file: CompanyFile
) -> None:
    there = first(file, "Bill")["TxnID"]
    partly = four(query(tag("TxnID", "FF-1", there)))
    assert (said(partly)[0], numbers(partly)) == ("500", ["A"])
    both = tag("ListID", first(file, "Vendor")["ListID"], "8000001B-1405768916")
    assert (said(four(query(both, "Vendor")))[0], len(four(query(both, "Vendor"))[0])) == ("3120", 0)


FILTERS = [
    ("<ModifiedDateRangeFilter><FromModifiedDate>2026-01-16T09:00:00</FromModifiedDate></ModifiedDateRangeFilter>", "bCD-1"),
    ("<ModifiedDateRangeFilter><FromModifiedDate>2026-01-16T09:00:01</FromModifiedDate></ModifiedDateRangeFilter>", "CD-1"),
    ("<ModifiedDateRangeFilter><ToModifiedDate>2026-01-16</ToModifiedDate></ModifiedDateRangeFilter>", "Ab"),
    ("<ModifiedDateRangeFilter><FromModifiedDate>2026-01-16T09:00:00-08:00</FromModifiedDate>"
     "<ToModifiedDate>2026-01-16T12:00:00-05:00</ToModifiedDate></ModifiedDateRangeFilter>", "b"),
    ("<TxnDateRangeFilter><FromTxnDate>2026-01-12</FromTxnDate><ToTxnDate>2026-01-13</ToTxnDate></TxnDateRangeFilter>", "Ab"),
    ("<TxnDateRangeFilter><DateMacro>LastMonth</DateMacro></TxnDateRangeFilter>", "D-1"),
    ("<TxnDateRangeFilter><DateMacro>ThisMonth</DateMacro></TxnDateRangeFilter>", "Ab"),
    ("<EntityFilter><FullName>bay plumbing</FullName></EntityFilter>", "C"),
    ("<EntityFilter><FullName>Acme</FullName><FullName>Bay Plumbing</FullName></EntityFilter>", "AbCD-1"),
    ("<TxnDateRangeFilter><FromTxnDate>2026-01-13</FromTxnDate></TxnDateRangeFilter>"
     "<EntityFilter><FullName>Acme</FullName></EntityFilter>", "b"),
    ("<AccountFilter><FullName>Freight In</FullName></AccountFilter>", "C"),
    ("<AccountFilter><FullName>Accounts Payable</FullName></AccountFilter>", "AbCD-1"),
    ("<RefNumberFilter><MatchCriterion>StartsWith</MatchCriterion><RefNumber>d</RefNumber></RefNumberFilter>", "D-1"),
    ("<RefNumberFilter><MatchCriterion>EndsWith</MatchCriterion><RefNumber>1</RefNumber></RefNumberFilter>", "D-1"),
    ("<RefNumberFilter><MatchCriterion>Contains</MatchCriterion><RefNumber>B</RefNumber></RefNumberFilter>", "b"),
    ("<RefNumberRangeFilter><FromRefNumber>B</FromRefNumber><ToRefNumber>c</ToRefNumber></RefNumberRangeFilter>", "bC"),
    ("<PaidStatus>PaidOnly</PaidStatus>", "D-1"),
    ("<PaidStatus>NotPaidOnly</PaidStatus>", "AbC"),
    ("<PaidStatus></PaidStatus>", "AbCD-1"),
    ("<MaxReturned>2</MaxReturned>", "Ab"),
]  # fmt: skip


@pytest.mark.parametrize(("inner", "found"), FILTERS)
def test_a_filter_finds_what_it_names(four: Ask, file: CompanyFile, inner: str, found: str) -> None:
    four(pay(file.records("Bill")[3], "10.00"))
    assert "".join(one or "" for one in numbers(four(query(inner)))) == found


def test_the_offset_of_a_filter_may_not_be_looked_at(four: Ask, file: CompanyFile) -> None:
    since = "<ModifiedDateRangeFilter><FromModifiedDate>2026-01-16T20:00:00+03:00</FromModifiedDate></ModifiedDateRangeFilter>"
    assert numbers(four(query(since))) == ["b", "C", "D-1"]
    file.assumed.choose("filter_offset", "ignore")
    assert numbers(four(query(since))) == ["C", "D-1"]


def test_two_branches_of_filters_at_once_are_refused_whole(processor: RequestProcessor) -> None:
    with pytest.raises(Hresult):
        processor.process(message(query("<TxnID>1-1</TxnID><MaxReturned>1</MaxReturned>")))


def test_lists_show_active_records_unless_asked_otherwise(ask: Ask, file: CompanyFile) -> None:
    file.put("Vendor", {**first(file, "Vendor"), "IsActive": "false"})
    for status, names in (("", ["Bay Plumbing"]), ("All", ["Acme", "Bay Plumbing"]), ("InactiveOnly", ["Acme"])):
        found = ask(query(tag("ActiveStatus", status), "Vendor"))[0]
        assert [ret.findtext("Name") for ret in found] == names
    assert len(ask(query("<FullName>Acme</FullName>", "Vendor"))[0]) == 1, "by name it is found all the same"


@pytest.mark.parametrize(
    ("kind", "inner", "names"),
    [
        ("Vendor", "<NameFilter><MatchCriterion>Contains</MatchCriterion><Name>plumb</Name></NameFilter>", ["Bay Plumbing"]),
        ("Vendor", "<NameRangeFilter><FromName>b</FromName></NameRangeFilter>", ["Bay Plumbing"]),
        ("Vendor", "<NameRangeFilter><ToName>b</ToName></NameRangeFilter>", ["Acme"]),
        ("Vendor", "<TotalBalanceFilter><Operator>GreaterThan</Operator><Amount>9.99</Amount></TotalBalanceFilter>", ["Acme"]),
        ("Vendor", "<TotalBalanceFilter><Operator>Equal</Operator><Amount>0</Amount></TotalBalanceFilter>", ["Bay Plumbing"]),
        ("Account", "<AccountType>Bank</AccountType><AccountType>OtherIncome</AccountType>", ["Checking", "Purchase Discounts"]),
        ("Item", "<FullName>reagents</FullName>", ["Reagents"]),
        ("Entity", "<MaxReturned>1</MaxReturned>", ["Acme"]),
    ],
)  # fmt: skip
def test_a_list_is_filtered(ask: Ask, kind: str, inner: str, names: list[str]) -> None:
    ask(bill())
    assert [ret.findtext("Name") for ret in ask(query(inner, kind))[0]] == names


def test_children_are_found_with_their_parents(ask: Ask, file: CompanyFile, clock: SimClock) -> None:
    customer = enter(file, "Customer", {"Name": "Mark", "FullName": "Mark"}, clock.now())
    parent = {"ListID": customer["ListID"], "FullName": "Mark"}
    enter(file, "Customer", {"Name": "Job", "FullName": "Mark:Job", "ParentRef": parent}, clock.now())
    assert [one.findtext("FullName") for one in ask("<CustomerQueryRq />")[0]] == ["Mark", "Mark:Job"]
    assert [one.tag for one in ask("<EntityQueryRq />")[0]] == ["VendorRet"] * 2 + ["CustomerRet"] * 2
    account = enter(file, "Account", {"Name": "Rent", "FullName": "Rent", "AccountType": "Expense"}, clock.now())
    child = {"Name": "Hall", "FullName": "Rent:Hall", "AccountType": "Expense"}
    enter(file, "Account", {**child, "ParentRef": {"ListID": account["ListID"], "FullName": "Rent"}}, clock.now())
    ask(bill(expense("1.00", "Rent:Hall")))
    for tag_, count in (("FullName", 0), ("FullNameWithChildren", 1)):
        assert len(ask(query(tag("AccountFilter", tag(tag_, "Rent"))))[0]) == count


def test_lines_and_links_come_only_when_they_are_asked_for(ask: Ask, file: CompanyFile) -> None:
    """Captured s57 against s48."""
    ask(bill(received(file, "1")))
    for inner, has_lines, has_links in (
        ("", False, False),
        ("<IncludeLineItems>true</IncludeLineItems>", True, False),
        ("<IncludeLinkedTxns>1</IncludeLinkedTxns>", False, True),
    ):
        ret = ask(query(inner))[0][0]
        assert ((ret.find("ItemLineRet") is not None), (ret.find("LinkedTxn") is not None)) == (has_lines, has_links)


def test_the_fields_of_an_answer_can_be_chosen_and_the_id_comes_with_them(ask: Ask) -> None:
    ask(bill())
    wanted = "<IncludeRetElement>AmountDue</IncludeRetElement><IncludeRetElement>RefNumber</IncludeRetElement>"
    assert [one.tag for one in ask(query(wanted))[0][0]] == ["TxnID", "AmountDue", "RefNumber"]
    added = ask(bill().replace("</BillAdd>", f"</BillAdd>{wanted}"))[0][0]
    assert [one.tag for one in added] == ["TxnID", "AmountDue", "RefNumber"]
    assert [
        one.tag for one in ask("<HostQueryRq><IncludeRetElement>Country</IncludeRetElement></HostQueryRq>")[0][0]
    ] == ["Country"]


def test_meta_data_counts_and_may_leave_the_records_out(ask: Ask) -> None:
    for wants, records, count in (
        ("MetaDataOnly", 0, "2"),
        ("MetaDataAndResponseData", 1, "2"),
        ("NoMetaData", 1, None),
    ):
        found = ask(f'<VendorQueryRq metaData="{wants}"><MaxReturned>1</MaxReturned></VendorQueryRq>')[0]
        assert (len(found), found.get("retCount")) == (records, count)


def test_host_and_company_are_as_captured(ask: Ask, file: CompanyFile) -> None:
    host = ask("<HostQueryRq />")[0][0]
    assert [host.findtext(name) for name in ("MajorVersion", "Country", "QBFileMode")] == ["34", "US", "MultiUser"]
    assert ask("<CompanyQueryRq />")[0][0].findtext("CompanyName") == file.name


# macro, today, first and last day
MACROS = [
    ("Today", "2026-02-10", "2026-02-10", "2026-02-10"),
    ("Yesterday", "2026-03-01", "2026-02-28", "2026-02-28"),
    ("ThisWeek", "2026-02-10", "2026-02-08", "2026-02-14"),
    ("ThisWeekToDate", "2026-02-10", "2026-02-08", "2026-02-10"),
    ("LastWeek", "2026-02-10", "2026-02-01", "2026-02-07"),
    ("LastWeekToDate", "2026-02-10", "2026-02-01", "2026-02-03"),
    ("NextFourWeeks", "2026-02-10", "2026-02-15", "2026-03-14"),
    ("LastMonth", "2026-01-10", "2025-12-01", "2025-12-31"),
    ("LastMonthToDate", "2026-03-31", "2026-02-01", "2026-02-28"),
    ("NextMonth", "2026-12-10", "2027-01-01", "2027-01-31"),
    ("ThisCalendarQuarter", "2026-02-10", "2026-01-01", "2026-03-31"),
    ("NextFiscalQuarter", "2026-11-10", "2027-01-01", "2027-03-31"),
    ("LastFiscalYear", "2026-11-10", "2025-01-01", "2025-12-31"),
    ("ThisCalendarYearToDate", "2026-11-10", "2026-01-01", "2026-11-10"),
]


@pytest.mark.parametrize(("macro", "today", "low", "high"), MACROS)
def test_a_date_macro_stands_for_a_span(macro: str, today: str, low: str, high: str) -> None:
    assert of_macro(macro, date.fromisoformat(today)) == (date.fromisoformat(low), date.fromisoformat(high))


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_every_date_macro_of_the_schema_is_a_span_in_order(today: date) -> None:
    declared = messages()["BillQueryRq"]
    rule = declared.by_name["TxnDateRangeFilter"].by_name["DateMacro"]
    for macro in rule.enum:
        low, high = of_macro(macro, today)
        assert low <= high
        if macro.startswith("This"):
            assert low <= today <= high


def test_an_iterator_brings_every_record_once_and_ends(ask: Ask) -> None:
    """Captured s19, m11: remaining counts down to 0, under one id."""
    ask(*(bill(number=str(number)) for number in range(5)))
    page = ask('<BillQueryRq iterator="Start"><MaxReturned>2</MaxReturned></BillQueryRq>')
    name, seen = page[0].get("iteratorID"), numbers(page)
    again = f'<BillQueryRq iterator="Continue" iteratorID="{name}"><MaxReturned>2</MaxReturned></BillQueryRq>'
    remaining = [page[0].get("iteratorRemainingCount")]
    while remaining[-1] != "0":
        page = ask(again)
        seen += numbers(page)
        remaining.append(page[0].get("iteratorRemainingCount"))
    assert (seen, remaining) == (["0", "1", "2", "3", "4"], ["3", "1", "0"])
    assert said(ask(again)) == ("3391", "Error")


def test_an_iterator_can_be_stopped_and_ends_with_its_session(
    ask: Ask, processor: RequestProcessor, file: CompanyFile, clock: SimClock
) -> None:
    start = '<VendorQueryRq iterator="Start"><MaxReturned>1</MaxReturned></VendorQueryRq>'
    names = [ask(start)[0].get("iteratorID") for _ in range(2)]
    stop = f'<VendorQueryRq iterator="Stop" iteratorID="{names[0]}" />'
    assert (said(ask(stop))[0], len(ask(stop)[0])) == ("0", 0)
    go_on = '<VendorQueryRq iterator="Continue" iteratorID="{}"><MaxReturned>1</MaxReturned></VendorQueryRq>'
    assert said(ask(go_on.format(names[0])))[0] == "3391"
    other = RequestProcessor(file, clock, lambda: "x").process(message(go_on.format(names[1])))
    assert 'statusCode="3391"' in other
    assert said(ask(go_on.format(names[1])))[0] == "0"


def test_an_iterator_holds_nothing_fast(ask: Ask, file: CompanyFile) -> None:
    """What is deleted meanwhile is left out, what is changed is shown as it is now."""
    ask(*(bill(number=str(number)) for number in range(4)))
    page = ask('<BillQueryRq iterator="Start"><MaxReturned>1</MaxReturned></BillQueryRq>')
    there = file.records("Bill")
    ask(tag("TxnDelRq", tag("TxnDelType", "Bill") + tag("TxnID", there[1]["TxnID"])))
    file.put("Bill", {**there[2], "RefNumber": "changed"})
    name = page[0].get("iteratorID")
    rest = ask(f'<BillQueryRq iterator="Continue" iteratorID="{name}"><MaxReturned>3</MaxReturned></BillQueryRq>')
    assert numbers(rest) == ["changed", "3"]


TRANSACTIONS = [
    ("", ["PurchaseOrder", "Bill", "VendorCredit"]),
    ("<TransactionTypeFilter><TxnTypeFilter>Bill</TxnTypeFilter></TransactionTypeFilter>", ["Bill"]),
    ("<RefNumber>ac-1</RefNumber>", ["Bill"]),
    ("<TransactionPostingStatusFilter>NonPosting</TransactionPostingStatusFilter>", ["PurchaseOrder"]),
    ("<TransactionPaidStatusFilter>Open</TransactionPaidStatusFilter>", ["PurchaseOrder", "Bill", "VendorCredit"]),
    ("<TransactionPaidStatusFilter>Closed</TransactionPaidStatusFilter>", []),
    ("<TransactionDateRangeFilter><ToTxnDate>2026-01-12</ToTxnDate></TransactionDateRangeFilter>", ["Bill", "VendorCredit"]),
    ("<TransactionModifiedDateRangeFilter><FromModifiedDate>2026-01-16</FromModifiedDate></TransactionModifiedDateRangeFilter>", []),
    ("<TransactionModifiedDateRangeFilter><DateMacro>Today</DateMacro></TransactionModifiedDateRangeFilter>", ["PurchaseOrder", "Bill", "VendorCredit"]),
    ("<TransactionEntityFilter><EntityTypeFilter>Vendor</EntityTypeFilter></TransactionEntityFilter>", ["PurchaseOrder", "Bill", "VendorCredit"]),
    ("<TransactionEntityFilter><FullName>Nobody</FullName></TransactionEntityFilter>", []),
    ("<TransactionAccountFilter><AccountTypeFilter>OrdinaryExpense</AccountTypeFilter></TransactionAccountFilter>", ["Bill", "VendorCredit"]),
    ("<TransactionAccountFilter><FullName>Freight In</FullName></TransactionAccountFilter>", []),
    ("<TransactionItemFilter><ItemTypeFilter>NonInventory</ItemTypeFilter></TransactionItemFilter>", ["PurchaseOrder"]),
    ("<TransactionClassFilter><FullName>East</FullName></TransactionClassFilter>", []),
]  # fmt: skip


@pytest.mark.parametrize(("inner", "kinds"), TRANSACTIONS)
def test_transactions_of_all_kinds_are_found_in_one_query(ask: Ask, inner: str, kinds: list[str]) -> None:
    credit_ = bill(number="CR-1").replace("BillAdd", "VendorCreditAdd")
    ask(bill(), credit_)
    answer = ask(query(inner, "Transaction"))
    assert [one.findtext("TxnType") for one in answer[0]] == kinds
    assert said(answer)[0] == ("0" if kinds else "1")


def test_a_row_of_a_transaction_query_is_a_transaction_or_a_line(ask: Ask, file: CompanyFile) -> None:
    ask(bill(expense("1.00") + expense("2.00")))
    txn_id = first(file, "Bill")["TxnID"]
    summary = ask(query(tag("TxnID", txn_id), "Transaction"))[0]
    assert [one.findtext("Amount") for one in summary] == ["3.00"]
    assert summary[0].findtext("EntityRef/FullName") == "Acme"
    lines = "<TransactionDetailLevelFilter>AllExceptSummary</TransactionDetailLevelFilter>"
    bills = "<TransactionTypeFilter><TxnTypeFilter>Bill</TxnTypeFilter></TransactionTypeFilter>"
    assert [one.findtext("Amount") for one in ask(query(bills + lines, "Transaction"))[0]] == ["1.00", "2.00"]


def test_names_in_lists_are_found_once_each(ask: Ask) -> None:
    twice = "<FullName>Acme</FullName><FullName>ACME</FullName>"
    assert len(ask(query(twice, "Vendor"))[0]) == 1
    assert said(ask(query("<FullName>Nobody</FullName>", "Account")))[0] == "500"


def test_an_iterator_is_of_one_query(ask: Ask) -> None:
    ask(bill(), bill())
    name = ask('<BillQueryRq iterator="Start"><MaxReturned>1</MaxReturned></BillQueryRq>')[0].get("iteratorID")
    go_on = f'iterator="Continue" iteratorID="{name}"><MaxReturned>1</MaxReturned>'
    assert said(ask(f"<VendorQueryRq {go_on}</VendorQueryRq>"))[0] == "3391"
    assert said(ask(f"<BillQueryRq {go_on}</BillQueryRq>"))[0] == "0"


def test_a_transaction_query_answers_for_ids_and_numbers_as_others_do(ask: Ask, file: CompanyFile) -> None:
    ask(bill())
    there = first(file, "Bill")["TxnID"]
    partly = ask(query(tag("TxnID", there, "FF-1"), "Transaction"))
    assert (said(partly)[0], len(partly[0])) == ("500", 1)
    assert said(ask(query(tag("TxnID", "none"), "Transaction")))[0] == "3000"
    for tag_, code in (("RefNumber", "0"), ("RefNumberCaseSensitive", "500")):
        assert said(ask(query(tag(tag_, "ac-1"), "Transaction")))[0] == code
    wanted = ask(query(tag("TxnID", there) + tag("IncludeRetElement", "Amount"), "Transaction"))[0][0]
    assert [one.tag for one in wanted] == ["TxnID", "Amount"]


def test_a_week_may_begin_on_monday(four: Ask, file: CompanyFile) -> None:
    """The fourth bill is of 31 December, a Wednesday; the three days that passed end on Sunday, 18 January."""
    inner = "<TxnDateRangeFilter><DateMacro>ThisWeek</DateMacro></TxnDateRangeFilter>"
    assert said(four(query(inner)))[0] == "1"
    file.assumed.choose("first_day_of_week", "Monday")
    assert numbers(four(query(inner))) == ["A", "b"]
