"""An accountant at the command line: what waits, an answer, and the answer taken back."""

from __future__ import annotations

import json
from unittest import mock

import pytest

from connector import Connector
from scenarios.profiles import STORY
from scenarios.world import World
from simulators.qbwc import vendor
from tests.connector.cli.test_commands import run, short
from tests.connector.flow.test_resolving import document, post

pytestmark = pytest.mark.once
WHO = ("--by", "Ann", "--reason", "I looked", "--dir", ".")


@pytest.fixture(autouse=True)
def world() -> World:
    made = World(seed=7)
    vendor(made.file, "Acme", made.clock.now(), AccountNumber="V-1001")
    made.connect(STORY)
    post(made, document(1, code="7777"), document(2, code="7777"))
    return made


def said(world: World, *words: str) -> str:
    with mock.patch.object(Connector, "open", return_value=world.connector):
        done = run("connector", "exceptions", *words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_an_exception_is_listed_answered_and_remembered(world: World) -> None:
    assert "2 documents wait for it" in said(world, "list", "--dir", ".")
    done = said(world, "resolve", "ACCOUNT_UNMAPPED/7777", "--map", "Office Supplies", *WHO)
    assert "answered by Ann: map Office Supplies." in done
    assert "  I00101 is queued\n  I00102 is queued\n" in done
    assert said(world, "list", "--dir", ".") == "Nothing waits for a person.\n"
    remembered = said(world, "answers", "--dir", ".")
    assert "ACCOUNT_UNMAPPED/7777 (" in remembered
    assert "  account 7777 is “Office Supplies”\n  Ann, 20" in remembered
    assert remembered.endswith("UTC: I looked\n")


def test_an_answer_is_taken_back(world: World) -> None:
    assert said(world, "answers", "--dir", ".") == "Nobody gave an answer that is remembered.\n"
    said(world, "resolve", "ACCOUNT_UNMAPPED/7777", "--map", "Office Supplies", *WHO)
    (remembered,) = json.loads(said(world, "answers", "--json", "--dir", "."))
    taken = said(world, "take-back", remembered["id"], *WHO)
    assert "Ignored from now on: account 7777 is “Office Supplies”." in taken
    assert "2 documents wait for it" in said(world, "list", "--dir", ".")


def test_what_nobody_said_cannot_be_taken_back(world: World) -> None:
    with mock.patch.object(Connector, "open", return_value=world.connector):
        told = short(run("connector", "exceptions", "take-back", "ACCOUNT_UNMAPPED/7777", *WHO))
    assert "connector exceptions answers" in told
