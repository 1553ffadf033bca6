"""What a person changes, voids or deletes of what was posted is noticed when QuickBooks' lists are read again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from typer.testing import CliRunner

from connector import Answer, Connector, Profile, Said
from connector.cli import app
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import CompanyName
from connector.domain.policy import CorrectionPolicy
from connector.domain.schedule import Schedule
from connector.flow.stumbling import stumbling
from connector.flow.tie_out import Verdict
from scenarios.checks import violations
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import credit_memo, invoice, line
from simulators.qbwc import Person, fault, vendor
from simulators.qbwc.company import removal

pytestmark = pytest.mark.once

COMPANY = CompanyName(NAME)
SUPPLIER = {"id": 1_003_837_201, "name": "Acme", "supplierNumber": "V-1001"}
CANCELLED: dict[str, Any] = {"workflowStatus": "Cancelled", "paymentStatus": "Cancelled"}
DEEDS: dict[str, Callable[[Person, str], object]] = {
    "void": lambda person, kind: person.void(kind, "AC-1"),
    "delete": lambda person, kind: person.delete(kind, "AC-1"),
}


def document(number: int, *amounts: str, **rest: Any) -> dict[str, Any]:
    goods = [line(at, f"Goods {at}", "1", amount, account="6120") for at, amount in enumerate(amounts, 1)]
    make = rest.pop("make", invoice)
    made: dict[str, Any] = make(
        2_600_000 + number, SUPPLIER, rest.pop("lines", goods), supplier_invoice=f"AC-{number}", **rest
    )
    return made


def posted(*documents: dict[str, Any], **policies: Any) -> World:
    world = World(seed=5)
    vendor(world.file, "Acme", world.clock.now(), AccountNumber="V-1001")
    vendor(world.file, "Bay Plumbing", world.clock.now())
    policy = replace(STORY.policy, **policies)
    world.connect(Profile(policy=policy, wire=STORY.wire))
    for one in documents or (document(1, "70.00", "50.00"),):
        world.tenant.put_invoice(one)
    world.poll()
    world.update()
    assert world.connector.exceptions(NAME) == []
    world.advance(timedelta(minutes=1))  # an EditSequence is a second
    return world


def later(world: World, minutes: int = 16) -> None:
    world.advance(timedelta(minutes=minutes))
    world.update()


def person(world: World) -> Person:
    return Person(world.file, world.clock.now())


def held(world: World) -> list[HoldCode]:
    return [hold.code for one in world.connector.exceptions(NAME) for hold in one.holds]


def bill(world: World) -> dict[str, Any]:
    (found,) = world.file.records("Bill")
    return found


def lines_as(world: World, **fields: Any) -> list[dict[str, Any]]:
    return [{"TxnLineID": one["TxnLineID"], **fields} for one in bill(world)["ExpenseLineRet"]]


def verdicts(world: World) -> list[Verdict]:
    return [one.verdict for one in world.connector.invoices_tied(NAME)]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"RefNumber": "AC-9"}, "number AC-1 as posted, AC-9 in QuickBooks"),
        ({"VendorRef": {"FullName": "Bay Plumbing"}}, "vendor Acme as posted, Bay Plumbing in QuickBooks"),
        ({"TxnDate": "2026-01-20"}, "date 2026-01-12 as posted, 2026-01-20 in QuickBooks"),
    ],
)
def test_another_vendor_number_or_date_is_an_exception_within_the_interval(fields: dict[str, Any], words: str) -> None:
    world = posted()
    person(world).edit("Bill", "AC-1", **fields)
    later(world)
    assert held(world) == [HoldCode.CHANGED_IN_QUICKBOOKS]
    assert words in world.connector.exceptions(NAME)[0].holds[0].what
    assert (len(world.file.records("Bill")), verdicts(world)) == (1, [Verdict.CHANGED])
    later(world)
    later(world)
    assert held(world) == [HoldCode.CHANGED_IN_QUICKBOOKS], "once"


def test_another_amount_is_an_exception_and_nothing_is_written_over_it() -> None:
    world = posted()
    person(world).edit("Bill", "AC-1", ExpenseLineMod=lines_as(world, Amount="10.00"))
    later(world)
    assert held(world) == [HoldCode.CHANGED_IN_QUICKBOOKS]
    assert [one["Amount"] for one in bill(world)["ExpenseLineRet"]] == ["10.00", "10.00"]
    assert not [one for one in world.connector.messages(NAME) if "BillModRq" in one.request]


def test_what_is_coded_otherwise_is_no_exception_stands_in_the_tie_out_and_is_never_written_back() -> None:
    world = posted()
    accounts = lines_as(world, AccountRef={"FullName": "Freight In"})
    person(world).edit("Bill", "AC-1", Memo="by Ann", DueDate="2026-03-01", ExpenseLineMod=accounts)
    later(world)
    assert (held(world), verdicts(world)) == ([], [Verdict.CODED_OTHERWISE])
    (one,) = world.connector.invoices_tied(NAME)
    assert [why.partition(" ")[0] for why in one.why] == ["memo", "due", "lines"]
    assert one.why[2].startswith("lines Office Supplies 70.00; Office Supplies 50.00 as posted, Freight In 70.00;")
    assert {one["AccountRef"]["FullName"] for one in bill(world)["ExpenseLineRet"]} == {"Freight In"}
    assert all(one.is_fine for one in world.connector.invoices_tied(NAME))
    assert violations(world) == []


@pytest.mark.parametrize("make", [invoice, credit_memo], ids=["bill", "credit"])
@pytest.mark.parametrize(
    ("deed", "how", "verdict"), [("void", "voided", Verdict.VOID), ("delete", "deleted", Verdict.GONE)]
)
def test_what_a_person_takes_away_is_an_exception_and_not_entered_again(
    deed: str, how: str, verdict: Verdict, make: Callable[..., Any]
) -> None:
    world = posted(document(1, "120.00", make=make))
    kind = "Bill" if make is invoice else "VendorCredit"
    DEEDS[deed](person(world), kind)
    later(world)
    assert (held(world), verdicts(world)) == ([HoldCode.TAKEN_AWAY], [verdict])
    assert f"was {how} in QuickBooks" in world.connector.exceptions(NAME)[0].holds[0].what
    world.tenant.edit_invoice("2600001", {"supplierInvoiceNumber": "AC-1b"}, world.clock.now())
    world.poll()
    world.connector.retry(NAME, "I00101")
    later(world)
    assert held(world) == [HoldCode.TAKEN_AWAY], "neither another version nor a retry is a reason to enter it again"
    live = [one for one in world.file.records(kind) if not one.get("Memo", "").startswith("VOID:")]
    assert live == []
    assert violations(world) == []


def test_a_person_may_have_it_posted_again() -> None:
    world = posted()
    person(world).delete("Bill", "AC-1")
    later(world)
    said = Said(Answer.POST_ANYWAY, "", "Ann", "deleted by mistake")
    world.connector.resolve(NAME, "I00101", said)
    later(world)
    assert (bill(world)["AmountDue"], held(world), verdicts(world)) == ("120.00", [], [Verdict.AS_POSTED])
    assert violations(world) == []


def test_a_void_that_a_person_undoes_stands_again() -> None:
    world = posted()
    before = bill(world)
    person(world).void("Bill", "AC-1")
    later(world)
    assert held(world) == [HoldCode.TAKEN_AWAY]
    again = {**bill(world), **{key: before[key] for key in ("AmountDue", "Memo", "ExpenseLineRet")}}
    world.file.put("Bill", world.file.stamped(again, world.clock.now(), is_edit=True))
    later(world)
    assert (held(world), verdicts(world)) == ([], [Verdict.AS_POSTED])


@pytest.mark.parametrize("before", ["cancelled first", "voided first"])
def test_what_both_sides_took_back_waits_for_nobody_and_may_come_again(before: str) -> None:
    world = posted()

    def cancel() -> None:
        world.tenant.edit_invoice("2600001", CANCELLED, world.clock.now())
        world.poll()

    steps: list[Callable[[], object]] = [cancel, lambda: person(world).void("Bill", "AC-1")]
    ordered = steps if before == "cancelled first" else steps[::-1]
    for step in ordered:
        step()
        later(world)
    assert (held(world), verdicts(world)) == ([], [Verdict.NOT_DUE])
    later(world)
    again = {"workflowStatus": "Completed", "paymentStatus": "Payable"}
    world.tenant.edit_invoice("2600001", again, world.clock.now())
    world.poll()
    later(world)
    assert [one["AmountDue"] for one in world.file.records("Bill")] == ["0.00", "120.00"]
    assert (held(world), violations(world)) == ([], [])


@pytest.mark.parametrize("minutes", [5, 60])
def test_the_interval_is_a_setting_of_the_company(minutes: int) -> None:
    world = posted()
    world.connector.set_profile(NAME, replace(STORY, schedule=Schedule(mirror_minutes=minutes)))
    later(world, 60)
    world.advance(timedelta(minutes=1))
    person(world).void("Bill", "AC-1")
    later(world, minutes - 2)
    assert held(world) == [], "nothing was due"
    later(world, 1)
    assert held(world) == [HoldCode.TAKEN_AWAY]


@pytest.mark.parametrize("minutes", [0, 61])
def test_an_interval_of_more_than_an_hour_is_refused(minutes: int) -> None:
    with pytest.raises(ValueError, match="from 1 to 60"):
        Schedule(mirror_minutes=minutes)


def test_an_exception_that_a_person_withdrew_comes_back_only_for_another_change() -> None:
    world = posted()
    person(world).edit("Bill", "AC-1", RefNumber="AC-9")
    later(world)
    world.connector.withdraw(NAME, "I00101", by="Ann", reason="the supplier renumbered it")
    person(world).edit("Bill", "AC-9", Memo="seen by Ann")
    later(world)
    assert (held(world), verdicts(world)) == ([], [Verdict.SETTLED])
    person(world).edit("Bill", "AC-9", RefNumber="AC-10")
    later(world)
    assert held(world) == [HoldCode.CHANGED_IN_QUICKBOOKS]


def test_a_merged_vendor_is_no_change_of_its_bills() -> None:
    world = posted()
    person(world).merge("Vendor", "Acme", "Bay Plumbing")
    person(world).edit("Bill", "AC-1", Memo="moved")
    world.renamed["Acme"] = "Bay Plumbing"
    later(world)
    assert (bill(world)["VendorRef"]["FullName"], held(world)) == ("Bay Plumbing", [])


def paired() -> World:
    """A bill that a person entered, and said to be the invoice's."""
    world = World(seed=5)
    vendor(world.file, "Acme", world.clock.now(), AccountNumber="V-1001")
    world.connect(STORY)
    person(world).enter_bill("Acme", "AC-1", "120.00")
    world.tenant.put_invoice(document(1, "120.00"))
    world.poll()
    world.update()
    world.connector.resolve(NAME, "I00101", Said(Answer.PAIR, bill(world)["TxnID"], "Ann", "it is this one"))
    return world


