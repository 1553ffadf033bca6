"""What JAGGAER is to have of QuickBooks' records, and how each write of it stands; one row to a record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from connector.adapters.store import codec
from connector.adapters.store.statements import Row, each_of
from connector.adapters.store.tables import mirror, write_backs
from connector.adapters.store.transaction import Transaction
from connector.domain.identifiers import CompanyName
from connector.domain.operation import State
from connector.domain.outgoing import Outgoing
from connector.domain.writeback import WriteBack

OF_COMPANY, OF_KIND = write_backs.c.company == bindparam("of_company"), write_backs.c.kind == bindparam("of_kind")
OF_SUBJECT = write_backs.c.subject == bindparam("of_subject")
OPEN = (State.SENT.value, State.UNKNOWN.value)
ROWS = select(write_backs.c.facts).where(OF_COMPANY)
ONE = ROWS.where(OF_KIND, OF_SUBJECT, write_backs.c.state != "")
IS_TO_DECIDE = select(write_backs.c.to_decide).where(OF_COMPANY, OF_KIND, OF_SUBJECT)
TO_DECIDE = (
    select(write_backs.c.subject, write_backs.c.state, write_backs.c.facts)
    .where(OF_COMPANY, OF_KIND, write_backs.c.to_decide.is_(True), write_backs.c.state.not_in(OPEN))
    .order_by(write_backs.c.subject)
    .limit(bindparam("most"))
)
DUE = (
    ROWS.where(OF_KIND, write_backs.c.state.in_((State.QUEUED.value, State.UNKNOWN.value)))
    .where(
        or_(
            write_backs.c.not_before == "",
            write_backs.c.not_before <= bindparam("now"),
            write_backs.c.not_before > bindparam("never"),
        )
    )
    .order_by(write_backs.c.not_before, write_backs.c.subject)
    .limit(bindparam("most"))
)
CONFIRMING = (
    ROWS.where(OF_KIND, write_backs.c.state == State.DONE.value, write_backs.c.not_before != "")
    .order_by(write_backs.c.not_before, write_backs.c.subject)
    .limit(bindparam("most"))
)
IN_STATE = ROWS.where(write_backs.c.state.in_(each_of("states")))
SUBJECTS = select(write_backs.c.subject).where(OF_COMPANY, OF_KIND)
BY_NUMBER = ROWS.where(write_backs.c.number == bindparam("of_number"), write_backs.c.state != "")
BY_OWN_ID = ROWS.where(OF_KIND, write_backs.c.own_id == bindparam("of_own_id"))
FIGURES = select(write_backs.c.state, func.count()).where(OF_COMPANY, write_backs.c.state != "")
FIGURES = FIGURES.group_by(write_backs.c.state)
NOTICE = upsert(write_backs).on_conflict_do_update(
    index_elements=["company", "kind", "subject"], set_={"to_decide": True}
)
NOTICE_KEPT = update(write_backs).where(OF_COMPANY, OF_KIND).values(to_decide=True)
LISTED_IDS = select(mirror.c.id).where(
    mirror.c.company == bindparam("of_company"), mirror.c.listing == bindparam("of_listing")
)
COLUMNS = ("number", "own_id", "state", "not_before", "facts")
SAVE = upsert(write_backs)
SAVE = SAVE.on_conflict_do_update(
    index_elements=["company", "kind", "subject"], set_={name: SAVE.excluded[name] for name in COLUMNS}
)
DECIDE = upsert(write_backs)
DECIDE = DECIDE.on_conflict_do_update(
    index_elements=["company", "kind", "subject"],
    set_={name: DECIDE.excluded[name] for name in (*COLUMNS, "to_decide")},
)
DROP = delete(write_backs).where(OF_COMPANY, OF_KIND, OF_SUBJECT)
FORGET = delete(write_backs).where(OF_COMPANY)


LONGEST_WAIT = timedelta(hours=2)
"""Nothing waits longer: what seems to was put off by a clock that was ahead."""


class SqlWriteBacks:
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def notice(self, company: CompanyName, kind: str, subjects: Iterable[str]) -> None:
        rows = [{"company": company, "kind": kind, "subject": one} for one in subjects]
        if rows:
            self._transaction.write_each(NOTICE, rows)

    def notice_all(self, company: CompanyName, kind: str, listings: Mapping[str, str]) -> None:
        self._transaction.write(NOTICE_KEPT, {"of_company": company, "of_kind": kind})
        for listing, beginning in listings.items():
            there = self._transaction.read(LISTED_IDS, {"of_company": company, "of_listing": listing})
            self.notice(company, kind, [f"{beginning}{row.id}" for row in there])

    def to_decide(self, company: CompanyName, kind: str, limit: int) -> Sequence[tuple[str, WriteBack | None]]:
        rows = self._transaction.read(TO_DECIDE, {"of_company": company, "of_kind": kind, "most": limit})
        return [(row.subject, _load(row) if row.state else None) for row in rows]

    def decide(self, company: CompanyName, back: WriteBack) -> None:
        self._transaction.write(DECIDE, {**_row(company, back), "to_decide": False})

    def save(self, company: CompanyName, back: WriteBack) -> None:
        self._transaction.write(SAVE, {**_row(company, back), "to_decide": False})

    def drop(self, company: CompanyName, kind: str, subject: str) -> None:
        self._transaction.write(DROP, _which(company, kind, subject))

    def forget_all(self, company: CompanyName) -> None:
        self._transaction.write(FORGET, {"of_company": company})

    def get(self, company: CompanyName, kind: str, subject: str) -> WriteBack | None:
        return self._transaction.one(ONE, _which(company, kind, subject), _load)

    def is_to_decide(self, company: CompanyName, kind: str, subject: str) -> bool:
        return bool(self._transaction.one(IS_TO_DECIDE, _which(company, kind, subject), lambda row: row.to_decide))

    def due(self, company: CompanyName, kind: str, now: datetime, limit: int) -> Sequence[WriteBack]:
        values = {"of_company": company, "of_kind": kind, "most": limit}
        values |= {"now": codec.instant(now), "never": codec.instant(now + LONGEST_WAIT)}
        return [_load(row) for row in self._transaction.read(DUE, values)]

    def confirming(self, company: CompanyName, kind: str, limit: int) -> Sequence[WriteBack]:
        values = {"of_company": company, "of_kind": kind, "most": limit}
        return self._transaction.ask(CONFIRMING, values, _load)

    def in_state(self, company: CompanyName, *states: State) -> Sequence[WriteBack]:
        values = {"of_company": company, "states": [one.value for one in states]}
        found = self._transaction.ask(IN_STATE, values, _load)
        return sorted(found, key=lambda one: (one.kind, one.subject))

    def subjects(self, company: CompanyName, kind: str) -> frozenset[str]:
        return frozenset(
            row.subject for row in self._transaction.read(SUBJECTS, {"of_company": company, "of_kind": kind})
        )

    def find(self, company: CompanyName, number: str) -> Sequence[WriteBack]:
        return self._transaction.ask(BY_NUMBER, {"of_company": company, "of_number": number}, _load)

    def of_own(self, company: CompanyName, kind: str, own_id: str) -> WriteBack | None:
        values = {"of_company": company, "of_kind": kind, "of_own_id": own_id}
        return self._transaction.one(BY_OWN_ID, values, _load) if own_id else None

    def figures(self, company: CompanyName) -> Mapping[str, int]:
        rows = self._transaction.ask(FIGURES, {"of_company": company}, lambda row: (str(row.state), int(row[1])))
        return dict(rows)


def _which(company: CompanyName, kind: str, subject: str) -> dict[str, str]:
    return {"of_company": company, "of_kind": kind, "of_subject": subject}


def _row(company: CompanyName, back: WriteBack) -> dict[str, object]:
    return {
        "company": company,
        "kind": back.kind,
        "subject": back.subject,
        "number": back.number,
        "own_id": back.own_id,
        "state": back.state.value,
        "not_before": codec.instant(back.not_before) if back.not_before else "",
        "facts": codec.packed(codec.dump(back)),
    }


def _load(row: Row) -> WriteBack:
    return codec.load(WriteBack[Outgoing], codec.unpacked(row.facts))
