"""A change of JAGGAER's meets what a person did meanwhile: field by field, line by line."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.domain.form import NEW_LINE, Form, FormLine
from connector.domain.identifiers import EditSequence, RecordId
from connector.domain.kind import Kind
from connector.domain.record import Record
from connector.quickbooks.merge import Clash, Merged, merge
from connector.sync.evidence import was_changed

VALUES = st.sampled_from(["", "a", "b", "c"])
PATHS = ("RefNumber", "Memo", "TermsRef/ListID")


def form(values: tuple[str, ...], *lines: str) -> Form:
    fields = tuple((path, text) for path, text in zip(PATHS, values, strict=False) if text)
    return Form(fields, tuple(line(amount, f"{at}-1") for at, amount in enumerate(lines, 1)))


def line(amount: str, id_: str = "", **fields: str) -> FormLine:
    return FormLine("ExpenseLine", (("Amount", amount), *fields.items()), id_)


def meeting(before: Form, wanted: Form, written: Form, now: Form) -> Merged | Clash:
    """What JAGGAER wants of a bill has no ids."""
    old, new = (replace(one, lines=tuple(replace(row, id="") for row in one.lines)) for one in (before, wanted))
    return merge(old, new, written, now)


def carried_out(changes: Form, now: Form) -> Form:
    """As QuickBooks does it: what is not named stays, and lines that are not named go."""
    fields = {**now.named, **changes.named}
    by_id = {one.id: one for one in now.lines}
    lines = now.lines
    if changes.lines:
        lines = tuple(
            FormLine(one.name, tuple({**dict(by_id[one.id].fields), **dict(one.fields)}.items()), one.id)
            if one.id in by_id
            else FormLine(one.name, one.fields, f"new-{at}")
            for at, one in enumerate(changes.lines)
        )
    return Form(tuple((path, text) for path, text in fields.items() if text), lines)


def record(now: Form) -> Record:
    return Record(Kind.BILL, RecordId("1-1"), EditSequence("1"), "AC-1", form=now)


def order(quantity: str, *, is_closed: bool) -> Form:
    row = FormLine("PurchaseOrderLine", (("ItemRef/ListID", "8-1"), ("Quantity", quantity)), "1-1")
    return Form((("IsManuallyClosed", "true"),) if is_closed else (), (row,))


@pytest.mark.parametrize(
    ("quantity", "closes"),
    [
        ("28", True),  # what came closed it, and more is ordered
        ("22", False),  # all of it came: it is closed already
    ],
)
def test_an_order_to_be_closed_is_closed_by_hand_where_more_of_it_is_ordered(quantity: str, *, closes: bool) -> None:
    open_, received = order("22", is_closed=False), order("22", is_closed=True)
    found = merge(open_, order(quantity, is_closed=True), open_, received)
    assert isinstance(found, Merged)
    assert (found.changes.named.get("IsManuallyClosed") == "true") is closes


@given(
    before=st.tuples(VALUES, VALUES, VALUES),
    wanted=st.tuples(VALUES, VALUES, VALUES),
    edited=st.tuples(VALUES, VALUES, VALUES),
)
def test_after_a_merge_each_field_is_jaggaer_s_where_it_changed_it_and_a_person_s_everywhere_else(
    before: tuple[str, ...], wanted: tuple[str, ...], edited: tuple[str, ...]
) -> None:
    """All values of every field on all four sides: nothing is lost, or it is a clash of two different values."""
    merged = meeting(form(before), form(wanted), form(before), form(edited))
    if isinstance(merged, Clash):
        at = PATHS.index(merged.field)
        assert len({before[at], wanted[at], edited[at]}) == 3
        return
    after = carried_out(merged.changes, form(edited))
    for at, path in enumerate(PATHS):
        assert after.at(path) == (wanted[at] if wanted[at] != before[at] else edited[at])
    assert was_changed(merged.changes, record(after))
    assert was_changed(merged.changes, record(form(edited))) == (merged.changes == Form())


@given(st.lists(VALUES, max_size=4), st.lists(VALUES, max_size=4))
def test_lines_nobody_touched_become_those_jaggaer_has_now(before: list[str], wanted: list[str]) -> None:
    old, new = form((), *before), form((), *wanted)
    merged = meeting(old, new, old, old)
    assert isinstance(merged, Merged)
    if wanted:
        after = carried_out(merged.changes, old)
        assert [one.at("Amount") for one in after.lines] == wanted
        assert was_changed(merged.changes, record(after))


def test_a_person_s_edit_of_another_line_or_another_field_of_it_stays() -> None:
    before, wanted = form((), "10", "20"), form((), "11", "20")
    edited = Form((), (line("10", "1-1", Memo="Ann"), line("21", "2-1")))
    merged = meeting(before, wanted, before, edited)
    assert isinstance(merged, Merged)
    after = carried_out(merged.changes, edited)
    assert [one.at("Amount") for one in after.lines] == ["11", "21"]
    assert after.lines[0].at("Memo") == "Ann"


@pytest.mark.parametrize(
    ("wanted", "edited", "where"),
    [
        (form((), "11", "20"), form((), "12", "20"), "line 1, Amount"),
        (form((), "10"), form((), "10", "25"), "the lines"),
        (form((), "10", "20", "30"), form((), "10"), "the lines"),
    ],
)
def test_what_both_changed_is_named(wanted: Form, edited: Form, where: str) -> None:
    before = form((), "10", "20")
    clash = meeting(before, wanted, before, edited)
    assert isinstance(clash, Clash)
    assert clash.field == where


def test_a_further_line_is_new_and_the_others_keep_their_ids() -> None:
    before = form((), "10")
    merged = meeting(before, form((), "10", "20"), before, before)
    assert isinstance(merged, Merged)
    assert [one.id for one in merged.changes.lines] == ["1-1", NEW_LINE]


IDS = ("1-1", "2-1", "3-1")
QUANTITIES = st.sampled_from(["1", "2", "3"])
LINES = st.lists(QUANTITIES, min_size=3, max_size=3)


def ordered(*quantities: str, ids: tuple[str, ...] = IDS) -> Form:
    return Form(
        (), tuple(FormLine("Line", (("Quantity", one),), id_) for one, id_ in zip(quantities, ids, strict=True))
    )


@given(before=LINES, wanted=LINES, edited=LINES, places=st.permutations(range(3)))
def test_lines_that_are_known_are_merged_one_by_one_wherever_a_person_put_them(
    before: list[str], wanted: list[str], edited: list[str], places: list[int]
) -> None:
    now = Form((), tuple(ordered(*edited).lines[place] for place in places))
    merged = merge(ordered(*before), ordered(*wanted), ordered(*before), now)
    sides = list(zip(before, wanted, edited, strict=True))
    if isinstance(merged, Clash):
        assert any(len(set(one)) == 3 or (one[0] != one[1] and one[2] not in one[:2]) for one in sides)
        return
    after = {one.id: one.at("Quantity") for one in carried_out(merged.changes, now).lines}
    expected = {id_: new if new != old else theirs for id_, (old, new, theirs) in zip(IDS, sides, strict=True)}
    assert after == expected
    assert [one.id for one in carried_out(merged.changes, now).lines] == [IDS[place] for place in places]


def test_a_line_that_a_person_added_is_named_and_so_stays_and_a_new_one_comes_last() -> None:
    before = ordered("1", ids=("1-1",))
    wanted = Form((), (*ordered("2", ids=("1-1",)).lines, FormLine("Line", (("Quantity", "7"),))))
    now = ordered("5", "1", ids=("9-1", "1-1"))
    merged = merge(before, wanted, before, now)
    assert isinstance(merged, Merged)
    assert [(one.id, one.fields) for one in merged.changes.lines] == [
        ("9-1", ()),
        ("1-1", (("Quantity", "2"),)),
        (NEW_LINE, (("Quantity", "7"),)),
    ]


def test_a_line_that_a_person_took_out_is_decided_by_a_person_where_jaggaer_changed_it_and_stays_out_else() -> None:
    before, now = ordered("1", "1", ids=IDS[:2]), ordered("1", ids=IDS[:1])
    assert isinstance(merge(before, ordered("1", "2", ids=IDS[:2]), before, now), Clash)
    merged = merge(before, ordered("3", "1", ids=IDS[:2]), before, now)
    assert isinstance(merged, Merged)
    assert [one.id for one in merged.changes.lines] == ["1-1"]
