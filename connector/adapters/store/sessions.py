"""The Web Connector's sessions, by the hash of their ticket."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, insert, select, update

from connector.adapters.store import codec
from connector.adapters.store.tables import sessions
from connector.domain.identifiers import CompanyName
from connector.flow.ports import OpenSession
from connector.quickbooks.web_connector.session import State


class SqlSessions:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, opened: OpenSession) -> None:
        row = {"company": opened.company, "opened_at": codec.instant(opened.opened_at), **_columns(opened)}
        self._connection.execute(insert(sessions).values(ticket=opened.ticket, **row))

    def save(self, opened: OpenSession) -> None:
        ours = sessions.c.ticket == opened.ticket
        self._connection.execute(update(sessions).where(ours).values(**_columns(opened)))

    def get(self, ticket: str) -> OpenSession | None:
        return self._newest(sessions.c.ticket == ticket)

    def live(self, company: CompanyName) -> OpenSession | None:
        return self._newest((sessions.c.company == company) & (sessions.c.stage != State.CLOSED.value))

    def last(self, company: CompanyName) -> OpenSession | None:
        return self._newest(sessions.c.company == company)

    def _newest(self, condition: Any) -> OpenSession | None:
        wanted = select(sessions.c.facts).where(condition).order_by(sessions.c.opened_at.desc()).limit(1)
        row = self._connection.execute(wanted).first()
        return codec.load(OpenSession, row.facts) if row else None


def _columns(opened: OpenSession) -> dict[str, object]:
    return {"stage": opened.session.state.value, "facts": codec.dump(opened)}
