"""Which values JAGGAER offers for QuickBooks' accounts, classes and the like."""

from __future__ import annotations

from dataclasses import replace

import pytest

from connector.domain.identifiers import ListID
from connector.domain.operation import State
from connector.domain.outgoing import OutgoingValue, OutgoingValues
from connector.domain.policy import CodePolicy, Policy, TermsPolicy
from connector.domain.records import Account, Class
from connector.domain.writeback import WriteBack
from connector.sync.offering import Offer, decided, offer_of, stands_for

Back = WriteBack[OutgoingValues]
FRESH: Back = WriteBack("value", "accounts:A1", "Freight", State.QUEUED)
TYPES = ("Expense",)
FREIGHT = Account(ListID("A1"), "Freight", number="6130", type="Expense")
PLAIN = Offer("Account", {}, types=TYPES)
CODED = Offer("Account", {"F": "freight", "G": "6130", "X": "Other"}, "-A", types=TYPES)


def nobodys(_value: str) -> bool:
    return False


def active(back: Back | None) -> dict[str, bool]:
    return {one.value: one.is_active for one in back.wanted.values} if back and back.wanted else {}


def told(of: Account, offer: Offer = PLAIN) -> Back:
    queued = decided(FRESH, of, offer, nobodys)
    assert queued is not None
    return queued.to(State.SENT).done("JAGGAER's answer", "Account", "", 1)


@pytest.mark.parametrize(
    ("record", "offer", "values"),
    [
        (FREIGHT, PLAIN, {"Freight": True}),
        (FREIGHT, replace(PLAIN, by_number=True), {"6130": True}),
        (replace(FREIGHT, number=""), replace(PLAIN, by_number=True), {"Freight": True}),
        (FREIGHT, CODED, {"F-A": True, "G-A": True}),  # every code that is mapped to it
        (replace(FREIGHT, type="Bank"), PLAIN, {}),  # nothing is bought on it
        (replace(FREIGHT, type="Bank"), CODED, {"F-A": True, "G-A": True}),  # but for what the customer maps to it
        (replace(FREIGHT, type="AccountsPayable"), CODED, {}),  # no line can be booked on it
        (replace(FREIGHT, is_active=False), PLAIN, {}),
        (Class(ListID("C1"), "Labs:Biology"), PLAIN, {"Labs:Biology": True}),
    ],
)
def test_a_record_stands_for_its_codes_or_for_its_name(record: Account, offer: Offer, values: dict[str, bool]) -> None:
    assert active(decided(FRESH, record, offer, nobodys)) == values


def test_what_did_not_change_is_not_told_again() -> None:
    after = decided(told(FREIGHT), FREIGHT, PLAIN, nobodys)
    assert after is not None
    assert after.state is State.DONE


@pytest.mark.parametrize("record", [None, replace(FREIGHT, is_active=False)])
def test_what_is_gone_or_inactive_is_withdrawn(record: Account | None) -> None:
    after = decided(told(FREIGHT), record, PLAIN, nobodys)
    assert active(after) == {"Freight": False}


def test_another_name_takes_the_place_of_the_old_one() -> None:
    after = decided(told(FREIGHT), replace(FREIGHT, full_name="Freight and Duty"), PLAIN, nobodys)
    assert active(after) == {"Freight": False, "Freight and Duty": True}


def test_a_value_that_another_record_stands_for_by_now_is_left_to_it() -> None:
    after = decided(told(FREIGHT), replace(FREIGHT, full_name="Old freight"), PLAIN, lambda value: value == "Freight")
    assert active(after) == {"Old freight": True}


def test_a_withdrawn_value_comes_back_with_its_record() -> None:
    gone = decided(told(FREIGHT), None, PLAIN, nobodys)
    assert gone is not None
    again = decided(gone.to(State.SENT).done("JAGGAER's answer", "Account", "", 2), FREIGHT, PLAIN, nobodys)
    assert active(again) == {"Freight": True}


def test_the_map_of_each_list_is_the_customers_own_and_one_of_several_fields_says_nothing_of_one() -> None:
    policy = Policy(
        account=CodePolicy(("Account",), map={"1": "Freight"}, strip_suffix="-A"),
        classes=CodePolicy(("Department", "Fund"), map={"B-2": "Biology"}),
        terms=TermsPolicy(map={"N30": "Net 30"}),
    )
    found = {name: offer_of(name, "F", policy, by_number=True, types=()) for name in ("accounts", "classes", "terms")}
    assert {name: dict(one.codes) for name, one in found.items()} == {
        "accounts": {"1": "Freight"},
        "classes": {},
        "terms": {"N30": "Net 30"},
    }
    assert stands_for("1-A", found["accounts"]) == "Freight"


def test_a_value_says_what_it_is_in_words() -> None:
    values = OutgoingValues(
        "Freight", "Account", (OutgoingValue("F", "Freight"), OutgoingValue("G", "", is_active=False))
    )
    assert str(values) == "Account: F, G (withdrawn)"
