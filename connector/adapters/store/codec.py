"""
Domain values to JSON text and back, exactly: one pydantic adapter to a type. Long texts are compressed.

A preset is a text with what most texts of a kind have in common, for zlib to begin with (RFC 1950). What is kept names
the preset it was made with by its checksum: a file in ``presets`` is never changed. The next one stands beside it, and
comes with a revision of the schema, so that an earlier release says that it cannot read it.
"""

from __future__ import annotations

import zlib
from collections import OrderedDict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")


COMPRESSED, WITH_PRESET = b"x\x01", b"x}"
"""What zlib begins with at levels 1 and 3, the latter before a preset's checksum."""
PRESETS = Path(__file__).parent / "presets"
OPERATIONS, DOCUMENTS = "operations_1", "documents_1"
_ADAPTERS: dict[object, TypeAdapter[Any]] = {}


def _adapter(kind: Any) -> TypeAdapter[Any]:
    return _ADAPTERS.get(kind) or _ADAPTERS.setdefault(kind, TypeAdapter(kind))


def dump(value: object) -> str:
    return _adapter(type(value)).dump_json(value).decode()


def packed(text: str, preset: str = "") -> bytes:
    """A text in a quarter of its room, or less with a preset; what compressing does not make smaller stays as it is."""
    plain = text.encode()
    small = _compressed(plain, _preset(preset)) if preset else zlib.compress(plain, 1)
    return small if len(small) < len(plain) or plain.startswith((COMPRESSED, WITH_PRESET)) else plain


def unpacked(kept: bytes) -> str:
    """No text of ours, JSON or XML, begins as what is compressed does."""
    preset = _presets().get(kept[2:6]) if kept.startswith(WITH_PRESET) else None
    if preset is not None:
        unpacking = zlib.decompressobj(zdict=preset)
        plain = unpacking.decompress(kept)
        if not unpacking.eof:
            raise zlib.error("incomplete or truncated stream")
        return plain.decode()
    return (zlib.decompress(kept) if kept.startswith(COMPRESSED) else kept).decode()


def _compressed(plain: bytes, preset: bytes) -> bytes:
    packing = zlib.compressobj(3, zdict=preset)
    return packing.compress(plain) + packing.flush()


@cache
def _preset(name: str) -> bytes:
    return (PRESETS / f"{name}.txt").read_bytes()


@cache
def _presets() -> dict[bytes, bytes]:
    """By their checksums, as they stand in what was compressed."""
    texts = (_preset(file.stem) for file in PRESETS.glob("*.txt"))
    return {zlib.adler32(text).to_bytes(4, "big"): text for text in texts}


def load(kind: type[T], text: str) -> T:
    loaded: T = _adapter(kind).validate_json(text)
    return loaded


class Loaded:
    """
    Values beside the texts that they are kept as, the most recent ones: a text is read again and again.

    What was just written out need not be read in: values are frozen, and come back as they went.
    """

    def __init__(self, kind: type[Any], most: int, preset: str = "") -> None:
        self._kind = kind
        self._most = most
        self._preset = preset
        self._values: OrderedDict[bytes, Any] = OrderedDict()
        self._lock = Lock()

    def load(self, kept: bytes) -> Any:
        with self._lock:
            if kept in self._values:
                self._values.move_to_end(kept)
                return self._values[kept]
        value = load(self._kind, unpacked(kept))
        self._keep(kept, value)
        return value

    def dump(self, value: object, *, rests: bool) -> bytes:
        """``rests``: it changes seldom from now on, and takes little room."""
        kept = packed(dump(value), self._preset) if rests else dump(value).encode()
        self._keep(kept, value)
        return kept

    def _keep(self, kept: bytes, value: object) -> None:
        with self._lock:
            self._values[kept] = value
            while len(self._values) > self._most:
                self._values.popitem(last=False)


def instant(value: datetime) -> str:
    """Comparable as text: always UTC, always with microseconds."""
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def facts_of(value: object, *without: str) -> dict[str, Any]:
    """The fields as plain JSON values, without those that have a column of their own."""
    dumped: dict[str, Any] = _adapter(type(value)).dump_python(value, mode="json", exclude=set(without))
    return dumped
