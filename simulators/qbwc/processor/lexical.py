"""The lexical forms of qbXML's types, as the 13.0 schema accepts and refuses them (tried with lxml)."""

from __future__ import annotations

import re
from calendar import monthrange

#: An empty value is valid for every type but INT, GUID and a plain enumeration. [the 13.0 schema, tried]
#: BOOL, DATE, INT and FLOAT ignore blanks around them; “True” is no boolean. [the 13.0 schema, tried]
#: A DATETIME has no Z and no fractions; one-digit parts and impossible dates pass. [the 13.0 schema, tried]
#: A date has no noughts before a year of five digits, and an offset of 14 hours at most; a duration has one part at
#: least, no plus, and may have blanks around it. [the 13.0 schema, tried]
#: An amount has two decimals or none; prices, quantities and percentages up to five. [the 13.0 schema, tried]
#: A GUID is 0, or has braces. [the 13.0 schema, tried]
FORMS = {
    "BOOL": re.compile(r"\s*(true|false|0|1)?\s*"),
    "DATE": re.compile(
        r"\s*((-?(?:[1-9]\d{4,}|\d{4}))-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
        r"(Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?)?\s*"
    ),
    "DATETIME": re.compile(r"(\d{4}-\d{1,2}-\d{1,2}(T\d{1,2}(:\d{1,2}(:\d{1,2}([+-]\d{1,2}:\d{1,2})?)?)?)?)?"),
    "INTERVAL": re.compile(r"\s*(-?PT(?=\d)(\d+H)?(\d+M)?(\d+S)?)?\s*"),
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
        #: An id has at most 36 characters. [Intuit's types]
        return len(text) <= ID_LENGTH
    form = FORMS.get(kind)
    if form is None:
        return True
    found = form.fullmatch(text) if text.isascii() else None
    if found is None or kind != "DATE" or not found[1]:
        return found is not None
    year = int(found[2])
    return year > 0 and int(found[4]) <= monthrange(min(year, 9999), int(found[3]))[1]
