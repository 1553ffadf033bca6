"""
Whether what stands in QuickBooks is what was posted, and if not, whose business that is.

Rule 1: another vendor, number, date, currency or total is a person's to explain: it is what JAGGAER approved.
Rule 2: another account, class, customer, memo, due date or terms is QuickBooks' own: coded otherwise, and never written
        back. So is a total that is divided otherwise over the lines.
Rule 3: lines are compared as what they say, in any order: expense lines by account, class, customer and amount, item
        lines by item, class, customer, quantity and amount. QuickBooks Desktop shows neither an item line's account
        nor its order line (Intuit's listing of BillRet): neither is claimed.
Rule 4: the order is the header's LinkedTxn, and the order line what the order shows as received.
Rule 5: a vendor that QuickBooks does not have any more was merged into another one, with all its bills.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from connector.domain.bill import Draft
from connector.domain.difference import Difference, NameOf
from connector.domain.draft import OrderDraft, Posting
from connector.domain.form import Form, FormLine
from connector.domain.identifiers import ListID, TxnLineID
from connector.domain.record import Record
from connector.quickbooks.qbxml.forms import form_of

REFERENCES = ("AccountRef/ListID", "ItemRef/ListID", "ClassRef/ListID", "CustomerRef/ListID")
LINE = (*REFERENCES, "Quantity", "Amount")
PLACES = {"Quantity": None, "Rate": None, "Amount": 2}
CODED = {"Memo": "memo", "DueDate": "due date", "TermsRef/ListID": "terms"}
HEADER = {
    "ClassRef/ListID": "class",
    "TxnDate": "date",
    "ExpectedDate": "expected date",
    "Other1": "supplier's number",
    "IsManuallyClosed": "closed",
}
ORDERED = {
    "ItemRef/ListID": "item",
    "Desc": "text",
    "Quantity": "quantity",
    "UnitOfMeasure": "unit",
    "Rate": "price",
    "Amount": "amount",
    "ClassRef/ListID": "class",
    "CustomerRef/ListID": "customer",
    "IsManuallyClosed": "closed",
}
OPEN = ("IsManuallyClosed", "false")
"""What is received in full closes by itself, and nobody has to be told."""
SIDES = ("as posted", "in QuickBooks")


@dataclass(frozen=True, slots=True)
class Receiving:
    """What the lines of the orders show: their items, and how much of each was received."""

    items: Mapping[TxnLineID, ListID]
    received: Mapping[TxnLineID, Decimal]


def face(posted: Posting | Record, record: Record, *, is_merged: bool = False) -> tuple[Difference, ...]:
    """What a person has to explain; a record that somebody paired is compared with itself as it was then."""
    vendors = () if is_merged or posted.vendor_id == record.vendor_id else (posted.vendor, record.vendor)
    sides = (
        ("number", posted.ref_number or "", record.ref_number or ""),
        ("date", _day(posted), _day(record)),
        ("total", str(posted.total or ""), str(record.total or "")),
    )
    others = (Difference(*side, SIDES) for side in sides if side[1].casefold() != side[2].casefold())
    return (*([Difference("vendor", *vendors, SIDES)] if vendors else []), *others)


def _day(one: Posting | Record) -> str:
    return one.txn_date.isoformat() if one.txn_date else ""


def lines(
    wanted: Form, found: Form, items: Mapping[TxnLineID, ListID] | None = None, name_of: NameOf = str
) -> tuple[Difference, ...]:
    """What the lines say otherwise; an item line's item is that of its order's line, where that is known."""
    known = items or {}
    said = [_says(_with_item(line, known)) for line in wanted.lines]
    shown = [_says(line) for line in found.lines]
    if any((order_line := _order_line(line)) and order_line not in known for line in wanted.lines):
        said, shown = [_without_item(one) for one in said], [_without_item(one) for one in shown]
    if sorted(said) == sorted(shown):
        return ()
    ours, theirs = Counter(said), Counter(shown)
    sides = [_in_words(one.elements(), name_of) for one in (ours - theirs, theirs - ours)]
    return (Difference("lines", sides[0], sides[1], SIDES),)


def coding(wanted: Form, found: Form, name_of: NameOf = str) -> tuple[Difference, ...]:
    """What is QuickBooks' own business, of the header."""
    return tuple(
        Difference(name, name_of(wanted.at(path)), name_of(found.at(path)), SIDES)
        for path, name in CODED.items()
        if wanted.at(path) and wanted.at(path) != found.at(path)
    )


