"""A sealed history; what an operation waits for in columns of its own; records of every kind."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from connector.adapters.store.history import FIRST, HEAD, seal

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    with op.batch_alter_table("operations") as batch:
        batch.add_column(sa.Column("message_set", sa.String(length=23), nullable=True))
        batch.add_column(sa.Column("not_before", sa.String(length=40), nullable=True))
        batch.add_column(sa.Column("looked_in", sa.String(length=64), nullable=False, server_default=""))
        batch.add_column(sa.Column("clear_in", sa.String(length=64), nullable=False, server_default=""))
    with op.batch_alter_table("history") as batch:
        batch.add_column(sa.Column("seal", sa.String(length=64), nullable=False, server_default=""))
    with op.batch_alter_table("sent_sets") as batch:
        batch.add_column(sa.Column("mark", sa.String(length=40), nullable=False, server_default=""))
    op.create_index("history_by_company", "history", ["company", "number"], unique=False)
    connection = op.get_bind()
    _rename_facts(connection)
    _seal_history(connection)


def _rename_facts(connection: sa.Connection) -> None:
    """``posting`` is ``kind``, and a record's ``txn_id`` is ``id``, as a vendor has a ListID."""
    rows = connection.execute(sa.text("SELECT id, facts FROM operations")).all()
    for row in rows:
        facts: dict[str, Any] = json.loads(row.facts)
        for part in ("draft", "record"):
            if facts.get(part):
                facts[part]["kind"] = facts[part].pop("posting")
        if facts.get("record"):
            facts["record"]["id"] = facts["record"].pop("txn_id")
        values = {"id": row.id, "facts": json.dumps(facts), "message_set": facts.get("message_set")}
        connection.execute(sa.text("UPDATE operations SET facts=:facts, message_set=:message_set WHERE id=:id"), values)


def _seal_history(connection: sa.Connection) -> None:
    """Lines of an older release are sealed as they are found."""
    heads: dict[str, tuple[int, str]] = {}
    for row in connection.execute(sa.text("SELECT * FROM history ORDER BY number")).all():
        count, before = heads.get(row.company, (0, FIRST))
        names = ("company", "at", "kind", "text", "document")
        values = {**{name: getattr(row, name) for name in names}, "data": json.loads(row.data)}
        heads[row.company] = (count + 1, seal(before, values))
        sealed = {"seal": heads[row.company][1], "number": row.number}
        connection.execute(sa.text("UPDATE history SET seal=:seal WHERE number=:number"), sealed)
    for company, (count, newest) in heads.items():
        head = {"company": company, "name": HEAD, "value": f"{count} {newest}"}
        connection.execute(sa.text("INSERT INTO cursors (company, name, value) VALUES (:company, :name, :value)"), head)
