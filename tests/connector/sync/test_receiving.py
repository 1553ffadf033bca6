"""How much of JAGGAER's receipts is to stand as item receipts, whatever bills, people and returns take of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from connector.domain.identifiers import DocumentId, TxnLineID
from connector.domain.invoice import Standing
from connector.domain.receipt import Receipt, ReceiptLine
from connector.sync.cell import Wanted
from connector.sync.receiving import left_of
from connector.sync.situation import Ordered

LINE = TxnLineID("2-1")
ZERO = Decimal(0)
QUANTITIES = st.lists(st.integers(-5, 12).filter(bool), min_size=1, max_size=6)
TAKEN = st.integers(0, 30)
DAYS = st.lists(st.integers(0, 3), min_size=6, max_size=6)


def receipt(at: int, quantity: int, day: int = 0) -> Receipt:
    lines = (ReceiptLine(1, Decimal(quantity), Decimal(1)),)
    when = date(2026, 1, 15) + timedelta(days=day)
    return Receipt(DocumentId(f"receipt:{at}"), "49", f"R{at}", when, Standing.NOTED, lines, "")


def ordered(quantities: list[int], taken: int, days: list[int] | None = None) -> Ordered:
    receipts = [receipt(at, one, days[at] if days else 0) for at, one in enumerate(quantities)]
    return Ordered(lines={1: LINE}, receipts=receipts, taken={LINE: Decimal(taken)})


def left(known: Ordered) -> dict[DocumentId, Decimal]:
    found = {one.id: left_of(one, known) for one in known.receipts}
    return {key: ZERO if isinstance(one, Wanted) else one.lines[0].quantity for key, one in found.items()}


def entered(known: Ordered, standing: dict[DocumentId, Decimal]) -> Ordered:
    return replace(known, entered={key: {LINE: much} for key, much in standing.items() if much})


@given(QUANTITIES, TAKEN, DAYS)
def test_what_stands_and_what_came_otherwise_are_what_came(quantities: list[int], taken: int, days: list[int]) -> None:
    known = ordered(quantities, taken, days)
    came = max(sum(quantities), 0)
    assert sum(left(known).values()) == max(came - taken, 0)


@given(QUANTITIES, TAKEN, DAYS, st.lists(st.integers(0, 12), min_size=6, max_size=6))
def test_whatever_stands_it_comes_to_rest(quantities: list[int], taken: int, days: list[int], now: list[int]) -> None:
    """One after the other is taken out and entered anew, and after each was once, nothing is left to do."""
    known = ordered(quantities, taken, days)
    standing = {one.id: Decimal(now[at]) for at, one in enumerate(known.receipts) if one.lines[0].quantity > 0}
    for _ in range(2 * len(standing) + 1):
        wanted = left(entered(known, standing))
        wrong = [key for key, much in standing.items() if wanted[key] != much]
        if not wrong:
            return
        standing[wrong[0]] = ZERO
        standing[wrong[0]] = left(entered(known, standing))[wrong[0]]
    raise AssertionError(f"{standing} never rests")


@given(QUANTITIES, TAKEN, DAYS)
def test_what_stands_is_left_alone_while_another_is_entered_anew(
    quantities: list[int], taken: int, days: list[int]
) -> None:
    known = ordered(quantities, taken, days)
    standing = left(known)
    for out in standing:
        others = {key: much for key, much in standing.items() if key != out}
        assert left(entered(known, others)) == standing


def test_what_came_first_is_what_bills_brought_and_what_came_last_is_what_went_back() -> None:
    assert list(left(ordered([5, 4, 3], 6)).values()) == [0, 3, 3]
    assert list(left(ordered([5, 4, 3, -2], 0)).values()) == [5, 4, 1, 0]
