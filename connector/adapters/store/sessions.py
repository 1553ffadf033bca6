"""The Web Connector's sessions, by the hash of their ticket."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, insert, select, update

from connector.adapters.store import codec
from connector.adapters.store.statements import UTMOST
from connector.adapters.store.tables import sessions
from connector.adapters.store.transaction import Transaction
from connector.domain.identifiers import CompanyName
from connector.flow.entities import OpenSession
from connector.quickbooks.web_connector.session import State

NEWEST = select(sessions.c.facts).order_by(sessions.c.opened_at.desc()).limit(1)
BY_TICKET = NEWEST.where(sessions.c.ticket == bindparam("of_ticket"))
LAST = NEWEST.where(sessions.c.company == bindparam("of_company"))
BEGAN = select(sessions.c.ticket).where(sessions.c.ticket.between(bindparam("beginning"), bindparam("end"))).limit(1)
BEGUN_SINCE = (
    select(func.count())
    .select_from(sessions)
    .where(sessions.c.company == bindparam("of_company"), sessions.c.opened_at > bindparam("instant"))
)
ADD = insert(sessions)
SAVE = update(sessions).where(sessions.c.ticket == bindparam("of_ticket"))


class SqlSessions:
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, opened: OpenSession) -> None:
        key = {"ticket": opened.ticket, "company": opened.company, "opened_at": codec.instant(opened.opened_at)}
        self._transaction.write(ADD, {**key, **_columns(opened)})
        self._keep(opened)

    def save(self, opened: OpenSession) -> None:
        self._transaction.write(SAVE, {"of_ticket": opened.ticket, **_columns(opened)})
        self._keep(opened)

    def _keep(self, opened: OpenSession) -> None:
        self._transaction.keep(BY_TICKET, {"of_ticket": opened.ticket}, opened)

    def get(self, ticket: str) -> OpenSession | None:
        return self._one(BY_TICKET, of_ticket=ticket)

    def live(self, company: CompanyName) -> OpenSession | None:
        """No update begins while another one is open: it can be the last one only."""
        last = self.last(company)
        return last if last is not None and last.session.state is not State.CLOSED else None

    def last(self, company: CompanyName) -> OpenSession | None:
        return self._one(LAST, of_company=company)

    def begun_since(self, company: CompanyName, instant: datetime) -> int:
        values = {"of_company": company, "instant": codec.instant(instant)}
        return self._transaction.one(BEGUN_SINCE, values, lambda row: int(row[0])) or 0

    def began(self, beginning: str) -> bool:
        span = {"beginning": beginning, "end": f"{beginning}{UTMOST}"}
        return bool(beginning) and self._transaction.first(BEGAN, span) is not None

    def _one(self, statement: Select[Any], **values: object) -> OpenSession | None:
        return self._transaction.one(statement, values, lambda row: codec.load(OpenSession, row.facts))


def _columns(opened: OpenSession) -> dict[str, object]:
    return {"stage": opened.session.state.value, "facts": codec.dump(opened)}
