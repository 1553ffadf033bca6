"""A row of a list is read once, and a row with another text, or for other currencies, is read anew."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.domain.money import Money
from connector.domain.policy import CurrencyPolicy
from connector.domain.record import Record
from connector.quickbooks.qbxml import lists, responses, rows
from connector.quickbooks.qbxml.responses import Rows, parse
from connector.quickbooks.qbxml.rows import ListRow, read_rows

DOLLARS, MORE = CurrencyPolicy(), CurrencyPolicy(names={"EUR": "Euro"})
BILL = (
    "<BillRet><TxnID>{id}</TxnID><TimeModified>{stamp}</TimeModified><EditSequence>{sequence}</EditSequence>"
    "<VendorRef><ListID>80-1</ListID></VendorRef><TxnDate>2026-03-01</TxnDate><AmountDue>{due}</AmountDue>"
    "<CurrencyRef><FullName>Euro</FullName></CurrencyRef><Memo>{memo}</Memo></BillRet>"
)
BILLS = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.sampled_from(["1-A", "2-B", "no id"]),
            "stamp": st.sampled_from(["2026-03-01T09:00:00-08:00", "1899-12-30T00:00:00", "yesterday", ""]),
            "sequence": st.sampled_from(["1", "2"]),
            "due": st.sampled_from(["1.00", "2.00", "much"]),
            "memo": st.sampled_from(["", "x" * rows.LONGEST]),
        }
    ).map(lambda fields: BILL.format(**fields)),
    max_size=6,
)


@pytest.fixture(autouse=True)
def _nothing_known() -> Iterator[None]:
    rows._known.clear()
    yield
    rows._known.clear()


def given_rows(texts: list[str]) -> Rows:
    inner = f'<BillQueryRs requestID="1" statusCode="0">{"".join(texts)}</BillQueryRs>'
    return parse(f"<QBXML><QBXMLMsgsRs>{inner}</QBXMLMsgsRs></QBXML>").responses[0].records


def read(texts: list[str], currencies: CurrencyPolicy = DOLLARS) -> list[ListRow]:
    return list(read_rows(given_rows(texts), currencies))


@given(st.lists(st.tuples(BILLS, st.sampled_from([DOLLARS, MORE]), st.sampled_from([-1, 10**9])), max_size=5))
def test_what_was_read_before_reads_the_same(pages: list[tuple[list[str], CurrencyPolicy, int]]) -> None:
    for texts, currencies, large in pages:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(responses, "LARGE", large)
            known = read(texts, currencies)
            patch.setattr(rows, "_known", {})
            assert read(texts, currencies) == known


def test_the_same_text_is_read_once_and_another_one_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, count = lists.read, list[str]()
    monkeypatch.setattr(lists, "read", lambda *given: count.append("read") or reading(*given))  # type: ignore[func-returns-value] # None
    bill = {"id": "1-A", "stamp": "", "sequence": "1", "due": "1.00", "memo": ""}
    for sequence, times in (("1", 1), ("1", 1), ("2", 2), ("1", 2)):
        read([BILL.format(**{**bill, "sequence": sequence})])
        assert len(count) == times


def test_another_profile_reads_a_row_anew() -> None:
    bill = BILL.format(id="1-A", stamp="", sequence="1", due="1.00", memo="")
    totals = []
    for currencies in (DOLLARS, MORE, DOLLARS):
        (row,) = read([bill], currencies)
        assert row.kept
        assert isinstance(row.kept[1], Record)
        totals.append(row.kept[1].total)
    assert totals == [Money(Decimal("1.00"), currency) for currency in ("Euro", "EUR", "Euro")]


def test_no_more_is_kept_than_has_room_and_no_long_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MOST", 3)
    bill = {"id": "1-A", "stamp": "", "sequence": "1", "memo": ""}
    for due in range(20):
        read([BILL.format(**bill, due=due)])
        assert len(rows._known) <= 3
    rows._known.clear()
    read([BILL.format(**{**bill, "memo": "x" * rows.LONGEST}, due="1.00")])
    assert not rows._known
