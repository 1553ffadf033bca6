"""An accountant answers exceptions: once for all documents that wait for the same, and it is remembered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from connector import Answer, ConfigurationError, Said
from connector.flow.overview import Waiting
from scenarios.checks import violations
from scenarios.profiles import STORY
from scenarios.world import NAME, World
from simulators.jaggaer import invoice, line
from simulators.qbwc import Person, account, vendor

pytestmark = pytest.mark.once

ACME = {"id": 1_003_837_201, "name": "Acme", "supplierNumber": "V-1001"}
STRANGER = {"id": 1_003_837_299, "name": "Acme Supplies LLC", "supplierNumber": "V-9"}


@pytest.fixture
def world() -> World:
    made = World(seed=5)
    vendor(made.file, "Acme", made.clock.now(), AccountNumber="V-1001")
    made.connect(STORY)
    return made


def document(number: int, supplier: Any = ACME, code: str = "6120", po: str | None = None) -> dict[str, Any]:
    lines = [line(1, "Goods", "1", "120.00", account=code, po=(po, 1) if po else None)]
    return invoice(2_600_000 + number, supplier, lines, supplier_invoice=f"AC-{number}")


def post(world: World, *documents: dict[str, Any]) -> None:
    for one in documents:
        world.tenant.put_invoice(one)
        world.tenant.edit_invoice(str(one["header"]["invoiceId"]), {}, world.clock.now())
    world.poll()
    world.update()


def waiting(world: World) -> list[Waiting]:
    return world.connector.waiting(NAME)


def ids(world: World) -> list[str]:
    return [one.id for one in waiting(world)]


def answer(world: World, what: str, said: Answer, value: str = "") -> list[tuple[str, str, str]]:
    return list(world.connector.resolve(NAME, what, Said(said, value, "Ann", "I looked")).documents)


def bills(world: World) -> list[tuple[str, str, str]]:
    found = world.file.records("Bill")
    return sorted((one["RefNumber"], one["VendorRef"]["FullName"], one["TxnDate"]) for one in found)


def test_one_unknown_vendor_is_one_exception_and_pairing_it_releases_all_now_and_later(world: World) -> None:
    post(world, *(document(one, STRANGER) for one in (1, 2, 3)), document(4))
    assert [(one.id, len(one.lines)) for one in waiting(world)] == [("VENDOR_UNKNOWN/Acme Supplies LLC", 3)]
    done = answer(world, "VENDOR_UNKNOWN/Acme Supplies LLC", Answer.PAIR, "Acme")
    assert [state for _, state, _ in done] == ["queued"] * 3
    world.mapped["Acme Supplies LLC"] = world.mapped["V-9"] = "Acme"
    post(world, document(5, STRANGER))
    assert [number for number, *_ in bills(world)] == ["AC-1", "AC-2", "AC-3", "AC-4", "AC-5"]
    assert ids(world) == []
    assert violations(world) == []


def test_two_suppliers_of_one_name_are_two_exceptions_and_are_answered_apart(world: World) -> None:
    vendor(world.file, "Smith of Leeds", world.clock.now())
    leeds, york = ({"id": one, "name": "Smith", "supplierNumber": f"V-{one}"} for one in (11, 12))
    post(world, document(1, leeds), document(2, york))
    assert sorted(ids(world)) == ["VENDOR_UNKNOWN/Smith (11)", "VENDOR_UNKNOWN/Smith (12)"]
    answer(world, "VENDOR_UNKNOWN/Smith (11)", Answer.PAIR, "Smith of Leeds")
    assert ids(world) == ["VENDOR_UNKNOWN/Smith"]
    world.update()
    assert bills(world) == [("AC-1", "Smith of Leeds", "2026-01-12")]


def test_an_invoice_is_not_paired_with_a_vendor_credit(world: World) -> None:
    credit = Person(world.file, world.clock.now()).enter_bill("Acme", "CR-9", "120.00", day="2026-01-12")
    world.file.remove("Bill", credit["TxnID"])
    world.file.put("VendorCredit", {**credit, "CreditAmount": "120.00"})
    entered_by_hand(world)
    post(world, document(1))
    with pytest.raises(ConfigurationError, match="no Bill of “Acme”"):
        answer(world, "I00101", Answer.PAIR, credit["TxnID"])


def test_an_account_that_a_person_named_and_that_is_inactive_now_is_named_anew(world: World) -> None:
    account(world.file, "Training", "Expense", world.clock.now())
    account(world.file, "Travel", "Expense", world.clock.now())
    post(world, document(1, code="7777"))
    answer(world, "I00101", Answer.MAP, "Training")
    world.clock.sleep(5)
    Person(world.file, world.clock.now()).set_active("Account", "Training", is_active=False)
    world.update()
    assert ids(world) == ["REFERENCE_INACTIVE/account/Training"]
    assert answer(world, "I00101", Answer.MAP, "Travel")[0][1] == "queued"
    world.update()
    (booked,) = (one["ExpenseLineRet"][0]["AccountRef"]["FullName"] for one in world.file.records("Bill"))
    assert booked == "Travel"


def test_one_unmapped_code_is_one_exception_whatever_line_it_is_on(world: World) -> None:
    account(world.file, "Training", "Expense", world.clock.now())
    post(world, document(1, code="7777"), document(2, code="7777"), document(3, code="8888"))
    assert sorted((one.id, len(one.lines)) for one in waiting(world)) == [
        ("ACCOUNT_UNMAPPED/7777", 2),
        ("ACCOUNT_UNMAPPED/8888", 1),
    ]
    answer(world, "ACCOUNT_UNMAPPED/7777", Answer.MAP, "Training")
    world.update()
    assert ids(world) == ["ACCOUNT_UNMAPPED/8888"]
    (booked, *_) = (one["ExpenseLineRet"][0]["AccountRef"]["FullName"] for one in world.file.records("Bill"))
    assert booked == "Training"


def test_an_answer_that_names_what_quickbooks_does_not_have_is_not_taken(world: World) -> None:
    post(world, document(1, STRANGER), document(2, code="7777"))
    before = ids(world)
    for what, said, value in (
        ("VENDOR_UNKNOWN/Acme Supplies LLC", Answer.PAIR, "Nobody Inc"),
        ("ACCOUNT_UNMAPPED/7777", Answer.MAP, "No Such Account"),
        ("ACCOUNT_UNMAPPED/7777", Answer.MAP, "Accounts Payable"),
        ("ACCOUNT_UNMAPPED/7777", Answer.POST_ANYWAY, ""),
        ("ACCOUNT_UNMAPPED/1234", Answer.MAP, "Office Supplies"),
    ):
        with pytest.raises(ConfigurationError) as error:
            answer(world, what, said, value)
        assert error.value.remedy
    assert ids(world) == before


def test_nobody_answers_without_a_name_and_a_reason(world: World) -> None:
    post(world, document(1, STRANGER))
    with pytest.raises(ConfigurationError, match="answer for it"):
        world.connector.resolve(NAME, "VENDOR_UNKNOWN/Acme Supplies LLC", Said(Answer.PAIR, "Acme", " ", "why"))


@pytest.mark.parametrize(("named", "withdrawn"), [("I00102", 1), ("2600002", 1), ("ACCOUNT_UNMAPPED/7777", 3)])
def test_one_document_is_withdrawn_alone_where_it_is_named_and_all_where_the_exception_is(
    world: World, named: str, withdrawn: int
) -> None:
    post(world, *(document(one, code="7777") for one in (1, 2, 3)))
    assert len(answer(world, named, Answer.WITHDRAW)) == withdrawn
    assert [one.state for one in world.connector.lines(NAME)].count("withdrawn") == withdrawn
    assert ids(world) == ["ACCOUNT_UNMAPPED/7777"] * (withdrawn < 3)


def test_a_document_that_waits_for_several_things_is_withdrawn_alone(world: World) -> None:
    post(world, document(1, STRANGER, code="7777"), document(2, STRANGER), document(3, code="7777"))
    answer(world, "I00101", Answer.WITHDRAW)
    assert sorted(one.state for one in world.connector.lines(NAME)) == ["held", "held", "withdrawn"]


def test_who_said_what_and_why_stands_in_the_history(world: World) -> None:
    post(world, document(1, STRANGER))
    answer(world, "VENDOR_UNKNOWN/Acme Supplies LLC", Answer.PAIR, "Acme")
    (said,) = [one for one in world.connector.history(NAME) if one.kind == "ruling"]
    assert (said.text, said.data["by"], str(said.document)) == ("Ann said: pair Acme (I looked)", "Ann", "2600001")


def entered_by_hand(world: World, number: str = "AC-1", amount: str = "120.00") -> str:
    by_hand = Person(world.file, world.clock.now()).enter_bill("Acme", number, amount, day="2026-01-12")
    return str(by_hand["TxnID"])


def test_a_bill_that_a_person_entered_is_paired_and_never_doubled_nor_written_to(world: World) -> None:
    txn_id = entered_by_hand(world)
    post(world, document(1))
    (one,) = waiting(world)
    assert (one.id, txn_id in one.hold.what) == ("LOOKS_ENTERED/I00101", True)
    assert answer(world, "I00101", Answer.PAIR, txn_id)[0][1] == "done"
    world.update()
    (line_,) = world.connector.lines(NAME)
    assert (line_.txn_id, line_.tied, len(world.file.records("Bill"))) == (txn_id, True, 1)
    world.tenant.edit_invoice("2600001", {"dueDate": "2026-05-05T00:00:00.000Z"}, world.clock.now())
    world.poll()
    world.update()
    assert len(world.file.records("Bill")) == 1


def test_a_pair_with_another_amount_is_shown_as_not_tied(world: World) -> None:
    txn_id = entered_by_hand(world, amount="125.00")
    post(world, document(1))
    answer(world, "LOOKS_ENTERED/I00101", Answer.PAIR, txn_id)
    (line_,) = world.connector.lines(NAME)
    assert (line_.state, line_.tied, line_.quickbooks_total) == ("done", False, "125.00 USD")


def test_one_record_is_never_paired_with_two_documents(world: World) -> None:
    txn_id = entered_by_hand(world)
    post(world, document(1), document(2))
    answer(world, "I00101", Answer.PAIR, txn_id)
    entered_by_hand(world, "AC-2")
    world.tenant.edit_invoice("2600002", {}, world.clock.now())
    post(world, document(3))
    world.update()
    posted = {one.invoice: one.txn_id for one in world.connector.lines(NAME)}
    assert posted["I00101"] == txn_id
    assert txn_id not in (posted["I00102"], posted["I00103"])


def test_another_bill_of_the_same_number_is_posted_when_a_person_says_that_it_is_another(world: World) -> None:
    entered_by_hand(world, amount="80.00")
    post(world, document(1))
    assert ids(world) == ["LOOKS_ENTERED/I00101"]
    answer(world, "I00101", Answer.POST_ANYWAY)
    world.update()
    assert (ids(world), len(world.file.records("Bill"))) == ([], 2)
    entered_by_hand(world, number="AC-9", amount="120.00")
    world.update()
    assert ids(world) == []


def test_two_bills_of_one_vendor_number_and_amount_are_never_posted_whatever_a_person_says(world: World) -> None:
    entered_by_hand(world)
    post(world, document(1))
    with pytest.raises(ConfigurationError, match="never posted"):
        answer(world, "I00101", Answer.POST_ANYWAY)
    world.update()
    assert (ids(world), len(world.file.records("Bill"))) == (["LOOKS_ENTERED/I00101"], 1)


def copy_of(number: int, of: int, amount: str) -> dict[str, Any]:
    """An invoice of another id in JAGGAER under the supplier's number of an earlier one."""
    lines = [line(1, "Goods", "1", amount, account="6120")]
    return invoice(2_600_000 + number, ACME, lines, supplier_invoice=f"AC-{of}")


