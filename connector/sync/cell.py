"""The values that the table decides by, and what it can decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from connector.domain.hold_code import HoldCode


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
    CORRECTED = "corrected to what JAGGAER had before"
    VOIDED = "voided by a person"
    GONE = "deleted by a person"
    AGAIN = "a record that was void stands again"
    LEFT_OVER = "ours, of a time that our restored database does not know"
    UNSEEN = "unseen"
    UNREAD = "changed since it was read back"
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
    CORRECT = "correct it by another record"
    ADOPT = "take it for written"
    CLOSE = "let go of the record"
    HOLD = "hold it"
    STAY = "hold it as QuickBooks said"
    REST = "nothing"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Act:
    """``code`` is what a person is shown: none means what the document lacks; of a correction, where none can be."""

    does: Does
    code: HoldCode | None = None

    def __str__(self) -> str:
        otherwise = ", or else hold it" if self.does is Does.CORRECT else ""
        return f"{self.does.value}{otherwise} as {self.code.value}" if self.code else self.does.value


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

    @classmethod
    def rule(cls, why: str) -> Rule:
        return Rule("never", cls(why))


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
