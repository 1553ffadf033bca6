"""Companies, wrong passwords and leases."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from connector.adapters.store import codec, tables
from connector.adapters.store.statements import Row
from connector.adapters.store.tables import companies, leases
from connector.adapters.store.transaction import Transaction
from connector.domain.identifiers import CompanyName
from connector.domain.policy import Policy
from connector.domain.schedule import Schedule
from connector.flow.entities import Company, Guesses
from connector.jaggaer.wire_profile import WireProfile

OWN_COLUMNS = ("name", "user", "secret", "data_key", "password_hash", "lock_host")


BY_NAME = select(companies).where(companies.c.name == bindparam("of_name"))
BY_USER = select(companies).where(companies.c.user == bindparam("of_user"))
PASSWORD = select(select(companies.c.password_hash).where(companies.c.user == bindparam("of_user")).scalar_subquery())
"""One row, whether there is such a user or not."""
ALL = select(companies).order_by(companies.c.name)
ADD = insert(companies)
SET = update(companies).where(companies.c.name == bindparam("of_name"))
GUESSES = select(tables.guesses).where(
    tables.guesses.c.user == bindparam("of_user"), tables.guesses.c.source == bindparam("of_source")
)
SET_GUESSES = upsert(tables.guesses)
SET_GUESSES = SET_GUESSES.on_conflict_do_update(
    index_elements=["user", "source"],
    set_={name: SET_GUESSES.excluded[name] for name in ("count", "until", "was_right")},
)
DROP_GUESSES = delete(tables.guesses).where(
    tables.guesses.c.until < bindparam("instant"), tables.guesses.c.was_right.is_(False)
)
OF_LEASE = (leases.c.company == bindparam("of_company")) & (leases.c.job == bindparam("of_job"))
IS_OURS = OF_LEASE & (leases.c.owner == bindparam("of_owner"))
TAKE = upsert(leases)
TAKE = TAKE.on_conflict_do_update(
    index_elements=["company", "job"],
    set_={"owner": TAKE.excluded.owner, "until": TAKE.excluded.until},
    where=(leases.c.until <= bindparam("now")) | (leases.c.until > bindparam("furthest")),
)
HELD_UNTIL = select(leases.c.until).where(OF_LEASE)
EXTEND = update(leases).where(IS_OURS)
DROP = delete(leases).where(IS_OURS)


class SqlCompanies:
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, company: Company) -> None:
        own = {column: getattr(company, column) for column in OWN_COLUMNS}
        readable = codec.facts_of(company, *OWN_COLUMNS)
        self._transaction.write(ADD, {**own, "facts": readable})

    def get(self, name: CompanyName) -> Company | None:
        return self._one(BY_NAME, of_name=name)

    def by_user(self, user: str) -> Company | None:
        return self._one(BY_USER, of_user=user)

    def password_hash(self, user: str) -> str | None:
        found = self._transaction.first(PASSWORD, {"of_user": user})
        return found[0] if found else None

    def all(self) -> Sequence[Company]:
        return self._transaction.ask(ALL, {}, _company)

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

    def set_profile(self, name: CompanyName, policy: Policy, wire: WireProfile, schedule: Schedule) -> None:
        company = self.get(name)
        if company is None:
            return
        changed = replace(company, policy=policy, wire=wire, schedule=schedule)
        self._set(name, facts=codec.facts_of(changed, *OWN_COLUMNS))

    def _set(self, name: CompanyName, **values: object) -> None:
        self._transaction.write(SET, {"of_name": name, **values})

    def _one(self, statement: Select[Any], **values: object) -> Company | None:
        return self._transaction.one(statement, values, _company)


def _company(row: Row) -> Company:
    own = {"name": row.name, "user": row.user, "secret": "", "data_key": "", "password_hash": row.password_hash}
    company = codec.load(Company, json.dumps({**row.facts, **own, "lock_host": row.lock_host}))
    return replace(company, secret=row.secret, data_key=row.data_key)  # sealed bytes are no JSON


class SqlGuesses:
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def get(self, user: str, source: str) -> Guesses:
        found = self._transaction.first(GUESSES, {"of_user": user, "of_source": source})
        return Guesses() if found is None else _guesses(found)

    def set(self, user: str, source: str, guesses: Guesses) -> None:
        until = codec.instant(guesses.until) if guesses.until else None
        values = {"count": guesses.count, "until": until, "was_right": guesses.was_right}
        self._transaction.write(SET_GUESSES, {"user": user, "source": source, **values})

    def drop_before(self, instant: datetime) -> None:
        self._transaction.write(DROP_GUESSES, {"instant": codec.instant(instant)})


def _guesses(row: Row) -> Guesses:
    until = datetime.fromisoformat(row.until) if row.until else None
    return Guesses(row.count, until, row.was_right)


class SqlLeases:
    """
    Taken by one conditional statement: nobody holds it, or the holder's time is over, or it lasts twice as long as
    any: then it was taken by a clock that was ahead. Whoever lost it once does not hold it longer, also if it is free.
    """

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def take(self, company: CompanyName, job: str, owner: str, now: datetime, until: datetime) -> bool:
        row = {"company": company, "job": job, "owner": owner, "until": codec.instant(until)}
        spans = {"now": codec.instant(now), "furthest": codec.instant(until + (until - now))}
        return self._transaction.write(TAKE, {**row, **spans}) == 1

    def extend(self, company: CompanyName, job: str, owner: str, until: datetime) -> bool:
        return self._transaction.write(EXTEND, {**_ours(company, job, owner), "until": codec.instant(until)}) == 1

    def held_until(self, company: CompanyName, job: str) -> datetime | None:
        values = {"of_company": company, "of_job": job}
        return self._transaction.one(HELD_UNTIL, values, lambda row: datetime.fromisoformat(row.until))

    def drop(self, company: CompanyName, job: str, owner: str) -> bool:
        return self._transaction.write(DROP, _ours(company, job, owner)) == 1


def _ours(company: CompanyName, job: str, owner: str) -> dict[str, str]:
    return {"of_company": company, "of_job": job, "of_owner": owner}
