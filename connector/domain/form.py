"""
A record of QuickBooks field by field, as text: what is compared before it is changed.

A field is named by its path below the record, in QuickBooks' words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

NEW_LINE = "-1"
"""The TxnLineID of a line that a modify adds (Intuit's SDK guide)."""


NUMBER, NUMBERS = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,10})?"), frozenset({"Rate", "Quantity"})


def is_same(path: str, one: str, other: str) -> bool:
    """Of prices and quantities, whatever their zeros are: QuickBooks shows a price with two decimals at least."""
    if one == other or path not in NUMBERS:
        return one == other
    return bool(NUMBER.fullmatch(one) and NUMBER.fullmatch(other)) and Decimal(one) == Decimal(other)


@dataclass(frozen=True, slots=True)
class FormLine:
    """``name`` is the element without Add, Mod or Ret; ``id`` its TxnLineID, empty before it is written."""

    name: str
    fields: tuple[tuple[str, str], ...]
    id: str = ""

    def at(self, path: str) -> str:
        return dict(self.fields).get(path, "")


@dataclass(frozen=True, slots=True)
class Form:
    """What is absent and what is empty are the same, as they are in QuickBooks."""

    fields: tuple[tuple[str, str], ...] = ()
    lines: tuple[FormLine, ...] = ()

    @property
    def named(self) -> Mapping[str, str]:
        return dict(self.fields)

    def at(self, path: str) -> str:
        return self.named.get(path, "")
