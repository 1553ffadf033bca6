"""What JAGGAER is told of its invoices, clause by clause: paid, posted, or to be mended first."""

from __future__ import annotations

from scenarios.clauses.page import Page

CLAUSES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("an invoice that is paid is told once, and its echo changes nothing", ("payments/told_once",)),
    (
        "nothing is told unasked; what is paid already is told once it is switched on",
        ("payments/nothing_told_unasked",),
    ),
    ("JAGGAER's answer is lost: it is looked for, never told again blindly", ("payments/answer_lost",)),
    ("so is a payment that JAGGAER's answer leaves out", ("payments/answer_leaves_out",)),
    ("what JAGGAER does not show was not done, and is told again", ("payments/request_lost",)),
    ("two payments, a credit card and a discount come to one sum", ("payments/in_two_payments",)),
    ("a bill that a credit settles is paid", ("payments/closed_by_a_credit",)),
    (
        "a part payment, and a bill that is unpaid again, are told in the profile's words for them",
        ("payments/in_part_by_its_word",),
    ),
    ("without such a word they are shown, and not told", ("payments/unpaid_again",)),
    ("a payment that JAGGAER refuses is an exception with its words; the others go", ("payments/deleted_in_jaggaer",)),
    (
        "what is posted is acknowledged with its number, and what has to be mended in JAGGAER with its fault",
        ("payments/acknowledged",),
    ),
    (
        "an invoice that JAGGAER could not hand over is nothing to mend, and is asked for again",
        ("payments/not_handed_over",),
    ),
    (
        "an acknowledgement of which the answer was lost is looked for on the invoice",
        ("payments/acknowledgement_lost",),
    ),
)

ELSEWHERE: tuple[tuple[str, str, str], ...] = (
    (
        "many in one request, refusals one by one and as a whole, missing rights, paired and void bills, another copy"
        " of our database, the exact request beforehand",
        "tests/connector/flow/test_payments_told.py, tests/connector/flow/test_told_in_odd_cases.py",
        "pytest -m once tests/connector/flow/test_payments_told.py tests/connector/flow/test_told_in_odd_cases.py",
    ),
    (
        "what is decided of every bill, word and earlier telling",
        "tests/connector/sync/test_paying.py",
        "pytest tests/connector/sync/test_paying.py tests/connector/sync/test_acknowledging.py",
    ),
    (
        "payments survive dying at every point, also where answers are lost",
        "the proof",
        "scenarios prove payments/told_once payments/answer_lost",
    ),
    ("what was paid of an invoice", "docs/commands.md", "connector document NUMBER"),
    ("the exact requests, before any is sent", "docs/commands.md", "connector poll NAME --dry-run"),
)

TAIL = """
## What is told of payments

With `wire.writeback.payments = true` JAGGAER is told `Paid` (`wire.writeback.payment.paid`) once QuickBooks says of the
bill that it is paid (IsPaid), with the day, method and number of the last payment and the sum that was settled of this
bill. Payable is not paid, and a void bill, which QuickBooks shows as paid, is not. Where a second bill corrects the
invoice, both are to be paid.

- **From where.** Checks, credit card payments and vendor credits are read by their own stamps, and the deleted ones of
  the last 90 days. A bill of JAGGAER's invoices that one of them is for is then looked up, with its LinkedTxn: what
  counts is what QuickBooks itself shows of the bill. Which of it is a discount, the payment's own lines say.
- **Cash, discount and credit** go in one sum, and apart where `wire.writeback.payment.fields` names fields for them.
- **A part, or unpaid again** (a check that was voided or deleted): told only where `partly` and `reopened` have a word;
  no public source shows one. `connector document NUMBER` shows what was paid in any case.
- **Once.** What JAGGAER shows as paid already is not told. A corrected check number or day is not told again. While a
  bill is to be looked up again, and where invoices were not read in the same pass, nothing is told.
- **Not told:** invoices that JAGGAER cancelled, vendor credits, bills that no invoice became.
- **Another bill** of the same invoice, as after a replacement, is told only where it is paid otherwise than JAGGAER was
  told of the one before.

## What is acknowledged

With `wire.writeback.acknowledgements = true` JAGGAER is told of each invoice: 200 when it is posted, with QuickBooks'
TxnID, the number and the date; 400 where it has to be mended in JAGGAER first, in the words of
[exceptions.md](exceptions.md): an invoice that cannot be read, does not add up, has no number, no code, or the number
of another one. What waits for a person here, for QuickBooks, a list or time is not told.

## How it goes

As all that is written to JAGGAER ([kinds.md](kinds.md)): decided in a pass that has just read its invoices, committed
before the request leaves, at most 100 payments in one (`wire.writeback.payment.together`). JAGGAER answers to each of
them. What it refuses is an exception (`JAGGAER_REFUSED`) with its words; where it refuses a whole request and says
nothing of each, they go one by one. A lost answer is asked about by reading the invoice; four requests without effect
are an exception (`JAGGAER_SILENT`). 401, 403 and 429 stop the road (`WRITING_STOPPED`), and nothing is lost.

## Assumed

Every path and payload, the results to each invoice, that a payment moves `lastUpdate`, and that an invoice shows its
acknowledgement as `exportStatus`: no public source shows them, so all of it stands in the profile. That the status
becomes Paid, and that suppliers see it with day and method, is in Indiana University's guide.
"""

PAYMENTS = Page(
    "Payments and acknowledgements",
    "What JAGGAER is told of its invoices",
    "scenarios clauses payments",
    CLAUSES,
    ELSEWHERE,
    TAIL,
)
