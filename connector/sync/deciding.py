"""
What to do with a document: one table over what JAGGAER wants, what was written, what is posted and what is in flight.

Rule 1: nothing else decides. Planning asks here, and a command prints the row.
Rule 2: each value is read off what stands: JAGGAER's last reading, our last write, the mirror, the outbox, and what
        people decided. None remembers an event.
Rule 3: every cell stands in the table once. A cell that cannot happen says why.
Rule 4: a difference has an author. Only JAGGAER's is ever written, as the customer's corrections say; a person's is
        shown and never written over.
Rule 5: what is not seen decides nothing. It counts as it was written, and the look-up before each write sees the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from itertools import product
from typing import Any

from connector.domain.hold_code import HoldCode
from connector.domain.policy import CorrectionPolicy


class Wanted(Enum):
    """What JAGGAER says now. What it did not change since our last write is wanted as it was written."""

    DRAFT = "a draft"
    LACKING = "due, and lacks something"
    NOTHING = "taken back"
    NOT_DUE = "not due"
    UNREADABLE = "unreadable"
    STRANGE = "of an unknown status"


class Written(Enum):
    """The version that the record had after our last write, beside JAGGAER's of now."""

    NOTHING = "nothing"
    SAME = "as JAGGAER has it"
    CHANGED = "another version"
    RELINKED = "another version, of other order lines"
    PAIRED = "a person's, as JAGGAER had it then"
    PAIRED_CHANGED = "a person's, and another version"


class Posted(Enum):
    """What stands in QuickBooks now, as far as it was read."""

    NOTHING = "nothing"
    AS_WRITTEN = "as it was written"
    THEIRS = "changed by a person"
    AS_WANTED = "as JAGGAER has it now"
    PAID = "paid"
    LOCKED = "in a closed period"
    VOIDED = "voided by a person"
    GONE = "deleted by a person"
    AGAIN = "a record that was void stands again"
    UNSEEN = "unseen"
    UNREADABLE = "unreadable"


class Flight(Enum):
    """The operation whose outcome is open; or what QuickBooks said last about this very write."""

    NOTHING = "nothing"
    OPEN = "an open operation"
    REFUSED = "refused as it is"


class Said(Enum):
    """What a person decided about just this."""

    NOTHING = "nothing"
    SETTLED = "leave it as it is"
    POST_AGAIN = "post it again"


class Does(Enum):
    ADD = "write it to QuickBooks"
    CHANGE = "write JAGGAER's change"
    VOID = "void the record"
    DELETE = "delete the record"
    ADOPT = "take it for written"
    CLOSE = "let go of the record"
    HOLD = "hold it"
    STAY = "hold it as QuickBooks said"
    REST = "nothing"
    WAIT = "wait for the outcome"


@dataclass(frozen=True, slots=True)
class Act:
    """``code`` is what a person is shown; none means what the document lacks."""

    does: Does
    code: HoldCode | None = None

    def __str__(self) -> str:
        return f"{self.does.value} as {self.code.value}" if self.code else self.does.value


@dataclass(frozen=True, slots=True)
class ByPolicy:
    """``setting`` is one of ``policy.corrections``; ``acts`` has each of its values."""

    setting: str
    acts: Mapping[str, Action]

    def __str__(self) -> str:
        return "; ".join(f"{self.setting} = {value}: {act}" for value, act in self.acts.items())


Action = Act | ByPolicy


@dataclass(frozen=True, slots=True)
class Never:
    """The cell cannot happen, and why."""

    why: str

    def __str__(self) -> str:
        return f"cannot be: {self.why}"


@dataclass(frozen=True, slots=True)
class Cell:
    wanted: Wanted
    written: Written
    posted: Posted
    flight: Flight
    said: Said


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    action: Action | Never


def _hold(code: HoldCode | None = None) -> Act:
    return Act(Does.HOLD, code)


def _changed(act: Action) -> ByPolicy:
    return ByPolicy("changed", {"hold": _hold(HoldCode.CHANGED_AFTER_POSTING), "modify": act})


def _cancelled(void: Action, delete: Action) -> ByPolicy:
    return ByPolicy("cancelled", {"hold": _hold(HoldCode.CANCELLED_AFTER_POSTING), "void": void, "delete": delete})


def _relinked(act: Action) -> ByPolicy:
    return ByPolicy("relinked", {"hold": _hold(HoldCode.NEEDS_NEW_LINKS), "replace": act})


