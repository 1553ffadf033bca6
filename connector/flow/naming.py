"""QuickBooks' names of what is known by its ListID."""

from __future__ import annotations

from typing import Any

from connector.domain.difference import NameOf
from connector.domain.keys import by_id
from connector.domain.records import ACCOUNTS, CLASSES, CUSTOMERS, ITEMS, TERMS, Books, Shelf

NAMED: tuple[Shelf[Any], ...] = (ACCOUNTS, CLASSES, CUSTOMERS, TERMS, ITEMS)


def names(books: Books) -> NameOf:
    """The names of accounts, classes, customers, terms and items; what is not mirrored keeps its id."""

    def name_of(list_id: str) -> str:
        found = [one for shelf in NAMED for one in books.find(shelf, by_id(list_id))]
        return str(getattr(found[0], "full_name", "") or found[0].name) if found else list_id

    return name_of
