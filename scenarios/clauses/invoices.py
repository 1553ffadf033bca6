"""What invoices come to, clause by clause."""

from __future__ import annotations

from scenarios.clauses.page import Page

CLAUSES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("header charges are lines, each once: tax, freight, handling, discount", ("invoices/charges_as_lines",)),
    ("charges that belong to the goods are spread over them", ("invoices/charges_spread",)),
    ("a charge without an account waits, and is answered once", ("invoices/charge_without_an_account",)),
    ("splits whose percentages need rounding come to the cent", ("invoices/split_in_thirds",)),
    ("classes from the customer's codes, tenant suffixes stripped", ("invoices/class_and_suffix",)),
    (
        "accounts by map, or as they are; one that nobody mapped waits",
        ("invoices/account_as_it_is", "exceptions/unmapped_account_held", "exceptions/unmapped_account_released"),
    ),
    ("a total that does not tie is held with the difference", ("invoices/total_does_not_tie",)),
    ("a difference of cents goes to the rounding account", ("invoices/rounding_difference",)),
    ("an invoice over nothing", ("invoices/zero_total",)),
    ("lines tied to their order; partial and several bills of one", ("road/order_in_two_bills",)),
    ("an invoice that waits for its order", ("invoices/order_comes_later",)),
    ("over-billing is predicted and held, or booked untied", ("invoices/more_billed_than_ordered",)),
    ("an order line on another account, split over several", ("invoices/order_line_on_its_own_account",)),
    (
        "receipts first where Enhanced Inventory Receiving is on",
        ("invoices/received_by_hand", "invoices/received_before_billed"),
    ),
    ("goods that came in on an item receipt are not entered again", ("people/order_received_and_closed",)),
    ("terms by table, or by one answer", ("invoices/terms_by_another_name",)),
    (
        "a closed period: held, on the day a person chose, or the first open day",
        ("people/period_closed", "invoices/closed_period_dated", "invoices/first_open_day"),
    ),
    ("a currency that the company file does not have", ("invoices/foreign_currency",)),
    ("a number that QuickBooks cannot keep", ("jaggaer/number_missing",)),
    ("credit memos are vendor credits with positive amounts", ("invoices/credit_memo",)),
    (
        "only what is due is posted: not pending, cancelled, or paid by card",
        ("invoices/cancelled_in_time", "invoices/paid_by_card"),
    ),
    ("a status that nobody told us of is held by name", ("invoices/status_nobody_knows",)),
    (
        "renamed, merged, inactive and deleted vendors are noticed",
        ("people/vendor_renamed", "people/vendor_merged", "people/vendor_inactive", "people/vendor_deleted"),
    ),
    (
        "what is refused in the meantime is explained by what is read next",
        ("people/vendor_merged_between", "people/period_closed_between"),
    ),
    ("one unknown vendor is one exception; its answer releases all", ("invoices/vendor_paired",)),
    ("an answer that was wrong is taken back", ("invoices/wrong_answer_taken_back",)),
    (
        "a bill entered by hand is found before ours is sent, and paired",
        ("invoices/entered_by_hand_and_paired", "people/entered_without_its_number"),
    ),
    (
        "the same amount on the same day is another bill, if its number is",
        (
            "invoices/entered_twice_in_jaggaer",
            "invoices/same_number_another_bill",
        ),
    ),
    ("refusals by code, each with its own exception", ("exceptions/refused_by_quickbooks",)),
    ("odd documents are posted rightly or held by name", ("jaggaer/documents_that_are_odd",)),
    (
        "JAGGAER's corrections and cancellations of what is posted",
        ("corrections/number_corrected", "corrections/cancelled_and_voided"),
    ),
    (
        "what is paid, or in a closed period, is corrected by a credit or a second bill over the difference",
        ("corrections/paid_credited_and_back", "corrections/closed_and_cancelled"),
    ),
)


ELSEWHERE: tuple[tuple[str, str, str], ...] = (
    (
        "customers and jobs, several charts of accounts, negative and mixed lines, order lines in doubt",
        "tests/connector/sync/test_mapping.py",
        "pytest tests/connector/sync/test_mapping.py",
    ),
    (
        "a customer who does everything otherwise, by its profile alone",
        "tests/connector/flow/test_second_customer.py",
        "pytest tests/connector/flow/test_second_customer.py",
    ),
    (
        "several currencies, their vendors, rates and payable accounts",
        "tests/connector/flow/test_currencies.py",
        "pytest tests/connector/flow/test_currencies.py",
    ),
    (
        "whatever people change in QuickBooks' lists is noticed before anything is sent",
        "tests/connector/flow/test_mirror.py",
        "pytest tests/connector/flow/test_mirror.py",
    ),
    (
        "editions US, CA, UK, AU, and qbXML 6.0 to 16.0",
        "tests/connector/flow/test_editions.py",
        "pytest tests/connector/flow/test_editions.py tests/connector/quickbooks/qbxml/test_editions.py",
    ),
    (
        "what is rejected, skipped or of a strange status after it was posted is shown",
        "tests/connector/flow/test_odd_documents.py",
        "pytest tests/connector/flow/test_odd_documents.py",
    ),
    (
        "every oddity of real payloads, and any text",
        "tests/connector/flow/test_odd_documents.py",
        "pytest tests/connector/flow/test_odd_documents.py",
    ),
    ("a profile is read, with the line of what is wrong", "docs/settings.md", "connector profile check FILE"),
    ("a dry run, and how much of what waits was predicted", "docs/setup.md", "connector poll NAME --dry-run"),
    ("which rule made each part of a bill, and its money", "docs/commands.md", "connector document NUMBER"),
    ("everything that can wait, in words", "docs/exceptions.md", "connector exceptions catalogue"),
    ("two held invoices answered on the command line", "the demo", "scenarios demo"),
    ("20,000 invoices from poll to queued; a million pairs", "benchmarks/backlog.py", "python -m benchmarks.backlog"),
)

INVOICES = Page("Invoices", "What real invoices come to in QuickBooks", "scenarios clauses", CLAUSES, ELSEWHERE)
