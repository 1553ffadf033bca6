"""What is done about a document, for every state it can be in."""

from __future__ import annotations

from itertools import product

import pytest

from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.invoice import Standing
from connector.domain.operation import State
from connector.sync.fingerprint import fingerprint
from connector.sync.plan import Decision, Enqueue, HoldBack, Known, Leave, Withdraw, decide
from tests.factories import DraftFactory, InvoiceFactory

DRAFT = DraftFactory()
HOLDS = (Hold.of(HoldCode.VENDOR_UNKNOWN, supplier="Acme", number="V-1"),)


def decided(
    known: Known | None, standing: Standing = Standing.DUE, print_: str = "same", drafted: object = DRAFT
) -> Decision:
    return decide(InvoiceFactory(standing=standing), print_, drafted, known)  # type: ignore[arg-type] # a draft or holds


def test_a_new_document_is_written_when_it_is_due_and_only_then() -> None:
    assert decided(None) == Enqueue(DRAFT, anew=True)
    assert decided(None, drafted=HOLDS) == HoldBack(HOLDS, anew=True)
    assert decided(None, Standing.NOT_DUE) == decided(None, Standing.CANCELLED) == Leave()


@pytest.mark.parametrize(
    ("state", "standing"),
    list(product([State.SENT, State.UNKNOWN, State.REFUSED, State.NOT_APPLIED, State.NEEDS_PERSON], Standing)),
)
def test_what_is_under_way_is_left_alone_whatever_jaggaer_says(state: State, standing: Standing) -> None:
    assert decided(Known(state, "same"), standing, "other") == Leave()


@pytest.mark.parametrize("state", [State.HELD, State.QUEUED])
def test_what_jaggaer_takes_back_before_it_left_is_withdrawn(state: State) -> None:
    assert isinstance(decided(Known(state, "same"), Standing.CANCELLED), Withdraw)
    assert isinstance(decided(Known(state, "same"), Standing.NOT_DUE), Withdraw)


def test_what_was_held_goes_on_once_nothing_stands_in_its_way() -> None:
    assert decided(Known(State.HELD, "same")) == Enqueue(DRAFT, anew=False)


def test_what_only_a_person_can_free_stays_until_asked_or_changed() -> None:
    held = Known(State.HELD, "same", is_sticky=True)
    assert decided(held) == Leave()
    assert decided(Known(State.HELD, "same", is_sticky=True, asked=True)) == Enqueue(DRAFT, anew=False)
    assert decided(held, print_="other") == Enqueue(DRAFT, anew=False)


def test_a_posted_document_read_again_changes_nothing() -> None:
    done = Known(State.DONE, "same", txn_id="1-1", posted="20.00 USD")
    assert decided(done) == decided(done, Standing.NOT_DUE) == Leave()


@pytest.mark.parametrize(
    ("standing", "print_", "code"),
    [
        (Standing.CANCELLED, "same", HoldCode.CANCELLED_AFTER_POSTING),
        (Standing.DUE, "other", HoldCode.CHANGED_AFTER_POSTING),
    ],
)
def test_a_change_after_posting_is_shown_to_a_person_and_never_written_twice(
    standing: Standing, print_: str, code: HoldCode
) -> None:
    decision = decided(Known(State.DONE, "same", txn_id="1-1", posted="20.00 USD"), standing, print_)
    assert isinstance(decision, HoldBack)
    assert (decision.holds[0].code, decision.is_sticky, decision.anew) == (code, True, True)
    is_cancelled = standing is Standing.CANCELLED
    waiting = Known(State.HELD, "other", txn_id="1-1", posted="20.00 USD", is_sticky=True, was_cancelled=is_cancelled)
    assert decided(waiting, standing, print_) == Leave()


def test_what_a_person_withdrew_comes_back_only_as_another_version() -> None:
    withdrawn = Known(State.WITHDRAWN, "same", by_person=True)
    assert decided(withdrawn) == Leave()
    assert decided(withdrawn, print_="other") == Enqueue(DRAFT, anew=True)
    assert decided(Known(State.WITHDRAWN, "same")) == Enqueue(DRAFT, anew=True)


def test_the_fingerprint_is_of_the_content_and_not_of_stamp_or_status() -> None:
    same = fingerprint(InvoiceFactory())
    assert same == fingerprint(InvoiceFactory(stamp="2026-03-01T00:00:00.000Z", standing=Standing.NOT_DUE))
    assert same != fingerprint(InvoiceFactory(supplier_invoice_number="AC-779"))


def test_a_posted_document_that_is_paid_is_read_by_its_header_only_and_left_alone() -> None:
    done = Known(State.DONE, "same", txn_id="1-1", posted="20.00 USD")
    assert decided(done, Standing.NOT_DUE, print_="of a header without lines") == Leave()


def test_what_a_person_settled_after_posting_is_never_written_a_second_time() -> None:
    withdrawn = Known(State.WITHDRAWN, "same", txn_id="1-1", posted="20.00 USD", by_person=True)
    assert decided(withdrawn) == Leave()
    assert isinstance(decided(withdrawn, print_="other"), HoldBack)
    back = Known(State.WITHDRAWN, "same", txn_id="1-1", posted="20.00 USD", by_person=True, was_cancelled=True)
    assert decided(back, Standing.CANCELLED) == Leave()
    assert isinstance(decided(back), HoldBack), "approved again after it was cancelled and voided: a person decides"