def ties(draft: Draft, record: Record, receiving: Receiving) -> Iterator[Difference]:
    """What of its orders a bill is not tied to."""
    for line in draft.items:
        if line.link.txn_id not in record.linked:
            yield Difference("order", line.link.ref_number, "", SIDES)
        elif receiving.received.get(line.link.line_id, line.quantity) < line.quantity:
            received = f"{receiving.received[line.link.line_id].normalize():f} received"
            field = f"line of order {line.link.ref_number}"
            yield Difference(field, f"{line.quantity.normalize():f}", received, SIDES)


Said = tuple[str, ...]


def _says(line: FormLine) -> Said:
    given = dict(line.fields)
    return (line.name, *(_plain(path, given.get(path, "")) for path in LINE))


def _plain(path: str, text: str) -> str:
    if path not in PLACES or not text:
        return text
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return text
    return f"{number:.2f}" if PLACES[path] else f"{number.normalize():f}"


def _order_line(line: FormLine) -> TxnLineID:
    return TxnLineID(line.at("LinkToTxn/TxnLineID"))


def _with_item(line: FormLine, items: Mapping[TxnLineID, ListID]) -> FormLine:
    item = items.get(_order_line(line)) if items else None
    return FormLine(line.name, (*line.fields, ("ItemRef/ListID", item)), line.id) if item else line


def _without_item(said: Said) -> Said:
    return (*said[:2], "", *said[3:])


def _in_words(said: Iterable[Said], name_of: NameOf) -> str:
    return "; ".join(" ".join(_named(one, name_of)) for one in said)


def _named(said: Said, name_of: NameOf) -> Iterator[str]:
    """Its references by their names, and its numbers, without what it has not."""
    for at, part in enumerate(said[1:]):
        if part:
            yield name_of(part) if at < len(REFERENCES) else part


def ordered_face(posted: OrderDraft | Record, record: Record, *, is_merged: bool = False) -> tuple[Difference, ...]:
    """What a person has to explain of an order: under another vendor or number no invoice finds it."""
    return tuple(one for one in face(posted, record, is_merged=is_merged) if one.field in ("vendor", "number"))


def ordered_lines(draft: OrderDraft, found: Form, name_of: NameOf = str) -> Iterator[Difference]:
    """What the lines of an order say otherwise, each found by its id; a line that is nobody's of ours is a person's."""
    there = {line.id: line for line in found.lines}
    for line, wanted in zip(draft.lines, form_of(draft).lines, strict=True):
        shown = there.pop(line.line_id or "", None)
        if shown is None:
            yield Difference(f"line {line.number}", f"{line.item} {line.amount}", "", SIDES)
            continue
        for path, name in ORDERED.items():
            ours, theirs = _plain(path, wanted.at(path)), _plain(path, shown.at(path))
            if ours and ours != theirs and (path, ours) != OPEN:
                yield Difference(f"line {line.number} {name}", name_of(ours), name_of(theirs), SIDES)
    for theirs_alone in there.values():
        says = f"{name_of(theirs_alone.at('ItemRef/ListID'))} {theirs_alone.at('Amount')}"
        yield Difference("line", "", says, SIDES)


def ordered_coding(draft: OrderDraft, found: Form, name_of: NameOf = str) -> tuple[Difference, ...]:
    """What of an order's header is QuickBooks' own business; what a person changed of it stays."""
    wanted, paths = form_of(draft), {**CODED, **HEADER}
    return tuple(
        Difference(name, name_of(wanted.at(path)), name_of(found.at(path)), SIDES)
        for path, name in paths.items()
        if wanted.at(path) and wanted.at(path) != found.at(path) and (path, wanted.at(path)) != OPEN
    )
