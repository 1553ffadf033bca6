"""
What the flow needs from outside: a clock, randomness, a JAGGAER, a store, a password hasher.

Every method of the store works inside one transaction: ``with store.write() as work``. Whatever a
call has to commit before it answers is done in one such block, and nothing else is in it.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple, Protocol, TypeVar

from connector.domain.decision import Decision, Matter
from connector.domain.identifiers import (
    CompanyName,
    InvoiceId,
    ListID,
    MessageSetId,
    OperationId,
    RecordId,
    SupplierId,
)
from connector.domain.illegible import Illegible
from connector.domain.operation import Operation, State
from connector.domain.policy import Policy
from connector.domain.record import Record
from connector.domain.records import Books, Mirrored
from connector.flow.entities import Company, Event, Guesses, Json, OpenSession, Sealed, SentSet, StoredDocument
from connector.jaggaer.wire_profile import WireProfile
from connector.sync.retry import Pace

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
    def invoice_headers(self, since: str | None) -> Generator[Sequence[Json], None, None]:
        """Pages of list rows changed since a JAGGAER stamp; ends only after the last page."""
        ...

    def details(self, ids: Iterable[InvoiceId]) -> Generator[Callable[[], Detail], None, None]:
        """One call to each, in order, that gives the document or raises."""
        ...


class Companies(Protocol):
    def add(self, company: Company) -> None: ...
    def get(self, name: CompanyName) -> Company | None: ...
    def by_user(self, user: str) -> Company | None: ...
    def password_hash(self, user: str) -> str | None: ...
    def all(self) -> Sequence[Company]: ...
    def set_file_id(self, name: CompanyName, file_id: str) -> None: ...
    def set_lock_host(self, name: CompanyName, host: str) -> None: ...
    def set_password_hash(self, name: CompanyName, hashed: str) -> None: ...
    def set_secret(self, name: CompanyName, sealed: bytes, data_key: bytes) -> None: ...
    def set_profile(self, name: CompanyName, policy: Policy, wire: WireProfile) -> None: ...


ALL = 2**31
"""No limit."""


class Decided(NamedTuple):
    """``waits``: it is decided about again on the next reading; ``places`` are where it looked, if that counts."""

    waits: bool
    places: frozenset[str] = frozenset()


class Documents(Protocol):
    def put(self, company: CompanyName, document: StoredDocument) -> None:
        """Keep the newest version, to be planned; the one before stays with the operations that were decided on it."""
        ...

    def get(self, company: CompanyName, invoice_id: InvoiceId) -> StoredDocument | None: ...
    def stamps(self, company: CompanyName, ids: Sequence[InvoiceId]) -> Mapping[InvoiceId, str]:
        """What those of them that are kept have of JAGGAER's ``lastUpdate``."""
        ...

    def count(self, company: CompanyName) -> int: ...
    def to_plan(self, company: CompanyName, reading: str, limit: int) -> Sequence[StoredDocument]:
        """
        New, changed or waiting, and not yet decided about on this reading of QuickBooks' lists.

        First those that are to be decided about anew: until then, nothing that is queued of them is sent.
        """
        ...

    def decided(self, company: CompanyName, reading: str, decisions: Mapping[InvoiceId, Decided]) -> None:
        """What became of documents on a reading of the lists, and where each of them looked."""
        ...

    def wake(self, company: CompanyName, places: Iterable[str]) -> None:
        """Decide once more about those that looked there."""
        ...

    def go_on(self, company: CompanyName, invoice_id: InvoiceId) -> None:
        """Decide about it now, if it waits for the next reading."""
        ...

    def unwatch(self, company: CompanyName, invoice_id: InvoiceId) -> None:
        """Where it looked counts no more."""
        ...

    def decide_anew(self, company: CompanyName) -> None:
        """Decide once more about all that wait or are queued."""
        ...

    def troubled(self, company: CompanyName, most: int) -> Sequence[StoredDocument]:
        """Those whose detail could not be read, the longest waiting first: their payload is the header of the list."""
        ...

    def set_read_in(self, company: CompanyName, invoice_id: InvoiceId, read_in: int) -> None:
        """A later pass read it, and found what is kept already."""
        ...

    def all(self, company: CompanyName) -> Sequence[StoredDocument]: ...
    def set_to_plan(self, company: CompanyName, invoice_id: InvoiceId, *, waits: bool, reading: str = "") -> None:
        """Whether it waits, and on which reading of QuickBooks' lists it was decided about."""
        ...

    def read_again(self, company: CompanyName) -> None:
        """Forget the stamps, so that the next poll judges every document anew."""
        ...

    def find(self, company: CompanyName, number: str) -> Sequence[StoredDocument]: ...


