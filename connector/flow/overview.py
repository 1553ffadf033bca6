"""What people ask about: what waits and why, the whole life of one document, whether everything ties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from connector.domain.bill import Choice
from connector.domain.catalogue.entry import Answer
from connector.domain.correction import corrections_of
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import DocumentId
from connector.domain.illegible import DependsOnIllegible
from connector.domain.keys import by_id
from connector.domain.kind import TRANSACTIONS
from connector.domain.operation import WAITING_FOR_A_PERSON, Operation
from connector.domain.record import Record
from connector.domain.records import ORDERS, SETTLEMENTS, PurchaseOrder
from connector.domain.writeback import WriteBack
from connector.flow.course import Course, course
from connector.flow.entities import MIRRORED, Company, Event, SentSet, StoredDocument
from connector.flow.line import Line
from connector.flow.planning import cases
from connector.flow.ports import Work
from connector.flow.probes import Probe, probes
from connector.flow.reading import came_of
from connector.flow.replaced import replaced
from connector.flow.writing_back import showing
from connector.jaggaer.rows import supplier_name
from connector.kinds import Read, kind_of
from connector.sync.likeness import Candidate, Likeness


def lines(work: Work, company: Company) -> list[Line]:
    """Every document, in JAGGAER's order."""
    return [_line(work, company, document) for document in work.documents.all(company.name)]


def _line(work: Work, company: Company, document: StoredDocument) -> Line:
    known = course(work, company, document.id)
    operation, record, draft = known.shown, known.record, known.draft
    read = _read(document, company)
    return Line(
        invoice_id=document.id,
        invoice=document.number,
        supplier=supplier_name(document.payload) or (read.supplier.name if read else ""),
        jaggaer_total=str(read.total) if read and _is_money(document.id) else "",
        state=operation.state.value if operation else document.standing,
        posting=record.kind.value if record else "",
        txn_id=record.id if record else "",
        ref_number=(record.ref_number or "") if record else "",
        vendor=record.vendor if record else "",
        purchase_orders=draft.purchase_orders if draft else (),
        quickbooks_total=str(record.total) if record and record.total is not None else "",
        tied=bool(operation and operation.tied and read and record and kind_of(document.id).comes_to(read, record)),
        evidence=operation.evidence if operation else "",
        holds=operation.holds if operation else (),
        supplier_id=read.supplier.id if read else "",
        kind=kind_of(document.id).names.name,
    )


def _is_money(document: DocumentId) -> bool:
    """Whether its kind becomes transactions."""
    return bool(kind_of(document).becomes & set(TRANSACTIONS))


def _read(document: StoredDocument, company: Company) -> Read | None:
    """The document, if it can be read."""
    read = kind_of(document.id).read(document.payload, company.wire)
    return None if isinstance(read, Hold) else read


def exceptions(work: Work, company: Company) -> list[Line]:
    """The documents that wait for a person, in both directions."""
    documents = [work.documents.get(company.name, one.document) for one in _held(work, company)]
    back = work.write_backs.in_state(company.name, *WAITING_FOR_A_PERSON)
    return [*(_line(work, company, one) for one in documents if one), *map(showing.line_of, back)]


@dataclass(frozen=True, slots=True)
class Waiting:
    """
    One exception with all its documents.

    ``id`` is what it is resolved by; ``cases`` are the writes that wait, each with its own words. All of them go to the
    same system. ``candidates`` are vendors that the supplier in question may be.
    """

    id: str
    lines: tuple[Line, ...]
    cases: tuple[tuple[Operation | WriteBack, Hold], ...]
    candidates: tuple[Candidate, ...] = ()

    @property
    def hold(self) -> Hold:
        return self.cases[0][1]

    @property
    def operations(self) -> tuple[Operation, ...]:
        return tuple(one for one, _ in self.cases if isinstance(one, Operation))

    @property
    def write_backs(self) -> tuple[WriteBack, ...]:
        return tuple(one for one, _ in self.cases if isinstance(one, WriteBack))

    @property
    def numbers(self) -> tuple[str, ...]:
        return tuple(number for line in self.lines for number in line.numbers)

    def of(self, number: str) -> Waiting:
        """The same for one of its documents alone."""
        both = [(line, case) for line, case in zip(self.lines, self.cases, strict=True) if number in line.numbers]
        return replace(self, lines=tuple(line for line, _ in both), cases=tuple(case for _, case in both))


