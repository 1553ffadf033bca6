"""The road of a document through real parts in one process: real SOAP, real qbXML, a real database."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connector import ConnectorError
from connector.adapters.jaggaer_http import JaggaerHttp
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import CompanyName
from connector.flow.entities import Delivery, Purpose
from connector.flow.lease import LEASE
from connector.flow.poll import poll
from connector.flow.ports import Detail
from connector.jaggaer.wire_profile import Resource
from connector.sync import mapping
from scenarios.checks import violations
from scenarios.network import Interruption
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import invoice, line
from simulators.qbwc import Person, fault, item, linked, purchase_order, vendor
from simulators.qbwc.company import removal

LISTS = "shorter_lists items vendors purchase_orders bills credits"
"""In the order in which a session reads them."""
SUPPLIER = {"id": 1_003_837_201, "name": "Acme", "supplierNumber": "V-1001"}
Invoice = Callable[..., dict[str, Any]]


def document(number: int, total: str = "120.00", **rest: Any) -> dict[str, Any]:
    lines = rest.pop("lines", None) or [line(1, "Goods", "1", total, account=rest.pop("account", "6120"))]
    return invoice(2_600_000 + number, SUPPLIER, lines, supplier_invoice=rest.pop("their", f"AC-{number}"), **rest)


@pytest.fixture
def world() -> World:
    made = World(seed=5)
    vendor(made.file, "Acme", made.clock.now(), AccountNumber="V-1001")
    made.connect(STORY)
    return made


def post(world: World, *documents: dict[str, Any]) -> None:
    for one in documents:
        world.tenant.put_invoice(one)
    world.poll()
    world.update()


def bills(world: World) -> list[dict[str, Any]]:
    return world.file.records("Bill")


def forget_bills(world: World) -> None:
    """As if QuickBooks had never saved them."""
    for one in bills(world):
        world.file.remove("Bill", one["TxnID"])


def state(world: World, number: int = 1) -> str:
    return {one.invoice_id: one.state for one in world.connector.lines(NAME)}[str(2_600_000 + number)]  # type: ignore[index] # an id


def held(world: World) -> list[HoldCode]:
    return [hold.code for one in world.connector.exceptions(NAME) for hold in one.holds]


def test_an_invoice_becomes_one_bill_that_is_read_back_and_ties(world: World) -> None:
    post(world, document(1, tax="9.90", freight="4.05"))
    (bill,) = bills(world)
    assert (bill["RefNumber"], bill["AmountDue"], bill["DueDate"]) == ("AC-1", "133.95", "2026-02-11")
    (one,) = world.connector.lines(NAME)
    assert (one.state, one.txn_id, one.tied) == ("done", bill["TxnID"], True)
    assert violations(world) == []


def test_the_operation_is_committed_as_sent_before_the_bytes_leave(world: World) -> None:
    """At the moment QuickBooks gets the BillAdd, the store already says so, with the exact bytes."""
    seen: list[str] = []

    def look() -> None:
        sets = world.connector.messages(NAME)
        if sets and sets[-1].purpose is Purpose.WRITE and sets[-1].delivery is Delivery.SENT:
            seen.append(sets[-1].request)
            assert state(world) == "sent"

    world.pc.machine.saved = look
    post(world, document(1))
    assert len(seen) == 1
    assert "<BillAddRq" in seen[0]
    assert state(world) == "done"


def test_purchase_order_lines_are_received_and_linked(world: World) -> None:
    now = world.clock.now()
    part = item(world.file, "Reagents", "Cost of Goods Sold", now)
    purchase_order(world.file, world.file.records("Vendor")[0], "49", [(part, "20", "41.25")], now)
    lines = [line(1, "Reagents", "8", "41.25", po=("0000000049", 1))]
    rest = [line(1, "Reagents", "12", "41.25", po=("0000000049", 1))]
    post(world, document(1, lines=lines), document(2, lines=rest))
    assert [bill["AmountDue"] for bill in bills(world)] == ["330.00", "495.00"]
    (order,) = world.file.records("PurchaseOrder")
    assert order["IsFullyReceived"] == "true"
    assert [one["TxnID"] for one in linked(world.file, order)] == [bill["TxnID"] for bill in bills(world)]
    assert violations(world) == []


def test_two_invoices_for_more_than_an_order_has_are_not_both_written(world: World) -> None:
    now = world.clock.now()
    part = item(world.file, "Reagents", "Cost of Goods Sold", now)
    purchase_order(world.file, world.file.records("Vendor")[0], "49", [(part, "20", "41.25")], now)
    lines = [line(1, "Reagents", "15", "41.25", po=("49", 1))]
    post(world, document(1, lines=lines), document(2, lines=lines))
    assert len(bills(world)) == 1
    assert held(world) == [HoldCode.PO_OVERBILLED]


def test_what_is_held_goes_through_by_itself_once_it_is_put_right(world: World) -> None:
    Person(world.file, world.clock.now()).set_active("Vendor", "Acme", is_active=False)
    post(world, document(1))
    assert (bills(world), held(world)) == ([], [HoldCode.VENDOR_INACTIVE])
    world.advance(timedelta(minutes=20))
    Person(world.file, world.clock.now()).set_active("Vendor", "Acme", is_active=True)
    world.update()
    assert (len(bills(world)), held(world)) == (1, [])


def test_a_person_s_bill_under_the_same_number_is_offered_and_not_doubled(world: World) -> None:
    world.poll()
    world.update()
    by_hand = document(1, "119.00")
    post(world, by_hand)
    world.file.put("Bill", {**bills(world)[0], "ExternalGUID": "", "Memo": "entered by Ann"})
    other = World(seed=6)
    other.file.lists, other.file.transactions = world.file.lists, world.file.transactions
    other.connect(STORY)
    post(other, document(1))
    assert len(bills(other)) == 1
    assert held(other) == [HoldCode.LOOKS_ENTERED]
    (one,) = other.connector.exceptions(NAME)
    assert bills(other)[0]["TxnID"] in one.holds[0].what


def test_a_record_of_ours_found_before_sending_is_adopted(world: World) -> None:
    """The connector's database was lost; QuickBooks still has our mark and GUID."""
    post(world, document(1))
    world.connector.store.close()
    fresh = World(seed=5)
    fresh.file.lists, fresh.file.transactions = world.file.lists, world.file.transactions
    fresh.connect(STORY)
    post(fresh, document(1))
    assert len(bills(fresh)) == 1
    assert state(fresh) == "done"


