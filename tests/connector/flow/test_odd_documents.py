"""Every oddity of real payloads at once: each is posted rightly or held by name, and the run goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.checks import violations
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import credit_memo, invoice, line
from simulators.qbwc import vendor

pytestmark = pytest.mark.once

ACME = {"id": 1_003_837_201, "name": "Acme", "supplierNumber": "V-1001"}
OTHER = {"id": 1_003_837_202, "name": "Bay & Söhne: Łódź 漢字", "supplierNumber": "V-1002"}
DONE: tuple[str, list[str]] = ("done", [])


def world(**vendors: str) -> World:
    made = World(seed=5)
    for name, number in ({"Acme": "V-1001"} | vendors).items():
        vendor(made.file, name, made.clock.now(), AccountNumber=number)
    made.connect(STORY)
    return made


def document(number: int, supplier: Any = ACME, **rest: Any) -> dict[str, Any]:
    header = rest.pop("header", {})
    lines = rest.pop("lines", None) or [
        line(1, rest.pop("text", "Goods"), "1", "120.00", account=rest.pop("code", "6120"))
    ]
    make = credit_memo if rest.pop("credit", False) else invoice
    made: dict[str, Any] = make(
        2_600_000 + number, supplier, lines, supplier_invoice=rest.pop("their", f"AC-{number}"), **rest
    )
    for name, value in header.items():
        made["header"].pop(name, None)
        if value is not None:
            made["header"][name] = value
    return made


def play(made: World, *documents: dict[str, Any]) -> dict[str, tuple[str, list[str]]]:
    for one in documents:
        made.tenant.put_invoice(one)
    made.poll()
    made.update()
    return {one.invoice: (one.state, [hold.code.value for hold in one.holds]) for one in made.connector.lines(NAME)}


THIRDS = [line(1, "Goods", "1", "100.00", account=[("33.33", "6120"), ("33.33", "6130"), ("33.34", "6140")])]
ODD: dict[str, tuple[dict[str, Any], tuple[str, list[str]]]] = {
    "no total": ({"header": {"total": None}}, ("held", ["UNREADABLE"])),
    "no supplier invoice number": ({"their": None}, DONE),
    "empty objects for nothing": ({"header": {"terms": {}, "customFieldValueSetList": {}, "remitTo": {}}}, DONE),
    "keys that nobody knows": ({"header": {"futureKey": {"a": [1, None]}, "x": None}}, DONE),
    "a type that nobody knows": ({"header": {"invoiceType": "Credit"}}, ("held", ["TYPE_UNKNOWN"])),
    "no type": ({"header": {"invoiceType": None}}, ("held", ["UNREADABLE"])),
    "a date of nought": ({"header": {"invoiceDate": 0}}, ("held", ["UNREADABLE"])),
    "a slip in a year": ({"header": {"dueDate": "0202-01-12T00:00:00.000Z"}}, ("held", ["UNREADABLE"])),
    "a status that nobody knows": ({"header": {"workflowStatus": "Frozen"}}, ("held", ["STATUS_UNKNOWN"])),
    "a credit with taxes and a discount": ({"credit": True, "tax": "9.00", "discount": "4.00"}, DONE),
    "off by a cent": ({"header": {"total": {"value": 120.01, "currency": "USD"}}}, ("held", ["TOTAL_MISMATCH"])),
    "off by two dollars": ({"header": {"total": {"value": 122.05, "currency": "USD"}}}, ("held", ["TOTAL_MISMATCH"])),
    "another currency": ({"header": {"total": {"value": 120, "currency": "EUR"}}}, ("held", ["CURRENCY_FOREIGN"])),
    "splits that need rounding": ({"lines": THIRDS}, DONE),
    "an unmapped account": ({"code": "0815"}, ("held", ["ACCOUNT_UNMAPPED"])),
    "an accounting date before the invoice's": ({"header": {"accountingDate": "2025-12-31T00:00:00.000Z"}}, DONE),
    "a number of twenty characters": ({"their": "A" * 20}, DONE),
    "a number of twenty-one characters": ({"their": "A" * 21}, DONE),
    "a number in another script": ({"their": "№漢字"}, DONE),
    "text in every script": ({"text": "Décor Łódź 漢字 🚀 \u202eabc\u0000\ufffe “x” & <y> ]]>"}, DONE),
    "text of ten thousand characters": ({"text": "x" * 10_000}, DONE),
    "a total over nothing": (
        {"lines": [line(1, "Goods", "1", "0.00", account="6120")]},
        ("held", ["AMOUNT_NOT_POSITIVE"]),
    ),
    "a date of long ago": ({"day": date(1999, 12, 31)}, DONE),
    "text where a number belongs": ({"header": {"total": "many"}}, ("held", ["UNREADABLE"])),
    "yes and no as text": ({"header": {"capitalExpense": "true", "taxable": "no"}}, DONE),
}


@pytest.mark.parametrize("what", ODD)
def test_one_odd_document_is_posted_or_held_by_name_and_the_next_goes_on(what: str) -> None:
    rest, expected = ODD[what]
    made = world()
    found = play(made, document(1, **rest), document(2))
    assert found == {"I00101": expected, "I00102": DONE}
    assert violations(made) == []


def test_all_of_them_together_are_what_they_are_alone() -> None:
    made = world()
    found = play(made, *(document(number, **rest) for number, (rest, _) in enumerate(ODD.values(), 1)))
    expected = {f"I{100 + number:05d}": state for number, (_, state) in enumerate(ODD.values(), 1)}
    assert found == expected
    assert violations(made) == []


def test_a_supplier_in_another_script_is_found_by_its_number_and_never_created_wrongly() -> None:
    made = world(Bay="V-1002")
    assert play(made, document(1, OTHER))["I00101"] == DONE
    strange = World(seed=6)
    vendor(strange.file, "Acme", strange.clock.now())
    vendors = replace(STORY.policy.vendor, unknown="create")
    strange.connect(replace(STORY, policy=replace(STORY.policy, vendor=vendors)))
    state, holds = play(strange, document(1, OTHER))["I00101"]
    assert (state, bool(holds)) == ("held", True)
    assert [one["Name"] for one in strange.file.records("Vendor")] == ["Acme"]


TEXT = st.text(max_size=60)


@settings(max_examples=15)
@given(TEXT, TEXT, TEXT)
def test_no_text_whatever_makes_quickbooks_refuse_a_message_set(name: str, text: str, their: str) -> None:
    made = world()
    supplier = {**ACME, "name": name}
    found = play(made, document(1, supplier, text=text, their=their), document(2))
    assert found["I00102"] == DONE
    assert found["I00101"][0] in ("done", "held")
    assert not any(one.result.code for one in made.told)


def test_what_cannot_be_read_and_was_withdrawn_stays_so_until_jaggaer_changes_it() -> None:
    made = world()
    assert play(made, document(1, header={"total": None})) == {"I00101": ("held", ["UNREADABLE"])}
    made.connector.withdraw(NAME, "I00101", "Ann", "it was paid by hand")
    made.connector.set_profile(NAME, STORY)
    assert play(made)["I00101"][0] == "withdrawn"
    made.tenant.edit_invoice("2600001", {"supplierInvoiceNumber": "AC-1b"}, made.clock.now())
    assert play(made) == {"I00101": ("held", ["UNREADABLE"])}


@pytest.mark.parametrize("status", [{"workflowStatus": "Pending"}, {"paymentStatus": "Cancelled"}])
def test_what_cannot_be_read_is_shown_only_once_it_would_be_posted(status: dict[str, str]) -> None:
    made = world()
    play(made, document(1, header={"total": None, **status}))
    assert made.connector.waiting(NAME) == []
    made.tenant.edit_invoice("2600001", {"workflowStatus": "Completed", "paymentStatus": "Payable"}, made.clock.now())
    assert play(made) == {"I00101": ("held", ["UNREADABLE"])}


def test_a_cancelled_invoice_of_which_little_is_left_is_shown_if_it_was_posted() -> None:
    made = world()
    assert play(made, document(1)) == {"I00101": DONE}
    made.tenant.edit_invoice("2600001", {"paymentStatus": "Cancelled", "total": {}}, made.clock.now())
    assert play(made) == {"I00101": ("held", ["CANCELLED_AFTER_POSTING"])}


def test_a_held_invoice_that_is_cancelled_and_cannot_be_read_any_more_is_withdrawn() -> None:
    made = world()
    assert play(made, document(1, code="9999")) == {"I00101": ("held", ["ACCOUNT_UNMAPPED"])}
    made.tenant.edit_invoice("2600001", {"paymentStatus": "Cancelled", "total": {}}, made.clock.now())
    assert play(made)["I00101"][0] == "withdrawn"
    assert made.connector.waiting(NAME) == []


def edited(made: World, **header: Any) -> dict[str, tuple[str, list[str]]]:
    made.clock.sleep(60)
    made.tenant.edit_invoice("2600001", header, made.clock.now())
    return play(made)


@pytest.mark.parametrize("status", [{"workflowStatus": "Rejected"}, {"payment": {"method": "P-Card"}}])
def test_what_was_posted_and_is_not_to_be_is_shown(status: dict[str, Any]) -> None:
    made = world()
    assert play(made, document(1)) == {"I00101": DONE}
    assert edited(made, **status) == {"I00101": ("held", ["CANCELLED_AFTER_POSTING"])}


def test_what_was_posted_and_is_nothing_any_more_is_shown() -> None:
    made = world()
    amounts = replace(STORY.policy.amounts, zero_total="skip")
    made.connector.set_profile(NAME, replace(STORY, policy=replace(STORY.policy, amounts=amounts)))
    assert play(made, document(1)) == {"I00101": DONE}
    total = {"currency": "USD", "value": 0}
    assert edited(made, total=total) == {"I00101": ("held", ["CANCELLED_AFTER_POSTING"])}


def test_a_strange_status_of_what_was_posted_is_shown_until_it_is_one_that_we_know() -> None:
    made = world()
    assert play(made, document(1)) == {"I00101": DONE}
    for status, expected in (
        ("Voided", ("held", ["STATUS_UNKNOWN"])),
        ("Frozen", ("held", ["STATUS_UNKNOWN"])),
        ("Payable", DONE),
        ("Frozen", ("held", ["STATUS_UNKNOWN"])),
        ("Paid", DONE),
    ):
        assert edited(made, paymentStatus=status) == {"I00101": expected}
    assert [line_.tied for line_ in made.connector.lines(NAME)] == [True]
    assert len(made.file.records("Bill")) == 1
    changed = edited(made, paymentStatus="Frozen", supplierInvoiceNumber="AC-1b")
    assert changed == {"I00101": ("held", ["STATUS_UNKNOWN"])}
    assert edited(made, paymentStatus="Payable") == {"I00101": ("held", ["CHANGED_AFTER_POSTING"])}


def test_a_stamp_of_the_far_future_keeps_nothing_from_being_read() -> None:
    made = world()
    first = document(1, header={"lastUpdate": "2099-01-01T00:00:00.000Z"})
    assert play(made, first) == {"I00101": DONE}
    made.clock.sleep(86_400)
    second = document(2)
    made.tenant.put_invoice(second)
    made.tenant.edit_invoice("2600002", {}, made.clock.now())
    assert play(made) == {"I00101": DONE, "I00102": DONE}


def test_a_posted_document_that_was_withdrawn_and_comes_back_is_done_again() -> None:
    made = world()
    assert play(made, document(1)) == {"I00101": DONE}
    assert edited(made, paymentStatus="Cancelled") == {"I00101": ("held", ["CANCELLED_AFTER_POSTING"])}
    made.connector.withdraw(NAME, "I00101", "Ann", "voided in QuickBooks")
    assert edited(made, paymentStatus="Payable") == {"I00101": DONE}
