"""
What must be so, a sentence to a function: each plays a world of its own and asserts the sentence that is its docstring.

They hold (``test_sentences``), and each of them fails with the bug that is planted for it (``test_planted``).
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import httpx
import pytest

from connector import ConnectorError, Profile
from connector.domain.identifiers import CompanyName
from connector.domain.policy import AmountPolicy, CorrectionPolicy
from connector.flow.entities import Purpose
from connector.flow.rebinding import adopting
from scenarios.checks import When, violations
from scenarios.network import Interruption
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import credit_memo, invoice, line
from simulators.jaggaer import fault as tenant_fault
from simulators.qbwc import Hresult, Person, RequestProcessor, fault, item, purchase_order, vendor
from simulators.qbwc.company import payables
from tests.scenarios import planting

Json = dict[str, Any]
ACME: Json = {"id": 1, "name": "Acme", "supplierNumber": "V-1"}
BAY: Json = {"id": 2, "name": "Bay Plumbing", "supplierNumber": "V-2"}
COMPANY = CompanyName(NAME)
FIRST = 2_600_000
CARRY_OUT = CorrectionPolicy(changed="modify", cancelled="void")
CANCELLED: Json = {"workflowStatus": "Cancelled", "paymentStatus": "Cancelled"}
DUE: Json = {"workflowStatus": "Completed", "paymentStatus": "Payable"}

SENTENCES: dict[str, Callable[[], None]] = {}


def sentence(play: Callable[[], None]) -> Callable[[], None]:
    SENTENCES[play.__name__] = play
    return play


# the stage


def stage(
    corrections: CorrectionPolicy | None = None,
    orders: tuple[str, ...] = (),
    switch: tuple[str, str] = ("", ""),
    **rest: Any,
) -> World:
    """Two vendors; each order of Acme's is of 20 at 41.25. ``switch`` is one of QuickBooks', ``rest`` are policies."""
    world = World(seed=5)
    now = world.clock.now()
    if switch[0]:
        world.file.assumed.choose(*switch)
    acme = vendor(world.file, "Acme", now, AccountNumber="V-1")
    vendor(world.file, "Bay Plumbing", now, AccountNumber="V-2")
    for number in orders:
        goods = item(world.file, f"Goods {number}", "Cost of Goods Sold", now)
        purchase_order(world.file, acme, number, [(goods, "20", "41.25")], now)
    policy = replace(STORY.policy, corrections=corrections or CorrectionPolicy(), **rest)
    world.connect(Profile(policy=policy, wire=STORY.wire))
    return world


def put(world: World, number: int, *amounts: str, supplier: Json = ACME, order: str = "", many: int = 0) -> None:
    """JAGGAER has this version of an invoice now."""
    lines = [line(at, "Goods", "1", amount, account="6120") for at, amount in enumerate(amounts, 1)]
    if order:
        lines = [line(1, "Goods", str(many), "41.25", po=(order, 1))]
    world.tenant.put_invoice(invoice(FIRST + number, supplier, lines, supplier_invoice=f"AC-{number}"))
    edit(world, number)


def edit(world: World, number: int, **header: Any) -> None:
    world.clock.sleep(1)
    world.tenant.edit_invoice(str(FIRST + number), header, world.clock.now())


def later(world: World, minutes: int = 20, polls: bool = False) -> None:
    world.advance(timedelta(minutes=minutes))
    if polls:
        world.poll()
    world.update()


def person(world: World) -> Person:
    return Person(world.file, world.clock.now())


def numbers(world: World, kind: str = "Bill") -> list[str]:
    return sorted(one.get("RefNumber", "") for one in world.file.records(kind))


def held(world: World) -> dict[str, list[str]]:
    return {
        one.invoice[-2:].lstrip("0"): [hold.code.name for hold in one.holds] for one in world.connector.exceptions(NAME)
    }


def state(world: World, number: int) -> str:
    return next(one.state for one in world.connector.lines(NAME) if one.invoice_id == str(FIRST + number))


def written(world: World, request: str = "BillAdd") -> list[str]:
    """The message sets of writes, in their order."""
    return [
        one.request
        for one in world.connector.messages(NAME)
        if one.purpose is Purpose.WRITE and f"<{request}Rq" in one.request
    ]


def sizes(world: World) -> list[int]:
    return [one.count("<BillAddRq") for one in written(world)]


def settled(world: World) -> None:
    """Nothing is wrong anywhere, and nothing is on its way any more."""
    assert violations(world, When.BETWEEN_STEPS, When.AT_REST) == []


# reading JAGGAER


@sentence
def a_poll_that_breaks_off_moves_no_watermark_past_what_it_did_not_fetch() -> None:
    """The next pass brings every invoice, the older ones too."""
    for name, times in (("unavailable", 3), ("too_many_requests", 1)):
        world = stage()
        for number in (1, 2, 3, 4):
            put(world, number, "120.00")
            changed = world.clock.now() - timedelta(days=10 - number)
            world.tenant.edit_invoice(str(FIRST + number), {}, changed)
        put(world, 5, "120.00")
        world.tenant_faults.append(tenant_fault(name, "invoice", 2, times))
        with pytest.raises(ConnectorError):
            world.poll()
        world.tenant_faults.clear()
        world.advance(timedelta(hours=2))
        world.poll()
        world.update()
        assert numbers(world) == [f"AC-{number}" for number in (1, 2, 3, 4, 5)]
        settled(world)


@sentence
def an_operation_whose_document_was_read_anew_and_is_not_decided_about_yet_never_leaves() -> None:
    """It was queued, and JAGGAER has another version of its document: whatever that says comes first."""
    world = stage()
    world.update()
    put(world, 1, "10.00")
    world.poll()
    with world.connector.store.write() as work:
        (known,) = work.documents.all(COMPANY)
        assert [one.state.value for one in work.operations.of_document(COMPANY, known.id)] == ["queued"]
        work.documents.put(COMPANY, replace(known, standing="cancelled"))
    with world.connector.store.read() as work:
        assert work.operations.to_look_up(COMPANY, "a ticket", world.clock.now(), 9) == []
        assert work.operations.clear(COMPANY, "", world.clock.now(), 9) == []


# what it comes to


@sentence
def a_total_below_its_lines_is_as_wrong_as_one_above() -> None:
    """With a tolerance of 0.05: lines of 120.00 and a total of 108.00 or 132.00 are no matter of rounding."""
    for total in (108, 132):
        world = stage(amounts=AmountPolicy(tolerance=Decimal("0.05"), rounding_account="Freight In"))
        put(world, 1, "120.00")
        edit(world, 1, total={"value": total, "currency": "USD"})
        world.poll()
        world.update()
        assert (held(world), numbers(world)) == ({"1": ["TOTAL_MISMATCH"]}, [])


@sentence
def freight_whose_shares_do_not_come_to_it_is_spread_by_the_amounts_of_the_lines() -> None:
    """Freight of 10.00, of which JAGGAER allocates 4.00 and 5.00 to lines of 30.00 and 10.00."""
    world = stage(charges=replace(STORY.policy.charges, shipping="spread"))
    lines = [line(at, "Goods", "1", price, account="6120") for at, price in ((1, "30.00"), (2, "10.00"))]
    for one, share in zip(lines, (4, 5), strict=True):
        one["shippingCharge"] = share
    world.tenant.put_invoice(invoice(FIRST + 1, ACME, lines, supplier_invoice="AC-1", freight="10.00"))
    world.poll()
    world.update()
    (bill,) = world.file.records("Bill")
    assert [one["Amount"] for one in bill["ExpenseLineRet"]] == ["37.50", "12.50"]
    settled(world)


# what is unknown


@sentence
def while_the_outcome_of_a_bill_is_unknown_no_other_bill_of_its_vendor_and_order_leaves() -> None:
    """Also when this update's questions were refused; bills of other vendors leave."""
    world = stage(orders=("49",))
    put(world, 1, order="49", many=8)
    world.pc.faults[:] = [fault("answer_not_stored", "BillAdd"), fault("lose_answer", "BillAdd")]
    world.poll()
    world.update()
    put(world, 2, order="49", many=8)
    put(world, 3, "10.00", supplier=BAY)
    world.pc.faults.append(fault("no_permission", "BillQuery"))
    later(world, polls=True)
    left = written(world)[1:]
    assert [one.count(">AC-2<") for one in left] == [0]
    assert [one.count(">AC-3<") for one in left] == [1]
    world.pc.faults.clear()
    later(world)
    later(world)
    assert numbers(world) == ["AC-1", "AC-2", "AC-3"]
    settled(world)


