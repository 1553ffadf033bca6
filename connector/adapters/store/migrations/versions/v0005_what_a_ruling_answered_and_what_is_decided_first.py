"""Which exception a ruling was the answer to; documents in the order in which they are decided about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    with op.batch_alter_table("rulings") as batch:
        batch.add_column(sa.Column("exception", sa.String(300), nullable=False, server_default=""))
    _read_orders_anew()
    op.drop_index("documents_to_plan", "documents")
    op.create_index("documents_to_plan", "documents", ["company", "to_plan", "decided_in", "id"], unique=False)


def _read_orders_anew() -> None:
    """Whether they have receipts was not read before."""
    for name in ("quickbooks.%", "whole.%", "reading.%", "mirror.complete"):
        op.execute(sa.text("DELETE FROM cursors WHERE name LIKE :name").bindparams(name=name))
