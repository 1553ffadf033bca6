"""A company file on disk: saved whole, read whole, and the place told of what is wrong with it."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.clock import START
from simulators.qbwc import BadCompanyFile, CompanyFile, bare_company, load, save
from simulators.qbwc.disk import ChangedMeanwhile, OnDisk, document
from tests.simulators.qbwc.conftest import Ask
from tests.simulators.qbwc.requests import bill, credit, first, pay, received, tag


@pytest.fixture
def saved(file: CompanyFile, ask: Ask, tmp_path: Path) -> Path:
    """A file with a record of every kind, links, deleted ones, stored answers, and switches that are set."""
    ask(bill(received(file, "3")), credit(), ids='newMessageSetID="m1"')
    ask(pay(first(file, "Bill"), "1.00"))
    ask(tag("TxnDelRq", tag("TxnDelType", "VendorCredit") + tag("TxnID", first(file, "VendorCredit")["TxnID"])))
    file.assumed.choose("overbilling", "allow")
    file.preferences.closing_date = "2025-12-31"
    file.denied, file.in_use = {"BillAdd": 3260}, {"1-1": "form"}
    path = tmp_path / "company.json"
    save(file, path)
    return path


def test_what_was_saved_is_read_again(file: CompanyFile, saved: Path) -> None:
    again = load(saved)
    assert document(again) == document(file)
    assert again == file


def broken(saved: Path, path: str, value: Any) -> str:
    """What is said of the file with one value replaced; ``...`` takes it out."""
    whole = json.loads(saved.read_text())
    *steps, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    place = whole
    for step in steps:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    saved.write_text(json.dumps(whole))
    with pytest.raises(BadCompanyFile) as wrong:
        load(saved)
    return str(wrong.value).removeprefix(str(saved))


# a path, what stands there, what is said of it
WRONG = [
    ("format", 1, ", at the top: format is 1, and should be 2"),
    ("surprise", 1, ", at the top: “surprise” is not known"),
    ("name", 5, ", at name: should be a text"),
    ("zone", "Mars/Olympus", ", at zone: “Mars/Olympus” is not a time zone"),
    ("preferences/surprise", 1, ", at preferences: “surprise” is not known"),
    ("preferences/days_bills_are_due", "10", ", at preferences/days_bills_are_due: should be a number"),
    ("counters/txn", True, ", at counters/txn: should be a number"),
    ("assumed/overbilling", "maybe", ", at assumed: “overbilling” is “refuse” or “allow”, not “maybe”"),
    ("assumed/none", "x", ", at assumed: “none” is not a switch; known: "),
    ("lists", [], ", at lists: should be an object"),
    ("lists/Ship", [], ", at lists: “Ship” is not known"),
    ("lists/Vendor", {}, ", at lists/Vendor: should be a list"),
    ("lists/Vendor/0", 1, ", at lists/Vendor/0: should be an object"),
    ("lists/Vendor/0/ListID", ..., ", at lists/Vendor/0: ListID is missing"),
    ("lists/Vendor/0/ListID", "x", ", at lists/Vendor/0/ListID: 'x' is not an id"),
    ("lists/Vendor/0/Balance", "10.5", ", at lists/Vendor/0/Balance: '10.5' has not the form of AMT"),
    ("lists/Vendor/0/Surprise", "x", ", at lists/Vendor/0/Surprise: is not a field of this record"),
    (
        "lists/Vendor/0/TimeModified",
        "yesterday",
        ", at lists/Vendor/0/TimeModified: 'yesterday' has not the form of DATETIME",
    ),
    ("transactions/Bill/0/VendorRef", "Acme", ", at transactions/Bill/0/VendorRef: should be an object"),
    ("transactions/Bill/0/ItemLineRet", {}, ", at transactions/Bill/0/ItemLineRet: should be a list"),
    (
        "transactions/Bill/0/ItemLineRet/0/Amount",
        1,
        ", at transactions/Bill/0/ItemLineRet/0/Amount: 1 has not the form of AMT",
    ),
    ("transactions/Bill/0/TxnDate", ..., ", at transactions/Bill/0: TxnDate is missing"),
    ("transactions/Bill/0/Memo", ["x"], ", at transactions/Bill/0/Memo: is a list"),
    ("links/0", {}, ", at links/0: is not a link"),
    ("links/0/amount", "x", ", at links/0: is not a link"),
    ("links/0/amount", "NaN", ", at links/0: is not a link"),
    ("links/0/source_kind", "Ship", ", at links/0: "),
    ("answers/x", {"responses": 1}, ", at answers/x/checksum: should be a text"),
    ("denied/BillAdd", "3260", ", at denied/BillAdd: should be a number"),
    ("denied/BillAdd", 5, ", at denied/BillAdd: 5 is not a status"),
    ("deleted", [1], ", at deleted/0: should be an object"),
    ("deleted", [{}], ", at deleted/0/TimeCreated: should be a text"),
    ("qbxml", "abc", ", at qbxml: “abc” is none of 1.0, 1.1"),
    ("country", "DE", ", at country: “DE” is none of US, CA, UK, AU"),
    ("lists/Vendor/0/Name", ..., ", at lists/Vendor/0: Name is missing"),
    ("lists/Account/0/AccountType", None, ", at lists/Account/0: AccountType is missing"),
    ("transactions/Bill/0/IsPaid", ..., ", at transactions/Bill/0: IsPaid is missing"),
    (
        "transactions/Bill/0/ItemLineRet/0/TxnLineID",
        ...,
        ", at transactions/Bill/0/ItemLineRet/0: TxnLineID is missing",
    ),
]


@pytest.mark.parametrize(("path", "value", "words"), WRONG)
def test_the_place_of_what_is_wrong_is_told(saved: Path, path: str, value: Any, words: str) -> None:
    assert broken(saved, path, value).startswith(words)


def test_two_records_with_one_id_are_told_of(saved: Path) -> None:
    whole = json.loads(saved.read_text())
    whole["lists"]["Vendor"].append(whole["lists"]["Vendor"][0])
    saved.write_text(json.dumps(whole))
    with pytest.raises(BadCompanyFile, match=r"at lists/Vendor/2/ListID: .* is there twice"):
        load(saved)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "is not JSON (line 1, column 1"),
        (b"{", "is not JSON (line 1, column 2"),
        (b"\xff\xfe", "is not text in UTF-8 (byte 0)"),
        (b"[]", "at the top: should be an object"),
        (b"[" * 100_000, "is not JSON that can be read"),
        (b"1" * 5_000, "is not JSON that can be read"),
    ],
)
def test_a_file_of_something_else_is_told_of(tmp_path: Path, raw: bytes, words: str) -> None:
    path = tmp_path / "company.json"
    path.write_bytes(raw)
    with pytest.raises(BadCompanyFile) as wrong:
        load(path)
    assert words in str(wrong.value)


def test_a_file_that_is_not_there_or_a_folder_is_told_of(tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(BadCompanyFile, match="cannot be read"):
            load(path)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.data())
def test_any_value_at_any_place_is_taken_or_told_of(data: st.DataObject) -> None:
    whole = document(bare_company(START))
    name = data.draw(st.sampled_from(sorted(whole)))
    if data.draw(st.booleans()) and isinstance(whole[name], dict) and whole[name]:
        whole[name] = {**whole[name], data.draw(st.sampled_from(sorted(whole[name]))): data.draw(JSON)}
    else:
        whole[name] = data.draw(JSON)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "company.json"
        path.write_text(json.dumps(whole))
        try:
            load(path)
        except BadCompanyFile as wrong:
            assert str(path) in str(wrong)  # noqa: PT017 # both ends are good


def test_what_another_process_wrote_is_not_undone(saved: Path) -> None:
    mine, other = OnDisk(saved), OnDisk(saved)
    other.file.name = "Other"
    other.save()
    mine.file.name = "Mine"
    with pytest.raises(ChangedMeanwhile, match="written by another process meanwhile"):
        mine.save()
    assert load(saved).name == "Other"
    other.file.name = "Other still"
    other.save()
    assert (load(saved).name, [one.name for one in saved.parent.iterdir()]) == ("Other still", ["company.json"])


def test_a_file_that_cannot_be_saved_leaves_the_old_one(file: CompanyFile, saved: Path) -> None:
    before = saved.read_bytes()
    with pytest.raises(OSError, match="No such file"):
        save(file, saved.parent / "gone" / "company.json")
    full = saved.parent / "folder"
    full.mkdir()
    with pytest.raises(OSError, match="directory"):
        save(file, full)
    assert saved.read_bytes() == before
    assert sorted(one.name for one in saved.parent.iterdir()) == ["company.json", "folder"], "nothing is left over"
