"""Iterators: pages of a query, for one application in one QuickBooks session."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from lxml import etree

from simulators.qbwc.company.record import Record
from simulators.qbwc.statuses import OK, Refusal, Status

Shown = tuple[str, Record]
Show = Callable[[object], Shown | None]


@dataclass(frozen=True, slots=True)
class Found:
    """
    What a query found: entries, and how each is shown when its turn comes.

    ``show`` answers None for what has gone meanwhile.
    """

    entries: Sequence[object]
    show: Show
    status: Status = OK


@dataclass(frozen=True, slots=True)
class Page:
    """``records`` go with their element names; ``count`` is how many there are in all."""

    records: tuple[Shown, ...]
    count: int
    status: Status = OK
    iterator_id: str | None = None
    remaining: int | None = None


@dataclass(slots=True)
class _Open:
    query: str
    found: Found
    at: int


@dataclass(slots=True)
class Iterators:
    """The open iterators of one session; ``guid`` makes their ids."""

    guid: Callable[[], str]
    _open: dict[str, _Open] = field(default_factory=dict)

    def page(self, query: str, request: etree._Element, find: Callable[[], Found]) -> Page:
        """The next records of a query, iterated or not."""
        step, limit = request.get("iterator"), request.findtext("MaxReturned")
        size = int(limit) if limit else None
        if step is None:
            found = find()
            #: MaxReturned without an iterator is a plain cut. [Intuit's listing]
            return _page(found, 0, len(found.entries) if size is None else size)
        if step != "Stop" and size is None:
            #: An iterator without MaxReturned is refused with 3150. [RealDealCPA, a comment]
            raise Refusal(3150, "MaxReturned")
        if step == "Start":
            return self._advance(f"{{{self.guid()}}}", _Open(query, find(), 0), size or 0)
        name = request.get("iteratorID", "")
        known = self._open.get(name)
        if known is None or known.query != query:
            #: An iterator that is done, stopped, of another query or another session is refused with 3391.
            #: [quickbooks-php issue 183]
            raise Refusal(3391, name)
        del self._open[name]
        if step == "Stop":
            #: Stop frees the iterator and brings no records. [Intuit's guide]
            return Page((), len(known.found.entries), iterator_id=name, remaining=0)
        return self._advance(name, known, size or 0)

    def _advance(self, name: str, known: _Open, size: int) -> Page:
        end = min(known.at + size, len(known.found.entries))
        page = _page(known.found, known.at, size)
        remaining = len(known.found.entries) - end
        if remaining:
            self._open[name] = _Open(known.query, known.found, end)
        #: Start and Continue answer iteratorRemainingCount and iteratorID; the last page has remaining 0. [captured
        #: s19, m11]
        return Page(page.records, page.count, page.status, name, remaining)


def _page(found: Found, at: int, size: int) -> Page:
    shown = (found.show(entry) for entry in found.entries[at : at + size])
    return Page(tuple(one for one in shown if one is not None), len(found.entries), found.status)