def _gone(post: Action) -> ByPolicy:
    """``gone`` as the profile said when the record was seen to be gone."""
    return ByPolicy("gone", {"hold": _hold(HoldCode.TAKEN_AWAY), "leave": REST, "post": post})


def _never(why: str) -> Rule:
    return Rule("never", Never(why))


ADOPT = Act(Does.ADOPT)
REST, WAIT, STAY = Act(Does.REST), Act(Does.WAIT), Act(Does.STAY)
ADD, CHANGE, VOID, DELETE, CLOSE = (Act(one) for one in (Does.ADD, Does.CHANGE, Does.VOID, Does.DELETE, Does.CLOSE))
LACKS, UNREAD = _hold(), _hold(HoldCode.RECORD_UNREADABLE)

D, L, N, E, U, S = Wanted
NONE, SAME, CHANGED, RELINKED, PAIRED, PAIRED_CHANGED = Written
ABSENT, AS_WRITTEN, THEIRS, AS_WANTED, PAID, LOCKED, VOIDED, GONE, AGAIN, UNSEEN, UNREADABLE = Posted
FREE, OPEN, REFUSED = Flight
SILENT, SETTLED, POST_AGAIN = Said

ANY = None
"""In a row: whatever it is."""

HERE = {SAME, PAIRED}
OTHER = {CHANGED, RELINKED, PAIRED_CHANGED}
STANDS = {AS_WRITTEN, UNSEEN, PAID, LOCKED}
TAKEN = {VOIDED, GONE}
LANDED = {FREE, REFUSED}

Pattern = Enum | set[Any] | None
"""One value, several, or any."""

