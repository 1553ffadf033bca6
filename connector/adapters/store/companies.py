"""Companies, wrong passwords and leases."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from connector.adapters.store import codec, tables
from connector.adapters.store.tables import companies, leases
from connector.domain.identifiers import CompanyName
from connector.domain.policy import Policy
from connector.flow.ports import Company, Guesses
from connector.jaggaer.wire_profile import WireProfile

OWN_COLUMNS = ("name", "user", "secret", "password_hash", "lock_host")


class SqlCompanies:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, company: Company) -> None:
        own = {column: getattr(company, column) for column in OWN_COLUMNS}
        readable = codec.facts_of(company, *OWN_COLUMNS)
        self._connection.execute(insert(companies).values(**own, facts=readable))

    def get(self, name: CompanyName) -> Company | None:
        return self._one(companies.c.name == name)

    def by_user(self, user: str) -> Company | None:
        return self._one(companies.c.user == user)

    def all(self) -> Sequence[Company]:
        return [_company(row) for row in self._connection.execute(select(companies).order_by(companies.c.name))]

    def set_lock_host(self, name: CompanyName, host: str) -> None:
        self._connection.execute(update(companies).where(companies.c.name == name).values(lock_host=host))

    def set_profile(self, name: CompanyName, policy: Policy, wire: WireProfile) -> None:
        company = self.get(name)
        if company is None:
            return
        readable = codec.facts_of(replace(company, policy=policy, wire=wire), *OWN_COLUMNS)
        self._connection.execute(update(companies).where(companies.c.name == name).values(facts=readable))

    def _one(self, condition: Any) -> Company | None:
        row = self._connection.execute(select(companies).where(condition)).first()
        return _company(row) if row else None


def _company(row: Row[Any]) -> Company:
    own = {"name": row.name, "user": row.user, "secret": "", "password_hash": row.password_hash}
    company = codec.load(Company, json.dumps({**row.facts, **own, "lock_host": row.lock_host}))
    return replace(company, secret=row.secret)  # sealed bytes are no JSON


class SqlGuesses:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, user: str, source: str) -> Guesses:
        table = tables.guesses
        condition = (table.c.user == user) & (table.c.source == source)
        row = self._connection.execute(select(table).where(condition)).first()
        if row is None:
            return Guesses()
        return Guesses(row._mapping["count"], datetime.fromisoformat(row.until) if row.until else None)

    def set(self, user: str, source: str, guesses: Guesses) -> None:
        values = {"count": guesses.count, "until": codec.instant(guesses.until) if guesses.until else None}
        statement = upsert(tables.guesses).values(user=user, source=source, **values)
        self._connection.execute(statement.on_conflict_do_update(index_elements=["user", "source"], set_=values))


class SqlLeases:
    """Taken by one conditional statement: nobody holds it, or the holder's time is over, or it is ours."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take(self, company: CompanyName, job: str, owner: str, now: datetime, until: datetime) -> bool:
        values = {"owner": owner, "until": codec.instant(until)}
        statement = upsert(leases).values(company=company, job=job, **values)
        is_free = (leases.c.until <= codec.instant(now)) | (leases.c.owner == owner)
        taken = statement.on_conflict_do_update(index_elements=["company", "job"], set_=values, where=is_free)
        return self._connection.execute(taken).rowcount == 1

    def drop(self, company: CompanyName, job: str, owner: str) -> None:
        ours = (leases.c.company == company) & (leases.c.job == job) & (leases.c.owner == owner)
        self._connection.execute(delete(leases).where(ours))
