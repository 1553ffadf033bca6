"""A random customer: its suppliers, orders and profile, and the documents that it gets in the course of a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from scenarios.exploring.draw import Draw, cents

NAMES = ("Acme Lab Supply", "Bay Plumbing", "Coastal Freight", "Delta Tools", "Evergreen Paper")
ITEMS = ("Goods", "Gloves", "Reagents", "Glassware", "Valves", "Hoses")
ACCOUNTS = ("6120", "6130", "6140", "5000")
THIRDS = {"6120": "33.33", "6130": "33.33", "6140": "33.34"}
FIRST_INVOICE, FIRST_ORDER, FIRST_TYPED = 101, 49, 201
POLICIES: Mapping[str, tuple[str, ...]] = {
    "policy.corrections.changed": ("hold", "modify"),
    "policy.corrections.relinked": ("hold", "replace"),
    "policy.corrections.cancelled": ("hold", "void", "delete"),
    "policy.corrections.gone": ("hold", "leave", "post"),
    "policy.receipts.as": ("note", "item_receipt"),
    "policy.receipts.billed": ("hold", "replace"),
    "policy.orders.cancelled": ("close", "hold"),
    "policy.dates.closed_period": ("hold", "first_open_day"),
}
WRITTEN_BACK = ("payments", "acknowledgements")
Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Order:
    """``lines`` are items with quantity, and price in cents."""

    number: str
    supplier: str
    lines: tuple[tuple[str, int, int], ...]


@dataclass(slots=True)
class Customer:
    """What is known of it so far, to speak of later; ``references`` are numbers that bills may have."""

    draw: Draw
    suppliers: list[str] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    invoices: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)

    def add_suppliers(self) -> None:
        self.suppliers = list(NAMES[: self.draw.number("suppliers", 2, len(NAMES))])

    def profile(self) -> str:
        """As its profile's TOML has them; what fits nothing else is left at its default."""
        chosen = {name: self.draw.one_of(name, values) for name, values in POLICIES.items()}
        if chosen["policy.receipts.as"] == "note":
            del chosen["policy.receipts.billed"]
        lines = [f"{name} = '{value}'" for name, value in chosen.items()]
        lines += [f"wire.writeback.{name} = true" for name in self.draw.some_of("what is told", WRITTEN_BACK, 50)]
        return "".join(f"{line}\n" for line in lines)

    def order(self) -> Data:
        """Another purchase order, of lines with an item each."""
        draw, items = self.draw, list(ITEMS)
        lines = []
        for _ in range(draw.number("lines of an order", 1, 3)):
            item = draw.one_of("an item", items)
            items.remove(item)
            lines.append((item, draw.number("a quantity", 1, 40), draw.number("a price", 1, 20_000)))
        made = Order(str(FIRST_ORDER + len(self.orders)), draw.one_of("a supplier", self.suppliers), tuple(lines))
        self.orders.append(made)
        rows = [{"item": item, "quantity": str(quantity), "price": cents(price)} for item, quantity, price in lines]
        return {"number": made.number, "supplier": made.supplier, "lines": rows}

    def typed_order(self) -> Data:
        """One of a line that a person typed in QuickBooks: JAGGAER has invoices of it, and not the order."""
        draw, number = self.draw, str(FIRST_TYPED + len(self.orders))
        line = (draw.one_of("an item", ITEMS), draw.number("a quantity", 1, 400), draw.number("a price", 1, 20_000))
        self.orders.append(Order(number, draw.one_of("a supplier", self.suppliers), (line,)))
        item, quantity, price = line
        vendor = self.orders[-1].supplier
        return {"number": number, "vendor": vendor, "item": item, "quantity": str(quantity), "rate": cents(price)}

    def invoice(self) -> Data:
        """Another invoice or credit memo, of orders' lines or of none."""
        draw = self.draw
        supplier = draw.one_of("a supplier", self.suppliers)
        orders = [one for one in self.orders if one.supplier == supplier]
        lines = [self._line(orders) for _ in range(draw.number("lines of an invoice", 1, 3))]
        is_credit = not any("order" in one for one in lines) and draw.happens("a credit memo", 12)
        number, reference = f"I{FIRST_INVOICE + len(self.invoices):05d}", f"N-{len(self.invoices) + 1}"
        self.invoices.append(number)
        self.references.append(reference)
        made: Data = {"number": number, "supplier": supplier, "supplier_invoice": reference, **lines[0]}
        if is_credit:
            made["kind"] = "credit"
        if lines[1:]:
            made["more"] = lines[1:]
        charges = draw.some_of("a charge", ("tax", "freight", "handling"), 20)
        made |= {name: draw.amount(name, 5_000) for name in charges}
        if sum(Decimal(one["total"]) for one in lines) > 1 and draw.happens("a discount", 8):
            made["discount"] = "0.75"
        if draw.happens("a pending invoice", 10):
            made["state"] = "pending"
        return made

    def _line(self, orders: list[Order]) -> Data:
        draw = self.draw
        if orders and draw.happens("a line of an order", 60):
            order = draw.one_of("an order", orders)
            place = draw.number("a line of it", 1, len(order.lines))
            _, ordered, price = order.lines[place - 1]
            quantity = draw.number("how many", 1, max(1, ordered // 2))
            of_it = {"order": order.number, "order_line": place, "quantity": str(quantity)}
            return {"total": cents(quantity * price), **of_it}
        if draw.happens("a line in shares", 15):
            return {"total": draw.amount("a total"), "shares": dict(THIRDS)}
        return {"total": draw.amount("a total"), "account": draw.one_of("an account", ACCOUNTS)}

    def reference(self) -> str:
        """The number of a bill that may be there."""
        return self.draw.one_of("a bill", self.references)

    def new_reference(self) -> str:
        """A number that no bill has yet."""
        self.references.append(f"R-{len(self.references) + 1}")
        return self.references[-1]
