"""What must always hold: each check has a violation planted, and catches that one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from connector.adapters.store import codec
from connector.domain.identifiers import CompanyName
from connector.domain.operation import State
from connector.domain.policy import CorrectionPolicy, ReceiptPolicy
from connector.domain.writeback import WriteBack
from scenarios.checks import CHECKS, When, violations
from scenarios.profiles import STORY
from scenarios.transcript import Entry
from scenarios.world import NAME, Poll, World
from simulators.jaggaer import Clerk, company_profile, invoice, line, order_line
from simulators.jaggaer import purchase_order as ordered
from simulators.qbwc import Person, item, purchase_order, vendor
from tests.scenarios.worlds import posted

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
SERVICE = "http://developer.intuit.com/"


def envelope(name: str, **parts: str) -> str:
    inner = "".join(
        f"<{part}>{text.replace('&', '&amp;').replace('<', '&lt;')}</{part}>" for part, text in parts.items()
    )
    return f'<s:Envelope xmlns:s="{SOAP}"><s:Body><{name} xmlns="{SERVICE}">{inner}</{name}></s:Body></s:Envelope>'


def soap(world: World, call: str, result: str, lasting: int = 0, **arguments: str) -> None:
    """A call of the Web Connector and its answer, as if they had passed."""
    headers = {"SOAPAction": f'"{SERVICE}{call}"'}
    request = httpx.Request("POST", "http://localhost/qbwc", headers=headers, content=envelope(call, **arguments))
    entry = world.transcript.asked("web connector of AP-PC", call, request)
    answer = envelope(f"{call}Response", **{f"{call}Result": result})
    entry.served_in = timedelta(seconds=lasting)
    entry.answered(world.clock.now() + entry.served_in, httpx.Response(200, text=answer))


def rest(world: World, status: int, method: str = "GET", **headers: str) -> Entry:
    """A request to JAGGAER and its answer, as if they had passed."""
    request = httpx.Request(method, "https://jaggaer.story/j1p/api/public/ji/v1/invoices")
    entry = world.transcript.asked("connector", "invoices", request)
    entry.answered(world.clock.now(), httpx.Response(status, headers=headers))
    return entry


def sql(world: World, statement: str) -> None:
    with world.connector.store.write() as work:
        work.transaction.sql(statement)


def rewrite(world: World, table: str, column: str, change: Callable[[str], str]) -> None:
    """Every text of a packed column."""
    with world.connector.store.write() as work:
        for place, kept in work.transaction.sql(f"SELECT rowid, {column} FROM {table}").fetchall():  # noqa: S608 # ours
            changed = codec.packed(change(codec.unpacked(kept)))
            put = f"UPDATE {table} SET {column} = ? WHERE rowid = ?"  # noqa: S608 # as above
            work.transaction.driver.execute(put, (changed, place))


def planted(world: World, **fields: Any) -> None:
    """The first bill with other fields."""
    world.file.put("Bill", {**world.file.records("Bill")[0], **fields})


def second_record(world: World) -> None:
    world.file.put("Bill", {**world.file.records("Bill")[0], "TxnID": "FF-1"})


def other_amount(world: World) -> None:
    planted(world, AmountDue="5.01")


def done_and_gone(world: World) -> None:
    for one in world.file.records("Bill"):
        world.file.remove("Bill", one["TxnID"])


def edit_lost(world: World) -> None:
    world.edited[world.file.records("Bill")[0]["TxnID"]] = {"Memo": "by Ann"}


def never_given(world: World) -> None:
    rewrite(
        world,
        "operations",
        "facts",
        lambda facts: re.sub(r'("record":{"kind":"Bill","id":)"[^"]+"', r'\1"FF-9"', facts),
    )


def over_received(world: World) -> None:
    ordered = {"TxnLineID": "1-1", "Quantity": "1", "ReceivedQuantity": "2"}
    world.file.put("PurchaseOrder", {"TxnID": "1-0", "RefNumber": "1", "PurchaseOrderLineRet": [ordered]})


def entered(world: World, *texts: str) -> dict[str, Any]:
    """An order of JAGGAER's that was entered, and of which three of the first line were billed."""
    now, bay = world.clock.now(), {"id": 7, "name": "Bay Plumbing"}
    vendor(world.file, "Bay Plumbing", now)
    item(world.file, "Goods", "Cost of Goods Sold", now)
    rows = [order_line(at, text, "20", "5.00") for at, text in enumerate(texts, 1)]
    for row in rows:
        row["item"]["catalogNumber"] = "Goods"
    world.tenant.put_order(ordered(7001, "50", bay, rows))
    world.tenant.put_invoice(
        invoice(2_600_003, bay, [line(1, texts[0], "3", "5.00", po=("50", 1))], supplier_invoice="BP-1")
    )
    for _ in range(2):
        world.advance(timedelta(minutes=20))
        world.poll()
        world.update()
    assert violations(world) == []
    return next(one for one in world.file.records("PurchaseOrder") if one["RefNumber"] == "50")


