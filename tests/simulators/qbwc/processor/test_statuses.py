"""Each status is answered where QuickBooks answers it, with its own code, severity and words."""

from __future__ import annotations

import pytest

from simulators.qbwc import CompanyFile
from simulators.qbwc.disk import document
from simulators.qbwc.statuses import STATUSES
from tests.simulators.qbwc.conftest import Ask
from tests.simulators.qbwc.requests import bill, expense, first, named, received, said, tag, text

NO_MATCH = "A query request did not find a matching object in QuickBooks"
NOT_THERE = "  QuickBooks error message: Invalid argument.  The specified record does not exist in the list."
UNKNOWN = "8000001B-1405768916"
DEL = tag("TxnDelRq", tag("TxnDelType", "Bill") + tag("TxnID", "1A-5"))


def vendor(name: str, rest: str = "") -> str:
    return tag("VendorAddRq", tag("VendorAdd", tag("Name", name) + rest))


CASES = [
    ("<VendorQueryRq />", 0, "Status OK"),
    ("<BillQueryRq><MaxReturned>5</MaxReturned></BillQueryRq>", 1, NO_MATCH),
    ("<ClassQueryRq />", 1, NO_MATCH),
    (
        "<VendorQueryRq><FullName>Nobody</FullName></VendorQueryRq>",
        500,
        'The query request has not been fully completed. There was a required element ("Nobody") that could not be '
        "found in QuickBooks.",
    ),
    (
        bill(head="<IsTaxIncluded>true</IsTaxIncluded>"),
        530,
        'The field "IsTaxIncluded" is not supported by this implementation.',
    ),
    ("<UnitOfMeasureSetQueryRq />", 1030, "This request is not supported by this implementation."),
    (
        f'<VendorQueryRq requestID="{"x" * 51}" />',
        1060,
        f'The request ID "{"x" * 51}" is invalid, possibly too long, max 50 chars.',
    ),
    (
        "<VendorQueryRq><ListID>pending_1</ListID></VendorQueryRq>",
        3000,
        'The given object ID "pending_1" in the field "list id" is invalid.',
    ),
    (
        "<VendorQueryRq><FromModifiedDate>2026-99-99</FromModifiedDate></VendorQueryRq>",
        3020,
        'There was an error when converting the date value "2026-99-99" in the field "FromModifiedDate"',
    ),
    (
        "<VendorQueryRq><FromModifiedDate>2026-02-01</FromModifiedDate><ToModifiedDate>2026-01-01</ToModifiedDate>"
        "</VendorQueryRq>",
        3030,
        "Invalid date range: From date is greater than To date.",
    ),
    (
        "<VendorQueryRq><NameRangeFilter><FromName>b</FromName><ToName>a</ToName></NameRangeFilter></VendorQueryRq>",
        3031,
        'The "From" or "To" values in the provided NameRangeFilter are invalid.',
    ),
    (
        vendor("A:b"),
        3090,
        'There was an error when storing "A:b" in the "vendor name" field.  QuickBooks error message: Names in this '
        "list cannot contain a colon.  The colon is a special character used to indicate a parent/child relationship.",
    ),
    (vendor("acme"), 3100, 'The name "acme" of the list element is already in use.'),
    (
        f"<VendorQueryRq><ListID>{UNKNOWN}</ListID></VendorQueryRq>",
        3120,
        f'Object "{UNKNOWN}" specified in the request cannot be found.{NOT_THERE}',
    ),
    (DEL, 3120, f'Object "1A-5" specified in the request cannot be found.{NOT_THERE}'),
    (
        tag("ClassAddRq", tag("ClassAdd", tag("Name", "East") + named("ParentRef", "Nowhere"))),
        3130,
        f'There is an invalid reference to a parent "Nowhere" in the Classes list.{NOT_THERE}',
    ),
    (
        bill(vendor="Nobody"),
        3140,
        f'There is an invalid reference to QuickBooks Vendor "Nobody" in the Bill.{NOT_THERE}',
    ),
    (
        bill(expense("1.00", "X")),
        3140,
        f'There is an invalid reference to QuickBooks Account "X" in the Bill line.{NOT_THERE}',
    ),
    (
        tag("BillAddRq", tag("BillAdd", named("VendorRef", "Acme") + named("APAccountRef", "Checking"))),
        3140,
        f'There is an invalid reference to QuickBooks AP Account "Checking" in the Bill.{NOT_THERE}',
    ),
    ('<VendorQueryRq iterator="Start" />', 3150, "There is a missing element: MaxReturned"),
    (
        tag(
            "AccountAddRq",
            tag("AccountAdd", tag("Name", "Rent") + tag("AccountType", "Expense") + tag("AccountNumber", "6120")),
        ),
        3180,
        'There was an error when saving a Account list, element "Rent".  QuickBooks error message: The account number '
        "is already in use.",
    ),
    (
        bill("<ExpenseLineAdd><Amount>1.00</Amount></ExpenseLineAdd>"),
        3180,
        "There was an error when saving a Bill.  QuickBooks error message: You must specify an account.",
    ),
    (
        bill(expense("-1.00")),
        3210,
        'The "AmountDue" field has an invalid value "-1.00".  QuickBooks error message: Transaction amount must be '
        "positive.",
    ),
    (
        vendor("Nouvelle", named("CurrencyRef", "Euro")),
        3250,
        "This feature is not enabled or not available in this version of QuickBooks.",
    ),
    (
        '<VendorQueryRq iterator="Continue" iteratorID="{x}"><MaxReturned>1</MaxReturned></VendorQueryRq>',
        3391,
        'The iteratorID "{x}" is not valid.',
    ),
]


