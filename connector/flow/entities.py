"""What the store keeps: companies, documents, message sets, sessions, history. One value to a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from connector.domain.identifiers import CompanyName, DocumentId, MessageSetId, OperationId, TxnID
from connector.domain.policy import Policy
from connector.domain.schedule import Schedule
from connector.jaggaer.wire_profile import WireProfile
from connector.quickbooks.qbxml.host import HostFacts
from connector.quickbooks.web_connector.session import Session
from connector.sync.reading import Reading

Json = dict[str, Any]
MIRRORED = "mirror.complete"
"""The cursor that says since when QuickBooks' lists have been read once, whole."""


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
    schedule: Schedule = Schedule()
    company_file: str = ""
    lock_host: str = ""


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """
    A JAGGAER document as last read; ``payload`` is its detail, or its header while it is not due.

    ``read_in`` is the number of the pass that read it.
    """

    id: DocumentId
    number: str
    stamp: str
    standing: str
    payload: Json
    problem: str = ""
    read_in: int = 0


class Purpose(Enum):
    """What a message set is for; the order is that of a session."""

    LOOK = "look at our mark on the company"
    SIGN = "put our mark on the company"
    ADOPT = "find everything of ours"
    ASK = "ask QuickBooks for the answer it stored"
    FIND = "look for what may have been saved"
    READ = "read lists and purchase orders"
    CHECK = "look whether the numbers about to be written are taken"
    WRITE = "write bills and vendor credits"
    VERIFY = "read back what was written"
    LABEL = "keep the data extensions of orders"
    LOOK_AT_OWN = "read QuickBooks' own orders that the supplier confirmed"
    CONFIRM = "note on them what the supplier confirmed"
    SETTLEMENTS = "look up how far bills are paid"
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
    what it carries by requestID. ``is_stored`` says that QuickBooks still holds its answer, ``mark`` which
    mark of ours it writes.
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
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Notes:
    """
    What one session has done so far, by which its next message set is chosen.

    ``iterators`` holds the iteratorID of each list being read (empty: not begun), ``read`` the lists done with,
    ``readings`` how far those got that it reads, ``pages`` the size of their pages, ``begun_anew`` those whose
    iterator had died; ``asked`` the message sets and ``looked_for`` the operations asked about (``questioned``
    counts them once), ``read_back`` those whose records were read again, ``to_label`` those of them whose data
    extensions are to be written; ``confirming`` the orders read to be noted what the supplier said, and ``confirmed``
    those for which that left; ``settlements`` the bills looked up, ``newest`` those of the last message set;
    ``is_mark_seen`` that our mark on the company is right, and whether it was asked for or written.
    """

    iterators: Mapping[str, str] = field(default_factory=dict)
    read: tuple[str, ...] = ()
    readings: Mapping[str, Reading] = field(default_factory=dict)
    pages: Mapping[str, int] = field(default_factory=dict)
    begun_anew: tuple[str, ...] = ()
    asked: tuple[MessageSetId, ...] = ()
    looked_for: tuple[OperationId, ...] = ()
    questioned: tuple[OperationId, ...] = ()
    read_back: tuple[OperationId, ...] = ()
    to_label: tuple[OperationId, ...] = ()
    confirming: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    settlements: tuple[TxnID, ...] = ()
    newest: tuple[TxnID, ...] = ()
    is_mark_seen: bool = False
    is_mark_asked: bool = False
    is_mark_written: bool = False


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
    document: DocumentId | None = None
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A line of history with its seal; ``number`` counts the lines of its company."""

    number: int
    event: Event
    seal: str
    is_right: bool


@dataclass(frozen=True, slots=True)
class Guesses:
    """
    Wrong passwords of one user from one source since the last right one, and until when nothing is tried.

    ``was_right`` says that a right password has come from there.
    """

    count: int = 0
    until: datetime | None = None
    was_right: bool = False
