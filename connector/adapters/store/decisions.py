"""What people decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from connector.adapters.store.statements import Row
from connector.adapters.store.tables import decisions
from connector.adapters.store.transaction import Transaction
from connector.domain.decision import OF_ONE_FILE, Decision, Matter
from connector.domain.identifiers import CompanyName

OURS = decisions.c.company == bindparam("of_company")
ALL = select(decisions).where(OURS).order_by(decisions.c.at)
ONE = select(decisions.c.value).where(
    OURS, decisions.c.kind == bindparam("of_kind"), decisions.c.subject == bindparam("of_subject")
)
PUT = upsert(decisions)
PUT = PUT.on_conflict_do_update(
    index_elements=["company", "kind", "subject"],
    set_={name: PUT.excluded[name] for name in ("value", "by", "reason", "at", "exception")},
)
DROP = delete(decisions).where(
    OURS, decisions.c.kind == bindparam("of_kind"), decisions.c.subject == bindparam("of_subject")
)
FORGET = delete(decisions).where(OURS, decisions.c.kind.in_([matter.value for matter in OF_ONE_FILE]))


class SqlDecisions:
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def put(self, company: CompanyName, decision: Decision) -> None:
        row = {"company": company, "kind": decision.matter.value, "subject": decision.subject, "value": decision.value}
        told = {"by": decision.by, "reason": decision.reason, "at": decision.at.isoformat()}
        told["exception"] = decision.exception
        self._transaction.write(PUT, {**row, **told})

    def all(self, company: CompanyName) -> Sequence[Decision]:
        return self._transaction.ask(ALL, {"of_company": company}, _decision)

    def get(self, company: CompanyName, matter: Matter, subject: str) -> str | None:
        values = {"of_company": company, "of_kind": matter.value, "of_subject": subject}
        return self._transaction.one(ONE, values, lambda row: str(row.value))

    def drop(self, company: CompanyName, matter: Matter, subject: str) -> None:
        self._transaction.write(DROP, {"of_company": company, "of_kind": matter.value, "of_subject": subject})

    def forget_file(self, company: CompanyName) -> None:
        self._transaction.write(FORGET, {"of_company": company})


def _decision(row: Row) -> Decision:
    at = datetime.fromisoformat(row.at)
    return Decision(Matter(row.kind), row.subject, row.value, row.by, row.reason, at, row.exception)