@pytest.mark.parametrize("kind", ["lose_answer", "error_after_save"])
@pytest.mark.parametrize("restarts", [False, True])
def test_an_answer_lost_after_saving_ends_in_one_bill(world: World, kind: str, *, restarts: bool) -> None:
    world.pc.faults.append(fault(kind, "BillAdd"))
    post(world, document(1), document(2))
    assert len(bills(world)) == 2
    if restarts:
        world.restart()
    world.advance(timedelta(minutes=5))
    world.update()
    assert [state(world, one) for one in (1, 2)] == ["done", "done"]
    assert len(bills(world)) == 2
    assert {one.evidence for one in world.connector.lines(NAME)} == {"QuickBooks' stored answer"}
    assert violations(world) == []


def test_where_the_stored_answer_is_gone_the_record_itself_decides(world: World) -> None:
    world.pc.faults.append(fault("lose_answer", "BillAdd"))
    post(world, document(1))
    world.file.answers.clear()
    world.advance(timedelta(minutes=5))
    world.update()
    (one,) = world.connector.lines(NAME)
    assert (one.state, one.evidence) == ("done", "found in QuickBooks by ExternalGUID")
    assert len(bills(world)) == 1


def test_where_nothing_was_saved_it_is_sent_again_under_a_new_id(world: World) -> None:
    world.pc.faults.append(fault("lose_answer", "BillAdd"))
    post(world, document(1))
    world.file.answers.clear()
    forget_bills(world)
    world.advance(timedelta(minutes=5))
    world.update()
    assert (state(world), len(bills(world))) == ("done", 1)
    ids = [one.id for one in world.connector.messages(NAME) if one.purpose is Purpose.WRITE]
    assert len(ids) == len(set(ids)) == 2


def test_two_records_that_fit_are_for_a_person_and_retry_asks_again(world: World) -> None:
    world.pc.faults.append(fault("lose_answer", "BillAdd"))
    post(world, document(1))
    world.file.answers.clear()
    world.file.put("Bill", {**bills(world)[0], "TxnID": "FF-1"})
    world.advance(timedelta(minutes=5))
    world.update()
    assert (state(world), held(world)) == ("needs_person", [HoldCode.SEVERAL_FIT])
    world.file.remove("Bill", "FF-1")
    assert world.connector.retry(NAME, "I00101") == "unknown"
    world.update()
    assert state(world) == "done"


