"""What the service's answers mean to the Web Connector. Pure: text in, values out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

NOOP, INTERACTIVE, DONE = "noop", "interactive mode", "done"
VERDICT = re.compile(r"(?P<letter>[A-Z]):(?P<text>.*)", re.DOTALL)


class Word(Enum):
    """authenticate [1]: the value is what the status column shows."""

    WORK = ""
    NONE = "No Data Exchange"
    NVU = "Invalid password for username"
    BUSY = "Application Busy"


@dataclass(frozen=True, slots=True)
class Authenticated:
    """``file`` is "" for the one that is open; ``postpone`` and ``at_least`` are seconds, 0 for none."""

    ticket: str
    word: Word
    file: str
    postpone: int
    at_least: int


#: authenticate [1] is none, nvu or busy in any case of letters; else a path, or "" for the file that is open. [guide p.
#: 62-64; QWCLog 2025]
def authenticated(given: Sequence[str]) -> Authenticated:
    """At least two items; what is missing after them counts as empty."""
    ticket, said, postpone, at_least, *_ = (*given, "", "", "")
    words = {one.name: one for one in Word if one is not Word.WORK}
    word = words.get(said.strip().upper(), Word.WORK)
    return Authenticated(ticket, word, said if word is Word.WORK else "", seconds(postpone), seconds(at_least))


def seconds(text: str) -> int:
    """What is no whole number is none."""
    stripped = text.strip()
    return int(stripped) if stripped.isascii() and stripped.isdigit() and len(stripped) < 10 else 0


class Verdict(Enum):
    """clientVersion: what becomes of the update."""

    GO_ON = ""
    WARN = "W"
    STOP = "E"
    TOLD = "O"
    NOT_UNDERSTOOD = "?"


#: clientVersion: "" goes on, W: is a warning that the user may go on from, E: stops the update, O: tells a version and
#: goes on; anything else is QBWC1046. [guide p. 21, 66, 98]
def verdict(said: str) -> tuple[Verdict, str]:
    if not said:
        return Verdict.GO_ON, ""
    match = VERDICT.fullmatch(said)
    known = {one.value: one for one in (Verdict.WARN, Verdict.STOP, Verdict.TOLD)}
    if match is None or match["letter"] not in known:
        return Verdict.NOT_UNDERSTOOD, said
    return known[match["letter"]], match["text"].strip()


class Next(Enum):
    """What comes after receiveResponseXML."""

    REQUEST = "There are more requests to process."
    CLOSE = "Done. No more to process."
    ERROR = "the service says that something went wrong"


#: receiveResponseXML 100 or more ends the update well, 0 to 99 goes on, a negative number leads to getLastError. [guide
#: p. 24]
def after(percent: int) -> Next:
    if percent < 0:
        return Next.ERROR
    return Next.CLOSE if percent >= 100 else Next.REQUEST


#: "" or NoOp from sendRequestXML leads to getLastError. [guide p. 23, 80]
def is_nothing(request: str) -> bool:
    return request.strip().lower() in ("", NOOP)


#: interactiveDone says "" or Done when it is over; the guide has both. [guide p. 24, 75]
def is_over(said: str) -> bool:
    return said.strip().lower() in ("", DONE)