def order_short(world: World) -> None:
    """What QuickBooks has of an order is less than JAGGAER ordered, and no person did it."""
    order = entered(world, "Goods")
    (line_,) = order["PurchaseOrderLineRet"]
    world.file.put("PurchaseOrder", {**order, "PurchaseOrderLineRet": [{**line_, "Quantity": "19"}]})


def other_line_received(world: World) -> None:
    """What was billed of one line of an order is received on another one."""
    order = entered(world, "Gloves", "Freight")
    first, second = order["PurchaseOrderLineRet"]
    assert (first["ReceivedQuantity"], second["ReceivedQuantity"]) == ("3", "0")
    received = [{**first, "ReceivedQuantity": "0"}, {**second, "ReceivedQuantity": "3"}]
    world.file.put("PurchaseOrder", {**order, "PurchaseOrderLineRet": received})


def unexplained(world: World) -> None:
    sql(world, "DELETE FROM history WHERE kind IN ('sent', 'done')")


def two_requests(world: World) -> None:
    soap(world, "sendRequestXML", "<a/>", ticket="t")
    soap(world, "sendRequestXML", "<b/>", ticket="t")


def work_by_turns(world: World) -> None:
    for ticket in ("one", "other", "one"):
        soap(world, "sendRequestXML", "<a/>", ticket=ticket)
        soap(world, "receiveResponseXML", "50", ticket=ticket)


def slow(world: World) -> None:
    soap(world, "serverVersion", "1", lasting=46)


def foreign_iterator(world: World) -> None:
    soap(world, "sendRequestXML", '<QBXML><VendorQueryRq iteratorID="{x}"/></QBXML>', ticket="t")


def blind_modify(world: World) -> None:
    soap(world, "sendRequestXML", "<QBXML><BillMod><EditSequence>1</EditSequence></BillMod></QBXML>", ticket="t")


def impatient(world: World) -> None:
    rest(world, 429, **{"Retry-After": "120"})
    world.advance(timedelta(seconds=119))
    rest(world, 200)


def written(world: World) -> None:
    rest(world, 200, "POST")


def told(world: World) -> None:
    world.transcript.mark(f"the secret is {world.keycloak.client_secret}")


def kept(world: World) -> None:
    (token,) = world.keycloak.tokens
    company = world.connector.company(NAME).name
    with world.connector.store.write() as work:
        work.mirror.set_cursor(company, "kept", token)


def logged(world: World) -> None:
    assert world.added
    world.log = [{"event": f"password {world.added.password}"}]


def repeated(world: World) -> None:
    written = next(one.request for one in world.connector.messages(NAME) if "<BillAddRq" in one.request)
    rewrite(world, "sent_sets", "request", lambda _: written)


def miscounted(world: World) -> None:
    sql(world, "UPDATE operations SET state = 'held'")


def lost(world: World) -> None:
    document = invoice(2_600_002, {"id": 1, "name": "Acme"}, [line(1, "Goods", "1", "5.00", account="6120")])
    world.tenant.put_invoice(document)


def waiting(world: World) -> None:
    rewrite(world, "operations", "facts", lambda facts: facts.replace('"state":"done"', '"state":"queued"'))
    sql(world, "UPDATE operations SET state = 'queued'")


def foreign_mark(world: World) -> None:
    other = {"RefNumber": "B", "ExternalGUID": "{10000000-0000-0000-0000-000000000000}", "TxnID": "FE-1"}
    world.file.put("Bill", {**world.file.records("Bill")[0], **other})


def other_vendor(world: World) -> None:
    planted(world, VendorRef={"ListID": "x", "FullName": "Another vendor"})


def hasty(world: World) -> None:
    for minute in (0, 1, 3, 4):
        world.polls.append(Poll(world.clock.now() + timedelta(minutes=minute), is_failed=True))


def leaked(world: World) -> None:
    assert world.added
    world.logs["AP-PC"].append(world.added.password)


def broke(world: World) -> None:
    world.log = [{"event": "a poll broke", "log_level": "error"}]