def test_a_restart_in_the_middle_of_a_session_ends_in_one_bill(world: World) -> None:
    """The process dies between sendRequestXML and receiveResponseXML; QuickBooks has saved."""
    world.tenant.put_invoice(document(1))
    world.poll()
    writes: list[str] = []

    def die_after_save() -> None:
        sets = world.connector.messages(NAME)
        if sets and sets[-1].purpose is Purpose.WRITE and not writes:
            writes.append(sets[-1].id)
            world.restart()

    world.pc.machine.saved = die_after_save
    result = world.update()
    assert writes
    assert result.code == ""
    assert (state(world), len(bills(world))) == ("done", 1)
    assert violations(world) == []


def test_a_refused_bill_is_held_with_quickbooks_own_words_and_the_rest_go_on(world: World) -> None:
    """Somebody deletes the account between our reading and our writing."""

    def delete_after_check() -> None:
        sets = world.connector.messages(NAME)
        if sets and sets[-1].purpose is Purpose.CHECK:
            account = world.file.find("Account", {"FullName": "Professional Fees"})
            if account is not None:
                world.file.remove("Account", account["ListID"])

    world.pc.machine.saved = delete_after_check
    post(world, document(1), document(2, account="6140"), document(3))
    assert [one["RefNumber"] for one in bills(world)] == ["AC-1", "AC-3"]
    (waiting,) = world.connector.exceptions(NAME)
    assert waiting.holds[0].code is HoldCode.REFERENCE_GONE
    assert "3140: There is an invalid reference to QuickBooks Account" in waiting.holds[0].what


POISON = "x" * 5000
"""QuickBooks' parser refuses a memo of more than 4,095 characters, and everything that came with it."""


def poisoned(number: int) -> dict[str, Any]:
    return document(number, lines=[line(1, POISON, "1", "120.00", account="6120")])


