"""Domain values to JSON text and back, exactly: one pydantic adapter to a type."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
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


def dump_payload(payload: dict[str, Any]) -> str:
    """JAGGAER's JSON with its numbers exact: a Decimal is written as ``{"$decimal": "1.10"}``."""
    return json.dumps(_tagged(payload), ensure_ascii=False)


def load_payload(text: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(text, object_hook=_untagged)
    return loaded


def _tagged(value: object) -> object:
    if isinstance(value, Decimal):
        return {"$decimal": str(value)}
    if isinstance(value, dict):
        return {key: _tagged(one) for key, one in value.items()}
    return [_tagged(one) for one in value] if isinstance(value, list) else value


def _untagged(value: dict[str, Any]) -> Any:
    return Decimal(value["$decimal"]) if list(value) == ["$decimal"] else value


def instant(value: datetime) -> str:
    """Comparable as text: always UTC, always with microseconds."""
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def facts_of(value: object, *without: str) -> dict[str, Any]:
    """The fields as plain JSON values, without those that have a column of their own."""
    dumped: dict[str, Any] = _adapter(type(value)).dump_python(value, mode="json", exclude=set(without))
    return dumped
