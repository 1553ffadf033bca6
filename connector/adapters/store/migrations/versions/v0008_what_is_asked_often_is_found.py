"""
What people ask about is found without reading everything: numbers, newest operations, who carried what.

Rule 1: texts that are long and seldom read are compressed, message sets, documents and operations that rest.
Rule 2: nothing is decided by the upgrade, and every text reads as before.
Rule 3: what is written here is what the release of this migration reads; it uses none of its code.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

COMPRESSED = b"x\x01"
AT_ONCE = 200
Facts = dict[str, Any]


def upgrade() -> None:
    with op.batch_alter_table("operations") as batch:
        batch.alter_column("facts", type_=sa.LargeBinary(), existing_type=sa.Text(), existing_nullable=False)
        batch.add_column(sa.Column("is_last", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch.add_column(sa.Column("number", sa.String(120), nullable=False, server_default=""))
        batch.add_column(sa.Column("brief", sa.Text(), nullable=False, server_default=""))
        batch.drop_index("operations_by_state")
    by_state = ["document", "generation"]
    op.create_index("operations_by_state", "operations", ["company", "state", *by_state], unique=False)
    op.create_index("operations_untied", "operations", ["company", "state", "tied", *by_state], unique=False)
    op.create_index("operations_by_number", "operations", ["company", "number"], unique=False)
    with op.batch_alter_table("documents") as batch:
        batch.alter_column("payload", type_=sa.LargeBinary(), existing_type=sa.Text(), existing_nullable=False)
    op.create_index("documents_by_number", "documents", ["company", "number"], unique=False)
    is_troubled = sa.text("problem != ''")
    op.create_index("documents_troubled", "documents", ["company", "read_in", "id"], sqlite_where=is_troubled)
    with op.batch_alter_table("sent_sets") as batch:
        for name in ("request", "response"):
            batch.alter_column(name, type_=sa.LargeBinary(), existing_type=sa.Text(), existing_nullable=False)
    op.create_index("sent_sets_by_number", "sent_sets", ["company", "number"], unique=False)
    op.create_index("sent_sets_about", "sent_sets", ["company", "about"], unique=False)
    op.create_table(
        "carried",
        sa.Column("company", sa.String(60), primary_key=True),
        sa.Column("operation", sa.Integer(), primary_key=True),
        sa.Column("message_set", sa.String(23), primary_key=True),
    )
    connection = op.get_bind()
    _operations(connection)
    _documents(connection)
    _sent_sets(connection)
    op.execute(
        "UPDATE operations SET is_last = 0 WHERE EXISTS (SELECT 1 FROM operations AS later WHERE "
        "later.company = operations.company AND later.document = operations.document "
        "AND later.generation > operations.generation)"
    )


def _rows(connection: sa.Connection, table: str, columns: str) -> Iterator[Any]:
    """A few at a time: a database may be larger than memory."""
    last = 0
    text = f"SELECT rowid AS place, {columns} FROM {table} WHERE rowid > :last ORDER BY rowid LIMIT :most"  # noqa: S608 # all of it is ours
    while rows := connection.execute(sa.text(text), {"last": last, "most": AT_ONCE}).all():
        yield from rows
        last = rows[-1].place


def _operations(connection: sa.Connection) -> None:
    put = sa.text("UPDATE operations SET facts=:facts, number=:number, brief=:brief WHERE id=:place")
    for row in _rows(connection, "operations", "generation, facts"):
        facts: Facts = json.loads(row.facts)
        rests = facts["state"] == "withdrawn" or (facts["state"] == "done" and facts.get("tied") is not None)
        values = {
            "place": row.place,
            "number": _number(facts.get("draft") or {}),
            "brief": _brief(row.generation, facts),
        }
        text = _text(row.facts)
        connection.execute(put, {**values, "facts": _packed(text) if rests else text.encode()})


def _documents(connection: sa.Connection) -> None:
    put = sa.text("UPDATE documents SET payload=:payload WHERE rowid=:place")
    for row in _rows(connection, "documents", "payload"):
        connection.execute(put, {"place": row.place, "payload": _packed(_text(row.payload))})


def _sent_sets(connection: sa.Connection) -> None:
    put = sa.text("UPDATE sent_sets SET request=:request, response=:response WHERE rowid=:place")
    carry = sa.text("INSERT INTO carried (company, operation, message_set) VALUES (:company, :operation, :message_set)")
    for row in _rows(connection, "sent_sets", "company, id, request, response, operations"):
        texts = {name: _packed(_text(getattr(row, name))) for name in ("request", "response")}
        connection.execute(put, {"place": row.place, **texts})
        for operation in dict.fromkeys(json.loads(row.operations)):
            connection.execute(carry, {"company": row.company, "operation": operation, "message_set": row.id})


def _text(kept: str | bytes) -> str:
    return kept if isinstance(kept, str) else kept.decode()


def _packed(text: str) -> bytes:
    plain = text.encode()
    small = zlib.compress(plain, 1)
    return small if len(small) < len(plain) or plain.startswith(COMPRESSED) else plain


def _number(draft: Facts) -> str:
    return str(draft.get("ref_number") or draft.get("name") or "")


def _brief(generation: int, facts: Facts) -> str:
    draft, record, deed = facts.get("draft"), facts.get("record") or {}, facts.get("deed") or "add"
    return json.dumps(
        {
            "generation": generation,
            "state": facts["state"],
            "deed": deed,
            "tied": facts.get("tied"),
            "is_paired": draft is None and deed == "add",
            "is_coded": bool(facts.get("coded")),
            "posted": _money(draft.get("total")) if draft and "expenses" in draft else "",
            "record": record.get("id", ""),
            "shown": _money(record.get("total")),
        },
        separators=(",", ":"),
    )


def _money(total: Facts | None) -> str:
    return f"{Decimal(total['amount']):,.2f} {total['currency']}" if total else ""
