"""
What the flow needs from outside: a clock, randomness, a JAGGAER, a store, a password hasher.

Every method of the store works inside one transaction: ``with store.write() as work``. Whatever a
call has to commit before it answers is done in one such block, and nothing else is in it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import NamedTuple, Protocol, TypeVar

from connector.flow.back_families import TieOuts, WriteBacks
from connector.flow.entities import Json
from connector.flow.families import (
    Companies,
    Decisions,
    Documents,
    GuessBook,
    History,
    Leases,
    Mirror,
    Operations,
    SentSets,
    Sessions,
)
from connector.jaggaer.rows import Names
from connector.jaggaer.wire_profile import Resource

T = TypeVar("T")


class Clock(Protocol):
    def now(self) -> datetime:
        """An aware instant in UTC."""
        ...


class Entropy(Protocol):
    def secret(self) -> str:
        """256 random bits as URL-safe text."""
        ...


class Passwords(Protocol):
    def hash(self, password: str) -> str: ...

    def remembers(self, user: str, hashed: str, password: str) -> bool:
        """Whether this password was right a short while ago; costs nothing."""
        ...

    def verify(self, user: str, hashed: str | None, password: str, *, is_known: bool) -> bool | None:
        """
        None when too many are being verified at once; a missing hash takes as long as a real one.

        A place is kept free for those that a right password has come from before (``is_known``).
        """
        ...


class Detail(NamedTuple):
    """A document, and how many bytes of JSON it came as."""

    document: Json
    size: int


class Jaggaer(Protocol):
    def headers(self, resource: Resource, since: str | None) -> Generator[Sequence[Json], None, None]:
        """Pages of list rows changed since a JAGGAER stamp; ends only after the last page."""
        ...

    def details(
        self, resource: Resource, called: str, ids: Iterable[str]
    ) -> Generator[Callable[[], Detail], None, None]:
        """
        One call to each, in order, that gives the document or raises.

        ``ids`` are JAGGAER's own, and ``called`` is what people call such a document.
        """
        ...


class JaggaerWriter(Jaggaer, Protocol):
    def numbered(self, resource: Resource, names: Names, number: str) -> Sequence[Json]:
        """The whole documents of a number."""
        ...

    def rows(self, resource: Resource, filter_: str) -> Sequence[Json]:
        """The rows of a list that a filter finds; all of them without one."""
        ...

    def known(self, resource: Resource, names: Names, own_id: str) -> Json | None:
        """The whole document of JAGGAER's id, if there is one."""
        ...

    def write(self, path: str, body: str, what: str) -> Json:
        """
        JAGGAER's answer to a request that writes.

        A TransientError or OtherSideError says that nothing was done, an OutcomeUnknownError that nobody knows.
        """
        ...


class Work(Protocol):
    """One transaction over every table family."""

    def apart(self) -> AbstractContextManager[None]:
        """A part of the transaction: what fails in it is undone alone, and the rest of the transaction may go on."""
        ...

    def remember(self, key: str, value: object) -> None:
        """A value that was made of what stands: it counts until anything but sessions, guesses and leases changes."""
        ...

    def remembered(self, key: str) -> object | None:
        """That value, if it still counts."""
        ...

    @property
    def companies(self) -> Companies: ...
    @property
    def documents(self) -> Documents: ...
    @property
    def operations(self) -> Operations: ...
    @property
    def sent_sets(self) -> SentSets: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def mirror(self) -> Mirror: ...
    @property
    def write_backs(self) -> WriteBacks: ...
    @property
    def tie_outs(self) -> TieOuts: ...
    @property
    def decisions(self) -> Decisions: ...
    @property
    def history(self) -> History: ...
    @property
    def guesses(self) -> GuessBook: ...
    @property
    def leases(self) -> Leases: ...


class Store(Protocol):
    def write(self) -> AbstractContextManager[Work]:
        """A transaction that may write; it commits at the end of the block or not at all."""
        ...

    def read(self) -> AbstractContextManager[Work]: ...
