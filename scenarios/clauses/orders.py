"""What purchase orders come to, clause by clause."""

from __future__ import annotations

from scenarios.clauses.page import Page

CLAUSES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("an order is entered once, and its invoice follows it, tied to its line", ("orders/entered_and_billed",)),
    ("an invoice waits for its order by name, and goes by itself", ("orders/invoice_before_its_order",)),
    ("the answer to a new order is lost: it is asked for, never sent again", ("orders/answer_to_an_order_lost",)),
    (
        "an invoice waits until the lines of its order are known, and never goes by their places",
        ("orders/billed_before_it_is_known",),
    ),
    (
        "revisions: quantity, price, further and cancelled lines, on the line that JAGGAER means",
        ("orders/revised", "orders/answer_to_a_revision_lost"),
    ),
    ("an order cancelled in JAGGAER is closed, with all its lines", ("orders/cancelled_and_closed",)),
    (
        "or deleted, where the profile says so and nothing came of it",
        ("orders/cancelled_and_deleted", "orders/answer_to_a_deletion_lost"),
    ),
    ("what was received or billed is never cut away: both numbers are told", ("orders/cut_below_what_came",)),
    ("a person's edit in QuickBooks stays", ("orders/edited_by_a_person",)),
    ("the same field on both sides is held with both values", ("orders/both_sides_edit_a_line",)),
    ("an order that a person typed is offered with what differs, and paired", ("orders/typed_by_a_person",)),
    ("an order that a person deleted is shown", ("orders/deleted_by_a_person",)),
    ("the supplier's confirmed date and number stand on the order", ("orders/confirmed",)),
    ("what is ordered as one lot is billed in parts", ("orders/billed_in_parts",)),
    ("what the supplier changed or rejected is shown with both values", ("orders/confirmed_otherwise",)),
    (
        "receipts are evidence; an invoice of some size may have to wait for them",
        ("orders/received_and_billed", "orders/received_less_than_billed"),
    ),
    (
        "or they are entered as item receipts, tied line by line; what went back is taken back",
        ("orders/received_in_quickbooks",),
    ),
    (
        "goods come in once: what a bill or a person brought in, no receipt brings again",
        ("orders/billed_before_received", "orders/received_by_a_person_first"),
    ),
    (
        "an invoice of what was received waits until a person makes the item receipt its bill",
        ("orders/received_waits_for_its_bill", "orders/item_receipt_made_the_bill"),
    ),
    (
        "or its bill takes the place of the item receipt: one of the two stands, also after a crash or a refusal",
        (
            "orders/bill_takes_the_place",
            "orders/bill_takes_the_place_after_a_crash",
            "orders/bill_refused_in_the_place",
        ),
    ),
    ("what lies in a closed period is never deleted", ("orders/item_receipt_in_a_closed_period",)),
    (
        "QuickBooks' own order is created in JAGGAER once, changed there, and its invoice finds its line",
        ("orders/quickbooks_owns_an_order", "orders/written_to_jaggaer"),
    ),
    (
        "the answer to a write to JAGGAER is lost: it is asked for by its number, never sent again blindly",
        (
            "orders/answer_of_jaggaer_lost",
            "orders/request_to_jaggaer_lost",
            "orders/written_though_answers_are_lost",
        ),
    ),
    (
        "what the supplier confirmed of QuickBooks' own order is noted there; what it did not accept is shown",
        ("orders/own_order_confirmed", "orders/own_order_rejected"),
    ),
    ("where both own orders, none comes back to where it began", ("orders/both_own_orders",)),
    ("nothing is written to JAGGAER that is not switched on", ("orders/nothing_written_unasked",)),
    (
        "an order that a person deletes in QuickBooks is cancelled in JAGGAER by policy, or asked about",
        ("orders/quickbooks_deletes_its_order", "orders/deleted_order_is_asked_about"),
    ),
    ("one that a person closes is told only where JAGGAER can be told", ("orders/closed_order_stays_in_jaggaer",)),
    (
        "what JAGGAER changed of QuickBooks' order is shown with both values, and written over by a person alone",
        ("orders/changed_on_the_other_side", "orders/quickbooks_version_counts"),
    ),
    (
        "what JAGGAER cannot take waits by name: its number is another's, its supplier unknown, or JAGGAER says no",
        ("orders/number_of_another_order", "orders/supplier_not_known", "orders/jaggaer_refuses_an_order"),
    ),
    ("without the right to write orders, everything else goes on", ("orders/no_right_to_write",)),
    ("without the right to read orders, invoices go on", ("orders/orders_forbidden",)),
)

