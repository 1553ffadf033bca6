"""
What to do with a document: one table over what JAGGAER wants, what was written, what is posted and what is in flight.

Rule 1: nothing else decides. Planning asks here, and a command prints the row.
Rule 2: each value is read off what stands: JAGGAER's last reading, our last write, the mirror, the outbox, and what
        people decided. None remembers an event.
Rule 3: every cell stands in the table once. A cell that cannot happen says why.
Rule 4: a difference has an author. Only JAGGAER's is ever written, as the customer's corrections say; a person's is
        shown and never written over.
Rule 5: what is to be read back waits for it. What is not seen decides nothing: it counts as it was written, and the
        look-up before each write sees the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from functools import cache
from itertools import product
from typing import Any

from connector.domain.hold_code import HoldCode as Code
from connector.domain.policy import CorrectionPolicy
from connector.sync.cell import Act, Action, ByPolicy, Cell, Does, Flight, Never, Posted, Rule, Said, Wanted, Written


def _hold(code: Code) -> Act:
    return Act(Does.HOLD, code)


def _correct(code: Code) -> Act:
    """By another record over the difference; what cannot be said by one is held."""
    return Act(Does.CORRECT, code)


def _changed(modify: Action, credit: Action | None = None) -> ByPolicy:
    """``credit`` where it is something else than ``modify``."""
    held = _hold(Code.CHANGED_AFTER_POSTING)
    return ByPolicy("changed", {"hold": held, "modify": modify, "credit": credit or modify})


def _cancelled(void: Action, delete: Action, credit: Action | None = None) -> ByPolicy:
    """``credit`` where it is something else than ``void``."""
    held = _hold(Code.CANCELLED_AFTER_POSTING)
    return ByPolicy("cancelled", {"hold": held, "void": void, "delete": delete, "credit": credit or void})


def _relinked(replace: Action) -> ByPolicy:
    return ByPolicy("relinked", {"hold": _hold(Code.NEEDS_NEW_LINKS), "replace": replace})


def _gone(post: Action) -> ByPolicy:
    """As the profile said when the record was seen to be gone."""
    return ByPolicy("gone", {"hold": TAKEN_AWAY, "leave": REST, "post": post})


ADD, CHANGE, VOID, DELETE = Act(Does.ADD), Act(Does.CHANGE), Act(Does.VOID), Act(Does.DELETE)
REST, WAIT, STAY, ADOPT, CLOSE = Act(Does.REST), Act(Does.WAIT), Act(Does.STAY), Act(Does.ADOPT), Act(Does.CLOSE)
LACKS = Act(Does.HOLD)
BOTH, IS_PAID, IS_LOCKED = _hold(Code.BOTH_CHANGED), _hold(Code.RECORD_PAID), _hold(Code.RECORD_LOCKED)
TAKEN_AWAY, ILLEGIBLE, THEIR_CHANGE = (
    _hold(Code.TAKEN_AWAY),
    _hold(Code.RECORD_UNREADABLE),
    _hold(Code.CHANGED_IN_QUICKBOOKS),
)
CORRECT_PAID, CORRECT_LOCKED = _correct(Code.RECORD_PAID), _correct(Code.RECORD_LOCKED)
CORRECT, REVERSE = _correct(Code.CHANGED_AFTER_POSTING), _correct(Code.CANCELLED_AFTER_POSTING)
OURS_ALONE, BACK, STANDS_AGAIN, LEFT_STANDING = (
    _hold(Code.CHANGED_AFTER_POSTING),
    _hold(Code.CANCELLED_AFTER_POSTING),
    _hold(Code.STANDS_AGAIN),
    _hold(Code.LEFT_STANDING),
)

DRAFT, LACKING, NOTHING, NOT_DUE, NOT_READ, STRANGE = Wanted
NONE, SAME, CHANGED, RELINKED, PAIRED, PAIRED_CHANGED = Written
ABSENT, AS_WRITTEN, THEIRS, AS_WANTED, PAID, LOCKED, CORRECTED, VOIDED, GONE, AGAIN, *_REST = Posted
LEFT_OVER, UNSEEN, UNREAD, UNREADABLE = _REST
FREE, OPEN, REFUSED = Flight
SILENT, SETTLED, POST_AGAIN = Said

Pattern = Enum | set[Any] | None
"""One value, several, or any."""

ANY = None
DUE, READ, UNDUE = {DRAFT, LACKING}, {DRAFT, NOT_DUE, NOT_READ}, {NOT_DUE, NOT_READ, STRANGE}
NOT_POSTED, SHOWN, NO_DRAFT = {NOTHING, NOT_DUE}, {DRAFT, LACKING, NOT_READ, STRANGE}, {NOTHING, *UNDUE}
HERE, OURS, OTHER = {SAME, PAIRED}, {CHANGED, RELINKED}, {CHANGED, RELINKED, PAIRED_CHANGED}
SOME, ADOPTED = {*HERE, *OTHER}, {NONE, *HERE, CHANGED, PAIRED_CHANGED}
QUIET, STANDS, TAKEN = {AS_WRITTEN, UNSEEN}, {AS_WRITTEN, UNSEEN, PAID, LOCKED}, {VOIDED, GONE}
WITH_THEIRS, ALL_THERE = {*STANDS, THEIRS}, {*STANDS, THEIRS, UNREADABLE}
LANDED, SAID = {FREE, REFUSED}, {SILENT, SETTLED}

# fmt: off
TABLE: tuple[tuple[Pattern, Pattern, Pattern, Pattern, Pattern, Rule], ...] = (
    # wanted    written         posted                  flight   said
    (ANY,        ANY,            ANY,                    OPEN,    ANY,        Rule("its outcome is open", WAIT)),
    (ANY,        SOME,           UNREAD,                 LANDED,  ANY,        Rule("it is read back first", WAIT)),
    # Nothing of it stands in QuickBooks.
    (DRAFT,      NONE,           ABSENT,                 FREE,    SILENT,     Rule("due and not posted", ADD)),
    (DRAFT,      NONE,           ABSENT,                 REFUSED, SILENT,     Rule("QuickBooks did not take it", STAY)),
    (LACKING,    NONE,           ABSENT,                 LANDED,  SILENT,     Rule("something is missing", LACKS)),
    (NOT_READ,   NONE,           ABSENT,                 LANDED,  SILENT,     Rule("it cannot be read", LACKS)),
    (STRANGE,    NONE,           ABSENT,                 LANDED,  SILENT,     Rule("its status is unknown", LACKS)),
    (NOT_POSTED, NONE,           ABSENT,                 LANDED,  SAID,       Rule("not to be posted", REST)),
    (SHOWN,      NONE,           ABSENT,                 LANDED,  SETTLED,    Rule("a person settled it", REST)),
    # It stands, and JAGGAER changed nothing.
    (READ,       HERE,           STANDS,                 LANDED,  SAID,       Rule("posted as JAGGAER has it", REST)),
    (READ,       HERE,           THEIRS,                 LANDED,  SILENT,     Rule("a person changed it", THEIR_CHANGE)),
    (READ,       HERE,           {THEIRS, UNREADABLE},   LANDED,  SETTLED,    Rule("a person settled what they see", REST)),
    (STRANGE,    HERE,           WITH_THEIRS,            LANDED,  SILENT,     Rule("posted, and its status is unknown", LACKS)),
    (STRANGE,    HERE,           ALL_THERE,              LANDED,  SETTLED,    Rule("a person settled its status", REST)),
    # It stands, and JAGGAER took it back.
    (NOTHING,    SAME,           QUIET,                  FREE,    SILENT,     Rule("taken back after posting", _cancelled(VOID, DELETE))),
    (NOTHING,    SAME,           QUIET,                  REFUSED, SILENT,     Rule("QuickBooks does not take it out", STAY)),
    (NOTHING,    SAME,           THEIRS,                 LANDED,  SILENT,     Rule("taken back, and changed by a person", _cancelled(BOTH, BOTH))),
    (NOTHING,    SAME,           PAID,                   LANDED,  SILENT,     Rule("taken back, and paid", _cancelled(IS_PAID, IS_PAID, CORRECT_PAID))),
    (NOTHING,    SAME,           LOCKED,                 LANDED,  SILENT,     Rule("taken back, in a closed period", _cancelled(IS_LOCKED, IS_LOCKED, CORRECT_LOCKED))),
    (NOTHING,    PAIRED,         WITH_THEIRS,            LANDED,  SILENT,     Rule("taken back, and a person's record", BACK)),
    (NOTHING,    HERE,           ALL_THERE,              LANDED,  SETTLED,    Rule("a person settled that it was taken back", REST)),
    (NOTHING,    HERE,           TAKEN,                  LANDED,  ANY,        Rule("both sides took it back", CLOSE)),
    # It stands, and JAGGAER changed it.
    (DRAFT,      ADOPTED,        AS_WANTED,              LANDED,  SAID,       Rule("QuickBooks has it as JAGGAER wants it", ADOPT)),
    (DRAFT,      CHANGED,        QUIET,                  FREE,    SILENT,     Rule("changed in JAGGAER", _changed(CHANGE))),
    (DRAFT,      CHANGED,        THEIRS,                 FREE,    SILENT,     Rule("changed in JAGGAER and by a person", _changed(CHANGE))),
    (DRAFT,      CHANGED,        {*QUIET, THEIRS},       REFUSED, SILENT,     Rule("QuickBooks does not take the change", STAY)),
    (DRAFT,      RELINKED,       QUIET,                  FREE,    SILENT,     Rule("changed to other order lines", _changed(_relinked(VOID)))),
    (DRAFT,      RELINKED,       THEIRS,                 LANDED,  SILENT,     Rule("changed to other order lines, and by a person", _changed(_relinked(BOTH)))),
    (DRAFT,      RELINKED,       QUIET,                  REFUSED, SILENT,     Rule("QuickBooks does not let it be replaced", STAY)),
    (LACKING,    OURS,           {*QUIET, THEIRS},       LANDED,  SILENT,     Rule("changed in JAGGAER, and lacks something", _changed(LACKS))),
    (DRAFT,      CHANGED,        PAID,                   LANDED,  SILENT,     Rule("changed in JAGGAER, and paid", _changed(IS_PAID, CORRECT_PAID))),
    (DRAFT,      CHANGED,        LOCKED,                 LANDED,  SILENT,     Rule("changed in JAGGAER, in a closed period", _changed(IS_LOCKED, CORRECT_LOCKED))),
    (DRAFT,      RELINKED,       PAID,                   LANDED,  SILENT,     Rule("changed to other order lines, and paid", _changed(IS_PAID))),
    (DRAFT,      RELINKED,       LOCKED,                 LANDED,  SILENT,     Rule("changed to other order lines, in a closed period", _changed(IS_LOCKED))),
    (LACKING,    OURS,           PAID,                   LANDED,  SILENT,     Rule("changed in JAGGAER, lacks something, and paid", _changed(IS_PAID, LACKS))),
    (LACKING,    OURS,           LOCKED,                 LANDED,  SILENT,     Rule("changed in JAGGAER, lacks something, in a closed period", _changed(IS_LOCKED, LACKS))),
    (DUE,        PAIRED_CHANGED, WITH_THEIRS,            LANDED,  SILENT,     Rule("changed in JAGGAER, and a person's record", OURS_ALONE)),
    (DUE,        OTHER,          ALL_THERE,              LANDED,  SETTLED,    Rule("a person settled the change", REST)),
    # Another record corrects it, and JAGGAER changed it again.
    (DRAFT,      {SAME, CHANGED}, CORRECTED,             LANDED,  SILENT,     Rule("changed in JAGGAER, and corrected before", _changed(OURS_ALONE, CORRECT))),
    (DRAFT,      RELINKED,       CORRECTED,              LANDED,  SILENT,     Rule("changed to other order lines, and corrected before", OURS_ALONE)),
    (LACKING,    OURS,           CORRECTED,              LANDED,  SILENT,     Rule("changed in JAGGAER, lacks something, and corrected before", _changed(OURS_ALONE, LACKS))),
    (NOTHING,    SAME,           CORRECTED,              LANDED,  SILENT,     Rule("taken back, and corrected before", _cancelled(BACK, BACK, REVERSE))),
    ({NOT_DUE, NOT_READ}, SAME,  CORRECTED,              LANDED,  SAID,       Rule("corrected, and not due", REST)),
    (STRANGE,    SAME,           CORRECTED,              LANDED,  SILENT,     Rule("corrected, and its status is unknown", LACKS)),
    (STRANGE,    SAME,           CORRECTED,              LANDED,  SETTLED,    Rule("a person settled its status after a correction", REST)),
    ({DRAFT, NOTHING}, SAME,     CORRECTED,              LANDED,  SETTLED,    Rule("a person settled what was corrected", REST)),
    (DUE,        OURS,           CORRECTED,              LANDED,  SETTLED,    Rule("a person settled the change after a correction", REST)),
    # A person took it away.
    (DRAFT,      SOME,           TAKEN,                  FREE,    SILENT,     Rule("a person took it away", _gone(ADD))),
    (DRAFT,      SOME,           TAKEN,                  REFUSED, SILENT,     Rule("taken away, and QuickBooks does not take it anew", STAY)),
    (LACKING,    SOME,           TAKEN,                  LANDED,  SILENT,     Rule("a person took it away, and it lacks something", _gone(LACKS))),
    (UNDUE,      HERE,           TAKEN,                  LANDED,  SILENT,     Rule("a person took it away, and it is not due", _gone(TAKEN_AWAY))),
    (DRAFT,      SOME,           TAKEN,                  FREE,    POST_AGAIN, Rule("a person wants it posted again", ADD)),
    (DRAFT,      SOME,           TAKEN,                  REFUSED, POST_AGAIN, Rule("wanted again, and QuickBooks does not take it", STAY)),
    (LACKING,    SOME,           TAKEN,                  LANDED,  POST_AGAIN, Rule("wanted again, and lacks something", LACKS)),
    (UNDUE,      HERE,           TAKEN,                  LANDED,  POST_AGAIN, Rule("wanted again, and not due", REST)),
    (DUE,        SOME,           TAKEN,                  LANDED,  SETTLED,    Rule("a person settled that it was taken away", REST)),
    (UNDUE,      HERE,           TAKEN,                  LANDED,  SETTLED,    Rule("taken away and not due, as a person settled", REST)),
    # What is there is not clear.
    (ANY,        ANY,            AGAIN,                  LANDED,  SILENT,     Rule("a void record stands again", STANDS_AGAIN)),
    (ANY,        ANY,            AGAIN,                  LANDED,  SETTLED,    Rule("a person settled that it stands again", REST)),
    (NO_DRAFT,   NONE,           LEFT_OVER,              LANDED,  SILENT,     Rule("not to be posted, and ours stands", LEFT_STANDING)),
    (NO_DRAFT,   NONE,           LEFT_OVER,              LANDED,  SETTLED,    Rule("a person settled that ours stands", REST)),
    ({*READ, NOTHING, STRANGE}, HERE, UNREADABLE,        LANDED,  SILENT,     Rule("the record cannot be read", ILLEGIBLE)),
    (DUE,        OTHER,          UNREADABLE,             LANDED,  SILENT,     Rule("changed, and the record cannot be read", ILLEGIBLE)),
    # These cannot be.
    (ANY,        SOME,           LEFT_OVER,              LANDED,  ANY,        Never.rule("what was written is known to our database")),
    (DUE,        NONE,           LEFT_OVER,              LANDED,  ANY,        Never.rule("what is due is found before it is written")),
    (NO_DRAFT,   NONE,           LEFT_OVER,              LANDED,  POST_AGAIN, Never.rule("a person says so of what is gone only")),
    (ANY,        NONE, {*ALL_THERE, *TAKEN, UNREAD, CORRECTED}, LANDED, ANY,   Never.rule("nothing was written that could stand")),
    (ANY,        SOME,           ABSENT,                 LANDED,  ANY,        Never.rule("what was written is somewhere, or is unseen")),
    (ANY,        RELINKED,       AS_WANTED,              LANDED,  ANY,        Never.rule("QuickBooks shows no order lines")),
    ({LACKING, *NO_DRAFT}, ADOPTED, AS_WANTED,           LANDED,  ANY,        Never.rule("only a draft is compared with what stands")),
    (NO_DRAFT,   OTHER,          {*ALL_THERE, *TAKEN},   LANDED,  SAID,       Never.rule("only what is due is compared with what was written")),
    (NO_DRAFT,   OTHER,          TAKEN,                  LANDED,  POST_AGAIN, Never.rule("only what is due is compared with what was written")),
    (LACKING,    HERE,           ALL_THERE,              LANDED,  SAID,       Never.rule("what did not change is wanted as it was written")),
    (ANY,        NONE,           ABSENT,                 LANDED,  POST_AGAIN, Never.rule("a person says so of what is gone only")),
    (ANY,        ANY,            AGAIN,                  LANDED,  POST_AGAIN, Never.rule("a person says so of what is gone only")),
    (ANY,        {PAIRED, PAIRED_CHANGED}, CORRECTED,    LANDED,  SAID,       Never.rule("only what we wrote is corrected")),
    (NO_DRAFT,   OURS,           CORRECTED,              LANDED,  SAID,       Never.rule("only what is due is compared with what was written")),
    (LACKING,    SAME,           CORRECTED,              LANDED,  SAID,       Never.rule("what did not change is wanted as it was written")),
    (ANY,        SOME,           {*ALL_THERE, CORRECTED}, LANDED, POST_AGAIN, Never.rule("a person says so of what is gone only")),
    (DRAFT,      ADOPTED,        AS_WANTED,              LANDED,  POST_AGAIN, Never.rule("a person says so of what is gone only")),
)
# fmt: on


def matching(cell: Cell) -> list[Rule]:
    """The rows of a cell: the test wants one of each."""
    sides = (cell.wanted, cell.written, cell.posted, cell.flight, cell.said)
    return [rule for *patterns, rule in TABLE if all(map(_fits, sides, patterns))]


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
