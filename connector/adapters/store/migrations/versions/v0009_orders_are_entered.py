"""
Purchase orders of JAGGAER's are entered in QuickBooks: not for companies of an earlier release, until somebody says so.

QuickBooks' own orders are read anew, as they are kept with more of them now.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    connection = op.get_bind()
    for row in connection.execute(sa.text("SELECT name, facts FROM companies")).all():
        facts = json.loads(row.facts)
        orders = facts.setdefault("policy", {}).setdefault("orders", {})
        orders.setdefault("origin", "quickbooks")
        values = {"name": row.name, "facts": json.dumps(facts)}
        connection.execute(sa.text("UPDATE companies SET facts=:facts WHERE name=:name"), values)
    for name in ("quickbooks.purchase_orders", "whole.purchase_orders", "reading.purchase_orders"):
        connection.execute(sa.text("DELETE FROM cursors WHERE name=:name"), {"name": name})