@sentence
def a_change_that_takes_lines_away_without_changing_the_total_is_sent_again() -> None:
    """100 + 20 − 20 becomes 100, unsaved and unanswered; the bill ends with one line."""
    world = stage(CARRY_OUT)
    put(world, 1, "100.00", "20.00", "-20.00")
    world.poll()
    world.update()
    put(world, 1, "100.00")
    world.pc.faults.append(fault("web_connector_killed", "BillMod"))
    later(world, polls=True)
    for _ in range(3):
        later(world)
    (bill,) = world.file.records("Bill")
    assert [one["Amount"] for one in bill["ExpenseLineRet"]] == ["100.00"]
    assert len(written(world, "BillMod")) == 2
    settled(world)


def poisoned(number: str, among: int) -> World:
    """One bill of many makes QuickBooks end before it has saved anything of its message set; long after."""
    world = stage()
    for one in range(1, among + 1):
        put(world, one, "10.00")
    real = RequestProcessor.process

    def process(self: RequestProcessor, text: str, *rest: Any) -> str:
        if "BillAddRq" in text and f"<RefNumber>{number}<" in text:
            raise Hresult("0x80010105", "The server threw an exception.")
        return real(self, text, *rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RequestProcessor, "process", process)
        world.poll()
        for _ in range(40):
            later(world, 70)
    return world


