"""Message sets: what refuses them whole, how they are run, how they are answered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.clock import SimClock
from simulators.qbwc import CompanyFile, Hresult, RequestProcessor, bare_company
from simulators.qbwc.disk import document
from tests.simulators.qbwc.conftest import Ask
from tests.simulators.qbwc.requests import bill, expense, first, message, named, said, tag

GUID = "{11111111-2222-3333-4444-555555555555}"
REFUSED = [
    message(bill()).replace("16.0", "17.0"),
    message(bill()).replace('<?qbxml version="16.0"?>', ""),
    message(bill()).replace(' onError="continueOnError"', ""),
    message(bill()).replace("continueOnError", "carryOn"),
    message(bill(), ids='responseData="some"'),
    message(bill(), ids='surprise="1"'),
    message(bill(), on_error="rollbackOnError"),
    message(bill().replace("AC-1", "é")),
    message(bill(number="A" * 21)),
    message(bill(expense("10.5"))),
    message(bill(expense("1,000.00"))),
    message(bill().replace("<TxnDate>2026-01-12", "<TxnDate>12/01/2026")),
    message(bill().replace("<TxnDate>2026-01-12", "<TxnDate>2026-02-30")),
    message(bill(head=tag("ExternalGUID", GUID.strip("{}")))),
    message(bill(number="", head="<Memo>m</Memo><RefNumber>AC-1</RefNumber>")),
    message(bill().replace("BillAdd>", "BillPut>")),
    message("<DropTablesRq />"),
    message("<BillAddRs />"),
    message('<AccountQueryRq iterator="Start" />'),
    message("<BillQueryRq><TxnID>1-1</TxnID><MaxReturned>1</MaxReturned></BillQueryRq>"),
    message("<BillQueryRq><MaxReturned>0</MaxReturned></BillQueryRq>"),
    message(f"<BillQueryRq><MaxReturned>{'9' * 5000}</MaxReturned></BillQueryRq>"),
    message(bill(head=tag("ExternalGUID", GUID)), version="8.0"),
    message("<CurrencyQueryRq />", version="7.0"),
    message(bill() + "<BillAddRq />"),
    message(bill(head="text beside elements")),
    message("<VendorQueryRq><FullName>a<b/></FullName></VendorQueryRq>"),
    message(bill()).replace("<QBXML>", '<QBXML version="1">'),
    message(bill()) + "<more/>",
    '<!DOCTYPE a [<!ENTITY b "c">]>' + message(bill()),
    message("<VendorQueryRq />", version="CA3.0"),
    "rubbish",
    "",
    "<a/>",
    "\x00",
]


@pytest.mark.parametrize("text", REFUSED)
def test_one_violation_refuses_the_whole_message_and_nothing_is_executed(
    processor: RequestProcessor, file: CompanyFile, text: str
) -> None:
    before = document(file)
    with pytest.raises(Hresult) as refused:
        processor.process(text)
    assert refused.value.code == "0x80040400"
    assert refused.value.message == "QuickBooks found an error when parsing the provided XML text stream."
    assert document(file) == before


@given(st.text() | st.binary().map(lambda raw: raw.decode("latin-1")))
def test_any_text_at_all_is_an_hresult(text: str) -> None:
    clock = SimClock()
    file = bare_company(clock.now())
    before = document(file)
    with pytest.raises(Hresult):
        RequestProcessor(file, clock, lambda: "x").process(text)
    assert document(file) == before


def test_stop_on_error_answers_3231_to_the_rest_and_continue_goes_on(ask: Ask, file: CompanyFile) -> None:
    """Captured m09: the first is refused, the second “has not been processed”."""
    requests = (bill(number="1"), bill(vendor="Nobody"), bill(number="2"))
    stopped = ask(*requests, on_error="stopOnError")
    assert [said(stopped, place)[0] for place in range(3)] == ["0", "3140", "3231"]
    assert [one["RefNumber"] for one in file.records("Bill")] == ["1"], "what came before stays"
    assert [said(ask(*requests), place)[0] for place in range(3)] == ["0", "3140", "0"]


def test_roll_back_is_refused_whole_or_request_by_request(ask: Ask, file: CompanyFile) -> None:
    file.assumed.choose("rollback", "1030")
    answer = ask(bill(), "<VendorQueryRq />", on_error="rollbackOnError")
    assert [said(answer, place)[0] for place in range(2)] == ["1030", "1030"]
    assert file.records("Bill") == []


def test_a_request_id_is_echoed_as_it_was_sent(ask: Ask) -> None:
    """Captured m08 without one, s42 with an empty one."""
    answer = ask("<HostQueryRq />", '<HostQueryRq requestID="" />', '<HostQueryRq requestID="a&quot;&lt;b" />')
    assert [one.get("requestID") for one in answer] == [None, "", 'a"<b']


def test_response_data_can_be_left_out(ask: Ask) -> None:
    answer = ask(bill(), "<VendorQueryRq />", ids='responseData="includeNone"')
    assert [len(one) for one in answer] == [0, 0]
    assert said(answer) == ("0", "Info")


def test_an_empty_message_set_is_answered_empty(processor: RequestProcessor) -> None:
    assert processor.process(message("")) == '<?xml version="1.0" ?>\n<QBXML>\n<QBXMLMsgsRs />\n</QBXML>\n'


def test_an_answer_is_written_as_the_captured_ones_are(processor: RequestProcessor) -> None:
    """QWCLog 2019: a line to an element, no indentation, ASCII with references."""
    add = tag("VendorAddRq", tag("VendorAdd", tag("Name", "D&#233;cor &amp; Co") + tag("Phone", "a&#13;b")))
    lines = processor.process(message(add)).split("\n")
    assert lines[:3] == ['<?xml version="1.0" ?>', "<QBXML>", "<QBXMLMsgsRs>"]
    assert lines[3] == '<VendorAddRs statusCode="0" statusSeverity="Info" statusMessage="Status OK">'
    assert "<Name>D&#233;cor &amp; Co</Name>" in lines
    assert "<Phone>a&#13;b</Phone>" in lines


@pytest.mark.parametrize(("value", "kept"), [("replace", "A?B €"), ("refuse", None)])
def test_what_windows_1252_does_not_hold_is_replaced_or_refused(
    ask: Ask, file: CompanyFile, value: str, kept: str | None
) -> None:
    file.assumed.choose("foreign_characters", value)
    answer = ask(tag("VendorAddRq", tag("VendorAdd", tag("Name", "A&#322;B &#8364;"))))
    assert (answer[0].findtext("VendorRet/Name"), said(answer)[0]) == (kept, "0" if kept else "3080")


def test_a_text_that_is_too_long_may_reach_the_request(ask: Ask, file: CompanyFile) -> None:
    """The schema has the length, and status 3070 exists: nobody knows which of them QuickBooks does."""
    file.assumed.choose("too_long", "3070")
    answer = ask(bill(number="A" * 21), bill())
    assert [said(answer, place)[0] for place in range(2)] == ["3070", "0"]


def test_a_macro_stands_for_the_id_that_its_add_gets(ask: Ask, file: CompanyFile) -> None:
    """An order, a line of it, and a payment of a bill, all in one message set."""
    body = (
        named("VendorRef", "Acme")
        + '<PurchaseOrderLineAdd defMacro="TxnLineID:l"><Desc>a</Desc></PurchaseOrderLineAdd>'
    )
    order = f'<PurchaseOrderAddRq><PurchaseOrderAdd defMacro="TxnID:po">{body}</PurchaseOrderAdd></PurchaseOrderAddRq>'
    added = bill().replace("<BillAdd>", '<BillAdd defMacro="TxnID:b">')
    applied = '<AppliedToTxnAdd><TxnID useMacro="TxnID:b" /><PaymentAmount>4.00</PaymentAmount></AppliedToTxnAdd>'
    paid = named("PayeeEntityRef", "Acme") + named("BankAccountRef", "Checking") + "<RefNumber>1</RefNumber>" + applied
    unknown = applied.replace("TxnID:b", "TxnID:none")
    lost = named("PayeeEntityRef", "Acme") + named("BankAccountRef", "Checking") + "<RefNumber>1</RefNumber>" + unknown
    pay = "<BillPaymentCheckAddRq><BillPaymentCheckAdd>{}</BillPaymentCheckAdd></BillPaymentCheckAddRq>"
    answer = ask(order, added, pay.format(paid), pay.format(lost))
    assert [said(answer, place)[0] for place in range(4)] == ["0", "0", "0", "3120"]
    assert first(file, "Bill")["OpenAmount"] == "6.00"
    sequence = file.records("PurchaseOrder")[1]["EditSequence"]
    line = '<PurchaseOrderLineMod><TxnLineID useMacro="TxnLineID:l" /><Desc>b</Desc></PurchaseOrderLineMod>'
    mod = f'<TxnID useMacro="TxnID:po" /><EditSequence>{sequence}</EditSequence>{line}'
    answer = ask(tag("PurchaseOrderModRq", tag("PurchaseOrderMod", mod)))
    assert (said(answer)[0], answer[0][0].findtext("PurchaseOrderLineRet/Desc")) == ("0", "b")


def test_a_macro_where_the_schema_has_none_refuses_the_message(processor: RequestProcessor) -> None:
    with pytest.raises(Hresult):
        processor.process(message('<BillQueryRq><TxnID useMacro="TxnID:b" /></BillQueryRq>'))


@pytest.mark.parametrize(
    ("version", "shown"),
    [("16.0", {"ExternalGUID", "VendorAddress"}), ("13.0", {"ExternalGUID", "VendorAddress"}), ("8.0", set[str]())],
)
def test_an_answer_has_the_shape_of_the_version_asked_for(ask: Ask, version: str, shown: set[str]) -> None:
    address = tag("VendorAddress", tag("Addr1", "1 Main St"))
    body = named("VendorRef", "Acme") + address + tag("RefNumber", "A") + tag("ExternalGUID", GUID)
    ask(tag("BillAddRq", tag("BillAdd", body)))
    ret = ask("<BillQueryRq />", version=version)[0][0]
    assert {one.tag for one in ret} & {"ExternalGUID", "VendorAddress"} == shown


def test_every_version_this_quickbooks_knows_is_answered_and_told_of(ask: Ask, file: CompanyFile) -> None:
    host = ask("<HostQueryRq />")[0][0]
    versions = [one.text or "" for one in host.iterfind("SupportedQBXMLVersion")]
    assert versions[:3] == ["1.0", "1.1", "2.0"]
    assert versions[-1] == "16.0"
    for version in versions:
        assert said(ask("<HostQueryRq />", version=version))[0] == "0"
    file.qbxml = "13.0"
    with pytest.raises(Hresult):
        ask("<HostQueryRq />", version="14.0")


def test_an_answer_is_well_formed_whatever_is_in_it(ask: Ask) -> None:
    hard = "&lt;&amp;&gt;&quot;'&#9;&#10;&#13;&#8364;"
    answer = ask(tag("VendorAddRq", tag("VendorAdd", tag("Name", "x") + tag("Notes", hard))))
    assert answer[0].findtext("VendorRet/Notes") == "<&>\"'\t\n\r€"


def test_comments_do_not_count_and_text_beside_requests_does(ask: Ask, processor: RequestProcessor) -> None:
    commented = bill().replace("<BillAdd>", "<!-- ours --><?note?><BillAdd>")
    assert said(ask(f"<!-- all of them -->{commented}"))[0] == "0"
    with pytest.raises(Hresult):
        processor.process(message("junk<HostQueryRq />"))


@pytest.mark.parametrize(
    ("inner", "version", "since"),
    [
        ('<VendorQueryRq iterator="Start"><MaxReturned>1</MaxReturned></VendorQueryRq>', "4.0", "5.0"),
        ('<VendorQueryRq metaData="MetaDataOnly" />', "3.0", "4.0"),
        ('<BillAddRq><BillAdd defMacro="TxnID:a"><VendorRef /></BillAdd></BillAddRq>', "1.1", "2.0"),
    ],
)
def test_an_attribute_is_known_from_its_version_on(
    processor: RequestProcessor, inner: str, version: str, since: str
) -> None:
    with pytest.raises(Hresult):
        processor.process(message(inner, version=version))
    processor.process(message(inner, version=since))


def test_a_date_beyond_all_calendars_is_told_of(ask: Ask) -> None:
    assert said(ask(bill().replace("2026-01-12", "12024-01-01")))[0] == "3020"
    assert said(ask(bill().replace("2026-01-12", "9999-12-31")))[0] == "0"


def test_a_macro_is_defined_whatever_of_the_record_is_shown(ask: Ask) -> None:
    added = bill().replace("<ExpenseLineAdd>", '<ExpenseLineAdd defMacro="TxnLineID:x">')
    assert said(ask(added.replace("</BillAdd>", "</BillAdd><IncludeRetElement>Memo</IncludeRetElement>")))[0] == "0"
