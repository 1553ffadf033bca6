"""The pages of clauses by their names: docs/invoices.md and docs/orders.md are what they print."""

from __future__ import annotations

from collections.abc import Mapping

from scenarios.clauses.invoices import INVOICES
from scenarios.clauses.orders import ORDERS
from scenarios.clauses.page import Page

PAGES: Mapping[str, Page] = {"invoices": INVOICES, "orders": ORDERS}

__all__ = ["PAGES", "Page"]
