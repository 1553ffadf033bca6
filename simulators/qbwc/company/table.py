"""
The records of one kind, in the order they were entered, found by id, by key, by change and by date.

Every way to find costs the same however many records there are: keys are dicts, orders are sorted lists that are
searched by bisection.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Mapping

from simulators.qbwc.company.record import Record

Key = Callable[[Record], str | None]
AFTER_ALL = "\U0010ffff"


class Ordered:
    """Ids in the order of a text; records with the same text stay in the order of their places."""

    def __init__(self) -> None:
        self._entries: list[tuple[str, int, str]] = []

    def add(self, text: str, place: int, id_: str) -> None:
        insort(self._entries, (text, place, id_))

    def remove(self, text: str, place: int, id_: str) -> None:
        del self._entries[bisect_left(self._entries, (text, place, id_))]

    def between(self, low: str | None, high: str | None) -> list[str]:
        """The ids from ``low`` to ``high``, both included; None is no bound."""
        start = bisect_left(self._entries, (low,)) if low else 0
        end = bisect_left(self._entries, (high + AFTER_ALL,)) if high else len(self._entries)
        return [id_ for _, _, id_ in self._entries[start:end]]


class Table:
    """``id_key`` names the id element; ``keys`` are the other ways to find a record, each by one text."""

    def __init__(self, id_key: str, keys: Mapping[str, Key], orders: Mapping[str, Key]) -> None:
        self.id_key = id_key
        self._keys, self._orders = keys, orders
        self._records: dict[str, Record] = {}
        self._places: dict[str, int] = {}
        self._order: list[int] = []
        self._ids: list[str] = []
        self._next = 0
        self._by_key: dict[str, dict[str, dict[str, None]]] = {name: {} for name in keys}
        self._by_order = {name: Ordered() for name in orders}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Table) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment] # tables change

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[Record]:
        return (self._records[id_] for id_ in self._ids)

    def __contains__(self, id_: str) -> bool:
        return id_ in self._records

    def get(self, id_: str) -> Record | None:
        return self._records.get(id_)

    def ids(self) -> list[str]:
        return list(self._ids)

    def place(self, id_: str) -> int:
        return self._places[id_]

    def having(self, key: str, text: str) -> list[str]:
        """The ids of the records with this text, in the order they were entered."""
        return self.in_order(self._by_key[key].get(text, ()))

    def between(self, order: str, low: str | None, high: str | None) -> list[str]:
        """The ids with a text from ``low`` to ``high``, in the order they were entered."""
        return self.in_order(self._by_order[order].between(low, high))

    def in_order(self, ids: Iterable[str]) -> list[str]:
        return sorted(ids, key=self._places.__getitem__)

    def put(self, record: Record, place: int | None = None) -> None:
        """Add a record, or put it in place of the one with its id."""
        id_ = record[self.id_key]
        before = self._records.get(id_)
        if before is None:
            self._enter(id_, self._next if place is None else place)
        self._records[id_] = record
        self._index(before, record, id_)

    def remove(self, id_: str) -> None:
        record, place = self._records[id_], self._places[id_]
        self._index(record, None, id_)
        at = bisect_left(self._order, place)
        del self._order[at], self._ids[at]
        del self._records[id_], self._places[id_]

    def _enter(self, id_: str, place: int) -> None:
        self._places[id_] = place
        at = bisect_left(self._order, place)
        self._order.insert(at, place)
        self._ids.insert(at, id_)
        self._next = max(self._next, place + 1)

    def _index(self, before: Record | None, after: Record | None, id_: str) -> None:
        place = self._places[id_]
        for name, key in self._keys.items():
            old, new = before and key(before), after and key(after)
            if old != new:
                buckets = self._by_key[name]
                if old is not None and before is not None:
                    self._leave(buckets, str(old), id_)
                if new is not None and after is not None:
                    buckets.setdefault(str(new), {})[id_] = None
        for name, key in self._orders.items():
            old, new = before and key(before), after and key(after)
            if old != new:
                if before is not None:
                    self._by_order[name].remove(str(old or ""), place, id_)
                if after is not None:
                    self._by_order[name].add(str(new or ""), place, id_)

    def _leave(self, buckets: dict[str, dict[str, None]], text: str, id_: str) -> None:
        del buckets[text][id_]
        if not buckets[text]:
            del buckets[text]
