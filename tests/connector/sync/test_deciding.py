"""The table that decides, walked whole."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import product
from typing import Any, get_args, get_type_hints

import pytest

from connector.domain.hold_code import HoldCode
from connector.domain.policy import CorrectionPolicy
from connector.sync.cell import Act, Cell, Does, Flight, Never, Posted, Said, Wanted, Written
from connector.sync.deciding import TABLE, act_of, cells, matching, rule_of

WRITES = {Does.ADD, Does.CHANGE, Does.VOID, Does.DELETE}
STANDING = {Posted.AS_WRITTEN, Posted.THEIRS, Posted.PAID, Posted.LOCKED, Posted.UNSEEN, Posted.UNREADABLE}


def values_of(setting: str) -> tuple[Any, ...]:
    return get_args(get_type_hints(CorrectionPolicy)[setting])


CORRECTIONS = [
    CorrectionPolicy(changed=changed, relinked=relinked, cancelled=cancelled, gone=gone)
    for changed in values_of("changed")
    for relinked in values_of("relinked")
    for cancelled in values_of("cancelled")
    for gone in values_of("gone")
]


def possible() -> list[Cell]:
    return [cell for cell in cells() if not isinstance(rule_of(cell).action, Never)]


def acts(cell: Cell) -> set[Act]:
    """All that may be done in a cell, whatever the customer's corrections say."""
    return {act_of(rule_of(cell), corrections) for corrections in CORRECTIONS}


def test_every_cell_is_decided_exactly_once() -> None:
    wrong = {cell: found for cell in cells() if len(found := matching(cell)) != 1}
    assert wrong == {}
    assert len(list(cells())) == len(Wanted) * len(Written) * len(Posted) * len(Flight) * len(Said)


def test_every_row_decides_something_and_has_a_name_of_its_own() -> None:
    met = {id(rule_of(cell)) for cell in cells()}
    assert [row[5].name for row in TABLE if id(row[5]) not in met] == []
    names = Counter(row[5].name for row in TABLE if not isinstance(row[5].action, Never))
    assert [name for name, count in names.items() if count > 1] == []


def test_every_setting_of_the_corrections_has_an_action_in_every_row() -> None:
    for cell, corrections in product(possible(), CORRECTIONS):
        assert isinstance(act_of(rule_of(cell), corrections), Act)


def test_a_cell_that_cannot_be_is_never_acted_on() -> None:
    cell = Cell(Wanted.DRAFT, Written.NOTHING, Posted.PAID, Flight.NOTHING, Said.NOTHING)
    with pytest.raises(AssertionError):
        act_of(rule_of(cell), CorrectionPolicy())


def test_nothing_is_done_while_an_outcome_is_open() -> None:
    for cell in possible():
        if cell.flight is Flight.OPEN:
            assert acts(cell) == {Act(Does.WAIT)}


def test_nothing_is_added_where_something_stands() -> None:
    for cell in possible():
        if any(act.does is Does.ADD for act in acts(cell)):
            assert cell.posted in {Posted.NOTHING, Posted.VOIDED, Posted.GONE}, cell


def test_only_what_is_due_and_complete_is_added_or_changed() -> None:
    for cell in possible():
        if {act.does for act in acts(cell)} & {Does.ADD, Does.CHANGE}:
            assert cell.wanted is Wanted.DRAFT, cell


def test_only_jaggaer_s_change_is_written() -> None:
    """A record changes where JAGGAER has another version, and goes where JAGGAER took it back or needs other links."""
    for cell in possible():
        found = {act.does for act in acts(cell)}
        if Does.CHANGE in found:
            assert cell.written is Written.CHANGED, cell
        if found & {Does.VOID, Does.DELETE}:
            assert cell.wanted is Wanted.NOTHING or cell.written is Written.RELINKED, cell


def test_a_person_s_change_is_never_written_over() -> None:
    """Where both changed it, the change is merged field by field before it is written; nothing is taken out."""
    for cell in possible():
        if cell.posted is Posted.THEIRS:
            found = {act.does for act in acts(cell)} & WRITES
            assert found <= ({Does.CHANGE} if cell.written is Written.CHANGED else set()), cell


def test_a_record_that_is_paid_or_in_a_closed_period_is_never_touched() -> None:
    for cell in possible():
        if cell.posted in (Posted.PAID, Posted.LOCKED):
            assert not {act.does for act in acts(cell)} & WRITES, cell


def test_a_correction_is_made_where_the_customer_wants_it_and_the_record_cannot_be_changed() -> None:
    for cell, corrections in product(possible(), CORRECTIONS):
        if act_of(rule_of(cell), corrections).does is Does.CORRECT:
            said = corrections.cancelled if cell.wanted is Wanted.NOTHING else corrections.changed
            assert said == "credit", cell
            assert cell.posted in (Posted.PAID, Posted.LOCKED, Posted.CORRECTED), cell
            assert cell.written in (Written.SAME, Written.CHANGED), cell
            assert cell.said is Said.NOTHING, cell


def test_what_is_corrected_is_never_written_to_itself() -> None:
    for cell in possible():
        if cell.posted is Posted.CORRECTED:
            assert not {act.does for act in acts(cell)} & {*WRITES, Does.ADOPT, Does.CLOSE}, cell


def test_a_person_s_record_is_never_written_to() -> None:
    for cell in possible():
        if cell.written in (Written.PAIRED, Written.PAIRED_CHANGED) and cell.posted in STANDING:
            assert not {act.does for act in acts(cell)} & WRITES, cell


def test_by_default_nothing_that_is_posted_is_written_to() -> None:
    for cell in possible():
        act = act_of(rule_of(cell), CorrectionPolicy())
        if act.does in WRITES:
            assert cell.posted is Posted.NOTHING or cell.said is Said.POST_AGAIN, cell


def test_what_is_unseen_decides_as_if_it_stood_as_it_was_written() -> None:
    for cell in possible():
        if cell.posted is Posted.UNSEEN:
            assert rule_of(cell) == rule_of(replace(cell, posted=Posted.AS_WRITTEN))


def test_what_agrees_waits_for_nobody() -> None:
    for cell in possible():
        is_same = cell.written in (Written.SAME, Written.PAIRED) and cell.wanted is Wanted.DRAFT
        if (
            is_same
            and cell.posted in (Posted.AS_WRITTEN, Posted.PAID, Posted.LOCKED)
            and cell.flight is not Flight.OPEN
        ):
            assert acts(cell) == {Act(Does.REST)}


def test_what_a_person_settled_waits_for_nobody_and_is_not_written() -> None:
    for cell in possible():
        if cell.said is Said.SETTLED and cell.flight is not Flight.OPEN:
            assert acts(cell) <= {Act(Does.REST), Act(Does.CLOSE), Act(Does.ADOPT), Act(Does.WAIT)}, cell


def test_what_quickbooks_refused_is_not_written_again_as_it_is() -> None:
    for cell in possible():
        if cell.flight is Flight.REFUSED:
            assert not {act.does for act in acts(cell)} & WRITES, cell


def test_what_is_gone_is_shown_unless_the_customer_or_a_person_says_otherwise() -> None:
    for cell in possible():
        shown = act_of(rule_of(cell), CorrectionPolicy()).code
        is_plain = cell.flight is Flight.NOTHING and cell.said is Said.NOTHING
        if cell.posted in (Posted.VOIDED, Posted.GONE) and is_plain and cell.wanted is not Wanted.NOTHING:
            assert shown is HoldCode.TAKEN_AWAY, cell
