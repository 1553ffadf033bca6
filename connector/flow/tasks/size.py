"""How much a message set may carry, learned from how long QuickBooks took for the ones before."""

from __future__ import annotations

from connector.flow.entities import Purpose, SentSet
from connector.flow.tasks.turn import Turn
from connector.quickbooks.qbxml.responses import ResponseSet
from connector.sync import sizing

LISTS = frozenset({"short_lists", "shorter_lists", "items", "vendors", "customers"})


def size(turn: Turn, what: str) -> int:
    return _known(turn, what).items


def of_listing(listing: str) -> str:
    """Transactions are slower than lists."""
    return "orders" if listing not in LISTS else "lists"


def of_set(sent: SentSet, what: str) -> str:
    """Which size is learned from a message set: of a list's pages, or of its own purpose; of several lists, none."""
    if " " in sent.listing and sent.purpose is Purpose.READ:
        return ""
    return of_listing(sent.listing) if sent.listing else what


def learn(turn: Turn, sent: SentSet, answer: ResponseSet, what: str) -> None:
    if what:
        rows = sum(len(response.records) for response in answer.responses)
        items = rows if sent.listing else len(sent.operations)
        _keep(turn, what, sizing.after_answer(_known(turn, what), what, items, turn.now - sent.sent_at))


def learn_silence(turn: Turn, sent: SentSet, what: str) -> None:
    """The answer did not come: perhaps it was too much at once."""
    if what:
        known = _known(turn, what)
        items = known.items if sent.listing else len(sent.operations)
        _keep(turn, what, sizing.after_silence(known, what, items))


def _known(turn: Turn, what: str) -> sizing.Size:
    return turn.work.mirror.value(turn.company.name, f"size.{what}", sizing.Size) or sizing.first(what)


def _keep(turn: Turn, what: str, known: sizing.Size) -> None:
    turn.work.mirror.set_value(turn.company.name, f"size.{what}", known)
