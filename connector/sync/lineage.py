"""
Whether the company file is the one we left: by a mark of ours on the company, raised with every message set of writes.

A mark is a number and the print of the session that wrote it: ``17 4f0c2ab19d3e``.

Rule 1: a file that carries the mark we wrote last, or one that we sent and know nothing of, is as we left it.
Rule 2: an older mark of ours, or none where there was one, is a file that was restored from a backup: nothing is sent
        until a person says what became of it.
Rule 3: a mark that is not ours, and no higher than ours, is a copy that another connector wrote to: as above.
Rule 4: a mark higher than any of ours is the work of this connector before *its* database was restored, or
        of one before it: what we find is taken for done before anything is written again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

NAME = "JaggaerMark"
PRINT = 12


@dataclass(frozen=True, slots=True)
class Lineage:
    """
    ``confirmed`` is the mark that QuickBooks is known to have, ``sent`` are those that left after it.

    ``off`` says why this company file keeps no mark.
    """

    confirmed: str = ""
    sent: tuple[str, ...] = ()
    off: str = ""

    @property
    def highest(self) -> int:
        return max(map(number, (self.confirmed, *self.sent)))


class Verdict(Enum):
    AS_WE_LEFT_IT = "as we left it"
    UNMARKED = "it never had a mark"
    OLDER = "it is older than what we wrote last"
    NOT_OURS = "somebody else wrote to it, and it is no further than we are"
    AHEAD = "more was written than we know of"


def number(mark: str) -> int:
    """How many message sets of writes there had been; 0 for what is no mark."""
    digits = mark.partition(" ")[0]
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0


def session_of(mark: str) -> str:
    return mark.partition(" ")[2]


def following(lineage: Lineage, session: str) -> str:
    """The next mark; each is written by one session only."""
    return f"{lineage.highest + 1} {session[:PRINT]}"


def judge(seen: str, lineage: Lineage, is_ours: Callable[[str], bool]) -> Verdict:
    """``is_ours`` says whether a session of that print was one of ours."""
    if seen and seen in (lineage.confirmed, *lineage.sent):
        return Verdict.AS_WE_LEFT_IT
    if not lineage.confirmed and not seen:
        return Verdict.UNMARKED
    if not seen:
        return Verdict.OLDER
    if number(seen) > lineage.highest:
        return Verdict.AHEAD
    return Verdict.OLDER if is_ours(session_of(seen)) else Verdict.NOT_OURS


def sent(lineage: Lineage, mark: str) -> Lineage:
    return replace(lineage, sent=(*lineage.sent, mark))


def confirmed(lineage: Lineage, mark: str) -> Lineage:
    """What was sent before it is settled with it: the file carries one mark only."""
    later = tuple(one for one in lineage.sent if number(one) > number(mark))
    return Lineage(confirmed=mark, sent=later)