@sentence
def of_bills_lost_together_none_travels_again_with_more_than_half_as_many() -> None:
    """One of them kills QuickBooks; it is held alone in the end."""
    world = poisoned("AC-5", 16)
    with_it = [one.count("<BillAddRq") for one in written(world) if ">AC-5<" in one]
    assert all(after <= before / 2 for before, after in pairwise(with_it) if before > 1), with_it
    assert with_it[-1] == 1
    assert held(world) == {"5": ["NEVER_SAVED"]}


@sentence
def a_good_bill_is_never_held_for_losses_that_were_anothers() -> None:
    """However often it went along with the one that kills QuickBooks."""
    world = poisoned("AC-61", 145)
    assert max(sizes(world)) == 50
    assert [(one.ref_number, one.state) for one in world.connector.lines(NAME) if one.state != "done"] == [("", "held")]
    assert len(numbers(world)) == 144


@sentence
def an_update_that_finds_quickbooks_in_a_dialog_counts_as_no_attempt() -> None:
    """Nine of them, and then the record is busy twice: it is still tried again."""
    world = stage()
    put(world, 1, "10.00")
    world.pc.faults.append(fault("dialog_opens", "BillAdd", times=9))
    world.poll()
    for _ in range(9):
        later(world, 5)
    assert (state(world, 1), held(world)) == ("queued", {})
    world.pc.faults[:] = [fault("record_in_use", "BillAdd", times=2)]
    for _ in range(4):
        later(world, 30)
    assert (numbers(world), held(world)) == (["AC-1"], {})


@sentence
def a_question_about_a_bill_that_is_settled_is_not_counted_against_it_later() -> None:
    """Of two bills sent together one is busy and the other unknown: what is asked about that one counts for it alone."""
    dropped: list[str] = []

    def without_the_second(text: str) -> str:
        found = re.findall(r"<BillAddRs[^>]*[^/]>.*?</BillAddRs>", text, re.DOTALL)
        second = next((one for one in found if ">AC-2<" in one), "")
        if dropped or not second:
            return text
        dropped.append(second)
        return text.replace(second, "")

    with pytest.MonkeyPatch.context() as patch:
        planting.answers(without_the_second)(patch)
        world = stage()
        put(world, 1, "10.00")
        put(world, 2, "10.00", supplier=BAY)
        person(world).open_window("Vendor", "Acme")
        world.poll()
        world.pc.faults.append(fault("lose_answer", "", 9))
        world.update()
        person(world).close_windows()
        world.pc.faults[:] = [fault("no_permission", "BillQuery"), fault("lose_answer", "", 2)]
        later(world, 5)  # no question gets an answer, in this update either
        world.pc.faults[:] = [fault("answer_not_stored", "BillAdd"), fault("lose_answer", "BillAdd")]
        later(world, 5)
        for _ in range(2):
            world.pc.faults[:] = [fault("no_permission", "BillQuery")]
            later(world, 5)
        world.pc.faults.clear()
        later(world, 5)
        later(world, 5)
    assert (dropped != [], held(world), numbers(world)) == (True, {}, ["AC-1", "AC-2"])
    settled(world)


# what was taken


