"""How much a message set may carry, learned from how long QuickBooks took for the ones before."""

from __future__ import annotations

from connector.flow.errands.turn import Turn
from connector.flow.kept import Purpose, SentSet
from connector.quickbooks.qbxml.message_set import Answer
from connector.sync import sizing

WHAT = {Purpose.WRITE: "write", Purpose.CHECK: "look up", Purpose.FIND: "look up", Purpose.VERIFY: "read back"}


def size(turn: Turn, what: str) -> int:
    return _known(turn, what).items


def of_listing(listing: str) -> str:
    """Transactions are slower than lists."""
    return "orders" if listing not in ("vendors", "customers", "short_lists") else "lists"


def learn(turn: Turn, sent: SentSet, answer: Answer) -> None:
    what = _what(sent)
    if what:
        rows = sum(len(response.records) for response in answer.responses)
        items = rows if sent.listing else len(sent.operations)
        _keep(turn, what, sizing.after_answer(_known(turn, what), what, items, turn.now - sent.sent_at))


def learn_silence(turn: Turn, sent: SentSet) -> None:
    """The answer did not come: perhaps it was too much at once."""
    what = _what(sent)
    if what:
        known = _known(turn, what)
        items = known.items if sent.listing else len(sent.operations)
        _keep(turn, what, sizing.after_silence(known, what, items))


def _what(sent: SentSet) -> str:
    return of_listing(sent.listing) if sent.listing else WHAT.get(sent.purpose, "")


def _known(turn: Turn, what: str) -> sizing.Size:
    return turn.work.mirror.value(turn.company.name, f"size.{what}", sizing.Size) or sizing.first(what)


def _keep(turn: Turn, what: str, known: sizing.Size) -> None:
    turn.work.mirror.set_value(turn.company.name, f"size.{what}", known)
