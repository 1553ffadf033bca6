"""The commands of the support bundle: a file for its owner alone, and payloads only while they are allowed."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from connector.adapters import payload_permission
from connector.cli import app
from connector.errors import ConfigurationError
from scenarios.captures.reading import read
from tests.connector.cli.test_commands import ADDRESS

NOW = datetime(2026, 1, 15, tzinfo=UTC)


def installation(folder: Path) -> Path:
    """With a company that nothing was done for yet."""
    home, secret = folder / "home", folder / "secret"
    secret.write_text("s")
    CliRunner().invoke(app, ["init", str(home)])
    CliRunner().invoke(
        app, ["company", "add", "acme", "--dir", str(home), *ADDRESS, "--client-secret-file", str(secret)]
    )
    return home


def run(home: Path, *words: str) -> str:
    done = CliRunner().invoke(app, [*words, "--dir", str(home)])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


def test_a_bundle_is_for_its_owner_alone_and_import_reads_it(tmp_path: Path) -> None:
    home, file = installation(tmp_path), tmp_path / "bundle"
    assert "No name is in it" in run(home, "support-bundle", "acme", "-o", str(file))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    capture = read(file)
    assert capture.source == "support bundle"
    assert [event.text for event in capture.events] == ["versions", "settings", "health", "0 last errors", "left out"]
    assert capture.totals.bytes == file.stat().st_size


def test_payloads_are_refused_until_somebody_allows_them_and_when_it_is_over(tmp_path: Path) -> None:
    home, file = installation(tmp_path), str(tmp_path / "bundle")
    with pytest.raises(ConfigurationError, match="not allowed"):
        run(home, "support-bundle", "acme", "-o", file, "--payloads")
    assert json.loads(run(home, "allow-payloads", "acme", "--json"))["company"] == "acme"
    assert "unscrubbed" in run(home, "support-bundle", "acme", "-o", file, "--payloads")
    assert "may hold no payloads" in run(home, "allow-payloads", "acme", "--hours", "0")
    with pytest.raises(ConfigurationError, match="allow-payloads acme --hours 4"):
        run(home, "support-bundle", "acme", "-o", file, "--payloads")


def test_a_permission_is_of_one_company_and_ends(tmp_path: Path) -> None:
    until = payload_permission.allow(tmp_path, "acme", NOW, timedelta(days=30))
    assert until == NOW + timedelta(hours=72)
    assert payload_permission.is_allowed(tmp_path, "acme", until - timedelta(seconds=1))
    assert not payload_permission.is_allowed(tmp_path, "acme", until)
    assert not payload_permission.is_allowed(tmp_path, "other", NOW)


@pytest.mark.parametrize("content", ["", "[]", '{"acme": 3}', '{"acme": "tomorrow"}', "\x00"])
def test_a_permission_that_cannot_be_read_allows_nothing(content: str, tmp_path: Path) -> None:
    (tmp_path / payload_permission.NAME).write_text(content)
    assert not payload_permission.is_allowed(tmp_path, "acme", NOW)
