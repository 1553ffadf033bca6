"""
A record of QuickBooks field by field, as text: what is compared before it is changed.

A field is named by its path below the record, in QuickBooks' words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

NEW_LINE = "-1"
"""The TxnLineID of a line that a modify adds (Intuit's SDK guide)."""


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
