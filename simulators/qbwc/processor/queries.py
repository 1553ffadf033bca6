"""Queries of lists and of transactions: by id, by name or number, or by one branch of filters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import cast

from simulators.qbwc.company.file import ENTITIES, ITEMS, TERMS, TRANSACTIONS
from simulators.qbwc.company.record import Record, entity
from simulators.qbwc.company.references import well_formed
from simulators.qbwc.processor import dates, filters, views
from simulators.qbwc.processor.call import Call, Reply, nothing_found
from simulators.qbwc.processor.iterators import Found, Shown
from simulators.qbwc.statuses import OK, Refusal, Status, status

Key = tuple[str, str]
LIST_QUERIES: dict[str, tuple[str, ...]] = {
    **{
        f"{kind}Query": (kind,)
        for kind in ("Vendor", "Account", "Class", "Customer", "Currency", "SalesTaxCode", *ITEMS, *TERMS)
    },
    "ItemQuery": ITEMS,
    "TermsQuery": TERMS,
    "EntityQuery": ENTITIES,
}
TXN_QUERIES = {f"{kind}Query": kind for kind in TRANSACTIONS}


def of_list(call: Call) -> Reply:
    """The records of a list, or of several that are one to QuickBooks: items, terms, entities."""
    kinds = LIST_QUERIES[call.name]
    if "Currency" in kinds and not call.file.preferences.is_multi_currency_on:
        #: CurrencyQuery while multi-currency is off: 3250. [QODBC]
        raise Refusal(3250)
    return call.paged(lambda: _list_found(call, kinds))


def of_transactions(call: Call) -> Reply:
    return call.paged(lambda: _txns_found(call, TXN_QUERIES[call.name]))


def _list_found(call: Call, kinds: tuple[str, ...]) -> Found:
    ids, names = call.texts("ListID"), call.texts("FullName")
    if ids:
        return Found([_by_list_id(call, kinds, id_) for id_ in ids], _show(call))
    if names:
        keys = [(kind, id_) for name in names for kind in kinds for id_ in _named(call, kind, name)]
        missing = [name for name in names if not any(_named(call, kind, name) for kind in kinds)]
        return Found(_once(keys), _show(call), partly(missing))
    since, until = call.text("FromModifiedDate"), call.text("ToModifiedDate")
    low, high = dates.instants(call.file, since, until, "ModifiedDate")
    tests = list(filters.of_list(call))
    keys = []
    for kind in kinds:
        table = call.file.lists[kind]
        found = table.between("changed", low, high) if low or high else table.ids()
        keys += [(kind, id_) for id_ in found if _passes(table.get(id_), tests)]
    return nothing_found(Found(keys, _show(call)))


def _by_list_id(call: Call, kinds: tuple[str, ...], id_: str) -> Key:
    well_formed(id_, "list id")
    for kind in kinds:
        if id_ in call.file.lists[kind]:
            return kind, id_
    #: A query by a ListID that is not there is refused with 3120. [captured s23]
    raise Refusal(3120, id_)


def _named(call: Call, kind: str, name: str) -> list[str]:
    return call.file.lists[kind].having("name", name.casefold())


def partly(missing: Sequence[str]) -> Status:
    #: A FullName that is not there: 500, a warning. [captured s22]
    #: … a TxnID or RefNumber too, and what is there is returned. [conductor]
    return status(500, missing[0]) if missing else OK


def _txns_found(call: Call, kind: str) -> Found:
    table = call.file.transactions[kind]
    asked = call.texts("TxnID")
    if asked:
        for id_ in asked:
            well_formed(id_, "txn id")
        there = [id_ for id_ in dict.fromkeys(asked) if id_ in table]
        return Found(there, _show_txn(call, kind), partly([id_ for id_ in asked if id_ not in table]))
    #: RefNumber finds without regard to case, RefNumberCaseSensitive with it. [Intuit's listing]
    for tag, is_same in (("RefNumber", False), ("RefNumberCaseSensitive", True)):
        numbers = call.texts(tag)
        if numbers:
            found = {number: _numbered(call, kind, number, is_same=is_same) for number in numbers}
            ids = table.in_order({id_ for ids in found.values() for id_ in ids})
            missing = [number for number, ids_ in found.items() if not ids_]
            return Found(ids, _show_txn(call, kind), partly(missing))
    tests = list(filters.of_transactions(call))
    candidates = _candidates(call, kind, tests)
    ids = [id_ for id_ in candidates if _passes(table.get(id_), tests)] if tests else candidates
    return nothing_found(Found(ids, _show_txn(call, kind)))


def _numbered(call: Call, kind: str, number: str, *, is_same: bool) -> list[str]:
    table = call.file.transactions[kind]
    found = table.having("number", number.casefold())
    return [id_ for id_ in found if not is_same or (table.get(id_) or {}).get("RefNumber", "") == number]


def _candidates(call: Call, kind: str, tests: list[filters.Test]) -> list[str]:
    """What the narrowest index offers; a filter that it does not answer becomes one more test."""
    table = call.file.transactions[kind]
    rule = call.element.find("EntityFilter")
    wanted = filters.wanted_ids(call.file, rule) if rule is not None else None
    order, low, high = _span(call)
    if order and (low or high):
        if wanted is not None:
            tests.append(lambda record: entity(record).get("ListID") in wanted)
        return table.between(order, low, high)
    if wanted is not None:
        return table.in_order({id_ for list_id in wanted for id_ in table.having("entity", list_id)})
    return table.ids()


def _span(call: Call) -> tuple[str, str | None, str | None]:
    changed, dated = call.element.find("ModifiedDateRangeFilter"), call.element.find("TxnDateRangeFilter")
    if changed is not None:
        since, until = changed.findtext("FromModifiedDate") or "", changed.findtext("ToModifiedDate") or ""
        return "changed", *dates.instants(call.file, since, until, "ModifiedDate")
    if dated is not None:
        since, until, macro = ((dated.findtext(tag) or "").strip() for tag in ("FromTxnDate", "ToTxnDate", "DateMacro"))
        return "dated", *dates.days(call.file, since, until, macro, call.file.day(call.now))
    return "", None, None


def _passes(record: Record | None, tests: Sequence[filters.Test]) -> bool:
    return record is not None and all(test(record) for test in tests)


def _once(keys: Iterable[Key]) -> list[Key]:
    return list(dict.fromkeys(keys))


def _show_txn(call: Call, kind: str) -> Callable[[object], Shown | None]:
    show = _show(call)
    return lambda entry: show((kind, entry))


def _show(call: Call) -> Callable[[object], Shown | None]:
    """How a key is shown when its turn comes: as the record is then, for no iterator holds it fast."""

    def show(entry: object) -> Shown | None:
        kind, id_ = cast("Key", entry)
        record = call.file.table(kind).get(id_)
        return (f"{kind}Ret", views.queried(call, kind, record)) if record is not None else None

    return show
