"""Records of QuickBooks' lists as values of JAGGAER's custom fields, on their way to JAGGAER."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from connector.domain.hold import Hold
from connector.domain.keys import by_id, by_name, by_number
from connector.domain.outgoing import OutgoingValues
from connector.domain.policy import Policy
from connector.domain.records import SHELVES, Account, Books, Named
from connector.domain.writeback import WriteBack
from connector.errors import InternalError
from connector.jaggaer import value_writing
from connector.jaggaer.payload import Json
from connector.jaggaer.rows import Names
from connector.jaggaer.wire_profile import Resource, WireProfile
from connector.kinds.writing import Known, ListWriting
from connector.sync.offering import Offer, decided, offer_of, stands_for
from connector.sync.outgoing import Shows

APART = ":"


class ListValues(ListWriting):
    """The subject is a list's name and the id of a record in it; a request is of one list."""

    name = called = "value"
    names = Names("value", "list of values", "lists of values", "name", "name")

    def is_written(self, policy: Policy, wire: WireProfile) -> bool:
        return wire.writeback.values

    def beginnings(self, wire: WireProfile) -> Mapping[str, str]:
        """The lists that are offered, each with what its subjects begin with."""
        return {listing: f"{listing}{APART}" for listing in wire.writeback.value.lists}

    def resource(self, wire: WireProfile) -> Resource:
        return wire.writeback.value.shown

    def filters(self, back: WriteBack, wire: WireProfile) -> Sequence[str]:
        return ("",)  # all of it

    def path(self, wire: WireProfile) -> str:
        return wire.writeback.value.path

    def number(self, subject: str, known: Known) -> str:
        record = _record(subject, known.books)
        return _called(record) if record is not None else ""

    def decided(self, back: WriteBack, known: Known) -> WriteBack | None:
        listing, _, own = back.subject.partition(APART)
        rules = known.wire.writeback.value
        field = next((name for one, name in rules.lists.items() if one == listing), None)
        if field is None:
            return back if back.told is not None else None
        offer = offer_of(listing, field, known.policy, by_number=rules.by == "number", types=rules.account_types)
        record = _record(back.subject, known.books)
        after = decided(back, record, offer, partial(_is_anothers, known.books, listing, own, offer))
        return after and replace(after, own_id=field)

    def part(self, back: WriteBack, wire: WireProfile) -> str:
        return value_writing.part(_wanted(back))

    def group(self, back: WriteBack) -> str:
        return _wanted(back).field

    def request(self, backs: Sequence[WriteBack], wire: WireProfile) -> str:
        return value_writing.request(self.group(backs[0]), [one.body for one in backs])

    def together(self, wire: WireProfile) -> int:
        return wire.writeback.value.together

    def shown(self, back: WriteBack, document: Json | None, policy: Policy, wire: WireProfile) -> Shows | Hold:
        wanted = _wanted(back)
        offered = value_writing.offered(document["rows"] if document else (), wanted.field)
        return Shows.DONE if all(offered.get(one.value) == one for one in wanted.values) else Shows.NOT_DONE


def _record(subject: str, books: Books) -> Account | Named | None:
    listing, _, own = subject.partition(APART)
    found = books.find(SHELVES[listing], by_id(own))
    return next((one for one in found if isinstance(one, Account | Named)), None)


def _called(record: Account | Named) -> str:
    return record.full_name if isinstance(record, Account) else record.name


def _is_anothers(books: Books, listing: str, own: str, offer: Offer, value: str) -> bool:
    """Whether another record that is active stands for a value by now."""
    meant, shelf = stands_for(value, offer), SHELVES[listing]
    found = [*books.find(shelf, by_name(meant)), *books.find(shelf, by_number("account", meant))]
    return any(one.record_id != own and one.is_active for one in found)


def _wanted(back: WriteBack) -> OutgoingValues:
    if not isinstance(back.wanted, OutgoingValues):
        raise InternalError(f"There is nothing to offer of {back.number}.")
    return back.wanted


LIST_VALUES = ListValues()