def waiting(work: Work, company: Company) -> list[Waiting]:
    """What a person has to see: one unknown vendor is one exception, whatever waits for it."""
    found: dict[tuple[str, str], list[tuple[Line, Operation | WriteBack, Hold]]] = {}
    for operation in _held(work, company):
        document = work.documents.get(company.name, operation.document)
        if document is None:
            continue
        line = _line(work, company, document)
        seen: dict[tuple[str, str], tuple[Line, Operation, Hold]] = {}
        for hold in operation.holds:
            seen.setdefault((exception_id(hold, line), _sort(hold, line)), (line, operation, hold))
        for key, case in seen.items():
            found.setdefault(key, []).append(case)
    for back, hold in showing.waiting(work, company):
        line = showing.line_of(back)
        found.setdefault((exception_id(hold, line), _sort(hold, line)), []).append((line, back, hold))
    alike, likeness = Counter(shared for shared, _ in found), _likeness(work, company, found.values())
    return [
        Waiting(
            shared if alike[shared] == 1 else f"{shared} ({sort})",
            tuple(line for line, *_ in cases),
            tuple((operation, hold) for _, operation, hold in cases),
            likeness.of(_supplier(cases[0][2])) if likeness is not None else (),
        )
        for (shared, sort), cases in found.items()
    ]


def _likeness(
    work: Work, company: Company, found: Iterable[Sequence[tuple[Line, Operation | WriteBack, Hold]]]
) -> Likeness | None:
    """The vendors' names, where a supplier is in question."""
    if not any(_supplier(hold) for cases in found for _, _, hold in cases):
        return None
    return Likeness(one.name for one in work.mirror.vendors(company.name) if one.is_active)


def _supplier(hold: Hold) -> str:
    """The supplier of which a person has to say which vendor it is."""
    is_asked = hold.kind == "vendor" and Answer.PAIR in hold.reason.answers
    return dict(hold.values).get("supplier", "") if is_asked else ""


def _sort(hold: Hold, line: Line) -> str:
    """What keeps exceptions apart that look alike: two suppliers of one name, two documents of one number."""
    if not hold.subject:
        return line.invoice_id
    if hold.kind != "vendor":
        return ""
    return line.supplier_id + (f" {hold['currency']}" if hold.code is HoldCode.CURRENCY_MISMATCH else "")


def exception_id(hold: Hold, line: Line) -> str:
    """``VENDOR_UNKNOWN/Acme``, or ``TOTAL_MISMATCH/I00101`` where it is about the document alone."""
    which = (hold.kind,) if "{" in hold.reason.kind else ()
    return "/".join((hold.code.value, *which, hold.subject or line.invoice))


def _held(work: Work, company: Company) -> list[Operation]:
    """In the order in which they were decided about first."""
    found = work.operations.in_state(company.name, *WAITING_FOR_A_PERSON)
    return [one for one in found if work.operations.latest(company.name, one.document) == one]


@dataclass(frozen=True, slots=True)
class Life:
    """
    One document: where it stands, what it waits for, what happened, what QuickBooks was asked, and the exact bytes.

    ``decision`` are the values that the table decides by, the rule, and what it asks for; ``choices`` say what became
    of each of its parts by which rule; ``goods`` are what was ordered, received and billed of its purchase orders,
    ``replaced`` which item receipts its bill takes the place of, ``payments`` what was paid of it, and ``money`` is its
    tie-out.
    """

    line: Line
    decision: Sequence[tuple[str, str]]
    choices: Sequence[Choice]
    goods: Sequence[str]
    replaced: Sequence[str]
    money: Sequence[Amount]
    events: Sequence[Event]
    probes: Sequence[Probe]
    messages: Sequence[SentSet]
    payments: Sequence[str] = ()


def lives(work: Work, company: Company, number: str) -> Iterator[Life]:
    """
    Everything under a number: ours, JAGGAER's id, QuickBooks' RefNumber, or the name of a vendor we create; what
    corrects it; and what is written to JAGGAER of QuickBooks' own.
    """
    numbered = [one.id for one in work.documents.find(company.name, number)]
    made = (work.documents.under(company.name, corrections_of(one)) for one in numbered)
    found = [*numbered, *(one for some in made for one in some)]
    own = [DocumentId(number)] if work.operations.latest(company.name, DocumentId(number)) else []
    for document_id in dict.fromkeys([*found, *own, *work.operations.numbered(company.name, number)]):
        document = work.documents.get(company.name, document_id)
        operations = work.operations.of_document(company.name, document_id)
        about = work.sent_sets.carrying(company.name, [one.id for one in operations])
        events = work.history.of_document(company.name, document_id)
        asked = probes(operations, about, company.policy.currency)
        line = _line(work, company, document) if document else _without_document(operations[-1])
        choices = next((one.posting.choices for one in reversed(operations) if one.posting), ())
        yield Life(
            line,
            _decision(work, company, document),
            choices,
            list(_goods(work, company, document)),
            list(replaced(work, company, operations)),
            _money(document, operations, company),
            events,
            asked,
            about,
            list(_payments(work, company, line)),
        )

    for back in work.write_backs.find(company.name, number):
        events = work.history.of_document(company.name, back.id)
        yield Life(showing.line_of(back), showing.standing(back), (), (), (), (), events, (), ())


