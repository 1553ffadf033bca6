"""The control surface over HTTP: seed, look, act as a person, break, copy, go back, and move the clock."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from simulators.control import deeds
from simulators.jaggaer import Clerk, Tenant, invoice, line, order_line, purchase_order
from simulators.jaggaer.control import ACTIONS
from tests.simulators.jaggaer.conftest import API, GOOD, Client

INVOICES, ORDERS = f"{API}/ji/v1/invoices", f"{API}/ji/v1/purchaseorders"
ACME = {"id": 1003837200, "name": "Acme", "supplierNumber": "V-1001"}


def document(number: int = 900, supplier_invoice: str = "AC-1") -> dict[str, Any]:
    return invoice(2_600_000 + number, ACME, [line(1, "Goods", "2", "10.00")], supplier_invoice=supplier_invoice)


def order() -> dict[str, Any]:
    lines = [order_line(1, "Reagents", "10", "2.50"), order_line(2, "Gloves", "4", "1.00")]
    return purchase_order(7001, "0000000049", ACME, lines)


@pytest.fixture
def seeded(client: Client) -> Client:
    client.sim("/tenant", {"invoices": [document()], "purchaseOrders": [order()]})
    return client


def header(client: Client, path: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(path).json()["header"]
    return found


LIVES: list[tuple[dict[str, Any], str, dict[str, Any]]] = [
    ({"deed": "submit_invoice", "invoice": "I01000"}, f"{INVOICES}/2600900", {"workflowStatus": "Pending"}),
    ({"deed": "approve_invoice", "invoice": "I01000"}, f"{INVOICES}/2600900", {"paymentStatus": "Payable"}),
    ({"deed": "pay_invoice", "invoice": "I01000"}, f"{INVOICES}/2600900", {"paymentStatus": "Paid"}),
    ({"deed": "cancel_invoice", "invoice": "I01000"}, f"{INVOICES}/2600900", {"workflowStatus": "Cancelled"}),
    (
        {"deed": "edit_invoice", "invoice": "I01000", "header": {"accountingDate": "2025-12-01"}},
        f"{INVOICES}/2600900",
        {"accountingDate": "2025-12-01"},
    ),
    (
        {"deed": "edit_invoice_line", "invoice": "I01000", "line": 1, "fields": {"unitPrice": 11.5}},
        f"{INVOICES}/2600900",
        {"total": {"currency": "USD", "value": 23.0}},
    ),
    (
        {"deed": "revise_order", "order": "0000000049", "quantities": {"1": 8, "2": 0}},
        f"{ORDERS}/7001",
        {"revisionNumber": 1, "poNumber": "0000000049", "total": {"currency": "USD", "value": 20.0}},
    ),
    ({"deed": "cancel_order", "order": "0000000049"}, f"{ORDERS}/7001", {"poStatus": "Cancelled"}),
    ({"deed": "close_order", "order": "0000000049"}, f"{ORDERS}/7001", {"poStatus": "Closed"}),
    (
        {"deed": "receive_order", "order": "0000000049", "quantities": {"1": 3}},
        f"{ORDERS}/7001",
        {"receiptStatus": "Partial"},
    ),
]


@pytest.mark.parametrize(("deed", "path", "now"), LIVES, ids=[one[0]["deed"] for one in LIVES])
def test_a_deed_changes_the_document_and_moves_its_stamp(
    seeded: Client, deed: dict[str, Any], path: str, now: dict[str, Any]
) -> None:
    before = header(seeded, path)
    seeded.clock.sleep(60)
    assert seeded.sim("/deeds", deed) == {"done": deed["deed"]}
    after = header(seeded, path)
    assert {name: after[name] for name in now} == now
    assert after["lastUpdate"] > before["lastUpdate"]


def test_a_cancelled_invoice_has_no_lines_and_its_number_comes_again(seeded: Client) -> None:
    seeded.sim("/deeds", {"deed": "cancel_invoice", "invoice": "I01000"})
    assert "lineList" not in seeded.get(f"{INVOICES}/2600900").json()
    again = {"deed": "resubmit_invoice", "invoice": "I01000", "invoice_number": "I01001", "lines": []}
    assert seeded.sim("/deeds", again) == {"done": "resubmit_invoice"}
    rows = seeded.get(INVOICES, flt="supplierInvoiceNumber==AC-1").json()["jiinvoiceList"]["jiinvoice"]
    assert [row["header"]["workflowStatus"] for row in rows] == ["Cancelled", "Completed"]


def test_orders_are_confirmed_and_received_and_suppliers_renamed(seeded: Client) -> None:
    seeded.sim("/deeds", {"deed": "confirm_order", "order": "0000000049", "supplier_order": "SO-9"})
    assert header(seeded, f"{ORDERS}/7001")["confirmation"]["supplierOrderNumber"] == "SO-9"
    seeded.sim("/deeds", {"deed": "receive_order", "order": "0000000049", "quantities": {"1": 3}, "status": "Returned"})
    receipts = seeded.get(f"{API}/ji/v1/receipts", flt="poNumber==0000000049").json()["jireceiptList"]["jireceipt"]
    assert receipts[0]["lineList"]["receiptLine"] == [
        {"poLineNumber": "1", "quantity": 3.0, "cost": 2.5, "status": "Returned"}
    ]
    for deed, name, value in (
        ("rename_supplier", "companyName", "ACME INC"),
        ("deactivate_supplier", "status", "INACTIVE"),
        ("activate_supplier", "status", "ACTIVE"),
        ("edit_supplier", "bizEmail", "ap@acme.example"),
    ):
        given: dict[str, Any] = {"rename_supplier": {"name": value}, "edit_supplier": {"fields": {name: value}}}
        named = given.get(deed, {})
        seeded.sim("/deeds", {"deed": deed, "supplier": "V-1001", **named})
        row = seeded.get(f"{API}/ja/v1/companyprofiles", flt="EXTCODE==V-1001").json()["returnCompanyData"][0]
        assert row["returnCompanyInfo"][name] == value


def test_a_deleted_invoice_is_not_there_any_more(seeded: Client) -> None:
    seeded.sim("/deeds", {"deed": "delete_invoice", "invoice": "I01000"})
    assert seeded.get(f"{API}/ji/v1/invoices", flt="invoiceNumber==I01000").json()["totRecords"] == 0


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        ("/deeds", {"deed": "paint"}, "A deed is one of"),
        ("/deeds", {"deed": "pay_invoice"}, "Missing required"),
        ("/deeds", {"deed": "pay_invoice", "invoice": "I9"}, "There is no invoiceNumber I9"),
        ("/deeds", {"deed": "revise_order", "order": "0000000049", "quantities": {"7": 1}}, "has no line 7"),
        ("/deeds", {"deed": "rename_supplier", "supplier": "V-9", "name": "x"}, "There is no supplier V-9"),
        ("/faults", {"fault": "rain"}, "is no fault"),
        ("/faults", {"fault": "forbidden", "on": "teapot"}, "is no operation"),
        ("/faults", {"fault": "forbidden", "nth": 0}, "nth"),
        ("/faults", 7, "valid dictionary"),
        ("/tenant", {"invoices": [{}]}, "invoices[0] has no header.invoiceId"),
        ("/tenant", [], "JSON object"),
        ("/restore", {"snapshot": "9"}, "no snapshot"),
        ("/clock", {"advance": "soon"}, "advance"),
        ("/clock", {"advance": -1e9 * 3}, "advance"),
        ("/deeds", {"deed": "revise_order", "order": "0000000049", "quantities": {"1": "inf"}}, "finite"),
        ("/deeds", {"deed": "receive_order", "order": "0000000049", "quantities": {"1": 1}, "status": "x"}, "status"),
        ("/deeds", {"deed": "edit_invoice", "invoice": "I01000", "header": {"invoiceId": 1}}, "cannot be edited"),
        ("/deeds", {"deed": "edit_supplier", "supplier": "V-1001", "fields": {"bravoId": 1}}, "cannot be edited"),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(seeded: Client, path: str, body: Any, said: str) -> None:
    before = seeded.sim("/state")
    status, error = seeded.sim(path, body)
    assert status == 400
    assert said in error
    assert seeded.sim("/state") == before


def test_every_deed_of_a_person_can_be_done_over_http() -> None:
    done = {one[0]["deed"] for one in LIVES}
    others = {"enter_invoice", "delete_invoice", "enter_order", "resubmit_invoice", "confirm_order"}
    suppliers = {"rename_supplier", "deactivate_supplier", "activate_supplier", "edit_supplier"}
    assert set(deeds(Clerk)) == done | others | suppliers


def test_what_the_state_shows_can_be_served_again(seeded: Client) -> None:
    seeded.post(f"{API}/ji/v1/customfieldvalues", {"name": "Account", "values": [{"value": "6120"}]})
    seeded.tenant.attachments["1"] = ("order.pdf", b"%PDF")
    shown = seeded.sim("/state")["tenant"]
    assert Tenant.from_json(shown).to_json() == shown
    other = Client(Tenant())
    other.sim("/tenant", shown)
    assert other.get(f"{API}/ja/v1/attachments", fileId="1").content == b"%PDF"


def test_a_snapshot_brings_everything_back(seeded: Client) -> None:
    before = seeded.sim("/state")["tenant"]
    name = seeded.sim("/snapshots", {})["snapshot"]
    seeded.sim("/deeds", {"deed": "cancel_invoice", "invoice": "I01000"})
    seeded.sim("/deeds", {"deed": "enter_order", "document": {**order(), "header": {**order()["header"], "poId": 1}}})
    assert seeded.sim("/state")["tenant"] != before
    assert seeded.sim("/restore", {"snapshot": name}) == {"restored": name}
    assert seeded.sim("/state")["tenant"] == before


def test_a_fork_goes_its_own_way_under_its_own_address(seeded: Client) -> None:
    prefix = seeded.sim("/forks", {})["prefix"]
    there = httpx.Client(transport=httpx.WSGITransport(seeded.app), base_url=f"http://tenant{prefix}")
    token = there.post(seeded.paths.token, data=GOOD).json()["access_token"]
    there.post("/__sim/deeds", json={"deed": "cancel_invoice", "invoice": "I01000"})
    assert (
        there.get("/auth/realms/J1p-integrations/.well-known/openid-configuration")
        .json()["token_endpoint"]
        .startswith(f"http://tenant{prefix}/auth")
    )
    theirs = there.get(f"{INVOICES}/2600900", headers={"Authorization": f"Bearer {token}"}).json()["header"]
    assert theirs["workflowStatus"] == "Cancelled"
    assert header(seeded, f"{INVOICES}/2600900")["workflowStatus"] == "Completed"


def test_the_clock_moves_and_tokens_run_out(seeded: Client) -> None:
    headers = {"Authorization": f"Bearer {seeded.token()}"}
    assert seeded.http.get(INVOICES, headers=headers).status_code == 200
    assert seeded.sim("/clock", {"advance": 300})["clock"].startswith("2026-01-15T17:05")
    assert seeded.http.get(INVOICES, headers=headers).status_code == 401


def test_the_clock_stays_where_stamps_can_show_it(seeded: Client) -> None:
    for _ in range(5):
        told = seeded.sim("/clock", {"advance": 1e9})
    assert told == (400, "The clock cannot be set to the year 2121.")
    assert seeded.sim("/state")["clock"].startswith("2089-")


def test_faults_are_set_shown_and_cleared(seeded: Client) -> None:
    told = seeded.sim("/faults", {"fault": "forbidden", "on": "receipts", "times": 2})
    assert told["customer_sees"].startswith("No new invoices until")
    assert seeded.get(f"{API}/ji/v1/receipts").status_code == 403
    assert seeded.get(INVOICES).status_code == 200, "other resources go on"
    assert seeded.sim("/state")["faults"] == [{"fault": "forbidden", "on": "receipts", "struck": 1}]
    assert seeded.http.delete("/__sim/faults").json() == {"cleared": 1}
    assert seeded.get(f"{API}/ji/v1/receipts").status_code == 200


def test_other_machines_are_turned_away_unless_it_was_said(seeded: Client) -> None:
    far = httpx.Client(transport=httpx.WSGITransport(seeded.app, remote_addr="203.0.113.9"), base_url="http://tenant")
    assert far.get("/__sim/state").status_code == 403
    assert far.post(seeded.paths.token, data=GOOD).status_code == 200, "the API itself answers everybody"


def test_every_action_is_documented(seeded: Client) -> None:
    from pathlib import Path

    text = (Path(__file__).parents[3] / "docs" / "machines.md").read_text(encoding="utf-8")
    for method, path, _act in ACTIONS:
        assert f"`{method} /__sim{path}`" in text
    for deed in deeds(Clerk):
        assert f"`{deed}`" in text