def voided_unseen(world: World) -> None:
    planted(world, AmountDue="0.00", Memo="VOID: ")


def renumbered_unseen(world: World) -> None:
    """A person's edit, which no update has had the time to see, is looked at once all is at rest."""
    planted(world, AmountDue="6.00")
    world.edited[world.file.records("Bill")[0]["TxnID"]] = {}
    assert violations(world, When.BETWEEN_STEPS) == []


def written_twice(world: World) -> None:
    body = {"operationCode": "UPDATE", "distributeRevision": "false", "header": {"poNumber": "49"}}
    world.tenant.order_writes += [{**body, "revisionNumber": 1}, {**body, "revisionNumber": 2}]


def two_of_a_number(world: World) -> None:
    for number in (7001, 7002):
        header = {"poId": number, "poNumber": "49", "lastUpdate": "2026-01-15T17:00:00.000Z", "poStatus": "Pending"}
        world.tenant.put_order({"header": header, "lineList": {"poLine": []}})


def sent_to_its_supplier(world: World) -> None:
    world.tenant.order_writes.append({"operationCode": "UPDATE", "header": {"poNumber": "49"}})


def switched_on(world: World, **writeback: Any) -> None:
    wire = replace(STORY.wire, writeback=replace(STORY.wire.writeback, **writeback))
    world.connector.set_profile(NAME, replace(STORY, wire=wire))


def paid_and_not_told(world: World) -> None:
    switched_on(world, payments=True)
    Person(world.file, world.clock.now()).pay(world.file.records("Bill")[0]["RefNumber"])


def told_again(world: World) -> None:
    world.tenant.repeats.append("payment of invoice 2600001")


def posted_and_not_acknowledged(world: World) -> None:
    switched_on(world, acknowledgements=True)


def offered_and_not_there(world: World) -> None:
    switched_on(world, values=True)
    world.tenant.custom_fields["Account"] = [{"value": "Nowhere", "active": "true"}]


def known_and_without_a_code(world: World) -> None:
    vendor_policy = replace(STORY.policy.vendor, write_back="list_id")
    wire = replace(STORY.wire, writeback=replace(STORY.wire.writeback, suppliers=True))
    policy = replace(STORY.policy, vendor=vendor_policy)
    world.connector.set_profile(NAME, replace(STORY, policy=policy, wire=wire))
    name = next(iter(world.file.lists["Vendor"]))["Name"]
    world.tenant.put_supplier(company_profile(1, name, ""))


def less_in_quickbooks(world: World) -> None:
    bill = world.file.records("Bill")[0]
    world.file.put("Bill", {**bill, "AmountDue": "0.01"})


def never_in_jaggaer(world: World) -> None:
    with world.connector.store.write() as work:
        work.write_backs.save(CompanyName(NAME), WriteBack("order", "9-1", "49", State.DONE))


def received_twice(world: World) -> None:
    """QuickBooks shows as received what was billed, and once more."""
    entered(world, "Goods")
    policy = replace(STORY.policy, receipts=ReceiptPolicy(as_="item_receipt"))
    world.connector.set_profile(NAME, replace(STORY, policy=policy))
    Clerk(world.tenant, world.clock).receive_order("50", {1: 3})
    world.advance(timedelta(minutes=20))
    world.poll()
    world.update()
    assert violations(world) == []
    order = next(one for one in world.file.records("PurchaseOrder") if one["RefNumber"] == "50")
    (line_,) = order["PurchaseOrderLineRet"]
    twice = {**line_, "ReceivedQuantity": "6", "UnbilledQuantity": "3"}
    world.file.put("PurchaseOrder", {**order, "PurchaseOrderLineRet": [twice]})


def credited_short(world: World) -> None:
    """A credit corrects a paid bill, and comes to less in QuickBooks than it was written."""
    policy = replace(STORY.policy, corrections=CorrectionPolicy(changed="credit"))
    world.connector.set_profile(NAME, replace(STORY, policy=policy))
    Person(world.file, world.clock.now()).pay(world.file.records("Bill")[0]["RefNumber"])
    Clerk(world.tenant, world.clock).edit_invoice_line("I00101", 1, {"unitPrice": 1})
    world.advance(timedelta(minutes=20))
    world.poll()
    world.update()
    assert violations(world) == []
    (credit,) = world.file.records("VendorCredit")
    world.file.put("VendorCredit", {**credit, "CreditAmount": "0.01"})


