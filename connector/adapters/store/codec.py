"""Domain values to JSON text and back, exactly: one pydantic adapter to a type."""

from __future__ import annotations

from collections import OrderedDict
from datetime import UTC, datetime
from threading import Lock
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


class Loaded:
    """
    Values beside the texts that they are kept as, the most recent ones: a text is read again and again.

    What was just written out need not be read in: values are frozen, and come back as they went.
    """

    def __init__(self, kind: type[Any], most: int) -> None:
        self._kind = kind
        self._most = most
        self._values: OrderedDict[str, Any] = OrderedDict()
        self._lock = Lock()

    def load(self, text: str) -> Any:
        with self._lock:
            if text in self._values:
                self._values.move_to_end(text)
                return self._values[text]
        value = load(self._kind, text)
        self._keep(text, value)
        return value

    def dump(self, value: object) -> str:
        text = dump(value)
        self._keep(text, value)
        return text

    def _keep(self, text: str, value: object) -> None:
        with self._lock:
            self._values[text] = value
            while len(self._values) > self._most:
                self._values.popitem(last=False)


def instant(value: datetime) -> str:
    """Comparable as text: always UTC, always with microseconds."""
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def facts_of(value: object, *without: str) -> dict[str, Any]:
    """The fields as plain JSON values, without those that have a column of their own."""
    dumped: dict[str, Any] = _adapter(type(value)).dump_python(value, mode="json", exclude=set(without))
    return dumped
