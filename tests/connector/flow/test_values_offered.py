"""QuickBooks' lists are offered as values in JAGGAER: whole at first, then what changed, and nothing twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connector import Profile
from connector.domain.operation import State
from connector.domain.policy import CodePolicy
from connector.jaggaer.wire_profile import ValueWriting, Writeback
from scenarios.checks import violations
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.qbwc import Person, account, item, named, terms

pytestmark = pytest.mark.once


def profile(maps: bool = False, **value: Any) -> Profile:
    policy = STORY.policy if maps else replace(STORY.policy, account=CodePolicy(("Account",)))
    return Profile(policy, replace(STORY.wire, writeback=Writeback(values=True, value=ValueWriting(**value))))


def made(**value: Any) -> World:
    world = World(seed=23)
    world.connect(profile(**value))
    return world


def go_on(world: World, by: timedelta = timedelta(days=1)) -> None:
    world.advance(by)
    world.update()
    world.poll()


def person(world: World) -> Person:
    return Person(world.file, world.clock.now())


def offered(world: World, field: str = "Account") -> set[str]:
    rows = world.tenant.custom_fields.get(field, [])
    return {one["value"] for one in rows if one["active"] == "true"}


def requests(world: World) -> int:
    return sum(one.call == "write_values" for one in world.transcript.entries())


def test_all_of_a_list_goes_at_first_and_then_only_what_changed() -> None:
    world = made()
    go_on(world)
    before = offered(world)
    for _ in range(3):
        go_on(world)
    assert (requests(world), len(before) > 3) == (1, True)
    person(world).add_account("Couriers")
    go_on(world)
    assert (requests(world), offered(world) - before) == (2, {"Couriers"})
    (last,) = [one.request for one in world.transcript.entries() if one.call == "write_values"][-1:]
    assert last.content.decode().count('"value"') == 1
    assert violations(world) == []


def test_what_is_inactive_deleted_or_renamed_is_taken_back() -> None:
    world = made()
    for name in ("Freight", "Samples", "Postage"):
        person(world).add_account(name)
    go_on(world)
    person(world).rename("Account", "Freight", "Freight and Duty")
    person(world).set_active("Account", "Samples", is_active=False)
    person(world).delete_record("Account", "Postage")
    go_on(world)
    assert {"Freight", "Samples", "Postage"} & offered(world) == set()
    assert "Freight and Duty" in offered(world)
    assert violations(world) == []


def test_a_name_that_another_account_gets_stays_offered() -> None:
    world = made()
    person(world).add_account("Freight")
    go_on(world)
    person(world).rename("Account", "Freight", "Old freight")
    person(world).add_account("Freight")
    go_on(world)
    assert {"Freight", "Old freight"} <= offered(world)


def test_a_class_is_taken_back_whatever_numbers_accounts_have() -> None:
    world = World(seed=23)
    now = world.clock.now()
    world.file.preferences.uses_classes = True
    named(world.file, "Class", "7777", now)
    account(world.file, "Freight", "Expense", now, number="7777")
    world.connect(profile(lists={"classes": "Department"}))
    go_on(world)
    assert offered(world, "Department") == {"7777"}
    person(world).set_active("Class", "7777", is_active=False)
    go_on(world)
    assert offered(world, "Department") == set()


def test_what_another_field_was_offered_is_not_withdrawn_from_this_one() -> None:
    world = made()
    go_on(world)
    before = offered(world)
    world.connector.set_profile(NAME, profile(maps=True, lists={"accounts": "GLAccount"}))
    go_on(world)
    assert offered(world) == before
    assert all(one["active"] == "true" for one in world.tenant.custom_fields["GLAccount"])


def test_another_map_offers_its_codes_and_takes_back_the_names() -> None:
    world = made()
    go_on(world)
    assert "Office Supplies" in offered(world)
    world.connector.set_profile(NAME, profile(maps=True))
    go_on(world)
    assert ("Office Supplies" in offered(world), "6120" in offered(world)) == (False, True)


def test_classes_customers_terms_and_items_go_to_fields_of_their_own() -> None:
    lists = {"classes": "Department", "customers": "Project", "terms": "Terms", "items": "Item"}
    world = World(seed=23)
    now = world.clock.now()
    world.file.preferences.uses_classes = True
    named(world.file, "Class", "Labs", now)
    named(world.file, "Customer", "Harbor", now)
    terms(world.file, "Net 50", 50, now)
    item(world.file, "Gloves", "Cost of Goods Sold", now)
    world.connect(profile(lists=lists))
    go_on(world)
    assert {
        name: offered(world, name) >= {value}
        for name, value in {"Department": "Labs", "Project": "Harbor", "Terms": "Net 50", "Item": "Gloves"}.items()
    } == dict.fromkeys(lists.values(), True)
    assert requests(world) == 4


def test_an_account_by_its_number_where_the_profile_says_so() -> None:
    world = World(seed=23)
    account(world.file, "Freight", "Expense", world.clock.now(), number="7777")
    world.connect(profile(by="number"))
    go_on(world)
    assert "7777" in offered(world)


@pytest.mark.parametrize("name", ["reset_after", "reset_before", "server_error"])
def test_a_lost_answer_is_looked_for_among_the_values(name: str) -> None:
    world = made()
    world.inject("jaggaer", name, "write_values", 1, 1)
    go_on(world)
    assert {one.state for one in world.connector.write_backs(NAME)} == {State.UNKNOWN}
    go_on(world)
    go_on(world)
    assert {one.state for one in world.connector.write_backs(NAME)} == {State.DONE}
    assert "Office Supplies" in offered(world)
    assert violations(world) == []


def test_thousands_of_accounts_go_in_few_requests() -> None:
    world = made(together=500)
    for at in range(1200):
        account(world.file, f"Account {at}", "Expense", world.clock.now())
    go_on(world)
    assert (len(offered(world)) >= 1200, requests(world)) == (True, 3)
    go_on(world)
    assert requests(world) == 3


def test_what_either_side_lost_is_named() -> None:
    world = made()
    go_on(world)
    world.tenant.custom_fields["Account"].append({"value": "9999", "description": "Typed in JAGGAER", "active": "true"})
    gone = next(one for one in world.tenant.custom_fields["Account"] if one["value"] == "Office Supplies")
    gone["active"] = "false"
    (found,) = world.connector.codes(NAME)
    assert (found.lost, found.missing, found.astray) == (("9999",), ("Office Supplies",), ())
    astray = replace(STORY.policy.account, map={"1": "Nowhere"})
    there = profile()
    world.connector.set_profile(NAME, replace(there, policy=replace(there.policy, account=astray)))
    (found,) = world.connector.codes(NAME)
    assert found.astray == ("1 → Nowhere",)
