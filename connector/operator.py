"""What a person asks of an installation, and says to it."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Protocol

from connector.adapters.store import SqlStore
from connector.adapters.versions import versions
from connector.domain.identifiers import CompanyName
from connector.domain.operation import State
from connector.domain.statement import Statement
from connector.domain.writeback import WriteBack
from connector.errors import ConfigurationError
from connector.flow import (
    answers,
    companies,
    exceptions,
    overview,
    rebinding,
    resolving,
    statement,
    status,
    stops,
    support_bundle,
    tie_out,
)
from connector.flow.entities import Company, Event, Sealed, SentSet, StoredDocument
from connector.flow.line import Line
from connector.flow.tie_out import Tied
from connector.profile import Profile
from connector.sync.retry import Pace


class Now(Protocol):
    def now(self) -> datetime: ...


class Entropy(Protocol):
    def secret(self) -> str: ...
    def bytes(self, count: int) -> bytes: ...


class Operator:
    """Every question and answer is about one company, by its name."""

    def __init__(self, store: SqlStore, clock: Now, entropy: Entropy) -> None:
        self.store = store
        self._clock = clock
        self._entropy = entropy

    def companies(self) -> list[CompanyName]:
        with self.store.read() as work:
            return [company.name for company in work.companies.all()]

    def company(self, name: str) -> Company:
        with self.store.read() as work:
            company = work.companies.get(CompanyName(name))
            known = "" if company else ", ".join(one.name for one in work.companies.all()) or "none yet"
        if company is None:
            raise ConfigurationError(f"There is no company “{name}”.", remedy=f"Known companies: {known}.")
        return company

    def lines(self, name: str) -> list[Line]:
        company = self.company(name)
        with self.store.read() as work:
            return overview.lines(work, company)

    def status(self, name: str) -> status.Status:
        company = self.company(name)
        with self.store.read() as work:
            return status.status(work, company, self._clock.now())

    def stops(self, name: str) -> dict[stops.Road, stops.Stop]:
        """What stops all of a company: its polls, or its updates."""
        company = self.company(name)
        with self.store.read() as work:
            return stops.stops(work, company.name)

    def invoices_tied(self, name: str) -> list[Tied]:
        """Invoices, each with its verdict."""
        company = self.company(name)
        with self.store.read() as work:
            return tie_out.invoices(work, company)

    def others_tied(self, name: str) -> list[Tied]:
        """Orders and receipts, each with its verdict."""
        company = self.company(name)
        with self.store.read() as work:
            return tie_out.others(work, company)

    def statement(self, name: str) -> Statement:
        """What both sides have now."""
        company = self.company(name)
        with self.store.read() as work:
            return statement.statement(work, company, self._clock.now())

    def keep_statement(self, name: str) -> Statement:
        """The same, kept as that of the day."""
        company, made = self.company(name), self.statement(name)
        with self.store.write() as work:
            work.tie_outs.keep(company.name, company.schedule.day_of(made.at), made)
        return made

    def statement_of(self, name: str, day: date) -> Statement:
        """The one that was kept at the end of a day."""
        company = self.company(name)
        with self.store.read() as work:
            return statement.kept(work, company, day)

    def exceptions(self, name: str) -> list[Line]:
        company = self.company(name)
        with self.store.read() as work:
            return overview.exceptions(work, company)

    def lives(self, name: str, number: str) -> list[overview.Life]:
        company = self.company(name)
        with self.store.read() as work:
            return list(overview.lives(work, company, number))

    def write_backs(self, name: str) -> list[WriteBack]:
        """All that JAGGAER was told, or is to be told, of QuickBooks' records."""
        company = self.company(name)
        with self.store.read() as work:
            return list(work.write_backs.in_state(company.name, *State))

    def support_bundle(self, name: str, room: int, *, payloads: bool) -> support_bundle.Bundle:
        """What support needs to see; ``room`` is in characters."""
        company = self.company(name)
        with self.store.read() as work:
            return support_bundle.bundle(work, company, self._clock.now(), versions(), room, payloads=payloads)

    def now(self) -> datetime:
        """By the installation's clock."""
        return self._clock.now()

    def history(self, name: str) -> list[Event]:
        company = self.company(name)
        with self.store.read() as work:
            return list(work.history.all(company.name))

    def messages(self, name: str) -> list[SentSet]:
        company = self.company(name)
        with self.store.read() as work:
            return list(work.sent_sets.all(company.name))

    def documents(self, name: str) -> list[StoredDocument]:
        company = self.company(name)
        with self.store.read() as work:
            return list(work.documents.all(company.name))

    def retry(self, name: str, number: str) -> str:
        company = self.company(name)
        with self.store.write() as work:
            return exceptions.retry(work, company, number, self._clock.now()).value

    def withdraw(self, name: str, number: str, by: str, reason: str) -> None:
        company = self.company(name)
        with self.store.write() as work:
            exceptions.withdraw(work, company, number, by, reason, self._clock.now())

    def waiting(self, name: str) -> list[overview.Waiting]:
        company = self.company(name)
        with self.store.read() as work:
            return overview.waiting(work, company)

    def resolve(self, name: str, what: str, said: resolving.Said) -> resolving.Resolved:
        company = self.company(name)
        with self.store.write() as work:
            return resolving.resolve(work, company, what, said, self._clock.now())

    def answers(self, name: str) -> list[answers.Remembered]:
        company = self.company(name)
        with self.store.read() as work:
            return answers.answers(work, company)

    def take_back(self, name: str, what: str, by: str, reason: str) -> list[str]:
        company = self.company(name)
        with self.store.write() as work:
            return answers.take_back(work, company, what, by, reason, self._clock.now())

    def verify_history(self, name: str) -> overview.Verified:
        company = self.company(name)
        with self.store.read() as work:
            return overview.verify(work, company)

    def sealed_history(self, name: str) -> list[Sealed]:
        company = self.company(name)
        with self.store.read() as work:
            return list(work.history.sealed(company.name))

    def pace(self, name: str) -> Pace:
        """How the polls of a company go: how many failed in a row, and when the next one is due."""
        company = self.company(name)
        with self.store.read() as work:
            return work.mirror.pace(company.name)

    def set_profile(self, name: str, profile: Profile) -> None:
        """Replace a company's profile; what it held back is decided anew at the next poll or update."""
        company = self.company(name)
        with self.store.write() as work:
            companies.set_profile(work, company, profile.policy, profile.wire, profile.schedule)

    def accept_new_pc(self, name: str) -> None:
        """The next PC that comes is taken for the company's own: the old one was replaced."""
        company = self.company(name)
        with self.store.write() as work:
            companies.accept_new_pc(work, company)

    def keep_file(self, name: str) -> rebinding.Rebound:
        """The company file is right as it is, although it is not as we left it."""
        company = self.company(name)
        with self.store.write() as work:
            return rebinding.keep(work, company, self._clock.now())

    def restored_file(self, name: str, instant: datetime) -> rebinding.Rebound:
        """The company file was restored from a backup of that time."""
        company, now = self.company(name), self._clock.now()
        with self.store.write() as work:
            return rebinding.restored_at(work, company, instant, now)

    def new_file(self, name: str) -> rebinding.Rebound:
        """Another company file takes the place of the old one; it needs a new .qwc file."""
        company, file_id = self.company(name), uuid.UUID(bytes=self._entropy.bytes(16), version=4)
        with self.store.write() as work:
            return rebinding.new_file(work, company, f"{{{file_id}}}", self._clock.now())
