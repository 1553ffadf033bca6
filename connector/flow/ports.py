"""
What the flow needs from outside: a clock, randomness, a JAGGAER, a store, a password hasher.

Every method of the store works inside one transaction: ``with store.write() as work``. Whatever a
call has to commit before it answers is done in one such block, and nothing else is in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, Protocol

from connector.domain.identifiers import (
    CompanyName,
    InvoiceId,
    ListID,
    MessageSetId,
    OperationId,
    SupplierId,
)
from connector.domain.operation import Operation, State
from connector.domain.policy import Policy
from connector.domain.records import Books
from connector.jaggaer.wire_profile import WireProfile
from connector.quickbooks.qbxml.host import HostFacts
from connector.quickbooks.web_connector.session import Session
from connector.sync.retry import Pace

Json = dict[str, Any]


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


class Jaggaer(Protocol):
    def invoice_headers(self, since: str | None) -> Iterator[Sequence[Json]]:
        """Pages of list rows changed since a JAGGAER stamp; ends only after the last page."""
        ...

    def invoice(self, invoice_id: InvoiceId) -> Json: ...

    def suppliers(self) -> Iterator[Sequence[Json]]: ...


@dataclass(frozen=True, slots=True)
class Company:
    """
    One connection: a JAGGAER tenant and a QuickBooks company file.

    ``owner_id`` and ``file_id`` are the GUIDs of its .qwc file; ``lock_host`` is the PC that may update
    it, empty until the first one came. ``secret`` is the sealed client secret, ``data_key`` the wrapped
    key it is sealed with.
    """

    name: CompanyName
    id: str
    region: str
    qbxml: str
    jaggaer_url: str
    token_url: str
    client_id: str
    secret: bytes
    data_key: bytes
    user: str
    password_hash: str
    owner_id: str
    file_id: str
    policy: Policy = Policy()
    wire: WireProfile = WireProfile()
    company_file: str = ""
    lock_host: str = ""


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A JAGGAER document as last read; ``payload`` is its detail, or its header while it is not due."""

    id: InvoiceId
    number: str
    stamp: str
    standing: str
    payload: Json
    problem: str = ""


class Purpose(Enum):
    """What a message set is for; the order is that of a session."""

    ASK = "ask QuickBooks for the answer it stored"
    FIND = "look for what may have been saved"
    READ = "read lists and purchase orders"
    CHECK = "look whether the numbers about to be written are taken"
    WRITE = "write bills and vendor credits"
    VERIFY = "read back what was written"
    FORGET = "let QuickBooks drop the answer it stored"


class Delivery(Enum):
    SENT = "sent"
    ANSWERED = "answered"
    REFUSED = "refused"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class SentSet:
    """
    A message set that left, with its exact bytes.

    ``about`` is the message set it asks about or drops, ``listing`` the list it reads, ``operations``
    what it carries by requestID. ``is_stored`` says that QuickBooks still holds its answer.
    """

    id: MessageSetId
    ticket: str
    purpose: Purpose
    request: str
    sent_at: datetime
    delivery: Delivery = Delivery.SENT
    response: str = ""
    note: str = ""
    settled_at: datetime | None = None
    about: MessageSetId | None = None
    listing: str = ""
    operations: tuple[OperationId, ...] = ()
    is_stored: bool = False


