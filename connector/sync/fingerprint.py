"""A digest of what an invoice says, so that a new stamp without a new content changes nothing."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from connector.domain.invoice import Invoice, Standing


def fingerprint(invoice: Invoice) -> str:
    """Equal for two versions that would be posted alike: stamp and status do not count."""
    content = replace(invoice, stamp="", standing=Standing.DUE)
    return hashlib.sha256(repr(content).encode()).hexdigest()
