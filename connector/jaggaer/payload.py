"""JAGGAER's JSON as text and back, with its numbers exact: a Decimal is written as ``{"$decimal": "1.10"}``."""

from __future__ import annotations

import json
import zlib
from decimal import Decimal
from typing import Any

Json = dict[str, Any]


def dump_payload(payload: Json) -> str:
    return json.dumps(payload, ensure_ascii=False, default=_tagged)


def load_payload(text: str) -> Json:
    loaded: Json = json.loads(text, object_hook=_untagged)
    return loaded


def pack(payload: Json) -> bytes:
    """A twentieth of what it takes as an object: a backlog of headers is kept while their details are read."""
    return zlib.compress(dump_payload(payload).encode(), 1)


def unpack(packed: bytes) -> Json:
    return load_payload(zlib.decompress(packed).decode())


def _tagged(value: object) -> dict[str, str]:
    if isinstance(value, Decimal):
        return {"$decimal": str(value)}
    raise TypeError(f"{type(value).__name__} is no JSON")


def _untagged(value: Json) -> Any:
    return Decimal(value["$decimal"]) if list(value) == ["$decimal"] else value
