"""
A digest of what a document says, so that a new stamp without a new content changes nothing.

It begins with the version of its making: one of another version says nothing about a change. A field that is not in
the ``repr`` of a value is none of it: so a field that is added leaves what people settled by earlier digests settled.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from connector.domain.invoice import Invoice, Standing

VERSION = "2:"


def fingerprint(invoice: Invoice) -> str:
    """Equal for two versions that would be posted alike: stamp and status do not count."""
    return digest(replace(invoice, stamp="", statuses="", standing=Standing.DUE))


def digest(content: object) -> str:
    return VERSION + hashlib.sha256(repr(content).encode()).hexdigest()


def is_comparable(print_: str) -> bool:
    """Whether it was made as ``fingerprint`` makes them now."""
    return print_.startswith(VERSION)
