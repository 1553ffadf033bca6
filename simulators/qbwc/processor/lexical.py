"""
The lexical forms of qbXML's types, as the 13.0 schema accepts and refuses them (tried with lxml).

An empty value is valid for every type but INT, GUID and a plain enumeration. BOOL, DATE, INT and FLOAT
ignore surrounding blanks; ``True`` is no boolean, ``Z`` and fractions are no part of a DATETIME.
"""

from __future__ import annotations

import re

FORMS = {
    "BOOL": re.compile(r"\s*(true|false|0|1)?\s*"),
    "DATE": re.compile(r"\s*(-?\d{4,}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(Z|[+-]\d\d:\d\d)?)?\s*"),
    "DATETIME": re.compile(r"(\d{4}-\d{1,2}-\d{1,2}(T\d{1,2}(:\d{1,2}(:\d{1,2}([+-]\d{1,2}:\d{1,2})?)?)?)?)?"),
    "INTERVAL": re.compile(r"([+-]?PT(\d+H)?(\d+M)?(\d+S)?)?"),
    "AMT": re.compile(r"([+-]?\d{1,13}(\.\d{2})?)?"),
    "PRICE": re.compile(r"([+-]?\d{1,10}(\.\d{1,5})?)?"),
    "QUAN": re.compile(r"([+-]?\d{1,10}(\.\d{1,5})?)?"),
    "PERCENT": re.compile(r"([+-]?\d{1,10}(\.\d{1,5})?)?"),
    "INT": re.compile(r"\s*[+-]?\d+\s*"),
    "FLOAT": re.compile(r"\s*([+-]?(\d+(\.\d*)?|\.\d+))?\s*"),
    "GUID": re.compile(r"0|\{[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}"),
}
ID_LENGTH = 36


def is_valid(kind: str, text: str) -> bool:
    """Whether a text has the form of a type; strings and enumerations have no form of their own."""
    if kind == "ID":
        return len(text) <= ID_LENGTH
    form = FORMS.get(kind)
    return form is None or form.fullmatch(text) is not None
