"""A support bundle: what support needs is in it, and nothing that was planted anywhere."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scenarios.director import performed
from scenarios.profiles import STORY
from scenarios.story import story_of
from scenarios.world import NAME, World

CANARIES = (
    "Quuxborough",
    "Plumbing",
    "ZEBRA-778812",
    "Zebedee",
    "Thistlewood",
    "behind the warehouse",
    "AP-PC",
    "localhost",
    "jaggaer.story",
    "acme distribution",
    "Office Supplies",
    "6120",
    "I00101",
    "2600101",
    "1132.55",
    "JAGGAER I0",
)
STORY_OF_CANARIES: dict[str, Any] = {
    "name": "canaries",
    "proves": "nothing",
    "given": {
        "quickbooks": {"vendors": ["Quuxborough Plumbing"]},
        "jaggaer": {
            "suppliers": [{"name": "Quuxborough Plumbing", "number": "V-1001"}, {"name": "Thistlewood"}],
            "invoices": [
                {
                    "number": "I00101",
                    "supplier": "Quuxborough Plumbing",
                    "supplier_invoice": "ZEBRA-778812",
                    "total": "1132.55",
                },
                {"number": "I00102", "supplier": "Thistlewood", "supplier_invoice": "ZEBRA-778813", "total": "10.00"},
            ],
        },
    },
    "steps": [
        "poll jaggaer",
        {"inject": {"to": "quickbooks", "fault": "error_after_save", "on": "BillAdd"}},
        "update web connector",
        {"advance": "5m"},
        "update web connector",
        {"withdraw": {"number": "I00102", "by": "Zebedee", "reason": "paid behind the warehouse"}},
        "poll jaggaer",
    ],
    "then": {},
}


@pytest.fixture(scope="module")
def world() -> World:
    return performed(story_of(STORY_OF_CANARIES), profile=STORY)[0]


def lines(world: World, *, payloads: bool = False, room: int = 10_000_000) -> list[dict[str, Any]]:
    return world.connector.support_bundle(NAME, room, payloads=payloads).parts


@pytest.mark.parametrize("canary", CANARIES)
def test_nothing_that_names_anybody_is_in_it(canary: str, world: World) -> None:
    assert canary.lower() not in json.dumps(lines(world)).lower()


def test_no_secret_is_in_it_with_payloads_or_without(world: World) -> None:
    assert world.added
    company = world.connector.company(NAME)
    for payloads in (False, True):
        text = json.dumps(lines(world, payloads=payloads))
        for secret in (world.added.password, world.keycloak.client_secret, company.password_hash, company.secret.hex()):
            assert secret not in text


def test_it_says_what_was_sent_what_came_of_it_and_what_waits(world: World) -> None:
    parts = {name: value for one in lines(world) for name, value in one.items() if name not in ("message", "event")}
    messages = [one["message"] for one in lines(world) if "message" in one]
    events = [one["event"] for one in lines(world) if "event" in one]
    assert any("BillAdd" in one["requests"] for one in messages)
    assert any("BillQuery 0" in one["answers"] for one in messages)
    assert [one["hresult"] for one in messages if one["hresult"]] == ["0x80040402"]
    assert parts["last_errors"]
    assert parts["versions"]["lxml"]
    assert parts["settings"]["policy"]["account"] == {
        "fields": {"set": 1},
        "separator": {"set": True},
        "strip_suffix": {"set": False},
        "map": {"set": 4},
        "unmapped": "hold",
        "fallback": {"set": False},
    }
    assert parts["health"]["documents"] == 2
    assert len({one["document"] for one in events if one["document"]}) == 2
    assert len({one["update"] for one in messages}) == 2


def test_payloads_are_in_it_only_where_they_are_wanted(world: World) -> None:
    assert not any("request" in one.get("message", {}) for one in lines(world))
    messages = [one["message"] for one in lines(world, payloads=True) if "message" in one]
    assert "ZEBRA-778812" in json.dumps([one["request"] for one in messages])


def test_where_there_is_no_room_the_newest_are_kept_and_the_rest_is_counted(world: World) -> None:
    whole, little = lines(world), lines(world, room=2000)
    assert len(json.dumps(little)) < len(json.dumps(whole))
    kept = [one["event"] for one in little if "event" in one]
    assert kept == [one["event"] for one in whole if "event" in one][-len(kept) :]
    assert little[-1]["left_out"]["event"] + len(kept) == len([one for one in whole if "event" in one])
