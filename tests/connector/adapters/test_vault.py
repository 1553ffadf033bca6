"""The vault and its key file: nothing opens with the wrong key, name or byte."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from connector.adapters.clock import SystemEntropy
from connector.adapters.vault import KEY_BYTES, KeyFile, KeysInMemory, Vault
from connector.errors import ConfigurationError

ENTROPY = SystemEntropy()
SECRET = "client secret"


def a_key() -> bytes:
    return ENTROPY.bytes(KEY_BYTES)


@pytest.fixture
def vault() -> Vault:
    return Vault(KeysInMemory([a_key()]), ENTROPY)


def test_a_sealed_secret_opens_again_and_is_never_sealed_the_same_way_twice(vault: Vault) -> None:
    data_key = vault.new_data_key("acme")
    sealed = vault.seal("acme", SECRET, "s3cret", data_key)
    assert vault.open("acme", SECRET, sealed, data_key) == "s3cret"
    assert b"s3cret" not in sealed
    assert sealed != vault.seal("acme", SECRET, "s3cret", data_key)
    assert data_key != vault.new_data_key("acme")


def test_a_changed_byte_anywhere_is_noticed_in_the_secret_and_in_its_key(vault: Vault) -> None:
    data_key = vault.new_data_key("acme")
    sealed = vault.seal("acme", SECRET, "s3cret", data_key)
    for one in (sealed, data_key):
        for place in range(len(one)):
            changed = bytearray(one)
            changed[place] ^= 1
            with pytest.raises(ConfigurationError):
                vault.open("acme", SECRET, *(bytes(changed) if it is one else it for it in (sealed, data_key)))


@pytest.mark.parametrize("length", [0, 3, 4, 15, 16, 17])
def test_what_was_cut_does_not_open(vault: Vault, length: int) -> None:
    data_key = vault.new_data_key("acme")
    sealed = vault.seal("acme", SECRET, "s3cret", data_key)
    with pytest.raises(ConfigurationError):
        vault.open("acme", SECRET, sealed[:length], data_key)


def test_a_value_in_another_row_or_column_does_not_open(vault: Vault) -> None:
    keys = {name: vault.new_data_key(name) for name in ("acme", "other")}
    values = {name: vault.seal(name, SECRET, f"of {name}", keys[name]) for name in keys}
    for company, column, value, key in (
        ("acme", "another column", values["acme"], keys["acme"]),
        ("acme", SECRET, values["other"], keys["acme"]),  # the values are swapped
        ("acme", SECRET, values["acme"], keys["other"]),  # the data keys are swapped
        ("acme", SECRET, values["other"], keys["other"]),  # the whole rows are swapped
    ):
        with pytest.raises(ConfigurationError, match="changed or damaged"):
            vault.open(company, column, value, key)


def test_another_master_key_opens_nothing_and_says_what_is_missing(vault: Vault) -> None:
    data_key = vault.new_data_key("acme")
    other = Vault(KeysInMemory([a_key()]), ENTROPY)
    with pytest.raises(ConfigurationError, match="sealed with another key"):
        other.open("acme", SECRET, vault.seal("acme", SECRET, "s3cret", data_key), data_key)


def test_while_the_master_key_changes_both_open_and_afterwards_only_the_new_one(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "key")
    file.create(a_key())
    vault, elsewhere = Vault(file, ENTROPY), Vault(file, ENTROPY)
    before = vault.new_data_key("acme")
    sealed = vault.seal("acme", SECRET, "s3cret", before)
    assert elsewhere.open("acme", SECRET, sealed, before) == "s3cret"
    vault.begin_change()
    after = vault.new_data_key("acme")
    resealed = vault.seal("acme", SECRET, "s3cret", after)
    assert elsewhere.open("acme", SECRET, resealed, after) == "s3cret", "it reads the file again"
    assert Vault(file, ENTROPY).open("acme", SECRET, sealed, before) == "s3cret"
    vault.end_change([after])
    assert len(file.read()) == 1
    assert Vault(file, ENTROPY).open("acme", SECRET, resealed, after) == "s3cret"
    with pytest.raises(ConfigurationError, match="another key"):
        Vault(file, ENTROPY).open("acme", SECRET, sealed, before)


def test_a_key_that_is_still_needed_stays_in_the_file(vault: Vault) -> None:
    data_key = vault.new_data_key("acme")
    sealed = vault.seal("acme", SECRET, "s3cret", data_key)
    vault.begin_change()
    vault.end_change([data_key])
    assert vault.open("acme", SECRET, sealed, data_key) == "s3cret"


def test_a_key_file_is_its_owner_s_alone(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "key")
    file.create(a_key())
    assert file.path.stat().st_mode & 0o777 == 0o600
    file.write([a_key(), a_key()])
    assert file.path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["key"], "no copy is left behind"
    with pytest.raises(FileExistsError):
        file.create(a_key())
    for mode in (0o644, 0o640, 0o602, 0o610):
        os.chmod(file.path, mode)
        with pytest.raises(ConfigurationError, match="chmod 600"):
            file.read()


@pytest.mark.parametrize("content", ["", "not hex", "ab" * 16, "\xff", f"{'ab' * 32}\nab"])
def test_what_is_no_key_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "key"
    path.write_text(content, encoding="latin-1")
    os.chmod(path, 0o600)
    with pytest.raises(ConfigurationError, match="key file"):
        KeyFile(path).read()


def test_a_file_that_cannot_be_written_is_said_and_stays_as_it_was(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "gone" / "key")
    with pytest.raises(ConfigurationError, match="cannot be written"):
        file.write([a_key()])