def test_what_would_make_quickbooks_refuse_the_rest_is_held_before_it_leaves(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connector.quickbooks.qbxml.forms.MEMO", 9999)
    post(world, document(1), poisoned(2), document(3))
    assert ([state(world, one) for one in (1, 2, 3)], held(world)) == (["done", "held", "done"], [HoldCode.UNSENDABLE])
    assert POISON[:100] not in "".join(one.request for one in world.connector.messages(NAME))
    (one,) = world.connector.exceptions(NAME)
    assert "Memo of ExpenseLine has 5000 characters, and may have 4095" in one.holds[0].what


def test_a_message_set_refused_whole_is_halved_in_the_same_update_until_the_bad_one_stands_alone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """0x80040400 runs nothing and names no place; what is alone in a refused set is the one at fault."""
    monkeypatch.setattr("connector.quickbooks.qbxml.forms.MEMO", 9999)
    monkeypatch.setattr("connector.flow.obstacles.problems", lambda *_: [])
    post(world, *(poisoned(one) if one == 5 else document(one) for one in range(1, 9)))
    assert [state(world, one) for one in range(1, 9)] == [*["done"] * 4, "held", *["done"] * 3]
    assert held(world) == [HoldCode.FIELD_REFUSED]
    sizes = [len(one.operations) for one in world.connector.messages(NAME) if one.purpose is Purpose.WRITE]
    assert sizes == [8, 4, 4, 2, 1, 1, 2]
    assert world.told[-1].result.status == "OK", "nobody has to do anything for the others"
    assert violations(world) == []


def test_another_company_file_gets_nothing(world: World) -> None:
    world.tenant.put_invoice(document(1))
    world.poll()
    other = {"FileID": "{00000000-0000-0000-0000-000000000000}"}
    world.file.set_extensions(
        [{**one, "DataExtValue": other.get(one["DataExtName"], one["DataExtValue"])} for one in world.file.extensions]
    )
    result = world.update()
    assert "not the company file" in result.status
    assert bills(world) == []
    assert world.connector.messages(NAME) == []


def test_a_second_pc_gets_nothing_and_both_are_named(world: World) -> None:
    post(world, document(1))
    world.pc.machine.host = "OTHER-PC"
    world.advance(timedelta(minutes=20))
    world.tenant.put_invoice(document(2))
    world.poll()
    result = world.update()
    assert "AP-PC" in result.status
    assert "OTHER-PC" in result.status
    assert len(bills(world)) == 1


def test_a_company_that_is_being_updated_is_busy_and_later_fenced(world: World) -> None:
    world.pc.faults.append(fault("lose_answer", "BillAdd"))
    post(world, document(1))
    result = world.update()
    assert (result.answer, result.postponed) == ("busy", 60)
    world.advance(timedelta(seconds=121))
    assert world.update().status == "OK"
    assert len(bills(world)) == 1


def test_a_wrong_password_is_not_valid_and_tells_nothing_else(world: World) -> None:
    assert world.added is not None
    for user in (world.application.user, "nobody"):
        world.pc.registry.install(replace(world.application, user=user)).password = "wrong"
        assert world.update().answer == "nvu"


def test_a_document_that_cannot_be_read_is_held_and_the_rest_go_on(world: World) -> None:
    broken = document(1)
    del broken["header"]["total"]
    post(world, broken, document(2))
    assert len(bills(world)) == 1
    assert held(world) == [HoldCode.UNREADABLE]
    assert "header.total" in world.connector.exceptions(NAME)[0].holds[0].what


def test_a_change_after_posting_is_shown_and_the_bill_is_left_alone(world: World) -> None:
    post(world, document(1))
    world.advance(timedelta(hours=1))
    changed = document(1, "130.00")
    changed["header"]["lastUpdate"] = "2026-01-15T18:00:00.000Z"
    post(world, changed)
    assert [bill["AmountDue"] for bill in bills(world)] == ["120.00"]
    assert held(world) == [HoldCode.CHANGED_AFTER_POSTING]
    world.connector.withdraw(NAME, "I00101", by="Ann", reason="corrected by hand")
    assert held(world) == []


def test_what_jaggaer_takes_back_before_the_update_is_withdrawn(world: World) -> None:
    world.poll()
    world.update()
    world.tenant.put_invoice(document(1))
    world.poll()
    world.tenant.edit_invoice("2600001", {"workflowStatus": "Pending"}, world.clock.now())
    world.poll()
    world.update()
    assert (state(world), bills(world)) == ("withdrawn", [])


@pytest.mark.once
def test_a_list_longer_than_a_page_is_read_whole_and_numbers_stay_in_their_message_sets(world: World) -> None:
    for number in range(620):
        vendor(world.file, f"Vendor {number:03d}", world.clock.now())
    post(world, *(document(number, f"{number}.10") for number in range(1, 131)))
    assert len(bills(world)) == 130
    reads = [one.listing for one in world.connector.messages(NAME) if one.purpose is Purpose.READ]
    assert reads == [LISTS, "vendors", "vendors"]
    sizes = [len(one.operations) for one in world.connector.messages(NAME) if one.purpose is Purpose.WRITE]
    assert sum(sizes) == 130
    assert sizes == [25, 50, 55]
    assert violations(world) == []


def test_two_polls_at_once_are_refused_by_the_lease(world: World) -> None:
    with world.connector.store.write() as work:
        now = world.clock.now()
        assert work.leases.take(CompanyName(NAME), "poll", "somebody", now, now + timedelta(minutes=2))
    with pytest.raises(ConnectorError, match="under way"):
        world.poll()
    world.advance(timedelta(minutes=11))
    world.poll()


def test_a_busy_record_is_tried_again_ever_later_and_a_bounded_number_of_times(world: World) -> None:
    """3175: somebody has the vendor open, and may be at lunch."""
    busy = fault("record_in_use", "BillAdd", times=9)
    world.pc.faults.append(busy)
    post(world, document(1))
    assert (busy.struck, state(world)) == (1, "queued")
    world.update()
    assert busy.struck == 1, "not at once"
    tries = []
    for minute in range(1, 100):
        world.advance(timedelta(minutes=1))
        world.connector = world.connector.restarted()  # what waits, waits through restarts
        before = busy.struck
        world.update()
        tries.extend([minute] * (busy.struck - before))
    assert tries == [1, 5, 21, 81]
    assert (state(world), held(world)) == ("held", [HoldCode.STAYS_BUSY])
    world.pc.faults.clear()
    world.connector.retry(NAME, "2600001")
    world.update()
    assert (state(world), len(bills(world))) == ("done", 1)


def test_what_is_due_again_only_in_a_while_does_not_open_quickbooks(world: World) -> None:
    world.pc.faults.append(fault("record_in_use", "BillAdd"))
    post(world, document(1))
    assert world.update().status == "No Data Exchange"
    world.advance(timedelta(minutes=1))
    world.update()
    assert state(world) == "done"


def test_a_pause_is_not_prolonged_by_a_clock_that_was_set_back(world: World) -> None:
    world.pc.faults.append(fault("record_in_use", "BillAdd"))
    post(world, document(1))
    world.clock.jump(-timedelta(days=2))
    world.update()
    assert state(world) == "done"


def test_a_session_that_only_waits_to_be_closed_holds_nobody_up(world: World) -> None:
    """The Web Connector died after 100 and before closeConnection."""
    world.pc.machine.saved = lambda: None
    post(world, document(1))
    with world.connector.store.write() as work:
        last = work.sessions.last(CompanyName(NAME))
        assert last is not None
        from dataclasses import replace

        from connector.quickbooks.web_connector.session import State

        work.sessions.save(replace(last, session=replace(last.session, state=State.FINISHED)))
    world.tenant.put_invoice(document(2))
    world.poll()
    assert world.update().status == "OK"
    assert len(bills(world)) == 2


def test_a_detail_that_fails_is_read_again_at_every_poll_until_it_can_be(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.tenant.put_invoice(document(1))
    whole = world.tenant.invoices["2600001"]
    world.tenant.invoices["2600001"] = {"header": {**whole["header"], "invoiceId": 2600001}, "lineList": []}
    wrong = {"header": {**whole["header"], "invoiceId": 7}}
    with monkeypatch.context() as confused:
        confused.setattr(JaggaerHttp, "detail", lambda *_: Detail(wrong, 100))
        world.poll()
        world.update()
        assert held(world) == [HoldCode.NOT_HANDED_OVER]
    world.tenant.invoices["2600001"] = whole
    world.advance(timedelta(days=2))
    world.tenant.put_invoice(document(2))
    world.poll()
    world.update()
    assert (held(world), len(bills(world))) == ([], 2)


def test_a_record_that_does_not_tie_when_it_is_read_back_is_shown_to_a_person(world: World) -> None:
    """Somebody changes the bill between our writing and our reading back."""

    def change() -> None:
        sets = world.connector.messages(NAME)
        if sets and sets[-1].purpose is Purpose.WRITE:
            world.file.put("Bill", {**bills(world)[0], "AmountDue": "121.00"})

    world.pc.machine.saved = change
    post(world, document(1))
    (waiting,) = world.connector.exceptions(NAME)
    assert waiting.holds[0].code is HoldCode.NOT_TIED
    assert "total 120.00 USD as posted, 121.00 USD in QuickBooks" in waiting.holds[0].what
    world.connector.withdraw(NAME, "I00101", by="Ann", reason="a rounding agreed with the supplier")
    world.advance(timedelta(minutes=20))
    world.poll()
    world.update()
    assert len(bills(world)) == 1


def edited(number: int, **header: Any) -> dict[str, Any]:
    made = document(number)
    made["header"].update(header)
    return made


def test_an_invoice_that_is_paid_after_posting_is_left_in_peace(world: World) -> None:
    post(world, document(1))
    world.tenant.edit_invoice("2600001", {"paymentStatus": "Paid"}, world.clock.now())
    world.poll()
    assert (state(world), held(world)) == ("done", [])


def test_a_posted_document_is_never_written_a_second_time_however_often_it_changes(world: World) -> None:
    post(world, document(1))
    for hour, number in enumerate(("AC-1A", "AC-1B"), 1):
        world.advance(timedelta(hours=1))
        post(world, edited(1, supplierInvoiceNumber=number, lastUpdate=f"2026-01-15T2{hour}:00:00.000Z"))
        assert held(world) == [HoldCode.CHANGED_AFTER_POSTING]
        world.connector.withdraw(NAME, "I00101", by="Ann", reason="changed by hand")
    assert len(bills(world)) == 1


def test_what_is_cancelled_while_its_answer_is_lost_is_not_sent_again(world: World) -> None:
    world.pc.faults.append(fault("lose_answer", "BillAdd"))
    post(world, document(1))
    world.file.answers.clear()
    forget_bills(world)
    world.tenant.edit_invoice("2600001", {"paymentStatus": "Cancelled"}, world.clock.now())
    world.poll()
    world.advance(timedelta(minutes=5))
    world.update()
    assert (state(world), bills(world)) == ("withdrawn", [])


def test_what_changes_while_its_answer_is_lost_is_shown_once_it_is_found(world: World) -> None:
    world.pc.faults.append(fault("lose_answer", "BillAdd"))
    post(world, document(1))
    world.tenant.put_invoice(
        {
            **document(1, "150.00"),
            "header": {**document(1, "150.00")["header"], "lastUpdate": "2026-01-15T20:00:00.000Z"},
        }
    )
    world.poll()
    world.advance(timedelta(minutes=5))
    world.update()
    assert ([bill["AmountDue"] for bill in bills(world)], held(world)) == (["120.00"], [HoldCode.CHANGED_AFTER_POSTING])


def test_two_invoices_under_one_number_are_never_both_written(world: World) -> None:
    post(world, document(1, their="X-1"), document(2, "99.00", their="x-1"))
    assert (len(bills(world)), held(world)) == (1, [HoldCode.NUMBER_TWICE])
    world.advance(timedelta(minutes=20))
    world.update()
    assert (len(bills(world)), held(world)) == (1, [HoldCode.NUMBER_TWICE]), "also after the other one was posted"
    assert "and I00101 (id 2600001) over 120.00 USD" in world.connector.exceptions(NAME)[0].holds[0].what


def test_a_void_does_not_stand_in_the_way_of_another_bill_under_its_number(world: World) -> None:
    post(world, document(1))
    Person(world.file, world.clock.now()).void("Bill", "AC-1")
    post(world, document(2, "80.00", their="AC-1"))
    world.advance(timedelta(minutes=16))
    world.update()
    assert [bill["AmountDue"] for bill in bills(world)] == ["0.00", "80.00"]


def test_an_order_that_was_just_billed_is_not_billed_again_before_it_is_read_again(world: World) -> None:
    now = world.clock.now()
    part = item(world.file, "Reagents", "Cost of Goods Sold", now)
    purchase_order(world.file, world.file.records("Vendor")[0], "49", [(part, "20", "41.25")], now)
    world.file.assumed.choose("overbilling", "allow")
    post(world, document(1, lines=[line(1, "Reagents", "15", "41.25", po=("49", 1))]))
    post(world, document(2, lines=[line(1, "Reagents", "15", "41.25", po=("49", 1))]))
    assert (len(bills(world)), held(world)) == (1, [HoldCode.PO_OVERBILLED])
    assert violations(world) == []


def test_two_lines_on_one_order_line_are_counted_together(world: World) -> None:
    now = world.clock.now()
    part = item(world.file, "Reagents", "Cost of Goods Sold", now)
    purchase_order(world.file, world.file.records("Vendor")[0], "49", [(part, "20", "41.25")], now)
    lines = [line(at, "Reagents", "15", "41.25", po=("49", 1)) for at in (1, 2)]
    post(world, document(1, lines=lines))
    assert (bills(world), held(world)) == ([], [HoldCode.PO_OVERBILLED])


def test_two_orders_that_fit_are_not_decided_by_us(world: World) -> None:
    now = world.clock.now()
    part = item(world.file, "Reagents", "Cost of Goods Sold", now)
    for number in ("049", "49"):
        purchase_order(world.file, world.file.records("Vendor")[0], number, [(part, "20", "41.25")], now)
    post(world, document(1, lines=[line(1, "Reagents", "1", "41.25", po=("0049", 1))]))
    assert held(world) == [HoldCode.PO_AMBIGUOUS]


@pytest.mark.parametrize("number", ["№-1", "A\x01B", "A\nB"])
def test_a_number_that_quickbooks_cannot_keep_is_not_written_under(world: World, number: str) -> None:
    post(world, document(1, their=number), document(2))
    assert [bill["RefNumber"] for bill in bills(world)] == ["I00101", "AC-2"], "JAGGAER's own, by the profile"
    assert violations(world) == []


def test_a_list_that_quickbooks_does_not_give_ends_the_update_with_its_words(world: World) -> None:
    world.pc.faults.append(fault("no_permission", "VendorQuery"))
    world.tenant.put_invoice(document(1))
    world.poll()
    said = "did not give its vendors (3260 Insufficient permission level to perform this action.)"
    assert said in world.update().status
    world.update()
    assert len(bills(world)) == 1


def test_a_closed_quickbooks_ends_the_update_and_the_next_one_goes_on(world: World) -> None:
    world.pc.faults.append(fault("quickbooks_closed", ""))
    world.tenant.put_invoice(document(1))
    world.poll()
    assert world.update().code == "QBWC1013"
    world.pc.faults.clear()
    assert world.update().status == "OK"
    assert len(bills(world)) == 1


def test_a_dialog_box_holds_nothing_and_is_no_attempt(world: World) -> None:
    """0x80040414 at the moment of writing: nothing ran, and nothing is wrong with the bills."""
    world.pc.faults.append(fault("dialog_opens", "BillAdd", times=8))
    world.tenant.put_invoice(document(1))
    world.poll()
    for _ in range(8):
        assert "dialog box" in world.update().status
    assert (state(world), held(world)) == ("queued", [])
    world.update()
    assert len(bills(world)) == 1


def test_a_question_that_gets_no_answer_is_not_asked_twice_and_the_records_decide(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from simulators.qbwc import Hresult, RequestProcessor

    real = RequestProcessor.process

    def no_stored_answers(self: RequestProcessor, text: str, *rest: Any) -> str:
        if "oldMessageSetID" in text and "newMessageSetID" in text:
            raise Hresult("0x80040402", "Unexpected error.")
        return real(self, text, *rest)

    world.pc.faults.append(fault("lose_answer", "BillAdd"))
    post(world, document(1))
    monkeypatch.setattr(RequestProcessor, "process", no_stored_answers)
    for _ in range(2):
        world.advance(timedelta(minutes=5))
        world.update()
    (one,) = world.connector.lines(NAME)
    assert (one.state, one.evidence) == ("done", "found in QuickBooks by ExternalGUID")


def test_a_replaced_pc_is_accepted_once_it_is_said(world: World) -> None:
    post(world, document(1))
    world.pc.machine.host = "NEW-PC"
    world.advance(timedelta(minutes=20))
    world.connector.accept_new_pc(NAME)
    assert world.update().status == "OK"
    assert world.connector.company(NAME).lock_host == "NEW-PC"


def test_a_new_profile_judges_every_document_anew(world: World) -> None:
    from dataclasses import replace

    from connector.jaggaer.wire_profile import StatusRule

    nothing_is_due = replace(STORY.wire, due_when=StatusRule({"workflowStatus": ("Never",)}))
    world.connector.set_profile(NAME, replace(STORY, wire=nothing_is_due))
    post(world, document(1))
    assert bills(world) == []
    world.connector.set_profile(NAME, STORY)
    post(world, document(1))
    assert len(bills(world)) == 1


@pytest.mark.once
def test_a_document_over_which_we_stumble_is_shown_and_keeps_nobody(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = mapping.draft

    def stumble(read: Any, situation: Any) -> Any:
        if read.id == "2600001":
            raise ZeroDivisionError("by nothing")
        return real(read, situation)

    monkeypatch.setattr(mapping, "draft", stumble)
    post(world, document(1), document(2))
    assert [bill["RefNumber"] for bill in bills(world)] == ["AC-2"]
    (one,) = world.connector.exceptions(NAME)
    assert [hold.code for hold in one.holds] == [HoldCode.STUMBLED]
    assert "ZeroDivisionError: by nothing" in one.holds[0].what
    monkeypatch.undo()
    world.advance(timedelta(minutes=20))
    world.update()
    assert sorted(bill["RefNumber"] for bill in bills(world)) == ["AC-1", "AC-2"]


def test_a_vendor_that_was_deleted_and_made_anew_is_found_again_within_a_day(world: World) -> None:
    post(world, document(1))
    world.file.remove("Vendor", world.file.records("Vendor")[0]["ListID"])
    anew = vendor(world.file, "Acme", world.clock.now(), AccountNumber="V-1001")
    world.advance(timedelta(hours=25))
    post(world, document(2))
    assert [bill["VendorRef"]["ListID"] for bill in bills(world)][1:] == [anew["ListID"]]


def test_between_whole_readings_only_what_changed_is_asked_for(world: World) -> None:
    post(world, document(1))
    world.advance(timedelta(minutes=20))
    world.update()
    asked = [one.request for one in world.connector.messages(NAME) if "vendors" in one.listing.split()]
    vendors = [request.partition("<VendorQueryRq")[2].partition("</VendorQueryRq>")[0] for request in asked]
    assert ["<FromModifiedDate>" in request for request in vendors] == [False, True]


def test_an_update_in_which_only_the_lists_are_due_is_one_round_trip(world: World) -> None:
    post(world, document(1))
    world.advance(timedelta(hours=3))
    world.update()
    before = len(world.connector.messages(NAME))
    world.advance(timedelta(minutes=20))
    world.update()
    (read,) = world.connector.messages(NAME)[before:]
    assert read.listing == LISTS


@pytest.mark.parametrize("trouble", ["lose_answer", "no_permission", "slow"])
def test_lists_are_read_one_by_one_for_a_day_where_all_at_once_did_not_go_well(world: World, trouble: str) -> None:
    def reads() -> list[str]:
        return [one.listing for one in world.connector.messages(NAME) if one.purpose is Purpose.READ]

    world.poll()
    slow = Interruption("receiveResponseXML", 2, is_before=True, act=lambda: world.clock.advance(timedelta(seconds=50)))
    if trouble == "slow":
        world.network.interruptions.append(slow)
    else:
        world.pc.faults.append(fault(trouble, "VendorQuery"))
    for _ in range(2):
        world.update()
        world.advance(timedelta(minutes=16))
    first, *later = reads()
    assert first == LISTS
    assert later[:6] == LISTS.split()
    world.advance(timedelta(days=1))
    world.update()
    assert reads()[-1] == first
    assert violations(world) == []


def test_an_expired_ticket_gets_the_protocol_s_own_answers(world: World) -> None:
    from connector.flow.exchange import Exchange
    from scenarios.world import QuickPasswords

    assert world.added is not None
    exchange = Exchange(world.connector.store, world.clock, world.entropy, QuickPasswords(), "1")
    ticket, _ = exchange.authenticate(world.added.company.user, world.added.password, "10.0.0.1")
    world.advance(timedelta(hours=2, seconds=1))
    assert exchange.send_request(ticket, "", 16, 0) == ""
    assert exchange.receive_response(ticket, "<QBXML/>", "", "") == -1
    assert "has ended" in exchange.get_last_error(ticket)
    assert exchange.connection_error(ticket, "0x80040408", "") == "done"
    assert "has ended" in exchange.close_connection(ticket), "the status column tells it, too"
    assert exchange.authenticate(world.added.company.user, world.added.password, "10.0.0.1")[0] not in ("", ticket)


def test_a_clock_that_is_set_back_keeps_nobody_waiting(world: World) -> None:
    world.pc.faults.append(fault("lose_answer", "BillAdd"))
    post(world, document(1))
    world.clock.jump(timedelta(days=-3))
    world.tenant.put_invoice(document(2))
    world.poll()
    assert world.update().status == "OK"
    assert ([state(world, one) for one in (1, 2)], len(bills(world))) == (["done", "done"], 2)


def test_a_pass_that_lost_its_lease_keeps_nothing_and_says_nothing_of_the_next_one(world: World) -> None:
    """It took so long for one request that another poll began, and ended."""
    world.tenant.put_invoice(document(1))
    name, real = world.connector.company(NAME).name, world.connector.jaggaer(world.connector.company(NAME))

    class Slow:
        def headers(self, resource: Resource, since: str | None) -> Generator[Any, None, None]:
            rows = list(real.headers(resource, since))
            world.advance(timedelta(minutes=4))
            world.poll()
            world.advance(timedelta(minutes=4))
            with world.connector.store.write() as work:
                assert work.leases.take(name, "poll", "a third", world.clock.now(), world.clock.now() + LEASE)
            yield from rows

        def details(
            self, resource: Resource, called: str, ids: Iterable[str]
        ) -> Generator[Callable[[], Any], None, None]:
            return real.details(resource, called, ids)

    with pytest.raises(ConnectorError, match="began while this one waited"):
        poll(world.connector.store, Slow, world.clock, name, "slow", timedelta(minutes=5))
    assert world.connector.pace(NAME).failures == 0, "the one that ended well has the word"
    assert len(world.connector.documents(NAME)) == 1


def test_goods_that_were_received_on_an_item_receipt_are_not_entered_a_second_time(world: World) -> None:
    part = item(world.file, "Reagents", "Cost of Goods Sold", world.clock.now())
    purchase_order(world.file, world.file.records("Vendor")[0], "49", [(part, "20", "41.25")], world.clock.now())
    person = Person(world.file, world.clock.now())
    receipt = person.receive("49", "8")
    post(world, document(1, lines=[line(1, "Reagents", "8", "41.25", po=("49", 1))], their="AC-1"))
    assert (bills(world), held(world)) == ([], [HoldCode.RECEIVED_NOT_BILLED])
    removal.transaction(world.file, "ItemReceipt", receipt["TxnID"], world.clock.now())
    person.enter_bill("Acme", "AC-1", "330.00", day="2026-01-12")
    world.advance(timedelta(hours=2))
    world.update()
    assert (len(bills(world)), held(world)) == (1, [HoldCode.LOOKS_ENTERED])