PLANTED: list[tuple[Callable[[World], None], str]] = [
    (second_record, "no second record"),
    (other_amount, "every posted document ties"),
    (done_and_gone, "what is done is there"),
    (edit_lost, "a persons edit stays"),
    (never_given, "what is done was given"),
    (over_received, "orders are not over received"),
    (order_short, "every order is as ordered"),
    (credited_short, "corrected documents come to what jaggaer has"),
    (other_line_received, "bills receive the lines they name"),
    (received_twice, "what came is received once"),
    (other_vendor, "every posted document ties"),
    (unexplained, "every write is in the history"),
    (foreign_mark, "every write is in the history"),
    (two_requests, "requests alternate"),
    (work_by_turns, "one session at a time"),
    (slow, "calls are answered in time"),
    (foreign_iterator, "iterators stay in their session"),
    (blind_modify, "a write follows a read"),
    (impatient, "retry after is obeyed"),
    (hasty, "pauses never shrink"),
    (broke, "nothing broke"),
    (leaked, "no secret is told"),
    (written, "jaggaer is written what is switched on"),
    (written_twice, "jaggaer carries out no write twice"),
    (two_of_a_number, "jaggaer carries out no write twice"),
    (sent_to_its_supplier, "jaggaer is written what is switched on"),
    (never_in_jaggaer, "jaggaer has what quickbooks owns"),
    (paid_and_not_told, "jaggaer is told what is paid"),
    (told_again, "jaggaer is told nothing twice"),
    (posted_and_not_acknowledged, "jaggaer knows what is posted"),
    (offered_and_not_there, "jaggaer offers what quickbooks has"),
    (known_and_without_a_code, "jaggaer has the codes of vendors"),
    (less_in_quickbooks, "the statement explains every difference"),
    (told, "no secret is told"),
    (kept, "no secret is told"),
    (logged, "no secret is told"),
    (repeated, "nothing is repeated without bound"),
    (miscounted, "every document is in one figure"),
    (lost, "none is lost"),
    (waiting, "the outbox is empty"),
    (voided_unseen, "what is done is there"),
    (renumbered_unseen, "what people changed is seen"),
]


@pytest.mark.parametrize(("plant", "name"), PLANTED, ids=[plant.__name__ for plant, _ in PLANTED])
def test_a_planted_violation_is_caught_by_its_check(plant: Callable[[World], None], name: str) -> None:
    world = posted()
    assert violations(world) == []
    plant(world)
    assert any(one.startswith(f"{name}: ") for one in violations(world)), violations(world)


def test_pauses_are_compared_within_one_row_of_failures_and_not_where_jaggaer_asked_to_wait() -> None:
    world = posted()
    for minute, failed, asked in (
        (0, True, False),
        (9, True, False),
        (10, False, False),
        (20, True, True),
        (25, True, False),
        (26, True, False),
    ):
        at = world.clock.now() + timedelta(minutes=minute)
        world.polls.append(Poll(at, is_failed=failed, was_asked=asked))
    assert violations(world) == []


def test_every_check_has_a_violation_planted() -> None:
    assert {check.name for check in CHECKS} == {name for _, name in PLANTED}


def test_a_check_that_is_not_of_the_moment_is_not_run() -> None:
    world = posted()
    lost(world)
    assert violations(world, When.BETWEEN_STEPS, When.AT_THE_END) == []
    assert violations(world, When.AT_REST)


def test_what_is_posted_in_another_currency_is_caught() -> None:
    world = posted()
    planted(world, CurrencyRef={"FullName": "CAD Canadian Dollar"})
    assert violations(world, When.BETWEEN_STEPS) == [
        "every posted document ties: I00101: JAGGAER USD, QuickBooks CAD Canadian Dollar"
    ]


def test_a_link_to_a_purchase_order_that_is_missing_is_caught() -> None:
    world = World(seed=4)
    now = world.clock.now()
    acme, part = vendor(world.file, "Acme", now), item(world.file, "Goods", "Cost of Goods Sold", now)
    purchase_order(world.file, acme, "49", [(part, "10", "5.00")], now)
    on_order = line(1, "Goods", "2", "5.00", po=("49", 1))
    world.tenant.put_invoice(invoice(2_600_001, {"id": 1, "name": "Acme"}, [on_order], supplier_invoice="A"))
    world.connect(STORY)
    world.poll()
    world.update()
    assert violations(world) == []
    for link in list(world.file.links):
        world.file.unlink(link)
    (found,) = violations(world)
    assert "should be linked to ('49',)" in found