TABLE: tuple[tuple[Pattern, Pattern, Pattern, Pattern, Pattern, Rule], ...] = (
    # wanted        written         posted                flight   said
    (ANY, ANY, ANY, OPEN, ANY, Rule("its outcome is open", WAIT)),
    # Nothing of it stands in QuickBooks.
    (D, NONE, ABSENT, FREE, SILENT, Rule("due and not posted", ADD)),
    (D, NONE, ABSENT, REFUSED, SILENT, Rule("QuickBooks did not take it", STAY)),
    (L, NONE, ABSENT, LANDED, SILENT, Rule("something is missing", LACKS)),
    (U, NONE, ABSENT, LANDED, SILENT, Rule("it cannot be read", LACKS)),
    (S, NONE, ABSENT, LANDED, SILENT, Rule("its status is unknown", LACKS)),
    ({N, E}, NONE, ABSENT, LANDED, {SILENT, SETTLED}, Rule("not to be posted", REST)),
    ({D, L, U, S}, NONE, ABSENT, LANDED, SETTLED, Rule("a person settled it", REST)),
    # It stands, and JAGGAER changed nothing.
    ({D, E, U}, HERE, STANDS, LANDED, {SILENT, SETTLED}, Rule("posted as JAGGAER has it", REST)),
    ({D, E, U}, HERE, THEIRS, LANDED, SILENT, Rule("a person changed it", _hold(HoldCode.CHANGED_IN_QUICKBOOKS))),
    ({D, E, U}, HERE, {THEIRS, UNREADABLE}, LANDED, SETTLED, Rule("a person settled what they see", REST)),
    (S, HERE, {*STANDS, THEIRS}, LANDED, SILENT, Rule("posted, and its status is unknown", LACKS)),
    (S, HERE, {*STANDS, THEIRS, UNREADABLE}, LANDED, SETTLED, Rule("a person settled its status", REST)),
    # It stands, and JAGGAER took it back.
    (N, SAME, {AS_WRITTEN, UNSEEN}, FREE, SILENT, Rule("taken back after posting", _cancelled(VOID, DELETE))),
    (N, SAME, {AS_WRITTEN, UNSEEN}, REFUSED, SILENT, Rule("QuickBooks does not take it out", STAY)),
    (
        *(N, SAME, THEIRS, LANDED, SILENT),
        Rule(
            "taken back, and changed by a person",
            _cancelled(_hold(HoldCode.BOTH_CHANGED), _hold(HoldCode.BOTH_CHANGED)),
        ),
    ),
    (
        *(N, SAME, PAID, LANDED, SILENT),
        Rule("taken back, and paid", _cancelled(_hold(HoldCode.RECORD_PAID), _hold(HoldCode.RECORD_PAID))),
    ),
    (
        *(N, SAME, LOCKED, LANDED, SILENT),
        Rule(
            "taken back, in a closed period", _cancelled(_hold(HoldCode.RECORD_LOCKED), _hold(HoldCode.RECORD_LOCKED))
        ),
    ),
    (
        *(N, PAIRED, {*STANDS, THEIRS}, LANDED, SILENT),
        Rule("taken back, and a person's record", _hold(HoldCode.CANCELLED_AFTER_POSTING)),
    ),
    (N, HERE, {*STANDS, THEIRS, UNREADABLE}, LANDED, SETTLED, Rule("a person settled that it was taken back", REST)),
    (N, HERE, TAKEN, LANDED, ANY, Rule("both sides took it back", CLOSE)),
    # It stands, and JAGGAER changed it.
    (D, {CHANGED, PAIRED_CHANGED}, AS_WANTED, LANDED, {SILENT, SETTLED}, Rule("QuickBooks has the change", ADOPT)),
    (D, CHANGED, {AS_WRITTEN, UNSEEN}, FREE, SILENT, Rule("changed in JAGGAER", _changed(CHANGE))),
    (D, CHANGED, THEIRS, FREE, SILENT, Rule("changed in JAGGAER and by a person", _changed(CHANGE))),
    (D, CHANGED, {AS_WRITTEN, UNSEEN, THEIRS}, REFUSED, SILENT, Rule("QuickBooks does not take the change", STAY)),
    (D, RELINKED, {AS_WRITTEN, UNSEEN}, FREE, SILENT, Rule("changed to other order lines", _changed(_relinked(VOID)))),
    (
        *(D, RELINKED, THEIRS, LANDED, SILENT),
        Rule("changed to other order lines, and by a person", _changed(_relinked(_hold(HoldCode.BOTH_CHANGED)))),
    ),
    (D, RELINKED, {AS_WRITTEN, UNSEEN}, REFUSED, SILENT, Rule("QuickBooks does not let it be replaced", STAY)),
    (
        *(L, {CHANGED, RELINKED}, {AS_WRITTEN, UNSEEN, THEIRS}, LANDED, SILENT),
        Rule("changed in JAGGAER, and lacks something", _changed(LACKS)),
    ),
    (
        *({D, L}, {CHANGED, RELINKED}, PAID, LANDED, SILENT),
        Rule("changed in JAGGAER, and paid", _changed(_hold(HoldCode.RECORD_PAID))),
    ),
    (
        *({D, L}, {CHANGED, RELINKED}, LOCKED, LANDED, SILENT),
        Rule("changed in JAGGAER, in a closed period", _changed(_hold(HoldCode.RECORD_LOCKED))),
    ),
    (
        *({D, L}, PAIRED_CHANGED, {*STANDS, THEIRS}, LANDED, SILENT),
        Rule("changed in JAGGAER, and a person's record", _hold(HoldCode.CHANGED_AFTER_POSTING)),
    ),
    ({D, L}, OTHER, {*STANDS, THEIRS, UNREADABLE}, LANDED, SETTLED, Rule("a person settled the change", REST)),
    # A person took it away.
    (D, {*HERE, *OTHER}, TAKEN, FREE, SILENT, Rule("a person took it away", _gone(ADD))),
    (D, {*HERE, *OTHER}, TAKEN, REFUSED, SILENT, Rule("taken away, and QuickBooks does not take it anew", STAY)),
    (L, {*HERE, *OTHER}, TAKEN, LANDED, SILENT, Rule("a person took it away, and it lacks something", _gone(LACKS))),
    (
        *({E, U, S}, HERE, TAKEN, LANDED, SILENT),
        Rule("a person took it away, and it is not due", _gone(_hold(HoldCode.TAKEN_AWAY))),
    ),
    (D, {*HERE, *OTHER}, TAKEN, FREE, POST_AGAIN, Rule("a person wants it posted again", ADD)),
    (D, {*HERE, *OTHER}, TAKEN, REFUSED, POST_AGAIN, Rule("wanted again, and QuickBooks does not take it", STAY)),
    (L, {*HERE, *OTHER}, TAKEN, LANDED, POST_AGAIN, Rule("wanted again, and lacks something", LACKS)),
    ({E, U, S}, HERE, TAKEN, LANDED, POST_AGAIN, Rule("wanted again, and not due", REST)),
    ({D, L}, {*HERE, *OTHER}, TAKEN, LANDED, SETTLED, Rule("a person settled that it was taken away", REST)),
    ({E, U, S}, HERE, TAKEN, LANDED, SETTLED, Rule("taken away and not due, as a person settled", REST)),
    # What is there is not clear.
    (ANY, ANY, AGAIN, LANDED, SILENT, Rule("a void record stands again", _hold(HoldCode.STANDS_AGAIN))),
    (ANY, ANY, AGAIN, LANDED, SETTLED, Rule("a person settled that it stands again", REST)),
    ({D, N, E, U, S}, HERE, UNREADABLE, LANDED, SILENT, Rule("the record cannot be read", UNREAD)),
    ({D, L}, OTHER, UNREADABLE, LANDED, SILENT, Rule("changed, and the record cannot be read", UNREAD)),
    # These cannot be.
    (
        *(ANY, {NONE, *HERE, RELINKED}, AS_WANTED, LANDED, ANY),
        _never("only a change can be there already"),
    ),
    (
        *({L, N, E, U, S}, {CHANGED, PAIRED_CHANGED}, AS_WANTED, LANDED, ANY),
        _never("only what can be drafted is compared with what stands"),
    ),
    (D, {CHANGED, PAIRED_CHANGED}, AS_WANTED, LANDED, POST_AGAIN, _never("a person says so of what is gone only")),
    (
        *(ANY, NONE, {*STANDS, THEIRS, *TAKEN, UNREADABLE}, LANDED, ANY),
        _never("nothing was written that could stand"),
    ),
    (ANY, {*HERE, *OTHER}, ABSENT, LANDED, ANY, _never("what was written is somewhere, or is unseen")),
    (ANY, ANY, AGAIN, LANDED, POST_AGAIN, _never("a person says so of what is gone only")),
    (
        *({D, L, U, S, N, E}, NONE, ABSENT, LANDED, POST_AGAIN),
        _never("a person says so of what is gone only"),
    ),
    (
        *(ANY, {*HERE, *OTHER}, {*STANDS, THEIRS, UNREADABLE}, LANDED, POST_AGAIN),
        _never("a person says so of what is gone only"),
    ),
    (
        *({N, E, U, S}, OTHER, {*STANDS, THEIRS, *TAKEN, UNREADABLE}, LANDED, {SILENT, SETTLED}),
        _never("only what is due is compared with what was written"),
    ),
    (
        *({N, E, U, S}, OTHER, TAKEN, LANDED, POST_AGAIN),
        _never("only what is due is compared with what was written"),
    ),
    (
        *(L, HERE, {*STANDS, THEIRS}, LANDED, {SILENT, SETTLED}),
        _never("what did not change is wanted as it was written"),
    ),
    (L, HERE, UNREADABLE, LANDED, {SILENT, SETTLED}, _never("what did not change is wanted as it was written")),
)


