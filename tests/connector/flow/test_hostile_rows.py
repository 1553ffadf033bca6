"""What no JSON library would write in one row of JAGGAER's: that document waits in words, and all others are posted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from connector.domain.hold_code import HoldCode
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import invoice, line
from simulators.qbwc import vendor
from tests.scenarios import planting

pytestmark = pytest.mark.once

NUMBER = 424242.42
TEXT = "Sentinel"
HUGE = {
    "an exponent of nine digits": b"1e999999999",
    "an exponent of six digits": b"1E400000",
    "infinity": b"Infinity",
    "not a number": b"NaN",
    "five thousand digits": b"1" * 5000,
    "brackets": b"[" * 200_000 + b"]" * 200_000,
    "our own way to write numbers": b'{"$decimal": "1e999999999"}',
}
HALF = {"an escape": rb"\ud800", "bytes": b"\xed\xa0\x80", "latin-1": b"\xe9", "nul": rb"\u0000"}


def document(number: int, **changed: Any) -> dict[str, Any]:
    lines = [line(1, "Goods", "1", "5.00", account="6120")]
    made: dict[str, Any] = invoice(number, {"id": 1, "name": "Acme"}, lines, supplier_invoice=f"AC-{number}")
    made["header"].update(changed)
    return made


def played(*documents: dict[str, Any], old: bytes, new: bytes) -> World:
    """Two polls and updates, in which the world's JAGGAER writes ``new`` for ``old``."""
    with pytest.MonkeyPatch.context() as patch:
        planting.in_jaggaer_s_bytes(old, new)(patch)
        world = World(seed=3)
        vendor(world.file, "Acme", world.clock.now())
        world.connect(STORY)
        for one in documents:
            world.tenant.put_invoice(one)
        for _ in range(2):
            world.poll()
            world.update()
            world.advance(timedelta(minutes=20))
    return world


def posted(world: World) -> set[str]:
    return {one.invoice_id for one in world.connector.lines(NAME) if one.state == "done"}


def waiting(world: World) -> dict[str, tuple[HoldCode, str]]:
    return {one.invoice_id: (one.holds[0].code, one.holds[0].what) for one in world.connector.exceptions(NAME)}


@pytest.mark.parametrize("value", HUGE.values(), ids=HUGE)
@pytest.mark.parametrize("field", ["discountAmount", "lineNumber", "invoiceNumber"])
def test_a_number_that_is_none_is_its_document_s_exception(field: str, value: bytes) -> None:
    spoilt = document(1, discountAmount=NUMBER) if field == "discountAmount" else document(1)
    if field == "lineNumber":
        spoilt["lineList"]["invoiceLine"][0]["lineNumber"] = NUMBER
    if field == "invoiceNumber":
        spoilt["header"]["taxCharge1"] = spoilt["header"]["invoiceNumber"] = NUMBER
    world = played(spoilt, document(2), old=str(NUMBER).encode(), new=value)
    assert posted(world) == {"2"}
    ((code, what),) = waiting(world).values()
    assert code is HoldCode.UNREADABLE
    assert field in what or field == "invoiceNumber"


@pytest.mark.parametrize("half", HALF.values(), ids=HALF)
def test_half_a_character_in_a_description_stops_nothing(half: bytes) -> None:
    spoilt = document(1)
    spoilt["lineList"]["invoiceLine"][0]["item"]["description"] = TEXT
    spoilt["header"]["comment"] = TEXT
    world = played(spoilt, document(2), old=TEXT.encode(), new=b"x" + half + b"y")
    assert (len(posted(world)), waiting(world)) == (2, {})


@pytest.mark.parametrize(
    "stamp",
    [
        "0001-01-01T00:00:00.000Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "1969-12-31",
        "",
        "x" * 5000,
    ],
)
def test_a_stamp_that_is_none_keeps_nothing_back_and_moves_no_watermark(stamp: str) -> None:
    spoilt = document(1)
    spoilt["header"]["lastUpdate"] = TEXT
    world = played(spoilt, document(2), old=TEXT.encode(), new=stamp.encode())
    assert len(posted(world)) == 2
    world.tenant.put_invoice(document(3))
    world.poll()
    world.update()
    assert len(posted(world)) == 3


@pytest.mark.parametrize("odd", ["../../secret", "a?b=c", "x" * 5000, "new\\nline", " "])
def test_an_id_that_is_no_id_asks_for_nothing_else(odd: str) -> None:
    spoilt = document(1)
    spoilt["header"]["invoiceId"] = TEXT
    world = played(spoilt, document(2), old=TEXT.encode(), new=odd.encode())
    assert len(posted(world)) == 1
    (code,) = (code for code, _ in waiting(world).values())
    assert code is (HoldCode.UNREADABLE if len(odd) > 1000 else HoldCode.NOT_HANDED_OVER)
