"""
What JAGGAER and QuickBooks have is summed by the database, each day's statement is kept, and a company has a schedule.

The money of what is there is read from it: JAGGAER's by the names that J1P has. A tenant with names of its own is read
anew at the next poll.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

READ_ANEW = (
    "UPDATE documents SET stamp='' WHERE company=:name AND instr(id, ':') = 0",
    "DELETE FROM cursors WHERE company=:name AND name='jaggaer.invoices'",
)
AT_ONCE = 100
WITH_PRESET = b"x}"
PRESETS = Path(__file__).parents[2] / "presets"


def upgrade() -> None:
    op.create_table(
        "statements",
        sa.Column("company", sa.String(60), primary_key=True),
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
    )
    for column in (
        sa.Column("supplier", sa.String(120), nullable=False, server_default=""),
        sa.Column("day", sa.String(10), nullable=False, server_default=""),
        sa.Column("cents", sa.Integer()),
        sa.Column("currency", sa.String(10), nullable=False, server_default=""),
        sa.Column("is_paid", sa.Boolean(), nullable=False, server_default=sa.false()),
    ):
        op.add_column("documents", column)
    for column in (
        sa.Column("shown_cents", sa.Integer()),
        sa.Column("shown_currency", sa.String(10), nullable=False, server_default=""),
        sa.Column("vendor", sa.String(60), nullable=False, server_default=""),
        sa.Column("is_as_posted", sa.Boolean(), nullable=False, server_default=sa.false()),
    ):
        op.add_column("operations", column)
    connection = op.get_bind()
    _documents(connection)
    _operations(connection)
    _companies(connection)
    money = ["company", "id", "standing", "is_paid", "cents", "currency", "day", "supplier", "number"]
    op.create_index("documents_money", "documents", money)
    shown = ["company", "document", "is_as_posted", "shown_cents", "shown_currency", "vendor", "record"]
    op.create_index("operations_money", "operations", shown, sqlite_where=sa.text("is_last"))


def _documents(connection: sa.Connection) -> None:
    put = sa.text(
        "UPDATE documents SET supplier=:supplier, day=:day, cents=:cents, currency=:currency, is_paid=:is_paid"
        " WHERE rowid=:place"
    )
    for row in _rows(connection, "documents", "id, payload"):
        if ":" in row.id:
            continue
        header = _header(row.payload)
        cents, currency = _total(header)
        supplier = header.get("supplier")
        values = {
            "place": row.place,
            "supplier": str(supplier.get("name", ""))[:120] if isinstance(supplier, dict) else "",
            "day": _day(header.get("invoiceDate")),
            "cents": cents,
            "currency": currency[:10],
            "is_paid": header.get("paymentStatus") == "Paid",
        }
        connection.execute(put, values)


def _operations(connection: sa.Connection) -> None:
    put = sa.text(
        "UPDATE operations SET shown_cents=:cents, shown_currency=:currency, vendor=:vendor, is_as_posted=:stands"
        " WHERE id=:place"
    )
    for row in _rows(connection, "operations", "facts, brief"):
        record = json.loads(_text(row.facts)).get("record") or {}
        brief = json.loads(row.brief or "{}")
        total = record.get("total") or {}
        sign = -1 if record.get("kind") == "VendorCredit" else 1
        is_written = brief.get("state") == "done" and brief.get("deed") not in ("void", "delete")
        is_right = bool(brief.get("tied")) and not brief.get("is_paired") and not brief.get("is_coded")
        values = {
            "place": row.place,
            "cents": sign * int(Decimal(total["amount"]) * 100) if total else None,
            "currency": total.get("currency", ""),
            "vendor": record.get("vendor", "")[:60],
            "stands": is_written and is_right,
        }
        connection.execute(put, values)


def _companies(connection: sa.Connection) -> None:
    """How often QuickBooks' lists are read stood among the policy."""
    for name, text in connection.execute(sa.text("SELECT name, facts FROM companies")).all():
        facts = json.loads(text)
        mirror = facts.get("policy", {}).pop("mirror", None) or {}
        facts["schedule"] = {"mirror_minutes": mirror.get("every_minutes", 15)}
        put = sa.text("UPDATE companies SET facts=:facts WHERE name=:name")
        connection.execute(put, {"facts": json.dumps(facts), "name": name})
        if facts.get("wire", {}).get("fields"):
            for text in READ_ANEW:
                connection.execute(sa.text(text), {"name": name})


def _total(header: dict[str, Any]) -> tuple[int | None, str]:
    total = header.get("total")
    value = total.get("value") if isinstance(total, dict) else None
    plain = value.get("$decimal") if isinstance(value, dict) else value
    try:
        amount = Decimal(str(plain))
    except InvalidOperation:
        return None, ""
    if not isinstance(total, dict) or not amount.is_finite() or abs(amount) > Decimal("1e13"):
        return None, ""
    cents = int((amount * 100).to_integral_value())
    return (-abs(cents) if header.get("invoiceType") == "Credit memo" else cents), str(total.get("currency", ""))


def _day(value: object) -> str:
    """Nothing where it cannot be read: such an invoice is held, and is read again."""
    try:
        return date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        return ""


def _header(payload: bytes) -> dict[str, Any]:
    header = json.loads(_text(payload)).get("header")
    return header if isinstance(header, dict) else {}


def _rows(connection: sa.Connection, table: str, columns: str) -> Iterator[Any]:
    """A few at a time: a database may be larger than memory."""
    last = 0
    text = f"SELECT rowid AS place, {columns} FROM {table} WHERE rowid > :last ORDER BY rowid LIMIT :most"  # noqa: S608 # all of it is ours
    while rows := connection.execute(sa.text(text), {"last": last, "most": AT_ONCE}).all():
        yield from rows
        last = rows[-1].place


def _text(kept: bytes | str) -> str:
    if isinstance(kept, str):
        return kept
    if kept.startswith(WITH_PRESET):
        presets = {zlib.adler32(one.read_bytes()).to_bytes(4, "big"): one.read_bytes() for one in PRESETS.glob("*.txt")}
        return zlib.decompressobj(zdict=presets[kept[2:6]]).decompress(kept).decode()
    return (zlib.decompress(kept) if kept.startswith(b"x\x01") else kept).decode()