ELSEWHERE: tuple[tuple[str, str, str], ...] = (
    (
        "orders without lines, of twin lines, negative, of strange statuses and currencies, of 2,000 lines; long"
        " numbers, charges, units, catch-all items; an older revision that comes late",
        "tests/connector/flow/test_orders.py",
        "pytest tests/connector/flow/test_orders.py",
    ),
    (
        "the whole number of an order that is cut, and the supplier's, stand in data extensions, also after troubles",
        "tests/connector/flow/test_order_extensions.py",
        "pytest tests/connector/flow/test_order_extensions.py",
    ),
    (
        "lines are merged one by one, wherever a person put them",
        "tests/connector/quickbooks/test_merge.py",
        "pytest tests/connector/quickbooks/test_merge.py",
    ),
    (
        "an order, one that is billed before it is known and a lost revision survive dying at every point",
        "the proof",
        "scenarios prove orders/entered_and_billed orders/billed_before_it_is_known orders/answer_to_a_revision_lost",
    ),
    (
        "so do orders that are written to JAGGAER, also where requests and answers are lost",
        "the proof",
        "scenarios prove orders/written_to_jaggaer orders/written_though_answers_are_lost",
    ),
    (
        "what is decided about QuickBooks' orders, and what JAGGAER's reading says of a write, case by case",
        "tests/connector/sync/test_telling.py",
        "pytest tests/connector/sync/test_outgoing.py tests/connector/sync/test_telling.py",
    ),
    (
        "what was ordered, received and billed, line by line; receipts that cannot be read",
        "tests/connector/flow/test_receipts.py",
        "pytest tests/connector/flow/test_receipts.py",
    ),
    (
        "item receipts: returns, lots, closed orders, too much, what people and bills took; and bills in their place,"
        " with every trouble at either request",
        "tests/connector/flow/test_replaced_receipts.py",
        "pytest tests/connector/flow/test_item_receipts.py tests/connector/flow/test_replaced_receipts.py",
    ),
    (
        "a bill in the place of an item receipt survives dying at every point",
        "the proof",
        "scenarios prove orders/bill_takes_the_place orders/bill_takes_the_place_after_a_crash",
    ),
    (
        "confirmations of QuickBooks' own orders: later dates, what a person wrote there, troubles and refusals",
        "tests/connector/flow/test_own_orders_confirmed.py",
        "pytest tests/connector/flow/test_own_orders_confirmed.py",
    ),
    (
        "how an order stands: ordered, received, billed, line by line",
        "docs/commands.md",
        "connector document PO-NUMBER",
    ),
    ("what a kind of document is, and how to add one", "docs/kinds.md", "pytest tests/connector/kinds"),
)

