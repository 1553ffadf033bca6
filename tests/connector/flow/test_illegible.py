"""What QuickBooks shows and nobody can read: told of, left out, and waited for; what can be read goes on."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from connector import Connector
from connector.cli import app
from connector.domain.hold_code import HoldCode
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import invoice, line
from simulators.qbwc import Person, fault, vendor
from tests.scenarios import planting

SUPPLIER = {"id": 1, "name": "Acme", "supplierNumber": "V-1"}
Change = Callable[[str], str]


class Spoilt:
    """What QuickBooks answers is changed as long as there is a change."""

    def __init__(self) -> None:
        self.change: Change = lambda text: text

    def __call__(self, text: str) -> str:
        return self.change(text)


@pytest.fixture
def spoilt(monkeypatch: pytest.MonkeyPatch) -> Spoilt:
    made = Spoilt()
    planting.answers(made)(monkeypatch)
    return made


def stage(spoilt: Spoilt, change: Change) -> World:
    spoilt.change = change
    world = World(seed=5)
    vendor(world.file, "Acme", world.clock.now(), AccountNumber="V-1")
    world.connect(STORY)
    goods = [line(1, "Goods", "1", "10.00", account="6120")]
    world.tenant.put_invoice(invoice(2_600_001, SUPPLIER, goods, supplier_invoice="AC-1"))
    world.poll()
    world.update()
    return world


def later(world: World) -> None:
    world.advance(timedelta(minutes=20))
    world.update()


def held(world: World) -> list[HoldCode]:
    return [hold.code for one in world.connector.exceptions(NAME) for hold in one.holds]


def bills(world: World) -> int:
    return len(world.file.records("Bill"))


def closed_on(text: str) -> Change:
    """The closing date of the company, as QuickBooks shows it."""
    shown = f"<AccountingPreferences><ClosingDate>{text}</ClosingDate>"

    def change(answer: str) -> str:
        without = re.sub(r"<ClosingDate>.*?</ClosingDate>", "", answer)
        return without.replace("<AccountingPreferences>", shown, 1)

    return change


def test_where_there_never_were_preferences_that_can_be_read_what_depends_on_them_waits(spoilt: Spoilt) -> None:
    world = stage(spoilt, closed_on("12/31/2025"))
    assert (held(world), bills(world)) == ([HoldCode.RECORD_UNREADABLE], 0)
    assert "AccountingPreferences/ClosingDate reads “12/31/2025”" in world.connector.exceptions(NAME)[0].holds[0].what
    spoilt.change = closed_on("2025-12-31")
    later(world)
    assert (held(world), bills(world), world.connector.status(NAME).illegible) == ([], 1, ())


def test_preferences_keep_their_last_good_value_and_it_is_told(spoilt: Spoilt) -> None:
    world = stage(spoilt, closed_on("2026-01-31"))
    assert held(world) == [HoldCode.PERIOD_CLOSED]
    spoilt.change = closed_on("31.1.2026")
    later(world)
    assert (held(world), bills(world)) == ([HoldCode.PERIOD_CLOSED], 0), "as they were read last"
    assert [event.text for event in world.connector.history(NAME) if event.kind == "illegible"] == [
        "QuickBooks shows Preferences (without an id): AccountingPreferences/ClosingDate reads “31.1.2026”; the record"
        " is left out"
    ]


def test_a_record_that_carries_our_guid_and_no_txn_id_is_not_no_such_record(spoilt: Spoilt) -> None:
    world = World(seed=5)
    vendor(world.file, "Acme", world.clock.now(), AccountNumber="V-1")
    world.connect(STORY)
    goods = [line(1, "Goods", "1", "10.00", account="6120")]
    world.tenant.put_invoice(invoice(2_600_001, SUPPLIER, goods, supplier_invoice="AC-1"))
    world.pc.faults[:] = [fault("answer_not_stored", "BillAdd"), fault("lose_answer", "BillAdd")]
    world.poll()
    world.update()
    spoilt.change = lambda text: re.sub(r"(<BillRet>\s*)<TxnID>.*?</TxnID>", r"\1", text)
    later(world)
    assert (held(world), bills(world)) == ([HoldCode.RECORD_UNREADABLE], 1)
    spoilt.change = lambda text: text
    world.connector.retry(NAME, "I00101")
    later(world)
    later(world)
    assert (held(world), bills(world)) == ([], 1)
    assert [one.evidence for one in world.connector.lines(NAME)] == ["found in QuickBooks by ExternalGUID"]


def test_a_person_s_bill_that_cannot_be_read_is_not_overlooked(spoilt: Spoilt) -> None:
    """Nobody can say whether it is the same; it has the number."""
    world = World(seed=5)
    vendor(world.file, "Acme", world.clock.now(), AccountNumber="V-1")
    Person(world.file, world.clock.now()).enter_bill("Acme", "AC-1", "10.00")
    world.connect(STORY)
    goods = [line(1, "Goods", "1", "10.00", account="6120")]
    world.tenant.put_invoice(invoice(2_600_001, SUPPLIER, goods, supplier_invoice="AC-1"))
    spoilt.change = lambda text: re.sub(r"<TxnDate>[^<]*<", "<TxnDate>2026-1-5<", text)
    world.poll()
    world.update()
    assert (held(world), bills(world)) == ([HoldCode.RECORD_UNREADABLE], 1)
    spoilt.change = lambda text: text
    world.advance(timedelta(days=1))
    world.update()
    assert (held(world), bills(world)) == ([HoldCode.LOOKS_ENTERED], 1)


def test_a_count_of_rows_that_is_no_number_ends_no_list(spoilt: Spoilt) -> None:
    """The list would be taken for read, and its rows for gone."""

    def change(text: str) -> str:
        return re.sub(r'iteratorRemainingCount="[^"]*"', 'iteratorRemainingCount="many"', text)

    world = stage(spoilt, change)
    assert "rows of a list are left" in world.told[-1].result.status
    assert bills(world) == 0
    spoilt.change = lambda text: text
    later(world)
    assert bills(world) == 1


def test_status_and_ping_name_the_record_and_its_field(spoilt: Spoilt, monkeypatch: pytest.MonkeyPatch) -> None:
    world = stage(spoilt, lambda text: text.replace("<IsActive>true</IsActive>", "<IsActive>perhaps</IsActive>", 1))
    monkeypatch.setattr(Connector, "open", lambda _folder: world.connector)
    shown = CliRunner().invoke(app, ["status", NAME, "--dir", "anywhere"]).stdout
    assert "left out, because it cannot be read: Account " in shown
    assert "IsActive reads “perhaps”" in shown
    told = CliRunner().invoke(app, ["ping", NAME, "--dir", "anywhere"]).stdout
    assert "IsActive reads “perhaps”" in told
