"""
What people settled and what is gone become values of their own; operations keep no flags.

Rule 1: nothing is decided by the upgrade. What is held, queued, sent or unknown stays so, and is decided about on the
        next reading of QuickBooks' lists.
Rule 2: a person's word is kept: what was withdrawn stays withdrawn in just this state, what was paired stays paired.
Rule 3: what is written here is what the release of this migration reads; it uses none of its code.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

FLAGS = ("is_sticky", "asked", "by_person", "gone")
SETTLED_BY_HAND = "a person settled it"
Facts = dict[str, Any]


def upgrade() -> None:
    with op.batch_alter_table("operations") as batch:
        batch.add_column(sa.Column("source", sa.LargeBinary(), nullable=True))
    op.create_table(
        "watches",
        sa.Column("company", sa.String(60), primary_key=True),
        sa.Column("place", sa.String(340), primary_key=True),
        sa.Column("document", sa.String(60), primary_key=True),
    )
    op.create_index("watches_by_document", "watches", ["company", "document"], unique=False)
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT * FROM operations ORDER BY company, document, generation")).all()
    lines: dict[tuple[str, str], list[tuple[int, Facts]]] = {}
    for row in rows:
        lines.setdefault((row.company, row.document), []).append((row.id, json.loads(row.facts)))
    for (company, document), line in lines.items():
        _Line(connection, company, document, line).carry_over()


class _Line:
    """The operations of one document."""

    def __init__(
        self, connection: sa.Connection, company: str, document: str, line: Sequence[tuple[int, Facts]]
    ) -> None:
        self._connection = connection
        self._key = {"company": company, "document": document}
        self._line = line
        self._all = [facts for _, facts in line]

    def carry_over(self) -> None:
        for facts in self._all:
            self._note_gone(facts)
            self._note_differences(facts)
        self._note_settled(self._all[-1])
        for operation_id, facts in self._line:
            kept = {name: value for name, value in facts.items() if name not in FLAGS}
            values = {"id": operation_id, "facts": json.dumps(kept)}
            self._connection.execute(sa.text("UPDATE operations SET facts=:facts WHERE id=:id"), values)
        if self._all[-1]["state"] != "done":
            unknown = "UPDATE operations SET source=x'' WHERE company=:company AND document=:document AND state='done'"
            self._connection.execute(sa.text(unknown), self._key)  # JAGGAER may have changed it since
            anew = "UPDATE documents SET to_plan=1, decided_in='' WHERE company=:company AND id=:document"
            self._connection.execute(sa.text(anew), self._key)

    def _note_gone(self, facts: Facts) -> None:
        """What a person took away: left where the profile left it, else shown."""
        how, record = _gone(facts)
        if not how:
            return
        then = "leave" if facts["state"] == "withdrawn" and not facts.get("holds") else "hold"
        values = {**self._key, "id": record, "key": f"id {record}"}
        put = "INSERT OR REPLACE INTO mirror (company, listing, id, record) VALUES (:company, 'gone', :id, :record)"
        facts_of_it = json.dumps({"id": record, "how": how, "then": then})
        self._connection.execute(sa.text(put), {**values, "record": facts_of_it})
        key = "INSERT OR IGNORE INTO mirror_keys (company, listing, key, id) VALUES (:company, 'gone', :key, :id)"
        self._connection.execute(sa.text(key), values)

    def _note_differences(self, facts: Facts) -> None:
        """Which exception the differences of a record that was read back are shown as."""
        if facts.get("otherwise") and facts.get("tied") is False:
            shown = {hold["code"] for other in self._all for hold in other.get("holds") or []}
            is_fresh = "NOT_TIED" in shown and not facts.get("was_tied")
            facts["differs"] = "NOT_TIED" if is_fresh else "CHANGED_IN_QUICKBOOKS"

    def _note_settled(self, latest: Facts) -> None:
        if not latest.get("by_person"):
            return
        if latest["state"] == "done" and latest.get("record"):
            self._rule("paired", latest["record"]["id"])
        elif latest["state"] == "withdrawn":
            latest["rule"] = SETTLED_BY_HAND
            self._rule("settled", f"{_version(latest)} {self._seen(latest)}".strip())

    def _seen(self, latest: Facts) -> str:
        """The state of the record that the person saw."""
        for hold in latest.get("holds") or []:
            values = dict(hold["values"])
            if hold["code"] == "TAKEN_AWAY":
                return f"{values['how']} {values['txn_id']}"
            if hold["code"] == "STANDS_AGAIN":
                return f"again {values['txn_id']}"
        differences = next((facts["otherwise"] for facts in reversed(self._all) if facts.get("differs")), ())
        return hashlib.sha256("\n".join(differences).encode()).hexdigest()[:16] if differences else ""

    def _rule(self, kind: str, value: str) -> None:
        """With the words of whoever said it, as far as the history has them."""
        said = "SELECT at, data, text FROM history WHERE company=:company AND document=:document"
        told = self._connection.execute(sa.text(f"{said} ORDER BY number"), self._key).all()
        events = [(one.at, json.loads(one.data).get("by", ""), one.text) for one in told]
        at, by, text = next((one for one in reversed(events) if one[1]), ("1970-01-01T00:00:00.000000+00:00", "", ""))
        columns = "company, kind, subject, value, by, reason, at, exception"
        values = {**self._key, "kind": kind, "value": value, "by": by or "a person", "reason": text, "at": at}
        names = ":company, :kind, :document, :value, :by, :reason, :at, ''"
        put = f"INSERT OR IGNORE INTO rulings ({columns}) VALUES ({names})"  # noqa: S608 # all of it is ours
        self._connection.execute(sa.text(put), values)


def _gone(facts: Facts) -> tuple[str, str]:
    """How the record of an operation was taken away, and its id; as an older release kept it in two places."""
    shown = next((dict(hold["values"]) for hold in facts.get("holds") or [] if hold["code"] == "TAKEN_AWAY"), None)
    if shown is not None:
        return shown["how"], shown["txn_id"]
    is_gone = facts.get("gone") and facts.get("record")
    return (facts["gone"], facts["record"]["id"]) if is_gone else ("", "")


def _version(facts: Facts) -> str:
    """What tells JAGGAER's version from others: of what is taken back, that it is."""
    codes = {hold["code"]: dict(hold["values"]) for hold in facts.get("holds") or []}
    if "CANCELLED_AFTER_POSTING" in codes:
        return "taken back"
    if "STATUS_UNKNOWN" in codes:
        return f"status {codes['STATUS_UNKNOWN']['statuses']}"
    return str(facts["fingerprint"])
