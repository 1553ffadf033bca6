"""What people decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from connector.adapters.store.tables import rulings
from connector.domain.identifiers import CompanyName
from connector.domain.ruling import OF_ONE_FILE, Matter, Ruling

OURS = rulings.c.company == bindparam("of_company")
ALL = select(rulings).where(OURS).order_by(rulings.c.at)
ONE = select(rulings.c.value).where(
    OURS, rulings.c.kind == bindparam("of_kind"), rulings.c.subject == bindparam("of_subject")
)
PUT = upsert(rulings)
PUT = PUT.on_conflict_do_update(
    index_elements=["company", "kind", "subject"],
    set_={name: PUT.excluded[name] for name in ("value", "by", "reason", "at", "exception")},
)
DROP = delete(rulings).where(OURS, rulings.c.kind == bindparam("of_kind"), rulings.c.subject == bindparam("of_subject"))
FORGET = delete(rulings).where(OURS, rulings.c.kind.in_([matter.value for matter in OF_ONE_FILE]))


class SqlRulings:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, company: CompanyName, ruling: Ruling) -> None:
        row = {"company": company, "kind": ruling.matter.value, "subject": ruling.subject, "value": ruling.value}
        told = {"by": ruling.by, "reason": ruling.reason, "at": ruling.at.isoformat()}
        told["exception"] = ruling.exception
        self._connection.execute(PUT, {**row, **told})

    def all(self, company: CompanyName) -> Sequence[Ruling]:
        return [_ruling(row) for row in self._connection.execute(ALL, {"of_company": company})]

    def get(self, company: CompanyName, matter: Matter, subject: str) -> str | None:
        values = {"of_company": company, "of_kind": matter.value, "of_subject": subject}
        return self._connection.execute(ONE, values).scalar_one_or_none()

    def drop(self, company: CompanyName, matter: Matter, subject: str) -> None:
        self._connection.execute(DROP, {"of_company": company, "of_kind": matter.value, "of_subject": subject})

    def forget_file(self, company: CompanyName) -> None:
        self._connection.execute(FORGET, {"of_company": company})


def _ruling(row: Row[Any]) -> Ruling:
    at = datetime.fromisoformat(row.at)
    return Ruling(Matter(row.kind), row.subject, row.value, row.by, row.reason, at, row.exception)
