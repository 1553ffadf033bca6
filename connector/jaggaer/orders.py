"""
From a J1P purchase order to the domain's.

Rule 1: a revision raises the revision number under the same number and id, and comes whole (Cornell; UMass).
Rule 2: a line is cancelled by its quantity of 0 (Cornell) or by its status (assumed).
Rule 3: a line has an extended price; without one it is quantity times unit price, rounded to the cent.
Rule 4: what the supplier confirmed stands on the order (assumed), and so comes with it.
Rule 5: header charges are read as those of an invoice are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pydantic import ValidationError

from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import DocumentId, SupplierId
from connector.domain.invoice import Standing, Supplier
from connector.domain.money import Money
from connector.domain.order import Confirmation, Order, OrderLine
from connector.jaggaer.documents import explain
from connector.jaggaer.order_documents import Address, Confirmed, OrderDocument, OrderHeader, PoLine
from connector.jaggaer.parts import charges_of, codings, whole_charges
from connector.jaggaer.payload import Json
from connector.jaggaer.rows import APART, Names, header_of
from connector.jaggaer.wire_profile import WireProfile, at, canonical

NAMES = Names("order", "purchase order", "purchase orders", "poId", "poNumber", prefix=f"order{APART}")
LINES = "lineList.poLine"
ZERO = Decimal(0)
MOST_DIGITS = 18
MOST_LINES_OF_ADDRESS = 5
"""So many QuickBooks keeps of an address as lines (Intuit's listing)."""


def standing(header: Json, profile: WireProfile) -> Standing:
    """What the statuses of a list row mean; decided before anything else of it is read."""
    rules = (
        (profile.order.skip_when, Standing.SKIPPED),
        (profile.order.cancelled_when, Standing.CANCELLED),
        (profile.order.closed_when, Standing.CLOSED),
        (profile.order.due_when, Standing.DUE),
    )
    for rule, meaning in rules:
        if rule.holds(header):
            return meaning
    return Standing.NOT_DUE if profile.order.known.holds(header) else Standing.STRANGE


def revision_of(payload: Json, profile: WireProfile) -> int | None:
    """Which version of the order it is, where it says so: as a number, or in digits."""
    given = str(header_of(canonical(payload, profile.order.fields, LINES)).get("revisionNumber"))
    return int(given) if given.isdecimal() and len(given) <= MOST_DIGITS else None


def normalise(document: Json, profile: WireProfile) -> Order | Hold:
    """The order, or why it cannot be read: one bad document never stops the others."""
    called = NAMES.called
    try:
        moved = canonical(document, profile.order.fields, LINES)
        parsed, rows = OrderDocument.model_validate(moved), at(moved, LINES)
        return _order(parsed, header_of(document), rows if isinstance(rows, list) else [], profile)
    except ValidationError as error:
        return Hold.of(HoldCode.UNREADABLE, detail=explain(error, called))
    except ArithmeticError:
        return Hold.of(HoldCode.UNREADABLE, detail=f"In the {called}, a quantity or price is out of all bounds.")
    except ValueError as error:
        return Hold.of(HoldCode.UNREADABLE, detail=f"In the {called}, {error}.")


def _order(document: OrderDocument, raw: Json, rows: Sequence[Json], profile: WireProfile) -> Order:
    header, currency = document.header, document.header.total.currency
    goods = Money.total(map(_amount, document.line_list.lines, [currency] * len(document.line_list.lines)), currency)
    wholes = (Money.rounded(header.total.value, currency), goods)
    parsed = zip(document.line_list.lines, rows, strict=True)
    lines = tuple(_line(line, row, header, wholes, profile) for line, row in parsed)
    return Order(
        id=DocumentId(f"{NAMES.prefix}{header.po_id}"),
        number=header.po_number,
        revision=header.revision or 0,
        standing=standing(raw, profile),
        supplier=Supplier(SupplierId(header.supplier.id), header.supplier.name, header.supplier.supplier_number),
        order_date=header.created,
        terms=header.terms.code,
        ship_to=tuple(_address(header.ship_to.address))[:MOST_LINES_OF_ADDRESS],
        lines=lines,
        charges=whole_charges(tuple(charges_of(header, currency)), lines),
        total=Money.rounded(header.total.value, currency),
        stamp=header.last_update,
        exchange_rate=header.exchange_rate if header.exchange_rate and header.exchange_rate > 0 else None,
        confirmation=_confirmation(header.confirmation, profile),
        reference=header.reference or "",
        statuses=", ".join(str(value) for path in profile.order.known.all_of if (value := at(raw, path)) is not None),
    )


def _confirmation(given: Confirmed | None, profile: WireProfile) -> Confirmation | None:
    if given is None or given.status is None or given.status in profile.order.unconfirmed:
        return None
    return Confirmation(given.status, given.status in profile.order.accepted, given.day, given.number or "")


def _line(line: PoLine, row: Json, header: OrderHeader, wholes: Sequence[Money], profile: WireProfile) -> OrderLine:
    """``wholes`` are what the document comes to: its total, and its goods alone."""
    amount = _amount(line, header.total.currency)
    return OrderLine(
        number=line.line_number,
        description=line.item.description or "",
        quantity=line.quantity,
        unit_price=line.unit_price,
        amount=amount,
        catalog_number=line.item.catalog_number or "",
        commodity=line.item.commodity or "",
        unit=line.item.unit.dimension or "",
        requested=line.requested,
        is_cancelled=not line.quantity or profile.order.line_cancelled_when.holds(row),
        codings=(
            *codings(line.splits, (amount,), f"line {line.line_number}"),
            *codings(header.splits, wholes, "the document"),
        ),
        charges=tuple(charges_of(line, header.total.currency)),
    )


def _amount(line: PoLine, currency: str) -> Money:
    return Money.rounded(line.quantity * line.unit_price if line.extended is None else line.extended, currency)


def _address(given: Address | None) -> Iterator[str]:
    """As it stands on an envelope."""
    if given is None:
        return
    yield from (line.text for line in given.lines.lines if line.text)
    town = " ".join(part for part in (given.city, given.state, given.postal_code) if part)
    yield from (part for part in (town, given.country) if part)
