"""
Reading QWCLog.txt: whatever is in it is used as far as it goes, and what cannot be used is listed by line.

Each entry belongs to the call of the method that logs it (``scenarios.captures.calls``), is one of those that every
update has, or is kept as an event in the Web Connector's own words. So every line and every byte of a file is
accounted for. A log may begin and end in the middle of anything, be cut at 75 characters (level DEBUG), be pasted
into a page, come with Windows' line ends, a byte order mark or another encoding. (Grammar: real logs of 2013 to
2025.)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

from scenarios.captures.calls import Calls, EntryUse
from scenarios.captures.entries import Entry, OutsideEntries, entries, is_blank
from scenarios.captures.lines import lines_of
from scenarios.captures.model import BadCapture, Event, Parted
from scenarios.captures.problems import LONGEST_EVENT, Problems, printable
from scenarios.captures.tally import Tally

CODE = re.compile(r"QBWC\d{4}")
ROUTINE = re.compile(
    r"""
    HKEY_CURRENT_USER\\ | \*{5,} | Password\ management\ - | Maximum\ connection\ retries | Initiated\ connection\ to
    | AppUniqueName | This\ application\ agrees | CurrentWebServiceSessionTicket | Done\.$ | No\ data\ to\ exchange
    | Asking\ application | Request\ xml\ received | Processing\ request\ \# | Sending\ response\ back
    | There\ are\ more\ requests | Done\.\ No\ more | Company\ file\ has\ been\ unlocked | Ending\ session
    | Session\ ended | CloseConnection\ called | Response\ received\ from\ application | update\ completed
    | Update\ for\ application | Update\ session\ has | Update\ completed\ with\ errors | AppLock\ = | Got\ Lock\ =
    | [^:]{0,40}:\ Not\ a\ valid\ username | [^:]{0,40}:\ Application\ busy | ~SingleInstanceHandler
    """,
    re.VERBOSE,
)
"""What every update says, and what tells nothing that its calls do not tell."""
STARTED = re.compile(r"QuickBooks Web Connector [\d.]{1,20} has started")
NO_LOG = "There is no line of a QWCLog.txt in it. Is it the right file?"


def parts(*streams: BinaryIO) -> Iterator[Parted]:
    """
    What a log says, one after another, in as little memory as one request and its answer; the totals are last.

    The parts of a log that was rotated are given in their order. A ``BadCapture`` comes where there is no line of a
    log.
    """
    reader = Reader()
    for stream in streams:
        yield from reader.read(stream)
    yield from reader.end()


class Reader:
    """Reads the files of one log, one after another; ``end`` is what only the end tells."""

    def __init__(self) -> None:
        self._problems = Problems()
        self._calls = Calls(self._problems)
        self._weigh: Callable[[bytes], int] = len
        self._tally = Tally()
        self._ready: list[Parted] = []
        self._has_entries = False

    def read(self, stream: BinaryIO) -> Iterator[Parted]:
        lines = lines_of(stream)
        self._weigh = lines.weigh
        self._tally.add("empty", 0, lines.mark)
        for one in entries(lines):
            if isinstance(one, OutsideEntries):
                self._loose(one)
            else:
                self._has_entries = True
                self._entry(one)
                if self._ready:
                    yield from self._ready
                    self._ready.clear()
        yield from self._problems.turn()

    def end(self) -> Iterator[Parted]:
        if not self._has_entries:
            raise BadCapture(NO_LOG)
        yield from self._calls.end()
        yield from self._problems.end()
        yield self._tally.totals()

    def _loose(self, one: OutsideEntries) -> None:
        for share in ("empty", "unused"):
            self._tally.add(share, one.tally.lines(share), one.tally.bytes(share))
        if one.line:
            self._problems.tell(one.line, one.text, one.why, unused=one.tally.lines("unused"))

    def _entry(self, entry: Entry) -> None:
        taken = EntryUse.NOTHING if CODE.match(entry.text) else self._calls.take(entry)
        is_routine = taken is EntryUse.NOTHING and ROUTINE.match(entry.text) is not None
        below = entry.below() if entry.rest and taken is not EntryUse.WHOLE else ""
        is_event = taken is EntryUse.NOTHING and not is_routine
        if STARTED.search(below) and is_event:
            self._calls.broken_off()
        if is_event:
            self._ready.append(self._event(entry, below))
        head, weight = ("events" if is_event else "calls"), self._weigh(entry.head)
        if taken is EntryUse.LOST:
            head = "unused"
        self._tally.add(head, entry.begins_line, weight)
        if entry.rest:
            self._below(entry, head, below, taken, is_event=is_event)
        if self._calls.has_ready:
            self._ready.extend(self._calls.given())
        if self._problems.has_ready:
            self._ready.extend(self._problems.given())

    def _below(self, entry: Entry, head: str, below: str, taken: EntryUse, *, is_event: bool) -> None:
        """Where the lines below an entry are counted; those that nothing asks for are listed."""
        weight = self._weigh(b"".join(entry.rest))
        use = head if taken in (EntryUse.WHOLE, EntryUse.LOST) or is_event else "empty" if is_blank(below) else "unused"
        self._tally.add(use, entry.lines_below, weight)
        if use == "unused" and taken is not EntryUse.LOST:
            why = "they stand below an entry that has no lines below it"
            self._problems.tell(entry.line + 1, below.strip(), why, unused=entry.lines_below)

    def _event(self, entry: Entry, below: str) -> Event:
        text, below = entry.text.strip(), below.replace("\r\n", "\n").strip("\n")
        if not text and below.strip():
            text, _, below = below.partition("\n")
        return Event(
            line=entry.line,
            at=entry.at,
            source=entry.source,
            text=printable(text, LONGEST_EVENT),
            below=printable(below, LONGEST_EVENT),
            update=self._calls.current,
        )
