"""
JAGGAER's JSON as text and back, with its numbers exact: a Decimal is written as ``{"$decimal": "1.10"}``.

JAGGAER may write that, too: what is no number of ours stays what it is.
"""

from __future__ import annotations

import json
import re
import zlib
from datetime import date
from decimal import Decimal
from typing import Any

Json = dict[str, Any]
NUMBER = re.compile(r"-?[0-9]{1,100}(\.[0-9]{1,100})?(E[+-]?[0-9]{1,3})?")

TAGGED = re.compile(r'\{"\$decimal": "(-?[0-9.]+(?:E[+-]?[0-9]+)?)"\}')
"""A Decimal in our own text; within a text of JSON every quote has a backslash before it."""


def dump_payload(payload: Json) -> str:
    return ENCODER.encode(payload)


def wire_text(payload: Json) -> str:
    """The same as JAGGAER reads it: a Decimal is a number, with every digit that it has."""
    return TAGGED.sub(lambda found: f"{Decimal(found[1]):f}", dump_payload(payload))


def midnight(day: date) -> str:
    """A day as JAGGAER writes it: midnight of UTC."""
    return f"{day.isoformat()}T00:00:00.000Z"


def load_payload(text: str) -> Json:
    loaded: Json = DECODER.decode(text)
    return loaded


def pack(payload: Json, most: int | None = None) -> bytes:
    """
    A twentieth of what it takes as an object: a backlog of headers is kept while their details are read.

    Nothing where it is more than ``most`` characters.
    """
    text = dump_payload(payload)
    return zlib.compress(text.encode(), 1) if most is None or len(text) <= most else b""


def unpack(packed: bytes) -> Json:
    return load_payload(zlib.decompress(packed).decode())


def _tagged(value: object) -> dict[str, str]:
    if isinstance(value, Decimal):
        return {"$decimal": str(value)}
    raise TypeError(f"{type(value).__name__} is no JSON")


def _untagged(value: Json) -> Any:
    text = value.get("$decimal")
    return Decimal(text) if len(value) == 1 and isinstance(text, str) and NUMBER.fullmatch(text) else value


ENCODER, DECODER = json.JSONEncoder(ensure_ascii=False, default=_tagged), json.JSONDecoder(object_hook=_untagged)
"""Made once, which takes as long as a document."""