TAIL = """
## What decides

`policy.orders.origin` says who owns orders. With `jaggaer`, the default, JAGGAER's are entered in QuickBooks; with
`quickbooks` nothing is entered and QuickBooks' own are used, as in releases before; with `both`, both. A company of an
earlier release stays with `quickbooks` until its profile is set anew.

- **Items.** QuickBooks orders items only. `orders.items.map` goes from the catalogue number (or commodity or account
  code, `orders.items.by`) to an item; `orders.items.catch_all` from an account code to an item for all the rest. Where
  neither fits the order is held, and one answer (`connector exceptions resolve … --map`) releases all that wait.
- **Numbers.** QuickBooks keeps 11 characters. A longer number is held, or cut by `orders.long_number`; the whole number
  stands in the memo, and in the data extension `JaggaerOrder` of the order, under the OwnerID of the company's .qwc
  file. Leading zeros stay.
- **Lines** are paired by JAGGAER's line number with QuickBooks' TxnLineID, from the first write on. A revision names
  every line that stands, so that a person's line stays. An invoice waits until its order was read back (`PO_COMING`). A
  line that is not found among what came by our write is told, and never taken for another one.
- **A line at 0**, or cancelled, is closed (`IsManuallyClosed`) and keeps its quantity; one that was cancelled before it
  was entered is left out.
- **Printed and mailed** is never set: JAGGAER has sent the order to the supplier.
- **A non-quantity order** (1 LOT, `orders.lots`) is entered with quantity 1, and billed in parts: 400.00 of 1,000.00
  take 0.4 of its line, and the last part takes what is left. More than is left is held (`PO_OVERBILLED`).

## Confirmations and receipts

A confirmation stands on the order in JAGGAER, and comes with it: its date becomes the ExpectedDate, the supplier's
number the field Other1 (or the memo, or the data extension `JaggaerConfirmation`: `orders.confirmation_in`). One that
is neither accepted nor outstanding is an exception with both values, until the order is revised and the supplier
accepts it.

Receipts are read as they are listed, and noted (`receipts.as`): `connector document PO-NUMBER`, and that of an invoice
of it, say line by line what was ordered, received and billed. They hold nothing, as matching is JAGGAER's, unless
`receipts.required_above` names an amount: an invoice over more waits for what it bills.

With `receipts.as = "item_receipt"` they are entered as item receipts:

- **Once.** An item receipt is for what no bill and no person brought in, as QuickBooks receives an order by its bills,
  too. What bills and people took is taken from what is not entered yet, and then from what came first; what went back
  (`Returned`) from what came last. So an item receipt is entered anew or taken out as the other documents of its order
  come.
- **Lines** name the order's line, quantity and amount: at the receipt's cost, or without one at the order's price. Of a
  lot a receipt brings the share that its cost is.
- **Held by name:** an order that is not there yet (`RECEIPT_ORDER_MISSING`), a line that it does not have
  (`RECEIPT_LINE_MISSING`), or that a person may have moved (`RECEIPT_LINE_DOUBTFUL`), more than is open
  (`RECEIPT_BEYOND_ORDER`), a closed period.
- **Its bill.** How an item receipt becomes the bill is not public, and no request does it. So the invoice waits
  (`RECEIVED_NOT_BILLED`) until a person makes it that in QuickBooks (Enter Bill for Received Items), and is then
  offered for pairing.
- **Or in its place.** With `receipts.billed = "replace"` the item receipts of the invoice's lines are deleted and the
  bill is added: in one message set, in this order, which stops at what fails. What they have beyond the bill is entered
  anew. QuickBooks has no transaction over both: after a crash each is asked about, `connector document INVOICE` says
  which is missing, and that is written; if the bill is refused, it is the item receipt. A person's item receipt, one
  that a person changed, one in a closed period, and one of which the rest could not be entered again are never deleted.
- **A bill that is booked without its order** (`orders.unmatched`) brings nothing in. It is not booked beside an item
  receipt of its line, and a receipt that comes later is entered.

## QuickBooks' own orders

With `origin` `quickbooks` or `both`, and `wire.writeback.orders = true`, orders that began in QuickBooks are written to
JAGGAER; `connector poll NAME --dry-run` prints each request before. Nothing is written by default.

- **Which:** every order that is open, from `orders.since` on. One that bears JAGGAER's mark, or that a person paired
  with an order of JAGGAER's, never goes back.
- **Supplier:** the one whose documents the vendor's bills are, and the vendor's number (`vendor.number_in`), else the
  one number that `vendor.map` names the vendor for.
- **Lines** get numbers as they are written first, and keep them wherever a person moves them; one that is deleted has a
  quantity of 0. Text that orders nothing is left out, and an amount without a quantity is 1 LOT. Items and units go by
  the profile's maps read backwards, where just one code fits; else QuickBooks' names go.
- **Changes** are written whole, with `distributeRevision` false: the supplier is not sent the order again. An order
  keeps its number.
- **Echo:** what JAGGAER lists of it is known by JAGGAER's id, and by QuickBooks' TxnID in `alternatePoNumber`.
  An order of JAGGAER's that bears an unknown TxnID, or another one's, is held and not entered (`ORDER_OF_QUICKBOOKS`).
- **Confirmations:** JAGGAER's orders are read for them, whoever owns orders. The confirmed date becomes the
  ExpectedDate of QuickBooks' order and the supplier's number its Other1 (unless `orders.confirmation_in` is `none`),
  each once; what a person has changed there since stays. JAGGAER keeps the day that was wanted. What is not accepted is
  held with both values (`ORDER_NOT_CONFIRMED`), until the supplier accepts it; a revision goes all the same.
- **Settled by hand** is settled for what JAGGAER was to have: a receipt, a bill or a memo begins nothing again.
- **Deleted** in QuickBooks: shown, or cancelled in JAGGAER (`orders.deleted`); one that is merely not found is always
  shown, as an older copy of the company file may be open.
- The ship-to address is not written: JAGGAER has codes for addresses.

## Assumed

No payload of JAGGAER's purchase orders is public. The names are those of the XML form in the style of the invoice, and
every path, status and field can be set in the profile (`wire.orders`, `wire.order`). That an answer to a
PurchaseOrderAdd or Mod shows the lines in the order in which they were given is seen for bills, and assumed for orders:
two lines that say the same in all are told apart by it.

No payload of a write is public either: path, names and operation codes are those of the XML import and of the supplier
import, and can be set (`wire.writeback.order`). That a number is one order's, and that JAGGAER's list can be asked for
one number, is assumed.
"""

ORDERS = Page(
    "Purchase orders",
    "What JAGGAER's purchase orders come to in QuickBooks",
    "scenarios clauses orders",
    CLAUSES,
    ELSEWHERE,
    TAIL,
)
