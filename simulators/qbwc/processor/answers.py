"""
Stored answers: QuickBooks' error recovery by message set ids.

An application gives a message set an id with newMessageSetID; QuickBooks keeps the answer under it, and gives it
again without executing anything. oldMessageSetID names one that is to be forgotten.
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


@dataclass(frozen=True, slots=True)
class Store:
    """The stored answers of one application in one company file."""

    file: CompanyFile
    application: str

    def before(self, envelope: Envelope, text: str) -> Stored | None:
        """The answer to a message set that must not be executed, or None."""
        new, old = envelope.new_id, envelope.old_id
        if any(len(one or "") > LONGEST for one in (new, old)):
            #: A message set id of more than 24 characters: 9004. [Intuit's InvoiceAdd.cs; its text says 23]
            return Stored(9004)
        if new is not None and new == old and not envelope.requests:
            kept = self._kept(new)
            #: An empty message set with the same old and new id asks for the stored answer; none is 9002. [Intuit's
            #: ErrRecovery samples]
            return Stored(0, kept["responses"]) if kept else Stored(9002)
        if new is not None and (kept := self._kept(new)):
            #: The same message set under a stored id is not executed again: its answer comes back. [Intuit's guide]
            #: A different one under a stored id: 9001. [Intuit's InvoiceAdd.cs]
            return Stored(0, kept["responses"]) if kept["checksum"] == checksum(text) else Stored(9001)
        if old is None or old == new:
            return None
        #: oldMessageSetID with another newMessageSetID, or alone, forgets what is stored under it. [Intuit's
        #: ErrRecovery samples]
        gone = self.file.answers.pop(self._key(old), None)
        if new is None and not envelope.requests:
            #: oldMessageSetID alone, and nothing stored under it: 600. [Intuit's table and sample]
            return Stored(0 if gone else 600)
        return None

    def keep(self, envelope: Envelope, text: str, responses: str) -> None:
        """Keep the answer of a message set that was executed."""
        if envelope.new_id is not None:
            #: Stored answers are kept for each application and company file apart. [Intuit's guide]
            self.file.answers[self._key(envelope.new_id)] = {"checksum": checksum(text), "responses": responses}

    def _kept(self, set_id: str) -> dict[str, str] | None:
        return self.file.answers.get(self._key(set_id))

    def _key(self, set_id: str) -> str:
        return f"{self.application}|{set_id}"


def checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
