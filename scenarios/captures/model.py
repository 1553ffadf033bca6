"""A capture: what one Web Connector and one service said to each other, update by update."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict


def _is_plausible(instant: datetime) -> datetime:
    if not 2000 <= instant.year <= 2100:
        raise ValueError("no year that QuickBooks could have")
    return instant


Instant = Annotated[AwareDatetime, AfterValidator(_is_plausible)]


class BadCapture(Exception):
    """A file that cannot be used as a capture; the text says why and what to do."""


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Problem(Part):
    """
    Something in a file that is not as it was, and where it is; of its lines ``unused`` could not be used at all.
    """

    line: int
    text: str
    why: str
    unused: int = 0
    file: str = ""


class Event(Part):
    """
    What the Web Connector said beside its calls, in its own words; ``below`` are the lines under it.

    ``update`` counts from 1; 0 is before the first.
    """

    line: int
    at: Instant | None = None
    source: str = ""
    text: str
    below: str = ""
    update: int = 0
    file: str = ""


class Round(Part):
    """
    One request and its answer. ``processed_at`` is when it went to QuickBooks, ``processed`` whether it did;
    ``answered_at`` is None where no answer was brought, ``percent`` where the service said nothing to it.

    ``request_size`` and ``response_size`` are what the log says of them, in characters; 0 where it says nothing.
    ``damage`` says what of the XML is not what was sent.
    """

    line: int = 0
    number: int = 0
    asked_at: Instant
    hcp: str = ""
    company_file: str = ""
    country: str = ""
    version: tuple[int, int] = (0, 0)
    request: str | None = None
    request_size: int = 0
    processed_at: Instant | None = None
    answered_at: Instant | None = None
    response: str = ""
    response_size: int = 0
    hresult: str = ""
    message: str = ""
    percent: int | None = None
    damage: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        return not self.damage


class Update(Part):
    """
    ``number`` counts from 1. ``word`` is what authenticate answered: empty where there was work; ``postponed`` are
    seconds. ``connection_error`` is code and message of a QuickBooks out of reach, ``last_error`` what getLastError
    said, ``closed`` what closeConnection did, if they came. ``ended_at`` is the instant of its last line, ``host``
    the PC, by its lock.

    ``missing`` says why it is not whole, beside what is damaged in its rounds.
    """

    number: int = 0
    line: int = 0
    began_at: Instant
    ended_at: Instant | None = None
    application: str = ""
    user: str = ""
    url: str = ""
    version: str = ""
    host: str = ""
    is_scheduled: bool | None = None
    ticket: str = ""
    word: str = ""
    postponed: int = 0
    owner_id: str = ""
    file_id: str = ""
    connection_error: tuple[str, str] | None = None
    last_error: str | None = None
    closed: str | None = None
    missing: tuple[str, ...] = ()
    rounds: tuple[Round, ...] = ()

    @property
    def is_whole(self) -> bool:
        return not self.missing and all(one.is_whole for one in self.rounds)

    @property
    def company_file(self) -> str:
        return next((one.company_file for one in self.rounds if one.company_file), "")

    def identity(self) -> tuple[str, str] | None:
        """OwnerID and FileID of the connection, as the company file had them."""
        return (self.owner_id, self.file_id) if self.owner_id and self.file_id else None


class Share(Part):
    lines: int = 0
    bytes: int = 0


class Totals(Part):
    """
    How much of the file was used, and for what: the shares come to the whole file.

    ``lines`` are files in a folder, and entries in a HAR. ``calls`` are the calls and what belongs to them,
    ``events`` what was said beside them, ``empty`` are banners, comments and empty lines, ``unused`` is listed among
    the problems.
    """

    lines: int = 0
    bytes: int = 0
    calls: Share = Share()
    events: Share = Share()
    empty: Share = Share()
    unused: Share = Share()

    def __add__(self, other: Totals) -> Totals:
        return Totals(
            lines=self.lines + other.lines,
            bytes=self.bytes + other.bytes,
            **{
                name: Share(
                    lines=getattr(self, name).lines + getattr(other, name).lines,
                    bytes=getattr(self, name).bytes + getattr(other, name).bytes,
                )
                for name in SHARES
            },
        )


SHARES = ("calls", "events", "empty", "unused")


class Capture(Part):
    """``source`` says what it was read from, in a word: ``QWCLog.txt``, ``folder``, ``HAR``."""

    source: str = ""
    updates: tuple[Update, ...]
    events: tuple[Event, ...] = ()
    problems: tuple[Problem, ...] = ()
    totals: Totals = Totals()

    def parts(self) -> Iterator[Parted]:
        """What it was gathered from."""
        for update in self.updates:
            yield from update.rounds
            yield update
        yield from self.events
        yield from self.problems
        yield self.totals


Parted = Round | Update | Event | Problem | Totals
"""What a reader gives, one after another: the rounds of an update come before it."""


def gathered(parts: Iterable[Parted], source: str = "") -> Capture:
    """All of it, in memory."""
    updates, events, problems, totals = list[Update](), list[Event](), list[Problem](), Totals()
    rounds = list[Round]()
    for part in parts:
        match part:
            case Round():
                rounds.append(part)
            case Update():
                updates.append(part.model_copy(update={"rounds": tuple(rounds)}))
                rounds.clear()
            case Event():
                events.append(part)
            case Problem():
                problems.append(part)
            case Totals():
                totals += part
    problems.sort(key=lambda one: one.line)
    return Capture(source=source, updates=tuple(updates), events=tuple(events), problems=tuple(problems), totals=totals)
