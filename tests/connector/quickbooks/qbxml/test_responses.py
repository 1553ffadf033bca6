"""QuickBooks' response is read alike as a whole and in slices, and what is none is an error in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from connector.errors import OtherSideError
from connector.quickbooks.qbxml import responses
from connector.quickbooks.qbxml.responses import ResponseSet, parse

HEAD = '<?xml version="1.0" encoding="windows-1252" ?>\n<QBXML>\n<QBXMLMsgsRs{}>\n{}</QBXMLMsgsRs>\n</QBXML>\n'
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=9
)


@pytest.fixture(params=[10**9, -1], ids=["as a whole", "in slices"])
def large(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(responses, "LARGE", request.param)


def shown(answer: ResponseSet) -> list[object]:
    return [
        (
            one.request_id,
            one.name,
            one.code,
            one.message,
            one.remaining,
            [etree.tostring(row, with_tail=False) for row in one.records],
        )
        for one in answer.responses
    ]


def record(names: list[str]) -> str:
    root = etree.Element("VendorRet")
    for name in names:
        inner = etree.SubElement(etree.SubElement(root, "DataExtRet"), "Name", kind=name)
        inner.text = name
    return etree.tostring(root, encoding="unicode")


@given(st.lists(st.lists(st.lists(TEXT, max_size=3), max_size=4), max_size=4), st.integers(1, 200))
def test_in_slices_is_as_a_whole(given: list[list[list[str]]], size: int) -> None:
    inner = "\n".join(
        f'<VendorQueryRs requestID="{at}" statusCode="0" statusMessage="ok">\n<!-- c -->{" ".join(map(record, rows))}'
        f"<Other/></VendorQueryRs>"
        for at, rows in enumerate(given)
    )
    text = HEAD.format(' messageSetStatusCode="0"', inner)
    with pytest.MonkeyPatch.context() as patch:
        whole = shown(parse(text))
        patch.setattr(responses, "LARGE", -1)
        patch.setattr(responses, "SLICE", size)
        assert shown(parse(text)) == whole
    assert [len(one[5]) for one in whole] == [len(rows) for rows in given]  # type: ignore[index] # a tuple


@pytest.mark.usefixtures("large")
def test_records_are_counted_taken_and_gone_through_again() -> None:
    rows = (
        parse(HEAD.format("", f'<VendorQueryRs requestID="1">{record(["a"]) * 5}</VendorQueryRs>')).responses[0].records
    )
    assert (len(rows), len(rows[1:3]), rows[-1].tag) == (5, 2, "VendorRet")
    assert [len(list(rows)) for _ in range(2)] == [5, 5]
    assert len(responses.Rows.joined([rows, rows])) == 10


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize(
    "text",
    [
        "",
        "not xml",
        "<QBXML>",
        "<HTML/>",
        "<QBXML/>",
        '<!DOCTYPE QBXML [<!ENTITY a "b">]><QBXML><QBXMLMsgsRs>&a;</QBXMLMsgsRs></QBXML>',
        "<QBXML><QBXMLMsgsRs>\x01</QBXMLMsgsRs></QBXML>",
        "\ud800",
        "<QBXML><QBXMLMsgsRs>" + "<a>" * 100_000,
    ],
)
def test_what_is_no_answer_is_an_error_of_the_other_side(text: str) -> None:
    with pytest.raises(OtherSideError, match="QuickBooks' answer"):
        parse(text)


def test_a_record_of_too_many_elements_is_refused_before_it_fills_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(responses, "LARGE", -1)
    monkeypatch.setattr(responses, "MOST_PARTS", 100)
    many = '<VendorQueryRs requestID="1">' + "<VendorRet><Name>a</Name></VendorRet><Other><A/></Other>" * 1000
    assert len(parse(HEAD.format("", many + "</VendorQueryRs>")).responses[0].records) == 1000
    for one in ("<VendorRet>" + "<Name>a</Name>" * 101 + "</VendorRet>", "<Other>" * 101 + "</Other>" * 101):
        with pytest.raises(OtherSideError, match="a record of more than 100 elements"):
            parse(HEAD.format("", f'<VendorQueryRs requestID="1">{one}</VendorQueryRs>'))
