"""QuickBooks' lines are found by what they say, each once, and a line that is not there is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from connector.domain.draft import OrderDraft, OrderDraftLine
from connector.domain.form import Form, FormLine
from connector.domain.identifiers import ListID, SupplierId, TxnLineID
from connector.domain.money import Money
from connector.kinds.order.pairs import paired
from connector.quickbooks.merge import ITEM, PRICE, QUANTITY, TEXT, is_alike
from connector.quickbooks.qbxml.forms import form_of

SAYS = st.tuples(st.sampled_from("GR"), st.sampled_from(["", "blue", "red"]), st.integers(1, 2), st.integers(5, 6))
"""Item, text, quantity and price: few of each, so that twins are frequent."""
Says = tuple[str, str, int, int]


def draft(lines: list[Says], ids: list[str | None]) -> OrderDraft:
    made = tuple(
        OrderDraftLine(
            number=at,
            item_id=ListID(item),
            item=item,
            quantity=Decimal(quantity),
            amount=Money.rounded(Decimal(quantity * price), "USD"),
            rate=Decimal(price),
            description=text,
            line_id=TxnLineID(known) if known else None,
        )
        for at, ((item, text, quantity, price), known) in enumerate(zip(lines, ids, strict=True), 1)
    )
    return OrderDraft(
        supplier_id=SupplierId("1"),
        vendor_id=ListID("V"),
        vendor="Acme",
        ref_number="49",
        txn_date=date(2026, 1, 8),
        lines=made,
        memo="",
        mark="",
        total=Money.total((one.amount for one in made), "USD"),
    )


def shown(lines: list[Says], prefix: str) -> tuple[FormLine, ...]:
    """As QuickBooks shows them: with the item's own text where none was given, and with two decimals."""
    return tuple(
        FormLine(
            "PurchaseOrderLine",
            (
                (ITEM, item),
                (TEXT, text or f"text of {item}"),
                (QUANTITY, str(quantity)),
                ("Rate", f"{price}.00"),
                ("Amount", f"{quantity * price}.00"),
            ),
            f"{prefix}-{at}",
        )
        for at, (item, text, quantity, price) in enumerate(lines, 1)
    )


def says_all(one: OrderDraft, at: int, line: FormLine) -> bool:
    return is_alike(form_of(one).lines[at], line, (ITEM, TEXT, QUANTITY, *PRICE))


@given(ours=st.lists(SAYS, min_size=1, max_size=4), theirs=st.lists(SAYS, max_size=3), data=st.data())
def test_lines_that_stand_as_written_are_all_found_whatever_a_person_added_and_wherever(
    ours: list[Says], theirs: list[Says], data: st.DataObject
) -> None:
    wanted, written, added = draft(ours, [None] * len(ours)), shown(ours, "w"), shown(theirs, "p")
    found = Form((), tuple(data.draw(st.permutations([*written, *added]))))
    after = paired(wanted, found, Form())
    ids = [line.line_id for line in after.lines]
    assert None not in ids
    assert len(set(ids)) == len(ids)
    by_id = {line.id: line for line in found.lines}
    assert all(says_all(wanted, at, by_id[str(one)]) for at, one in enumerate(ids))


@given(ours=st.lists(SAYS, min_size=1, max_size=4), theirs=st.lists(SAYS, max_size=3))
def test_what_stood_before_our_write_is_a_persons_while_our_own_lines_stand(
    ours: list[Says], theirs: list[Says]
) -> None:
    written, stood = shown(ours, "w"), shown(theirs, "p")
    after = paired(draft(ours, [None] * len(ours)), Form((), (*stood, *written)), Form((), stood))
    assert {line.line_id for line in after.lines} == {line.id for line in written}


@given(ours=st.lists(SAYS, min_size=1, max_size=4), theirs=st.lists(SAYS, max_size=3), data=st.data())
def test_each_line_is_taken_once_and_those_that_are_known_stay_known(
    ours: list[Says], theirs: list[Says], data: st.DataObject
) -> None:
    known = [data.draw(st.sampled_from([None, f"w-{at}"])) for at in range(1, len(ours) + 1)]
    left = data.draw(st.lists(st.sampled_from([*shown(ours, "w"), *shown(theirs, "p")]), unique=True))
    stood = tuple(line for line in left if line.id.startswith("p"))
    after = paired(draft(ours, known), Form((), tuple(left)), Form((), stood))
    ids = [line.line_id for line in after.lines]
    assert len({one for one in ids if one}) == len([one for one in ids if one])
    assert all(now == was for now, was in zip(ids, known, strict=True) if was)
    new = [(line, one) for line, one, was in zip(after.lines, ids, known, strict=True) if one and not was]
    by_id = {line.id: line for line in left}
    assert all(by_id[one].at(ITEM) == line.item_id for line, one in new)


def test_a_line_that_is_not_there_is_lost_and_its_twin_stays_its_own() -> None:
    ours: list[Says] = [("G", "blue", 1, 5), ("G", "red", 1, 5)]
    after = paired(draft(ours, [None, None]), Form((), shown(ours, "w")[1:]), Form())
    assert [line.line_id for line in after.lines] == [None, "w-2"]


def test_a_line_without_a_text_leaves_to_others_what_says_their_text() -> None:
    ours: list[Says] = [("G", "", 1, 5), ("G", "blue", 1, 5)]
    after = paired(draft(ours, [None, None]), Form((), shown(ours, "w")[::-1]), Form())
    assert [line.line_id for line in after.lines] == ["w-1", "w-2"]


def test_the_only_line_of_an_item_is_found_whatever_a_person_made_of_it() -> None:
    ours: list[Says] = [("G", "blue", 1, 5), ("R", "red", 1, 5)]
    (edited,) = shown([("G", "black", 2, 6)], "w")
    after = paired(draft(ours, [None, None]), Form((), (replace(edited, id="e"), *shown(ours, "w")[1:])), Form())
    assert [line.line_id for line in after.lines] == ["e", "w-2"]
