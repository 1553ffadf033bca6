"""A data key to each company, and where right passwords came from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("companies") as batch:
        batch.add_column(sa.Column("data_key", sa.LargeBinary(), nullable=False, server_default=sa.text("x''")))
    op.execute("DELETE FROM guesses")  # they were counted under the user's name, and are now under its print
    with op.batch_alter_table("guesses") as batch:
        batch.add_column(sa.Column("was_right", sa.Boolean(), nullable=False, server_default=sa.false()))
