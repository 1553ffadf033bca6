"""Every command as a stranger would type it: what it prints, its exit status, and a remedy where it falls short."""

from __future__ import annotations

import contextlib
import io
import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import mock

import pytest
from typer.main import get_command

import connector.__main__ as connector_main
import scenarios.__main__ as scenarios_main
import simulators.jaggaer.__main__ as jaggaer_main
import simulators.qbwc.__main__ as qbwc_main
from connector.adapters.private_file import make_private
from connector.cli import app as connector_app
from scenarios.__main__ import app as scenarios_app
from simulators.jaggaer.__main__ import app as jaggaer_app
from simulators.qbwc.__main__ import app as qbwc_app

PROFILE = 'policy.vendor.number_in = "account_number"\n[policy.account.map]\n6120 = "Office Supplies"\n'
ADDRESS = ("--jaggaer-url", "https://j.example", "--token-url", "https://j.example/t", "--client-id", "id")


MAINS = {
    "connector": connector_main.main,
    "scenarios": scenarios_main.main,
    "simulators.jaggaer": jaggaer_main.main,
    "simulators.qbwc": qbwc_main.main,
}


def run(*words: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """A command in this process, with what it prints and its exit status: a process of its own takes seconds."""
    out, errors, code = io.StringIO(), io.StringIO(), 0
    given = io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")
    with (
        mock.patch.object(sys, "argv", list(words)),
        mock.patch.object(sys, "stdin", given),
        mock.patch.dict(os.environ, {"COLUMNS": "200", **environment}),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(errors),
    ):
        try:
            MAINS[words[0]]()
        except SystemExit as left:
            code = int(left.code or 0)
    return subprocess.CompletedProcess(words, code, out.getvalue(), errors.getvalue())


def alone(*words: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """The same as a stranger starts it."""
    return subprocess.run(
        [sys.executable, "-m", *words],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "COLUMNS": "200", **environment},
    )


def short(done: subprocess.CompletedProcess[str]) -> str:
    """One line on standard error, exit status 2, and never a traceback."""
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    return done.stderr


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    assert run("connector", "init", str(folder)).returncode == 0
    return folder


def add(home: Path, name: str = "acme", *more: str) -> subprocess.CompletedProcess[str]:
    secret, profile = home / "secret", home / "profile.toml"
    secret.write_text("canary-secret")
    profile.write_text(PROFILE)
    files = ("--client-secret-file", str(secret), "--profile", str(profile))
    return run("connector", "company", "add", name, "--dir", str(home), *ADDRESS, *files, "--json", *more)


def test_init_makes_settings_key_and_database_and_overwrites_nothing(home: Path) -> None:
    assert {file.name for file in home.iterdir()} >= {"connector.toml", "connector.key", "connector.db"}
    assert (home / "connector.key").stat().st_mode & 0o777 == 0o600
    assert "exists already" in short(run("connector", "init", str(home)))


def test_a_company_is_added_once_and_its_password_shown_once(home: Path) -> None:
    added = json.loads(add(home).stdout)
    assert added["user"] == "jaggaer-acme"
    assert len(added["password"]) >= 43
    assert "already" in short(add(home))
    listed = run("connector", "company", "list", "--dir", str(home), "--json")
    assert [one["company"] for one in json.loads(listed.stdout)] == ["acme"]
    assert added["password"] not in listed.stdout
    qwc = home / "acme.qwc"
    run("connector", "qwc", "acme", "--dir", str(home), "--url", "https://c.example/qbwc", "-o", str(qwc))
    assert "<IsReadOnly>false</IsReadOnly>" in qwc.read_text()
    assert added["password"] not in qwc.read_text()
    status = json.loads(run("connector", "status", "--dir", str(home), "--json").stdout)
    assert (status[0]["company"], status[0]["documents"]) == ("acme", 0)


def test_what_the_web_connector_would_refuse_is_refused_with_its_code(home: Path) -> None:
    add(home)
    for url, code in (
        ("http://c.example/qbwc", "QBWC1010"),
        ("https://10.0.0.1/qbwc", "QBWC1001"),
        ("nonsense", "web address"),
    ):
        done = run("connector", "qwc", "acme", "--dir", str(home), "--url", url, "-o", str(home / "x.qwc"))
        assert code in short(done)
        assert not (home / "x.qwc").exists()


def test_wrong_addresses_versions_and_names_say_what_would_be_right(home: Path) -> None:
    add(home)
    assert "not https" in short(add(home, "b", "--jaggaer-url", "http://j.example"))
    assert "not a web address" in short(add(home, "b", "--token-url", "j.example"))
    assert "qbXML version" in short(add(home, "b", "--qbxml", "5.0"))
    for address in ("https://[bad", "https://host:abc"):
        assert "not a web address" in short(add(home, "b", "--jaggaer-url", address))
        assert "not a web address" in short(
            run("connector", "qwc", "acme", "--dir", str(home), "--url", address, "-o", str(home / "x"))
        )
    assert "company's name" in short(add(home, "../b"))
    assert "--host" in short(run("connector", "serve", "--dir", str(home), "--port", "0", "--host", "no such host"))
    assert run("connector", "serve", "--dir", str(home), "--port", "99999").returncode == 2
    assert "There is no company" in short(run("connector", "poll", "nobody", "--dir", str(home)))
    assert "connector init" in short(run("connector", "status", "--dir", str(home / "nowhere")))


def test_a_wrong_setting_is_one_line_with_its_remedy(home: Path) -> None:
    for text, words in (("port = 99999", "port"), ("prot = 1", "prot"), ("port = ", "not TOML")):
        (home / "connector.toml").write_text(text)
        assert words in short(run("connector", "status", "--dir", str(home)))
    (home / "connector.toml").write_bytes(b"\xff")
    assert "not TOML" in short(run("connector", "status", "--dir", str(home)))
    (home / "connector.toml").write_text("")
    assert "port" in short(run("connector", "status", "--dir", str(home), CONNECTOR_PORT="many"))


def test_an_unreadable_or_open_key_file_stops_the_start(home: Path) -> None:
    key = home / "connector.key"
    key.chmod(0o644)
    assert "chmod 600" in short(run("connector", "serve", "--dir", str(home), "--port", "0"))
    key.unlink()
    assert "cannot be read" in short(run("connector", "serve", "--dir", str(home), "--port", "0"))


def test_a_port_in_use_is_one_line_with_its_remedy(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert "--port" in short(alone("connector", "serve", "--dir", str(home), "--port", port))
        done = alone("simulators.jaggaer", "serve", "--port", port)
        assert (done.returncode, "--port" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[policy.vendr]", "Did you mean “vendor”"),
        ("[policy.vendor]\nnumber_in = 'vendor_number'", "number_in"),
        ("[policy.terms]\nunknown = 'guess'", "unknown"),
        ("[wire]\noverlap_seconds = 'long'", "overlap_seconds"),
        ("[wire.invoices]\nlist_path='/x'\nrows='a'\nrow='b'\ndetail_path = '/x/{number}'", "only {id}"),
        ("[", "not TOML"),
        (
            "[policy.vendor]\nnumber_in = 'none'\n\n[policy.charges]\ntax1 = 'A'\ntax3 = 'B'",
            "line 6: “policy.charges.tax3”",
        ),
        ("policy.dates.bill = 'invoice'\npolicy.dates.closed_period = 'guess'", "line 2: policy.dates.closed_period"),
        ("[policy.amounts]\ntolerance = '0.05'", "line 1: policy.amounts: tolerance needs a rounding_account"),
        ("[wire.connection]\nat_once = 99", "line 1: wire.connection: at_once is from 1 to 16"),
        ("[policy.account.map]\n'61.20' = ['x']", "line 2: policy.account.map.61.20"),
    ],
)
def test_a_wrong_profile_says_where(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "profile.toml"
    file.write_text(text)
    assert words in short(run("connector", "profile", "check", str(file)))


def test_an_unreachable_jaggaer_is_one_line(home: Path) -> None:
    add(home, "acme", "--jaggaer-url", "http://127.0.0.1:9", "--token-url", "http://127.0.0.1:9/t")
    assert "cannot be reached" in short(run("connector", "poll", "acme", "--dir", str(home)))
    pinged = run("connector", "ping", "acme", "--dir", str(home))
    assert (pinged.returncode, "cannot be reached" in pinged.stderr) == (2, True)
    assert "QuickBooks has not checked in yet" in pinged.stdout


def test_a_fault_of_ours_is_one_line_that_says_where(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("connector.cli.app", lambda: 1 / 0)
    with pytest.raises(SystemExit) as ended:
        connector_main.main()
    said = capsys.readouterr().err
    assert (ended.value.code, said.count("\n")) == (2, 1)
    assert "The connector broke (ZeroDivisionError: division by zero; test_commands.py, line" in said


@pytest.mark.parametrize("module", [scenarios_main, jaggaer_main, qbwc_main])
def test_so_is_one_of_the_other_commands(
    module: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(module, "app", lambda: 1 / 0)
    with pytest.raises(SystemExit) as ended:
        module.main()
    said = capsys.readouterr().err
    assert (ended.value.code, said.count("\n")) == (2, 1)
    assert "It broke (ZeroDivisionError: division by zero; test_commands.py, line" in said


def test_what_is_no_file_of_its_own_is_left_as_it_is(tmp_path: Path) -> None:
    folder, pipe = tmp_path / "folder", tmp_path / "pipe"
    folder.mkdir(mode=0o755)
    os.mkfifo(pipe, mode=0o644)
    for path in (folder, pipe):
        before = path.stat().st_mode
        make_private(path)
        assert path.stat().st_mode == before


def test_files_are_for_their_owner_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        home, backup, export = tmp_path / "home", tmp_path / "backup.db", tmp_path / "history.jsonl"
        run("connector", "init", str(home))
        add(home)
        export.write_text("")
        export.chmod(0o644)
        run("connector", "backup", str(backup), "--dir", str(home))
        run("connector", "restore", str(backup), "--dir", str(home))
        run("connector", "history", "export", "acme", "--dir", str(home), "-o", str(export))
    finally:
        os.umask(before)
    made = [
        backup,
        export,
        *(one for one in home.iterdir() if one.name.startswith("connector") and one.suffix != ".toml"),
    ]
    assert len(made) >= 5
    assert {one.name: oct(one.stat().st_mode & 0o077) for one in made} == {one.name: "0o0" for one in made}


def test_one_message_set_is_processed_and_a_refused_one_exits_3(tmp_path: Path) -> None:
    file = tmp_path / "company.json"
    assert (
        run("simulators.qbwc", "new-company", str(file), "--seed", "3", "--vendors", "2", "--orders", "1").returncode
        == 0
    )
    assert run("simulators.qbwc", "new-company", str(file)).returncode == 2
    head = '<?xml version="1.0"?><?qbxml version="13.0"?><QBXML><QBXMLMsgsRq onError="stopOnError">{}</QBXMLMsgsRq></QBXML>'
    good = run("simulators.qbwc", "process", "--company", str(file), stdin=head.format("<VendorQueryRq />"))
    assert (good.returncode, good.stdout.count("<VendorRet>")) == (0, 2)
    before = file.read_text()
    add_vendor = head.format("<VendorAddRq><VendorAdd><Name>New</Name></VendorAdd></VendorAddRq>")
    run("simulators.qbwc", "process", "--company", str(file), stdin=add_vendor)
    assert file.read_text() == before
    run("simulators.qbwc", "process", "--company", str(file), "--save", stdin=add_vendor)
    assert file.read_text() != before
    for rubbish in ("", "rubbish", head.format("<Nonsense />"), "\x00é"):
        bad = run("simulators.qbwc", "process", "--company", str(file), stdin=rubbish)
        assert (bad.returncode, bad.stdout.split()[0]) == (3, "0x80040400")
    assert run("simulators.qbwc", "process", "--company", str(tmp_path / "none")).returncode == 2


def test_the_fidelity_table_is_printed_with_its_sources() -> None:
    rules = json.loads(run("simulators.qbwc", "fidelity", "--json").stdout)
    assert {"rule", "kind", "where", "source", "assumed"} == set(rules[0])


@pytest.mark.parametrize("app", [connector_app, scenarios_app, jaggaer_app, qbwc_app])
def test_every_command_explains_itself_and_takes_json(app: Any) -> None:
    without_json = {
        "process",
        "schema",
        "language",
        "catalogue",
        "rules",
        "clauses",
        "signals",
    }  # they print qbXML, a JSON Schema and pages
    for name, command in _commands(get_command(app)):
        assert command.help, name
        options = {option for parameter in command.params for option in parameter.opts}
        assert "--json" in options or name in without_json, name


def _commands(group: Any) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, command in getattr(group, "commands", {}).items():
        found += _commands(command) if hasattr(command, "commands") else [(name, command)]
    return found
