"""
What QuickBooks owns can be written to JAGGAER: nothing is, until somebody says so.

QuickBooks' own orders are read anew, as they are kept with more of them now.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "write_backs",
        sa.Column("company", sa.String(60), primary_key=True),
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("subject", sa.String(60), primary_key=True),
        sa.Column("number", sa.String(120), nullable=False),
        sa.Column("own_id", sa.String(120), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("to_decide", sa.Boolean(), nullable=False),
        sa.Column("not_before", sa.String(40), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
    )
    op.create_index("write_backs_to_decide", "write_backs", ["company", "kind", "to_decide", "subject"])
    op.create_index("write_backs_by_state", "write_backs", ["company", "state", "kind", "not_before"])
    op.create_index("write_backs_by_number", "write_backs", ["company", "number"])
    op.create_index("write_backs_by_own_id", "write_backs", ["company", "kind", "own_id"])
    op.create_index("vendor_pairs_by_vendor", "vendor_pairs", ["company", "vendor"])
    for name in ("quickbooks.purchase_orders", "whole.purchase_orders", "reading.purchase_orders"):
        op.execute(sa.text("DELETE FROM cursors WHERE name=:name").bindparams(name=name))
