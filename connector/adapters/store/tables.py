"""Every table. Instants are ISO text in UTC; documents and values are JSON; secrets are sealed bytes."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData()

companies = Table(
    "companies",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("user", String(60), nullable=False, unique=True),
    Column("secret", LargeBinary, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("lock_host", String(80), nullable=False, default=""),
    Column("facts", JSON, nullable=False),
    Column("data_key", LargeBinary, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("company", String(60), primary_key=True),
    Column("id", String(60), primary_key=True),
    Column("number", String(120), nullable=False),
    Column("stamp", String(40), nullable=False),
    Column("standing", String(20), nullable=False),
    Column("problem", Text, nullable=False, default=""),
    Column("to_plan", Boolean, nullable=False, default=True),
    Column("payload", LargeBinary, nullable=False),
    Column("decided_in", String(40), nullable=False, default=""),
    Column("read_in", Integer, nullable=False, default=0),
    Column("supplier", String(120), nullable=False, default=""),
    Column("day", String(10), nullable=False, default=""),
    Column("cents", Integer),
    Column("currency", String(10), nullable=False, default=""),
    Column("is_paid", Boolean, nullable=False, default=False),
    Index(
        "documents_money", *("company", "id", "standing", "is_paid", "cents", "currency", "day", "supplier", "number")
    ),
    Index("documents_to_plan", "company", "to_plan", "decided_in", "id"),
    Index("documents_by_number", "company", "number"),
    Index("documents_troubled", "company", "read_in", "id", sqlite_where=text("problem != ''")),
)

operations = Table(
    "operations",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("company", String(60), nullable=False),
    Column("document", String(60), nullable=False),
    Column("generation", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("tied", Boolean),
    Column("facts", LargeBinary, nullable=False),
    Column("message_set", String(23)),
    Column("not_before", String(40)),
    Column("looked_in", String(64), nullable=False),
    Column("clear_in", String(64), nullable=False),
    Column("record", String(40)),
    Column("source", LargeBinary),
    Column("is_last", Boolean, nullable=False, default=True),
    Column("number", String(120), nullable=False, default=""),
    Column("brief", Text, nullable=False, default=""),
    Column("shown_cents", Integer),
    Column("shown_currency", String(10), nullable=False, default=""),
    Column("vendor", String(60), nullable=False, default=""),
    Column("is_as_posted", Boolean, nullable=False, default=False),
    Index(
        "operations_money",
        *("company", "document", "is_as_posted", "shown_cents", "shown_currency", "vendor", "record"),
        sqlite_where=text("is_last"),
    ),
    UniqueConstraint("company", "document", "generation"),
    Index("operations_by_state", "company", "state", "document", "generation"),
    Index("operations_untied", "company", "state", "tied", "document", "generation"),
    Index("operations_by_number", "company", "number"),
    Index("operations_by_record", "company", "record"),
)

sent_sets = Table(
    "sent_sets",
    metadata,
    Column("company", String(60), primary_key=True),
    Column("id", String(23), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("ticket", String(64), nullable=False),
    Column("purpose", String(10), nullable=False),
    Column("delivery", String(12), nullable=False),
    Column("is_stored", Boolean, nullable=False),
    Column("sent_at", String(40), nullable=False),
    Column("settled_at", String(40)),
    Column("request", LargeBinary, nullable=False),
    Column("response", LargeBinary, nullable=False),
    Column("note", Text, nullable=False),
    Column("about", String(23)),
    Column("listing", String(80), nullable=False),
    Column("operations", JSON, nullable=False),
    Column("mark", String(40), nullable=False),
    Index("sent_sets_stored", "company", "is_stored"),
    Index("sent_sets_by_ticket", "ticket"),
    Index("sent_sets_about", "company", "about"),
    Index("sent_sets_by_number", "company", "number"),
)

carried = Table(
    "carried",
    metadata,
    Column("company", String(60), primary_key=True),
    Column("operation", Integer, primary_key=True),
    Column("message_set", String(23), primary_key=True),
)

sessions = Table(
    "sessions",
    metadata,
    Column("ticket", String(64), primary_key=True),
    Column("company", String(60), nullable=False),
    Column("stage", String(12), nullable=False),
    Column("opened_at", String(40), nullable=False),
    Column("facts", Text, nullable=False),
    Index("sessions_by_company", "company", "opened_at"),
)

mirror = Table(
    "mirror",
    metadata,
    Column("company", String(60), primary_key=True),
    Column("listing", String(30), primary_key=True),
    Column("id", String(40), primary_key=True),
    Column("record", Text, nullable=False),
)

mirror_keys = Table(
    "mirror_keys",
    metadata,
    Column("company", String(60), primary_key=True),
    Column("listing", String(30), primary_key=True),
    Column("key", String(300), primary_key=True),
    Column("id", String(40), primary_key=True),
    Index("mirror_keys_by_id", "company", "listing", "id"),
)

claims = Table(
    "claims",
    metadata,
    Column("company", String(60), primary_key=True),
    Column("claim", String(120), primary_key=True),
    Column("operation", Integer, primary_key=True),
    Column("document", String(60), nullable=False),
    Column("quantity", String(40), nullable=False),
    Index("claims_by_operation", "company", "operation"),
)

watches = Table(
    "watches",
    metadata,
    Column("company", String(60), primary_key=True),
    Column("place", String(340), primary_key=True),
    Column("document", String(60), primary_key=True),
    Index("watches_by_document", "company", "document"),
)

write_backs = Table(
    "write_backs",
    metadata,
    Column("company", String(60), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("subject", String(60), primary_key=True),
    Column("number", String(120), nullable=False, default=""),
    Column("own_id", String(120), nullable=False, default=""),
    Column("state", String(20), nullable=False, default=""),
    Column("to_decide", Boolean, nullable=False, default=True),
    Column("not_before", String(40), nullable=False, default=""),
    Column("facts", LargeBinary, nullable=False, default=b""),
    Index("write_backs_to_decide", "company", "kind", "to_decide", "subject"),
    Index("write_backs_by_state", "company", "state", "kind", "not_before"),
    Index("write_backs_by_number", "company", "number"),
    Index("write_backs_by_own_id", "company", "kind", "own_id"),
)

statements = Table(
    "statements",
    metadata,
    Column("company", String(60), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("facts", LargeBinary, nullable=False),
)

decisions = Table(
    "rulings",
    metadata,
    Column("company", String(60), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("subject", String(200), primary_key=True),
    Column("value", Text, nullable=False),
    Column("by", String(80), nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", String(40), nullable=False),
    Column("exception", String(300), nullable=False, default=""),
)

cursors = Table(
    "cursors",
    metadata,
    Column("company", String(60), primary_key=True),
    Column("name", String(60), primary_key=True),
    Column("value", Text, nullable=False),
)

vendor_pairs = Table(
    "vendor_pairs",
    metadata,
    Column("company", String(60), primary_key=True),
    Column("supplier", String(60), primary_key=True),
    Column("vendor", String(40), nullable=False),
    Index("vendor_pairs_by_vendor", "company", "vendor"),
)

history = Table(
    "history",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("company", String(60), nullable=False),
    Column("at", String(40), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("text", Text, nullable=False),
    Column("document", String(60)),
    Column("data", JSON, nullable=False),
    Column("seal", String(64), nullable=False),
    Index("history_by_document", "company", "document"),
    Index("history_by_company", "company", "number"),
)

guesses = Table(
    "guesses",
    metadata,
    Column("user", String(60), primary_key=True),
    Column("source", String(60), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("until", String(40)),
    Column("was_right", Boolean, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("company", String(60), primary_key=True),
    Column("job", String(30), primary_key=True),
    Column("owner", String(80), nullable=False),
    Column("until", String(40), nullable=False),
)

PACKED = (
    documents.c.payload,
    operations.c.facts,
    operations.c.source,
    sent_sets.c.request,
    sent_sets.c.response,
    write_backs.c.facts,
    statements.c.facts,
)
"""Texts that may be compressed."""
STANDING = frozenset(metadata.tables.values()) - {sessions, guesses, leases}
"""What is decided on, and what happened; the others say who is at work."""
