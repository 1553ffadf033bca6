"""The schema of the first release."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "companies",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("user", sa.String(length=60), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("lock_host", sa.String(length=80), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
        sa.UniqueConstraint("user"),
    )
    op.create_table(
        "cursors",
        sa.Column("company", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("company", "name"),
    )
    op.create_table(
        "documents",
        sa.Column("company", sa.String(length=60), nullable=False),
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("number", sa.String(length=120), nullable=False),
        sa.Column("stamp", sa.String(length=40), nullable=False),
        sa.Column("standing", sa.String(length=20), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("to_plan", sa.Boolean(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("company", "id"),
    )
    op.create_index("documents_to_plan", "documents", ["company", "to_plan"], unique=False)
    op.create_table(
        "guesses",
        sa.Column("user", sa.String(length=60), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("until", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("user", "source"),
    )
    op.create_table(
        "history",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("company", sa.String(length=60), nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("document", sa.String(length=60), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("history_by_document", "history", ["company", "document"], unique=False)
    op.create_table(
        "leases",
        sa.Column("company", sa.String(length=60), nullable=False),
        sa.Column("job", sa.String(length=30), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("until", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("company", "job"),
    )
    op.create_table(
        "mirror",
        sa.Column("company", sa.String(length=60), nullable=False),
        sa.Column("listing", sa.String(length=30), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("company", "listing", "id"),
    )
    op.create_table(
        "operations",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("company", sa.String(length=60), nullable=False),
        sa.Column("document", sa.String(length=60), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("tied", sa.Boolean(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("company", "document", "generation"),
    )
    op.create_index("operations_by_state", "operations", ["company", "state"], unique=False)
    op.create_table(
        "sent_sets",
        sa.Column("company", sa.String(length=60), nullable=False),
        sa.Column("id", sa.String(length=23), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("ticket", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("delivery", sa.String(length=12), nullable=False),
        sa.Column("is_stored", sa.Boolean(), nullable=False),
        sa.Column("sent_at", sa.String(length=40), nullable=False),
        sa.Column("settled_at", sa.String(length=40), nullable=True),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("response", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("about", sa.String(length=23), nullable=True),
        sa.Column("listing", sa.String(length=30), nullable=False),
        sa.Column("operations", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("company", "id"),
    )
    op.create_index("sent_sets_by_ticket", "sent_sets", ["ticket"], unique=False)
    op.create_index("sent_sets_stored", "sent_sets", ["company", "is_stored"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("ticket", sa.String(length=64), nullable=False),
        sa.Column("company", sa.String(length=60), nullable=False),
        sa.Column("stage", sa.String(length=12), nullable=False),
        sa.Column("opened_at", sa.String(length=40), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("ticket"),
    )
    op.create_index("sessions_by_company", "sessions", ["company", "opened_at"], unique=False)
    op.create_table(
        "vendor_pairs",
        sa.Column("company", sa.String(length=60), nullable=False),
        sa.Column("supplier", sa.String(length=60), nullable=False),
        sa.Column("vendor", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("company", "supplier"),
    )
