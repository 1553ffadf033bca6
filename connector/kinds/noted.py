"""A kind that is read and kept, and becomes nothing in QuickBooks: it is never drafted, and so never compared."""

from __future__ import annotations

from connector.domain.difference import Difference, NameOf
from connector.domain.draft import Posting
from connector.domain.form import Form
from connector.domain.hold import Hold
from connector.domain.invoice import Standing
from connector.domain.record import EMPTY, Record
from connector.jaggaer.payload import Json
from connector.jaggaer.wire_profile import WireProfile
from connector.kinds.kind import Around, DocumentKind, Seen, V
from connector.quickbooks.differences import Receiving
from connector.sync import fingerprint
from connector.sync.duplicates import Match
from connector.sync.situation import Situation


class NotedKind(DocumentKind[V, Posting]):
    becomes = frozenset()

    def standing(self, header: Json, wire: WireProfile) -> Standing:
        return Standing.NOTED

    def fingerprint(self, value: V) -> str:
        return fingerprint.digest(value)

    def number_in_quickbooks(self, value: V) -> str:
        return value.number

    def told(self, before: V, after: V) -> tuple[Difference, ...]:
        return ()

    def draft(self, value: V, situation: Situation) -> Posting | tuple[Hold, ...]:
        return ()

    def carried(self, written: Posting, before: Posting | None, after: Posting) -> Posting:
        return written

    def changes(self, written: Posting, wanted: Posting, name_of: NameOf) -> tuple[Difference, ...]:
        return ()

    def is_same_in_substance(self, before: V, after: V) -> bool:
        return before == after

    def entered(self, draft: Posting, value: V, around: Around) -> Match | None:
        return None

    def face(self, posted: Posting | Record, record: Record, *, is_merged: bool) -> tuple[Difference, ...]:
        return ()

    def seen(
        self, draft: Posting, record: Record, receiving: Receiving, name_of: NameOf, before: Form = EMPTY
    ) -> Seen[Posting]:
        return Seen(draft)
