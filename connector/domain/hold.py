"""Why a document waits: an entry of the catalogue, with the values that its words need."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from string import Formatter

from connector.domain.catalogue import REASONS
from connector.domain.catalogue.entry import Found, Reason, Step
from connector.domain.hold_code import HoldCode

HEARD = frozenset({Found.LOOKING, Found.ANSWER})


@dataclass(frozen=True, slots=True)
class Hold:
    """One reason for one document."""

    code: HoldCode
    values: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, code: HoldCode, **values: object) -> Hold:
        wanted = placeholders(code)
        given = {name: str(value) for name, value in values.items()}
        if set(given) != wanted:
            raise ValueError(f"{code.name} needs {sorted(wanted)}, got {sorted(given)}")
        return cls(code, tuple(sorted(given.items())))

    @property
    def reason(self) -> Reason:
        return REASONS[self.code]

    @property
    def is_heard(self) -> bool:
        """Whether QuickBooks told us of it, when the record was looked up or written."""
        return self.reason.found in HEARD

    @property
    def title(self) -> str:
        return self._filled(self.reason.title)

    @property
    def what(self) -> str:
        return self._filled(self.reason.what)

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(Step(step.actor, self._filled(step.does)) for step in self.reason.steps)

    @property
    def kind(self) -> str:
        return self._filled(self.reason.kind)

    @property
    def subject(self) -> str:
        """What it is about, where one exception is about several documents."""
        return self._filled(self.reason.subject)

    def __getitem__(self, name: str) -> str:
        return dict(self.values)[name]

    def _filled(self, text: str) -> str:
        return text.format_map(_Told(self.values))


class _Told(dict[str, str]):
    """The facts of a hold; one that an older release held may not have them all."""

    def __missing__(self, name: str) -> str:
        return "(not kept)"


def placeholders(code: HoldCode) -> set[str]:
    """The names that an entry's words leave open."""
    return {name for text in _texts(REASONS[code]) for _, name, _, _ in Formatter().parse(text) if name}


def _texts(reason: Reason) -> Iterator[str]:
    yield from (reason.title, reason.what, reason.subject, reason.kind)
    yield from (step.does for step in reason.steps)
