"""The pages of clauses by their names: the pages of these names in docs are what they print."""

from __future__ import annotations

from collections.abc import Mapping

from scenarios.clauses.invoices import INVOICES
from scenarios.clauses.orders import ORDERS
from scenarios.clauses.page import Page
from scenarios.clauses.payments import PAYMENTS
from scenarios.clauses.reference_data import REFERENCE_DATA

PAGES: Mapping[str, Page] = {
    "invoices": INVOICES,
    "orders": ORDERS,
    "payments": PAYMENTS,
    "reference-data": REFERENCE_DATA,
}

__all__ = ["PAGES", "Page"]
