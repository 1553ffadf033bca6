"""
Bugs planted at the wire or in the rows of the database, one for each sentence: with it, the sentence does not hold.

Each is what the connector would come to without one of its guards. A sentence that no bug ever breaks says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.scenarios.planting import Plant, answers, from_jaggaer, requests, rows
from tests.scenarios.sentences import SENTENCES

pytestmark = pytest.mark.once

MARKED = "{11111111-2222-3333-4444-555555555555}"
ON_OPERATIONS = "CREATE TRIGGER planted AFTER UPDATE ON operations WHEN {when} BEGIN UPDATE operations SET {to} WHERE id = NEW.id; END"
CONCLUDED = "json_extract(NEW.facts, '$.evidence') LIKE '{}%'"


def on_operations(when: str, to: str) -> Plant:
    return rows(ON_OPERATIONS.format(when=when, to=to))


def _once_for_all(text: str) -> str:
    """Every bill is written under one GUID."""
    return re.sub("<ExternalGUID>[^<]*<", f"<ExternalGUID>{MARKED}<", text)


def _without_overlap(text: str) -> str:
    """Bills are asked for since the last reading, and not two hours before."""

    def moved(found: re.Match[str]) -> str:
        since = datetime.fromisoformat(found[1]) + timedelta(hours=2)
        return f"<FromModifiedDate>{since.isoformat(timespec='seconds')}<"

    return re.sub("<FromModifiedDate>([^<]*)<", moved, text) if "BillQuery" in text else text


def _one_line_less(text: str) -> str:
    """Who looks whether the change was saved sees one line, where three stand."""
    if 'requestID="Bill by id"' not in text or "-20.00" not in text:
        return text
    head, *lines = re.split("(?=<ExpenseLineRet>)", text)
    return head + lines[0] + lines[-1].partition("</ExpenseLineRet>")[2]


def _as_ordered(text: str) -> str:
    """Who reads back a bill sees its tie and its vendor, whatever stands there."""
    vendor = re.search(r"<PurchaseOrderRet>.*?(<VendorRef>.*?</VendorRef>)", text, re.DOTALL)
    order = re.search(r"<PurchaseOrderRet>\s*<TxnID>([^<]*)<", text)
    if "<BillRet>" not in text or vendor is None or order is None:
        return text
    head, bill = text.split("<BillRet>", 1)
    bill = re.sub(r"<VendorRef>.*?</VendorRef>", vendor[1], bill, count=1, flags=re.DOTALL)
    tie = f"<LinkedTxn><TxnID>{order[1]}</TxnID><TxnType>PurchaseOrder</TxnType></LinkedTxn>"
    return f"{head}<BillRet>{bill.replace('</BillRet>', tie + '</BillRet>', 1)}"


def _amount(wrong: str, right: str) -> Callable[[str], str]:
    return lambda text: text.replace(f">{wrong}<", f">{right}<")


def _headers(said: Any) -> Iterator[dict[str, Any]]:
    """Every header in an answer of JAGGAER's."""
    if isinstance(said, dict):
        if isinstance(said.get("header"), dict):
            yield said["header"]
        for one in said.values():
            yield from _headers(one)
    elif isinstance(said, list):
        for one in said:
            yield from _headers(one)


def _with_total(value: int) -> Callable[[Any], None]:
    def change(said: Any) -> None:
        for header in _headers(said):
            header["total"] = {"value": value, "currency": "USD"}

    return change


def _with_freight(value: int) -> Callable[[Any], None]:
    """The freight is what its shares come to, and the total with it."""

    def change(said: Any) -> None:
        for header in _headers(said):
            header["shippingCharge"] = value
            header["total"] = {"value": 40 + value, "currency": "USD"}

    return change


