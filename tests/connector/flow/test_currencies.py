"""Several currencies: each bill in its vendor's, on its payable account, at JAGGAER's rate; or held by name."""

from __future__ import annotations

from typing import Any

import pytest

from connector import Answer, ConfigurationError, Said, profile_of
from scenarios.checks import violations
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import invoice, line
from simulators.qbwc import vendor
from simulators.qbwc.company.entry import enter

pytestmark = pytest.mark.once

PROFILE = """
[policy.currency]
home = "USD"
[policy.currency.names]
EUR = "Euro"
[policy.currency.payable]
EUR = "Payable EUR"
"""


def made(payable: str = "Payable EUR") -> World:
    world = World(seed=5)
    file, now = world.file, world.clock.now()
    file.preferences.is_multi_currency_on = True
    for name, code, rate in (("US Dollar", "USD", "1"), ("Euro", "EUR", "1.25")):
        enter(file, "Currency", {"Name": name, "CurrencyCode": code, "ExchangeRate": rate}, now)
    home, euros = ({"ListID": one["ListID"], "FullName": one["Name"]} for one in file.records("Currency"))
    for name, number, currency in (("Acme", "V-1", home), ("Berliner", "V-2", euros)):
        file.put("Vendor", {**vendor(file, name, now, AccountNumber=number), "CurrencyRef": currency})
    file.put("Account", {**(file.find("Account", {"FullName": "Accounts Payable"}) or {}), "CurrencyRef": home})
    fields = {"Name": payable, "FullName": payable, "AccountType": "AccountsPayable", "CurrencyRef": euros}
    enter(file, "Account", fields, now)
    world.connect(profile_of(PROFILE, "a profile", STORY))
    return world


def post(world: World, supplier: str, currency: str, **header: Any) -> list[dict[str, Any]]:
    of = {
        "id": 7 if supplier == "Acme" else 8,
        "name": supplier,
        "supplierNumber": "V-1" if supplier == "Acme" else "V-2",
    }
    goods = [line(1, "Goods", "1", "80.00", account="6120")]
    world.tenant.put_invoice(invoice(2_600_001, of, goods, supplier_invoice="B-1", currency=currency, header=header))
    world.poll()
    world.update()
    return world.file.records("Bill")


def test_a_bill_is_in_its_vendor_s_currency_on_its_payable_account_at_jaggaers_rate() -> None:
    world = made()
    (bill,) = post(world, "Berliner", "EUR", exchangeRate=1.2)
    found = [bill["CurrencyRef"]["FullName"], bill["AmountDue"], bill["APAccountRef"]["FullName"], bill["ExchangeRate"]]
    assert found == ["Euro", "80.00", "Payable EUR", "1.2"]
    assert [one.tied for one in world.connector.lines(NAME)] == [True]
    assert violations(world) == []


def test_without_a_rate_of_jaggaers_quickbooks_has_its_own() -> None:
    (bill,) = post(made(), "Berliner", "EUR")
    assert bill["ExchangeRate"] == "1.25"


def test_a_vendor_of_another_currency_is_held() -> None:
    world = made()
    assert post(world, "Acme", "EUR") == []
    assert [one.id for one in world.connector.waiting(NAME)] == ["CURRENCY_MISMATCH/Acme"]


def test_a_supplier_that_bills_in_two_currencies_is_a_vendor_in_each() -> None:
    world = made()
    home = {"id": 8, "name": "Berliner", "supplierNumber": "V-2"}
    vendor(world.file, "Berliner USA", world.clock.now())
    assert len(post(world, "Berliner", "EUR")) == 1
    for number in (2, 3):
        goods = [line(1, "Goods", "1", "80.00", account="6120")]
        world.tenant.put_invoice(invoice(2_600_000 + number, home, goods, supplier_invoice=f"B-{number}"))
        world.tenant.edit_invoice(str(2_600_000 + number), {}, world.clock.now())
    world.poll()
    (one,) = world.connector.waiting(NAME)
    assert (one.id, len(one.lines)) == ("CURRENCY_MISMATCH/Berliner", 2)
    world.update()
    world.connector.resolve(NAME, one.id, Said(Answer.PAIR, "Berliner USA", "Ann", "their house in New York"))
    euros = [line(1, "Goods", "1", "80.00", account="6120")]
    world.tenant.put_invoice(invoice(2_600_004, home, euros, supplier_invoice="B-4", currency="EUR"))
    world.tenant.edit_invoice("2600004", {}, world.clock.now())
    world.poll()
    world.update()
    assert world.connector.waiting(NAME) == []
    booked = sorted((one["RefNumber"], one["VendorRef"]["FullName"]) for one in world.file.records("Bill"))
    assert booked == [("B-1", "Berliner"), ("B-2", "Berliner USA"), ("B-3", "Berliner USA"), ("B-4", "Berliner")]


def test_a_vendor_of_a_currency_that_nobody_named_is_not_one_of_the_home_currency() -> None:
    world = made()
    enter(world.file, "Currency", {"Name": "Swiss Franc", "CurrencyCode": "CHF"}, world.clock.now())
    francs = {one: world.file.find("Currency", {"FullName": "Swiss Franc"})[one] for one in ("ListID",)}  # type: ignore[index] # it is there
    acme = world.file.find("Vendor", {"FullName": "Acme"}) or {}
    world.file.put("Vendor", {**acme, "CurrencyRef": {**francs, "FullName": "Swiss Franc"}})
    assert post(world, "Acme", "USD") == []
    (hold,) = world.connector.lines(NAME)[0].holds
    assert (hold.code.value, "kept in Swiss Franc" in hold.what) == ("CURRENCY_MISMATCH", True)


def test_a_currency_that_the_profile_does_not_name_is_held() -> None:
    world = made()
    assert post(world, "Berliner", "CAD") == []
    assert "CURRENCY_FOREIGN/CAD" in [one.id for one in world.connector.waiting(NAME)]


def test_a_payable_account_that_is_not_there_is_the_profile_s_to_correct() -> None:
    world = made(payable="Kreditoren")
    assert post(world, "Berliner", "EUR") == []
    (waiting,) = world.connector.waiting(NAME)
    assert waiting.id == "PAYABLE_WRONG/EUR"
    with pytest.raises(ConfigurationError, match="is no answer"):
        world.connector.resolve(NAME, waiting.id, Said(Answer.MAP, "Kreditoren", "Ann", "it is there"))
