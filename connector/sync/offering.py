"""
Which values JAGGAER is to offer for records of QuickBooks' lists.

Rule 1: a record stands for the codes that the customer's map makes it of; without one, for its full name, or for its
        number where the profile says so.
Rule 2: what is inactive or gone is withdrawn where it was offered, and never offered otherwise.
Rule 3: an account that no line can be booked on is not offered; one without a code is, if its type is one to buy on.
Rule 4: a value that another record stands for by now is that one's, and not withdrawn.
Rule 5: a map of several fields together says nothing of the values of one.
Rule 6: a value is withdrawn from the field that it was offered in; the values of a field that the profile no longer
        names stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from connector.domain.outgoing import OutgoingValue, OutgoingValues
from connector.domain.policy import CodePolicy, Policy
from connector.domain.records import NO_LINES, Account, Named
from connector.domain.writeback import Change, WriteBack

Back = WriteBack[OutgoingValues]


@dataclass(frozen=True, slots=True)
class Offer:
    """
    ``field`` is JAGGAER's, ``codes`` go from codes to names or numbers of QuickBooks', ``suffix`` ends each code.

    ``types`` are those of accounts that are offered without a code.
    """

    field: str
    codes: Mapping[str, str]
    suffix: str = ""
    by_number: bool = False
    types: tuple[str, ...] = ()


def offer_of(listing: str, field: str, policy: Policy, *, by_number: bool, types: tuple[str, ...]) -> Offer:
    """How records of a list are offered."""
    coded = {"accounts": policy.account, "classes": policy.classes, "customers": policy.customers}.get(listing)
    if isinstance(coded, CodePolicy):
        is_alone = len(coded.fields) <= 1
        return Offer(field, coded.map if is_alone else {}, coded.strip_suffix, by_number, types)
    return Offer(field, policy.terms.map if listing == "terms" else policy.orders.items.map)


def stands_for(value: str, offer: Offer) -> str:
    """The name or number of QuickBooks' that a value means."""
    code = value.removesuffix(offer.suffix)
    return offer.codes.get(code, value)


def decided(
    back: Back, record: Account | Named | None, offer: Offer, is_anothers: Callable[[str], bool]
) -> Back | None:
    """
    The write-back as it stands now; None where nothing is to be told.

    ``record`` is None where it is gone; ``is_anothers`` says of a value that another record stands for it by now.
    """
    told = {one.value: one for one in back.told.values} if back.told and back.told.field == offer.field else {}
    offered = {one.value: one for one in _values(record, offer)} if record is not None else {}
    left = {value: one for value, one in told.items() if value not in offered and not is_anothers(value)}
    withdrawn = {value: replace(one, is_active=False) for value, one in left.items()}
    wanted = OutgoingValues(back.number, offer.field, tuple({**withdrawn, **offered}.values()))
    if back.told is None and not offered:
        return None
    if back.told is not None and (back.told.field, back.told.values) == (wanted.field, wanted.values):
        return back.rests()
    if back.is_settled(wanted):
        return back
    return back.queued(Change.TELL, wanted)


def _values(record: Account | Named, offer: Offer) -> Iterator[OutgoingValue]:
    name, number = _called(record)
    if not record.is_active or (isinstance(record, Account) and record.type in NO_LINES):
        return
    known = {one for one in (name.casefold(), number) if one}
    codes = [code for code, meant in offer.codes.items() if meant.strip().casefold() in known]
    for code in codes:
        yield OutgoingValue(f"{code}{offer.suffix}", name)
    if not codes and (not isinstance(record, Account) or record.type in offer.types):
        yield OutgoingValue(number if offer.by_number and number else name, name)


def _called(record: Account | Named) -> tuple[str, str]:
    """Its full name, and the number that only accounts have."""
    return (record.full_name, record.number) if isinstance(record, Account) else (record.name, "")
