"""
The values that JAGGAER offers beside what QuickBooks' lists stand for: which one of the two lost.

Rule 1: what is to be offered is what was decided about each record; nothing is decided here.
Rule 2: a code of the profile's leads nowhere where QuickBooks has no record of its name or number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from connector.domain.keys import by_name, by_number
from connector.domain.operation import State
from connector.domain.outgoing import OutgoingValues
from connector.domain.records import SHELVES, Books
from connector.flow.entities import Company, Json
from connector.flow.ports import Work
from connector.jaggaer.value_writing import offered
from connector.kinds.values import LIST_VALUES
from connector.sync.offering import offer_of


@dataclass(frozen=True, slots=True)
class Codes:
    """
    One field of JAGGAER's: ``lost`` it offers and QuickBooks does not have, ``missing`` it does not offer though it
    should, ``astray`` are codes of the profile's that QuickBooks has no record for.
    """

    listing: str
    field: str
    offered: int
    lost: tuple[str, ...]
    missing: tuple[str, ...]
    astray: tuple[str, ...]


def codes(work: Work, company: Company, rows: Sequence[Json]) -> list[Codes]:
    """List by list, in the order of the profile; ``rows`` are JAGGAER's."""
    rules, books = company.wire.writeback.value, work.mirror.books(company.name)
    backs = [one for one in work.write_backs.in_state(company.name, *State) if one.kind == LIST_VALUES.name]
    wanted = [one.wanted for one in backs if isinstance(one.wanted, OutgoingValues)]
    found = []
    for listing, field in rules.lists.items():
        theirs = {value for value, one in offered(rows, field).items() if one.is_active}
        ours = {one.value for values in wanted if values.field == field for one in values.values if one.is_active}
        offer = offer_of(listing, field, company.policy, by_number=rules.by == "number", types=rules.account_types)
        astray = tuple(f"{code} → {name}" for code, name in _astray(offer.codes.items(), listing, books))
        found.append(
            Codes(listing, field, len(theirs), tuple(sorted(theirs - ours)), tuple(sorted(ours - theirs)), astray)
        )
    return found


def _astray(mapped: Iterable[tuple[str, str]], listing: str, books: Books) -> Iterator[tuple[str, str]]:
    shelf = SHELVES[listing]
    for code, name in mapped:
        if not (books.find(shelf, by_name(name)) or books.find(shelf, by_number("account", name))):
            yield code, name