MISSED: dict[str, tuple[str, Plant]] = {
    "a_poll_that_breaks_off_moves_no_watermark_past_what_it_did_not_fetch": (
        "the watermark moves with the first document",
        rows(
            "CREATE TRIGGER planted AFTER INSERT ON documents BEGIN INSERT OR REPLACE INTO cursors"
            " VALUES (NEW.company, 'jaggaer.invoices', '2026-01-15T17:00:00.000Z'); END"
        ),
    ),
    "an_operation_whose_document_was_read_anew_and_is_not_decided_about_yet_never_leaves": (
        "what was read anew counts as decided about",
        rows(
            "CREATE TRIGGER planted AFTER UPDATE ON documents WHEN NEW.decided_in = ''"
            " BEGIN UPDATE documents SET decided_in = 'once' WHERE company = NEW.company AND id = NEW.id; END"
        ),
    ),
    "a_total_below_its_lines_is_as_wrong_as_one_above": (
        "a total that differs is made to tie",
        from_jaggaer(_with_total(120)),
    ),
    "freight_whose_shares_do_not_come_to_it_is_spread_by_the_amounts_of_the_lines": (
        "shares are taken for what they are not",
        from_jaggaer(_with_freight(9)),
    ),
    "while_the_outcome_of_a_bill_is_unknown_no_other_bill_of_its_vendor_and_order_leaves": (
        "what is unknown keeps nobody back",
        on_operations("NEW.state = 'unknown'", "state = 'sent'"),
    ),
    "a_change_that_takes_lines_away_without_changing_the_total_is_sent_again": (
        "a change is taken for saved by the lines that are left",
        answers(_one_line_less),
    ),
    "of_bills_lost_together_none_travels_again_with_more_than_half_as_many": (
        "what was lost together travels together again",
        on_operations("json_extract(NEW.facts, '$.together') > 0", "facts = json_set(facts, '$.together', 0)"),
    ),
    "a_good_bill_is_never_held_for_losses_that_were_anothers": (
        "every loss counts, whoever else was in its message set",
        on_operations(
            "NEW.state = 'queued' AND json_extract(NEW.facts, '$.attempts') >= 5",
            "state = 'held', facts = json_set(facts, '$.state', 'held')",
        ),
    ),
    "an_update_that_finds_quickbooks_in_a_dialog_counts_as_no_attempt": (
        "a dialog counts as an attempt",
        on_operations(
            f"NEW.state = 'queued' AND OLD.state = 'sent' AND {CONCLUDED.format('QuickBooks refused the whole')}",
            "facts = json_set(facts, '$.attempts', json_extract(facts, '$.attempts') + 1)",
        ),
    ),
    "a_question_about_a_bill_that_is_settled_is_not_counted_against_it_later": (
        "a question counts for all that its message set carried",
        rows(
            "CREATE TRIGGER planted AFTER INSERT ON sent_sets WHEN NEW.purpose = 'ASK' BEGIN UPDATE operations SET"
            " facts = json_set(facts, '$.questions', json_extract(facts, '$.questions') + 1)"
            " WHERE state = 'queued' AND id IN (SELECT value FROM json_each(NEW.operations)); END"
        ),
    ),
    "a_second_invoice_of_an_order_sees_what_the_first_has_just_taken": (
        "what a bill took is seen at the next reading of the orders only",
        rows(
            "CREATE TRIGGER planted BEFORE UPDATE ON mirror WHEN NEW.listing = 'purchase_orders'"
            " BEGIN SELECT RAISE(IGNORE); END"
        ),
    ),
    "what_a_bill_of_unknown_outcome_has_taken_counts_at_once": (
        "what is under way takes nothing",
        rows("CREATE TRIGGER planted AFTER INSERT ON claims BEGIN DELETE FROM claims; END"),
    ),
    "a_vendor_credit_that_a_person_entered_without_its_number_holds_the_credit_memo": (
        "vendor credits are not read",
        answers(lambda text: re.sub(r"<VendorCreditRet>.*?</VendorCreditRet>", "", text, flags=re.DOTALL)),
    ),
    "bills_and_credits_are_read_with_two_hours_of_overlap": (
        "bills are read without their overlap",
        requests(_without_overlap),
    ),
    "what_stands_after_a_change_is_read_back_as_after_an_add": (
        "what stands after a change is not looked at",
        answers(_amount("131.00", "130.00")),
    ),
    "a_bill_of_order_lines_that_reads_back_without_its_tie_is_shown": (
        "ties and vendors are not looked at",
        answers(_as_ordered),
    ),
    "a_bill_that_is_due_again_is_entered_anew_also_where_a_guid_is_taken_once": (
        "a GUID does not count what was done about a document",
        requests(_once_for_all),
    ),
    "after_a_restore_quickbooks_is_looked_through_also_where_it_takes_no_mark": (
        "QuickBooks is not looked through",
        rows(
            "CREATE TRIGGER planted AFTER INSERT ON cursors WHEN NEW.name = 'adopt.from'"
            " BEGIN DELETE FROM cursors WHERE name = 'adopt.from'; END"
        ),
    ),
    "a_company_file_that_takes_no_mark_of_ours_is_asked_once": (
        "nobody notes that a file takes no mark",
        rows(
            "CREATE TRIGGER planted AFTER INSERT ON cursors WHEN NEW.name = 'lineage'"
            " BEGIN DELETE FROM cursors WHERE name = 'lineage'; END"
        ),
    ),
    "a_mark_that_could_not_be_raised_is_no_restored_backup": (
        "a mark that left counts as raised",
        rows(
            "CREATE TRIGGER planted AFTER UPDATE ON cursors WHEN NEW.name = 'lineage'"
            " AND json_array_length(NEW.value, '$.sent') > 0 BEGIN UPDATE cursors SET value ="
            " json_set(value, '$.confirmed', json_extract(value, '$.sent[0]'), '$.sent', json('[]'))"
            " WHERE name = 'lineage'; END"
        ),
    ),
    "the_ticket_of_an_ended_update_gets_no_message_set": (
        "an ended update is taken up again",
        rows(
            "CREATE TRIGGER planted AFTER UPDATE ON sessions WHEN NEW.stage IN ('finished', 'closed', 'explaining')"
            " BEGIN UPDATE sessions SET facts = json_set(facts, '$.session.state', 'ready') WHERE ticket = NEW.ticket;"
            " END"
        ),
    ),
    "a_quickbooks_that_takes_ninety_seconds_by_itself_leaves_the_outcome_to_be_asked_for": (
        "what was lost is sent again without a question",
        on_operations("NEW.state = 'unknown'", "state = 'queued', facts = json_set(facts, '$.state', 'queued')"),
    ),
}


def test_every_sentence_has_a_bug_planted_for_it() -> None:
    assert set(MISSED) == set(SENTENCES)


@pytest.mark.parametrize("name", MISSED)
def test_a_sentence_does_not_hold_with_the_bug_that_is_planted_for_it(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    says, plant = MISSED[name]
    plant(monkeypatch)
    with pytest.raises(AssertionError):
        SENTENCES[name]()
    assert says


def test_a_plant_that_changes_nothing_breaks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What breaks a sentence is the bug, and not that something was planted."""

    def same(value: Any) -> Any:
        return value

    for plant in (answers(same), requests(same), rows("SELECT 1")):
        plant(monkeypatch)
    SENTENCES["what_a_bill_of_unknown_outcome_has_taken_counts_at_once"]()
