"""Real processes: the demo whole, an answer lost after saving, and serve killed in the middle of a session."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scenarios.demo import cast, run
from scenarios.demo.processes import Server, command, start
from simulators.qbwc import load, save

pytestmark = pytest.mark.once


def test_the_demo_holds_and_writes_its_report_and_its_page(tmp_path: Path) -> None:
    report = run(tmp_path, quiet=True)
    written = json.loads((tmp_path / "demo.json").read_text())
    assert written == report
    assert report["passed"]
    assert report["counts"] == {
        "invoices": 25,
        "bills": 20,
        "credits": 2,
        "held": 2,
        "not_due": 1,
        "orders": 6,
        "order_revisions": 2,
        "cancelled_lines": 1,
        "confirmations": 1,
        "receipts": 2,
        "payments_reported": 2,
        "acknowledgements": 25,
        "suppliers": 1,
        "codes_published": 7,
    }
    assert report["tied"] is True
    assert report["again"]["posted"] == 0
    assert [one["reasons"][0]["title"] for one in report["exceptions"]] == [
        "QuickBooks does not know this vendor",
        "No account for this code",
    ]
    page = (tmp_path / "demo.html").read_text()
    assert "All of it holds." in page
    assert "&lt;BillAddRq" in page
    assert "http://" not in page.replace("http://localhost", "").replace("http://127.0.0.1", "")


class Stage:
    """One invoice, three processes; the connector can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder, folder / "connector"
        self.company, self.qwc, self.password = folder / "company.json", folder / "acme.qwc", folder / "password"
        self.servers: list[Server] = []
        tenant = cast.tenant()
        for invoice_id in list(tenant.invoices)[1:]:
            del tenant.invoices[invoice_id]
        (folder / "tenant.json").write_text(json.dumps(tenant.to_json()))
        save(cast.company_file(), self.company)
        words = ("simulators.jaggaer", "serve", "--tenant", str(folder / "tenant.json"), "--port", "0", "--json")
        jaggaer = self._start("jaggaer.log", *words).facts
        command("connector", "init", str(self.home), "--json")
        (folder / "secret").write_text(jaggaer["client_secret"])
        profile = Path(__file__).parents[2] / "scenarios" / "profile.toml"
        added = command(
            *("connector", "company", "add", "acme", "--dir", str(self.home), "--json", "--profile", str(profile)),
            *("--jaggaer-url", jaggaer["url"], "--token-url", jaggaer["token_url"]),
            *("--client-id", jaggaer["client_id"], "--client-secret-file", str(folder / "secret")),
        )
        self.password.write_text(added["password"])
        self.serve("0")
        self.port = self.servers[-1].facts["url"].split(":")[2].split("/")[0]
        url = f"http://localhost:{self.port}/qbwc"
        command("connector", "qwc", "acme", "--dir", str(self.home), "--url", url, "-o", str(self.qwc), "--json")
        command("connector", "poll", "acme", "--dir", str(self.home), "--json")

    def _start(self, log: str, *words: str) -> Server:
        server = start(self.folder / log, *words)
        self.servers.append(server)
        return server

    def serve(self, port: str) -> Server:
        return self._start(
            "connector.log", "connector", "serve", "--dir", str(self.home), "--port", port, "--json", "--no-runner"
        )

    def update(self, *more: str) -> subprocess.Popen[str]:
        files = ("--qwc", str(self.qwc), "--password-file", str(self.password), "--company", str(self.company))
        return subprocess.Popen(
            [sys.executable, "-m", "simulators.qbwc", "run", *files, "--latency", "off", "--json", *more],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def bills(self) -> list[dict[str, Any]]:
        return load(self.company).records("Bill")

    def life(self) -> dict[str, Any]:
        done = subprocess.run(
            [sys.executable, "-m", "connector", "document", "I00101", "--dir", str(self.home), "--json"],
            capture_output=True,
            text=True,
            check=True,
        )
        line: dict[str, Any] = json.loads(done.stdout)[0]["line"]
        return line


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = Stage(tmp_path)
    yield made
    for server in made.servers:
        server.stop()


def _free(stage: Stage) -> None:
    """Let the two minutes pass in which an open session is not fenced: its last call is moved back."""
    import sqlite3

    with sqlite3.connect(stage.home / "connector.db") as database:
        rows = database.execute("SELECT ticket, facts FROM sessions").fetchall()
        for ticket, facts in rows:
            earlier = {**json.loads(facts), "last_call_at": "2020-01-01T00:00:00Z"}
            database.execute("UPDATE sessions SET facts = ? WHERE ticket = ?", (json.dumps(earlier), ticket))
    database.close()


def test_an_answer_lost_after_saving_ends_in_one_bill(stage: Stage) -> None:
    out, _ = stage.update("--fault", "lose_answer@BillAdd#1").communicate(timeout=60)
    assert json.loads(out)["updates"][0]["code"] == "killed"
    assert len(stage.bills()) == 1
    _free(stage)
    out, err = stage.update("--updates", "3", "--until-idle").communicate(timeout=60)
    assert [one["code"] for one in json.loads(out)["updates"]] == ["", ""], err
    line = stage.life()
    assert (len(stage.bills()), line["state"], line["tied"]) == (1, "done", True)
    assert line["evidence"] == "QuickBooks' stored answer"


def test_serve_killed_in_the_middle_of_a_session_ends_in_one_bill(stage: Stage) -> None:
    """SIGKILL as soon as QuickBooks has saved the bill; a new process takes the session up."""
    serving, killed = stage.servers[-1], threading.Event()

    def kill_after_save() -> None:
        while not killed.is_set():
            if stage.bills():
                serving.process.send_signal(signal.SIGKILL)
                serving.process.wait(timeout=10)
                killed.set()

    watcher = threading.Thread(target=kill_after_save)
    watcher.start()
    out, err = stage.update().communicate(timeout=60)
    watcher.join(timeout=10)
    assert killed.is_set()
    assert "Traceback" not in err
    assert json.loads(out)["updates"]
    stage.serve(stage.port)
    _free(stage)
    out, err = stage.update("--updates", "3", "--until-idle").communicate(timeout=60)
    assert json.loads(out)["updates"][-1]["code"] == "", err
    line = stage.life()
    assert (len(stage.bills()), line["state"], line["tied"]) == (1, "done", True)