@pytest.mark.parametrize(("request_", "code", "words"), CASES)
def test_a_status_has_quickbooks_own_code_severity_and_words(ask: Ask, request_: str, code: int, words: str) -> None:
    answer = ask(request_)
    assert said(answer) == (str(code), STATUSES[code].severity)
    assert text(answer) == words


def test_a_refused_request_leaves_no_trace_not_even_an_id(ask: Ask, file: CompanyFile) -> None:
    before = document(file)
    ask(bill(expense("1.00") + received(file, "21", "1.00")))
    ask(bill(head=tag("TermsRef", tag("FullName", "Net 1000"))))
    assert document(file) == before


def test_what_may_not_be_done_is_refused_by_its_own_status(ask: Ask, file: CompanyFile) -> None:
    file.denied = {"BillAdd": 3260, "VendorAdd": 3261}
    answer = ask(bill(), vendor("New"), "<VendorQueryRq />")
    assert [said(answer, place)[0] for place in range(3)] == ["3260", "3261", "0"]
    assert text(answer) == "Insufficient permission level to perform this action."
    file.denied = {}
    assert said(ask(bill()))[0] == "0"


def test_orders_and_receipts_need_their_feature(ask: Ask, file: CompanyFile) -> None:
    file.preferences.is_using_inventory = False
    order = tag("PurchaseOrderAddRq", tag("PurchaseOrderAdd", "<PurchaseOrderLineAdd />"))
    receipt = tag("ItemReceiptAddRq", tag("ItemReceiptAdd", named("VendorRef", "Acme")))
    assert [said(ask(one))[0] for one in (order, receipt)] == ["3250", "3250"]


def test_a_reference_by_id_wins_over_a_name_and_an_unknown_one_is_not_found(ask: Ask, file: CompanyFile) -> None:
    acme = first(file, "Vendor")
    both = tag("VendorRef", tag("ListID", acme["ListID"]) + tag("FullName", "Bay Plumbing"))
    answer = ask(tag("BillAddRq", tag("BillAdd", both)))
    assert answer[0][0].findtext("VendorRef/FullName") == "Acme"
    unknown = tag("VendorRef", tag("ListID", UNKNOWN))
    assert said(ask(tag("BillAddRq", tag("BillAdd", unknown))))[0] == "3140"
    malformed = tag("VendorRef", tag("ListID", "pending_7"))
    assert said(ask(tag("BillAddRq", tag("BillAdd", malformed))))[0] == "3000"


def test_an_inactive_record_can_be_referred_to_or_not(ask: Ask, file: CompanyFile) -> None:
    file.put("Vendor", {**first(file, "Vendor"), "IsActive": "false"})
    assert said(ask(bill()))[0] == "0"
    file.assumed.choose("inactive_reference", "refuse")
    assert said(ask(bill()))[0] == "3140"


def test_words_that_no_source_shows_may_be_missing(ask: Ask, file: CompanyFile) -> None:
    both = bill(received(file, rest=named("ItemRef", "Reagents")))
    assert (said(ask(both))[0], bool(text(ask(both)))) == ("3153", True)
    file.assumed.choose("recalled_texts", "empty")
    assert (said(ask(both))[0], text(ask(both))) == ("3153", "")
