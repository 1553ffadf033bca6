"""Domain values to JSON text and back, exactly: one pydantic adapter to a type."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")


_ADAPTERS: dict[object, TypeAdapter[Any]] = {}


def _adapter(kind: Any) -> TypeAdapter[Any]:
    return _ADAPTERS.get(kind) or _ADAPTERS.setdefault(kind, TypeAdapter(kind))


def dump(value: object) -> str:
    return _adapter(type(value)).dump_json(value).decode()


def load(kind: type[T], text: str) -> T:
    loaded: T = _adapter(kind).validate_json(text)
    return loaded


def instant(value: datetime) -> str:
    """Comparable as text: always UTC, always with microseconds."""
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def facts_of(value: object, *without: str) -> dict[str, Any]:
    """The fields as plain JSON values, without those that have a column of their own."""
    dumped: dict[str, Any] = _adapter(type(value)).dump_python(value, mode="json", exclude=set(without))
    return dumped
