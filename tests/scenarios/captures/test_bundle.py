"""A support bundle is read: events where it has no payloads, updates that make a story where it has."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scenarios import library
from scenarios.captures.explain import explain
from scenarios.captures.model import BadCapture, Capture
from scenarios.captures.reading import read
from scenarios.captures.scrub import scrubbed
from scenarios.director import performed
from scenarios.minimising.captured_story import story_of
from scenarios.profiles import STORY
from scenarios.world import NAME, World


@pytest.fixture(scope="module")
def world() -> World:
    return performed(library.find("settling/answer_lost_after_save").scenario)[0]


def bundled(world: World, folder: Path, *, payloads: bool, more: str = "") -> Capture:
    parts = world.connector.support_bundle(NAME, 10_000_000, payloads=payloads).parts
    (folder / "bundle").write_text("".join(f"{json.dumps(part)}\n" for part in parts) + more)
    return read(folder / "bundle")


def test_a_bundle_without_payloads_tells_what_was_done(world: World, tmp_path: Path) -> None:
    capture = bundled(world, tmp_path, payloads=False)
    assert capture.updates == ()
    assert any(event.text.startswith("message set, write: DataExtMod, BillAdd") for event in capture.events)
    assert explain(capture).said == capture.events
    assert capture.totals.unused.lines == 0
    with pytest.raises(BadCapture, match="support bundle"):
        scrubbed(capture, b"k" * 32)


def test_a_bundle_with_payloads_makes_a_story(world: World, tmp_path: Path) -> None:
    capture = bundled(world, tmp_path, payloads=True)
    story = story_of(capture, STORY, "a bundle")
    assert story["given"]["jaggaer"]["invoices"][0]["supplier_invoice"] == "AC-778"
    assert {"inject": {"to": "quickbooks", "fault": "lose_answer", "on": "BillAdd"}} in story["steps"]


def test_a_line_that_is_none_is_listed_and_another_version_is_refused(world: World, tmp_path: Path) -> None:
    capture = bundled(world, tmp_path, payloads=False, more='rubbish\n{"message": 3}\n')
    assert [(one.unused, one.why) for one in capture.problems] == [(2, "it is no part of a support bundle")]
    (tmp_path / "bundle").write_text('{"support_bundle": 9}\n')
    with pytest.raises(BadCapture, match="another version"):
        read(tmp_path / "bundle")
