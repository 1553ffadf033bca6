"""
JSON of another's as Python's values, whatever it is: bounded before it is a number, a text or a tree.

Rule 1: money never passes through a float: a number with a point is a Decimal.
Rule 2: what cannot be a number of ours, is nested too deeply, or is half a character becomes a text that says so: the
        field it stands in cannot be read, and everything else can.
Rule 3: the whole is refused only where it is no JSON, or so much of it that its tree would fill the memory.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from connector.errors import OtherSideError
from connector.jaggaer.payload import Json

LONGEST_NUMBER = 40
DEEPEST = 64
MOST_PARTS = 1_000_000
NOT_READ = "…"
"""Ends a text that stands for a number, and so is none: `1e999999999` would hold the interpreter for hours."""
TOO_DEEP = "nested too deeply…"
PART = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[\[{]|[\]}]', re.DOTALL)
"""A text, also one that has no end: without that, and if it tried each length, a body of quotes would take for ever."""


def load_json(body: bytes, what: str) -> Json:
    """The object that ``body`` is; an OtherSideError about ``what`` where it is none."""
    if len(body) > MOST_PARTS and sum(map(body.count, (b",", b"[", b"{"))) > MOST_PARTS:
        raise OtherSideError(f"JAGGAER's answer for {what} has more than {MOST_PARTS:,} values.")
    text = body.decode(json.detect_encoding(body), "replace")
    try:
        loaded = _loaded(text)
    except ValueError as error:
        raise OtherSideError(f"JAGGAER's answer for {what} is not JSON.") from error
    if not isinstance(loaded, dict):
        raise OtherSideError(f"JAGGAER's answer for {what} is not a JSON object.")
    is_flat = text.count("[") + text.count("{") <= DEEPEST  # most documents are, and that is seen at once
    shallow: Json = loaded if is_flat else _shallow(loaded, DEEPEST)
    return _storable(shallow) if "\\u" in text and "\\ud" in text.lower() else shallow


def _loaded(text: str) -> Any:
    try:
        return DECODER.decode(text)
    except RecursionError:
        return DECODER.decode("".join(_pruned(text)))


def _decimal(text: str) -> Decimal | str:
    try:
        value = Decimal(text)
    except ArithmeticError:
        return f"{text[:LONGEST_NUMBER]}{NOT_READ}"
    is_bounded = len(text) <= LONGEST_NUMBER and abs(value.adjusted()) <= LONGEST_NUMBER
    return value if is_bounded else f"{text[:LONGEST_NUMBER]}{NOT_READ}"


def _int(text: str) -> int | str:
    return int(text) if len(text) <= LONGEST_NUMBER else f"{text[:LONGEST_NUMBER]}{NOT_READ}"


def _constant(name: str) -> str:
    """Infinity and NaN are no JSON, but Python and others write them."""
    return f"{name}{NOT_READ}"


def _shallow(value: Any, left: int) -> Any:
    """In place; only what holds others is looked at."""
    if left == 0:
        return TOO_DEEP
    parts = value.items() if type(value) is dict else enumerate(value)
    for place, one in parts:
        if type(one) is dict or type(one) is list:
            value[place] = _shallow(one, left - 1)
    return value


def _pruned(text: str) -> Iterator[str]:
    """The same without what is nested so deeply that Python's own parser gives up."""
    depth = kept_to = 0
    for part in PART.finditer(text):
        if part[0] in "[{":
            depth += 1
            if depth == DEEPEST + 1:
                yield f'{text[kept_to : part.start()]}"{TOO_DEEP}"'
        elif part[0] in "]}":
            depth -= 1
            if depth == DEEPEST:
                kept_to = part.end()
    if depth <= DEEPEST:
        yield text[kept_to:]


def _storable(value: Any) -> Any:
    """Half a surrogate pair is valid JSON, but no text: it becomes the replacement character."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_storable(key): _storable(one) for key, one in value.items()}
    return [_storable(one) for one in value] if isinstance(value, list) else value


DECODER = json.JSONDecoder(parse_float=_decimal, parse_int=_int, parse_constant=_constant)
"""Made once, as in ``payload``."""
