"""What a person asks of an installation, and says to it."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from connector.adapters.store import SqlStore
from connector.domain.identifiers import CompanyName
from connector.errors import ConfigurationError
from connector.flow import answers, exceptions, overview, resolving, tie_out
from connector.flow.kept import Company, Event, SentSet, StoredDocument


class Now(Protocol):
    def now(self) -> datetime: ...


class Desk:
    """Every question and answer is about one company, by its name."""

    def __init__(self, store: SqlStore, clock: Now) -> None:
        self.store = store
        self._clock = clock

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

    def lines(self, name: str) -> list[overview.Line]:
        company = self.company(name)
        with self.store.read() as work:
            return overview.lines(work, company)

    def status(self, name: str) -> overview.Status:
        company = self.company(name)
        with self.store.read() as work:
            return overview.status(work, company)

    def tie_out(self, name: str) -> tie_out.TieOut:
        company = self.company(name)
        with self.store.read() as work:
            return tie_out.tie_out(work, company, self._clock.now())

    def exceptions(self, name: str) -> list[overview.Line]:
        company = self.company(name)
        with self.store.read() as work:
            return overview.exceptions(work, company)

    def lives(self, name: str, number: str) -> list[overview.Life]:
        company = self.company(name)
        with self.store.read() as work:
            return list(overview.lives(work, company, number))

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
