"""
What people send in place of a log: the text of “More information”, a window's message, lines without their times.

Whatever names a code of the Web Connector or of QuickBooks, or a method that logs, is kept as an event with the lines
below it; the rest is listed. (Shapes: issues of public projects, 2012 to 2024.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from scenarios.captures.entries import is_blank
from scenarios.captures.lines import lines_of, text_of
from scenarios.captures.model import BadCapture, Event, Parted
from scenarios.captures.problems import LONGEST_EVENT, Problems, printable
from scenarios.captures.tally import Tally

NAMED = re.compile(
    r"""
    QBWC\d{4} | 0x8\w{7} | ^(?!\s*(?:at|StackTrace)\b).*QBWebConnector\.\w
    | Error\ message | Object\ reference\ not\ set
    | Update\ aborted | UpdateThisScheduledApp\( | authRet\[ | statusCode="\d | QuickBooks\ Web\ Connector\ \d
    | Not\ a\ valid\ username | No\ data\ to\ exchange | connection\ was\ closed\ unexpectedly | Could\ not\ create\ SSL
    """,
    re.VERBOSE,
)
HEADINGS = ("Version:", "Message:", "Description:")
LARGEST = 1024 * 1024
NOTHING = (
    "There is no line of a QWCLog.txt in it, and no code of the Web Connector or of QuickBooks. Is it the right file?"
)
WHY = "it names no code and no call"
FROM_ZIP = {b"PK": "a ZIP archive. Unpack it", b"\x1f\x8b": "packed. Unpack it"}


def parts(stream: BinaryIO) -> Iterator[Parted]:
    """Events, problems and totals; a ``BadCapture`` where nothing in it is known."""
    head = stream.read(2)
    stream.seek(0)
    if head in FROM_ZIP:
        raise BadCapture(f"The file is {FROM_ZIP[head]}, and import what is in it.")
    lines = lines_of(stream)
    problems, tally = Problems(), Tally()
    tally.add("empty", 0, lines.mark)
    current: Event | None = None
    for number, raw in enumerate(lines.raw, 1):
        text = text_of(raw[: 2 * LONGEST_EVENT]).rstrip()
        begins = _begins(text, current)
        use = "events" if begins else "empty" if is_blank(text) else "events" if current else "unused"
        tally.add(use, 1, lines.weigh(raw))
        if begins:
            if current:
                yield current
            current = Event(line=number, text=printable(text.lstrip("`> "), LONGEST_EVENT))
        elif use == "events" and current and len(current.below) <= LONGEST_EVENT:
            below = f"{current.below}\n{text}".strip("\n")
            current = current.model_copy(update={"below": printable(below, LONGEST_EVENT)})
        elif use == "unused":
            problems.tell(number, text, WHY, unused=1)
            if tally.bytes("unused") > LARGEST:
                break
    if current is None:
        raise BadCapture(NOTHING)
    yield current
    yield from problems.end()
    yield tally.totals()


def _begins(text: str, current: Event | None) -> bool:
    """A line that says something of its own; what follows a heading at once belongs to it."""
    if text.strip("> ").startswith(HEADINGS):
        return True
    stands_below_heading = current is not None and current.text in HEADINGS and not current.below
    return bool(NAMED.search(text)) and not stands_below_heading
