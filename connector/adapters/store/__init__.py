"""The database: SQLAlchemy Core over SQLite, one table family to a module."""

from connector.adapters.store.database import SqlStore

__all__ = ["SqlStore"]
