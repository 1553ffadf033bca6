"""Companies, wrong passwords and leases."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from connector.adapters.store import codec, tables
from connector.adapters.store.tables import companies, leases
from connector.domain.identifiers import CompanyName
from connector.domain.policy import Policy
from connector.flow.entities import Company, Guesses
from connector.jaggaer.wire_profile import WireProfile

OWN_COLUMNS = ("name", "user", "secret", "data_key", "password_hash", "lock_host")


BY_NAME = select(companies).where(companies.c.name == bindparam("of_name"))
BY_USER = select(companies).where(companies.c.user == bindparam("of_user"))
PASSWORD = select(select(companies.c.password_hash).where(companies.c.user == bindparam("of_user")).scalar_subquery())
"""One row, whether there is such a user or not."""
ALL = select(companies).order_by(companies.c.name)
HELD_UNTIL = select(leases.c.until).where(
    leases.c.company == bindparam("of_company"), leases.c.job == bindparam("of_job")
)
GUESSES = select(tables.guesses).where(
    tables.guesses.c.user == bindparam("of_user"), tables.guesses.c.source == bindparam("of_source")
)


class SqlCompanies:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, company: Company) -> None:
        own = {column: getattr(company, column) for column in OWN_COLUMNS}
        readable = codec.facts_of(company, *OWN_COLUMNS)
        self._connection.execute(insert(companies).values(**own, facts=readable))

    def get(self, name: CompanyName) -> Company | None:
        return self._one(BY_NAME, of_name=name)

    def by_user(self, user: str) -> Company | None:
        return self._one(BY_USER, of_user=user)

    def password_hash(self, user: str) -> str | None:
        hashed: str | None = self._connection.execute(PASSWORD, {"of_user": user}).scalar()
        return hashed

    def all(self) -> Sequence[Company]:
        return [_company(row) for row in self._connection.execute(ALL)]

    def set_file_id(self, name: CompanyName, file_id: str) -> None:
        company = self.get(name)
        if company is not None:
            self._set(name, facts=codec.facts_of(replace(company, file_id=file_id), *OWN_COLUMNS))

    def set_lock_host(self, name: CompanyName, host: str) -> None:
        self._set(name, lock_host=host)

    def set_password_hash(self, name: CompanyName, hashed: str) -> None:
        self._set(name, password_hash=hashed)

    def set_secret(self, name: CompanyName, sealed: bytes, data_key: bytes) -> None:
        self._set(name, secret=sealed, data_key=data_key)

    def set_profile(self, name: CompanyName, policy: Policy, wire: WireProfile) -> None:
        company = self.get(name)
        if company is None:
            return
        self._set(name, facts=codec.facts_of(replace(company, policy=policy, wire=wire), *OWN_COLUMNS))

    def _set(self, name: CompanyName, **values: object) -> None:
        self._connection.execute(update(companies).where(companies.c.name == name).values(**values))

    def _one(self, statement: Select[Any], **values: object) -> Company | None:
        row = self._connection.execute(statement, values).first()
        return _company(row) if row else None


def _company(row: Row[Any]) -> Company:
    own = {"name": row.name, "user": row.user, "secret": "", "data_key": "", "password_hash": row.password_hash}
    company = codec.load(Company, json.dumps({**row.facts, **own, "lock_host": row.lock_host}))
    return replace(company, secret=row.secret, data_key=row.data_key)  # sealed bytes are no JSON


class SqlGuesses:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, user: str, source: str) -> Guesses:
        row = self._connection.execute(GUESSES, {"of_user": user, "of_source": source}).first()
        if row is None:
            return Guesses()
        until = datetime.fromisoformat(row.until) if row.until else None
        return Guesses(row._mapping["count"], until, row.was_right)

    def set(self, user: str, source: str, guesses: Guesses) -> None:
        until = codec.instant(guesses.until) if guesses.until else None
        values = {"count": guesses.count, "until": until, "was_right": guesses.was_right}
        statement = upsert(tables.guesses).values(user=user, source=source, **values)
        self._connection.execute(statement.on_conflict_do_update(index_elements=["user", "source"], set_=values))

    def drop_before(self, instant: datetime) -> None:
        table = tables.guesses
        is_old = (table.c.until < codec.instant(instant)) & ~table.c.was_right
        self._connection.execute(delete(table).where(is_old))


class SqlLeases:
    """
    Taken by one conditional statement: nobody holds it, or the holder's time is over, or it lasts twice as long as
    any: then it was taken by a clock that was ahead. Whoever lost it once does not hold it longer, also if it is free.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take(self, company: CompanyName, job: str, owner: str, now: datetime, until: datetime) -> bool:
        values = {"owner": owner, "until": codec.instant(until)}
        statement = upsert(leases).values(company=company, job=job, **values)
        is_over = (leases.c.until <= codec.instant(now)) | (leases.c.until > codec.instant(until + (until - now)))
        taken = statement.on_conflict_do_update(index_elements=["company", "job"], set_=values, where=is_over)
        return self._connection.execute(taken).rowcount == 1

    def extend(self, company: CompanyName, job: str, owner: str, until: datetime) -> bool:
        longer = update(leases).where(_is_ours(company, job, owner)).values(until=codec.instant(until))
        return self._connection.execute(longer).rowcount == 1

    def held_until(self, company: CompanyName, job: str) -> datetime | None:
        row = self._connection.execute(HELD_UNTIL, {"of_company": company, "of_job": job}).first()
        return datetime.fromisoformat(row.until) if row else None

    def drop(self, company: CompanyName, job: str, owner: str) -> bool:
        return self._connection.execute(delete(leases).where(_is_ours(company, job, owner))).rowcount == 1


def _is_ours(company: CompanyName, job: str, owner: str) -> ColumnElement[bool]:
    return (leases.c.company == company) & (leases.c.job == job) & (leases.c.owner == owner)