def test_a_paired_bill_that_a_person_voids_is_seen_too() -> None:
    world = paired()
    assert verdicts(world) == [Verdict.PAIRED]
    later(world)
    person(world).void("Bill", "AC-1")
    later(world)
    assert held(world) == [HoldCode.TAKEN_AWAY]


def test_a_lost_reading_back_is_done_at_the_next_update() -> None:
    world = World(seed=5)
    vendor(world.file, "Acme", world.clock.now(), AccountNumber="V-1001")
    world.connect(STORY)
    world.tenant.put_invoice(document(1, "120.00"))
    world.pc.faults.append(fault("lose_answer", "BillQuery", 3))
    world.poll()
    world.update()
    assert verdicts(world) == [Verdict.NOT_READ_BACK]
    later(world, 5)
    assert verdicts(world) == [Verdict.AS_POSTED]


def test_the_tie_out_gives_what_is_queued_two_updates_and_says_how_old_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    world = posted()
    world.tenant.put_invoice(document(2, "10.00"))
    world.tenant.edit_invoice("2600002", {}, world.clock.now())
    world.advance(timedelta(minutes=16))
    world.poll()
    seen = []
    world.pc.faults.append(fault("dialog_opens", "", times=9))
    for _ in range(3):
        seen.append(verdicts(world)[1])
        world.advance(timedelta(minutes=3))
        world.update()
    assert seen == [Verdict.QUEUED, Verdict.QUEUED, Verdict.LATE]
    monkeypatch.setattr(Connector, "open", lambda _folder: world.connector)
    shown = CliRunner().invoke(app, ["tie-out", NAME, "--dir", "anywhere"])
    assert shown.exit_code == 1
    assert "1 queued" in shown.stdout
    assert "QuickBooks' lists were read: 26 minutes before." in shown.stdout
    told = json.loads(CliRunner().invoke(app, ["tie-out", NAME, "--dir", "anywhere", "--json"]).stdout)
    assert (told["tied"], told["totals"]["USD"]["difference"]) == (False, "10.00")
    assert [(one["class"], one["why"]) for one in told["differences"]] == [("queued", "It is queued for long")]