def test_a_copy_of_another_amount_is_posted_beside_the_first_when_a_person_names_it(world: World) -> None:
    post(world, document(1))
    post(world, copy_of(2, 1, "90.00"))
    assert ids(world) == ["NUMBER_TWICE/I00102"]
    said = world.connector.resolve(NAME, "I00102", Said(Answer.POST_ANYWAY, "", "Ann", "the second half"))
    beside = "I00102 over 90.00 USD is posted beside I00101 over 120.00 USD, both of “Acme” under the number AC-1"
    assert said.beside == (beside,)
    world.update()
    assert (ids(world), [one["AmountDue"] for one in world.file.records("Bill")]) == ([], ["120.00", "90.00"])
    (told,) = [one.text for one in world.connector.history(NAME) if one.kind == "ruling"]
    assert told.endswith(beside)


def test_a_copy_of_the_same_amount_is_never_posted(world: World) -> None:
    post(world, document(1))
    post(world, copy_of(2, 1, "120.00"))
    with pytest.raises(ConfigurationError, match="never posted"):
        answer(world, "I00102", Answer.POST_ANYWAY)
    answer(world, "I00102", Answer.WITHDRAW)
    world.update()
    assert (ids(world), len(world.file.records("Bill"))) == ([], 1)


def test_a_closed_period_is_one_exception_and_its_documents_are_posted_on_the_day_that_is_chosen(world: World) -> None:
    Person(world.file, world.clock.now()).close_period("2026-06-30")
    post(world, document(1), document(2))
    assert [(one.id, len(one.lines)) for one in waiting(world)] == [("PERIOD_CLOSED/2026-06-30", 2)]
    with pytest.raises(ConfigurationError, match="closed up to 2026-06-30"):
        answer(world, "PERIOD_CLOSED/2026-06-30", Answer.DATE, "2026-06-30")
    with pytest.raises(ConfigurationError, match="no date"):
        answer(world, "PERIOD_CLOSED/2026-06-30", Answer.DATE, "soon")
    answer(world, "PERIOD_CLOSED/2026-06-30", Answer.DATE, "2026-07-01")
    world.update()
    assert bills(world) == [("AC-1", "Acme", "2026-07-01"), ("AC-2", "Acme", "2026-07-01")]
    assert "in a closed period" in world.file.records("Bill")[0]["Memo"]


