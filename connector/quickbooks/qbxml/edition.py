"""
Which QuickBooks is spoken to: its edition, and the qbXML version of both sides.

Rule 1: from 6.0 on, CA, UK and AU use the plain version numbers; older ones have specifications of their own
        (Intuit's listings), and are not spoken to.
Rule 2: a field that an edition or version does not have is left out by us, or makes us hold the document: QuickBooks
        would ignore it with a warning (530), or refuse the whole message set.
"""

from __future__ import annotations

from dataclasses import dataclass

Version = tuple[int, int]
OLDEST: Version = (6, 0)
NEWEST: Version = (16, 0)


@dataclass(frozen=True, slots=True)
class Edition:
    """``country`` is US, CA, UK or AU."""

    country: str
    version: Version

    @classmethod
    def of(cls, country: str, qbxml: str) -> Edition:
        major, _, minor = qbxml.partition(".")
        return cls(country, (int(major), int(minor or 0)))

    def __str__(self) -> str:
        return f"qbXML {self.version[0]}.{self.version[1]} of the {self.country} edition"