def test_the_tie_out_of_what_agrees_ends_well(monkeypatch: pytest.MonkeyPatch) -> None:
    world = posted()
    monkeypatch.setattr(Connector, "open", lambda _folder: world.connector)
    shown = CliRunner().invoke(app, ["tie-out", NAME, "--dir", "anywhere"])
    assert (shown.exit_code, shown.stdout.splitlines()[-1]) == (0, "All 1 documents tie to the cent.")


def test_a_change_in_jaggaer_that_meets_a_record_that_cannot_be_read_is_decided_about_later() -> None:
    """Its vendor's time comes in another form, just when JAGGAER changes the invoice that is posted."""
    world = posted(corrections=CorrectionPolicy(changed="modify"))
    world.tenant.edit_invoice("2600001", {"supplierInvoiceNumber": "AC-2"}, world.clock.now())
    person(world).edit_vendor("Acme", Notes="call first")
    world.pc.faults.append(fault("field_in_another_form", "VendorQuery"))
    world.advance(timedelta(minutes=16))
    world.update()
    assert len(world.connector.status(NAME).illegible) == 1
    world.poll()
    assert bill(world)["RefNumber"] == "AC-1"
    later(world)
    later(world)
    assert (bill(world)["RefNumber"], held(world), world.connector.status(NAME).illegible) == ("AC-2", [], ())


