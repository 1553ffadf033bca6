"""QuickBooks' records by their keys, what operations on their way lay claim to, and what people have ruled."""

from __future__ import annotations

import json
from decimal import Decimal

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "mirror_keys",
        sa.Column("company", sa.String(60), primary_key=True),
        sa.Column("listing", sa.String(30), primary_key=True),
        sa.Column("key", sa.String(300), primary_key=True),
        sa.Column("id", sa.String(40), primary_key=True),
    )
    op.create_index("mirror_keys_by_id", "mirror_keys", ["company", "listing", "id"], unique=False)
    op.create_table(
        "claims",
        sa.Column("company", sa.String(60), primary_key=True),
        sa.Column("claim", sa.String(120), primary_key=True),
        sa.Column("operation", sa.Integer(), primary_key=True),
        sa.Column("document", sa.String(60), nullable=False),
        sa.Column("quantity", sa.String(40), nullable=False),
    )
    op.create_index("claims_by_operation", "claims", ["company", "operation"], unique=False)
    op.create_table(
        "rulings",
        sa.Column("company", sa.String(60), primary_key=True),
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("subject", sa.String(200), primary_key=True),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("by", sa.String(80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
    )
    with op.batch_alter_table("documents") as batch:
        batch.add_column(sa.Column("decided_in", sa.String(40), nullable=False, server_default=""))
    _read_lists_anew()
    _lay_claims()
    _rename_policy()


def _read_lists_anew() -> None:
    """What was mirrored has no keys yet, and lacks what is read now: the next update brings it whole."""
    op.execute("DELETE FROM mirror WHERE listing <> 'adopted'")
    for name in ("quickbooks.%", "whole.%", "reading.%", "mirror.complete"):
        op.execute(sa.text("DELETE FROM cursors WHERE name LIKE :name").bindparams(name=name))


def _lay_claims() -> None:
    """Of bills and credits that are on their way."""
    connection = op.get_bind()
    live = "('queued', 'sent', 'unknown', 'refused', 'not_applied')"
    rows = connection.execute(sa.text(f"SELECT * FROM operations WHERE state IN {live}")).all()  # noqa: S608 # ours
    for row in rows:
        facts = json.loads(row.facts)
        draft = facts.get("draft") or {}
        if facts.get("deed", "add") != "add" or draft.get("kind") not in ("Bill", "VendorCredit"):
            continue
        claims = {f"{draft['kind']} {draft['vendor_id']} {draft['ref_number'].casefold()}": Decimal(1)}
        for line in draft["items"]:
            claim = f"line {line['link']['line_id']}"
            claims[claim] = claims.get(claim, Decimal(0)) + Decimal(line["quantity"])
        for claim, quantity in claims.items():
            values = {"company": row.company, "claim": claim, "operation": row.id, "document": row.document}
            into = "INSERT INTO claims (company, claim, operation, document, quantity) VALUES "
            statement = sa.text(f"{into} (:company, :claim, :operation, :document, :quantity)")
            connection.execute(statement, {**values, "quantity": str(quantity)})


def _rename_policy() -> None:
    """``account.field`` is ``account.fields``; what stood alone is in tables of what it is about."""
    connection = op.get_bind()
    for row in connection.execute(sa.text("SELECT name, facts FROM companies")).all():
        facts = json.loads(row.facts)
        policy = facts.get("policy") or {}
        account = policy.get("account") or {}
        if "field" in account:
            account["fields"] = [account.pop("field")]
        for old, part, new in (
            ("bill_date", "dates", "bill"),
            ("po_strip_zeros", "orders", "strip_zeros"),
            ("home_currency", "currency", "home"),
        ):
            if old in policy:
                policy.setdefault(part, {})[new] = policy.pop(old)
        values = {"facts": json.dumps(facts), "name": row.name}
        connection.execute(sa.text("UPDATE companies SET facts=:facts WHERE name=:name"), values)