def _decision(work: Work, company: Company, document: StoredDocument | None) -> list[tuple[str, str]]:
    """What the table says of a document now."""
    if document is None or work.mirror.cursor(company.name, MIRRORED) is None:
        return []
    try:
        case = cases(work, company).of(document)
    except DependsOnIllegible as error:
        return [("rule", "what it depends on cannot be read"), ("record", str(error.record))]
    cell = case.cell
    return [
        ("wanted", cell.wanted.value),
        ("written", cell.written.value),
        ("posted", cell.posted.value),
        ("in flight", cell.flight.value),
        ("said", cell.said.value),
        ("rule", case.rule.name),
        ("action", str(case.act)),
    ]


def _goods(work: Work, company: Company, document: StoredDocument | None) -> Iterator[str]:
    """Of each of its orders that JAGGAER has, line by line."""
    read = _read(document, company) if document else None
    numbers = kind_of(document.id).orders_of(read) if document and read else ()
    for number in numbers:
        found = work.documents.find(company.name, number)
        came = came_of(found, company)
        for one in found:
            kind, order = kind_of(one.id), _read(one, company)
            known = course(work, company, one.id)
            stands = _order(work, company, known.record)
            for line in kind.goods(order, known.draft, came, stands) if order else ():
                yield f"order {number} {line}"


def _order(work: Work, company: Company, record: Record | None) -> PurchaseOrder | None:
    found = work.mirror.books(company.name).find(ORDERS, by_id(record.id)) if record else ()
    return next(iter(found), None)


def _payments(work: Work, company: Company, line: Line) -> Iterator[str]:
    """What was paid of its bill, where that is looked up."""
    for found in work.mirror.books(company.name).find(SETTLEMENTS, by_id(line.txn_id)):
        if found.is_due:
            yield "what was paid of it is looked up in the next update"
            return
        yield from str(found).split("; ")
        if found.parts and not found.is_paid:
            yield f"{found.settled} of {found.total} is paid"


@dataclass(frozen=True, slots=True)
class Amount:
    """``side`` is JAGGAER, the bill that we wrote, or QuickBooks."""

    side: str
    what: str
    amount: str


def _money(document: StoredDocument | None, operations: Sequence[Operation], company: Company) -> list[Amount]:
    """From JAGGAER's lines and charges to QuickBooks' total, so that each step can be added up."""
    if document is not None and not _is_money(document.id):
        return []
    read, found = _read(document, company) if document else None, list[Amount]()
    if document and read:
        found += [Amount("JAGGAER", what, str(amount)) for what, amount in kind_of(document.id).parts(read)]
        found.append(Amount("JAGGAER", "total", str(read.total)))
    written = next((one.posting for one in reversed(operations) if one.posting), None)
    if written:
        found += [Amount(written.kind.value, what, str(amount)) for what, amount in written.parts]
        found.append(Amount(written.kind.value, "total", str(written.computed_total)))
    record = Course(operations).record
    if record and record.total is not None:
        found.append(Amount("QuickBooks", f"{record.kind.value} {record.id}", str(record.total)))
    return found


def _without_document(operation: Operation) -> Line:
    """A vendor that is created for its supplier has no invoice of its own."""
    return Line(
        invoice_id=operation.document,
        invoice=operation.name,
        supplier=operation.draft.ref_number if operation.draft else "",
        kind="vendor",
        jaggaer_total="",
        state=operation.state.value,
        posting=operation.record.kind.value if operation.record else "",
        txn_id=operation.record.id if operation.record else "",
        evidence=operation.evidence,
        holds=operation.holds,
    )


@dataclass(frozen=True, slots=True)
class Verified:
    """``wrong`` says line by line what is not as it was written; ``seal`` is the newest, to be noted elsewhere."""

    lines: int
    seal: str
    wrong: tuple[str, ...]


def verify(work: Work, company: Company) -> Verified:
    """Walk the chain of seals; an edited, added, moved or dropped line breaks it."""
    expected, newest = work.history.head(company.name)
    wrong, last, count = [], "", 0
    for line in work.history.sealed(company.name):
        last, count = line.seal, line.number
        if not line.is_right:
            wrong.append(f"line {line.number} of {line.event.at:%Y-%m-%d %H:%M:%S} ({line.event.text[:60]})")
    if count != expected:
        wrong.append(f"there are {count} lines, and {expected} were written")
    elif count and last != newest:
        wrong.append(f"the last line ({count}) is not the one that was written last")
    return Verified(count, newest, tuple(wrong))
