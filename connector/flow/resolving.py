"""
What a person says about an exception: pair, map, another date, post it anyway, withdraw it.

Rule 1: one answer releases every document that waits for the same, now and later: it is kept as a decision. But whoever
        names a document, and says something about documents, means that one alone.
Rule 2: an answer is looked at before it is taken: it names something that QuickBooks has, as far as we have read.
Rule 3: who said it and why stands in the history of each document that it concerns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from connector.domain.catalogue.entry import Answer
from connector.domain.decision import Decision, Matter, vendor_in
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import CompanyName, DocumentId, ListID
from connector.domain.keys import by_id, by_name
from connector.domain.kind import Kind
from connector.domain.operation import Deed, Operation, State
from connector.domain.record import Record
from connector.domain.records import CLASSES, CUSTOMERS, ITEMS, TERMS, VENDORS, Shelf, preferences
from connector.errors import ConfigurationError
from connector.flow.course import course
from connector.flow.entities import Company, Event
from connector.flow.exceptions import try_again, withdraw_one
from connector.flow.line import Line
from connector.flow.overview import Waiting, waiting
from connector.flow.planning import BATCH, plan
from connector.flow.ports import Work
from connector.flow.writing_back import answering
from connector.kinds import Read, kind_of
from connector.sync.coding import find_account
from connector.sync.order_lines import untied
from connector.sync.posted import posted

NAMED: dict[str, tuple[Matter, Shelf[Any]]] = {
    "class": (Matter.CLASS, CLASSES),
    "customer": (Matter.CUSTOMER, CUSTOMERS),
    "item": (Matter.ITEM, ITEMS),
    "terms": (Matter.TERMS, TERMS),
}
"""What has a name and can be active: shelves of several kinds."""
MAY_BE_THERE = frozenset({HoldCode.LOOKS_ENTERED, HoldCode.ALREADY_ENTERED, HoldCode.NUMBER_TAKEN})
"""Exceptions that name a record which may be the same bill."""

OF_DOCUMENTS = frozenset({Answer.DATE, Answer.POST_ANYWAY, Answer.WITHDRAW})
"""Answers about documents; the others are about what the documents wait for."""


@dataclass(frozen=True, slots=True)
class Said:
    """``value`` is the name, TxnID or date that goes with the answer; empty where none does."""

    answer: Answer
    value: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """
    The exception, and what its documents are now: number, state and what they still wait for.

    ``beside`` names both invoices where one is posted beside another of its number.
    """

    exception: str
    documents: tuple[tuple[str, str, str], ...]
    beside: tuple[str, ...] = ()


def resolve(work: Work, company: Company, what: str, said: Said, now: datetime) -> Resolved:
    """``what`` is the id of an exception, or the number of a document of which one reason can be answered so."""
    if not said.by.strip() or not said.reason.strip():
        raise ConfigurationError("Somebody has to answer for it.", remedy="Give --by NAME and --reason WHY.")
    exception = _meant(_the_one(work, company, what, said.answer), what, said.answer)
    if exception.write_backs:
        return _towards_jaggaer(work, company, exception, said, now)
    _Taking(work, company, exception, said, now).take()
    beside = {line.invoice_id: told for line, told in _beside(exception, said)}
    for operation in exception.operations:
        _tell(work, company, operation, said, now, beside.get(operation.document, ""))
        latest = work.operations.latest(company.name, operation.document)
        if latest is not None and latest.state is State.HELD:
            try_again(work, company, latest)
    while plan(work, company, now) == BATCH:
        pass
    after = tuple(_after(work, company.name, one) for one in exception.operations)
    return Resolved(exception.id, after, tuple(beside.values()))


def _towards_jaggaer(work: Work, company: Company, exception: Waiting, said: Said, now: datetime) -> Resolved:
    for back in exception.write_backs:
        if said.answer is Answer.WITHDRAW:
            answering.withdraw(work, company, back, said.by, said.reason, now)
        else:
            text = f"{said.by} said: {said.answer.value} ({said.reason})"
            work.history.add(company.name, Event(now, "ruling", text, back.id, {"by": said.by, "reason": said.reason}))
            answering.write_ours(work, company, back, now)
    return Resolved(exception.id, tuple(answering.after(work, company, one) for one in exception.write_backs))


def _beside(exception: Waiting, said: Said) -> Iterator[tuple[Line, str]]:
    """Both invoices, where a person has one posted beside another of its number."""
    if said.answer is not Answer.POST_ANYWAY or exception.hold.code is not HoldCode.NUMBER_TWICE:
        return
    for line, (_, hold) in zip(exception.lines, exception.cases, strict=True):
        number, vendor = hold["ref_number"], hold["vendor"]
        one, other = f"{line.invoice} over {hold['amount']}", f"{hold['other']} over {hold['other_amount']}"
        yield line, f"{one} is posted beside {other}, both of “{vendor}” under the number {number}"


def _after(work: Work, company: CompanyName, operation: Operation) -> tuple[str, str, str]:
    latest, document = (
        work.operations.latest(company, operation.document),
        work.documents.get(company, operation.document),
    )
    number = document.number if document else str(operation.document)
    if latest is None:
        return number, "", ""
    return number, latest.state.value, "; ".join(hold.title for hold in latest.holds)


def _the_one(work: Work, company: Company, what: str, answer: Answer) -> Waiting:
    found = [one for one in waiting(work, company) if what in (one.id, *one.numbers)]
    if not found:
        raise ConfigurationError(
            f"Nothing waits as “{what}” in “{company.name}”.", remedy="See the ids in: connector exceptions list"
        )
    fitting = [one for one in found if answer in one.hold.reason.answers]
    if not fitting:
        answers = ", ".join(sorted(one.value for one in found[0].hold.reason.answers))
        raise ConfigurationError(
            f"“{answer.value}” is no answer to “{found[0].hold.title}”.", remedy=f"What it takes: {answers}."
        )
    if len(fitting) > 1 and answer is not Answer.WITHDRAW:
        ids = ", ".join(f"“{one.id}”" for one in fitting)
        raise ConfigurationError(f"“{what}” waits for more than one such thing.", remedy=f"Name one of them: {ids}.")
    return fitting[0]


def _meant(exception: Waiting, what: str, answer: Answer) -> Waiting:
    """The exception with the documents that the answer is for."""
    return exception.of(what) if answer in OF_DOCUMENTS and what != exception.id else exception


def _tell(work: Work, company: Company, operation: Operation, said: Said, now: datetime, beside: str) -> None:
    if said.answer is Answer.WITHDRAW:
        return
    text = f"{said.by} said: {said.answer.value} {said.value}".rstrip() + f" ({said.reason})"
    text += f": {beside}" if beside else ""
    data = {"by": said.by, "reason": said.reason}
    work.history.add(company.name, Event(now, "ruling", text, operation.document, data))


@dataclass(frozen=True, slots=True)
class _Taking:
    """Taking one answer to one exception."""

    work: Work
    company: Company
    exception: Waiting
    said: Said
    now: datetime

    def take(self) -> None:
        answers: dict[Answer, Callable[[], None]] = {
            Answer.PAIR: self._vendor if self.exception.hold.kind == "vendor" else self._pair,
            Answer.MAP: self._map,
            Answer.DATE: self._date,
            Answer.POST_ANYWAY: self._post_anyway,
            Answer.WITHDRAW: self._withdraw,
        }
        answers[self.said.answer]()

    def _rule(self, matter: Matter, subject: str, value: str) -> None:
        decision = Decision(matter, subject, value, self.said.by, self.said.reason, self.now, self.exception.id)
        self.work.decisions.put(self.company.name, decision)

    def _vendor(self) -> None:
        books, name = self.work.mirror.books(self.company.name), self.said.value
        found = [
            one for one in (*books.find(VENDORS, by_name(name)), *books.find(VENDORS, by_id(name))) if one.is_active
        ]
        if len(found) != 1:
            raise _not_there("one active vendor", name)
        hold = self.exception.hold
        for supplier in dict.fromkeys(one.supplier.id for one in self._read()):
            if hold.code is HoldCode.CURRENCY_MISMATCH:
                self._rule(Matter.VENDOR, vendor_in(supplier, hold["currency"]), found[0].list_id)
            else:
                self._rule(Matter.VENDOR, supplier, found[0].list_id)
                self.work.mirror.pair_vendor(self.company.name, supplier, ListID(found[0].list_id))

    def _map(self) -> None:
        hold, name, books = self.exception.hold, self.said.value, self.work.mirror.books(self.company.name)
        values = dict.fromkeys(dict(one.values).get("value", one.subject) for _, one in self.exception.cases)
        if hold.kind in NAMED:
            matter, shelf = NAMED[hold.kind]
            if not any(one.is_active for one in books.find(shelf, by_name(name))):
                raise _not_there(f"active {hold.kind}", name)
        elif hold.kind not in ("account", "charge"):
            raise ConfigurationError(
                f"The {hold.kind} “{hold.subject}” is not one that we map.", remedy="Make it active in QuickBooks."
            )
        else:
            matter = Matter.CHARGE if hold.kind == "charge" else Matter.ACCOUNT
            account = find_account(name, hold.subject, books)
            if isinstance(account, Hold):
                raise ConfigurationError(account.what, remedy=account.steps[0].does)
        for value in values:
            self._rule(matter, value, name)

    def _date(self) -> None:
        try:
            day = date.fromisoformat(self.said.value)
        except ValueError as error:
            raise ConfigurationError(f"“{self.said.value}” is no date.", remedy="Write it as 2026-11-30.") from error
        closing = preferences(self.work.mirror.books(self.company.name)).closing_date
        if closing and day <= closing:
            raise ConfigurationError(f"QuickBooks is closed up to {closing}.", remedy="Choose a later date.")
        for operation in self.exception.operations:
            self._rule(Matter.DATE, operation.document, day.isoformat())

    def _post_anyway(self) -> None:
        for operation, hold in self._cases():
            values = dict(hold.values)
            known = values.get("other_id") or values.get("txn_id")
            self._refuse_the_same(operation, hold)
            if known is None:
                alike = [one for one in operation.holds if (one.code, one.subject) == (hold.code, hold.subject)]
                before = self.work.decisions.get(self.company.name, Matter.UNTIED, operation.document) or ""
                said = dict.fromkeys([*before.splitlines(), *map(untied, alike)])
                self._rule(Matter.UNTIED, operation.document, "\n".join(said))
                continue
            before = self.work.decisions.get(self.company.name, Matter.NOT_SAME, operation.document) or ""
            self._rule(Matter.NOT_SAME, operation.document, f"{before} {known}".strip())

    def _cases(self) -> Iterator[tuple[Operation, Hold]]:
        yield from ((one, hold) for one, hold in self.exception.cases if isinstance(one, Operation))

    def _refuse_the_same(self, operation: Operation, hold: Hold) -> None:
        """Equal vendor, number and amount are never posted twice, whatever anybody says."""
        if not self._is_same_bill(operation, hold):
            return
        raise ConfigurationError(
            "Two bills of one vendor, number and amount are never posted.",
            remedy="Correct the number or the amount in JAGGAER, or withdraw the one that is there twice.",
        )

    def _is_same_bill(self, operation: Operation, hold: Hold) -> bool:
        if hold.code is HoldCode.NUMBER_TWICE:
            return hold["amount"] == hold["other_amount"]
        if hold.code not in MAY_BE_THERE:
            return False
        document, kind = self.work.documents.get(self.company.name, operation.document), kind_of(operation.document)
        read = kind.read(document.payload, self.company.wire) if document else None
        records = self._records(hold["txn_id"])
        if read is None or isinstance(read, Hold) or not records:
            return False
        number = kind.number_in_quickbooks(read).strip().casefold()
        return (records[0].ref_number or "").strip().casefold() == number and records[0].total == read.total

    def _records(self, txn_id: str) -> list[Record]:
        books = self.work.mirror.books(self.company.name)
        return [found for kind in Kind if (found := posted(kind, txn_id, books)) is not None]

    def _withdraw(self) -> None:
        for operation in self.exception.operations:
            withdraw_one(self.work, self.company, operation, self.said.by, self.said.reason, self.now)

    def _pair(self) -> None:
        """The record is the document's from now on; JAGGAER's changes of it are shown, never written."""
        (operation,), (read,) = self.exception.operations, self._read()
        record = self._record(self.exception.hold["vendor"], self.exception.hold["posting"])
        paired = replace(
            operation.to(State.DONE),
            record=record,
            draft=None,
            deed=Deed.ADD,
            holds=(),
            evidence=f"{self.said.by} said that it is {record.id}",
            tied=record.total == read.total,
        )
        self.work.operations.save(self.company.name, paired)
        self._rule(Matter.PAIRED, operation.document, record.id)
        self.work.documents.set_to_plan(self.company.name, operation.document, waits=False)
        text = f"It is in QuickBooks as {record.id}, entered by hand"
        self.work.history.add(self.company.name, Event(self.now, "done", text, operation.document))

    def _record(self, vendor: str, kind: str) -> Record:
        txn_id = self.said.value
        found = self._records(txn_id)
        if not found or (found[0].vendor, found[0].kind.value) != (vendor, kind) or found[0].is_void:
            raise _not_there(f"{kind} of “{vendor}” that stands, with the TxnID", txn_id)
        once = dict.fromkeys(one.document for one in self.work.operations.of_record(self.company.name, found[0].id))
        taken = [one for one in once if self._has(one, txn_id)]
        if taken:
            raise ConfigurationError(
                f"{txn_id} is the record of another document already ({taken[0]}).",
                remedy="Look at both: connector document " + taken[0],
            )
        return found[0]

    def _has(self, document: DocumentId, txn_id: str) -> bool:
        """Whether it is the document's record still."""
        written = course(self.work, self.company, document).written
        return written is not None and written.record is not None and written.record.id == txn_id

    def _read(self) -> list[Read]:
        """The documents, those that can be read."""
        documents = [self.work.documents.get(self.company.name, one.document) for one in self.exception.operations]
        read = [kind_of(one.id).read(one.payload, self.company.wire) for one in documents if one]
        return [one for one in read if not isinstance(one, Hold)]


def _not_there(what: str, name: str) -> ConfigurationError:
    return ConfigurationError(
        f"QuickBooks has no {what} “{name}”, as far as we have read.",
        remedy="Write it as QuickBooks does; what was entered just now is there after the next update.",
    )
