"""What goes to JAGGAER, at the command line: before it leaves, when it waits, and when it is there."""

from __future__ import annotations

import json
from unittest import mock

import pytest

from connector import Connector
from scenarios.world import NAME, World
from tests.connector.cli.test_commands import run
from tests.connector.flow.written import NUMBER, enter, go_on, made

pytestmark = pytest.mark.once


def said(world: World, *words: str) -> str:
    with mock.patch.object(Connector, "open", return_value=world.connector):
        done = run("connector", *words, "--dir", ".")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_rehearsal_prints_the_request_and_what_would_be_held() -> None:
    world = made()
    enter(world)
    enter(world, "P;8")
    world.update()
    told = said(world, "poll", NAME, "--dry-run")
    assert f'{NUMBER}  would create in JAGGAER: {{"purchaseOrder": {{"operationCode": "CREATE"' in told
    assert "P;8  would hold: JAGGAER cannot keep the order. Order P;8 of QuickBooks' is not written" in told
    (held, queued) = sorted(json.loads(said(world, "poll", NAME, "--dry-run", "--json"))["outgoing"], key=str)
    assert {held["change"], queued["change"]} == {"write", "create"}


def test_what_waits_is_listed_tried_again_and_shown_with_its_request() -> None:
    world = made()
    world.inject("jaggaer", "return_code", "write_order", 1, 1)
    enter(world)
    go_on(world)
    assert "To JAGGAER: 1 held." in said(world, "status")
    listed = said(world, "exceptions", "list")
    assert "JAGGAER answered to order P-7: -1 “Unexpected error”" in listed
    assert "connector exceptions retry P-7" in listed
    assert said(world, "exceptions", "retry", NUMBER) == "P-7 is queued now.\n"
    world.poll()
    shown = said(world, "document", NUMBER)
    assert "P-7 (Acme, 100.00 USD): done JAGGAER's answer" in shown
    assert "to JAGGAER create done" in shown
    assert "does NOT tie" not in shown
    assert '"alternatePoNumber": ' in shown
