"""Small texts of a company under names: cursors of both systems, learned sizes, paces. All of them are read at once."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from connector.adapters.store.tables import cursors
from connector.adapters.store.transaction import Transaction
from connector.domain.identifiers import CompanyName

ALL = select(cursors.c.name, cursors.c.value).where(cursors.c.company == bindparam("of_company"))
SET = upsert(cursors)
SET = SET.on_conflict_do_update(index_elements=["company", "name"], set_={"value": SET.excluded.value})
DROP = delete(cursors).where(cursors.c.company == bindparam("of_company"), cursors.c.name == bindparam("of_name"))


class Cursors:
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def of(self, company: CompanyName) -> dict[str, str]:
        """Every one by its name; it is changed here, and nowhere else."""
        key = (cursors, company)
        known: dict[str, str] | None = self._transaction.kept.get(key)
        if known is None:
            rows = self._transaction.read(ALL, {"of_company": company})
            known = {row.name: row.value for row in rows}
            self._transaction.kept.put(frozenset({cursors}), key, known)
        return known

    def set(self, company: CompanyName, name: str, value: str) -> None:
        known = self.of(company)
        if known.get(name) != value:
            self._transaction.write(SET, {"company": company, "name": name, "value": value})
            self._keep(company, {**known, name: value})

    def drop(self, company: CompanyName, name: str) -> None:
        known = self.of(company)
        if name in known:
            self._transaction.write(DROP, {"of_company": company, "of_name": name})
            self._keep(company, {other: value for other, value in known.items() if other != name})

    def _keep(self, company: CompanyName, known: dict[str, str]) -> None:
        self._transaction.kept.put(frozenset({cursors}), (cursors, company), known)
