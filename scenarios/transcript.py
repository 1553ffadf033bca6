"""
What passed between the machines of a world, in order, without a secret in it.

A transcript is a value to compare: the same seed writes the same one, byte for byte. Passwords, tokens and
tickets are replaced by short prints of them, so that it can be kept and sent to others.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import httpx
from lxml import etree

SERVICE = "{http://developer.intuit.com/}"
HIDDEN_ARGUMENTS = frozenset({"strPassword"})
TICKETS = frozenset({"ticket", "wcTicket"})


class Now(Protocol):
    def now(self) -> datetime: ...


@dataclass(slots=True)
class Entry:
    """One request and what became of it; ``why`` says why its caller got no answer."""

    number: int
    lane: str
    call: str
    asked_at: datetime
    request: httpx.Request = field(repr=False)
    ended_at: datetime | None = None
    response: httpx.Response | None = field(default=None, repr=False)
    why: str = ""
    is_late: bool = False
    served_in: timedelta = timedelta()
    """What the server took for it, without the way there and back."""
    read: dict[str, list[tuple[str, str]]] = field(default_factory=dict, repr=False, compare=False)
    """What was read of it once: every check looks at it again."""
    _line: str = field(default="", repr=False, compare=False)

    @property
    def is_soap(self) -> bool:
        return "SOAPAction" in self.request.headers

    def answered(self, now: datetime, response: httpx.Response) -> None:
        self.ended_at, self.response, self._line = now, response, ""
        self.read.pop("Response", None)

    def answered_late(self, now: datetime, response: httpx.Response) -> None:
        """It took effect, and nobody was there to hear of it."""
        self.is_late = True
        self.answered(now, response)

    def failed(self, now: datetime, why: str) -> None:
        self.ended_at, self.why, self._line = now, why, ""

    def arguments(self) -> dict[str, str]:
        """The arguments of a SOAP call, with the password hidden and the ticket printed short."""
        return {name: _shown(name, text) for name, text in self._parts("")}

    def result(self) -> list[str]:
        """The result of a SOAP call; a fault's text where there is one."""
        if self.response is None:
            return []
        found = [text for _, text in self._parts("Response")]
        return [print_of(found[0]), *found[1:]] if self.call == "authenticate" and found and found[0] else found

    def ticket(self) -> str:
        """The ticket that authenticate gave, itself: to look where it must not be."""
        found = [text for _, text in self._parts("Response")]
        return found[0] if self.call == "authenticate" and found else ""

    def _parts(self, suffix: str) -> list[tuple[str, str]]:
        of = self.response if suffix else self.request
        if of is not None and suffix not in self.read:
            self.read[suffix] = list(soap_parts(of.content, suffix))
        return self.read.get(suffix, [])

    def shown(self) -> dict[str, object]:
        """As JSON."""
        told: dict[str, object] = {
            "n": self.number,
            "at": self.asked_at.isoformat(),
            "lane": self.lane,
            "call": self.call,
        }
        if self.is_soap:
            told["asked"] = self.arguments()
        elif self.call != "token":
            told["asked"] = f"{self.request.method} {self.request.url.raw_path.decode('ascii')}"
        if self.response is not None:
            told["status"] = self.response.status_code
            if self.is_soap:
                told["answered"] = self.result()
            elif self.call != "token":
                told["answered"] = self.response.text
        told |= {"ended": self.ended_at.isoformat() if self.ended_at else "", "why": self.why, "late": self.is_late}
        return told

    def line(self) -> str:
        """As JSON on one line, written once for all who read it."""
        if not self._line:
            self._line = _line_of(self.shown())
        return self._line


@dataclass(frozen=True, slots=True)
class Mark:
    """A step of the story, or what happened to a machine."""

    number: int
    at: datetime
    text: str

    def shown(self) -> dict[str, object]:
        return {"n": self.number, "at": self.at.isoformat(), "step": self.text}

    def line(self) -> str:
        return _line_of(self.shown())


class Transcript:
    def __init__(self, clock: Now) -> None:
        self._clock = clock
        self._lines: list[Entry | Mark] = []
        self._mentioned: set[str] = set()

    def asked(self, lane: str, call: str, request: httpx.Request) -> Entry:
        entry = Entry(len(self._lines) + 1, lane, call, self._clock.now(), request)
        self._lines.append(entry)
        return entry

    def mark(self, text: str) -> None:
        self._lines.append(Mark(len(self._lines) + 1, self._clock.now(), text))

    def __iter__(self) -> Iterator[Entry | Mark]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    def entries(self) -> Iterator[Entry]:
        return (line for line in self._lines if isinstance(line, Entry))

    def since(self, count: int) -> Iterator[Entry]:
        """Those after the first so many lines."""
        return (line for line in self._lines[count:] if isinstance(line, Entry))

    def soap(self, *calls: str) -> Iterator[Entry]:
        """The Web Connector's calls in order; all, or those of these names."""
        return (one for one in self.entries() if one.is_soap and (not calls or one.call in calls))

    def text(self) -> str:
        """A JSON object to a line."""
        return "".join(line.line() for line in self._lines)

    def mentions(self, text: str) -> bool:
        """Whether it stands anywhere in what passed; what was found once is there for good."""
        if text not in self._mentioned and any(text in line.line() for line in self._lines):
            self._mentioned.add(text)
        return text in self._mentioned

    def digest(self) -> str:
        return hashlib.sha256(self.text().encode()).hexdigest()


def _line_of(shown: dict[str, object]) -> str:
    return f"{json.dumps(shown, ensure_ascii=False, sort_keys=True)}\n"


def print_of(secret: str) -> str:
    """Enough of a ticket to tell it from others."""
    return f"ticket {hashlib.sha256(secret.encode()).hexdigest()[:8]}" if secret else ""


def _shown(name: str, text: str) -> str:
    if name in HIDDEN_ARGUMENTS:
        return "***"
    return print_of(text) if name in TICKETS else text


def soap_parts(content: bytes, suffix: str) -> Iterator[tuple[str, str]]:
    """The children of the one call in a SOAP body, or of its result."""
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError:
        return
    for call in root.iterfind("{*}Body/*"):
        for part in call:
            if suffix and len(part):
                yield from ((str(etree.QName(one).localname), one.text or "") for one in part)
            else:
                yield str(etree.QName(part).localname), part.text or ""
