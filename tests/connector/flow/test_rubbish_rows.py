"""
Every field of one of JAGGAER's invoices, in the list and in its detail, replaced one at a time by rubbish or left out.

The other invoices are posted all the same, nothing breaks, and nothing is entered twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from connector import ConnectorError
from scenarios.checks import When, violations
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import invoice, line
from simulators.qbwc import item, purchase_order, vendor
from tests.scenarios import planting

pytestmark = pytest.mark.once

SUPPLIER = {"id": 1, "name": "Acme", "supplierNumber": "V-1"}
SPOILT, GOOD = 2_600_001, (2_600_002, 2_600_003)
Path = tuple[str | int, ...]
RUBBISH: tuple[Any, ...] = ("2026-1-5 USD abc", -7.5, None, [], {"a": ["b"]}, True)


def document(number: int) -> dict[str, Any]:
    lines = [line(1, "Goods", "2", "12.50", account="6120"), line(2, "Reagents", "1", "41.25", po=("49", 1))]
    made: dict[str, Any] = invoice(number, SUPPLIER, lines, supplier_invoice=f"AC-{number}", tax="1.00", freight="2.00")
    return made


def paths(value: Any, above: Path = ()) -> Iterator[Path]:
    """Of everything in a document, the branches too."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield (*above, key)
        yield from paths(one, (*above, key))


PATHS = list(paths(document(SPOILT)))


def spoiling(path: Path, value: Any) -> Callable[[Any], None]:
    """Wherever the invoice stands in an answer: a list has its header only."""

    def change(said: Any) -> None:
        for one in found(said):
            spoil(one if path[0] in one else {"header": one}, path, value)

    return change


def found(said: Any) -> Iterator[dict[str, Any]]:
    if isinstance(said, dict):
        header = said.get("header")
        if (isinstance(header, dict) and header.get("invoiceId") == SPOILT) or said.get("invoiceId") == SPOILT:
            yield said
        else:
            for one in said.values():
                yield from found(one)
    elif isinstance(said, list):
        for one in said:
            yield from found(one)


def spoil(document: Any, path: Path, value: Any) -> None:
    for step in path[:-1]:
        try:
            document = document[step]
        except (KeyError, IndexError, TypeError):
            return
    if value is MISSING and isinstance(document, dict):
        document.pop(path[-1], None)
    elif isinstance(document, dict) and path[-1] in document:
        document[path[-1]] = value
    elif isinstance(document, list) and isinstance(path[-1], int):
        document[path[-1] : path[-1] + 1] = [] if value is MISSING else [value]


MISSING = object()


def wrong(path: Path, value: Any) -> list[str]:
    with pytest.MonkeyPatch.context() as patch:
        planting.from_jaggaer(spoiling(path, value))(patch)
        world = World(seed=5)
        now = world.clock.now()
        acme = vendor(world.file, "Acme", now, AccountNumber="V-1")
        goods = item(world.file, "Reagents", "Cost of Goods Sold", now)
        purchase_order(world.file, acme, "49", [(goods, "20", "41.25")], now)
        world.connect(STORY)
        for number in (SPOILT, *GOOD):
            world.tenant.put_invoice(document(number))
        said = []
        for _ in range(2):
            try:
                world.poll()
            except ConnectorError as error:
                said.append(f"the poll ended with {error}")
            world.update()
            world.advance(timedelta(minutes=20))
        return [*said, *told(world)]


def told(world: World) -> Iterator[str]:
    lines = {one.invoice_id: one for one in world.connector.lines(NAME)}
    for number in map(str, GOOD):
        state = lines[number].state if number in lines else "not read"  # type: ignore[index] # an id
        if state != "done":
            yield f"{number} is {state}"
    yield from violations(world, When.BETWEEN_STEPS) if not is_other(world) else ()
    if any(one.result.status != "OK" for one in world.told if one.result.answer != "none"):
        yield f"updates ended with {sorted({one.result.status for one in world.told})}"


def is_other(world: World) -> bool:
    """What was spoilt was read as another document: what it came to is another one's."""
    header = world.tenant.invoices[str(SPOILT)]["header"]
    line = {one.invoice_id: one for one in world.connector.lines(NAME)}.get(str(SPOILT))  # type: ignore[call-overload] # an id
    return line is not None and line.state == "done" and line.jaggaer_total != f"{header['total']['value']:.2f} USD"


@pytest.mark.parametrize("value", [*RUBBISH, MISSING], ids=lambda value: json.dumps(value, default=lambda _: "missing"))
def test_one_rotten_field_of_one_invoice_keeps_no_other(value: Any, pytestconfig: pytest.Config) -> None:
    kinds = [*RUBBISH, MISSING]
    at = next(at for at, one in enumerate(kinds) if one is value)
    chosen = PATHS if pytestconfig.getoption("--rubbish") == "all" else PATHS[at :: 3 * len(kinds)]
    failures = {path: found for path in chosen if (found := wrong(path, value))}
    assert failures == {}
