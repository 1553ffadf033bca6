"""Which pass read a document; the record that an operation is about in a column of its own."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    with op.batch_alter_table("documents") as batch:
        batch.add_column(sa.Column("read_in", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("operations") as batch:
        batch.add_column(sa.Column("record", sa.String(40), nullable=True))
    op.create_index("operations_by_record", "operations", ["company", "record"], unique=False)
    _note_records(op.get_bind())


def _note_records(connection: sa.Connection) -> None:
    """What tied when an older release read it back has tied once: what changed since is a person's doing."""
    for row in connection.execute(sa.text("SELECT id, facts FROM operations")).all():
        facts = json.loads(row.facts)
        if facts.get("record"):
            facts["was_tied"] = bool(facts.get("tied"))
            values = {"id": row.id, "record": facts["record"]["id"], "facts": json.dumps(facts)}
            connection.execute(sa.text("UPDATE operations SET record=:record, facts=:facts WHERE id=:id"), values)