def matching(cell: Cell) -> list[Rule]:
    """The rows of a cell: the test wants one of each."""
    sides = (cell.wanted, cell.written, cell.posted, cell.flight, cell.said)
    return [row[5] for row in TABLE if all(map(_fits, sides, row[:5]))]


def _fits(value: Enum, pattern: Pattern) -> bool:
    return value in pattern if isinstance(pattern, set) else pattern is ANY or pattern is value


@cache
def rule_of(cell: Cell) -> Rule:
    return matching(cell)[0]


def act_of(rule: Rule, corrections: CorrectionPolicy) -> Act:
    """The action of a rule, by the customer's word where it is the customer's to say."""
    action = rule.action
    while isinstance(action, ByPolicy):
        action = action.acts[getattr(corrections, action.setting)]
    if isinstance(action, Never):
        raise AssertionError(f"a cell of {rule} was met")
    return action


def cells() -> Iterator[Cell]:
    for sides in product(Wanted, Written, Posted, Flight, Said):
        yield Cell(*sides)


SETTLED_BY_HAND = "a person settled it"
BY_PERSON = frozenset({SETTLED_BY_HAND, *(row[5].name for row in TABLE if row[4] is SETTLED)})
"""The rules by which a document rests because a person settled it."""

LEFT = frozenset({*BY_PERSON, *(row[5].name for row in TABLE if REST in getattr(row[5].action, "acts", {}).values())})
"""The rules by which a document rests although the two systems do not agree."""