class Operations(Protocol):
    def add(self, company: CompanyName, operation: Operation) -> Operation: ...
    def save(self, company: CompanyName, operation: Operation) -> None: ...
    def decide(self, company: CompanyName, operation: Operation) -> None:
        """Save one that was decided about anew, on JAGGAER's document as it is now."""
        ...

    def get(self, company: CompanyName, operation_id: OperationId) -> Operation | None: ...
    def latest(self, company: CompanyName, document: InvoiceId) -> Operation | None: ...
    def source(self, company: CompanyName, operation_id: OperationId) -> Json | None:
        """JAGGAER's document as it was when the operation was decided, where an older release did not let it go."""
        ...

    def of_document(self, company: CompanyName, document: InvoiceId) -> Sequence[Operation]: ...
    def of_documents(
        self, company: CompanyName, documents: Sequence[InvoiceId]
    ) -> Mapping[InvoiceId, Sequence[Operation]]:
        """The operations of several documents at once."""
        ...

    def of_record(self, company: CompanyName, record: RecordId) -> Sequence[Operation]:
        """All that were ever about a record of QuickBooks, by document and generation."""
        ...

    def of_records(self, company: CompanyName, records: Sequence[RecordId]) -> Sequence[Operation]:
        """The same of several records at once."""
        ...

    def in_state(self, company: CompanyName, *states: State) -> Sequence[Operation]: ...
    def under(self, company: CompanyName, beginning: str, *states: State) -> Sequence[Operation]:
        """Those of these states whose document begins so."""
        ...

    def released(self) -> frozenset[str]:
        """What was reserved, and was let go of in this transaction since it was asked last."""
        ...

    def untied(self, company: CompanyName, limit: int = ALL, but: Container[OperationId] = ()) -> Sequence[Operation]:
        """Done, not read back yet, and not among those."""
        ...

    def to_look_up(self, company: CompanyName, ticket: str, now: datetime, limit: int) -> Sequence[Operation]:
        """Queued, due, not to be decided about anew, not looked up in this session yet, and with all it needs done."""
        ...

    def clear(self, company: CompanyName, ticket: str, now: datetime, limit: int) -> Sequence[Operation]:
        """Queued, not to be decided about anew, and found free to be written in this session."""
        ...

    def are_waiting(self, company: CompanyName, now: datetime) -> bool:
        """Whether there is anything to send, to ask about or to read back."""
        ...

    def reserved(self, company: CompanyName, claim: str) -> Sequence[tuple[InvoiceId, Decimal]]:
        """Which documents on their way lay claim to it, and to how much."""
        ...

    def sets_of(self, company: CompanyName, *states: State) -> frozenset[MessageSetId]:
        """The message sets in which the operations of these states left."""
        ...


class SentSets(Protocol):
    def add(self, company: CompanyName, sent: SentSet) -> None: ...
    def save(self, company: CompanyName, sent: SentSet) -> None: ...
    def get(self, company: CompanyName, message_set: MessageSetId) -> SentSet | None: ...
    def stored(self, company: CompanyName) -> Sequence[SentSet]: ...
    def of_ticket(self, ticket: str) -> Sequence[SentSet]: ...
    def about(self, company: CompanyName, message_set: MessageSetId) -> Sequence[SentSet]: ...
    def count(self, company: CompanyName) -> int: ...
    def all(self, company: CompanyName) -> Sequence[SentSet]: ...
    def drop_lists(self, company: CompanyName) -> None:
        """Let go of the answers that brought lists: they are in the mirror, and may be megabytes."""
        ...


class Sessions(Protocol):
    def add(self, opened: OpenSession) -> None: ...
    def save(self, opened: OpenSession) -> None: ...
    def get(self, ticket: str) -> OpenSession | None: ...
    def live(self, company: CompanyName) -> OpenSession | None: ...
    def last(self, company: CompanyName) -> OpenSession | None: ...
    def begun_since(self, company: CompanyName, instant: datetime) -> int:
        """How many updates began after it."""
        ...

    def began(self, beginning: str) -> bool:
        """Whether the hash of a ticket of ours begins so."""
        ...


