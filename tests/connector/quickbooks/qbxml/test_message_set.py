"""qbXML out and in: ASCII, in order, tied by requestID, and never by string concatenation."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from connector.domain.bill import ItemLine, PurchaseOrderLink
from connector.domain.identifiers import ExternalGUID, RecordId, RefNumber, TxnID, TxnLineID
from connector.domain.kind import Kind
from connector.domain.outcome import Verdict
from connector.domain.policy import CurrencyPolicy
from connector.quickbooks.qbxml import records, values, writes
from connector.quickbooks.qbxml.edition import Edition
from connector.quickbooks.qbxml.forms import form_of
from connector.quickbooks.qbxml.host import read_host
from connector.quickbooks.qbxml.lists import LISTINGS, requests
from connector.quickbooks.qbxml.message_set import MessageSet, Request, render
from connector.quickbooks.qbxml.responses import Response, parse
from connector.quickbooks.qbxml.status_codes import CODES, Meaning, meaning_of
from tests.factories import DraftFactory, usd

GUID = ExternalGUID("{11111111-2222-3333-4444-555555555555}")
US = Edition("US", (16, 0))
HEAD = '<?xml version="1.0" ?>\n<QBXML>\n<QBXMLMsgsRs{}>\n{}</QBXMLMsgsRs>\n</QBXML>\n'


def response(code: str = "0", inner: str = "", name: str = "BillAdd", rest: str = "") -> str:
    return f'<{name}Rs requestID="7" statusCode="{code}" statusSeverity="Info" statusMessage="text"{rest}>{inner}</{name}Rs>'


@given(st.text(max_size=60))
def test_any_text_becomes_one_that_quickbooks_can_take(text: str) -> None:
    cleaned = values.text(text, 31)
    assert len(cleaned) <= 31
    cleaned.encode("cp1252")
    rendered = render(MessageSet("16.0", (Request("1", "VendorAdd", (("Name", cleaned),)),)))
    assert rendered.isascii()
    assert (etree.fromstring(rendered.encode()).findtext(".//Name") or "") == cleaned


@pytest.mark.parametrize(
    ("raw", "stored"),
    [("Décor", "Décor"), ("Łódź", "?ódz"), ("a\tb\r\nc", "a b c"), ("“ok” – €5", "“ok” – €5"), ("漢字", "??")],
)
def test_what_the_code_page_lacks_is_transliterated_or_marked(raw: str, stored: str) -> None:
    assert values.text(raw, 100) == stored


def test_a_message_set_begins_as_quickbooks_wants_it_and_carries_its_ids() -> None:
    text = render(MessageSet("13.0", (), new_id="n", old_id="o"))
    assert text.startswith('<?xml version="1.0" encoding="utf-8"?><?qbxml version="13.0"?><QBXML>')
    messages = etree.fromstring(text.encode())[0]
    assert [messages.get(name) for name in ("oldMessageSetID", "newMessageSetID", "onError")] == [
        "o",
        "n",
        "continueOnError",
    ]


def test_a_bill_is_written_in_the_order_of_the_schema() -> None:
    link = PurchaseOrderLink(TxnID("1-1"), TxnLineID("3-1"), "49")
    item = ItemLine(link, Decimal("2.50"), usd("499.98"), "Cable")
    bill = writes.add("7", Kind.BILL, form_of(DraftFactory(items=(item,))), GUID, US)
    root = etree.fromstring(render(MessageSet("16.0", (bill,))).encode())
    added = root.find(".//BillAdd")
    assert added is not None
    names = [
        "VendorRef",
        "TxnDate",
        "DueDate",
        "RefNumber",
        "TermsRef",
        "Memo",
        "ExternalGUID",
        "ExpenseLineAdd",
        "ItemLineAdd",
    ]
    assert [child.tag for child in added] == names
    line = added.find("ItemLineAdd")
    assert line is not None
    assert [(child.tag, child.text) for child in line][:3] == [
        ("Desc", "Cable"),
        ("Quantity", "2.5"),
        ("Amount", "499.98"),
    ]
    assert [child.tag for child in line][3:] == ["LinkToTxn"]


def test_a_saved_bill_is_read_with_its_ids() -> None:
    ret = (
        "<BillRet><TxnID>2C-1</TxnID><EditSequence>1</EditSequence><VendorRef><ListID>8-1</ListID>"
        "<FullName>Acme</FullName></VendorRef><TxnDate>2026-01-12</TxnDate><AmountDue>20.00</AmountDue>"
        "<RefNumber>AC-778</RefNumber></BillRet>"
    )
    said = records.outcome(parse(HEAD.format("", response(inner=ret))).by_request()["7"], CurrencyPolicy())
    assert said.verdict is Verdict.SAVED
    assert said.record is not None
    assert (said.record.id, said.record.total, said.record.kind) == ("2C-1", usd("20.00"), Kind.BILL)


def test_no_answer_no_status_or_no_record_says_nothing() -> None:
    bare = '<BillAddRs requestID="7" />'
    for text in (bare, response()):
        answer = parse(HEAD.format("", text)).by_request()["7"]
        assert records.outcome(answer, CurrencyPolicy()).verdict is Verdict.SILENT
    assert records.outcome(None, CurrencyPolicy()).verdict is Verdict.SILENT


@pytest.mark.parametrize("code", CODES)
def test_every_known_status_has_a_meaning_and_words(code: int) -> None:
    meaning, words, _ = CODES[code]
    assert meaning_of(Response("1", "BillAdd", code, "Info", "")) is meaning
    assert words


@pytest.mark.parametrize(("code", "meaning"), [(7, Meaning.DONE), (599, Meaning.DONE), (3999, Meaning.UNCLEAR)])
def test_an_unknown_status_is_judged_by_its_range(code: int, meaning: Meaning) -> None:
    assert meaning_of(Response("1", "BillAdd", code, "Info", "")) is meaning


def test_an_iterator_starts_and_goes_on_and_lists_without_one_are_asked_whole() -> None:
    since = ("2026-01-01T00:00:00", "")
    (first,) = requests(LISTINGS["vendors"], since, None, 9)
    assert dict(first.attributes) == {"iterator": "Start"}
    assert [name for name, _ in first.body] == ["MaxReturned", "ActiveStatus", "FromModifiedDate", "OwnerID"]
    assert dict(requests(LISTINGS["vendors"], ("", ""), "{x}", 9)[0].attributes)["iteratorID"] == "{x}"
    assert all(one.attributes == () for one in requests(LISTINGS["short_lists"], since, None, 9))
    nested = requests(LISTINGS["purchase_orders"], since, None, 9)[0].body
    assert nested[1] == ("ModifiedDateRangeFilter", [("FromModifiedDate", "2026-01-01T00:00:00")])
    slice_ = requests(LISTINGS["purchase_orders"], ("", "2026-01-01T00:00:00"), None, 9)[0].body
    assert slice_[1] == ("ModifiedDateRangeFilter", [("ToModifiedDate", "2026-01-01T00:00:00")])
    assert len(requests(LISTINGS["purchase_orders"], ("", ""), None, 9)[0].body) == 3


def test_numbers_are_found_by_number_and_records_by_id_with_their_links() -> None:
    assert records.find_by_number("1", Kind.CREDIT, [RefNumber("A")]).name == "VendorCreditQuery"
    assert records.find_by_id("1", Kind.BILL, [RecordId("1-1")]).body[-1] == ("IncludeLinkedTxns", "true")


def test_the_company_file_is_known_by_its_extensions_for_our_owner_only() -> None:
    extension = (
        "<DataExtRet><OwnerID>{0}</OwnerID><DataExtName>{1}</DataExtName><DataExtValue>{2}</DataExtValue></DataExtRet>"
    )
    company = "<CompanyRet><CompanyName>Acme</CompanyName>{}</CompanyRet>".format(
        extension.format("{OURS}", "FileID", "{F}")
        + extension.format("{OTHER}", "FileID", "{G}")
        + extension.format("{ours}", "AppLock", "LOCKED:AP-PC:636948155984807268")
    )
    facts = read_host(HEAD.format("", response(inner=company, name="CompanyQuery")), "{ours}")
    assert (facts.company, facts.file_id, facts.lock_host) == ("Acme", "{F}", "AP-PC")
    assert read_host("rubbish", "{ours}").file_id == ""
