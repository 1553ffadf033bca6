"""``qbwc-sim`` as a stranger uses it: a company file, message sets on standard input, answers on standard output."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree
from typer.testing import CliRunner

from simulators.qbwc import load
from simulators.qbwc.__main__ import app
from tests.simulators.qbwc.requests import bill, message, tag

Run = Callable[..., etree._Element]


@pytest.fixture
def company(tmp_path: Path) -> Path:
    path = tmp_path / "company.json"
    made = CliRunner().invoke(app, ["new-company", str(path), "--vendors", "1", "--orders", "1", "--bills", "2"])
    assert made.exit_code == 0, made.output
    return path


@pytest.fixture
def process(company: Path) -> Run:
    def run(inner: str, *, ids: str = "", save: bool = True) -> etree._Element:
        words = ["process", "--company", str(company), *(["--save"] if save else [])]
        done = CliRunner().invoke(app, words, input=message(inner, ids=ids))
        assert done.exit_code == 0, done.output
        return etree.fromstring(done.output.encode())[0]

    return run


def vendor(process: Run) -> str:
    return process("<VendorQueryRq />")[0][0].findtext("ListID") or ""


def order(process: Run) -> etree._Element:
    return process("<PurchaseOrderQueryRq><IncludeLineItems>true</IncludeLineItems></PurchaseOrderQueryRq>")[0][0]


def test_an_order_is_received_by_three_partial_bills(process: Run) -> None:
    there = order(process)
    link = tag("TxnID", there.findtext("TxnID") or "") + tag(
        "TxnLineID", there.findtext("PurchaseOrderLineRet/TxnLineID") or ""
    )
    head = tag("VendorRef", tag("ListID", vendor(process)))
    for quantity, received, is_full in (("4", "4", "false"), ("5", "9", "false"), ("1", "10", "true")):
        line = tag("ItemLineAdd", tag("Quantity", quantity) + tag("LinkToTxn", link))
        assert process(tag("BillAddRq", tag("BillAdd", head + line)))[0].get("statusCode") == "0"
        after = order(process)
        assert after.findtext("PurchaseOrderLineRet/ReceivedQuantity") == received
        assert after.findtext("IsFullyReceived") == is_full


def test_a_stale_modify_is_answered_3200_with_the_bill_as_it_is(process: Run) -> None:
    there = process("<BillQueryRq><RefNumber>B-1</RefNumber></BillQueryRq>")[0][0]
    body = tag("TxnID", there.findtext("TxnID") or "") + tag("EditSequence", "1272664823") + tag("Memo", "m")
    answer = process(tag("BillModRq", tag("BillMod", body)))[0]
    assert (answer.get("statusCode"), answer[0].findtext("EditSequence")) == ("3200", there.findtext("EditSequence"))
    fresh = body.replace("1272664823", there.findtext("EditSequence") or "")
    assert process(tag("BillModRq", tag("BillMod", fresh)))[0][0].findtext("Memo") == "m"


def test_a_lost_message_set_is_asked_for_and_cleared(process: Run) -> None:
    new = bill().replace(tag("FullName", "Acme"), tag("ListID", vendor(process)))
    process(new, ids='newMessageSetID="lost"')
    again = process("", ids='oldMessageSetID="lost" newMessageSetID="lost"')
    assert (again.get("messageSetStatusCode"), again[0].get("statusCode")) == ("0", "0")
    assert process("", ids='oldMessageSetID="lost"').get("messageSetStatusCode") == "0"
    assert process("", ids='oldMessageSetID="lost"').get("messageSetStatusCode") == "600"
    assert len(process("<BillQueryRq><RefNumber>AC-1</RefNumber></BillQueryRq>")[0]) == 1


def test_nothing_is_kept_unless_it_is_asked_for(process: Run) -> None:
    process("<VendorAddRq><VendorAdd><Name>New</Name></VendorAdd></VendorAddRq>", save=False)
    assert len(process("<VendorQueryRq />")[0]) == 1


def test_a_refused_message_prints_its_hresult_and_exits_3(company: Path) -> None:
    before = company.read_bytes()
    for rubbish in (b"", b"\xff\xfe\x00", b"<a", message("<DropTablesRq />").encode()):
        done = CliRunner().invoke(app, ["process", "--company", str(company), "--save"], input=rubbish)
        assert done.exit_code == 3
        assert done.stdout == "0x80040400 QuickBooks found an error when parsing the provided XML text stream.\n"
    assert company.read_bytes() == before


def test_a_request_that_is_real_and_not_played_is_said_to_be_so(company: Path) -> None:
    inner = "<InvoiceModRq /><TermsQueryRq />"
    done = CliRunner().invoke(app, ["process", "--company", str(company)], input=message(inner).encode())
    assert done.exit_code == 0
    assert 'statusCode="1030"' in done.stdout
    assert "the fake's own hint: InvoiceMod is real, but not played here; it was answered with 1030" in done.stderr


def test_what_is_wrong_with_a_company_file_is_told_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "company.json"
    for content in ("", "{}", '{"format": 2, "lists": {"Vendor": [{}]}}'):
        path.write_text(content)
        done = CliRunner().invoke(app, ["process", "--company", str(path)], input="")
        assert done.exit_code == 2
        assert done.stderr.startswith(f"✗ {path}")
        assert "Traceback" not in done.output
        assert done.stderr.count("\n") == 1


def test_of_many_at_once_each_is_kept_or_told_to_try_again(company: Path) -> None:
    """QuickBooks works on one request at a time; nothing that was answered is lost."""
    words = [sys.executable, "-m", "simulators.qbwc", "process", "--company", str(company), "--save"]
    running = [
        subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in "1234"
    ]
    for number, one in enumerate(running):
        assert one.stdin is not None
        one.stdin.write(message(f"<VendorAddRq><VendorAdd><Name>{number}</Name></VendorAdd></VendorAddRq>").encode())
        one.stdin.close()
        one.stdin = None
    ended = [(*one.communicate(), one.returncode) for one in running]
    kept = [number for number, (_, _, code) in enumerate(ended) if code == 0]
    assert kept
    assert all(b"written by another process meanwhile" in told for _, told, code in ended if code)
    names = {one["Name"] for one in load(company).records("Vendor")}
    assert {str(number) for number in kept} <= names


def test_a_company_is_made_for_an_edition_and_with_switches(tmp_path: Path) -> None:
    path = tmp_path / "company.json"
    words = ["new-company", str(path), "--country", "CA", "--assume", "overbilling=allow", "--json"]
    done = CliRunner().invoke(app, words)
    assert json.loads(done.stdout)["vendors"] == 12
    assert json.loads(path.read_text())["assumed"] == {"overbilling": "allow"}
    for wrong in ("overbilling=maybe", "nothing=x", "overbilling"):
        other = CliRunner().invoke(app, ["new-company", str(tmp_path / "other.json"), "--assume", wrong])
        assert (other.exit_code, (tmp_path / "other.json").exists()) == (2, False)


def test_fidelity_counts_what_is_assumed_and_lists_it_for_programs() -> None:
    told = CliRunner().invoke(app, ["fidelity"]).stdout
    rows = json.loads(CliRunner().invoke(app, ["fidelity", "--json"]).stdout)
    behaviours = [row for row in rows if row["kind"] == "behaviour"]
    assumed = [row for row in behaviours if row["assumed"]]
    assert set(rows[0]) == {"rule", "kind", "where", "source", "assumed"}
    total = re.search(r"(\d+) behaviours, (\d+) of them assumed \(\d+%\)", told)
    assert total is not None
    assert (int(total[1]), int(total[2])) == (len(behaviours), len(assumed))
    assert told.count("\nassumed ") + told.startswith("assumed ") == len(assumed)