def test_a_bill_is_booked_without_the_order_that_nobody_has(world: World) -> None:
    post(world, document(1, po="P1"))
    assert ids(world) == ["PO_UNKNOWN/P1"]
    answer(world, "PO_UNKNOWN/P1", Answer.POST_ANYWAY)
    world.update()
    (bill,) = world.file.records("Bill")
    assert [one["AccountRef"]["FullName"] for one in bill["ExpenseLineRet"]] == ["Office Supplies"]


def test_a_whole_exception_is_withdrawn(world: World) -> None:
    post(world, document(1, STRANGER), document(2, STRANGER))
    answer(world, "VENDOR_UNKNOWN/Acme Supplies LLC", Answer.WITHDRAW)
    assert (ids(world), {one.state for one in world.connector.lines(NAME)}) == ([], {"withdrawn"})


def test_terms_and_charges_are_ruled_on_as_well(world: World) -> None:
    bare = replace(STORY, policy=replace(STORY.policy, charges=replace(STORY.policy.charges, shipping="")))
    world.connector.set_profile(NAME, bare)
    lines = [line(1, "Goods", "1", "120.00", account="6120")]
    shipped = invoice(2_600_001, ACME, lines, supplier_invoice="AC-1", freight="10.00")
    shipped["header"]["terms"] = {"code": "Net 47"}
    post(world, shipped)
    assert ids(world) == ["TERMS_UNKNOWN/Net 47", "CHARGE_UNMAPPED/shipping"]
    answer(world, "TERMS_UNKNOWN/Net 47", Answer.MAP, "Net 30")
    answer(world, "CHARGE_UNMAPPED/shipping", Answer.MAP, "Freight In")
    world.update()
    assert (ids(world), len(world.file.records("Bill"))) == ([], 1)


def test_a_second_ruling_takes_the_place_of_the_first(world: World) -> None:
    vendor(world.file, "Acme West", world.clock.now())
    post(world, document(1, STRANGER))
    answer(world, "I00101", Answer.PAIR, "Acme West")
    world.update()
    post(world, document(2, STRANGER))
    assert [name for _, name, _ in bills(world)] == ["Acme West", "Acme West"]