@dataclass(frozen=True, slots=True)
class Notes:
    """
    What one session has done so far, by which its next message set is chosen.

    ``iterators`` holds the iteratorID of each list being read (empty: not begun), ``read`` the lists
    done with, ``newest`` the latest stamp in each, ``whole`` the ids seen in those that are read whole;
    ``asked`` the message sets and ``looked_for`` the operations asked about (``questioned`` counts them
    once), ``compared`` the versions of operations whose numbers were looked up and ``checked`` those
    whose numbers are free, ``read_back`` those whose records were read again.
    """

    iterators: Mapping[str, str] = field(default_factory=dict)
    read: tuple[str, ...] = ()
    newest: Mapping[str, str] = field(default_factory=dict)
    whole: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asked: tuple[MessageSetId, ...] = ()
    looked_for: tuple[OperationId, ...] = ()
    questioned: tuple[OperationId, ...] = ()
    compared: tuple[str, ...] = ()
    checked: tuple[str, ...] = ()
    read_back: tuple[OperationId, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenSession:
    """``ticket`` is the hash of the ticket: the ticket itself is never stored."""

    ticket: str
    company: CompanyName
    session: Session
    opened_at: datetime
    last_call_at: datetime
    qbxml: str = ""
    host: HostFacts = HostFacts()
    notes: Notes = Notes()


@dataclass(frozen=True, slots=True)
class Event:
    """A line of history: who did what to which document, in words."""

    at: datetime
    kind: str
    text: str
    document: InvoiceId | None = None
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Guesses:
    """
    Wrong passwords of one user from one source since the last right one, and until when nothing is tried.

    ``was_right`` says that a right password has come from there.
    """

    count: int = 0
    until: datetime | None = None
    was_right: bool = False


class Companies(Protocol):
    def add(self, company: Company) -> None: ...
    def get(self, name: CompanyName) -> Company | None: ...
    def by_user(self, user: str) -> Company | None: ...
    def all(self) -> Sequence[Company]: ...
    def set_lock_host(self, name: CompanyName, host: str) -> None: ...
    def set_password_hash(self, name: CompanyName, hashed: str) -> None: ...
    def set_secret(self, name: CompanyName, sealed: bytes, data_key: bytes) -> None: ...
    def set_profile(self, name: CompanyName, policy: Policy, wire: WireProfile) -> None: ...


class Documents(Protocol):
    def put(self, company: CompanyName, document: StoredDocument) -> None:
        """Keep the newest version, to be planned."""
        ...

    def get(self, company: CompanyName, invoice_id: InvoiceId) -> StoredDocument | None: ...
    def stamps(self, company: CompanyName) -> Mapping[InvoiceId, str]: ...
    def to_plan(self, company: CompanyName) -> Sequence[StoredDocument]: ...
    def troubled(self, company: CompanyName) -> Sequence[StoredDocument]:
        """Those whose detail could not be read: their payload is the header of the list."""
        ...

    def all(self, company: CompanyName) -> Sequence[StoredDocument]: ...
    def set_to_plan(self, company: CompanyName, invoice_id: InvoiceId, *, waits: bool) -> None: ...
    def read_again(self, company: CompanyName) -> None:
        """Forget the stamps, so that the next poll judges every document anew."""
        ...

    def find(self, company: CompanyName, number: str) -> Sequence[StoredDocument]: ...


class Operations(Protocol):
    def add(self, company: CompanyName, operation: Operation) -> Operation: ...
    def save(self, company: CompanyName, operation: Operation) -> None: ...
    def get(self, company: CompanyName, operation_id: OperationId) -> Operation | None: ...
    def latest(self, company: CompanyName, document: InvoiceId) -> Operation | None: ...
    def of_document(self, company: CompanyName, document: InvoiceId) -> Sequence[Operation]: ...
    def in_state(self, company: CompanyName, *states: State) -> Sequence[Operation]: ...
    def untied(self, company: CompanyName) -> Sequence[Operation]: ...


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


class Mirror(Protocol):
    def put(self, company: CompanyName, listing: str, records: Sequence[Any]) -> None: ...
    def drop_unseen(self, company: CompanyName, listing: str, ids: Sequence[str]) -> None: ...
    def books(self, company: CompanyName) -> Books: ...
    def cursor(self, company: CompanyName, name: str) -> str | None: ...
    def set_cursor(self, company: CompanyName, name: str, value: str) -> None: ...
    def drop_cursor(self, company: CompanyName, name: str) -> None: ...
    def pace(self, company: CompanyName) -> Pace:
        """How polls of JAGGAER go; a new one where there were none."""
        ...

    def set_pace(self, company: CompanyName, pace: Pace) -> None: ...
    def vendor_pairs(self, company: CompanyName) -> Mapping[str, ListID]: ...
    def pair_vendor(self, company: CompanyName, supplier: SupplierId, vendor: ListID) -> None: ...


class History(Protocol):
    def add(self, company: CompanyName, event: Event) -> None: ...
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
        """Take it, or hold it longer; false when somebody else has it."""
        ...

    def held_until(self, company: CompanyName, job: str) -> datetime | None: ...
    def drop(self, company: CompanyName, job: str, owner: str) -> bool:
        """Give it back; false when it was not ours any more."""
        ...


class Work(Protocol):
    """One transaction over every table family."""

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