def test_an_old_void_bill_that_is_deleted_says_nothing_of_the_one_that_took_its_place() -> None:
    world = posted()
    person(world).void("Bill", "AC-1")
    later(world)
    world.connector.resolve(NAME, "I00101", Said(Answer.POST_ANYWAY, "", "Ann", "voided by mistake"))
    later(world)
    void, live = world.file.records("Bill")
    removal.transaction(world.file, "Bill", void["TxnID"], world.clock.now())
    later(world)
    assert (held(world), verdicts(world), bill(world)["TxnID"]) == ([], [Verdict.AS_POSTED], live["TxnID"])


def again(world: World, before: dict[str, Any], **other: Any) -> None:
    """A person gives a void bill its amounts back."""
    (void,) = [one for one in world.file.records("Bill") if one["TxnID"] == before["TxnID"]]
    fields = {key: before[key] for key in ("AmountDue", "Memo", "ExpenseLineRet")}
    made = {**void, **fields, **other}
    world.advance(timedelta(minutes=1))
    world.file.put("Bill", world.file.stamped(made, world.clock.now(), is_edit=True))


def test_a_void_bill_that_stands_again_before_it_is_posted_again_is_the_document_s_again() -> None:
    world = posted()
    before = bill(world)
    person(world).void("Bill", "AC-1")
    later(world)
    world.connector.resolve(NAME, "I00101", Said(Answer.POST_ANYWAY, "", "Ann", "voided by mistake"))
    again(world, before)
    later(world)
    assert (bill(world)["AmountDue"], held(world), verdicts(world)) == ("120.00", [], [Verdict.AS_POSTED])


