"""
The correction of an invoice as a kind of document, which JAGGAER has no list of.

A correction travels like any other document: the connector looks for it before the write, reads it back after it, shows
it, and tells of a person's change to it. A written correction never changes; JAGGAER's next change is the next one.
"""

from __future__ import annotations

from collections.abc import Iterator

from connector.domain.bill import Draft
from connector.domain.correction import PREFIX, Correction
from connector.domain.difference import Difference
from connector.domain.hold import Hold
from connector.domain.invoice import Standing
from connector.domain.kind import Kind
from connector.domain.policy import CorrectionPolicy, Policy
from connector.errors import InternalError
from connector.jaggaer.payload import Json
from connector.jaggaer.rows import Names
from connector.jaggaer.wire_profile import Resource, WireProfile
from connector.kinds.bought import BoughtKind
from connector.kinds.correction import payload
from connector.kinds.kind import Around, Part
from connector.sync import changing, correcting, fingerprint
from connector.sync.duplicates import Match
from connector.sync.situation import Situation


class CorrectionKind(BoughtKind[Correction]):
    names = Names("correction", "correction", "corrections", "correctionId", "number", prefix=PREFIX)
    becomes = frozenset({Kind.BILL, Kind.CREDIT})

    def resource(self, wire: WireProfile) -> Resource:
        raise InternalError("JAGGAER has no list of corrections.")

    def is_read(self, policy: Policy, wire: WireProfile) -> bool:
        return False

    def standing(self, header: Json, wire: WireProfile) -> Standing:
        raise InternalError("JAGGAER has no list of corrections.")

    def read(self, document: Json, wire: WireProfile) -> Correction | Hold:
        return payload.read(document)

    def fingerprint(self, value: Correction) -> str:
        return fingerprint.digest(value.draft)

    def number_in_quickbooks(self, value: Correction) -> str:
        return value.draft.ref_number

    def parts(self, value: Correction) -> Iterator[Part]:
        yield from value.draft.parts

    def told(self, before: Correction, after: Correction) -> tuple[Difference, ...]:
        return ()

    def draft(self, value: Correction, situation: Situation) -> Draft | tuple[Hold, ...]:
        return correcting.draft(value, situation)

    def carried(self, written: Draft, before: Draft | None, after: Draft) -> Draft:
        return after

    def is_same_in_substance(self, before: Correction, after: Correction) -> bool:
        return before.draft == after.draft

    def is_relinked(self, written: Draft, wanted: Draft) -> bool:
        return changing.is_relinked(written, wanted)

    def entered(self, draft: Draft, value: Correction, around: Around) -> Match | None:
        return correcting.entered(draft, around.books, sorted(around.others))

    def corrections(self, policy: Policy) -> CorrectionPolicy:
        return CorrectionPolicy(gone=policy.corrections.gone)


CORRECTION = CorrectionKind()