class Mirror(Protocol):
    def put(self, company: CompanyName, listing: str, records: Sequence[Mirrored]) -> None: ...
    def drop_unseen(self, company: CompanyName, listing: str, ids: Sequence[str]) -> None: ...
    def drop(self, company: CompanyName, listing: str, ids: Iterable[str]) -> None: ...
    def books(self, company: CompanyName) -> Books:
        """The lists as they stand; it may not see what is put or dropped afterwards."""
        ...

    def cursor(self, company: CompanyName, name: str) -> str | None: ...
    def set_cursor(self, company: CompanyName, name: str, value: str) -> None: ...
    def drop_cursor(self, company: CompanyName, name: str) -> None: ...
    def newest_stamp(self, company: CompanyName, earliest: datetime, latest: datetime) -> str:
        """The latest of QuickBooks' own stamps that was read of any list; empty before any was."""
        ...

    def pace(self, company: CompanyName) -> Pace:
        """How polls of JAGGAER go; a new one where there were none."""
        ...

    def set_pace(self, company: CompanyName, pace: Pace) -> None: ...
    def value(self, company: CompanyName, name: str, kind: type[T]) -> T | None:
        """A value that was kept under a name."""
        ...

    def set_value(self, company: CompanyName, name: str, value: object) -> None: ...
    def adopted(self, company: CompanyName) -> Sequence[Record]:
        """What QuickBooks had with marks of ours, when one of the two databases had been restored."""
        ...

    def illegible(self, company: CompanyName) -> Sequence[Illegible]:
        """What QuickBooks shows, and cannot be read."""
        ...

    def forget_file(self, company: CompanyName) -> None:
        """Let go of everything that is one company file's own: its lists and which supplier is which vendor."""
        ...

    def forget_lists(self, company: CompanyName) -> None:
        """Let the next session read every list from its beginning."""
        ...

    def paired_vendor(self, company: CompanyName, supplier: SupplierId) -> ListID | None: ...
    def pair_vendor(self, company: CompanyName, supplier: SupplierId, vendor: ListID) -> None: ...
    def unpair_vendor(self, company: CompanyName, supplier: SupplierId, vendor: ListID) -> None:
        """Where it is paired with this very vendor."""
        ...


class Decisions(Protocol):
    def put(self, company: CompanyName, decision: Decision) -> None:
        """In place of an earlier one about the same."""
        ...

    def all(self, company: CompanyName) -> Sequence[Decision]: ...
    def get(self, company: CompanyName, matter: Matter, subject: str) -> str | None:
        """What was decided about it, if anything was."""
        ...

    def drop(self, company: CompanyName, matter: Matter, subject: str) -> None: ...

    def forget_file(self, company: CompanyName) -> None:
        """Let go of those that name ids of one company file."""
        ...


class History(Protocol):
    def add(self, company: CompanyName, event: Event) -> None: ...
    def head(self, company: CompanyName) -> tuple[int, str]:
        """How many lines there are to be, and the newest seal."""
        ...

    def sealed(self, company: CompanyName) -> Iterator[Sealed]:
        """Every line, with whether its seal is right."""
        ...

    def all(self, company: CompanyName) -> Sequence[Event]: ...
    def of_document(self, company: CompanyName, document: InvoiceId) -> Sequence[Event]: ...


class GuessBook(Protocol):
    def get(self, user: str, source: str) -> Guesses: ...
    def set(self, user: str, source: str, guesses: Guesses) -> None: ...
    def drop_before(self, instant: datetime) -> None:
        """Let go of those whose pause ended before that, unless a right password has come from there."""
        ...


class Leases(Protocol):
    def take(self, company: CompanyName, job: str, owner: str, now: datetime, until: datetime) -> bool:
        """Take it; false when somebody has it."""
        ...

    def extend(self, company: CompanyName, job: str, owner: str, until: datetime) -> bool:
        """Hold it longer; false when somebody else has taken it since, also if it is free again."""
        ...

    def held_until(self, company: CompanyName, job: str) -> datetime | None: ...
    def drop(self, company: CompanyName, job: str, owner: str) -> bool:
        """Give it back; false when it was not ours any more."""
        ...


class Work(Protocol):
    """One transaction over every table family."""

    def apart(self) -> AbstractContextManager[None]:
        """A part of the transaction: what fails in it is undone alone, and the rest of the transaction may go on."""
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