@pytest.mark.parametrize("gone", ["post", "cancelled"])
def test_a_void_bill_that_stands_again_where_it_is_not_wanted_is_shown(gone: str) -> None:
    """Another one was posted in its place, or JAGGAER cancelled it as well."""
    world = posted(corrections=CorrectionPolicy(gone="post"))
    before = bill(world)
    if gone == "cancelled":
        world.tenant.edit_invoice("2600001", CANCELLED, world.clock.now())
        world.poll()
    person(world).void("Bill", "AC-1")
    later(world)
    again(world, before)
    later(world)
    assert held(world) == [HoldCode.STANDS_AGAIN]
    assert not all(one.is_fine for one in world.connector.invoices_tied(NAME))


def test_a_void_bill_that_stands_again_over_another_amount_is_compared() -> None:
    world = posted()
    before = bill(world)
    person(world).void("Bill", "AC-1")
    later(world)
    again(world, before, AmountDue="12.00")
    later(world)
    assert (held(world), verdicts(world)) == ([HoldCode.CHANGED_IN_QUICKBOOKS], [Verdict.CHANGED])


def test_what_was_withdrawn_is_shown_when_it_is_deleted_and_ties_when_it_is_changed_back() -> None:
    world = posted()
    person(world).edit("Bill", "AC-1", RefNumber="AC-9")
    later(world)
    world.connector.withdraw(NAME, "I00101", by="Ann", reason="the supplier renumbered it")
    person(world).edit("Bill", "AC-9", RefNumber="AC-1")
    later(world)
    assert (held(world), verdicts(world)) == ([], [Verdict.AS_POSTED])
    person(world).delete("Bill", "AC-1")
    later(world)
    assert (held(world), verdicts(world)) == ([HoldCode.TAKEN_AWAY], [Verdict.GONE])


def test_to_stumble_over_what_was_taken_away_does_not_enter_it_again() -> None:
    world = posted()
    person(world).delete("Bill", "AC-1")
    later(world)
    with world.connector.store.write() as work:
        (kept,) = work.documents.all(COMPANY)
        company = work.companies.get(COMPANY)
        assert company is not None
        stumble(work, company, kept.id, world)
    for _ in range(3):
        later(world)
    assert (world.file.records("Bill"), held(world)) == ([], [HoldCode.TAKEN_AWAY])


def stumble(work: Any, company: Any, document: Any, world: World) -> None:
    with stumbling(work, company, document, world.clock.now()):
        raise ZeroDivisionError("by nothing")


def test_another_try_reads_the_record_back_and_speaks_of_no_change_in_jaggaer() -> None:
    world = posted()
    person(world).edit("Bill", "AC-1", RefNumber="AC-9")
    later(world)
    world.connector.retry(NAME, "I00101")
    later(world)
    assert held(world) == [HoldCode.CHANGED_IN_QUICKBOOKS]
    person(world).edit("Bill", "AC-9", RefNumber="AC-1")
    world.connector.retry(NAME, "I00101")
    later(world, 1)
    assert (held(world), verdicts(world)) == ([], [Verdict.AS_POSTED])


def test_a_paired_bill_is_compared_with_what_it_was_and_not_with_its_last_change() -> None:
    world = paired()
    later(world)
    person(world).edit("Bill", "AC-1", ExpenseLineMod=lines_as(world, Amount="10.00"))
    later(world)
    person(world).edit("Bill", "AC-1", Memo="seen by Ann")
    later(world)
    assert (held(world), verdicts(world)) == ([HoldCode.CHANGED_IN_QUICKBOOKS], [Verdict.CHANGED])