@sentence
def a_second_invoice_of_an_order_sees_what_the_first_has_just_taken() -> None:
    """In one update: 15 of 20 are billed, and an invoice for 15 more comes before the orders are read again."""
    world = stage(orders=("49",), switch=("overbilling", "allow"))
    put(world, 1, order="49", many=15)
    world.poll()

    def another() -> None:
        put(world, 2, order="49", many=15)
        world.poll()

    interruption = Interruption("receiveResponseXML", 4, is_before=False, act=another)
    world.network.interruptions.append(interruption)
    world.update()
    assert interruption.has_happened
    assert (numbers(world), held(world)) == (["AC-1"], {"2": ["PO_OVERBILLED"]})


@sentence
def what_a_bill_of_unknown_outcome_has_taken_counts_at_once() -> None:
    """A bill for 15 of 20 is unknown, and an invoice for 15 more is held."""
    world = stage(orders=("49",), switch=("overbilling", "allow"))
    put(world, 1, order="49", many=15)
    world.pc.faults[:] = [fault("answer_not_stored", "BillAdd"), fault("lose_answer", "BillAdd")]
    world.poll()
    world.update()
    put(world, 2, order="49", many=15)
    world.poll()
    assert held(world) == {"2": ["PO_OVERBILLED"]}
    later(world)
    assert numbers(world) == ["AC-1"]


# what stands there already


@sentence
def a_vendor_credit_that_a_person_entered_without_its_number_holds_the_credit_memo() -> None:
    """The same vendor, date and amount, as a bill would."""
    world = stage()
    given = {
        "VendorRef": {"FullName": "Acme"},
        "TxnDate": "2026-01-12",
        "ExpenseLineAdd": [{"AccountRef": {"FullName": "Office Supplies"}, "Amount": "39.20"}],
    }
    payables.add(world.file, "VendorCredit", given, world.clock.now())
    goods = [line(1, "Goods", "1", "39.20", account="6120")]
    world.tenant.put_invoice(credit_memo(FIRST + 1, ACME, goods, supplier_invoice="CM-1"))
    world.poll()
    world.update()
    assert held(world) == {"1": ["LOOKS_ENTERED"]}
    assert len(world.file.records("VendorCredit")) == 1


@sentence
def bills_and_credits_are_read_with_two_hours_of_overlap() -> None:
    """A bill that a person enters, stamped an hour behind the last reading, is found."""
    world = stage()
    person(world).enter_bill("Acme", "AC-0", "7.00")
    put(world, 1, "10.00")
    world.poll()
    world.update()
    behind = Person(world.file, world.clock.now() - timedelta(hours=1))
    made = behind.enter_bill("Acme", "AC-2", "20.00", day="2026-01-12")
    world.file.put("Bill", {**made, "RefNumber": ""})
    put(world, 2, "20.00")
    later(world, polls=True)
    assert held(world) == {"2": ["LOOKS_ENTERED"]}
    assert len(world.file.records("Bill")) == 3


@sentence
def what_stands_after_a_change_is_read_back_as_after_an_add() -> None:
    """Changed to 130, QuickBooks has 131."""
    world = stage(CARRY_OUT)
    put(world, 1, "120.00")
    world.poll()
    world.update()

    def spoil() -> None:
        sets = world.connector.messages(NAME)
        if sets[-1].purpose is Purpose.WRITE and "BillModRq" in sets[-1].request:
            (bill,) = world.file.records("Bill")
            lines = [{**bill["ExpenseLineRet"][0], "Amount": "131.00"}]
            world.file.put("Bill", {**bill, "AmountDue": "131.00", "ExpenseLineRet": lines})

    world.pc.machine.saved = spoil
    put(world, 1, "130.00")
    later(world, polls=True)
    assert held(world) == {"1": ["NOT_TIED"]}


@sentence
def a_bill_of_order_lines_that_reads_back_without_its_tie_is_shown() -> None:
    """Or under another vendor."""
    for spoilt in ("tie", "vendor"):
        world = stage(orders=("49",))
        put(world, 1, order="49", many=8)

        def spoil(world: World = world, spoilt: str = spoilt) -> None:
            sets = world.connector.messages(NAME)
            if not sets or sets[-1].purpose is not Purpose.WRITE:
                return
            if spoilt == "tie":
                for link in list(world.file.links):
                    world.file.unlink(link)
            else:
                (bill,) = world.file.records("Bill")
                other = next(one for one in world.file.records("Vendor") if one["Name"] == "Bay Plumbing")
                named = {"ListID": other["ListID"], "FullName": other["Name"]}
                world.file.put("Bill", {**bill, "VendorRef": named})

        world.pc.machine.saved = spoil
        world.poll()
        world.update()
        assert held(world) == {"1": ["NOT_TIED"]}


