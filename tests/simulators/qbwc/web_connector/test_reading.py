"""Canned answers, and what .NET's proxy reads in each: Mono 6.8's, made from Intuit's WSDL, seen 2026-11."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from simulators.qbwc import CallFailed
from simulators.qbwc.web_connector.reading import NoResult, Value, read
from tests.simulators.qbwc.web_connector.conftest import Operator
from tests.simulators.qbwc.web_connector.service import INTUIT, QUERY, SOAP, Raw, Service, envelope

AUTH, SEND, RECEIVE = "authenticate", "sendRequestXML", "receiveResponseXML"
IN_DOCUMENT = "There is an error in XML document (1, 1)."
NOT_XML = "Response is not well-formed XML."
NULL = "Object reference not set to an instance of an object."
SOAP12 = "http://www.w3.org/2003/05/soap-envelope"


def enveloped(inner: str, header: str = "", before: str = "") -> bytes:
    return f'{before}<s:Envelope xmlns:s="{SOAP}">{header}<s:Body>{inner}</s:Body></s:Envelope>'.encode()


def said(call: str, inner: str, xmlns: str = f' xmlns="{INTUIT}"', result: str = "") -> bytes:
    """An answer whose result has ``inner`` in it."""
    named = result or f"{call}Result"
    return enveloped(f"<{call}Response{xmlns}><{named}>{inner}</{named}></{call}Response>")


def bare(call: str, inner: str) -> bytes:
    """An answer with ``inner`` in the place of its result."""
    return enveloped(f'<{call}Response xmlns="{INTUIT}">{inner}</{call}Response>')


UNQUALIFIED = f' xmlns:q="{INTUIT}"'
Row = tuple[str, str, bytes, Value]
VALUES: Sequence[Row] = [
    ("result without the namespace", AUTH, said(AUTH, "<string>t</string>", ""), None),
    ("result without the namespace", SEND, said(SEND, "x", ""), None),
    ("result without the namespace", RECEIVE, said(RECEIVE, "50", ""), 0),
    (
        "unqualified children",
        SEND,
        enveloped(f"<q:{SEND}Response{UNQUALIFIED}><{SEND}Result>x</{SEND}Result></q:{SEND}Response>"),
        None,
    ),
    (
        "unqualified children",
        RECEIVE,
        enveloped(f"<q:{RECEIVE}Response{UNQUALIFIED}><{RECEIVE}Result>50</{RECEIVE}Result></q:{RECEIVE}Response>"),
        0,
    ),
    ("another namespace", RECEIVE, said(RECEIVE, "50", ' xmlns="urn:x"'), 0),
    ("another name", AUTH, said(AUTH, "<string>t</string>", result="return"), None),
    ("another name", SEND, said(SEND, "x", result="return"), None),
    ("another name", RECEIVE, said(RECEIVE, "50", result="return"), 0),
    ("response under another name", SEND, said("getLastError", "x"), None),
    ("response under another name", RECEIVE, said(SEND, "50"), 0),
    ("a string in a text", SEND, said(SEND, "<string>&lt;QBXML/&gt;</string>"), "<QBXML/>"),
    ("an int in a number", RECEIVE, said(RECEIVE, "<int>20</int>"), 20),
    ("any element of the namespace in a text", SEND, said(SEND, "\n <any>x</any>\n"), "x"),
    ("two results", SEND, bare(SEND, f"<{SEND}Result>a</{SEND}Result><{SEND}Result>b</{SEND}Result>"), "a"),
    ("two results", RECEIVE, bare(RECEIVE, f"<{RECEIVE}Result>1</{RECEIVE}Result><{RECEIVE}Result>2</{RECEIVE}Result>"), 1),
    ("unknown before the strings", AUTH, said(AUTH, "<odd>1</odd><string>t</string><string>none</string>"), ["t", "none"]),
    ("unknown between the strings", AUTH, said(AUTH, "<string>t</string><odd/><string>none</string>"), ["t", "none"]),
    ("unknown after the strings", AUTH, said(AUTH, "<string>t</string><string>none</string><odd/>"), ["t", "none"]),
    ("a comment between the strings", AUTH, said(AUTH, "<string>t</string><!-- c --><string/>"), ["t", ""]),
    ("one string", AUTH, said(AUTH, "<string>t</string>"), ["t"]),
    ("no string", AUTH, said(AUTH, ""), []),
    ("no result", SEND, bare(SEND, ""), None),
    ("no result", AUTH, bare(AUTH, ""), None),
    ("an empty body", SEND, enveloped(""), None),
    ("an empty result", SEND, said(SEND, ""), ""),
    *(("a number", RECEIVE, said(RECEIVE, text), number) for text, number in (
        (" 50 ", 50), ("050", 50), ("+7", 7), ("-1", -1), ("\n100\n", 100), ("&#13;&#10;3", 3), ("2147483647", 2**31 - 1),
    )),
    ("the charset of the header", SEND, b'<?xml version="1.0" encoding="iso-8859-1"?>' + said(SEND, "caf\u00e9"), "caf\u00e9"),
    ("a comment before the response", SEND, enveloped(f'<!-- c --><{SEND}Response xmlns="{INTUIT}"><{SEND}Result>x</{SEND}Result></{SEND}Response>'), "x"),
    ("a header entry", SEND, said(SEND, "x").replace(b"<s:Body>", b'<s:Header><o xmlns="urn:o"/></s:Header><s:Body>'), "x"),
]  # fmt: skip
FAULT = "<s:Fault><faultcode>s:Server</faultcode><faultstring>Asleep.</faultstring></s:Fault>"
SHAPE12 = '<s:Fault><s:Code><s:Value>s:Receiver</s:Value></s:Code><s:Reason><s:Text xml:lang="en">Asleep.</s:Text></s:Reason></s:Fault>'
ERRORS: Sequence[tuple[str, str, bytes, str]] = [
    ("qbXML unescaped", SEND, said(SEND, '<QBXML xmlns=""><QBXMLMsgsRq/></QBXML>'), IN_DOCUMENT),
    ("qbXML unescaped beside its declaration", SEND, said(SEND, '<?qbxml version="13.0"?><QBXML xmlns=""/>'), IN_DOCUMENT),
    ("a comment in a text", SEND, said(SEND, "a<!-- c -->b"), IN_DOCUMENT),
    ("a comment after a text", SEND, said(SEND, "a<!-- c -->"), IN_DOCUMENT),
    ("a comment after a number", RECEIVE, said(RECEIVE, "50<!-- c -->"), IN_DOCUMENT),
    ("no Body", SEND, f'<s:Envelope xmlns:s="{SOAP}"/>'.encode(), NOT_XML),
    *(("no number", RECEIVE, said(RECEIVE, text), IN_DOCUMENT) for text in ("", " ", "1.5", "1e2", "99999999999", "2147483648", "ten", "5 0")),
    ("a null number", RECEIVE, bare(RECEIVE, f'<{RECEIVE}Result xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/>'), IN_DOCUMENT),
    (
        "a header that must be understood",
        SEND,
        said(SEND, "x").replace(b"<s:Body>", b'<s:Header><o xmlns="urn:o" s:mustUnderstand="1"/></s:Header><s:Body>'),
        "SOAP header urn:o:o was not understood.",
    ),
    ("a document type", SEND, b"<!DOCTYPE x>" + said(SEND, "x"), NOT_XML),
    ("a fault", SEND, enveloped(FAULT), "Asleep."),
    ("a fault in the shape of SOAP 1.2", SEND, enveloped(SHAPE12), "Exception of type 'System.Web.Services.Protocols.SoapException' was thrown."),
    ("an envelope of SOAP 1.2", SEND, said(SEND, "x").replace(SOAP.encode(), SOAP12.encode()), NOT_XML),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "call", "answer", "value"), VALUES, ids=[f"{call}: {name}" for name, call, *_ in VALUES]
)
def test_what_is_read(name: str, call: str, answer: bytes, value: Value) -> None:
    assert read(answer, "utf-8", call) == value


@pytest.mark.parametrize(
    ("name", "call", "answer", "words"), ERRORS, ids=[f"{call}: {name}" for name, call, *_ in ERRORS]
)
def test_what_is_an_error(name: str, call: str, answer: bytes, words: str) -> None:
    with pytest.raises(CallFailed) as failed:
        read(answer, "utf-8", call)
    assert str(failed.value) == words


@pytest.mark.parametrize("answer", [enveloped(""), bare(RECEIVE, "")], ids=["an empty body", "no result"])
def test_a_number_that_is_not_there_is_told_apart(answer: bytes) -> None:
    with pytest.raises(NoResult, match=NULL):
        read(answer, None, RECEIVE)


@pytest.mark.parametrize(("value", "code"), [("error", "QBWC1042"), ("0", "")])
def test_a_number_that_is_not_there_ends_the_update_or_is_nought(desk: Operator, value: str, code: str) -> None:
    desk.file.assumed.choose("no_number", value)
    missing = Raw(bare(RECEIVE, ""))
    service = Service(authenticate=[["t", ""]], sendRequestXML=[QUERY], receiveResponseXML=[missing, "100"])
    result = desk.update(service)
    assert result.code == code
    assert (NULL in desk.log) is bool(code)


def test_a_service_that_wraps_its_results_as_quickbooks_js_does_is_worked_with(desk: Operator) -> None:
    def wrapped(call: str, kind: str, text: str) -> Raw:
        whole = envelope(call, "XX" if kind == "string" else "77").decode()
        return Raw(whole.replace(">XX<" if kind == "string" else ">77<", f"><{kind}>{text}</{kind}><"))

    escaped = QUERY.replace("&", "&amp;").replace("<", "&lt;")
    service = Service(
        authenticate=[["t", ""]],
        sendRequestXML=[wrapped(SEND, "string", escaped)],
        receiveResponseXML=[wrapped(RECEIVE, "int", "20"), wrapped(RECEIVE, "int", "100")],
        closeConnection=[wrapped("closeConnection", "string", "Goodbye")],
    )
    assert desk.update(service).status == "Goodbye"
    assert service.calls.count(SEND) == 2
