"""``qbwc-sim serve`` as a process: its schedule goes on whatever happens, and what changes is kept."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from simulators.qbwc import bare_company, load, save, vendor
from simulators.qbwc.disk import Keeper, OnDisk
from simulators.qbwc.real import RealClock


@pytest.fixture
def company(tmp_path: Path) -> Path:
    path = tmp_path / "company.json"
    now = RealClock().now()
    file = bare_company(now)
    vendor(file, "Acme", now)
    save(file, path)
    return path


@contextmanager
def serving(company: Path, *words: str) -> Iterator[tuple[httpx.Client, subprocess.Popen[str]]]:
    command = [
        sys.executable,
        "-m",
        "simulators.qbwc",
        "serve",
        "--company",
        str(company),
        "--port",
        "0",
        "--json",
        *words,
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = json.loads(process.stdout.readline())["url"]
        with httpx.Client(base_url=url) as client:
            yield client, process
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)


RENAMED = {"deed": "rename", "kind": "Vendor", "name": "Acme", "to": "Acme Inc"}


def test_what_a_person_does_is_kept_or_not(company: Path) -> None:
    with serving(company) as (client, _):
        assert client.post("/__sim/deeds", json=RENAMED).json() == {"done": "rename"}
    assert [one["Name"] for one in load(company).records("Vendor")] == ["Acme"]
    with serving(company, "--save") as (client, process):
        client.post("/__sim/deeds", json=RENAMED)
    assert [one["Name"] for one in load(company).records("Vendor")] == ["Acme Inc"]
    assert process.returncode == 0


def test_a_file_that_another_process_wrote_is_not_overwritten_and_it_is_told(company: Path) -> None:
    with serving(company, "--save") as (client, process):
        company.write_text(company.read_text() + " ")
        assert client.post("/__sim/deeds", json=RENAMED).status_code == 200, "QuickBooks did it"
        assert "written by another process" in client.get("/__sim/state").json()["unsaved"]
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 2
    assert [one["Name"] for one in load(company).records("Vendor")] == ["Acme"]


def test_a_keeper_says_what_it_could_not_keep(company: Path) -> None:
    keeper = Keeper(OnDisk(company), company)
    keeper.save()
    assert keeper.problem == ""
    company.unlink()
    keeper.save()
    assert "written by another process" in keeper.problem