@sentence
def a_bill_that_is_due_again_is_entered_anew_also_where_a_guid_is_taken_once() -> None:
    """It was voided because its invoice was cancelled."""
    world = stage(CARRY_OUT, switch=("same_guid", "refuse"))
    put(world, 1, "120.00")
    world.poll()
    world.update()
    for header in (CANCELLED, DUE):
        edit(world, 1, **header)
        later(world, polls=True)
    assert [one["AmountDue"] for one in world.file.records("Bill")] == ["0.00", "120.00"]
    assert held(world) == {}
    settled(world)


# the company file


@sentence
def after_a_restore_quickbooks_is_looked_through_also_where_it_takes_no_mark() -> None:
    """A bill of ours that was renumbered by hand is taken for done, and not entered again."""
    world = stage()
    world.pc.faults.append(fault("no_permission", "DataExtAdd", times=99))
    put(world, 1, "10.00")
    world.poll()
    world.update()
    backup = world.connector.store.copy()
    put(world, 2, "20.00")
    later(world, polls=True)
    person(world).edit("Bill", "AC-2", RefNumber="AC-2-ANN")
    world.use_store(backup)
    with world.connector.store.write() as work:
        adopting(work, work.companies.all(), world.clock.now())
    put(world, 3, "30.00")
    later(world, polls=True)
    assert numbers(world) == ["AC-1", "AC-2-ANN", "AC-3"]


@sentence
def a_company_file_that_takes_no_mark_of_ours_is_asked_once() -> None:
    """And not in every update."""
    world = stage()
    world.pc.faults.append(fault("no_permission", "DataExtAdd", times=99))
    for number in (1, 2, 3):
        put(world, number, "10.00")
        later(world, polls=True)
    asked = [one for one in world.connector.messages(NAME) if one.purpose is Purpose.SIGN]
    assert (len(asked), len(numbers(world))) == (1, 3)


@sentence
def a_mark_that_could_not_be_raised_is_no_restored_backup() -> None:
    """QuickBooks is busy (3170) for the one DataExtMod, and saves the bills beside it: the next update goes on."""
    world = stage()
    put(world, 1, "10.00")
    world.poll()
    world.update()
    world.pc.faults.append(fault("list_busy", "DataExtMod"))
    for number in (2, 3):
        put(world, number, "10.00")
        later(world, polls=True)
    assert numbers(world) == ["AC-1", "AC-2", "AC-3"]
    assert all("backup" not in one.result.status for one in world.told)
    settled(world)


# the session


@sentence
def the_ticket_of_an_ended_update_gets_no_message_set() -> None:
    """However it ended, and although there is work."""
    for ending in ((), ("never_closed",), ("error_after_save", "never_closed")):
        world = stage()
        put(world, 1, "10.00")
        world.pc.faults[:] = [fault(name, "BillAdd" if name == "error_after_save" else "") for name in ending]
        world.poll()
        world.update()
        begun = next(one for one in world.transcript.soap("sendRequestXML"))
        put(world, 2, "10.00")
        world.poll()
        with httpx.Client(transport=world.transport_of("AP-PC")) as client:
            again = client.send(begun.request)
        assert "<QBXML" not in html.unescape(again.text), ending
        assert [one.request for one in world.connector.messages(NAME) if ">AC-2<" in one.request] == []
        world.pc.faults.clear()
        later(world)
        later(world)
        assert numbers(world) == ["AC-1", "AC-2"]


# time


@sentence
def a_quickbooks_that_takes_ninety_seconds_by_itself_leaves_the_outcome_to_be_asked_for() -> None:
    """No fault is named: it runs into the 60 seconds, and the next update settles it."""
    for is_silent in (False, True):
        world = stage()
        world.update()
        put(world, 1, "10.00")
        world.pc.machine.latency = lambda load: 90.0 if load.writes else 1.0
        world.pc.machine.is_silent = lambda is_silent=is_silent: is_silent  # type: ignore[misc] # bound in the loop
        world.poll()
        world.update()
        assert (state(world, 1), len(numbers(world))) == ("sent" if is_silent else "unknown", 1)
        world.pc.machine.latency = lambda _load: 1.0
        later(world)
        assert (state(world, 1), len(written(world)), numbers(world)) == ("done", 1, ["AC-1"])
        settled(world)
