"""Vault, key file and passwords: nothing opens with the wrong key, name, byte or word."""

from __future__ import annotations

import io
import json
import logging
import os
import threading
from datetime import timedelta
from pathlib import Path

import pytest
import structlog

from connector.adapters import telemetry
from connector.adapters.clock import SystemEntropy
from connector.adapters.passwords import Argon2Passwords
from connector.adapters.vault import Vault, read_key, write_key
from connector.errors import ConfigurationError
from connector.flow.access import FREE_GUESSES, LONGEST_PAUSE, known_user
from scenarios.clock import SimClock
from scenarios.profiles import STORY
from scenarios.world import World

ENTROPY = SystemEntropy()


@pytest.fixture
def vault() -> Vault:
    return Vault(ENTROPY.bytes(32), ENTROPY)


def test_a_sealed_secret_opens_again_and_is_never_sealed_the_same_way_twice(vault: Vault) -> None:
    sealed = vault.seal("acme", "client secret", "s3cret")
    assert vault.open("acme", "client secret", sealed) == "s3cret"
    assert b"s3cret" not in sealed
    assert sealed != vault.seal("acme", "client secret", "s3cret")


def test_a_changed_byte_anywhere_is_noticed(vault: Vault) -> None:
    sealed = vault.seal("acme", "client secret", "s3cret")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(ConfigurationError):
            vault.open("acme", "client secret", bytes(changed))


@pytest.mark.parametrize(("company", "column"), [("other", "client secret"), ("acme", "other")])
def test_a_value_in_another_row_or_column_does_not_open(vault: Vault, company: str, column: str) -> None:
    with pytest.raises(ConfigurationError, match="changed or damaged"):
        vault.open(company, column, vault.seal("acme", "client secret", "s3cret"))


def test_a_key_file_is_its_owner_s_alone(tmp_path: Path) -> None:
    file = tmp_path / "key"
    write_key(file, ENTROPY)
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(read_key(file)) == 32
    with pytest.raises(FileExistsError):
        write_key(file, ENTROPY)
    os.chmod(file, 0o644)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        read_key(file)


@pytest.mark.parametrize("content", ["", "not hex", "ab" * 16, "\xff"])
def test_what_is_no_key_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "key"
    file.write_text(content, encoding="latin-1")
    os.chmod(file, 0o600)
    with pytest.raises(ConfigurationError, match="key file"):
        read_key(file)


def test_a_right_password_is_remembered_for_ten_minutes_and_a_wrong_one_never() -> None:
    clock = SimClock()
    passwords = Argon2Passwords(clock)
    hashed = passwords.hash("right")
    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.verify("ann", hashed, "right") is True
    passwords._is_right = lambda *_: pytest.fail("verified again")  # type: ignore[method-assign] # seen from outside
    assert passwords.verify("ann", hashed, "right") is True
    clock.advance(timedelta(minutes=11))
    with pytest.raises(pytest.fail.Exception):
        passwords.verify("ann", hashed, "right")


def test_an_unknown_user_takes_the_same_verification() -> None:
    passwords = Argon2Passwords(SimClock())
    calls: list[str] = []
    real = passwords._is_right
    passwords._is_right = lambda hashed, password: calls.append(hashed) or real(hashed, password)  # type: ignore[method-assign,func-returns-value] # counting
    assert passwords.verify("nobody", None, "any") is False
    assert len(calls) == 1
    assert calls[0].startswith("$argon2id$")


def test_beyond_two_at_once_the_answer_is_busy() -> None:
    passwords = Argon2Passwords(SimClock())
    hashed = passwords.hash("right")
    inside, go_on = threading.Semaphore(0), threading.Event()

    def slow(_hashed: str, _password: str) -> bool:
        inside.release()
        return go_on.wait(timeout=10)

    passwords._is_right = slow  # type: ignore[method-assign,assignment] # held open, to be counted
    threads = [threading.Thread(target=passwords.verify, args=("ann", hashed, str(n))) for n in range(2)]
    for thread in threads:
        thread.start()
        assert inside.acquire(timeout=10)
    assert passwords.verify("ann", hashed, "third") is None
    go_on.set()
    for thread in threads:
        thread.join()


def test_guesses_are_counted_per_user_and_source_and_never_shut_out_another_source() -> None:
    world = World(seed=3)
    world.connect(STORY)
    assert world._added is not None
    user, right = world._added.company.user, world._added.password
    store, passwords = world.connector.store, world.connector._passwords

    def guess(password: str, source: str) -> object:
        return known_user(store, passwords, world.clock, user, password, source)

    for _ in range(FREE_GUESSES):
        assert guess("wrong", "10.0.0.9") == ("", "nvu")
    assert guess(right, "10.0.0.9") == ("", "nvu"), "answered at once, whatever it was"
    assert not isinstance(guess(right, "10.0.0.1"), tuple), "the real PC goes on working"
    world.clock.advance(LONGEST_PAUSE)
    assert not isinstance(guess(right, "10.0.0.9"), tuple)


def test_secrets_and_line_breaks_never_reach_the_log() -> None:
    telemetry.configure("INFO")
    root = logging.getLogger()
    handler = root.handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    written = io.StringIO()
    handler.setStream(written)
    try:
        log = structlog.get_logger()
        log.info(
            "call", password="canary", ticket="canary", text="Bearer canary\r\nforged \x1b[31m", client_secret="canary"
        )
        logging.getLogger("library").warning("client_secret=canary&x=1")
    finally:
        root.handlers.clear()
    lines = written.getvalue().splitlines()
    assert len(lines) == 2
    assert "canary" not in written.getvalue()
    assert "\x1b" not in json.loads(lines[0])["text"]
