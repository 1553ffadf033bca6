"""A case: the values that the table decides by, with what goes along."""

from __future__ import annotations

from dataclasses import dataclass

from connector.domain.correction import Correction
from connector.domain.difference import Difference
from connector.domain.draft import Posting
from connector.domain.hold import Hold
from connector.domain.operation import TAKES_OUT, State
from connector.domain.record import Record
from connector.domain.records import Books
from connector.flow.correcting import CorrectionCourse, Courses
from connector.flow.course import Course
from connector.flow.entities import StoredDocument
from connector.kinds import AnyKind, Read
from connector.sync.cell import Act, Cell, Flight, Posted, Rule, Wanted, Written
from connector.sync.correcting import Sums
from connector.sync.posted import Stands, still_stands

SEEN = frozenset({Posted.AS_WRITTEN, Posted.THEIRS, Posted.PAID, Posted.LOCKED, Posted.AGAIN})
CORRECTABLE = frozenset({Posted.AS_WRITTEN, Posted.UNSEEN, Posted.PAID, Posted.LOCKED, Posted.THEIRS})


@dataclass(frozen=True, slots=True)
class Wants:
    """
    What JAGGAER says now, beside what was written.

    ``version`` tells it from other versions; ``draft`` is what is to be written, ``holds`` what it lacks;
    ``otherwise`` is what JAGGAER changed since the last write, and ``is_there`` that QuickBooks has all of it;
    ``found`` is a record that turns out to be its own. ``target`` is what the document is to come to, account by
    account, where another record may correct it. ``is_covered``: corrections were made for this version;
    ``lacks_correction``: a person took one of them away, and the sum is not right without it.
    """

    wanted: Wanted
    version: str
    written: Written = Written.NOTHING
    draft: Posting | None = None
    holds: tuple[Hold, ...] = ()
    otherwise: tuple[Difference, ...] = ()
    read: Read | None = None
    is_there: bool = False
    found: Record | None = None
    is_covered: bool = False
    lacks_correction: bool = False
    target: Sums | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """
    A document, its operations, its cell of the table with the rule, and what the rule needs.

    ``correction`` is what is to make its sum right, where the rule asks for one; ``made`` are those that there are.
    """

    document: StoredDocument
    kind: AnyKind
    course: Course
    wants: Wants
    stands: Stands
    cell: Cell
    rule: Rule
    act: Act
    correction: Correction | None = None
    made: tuple[CorrectionCourse, ...] = ()


def posted_of(wants: Wants, there: Stands, made: Courses) -> Posted:
    """What stands in QuickBooks, beside what JAGGAER wants of it."""
    is_ours = wants.written not in (Written.PAIRED, Written.PAIRED_CHANGED)
    if any(one.written is not None for one in made) and not wants.is_covered and is_ours:
        return Posted.CORRECTED if there.posted in CORRECTABLE else there.posted
    return Posted.AS_WANTED if wants.is_there and there.posted in SEEN else there.posted


def flight_of(known: Course, wants: Wants, there: Stands, mirror: Books) -> Flight:
    """Whether an outcome is open, or QuickBooks said no to just this."""
    latest = known.latest
    if known.open is not None:
        return Flight.OPEN
    if latest is None or latest.state is not State.HELD or latest.draft is None:
        return Flight.NOTHING  # what the planning holds has nothing to write
    if latest.seen != there.seen or not any(still_stands(hold, there, mirror) for hold in latest.holds):
        return Flight.NOTHING
    if latest.deed in TAKES_OUT:
        is_same = wants.wanted is Wanted.NOTHING or wants.written is Written.RELINKED
    else:
        said, wanted = (one.bare if one is not None else None for one in (latest.posting, wants.draft))
        is_same = (said, latest.fingerprint) == (wanted, wants.version)
    return Flight.REFUSED if is_same else Flight.NOTHING


def settles(version: str, seen: str) -> str:
    """What a person settles: this version in JAGGAER, and this state of the record."""
    return f"{version} {seen}".strip()
