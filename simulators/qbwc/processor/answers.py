"""
Stored answers: QuickBooks' error recovery by message set ids.

  rule                                                              source
  newMessageSetID stores the answer under it                          Intuit's ErrRecovery samples, guide
  the same message under a stored id is not executed again            as above
  a different message under a stored id: 9001                         Intuit's InvoiceAdd.cs
  an empty message, old and new alike: the stored answer              Intuit's ErrRecovery samples
  … and none is stored: 9002                                          Intuit's InvoiceAdd.cs
  oldMessageSetID alone drops what is stored                          Intuit's ErrRecovery samples
  … and none is stored: 600                                           Intuit's table and sample
  an id longer than 24 characters: 9004                               Intuit's InvoiceAdd.cs (its text says 23)
  messageSetStatusCode is there only when an id was sent               captured answers
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from simulators.qbwc.company.file import CompanyFile
from simulators.qbwc.processor.envelope import Envelope

LONGEST = 24


@dataclass(frozen=True, slots=True)
class Stored:
    """What is answered without executing anything: a set status, and responses where there are any."""

    status: int
    responses: str = ""


def checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def before(file: CompanyFile, envelope: Envelope, text: str) -> Stored | None:
    """The answer to a message that must not be executed, or None."""
    new, old = envelope.new_id, envelope.old_id
    if any(len(one or "") > LONGEST for one in (new, old)):
        return Stored(9004)
    if new is not None and new == old and not envelope.requests:
        kept = file.answers.get(new)
        return Stored(0, kept["responses"]) if kept else Stored(9002)
    if new is not None and new in file.answers and new != old:
        kept = file.answers[new]
        return Stored(0, kept["responses"]) if kept["checksum"] == checksum(text) else Stored(9001)
    if old is not None and new is None:
        gone = file.answers.pop(old, None)
        if not envelope.requests:
            return Stored(0 if gone else 600)
    elif old is not None:
        file.answers.pop(old, None)
    return None


def after(file: CompanyFile, envelope: Envelope, text: str, responses: str) -> None:
    """Keep the answer of a message that was executed."""
    if envelope.new_id is not None:
        file.answers[envelope.new_id] = {"checksum": checksum(text), "responses": responses}
