"""
The SOAP endpoint over real HTTP: captured envelopes byte for byte, two WSDLs, and everything that is not a call.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from lxml import etree
from zeep import Client, Settings

from connector.adapters.envelope import NotACall, screened
from tests.contract.conftest import Serving

NS = "{http://developer.intuit.com/}"
SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
# Captured from Web Connector 2.2.0.71 (node-soap dump, johnballantyne/qbws issue 10): one line, no white space.
CAPTURED = (
    '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"><soap:Body>'
    "{}</soap:Body></soap:Envelope>"
)
SERVER_VERSION = '<serverVersion xmlns="http://developer.intuit.com/" />'
CLIENT_VERSION = '<clientVersion xmlns="http://developer.intuit.com/"><strVersion>2.2.0.71</strVersion></clientVersion>'
# Captured in 2009 (dreamcat4/potion-extra).
AUTHENTICATE = (
    '<authenticate xmlns="http://developer.intuit.com/"><strUserName>bd3e861f6715e06dc9cd0e2c683e91b0</strUserName>'
    "<strPassword>any</strPassword></authenticate>"
)
# Captured shape (consolibyte wiki, QuickBooks Pro 2006): empty arguments are empty elements.
RECEIVE = (
    '<receiveResponseXML xmlns="http://developer.intuit.com/"><ticket>a05fd1b4</ticket><response>&lt;?xml version="1.0" '
    "?&gt;\n&lt;QBXML&gt;&lt;/QBXML&gt;\n</response><hresult /><message /></receiveResponseXML>"
)


def post(serving: Serving, body: bytes | str, action: str = "serverVersion", **headers: str) -> httpx.Response:
    content = body.encode() if isinstance(body, str) else body
    sent = {
        "Content-Type": "text/xml; charset=utf-8",
        "SOAPAction": f'"http://developer.intuit.com/{action}"',
        "Expect": "100-continue",
        **headers,
    }
    return httpx.post(serving.url, content=content, headers=sent, timeout=30)


def result_of(answer: httpx.Response, call: str) -> etree._Element:
    assert answer.status_code == 200, answer.text
    found = etree.fromstring(answer.content).find(f"{SOAP}Body/{NS}{call}Response/{NS}{call}Result")
    assert found is not None, "the result element is never left out"
    return found


def fault_of(answer: httpx.Response) -> str:
    assert answer.status_code == 500
    assert answer.headers["Content-Type"].startswith("text/xml")
    text = etree.fromstring(answer.content).findtext(f"{SOAP}Body/{SOAP}Fault/faultstring")
    assert text
    for inside in ("lxml", "Traceback", "line 1", "spyne", "/", "0x"):
        assert inside not in text
    return text


def test_the_captured_server_version_is_answered(serving: Serving) -> None:
    assert result_of(post(serving, CAPTURED.format(SERVER_VERSION)), "serverVersion").text == "0.1.0"


def test_the_captured_client_version_is_let_through_with_an_empty_string(serving: Serving) -> None:
    answer = post(serving, CAPTURED.format(CLIENT_VERSION), "clientVersion")
    assert not result_of(answer, "clientVersion").text


def test_the_captured_authenticate_is_not_a_valid_user(serving: Serving) -> None:
    result = result_of(post(serving, CAPTURED.format(AUTHENTICATE), "authenticate"), "authenticate")
    assert [child.tag for child in result] == [f"{NS}string"] * 2
    assert [child.text or "" for child in result] == ["", "nvu"]


def test_the_captured_response_under_an_unknown_ticket_is_answered_in_the_protocol(serving: Serving) -> None:
    assert result_of(post(serving, CAPTURED.format(RECEIVE), "receiveResponseXML"), "receiveResponseXML").text == "-1"


def test_missing_nil_and_empty_arguments_are_alike(serving: Serving) -> None:
    xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    for arguments in ("", "<ticket />", f'<ticket {xsi} xsi:nil="true" />'):
        body = CAPTURED.format(f'<getLastError xmlns="http://developer.intuit.com/">{arguments}</getLastError>')
        assert "not known" in (result_of(post(serving, body, "getLastError"), "getLastError").text or "")


def test_every_call_under_an_unknown_ticket_gets_its_own_answer_and_status_200(serving: Serving) -> None:
    service = zeep_service(serving, theirs=False)
    assert service.sendRequestXML("x", "", "", "US", 16, 0) in (None, "")
    assert service.receiveResponseXML("x", "", "", "") == -1
    assert service.connectionError("x", "0x80040408", "") == "done"
    assert service.closeConnection("x") == "OK"
    assert "not known" in service.getLastError("x")
    assert service.getInteractiveURL("x", "y") in (None, "")
    assert service.interactiveRejected("x", "y") in (None, "")
    assert service.interactiveDone("x") == "Done"


def zeep_service(serving: Serving, *, theirs: bool) -> Any:
    if theirs:
        source = str(files("simulators.qbwc.web_connector").joinpath("service.wsdl"))
        binding = f"{NS}TroubleshootWebServiceFSSoap"
    else:
        source, binding = f"{serving.url}?wsdl", f"{NS}QBWebConnectorSvcSoap"
    client = Client(source, settings=Settings(strict=False))
    return client.create_service(binding, serving.url)


@pytest.fixture(params=[True, False], ids=["Intuit's WSDL", "our WSDL"])
def service(serving: Serving, request: pytest.FixtureRequest) -> Iterator[Any]:
    service = zeep_service(serving, theirs=request.param)
    yield service
    service._client.transport.session.close()


HCP = (
    '<?xml version="1.0" ?>\n<QBXML>\n<QBXMLMsgsRs>\n<CompanyQueryRs requestID="1" statusCode="0" statusSeverity="Info" '
    'statusMessage="Status OK">\n<CompanyRet>\n<CompanyName>Acme</CompanyName>\n<DataExtRet>\n<OwnerID>{}</OwnerID>\n'
    "<DataExtName>FileID</DataExtName>\n<DataExtValue>{}</DataExtValue>\n</DataExtRet>\n</CompanyRet>\n</CompanyQueryRs>\n"
    "</QBXMLMsgsRs>\n</QBXML>\n"
)
ANSWER = '<?xml version="1.0" ?>\n<QBXML>\n<QBXMLMsgsRs>\n{}\n</QBXMLMsgsRs>\n</QBXML>\n'
NO_MATCH = (
    '<{0}Rs requestID="{1}" statusCode="1" statusSeverity="Info" '
    'statusMessage="A query request did not find a matching object in QuickBooks" />'
)


def test_a_whole_session_runs_from_either_wsdl(serving: Serving, service: Any) -> None:
    company = serving.added.company
    assert service.serverVersion() == "0.1.0"
    assert not service.clientVersion("34.0.10015.91")
    ticket, file = service.authenticate(company.user, serving.added.password)
    assert (len(ticket) >= 43, file or "") == (True, "")
    hcp = HCP.format(company.owner_id, company.file_id)
    percents: list[int] = []
    while not percents or percents[-1] < 100:
        request = service.sendRequestXML(ticket, hcp, "C:\\acme.QBW", "US", 16, 0)
        assert request.startswith('<?xml version="1.0" encoding="utf-8"?><?qbxml version="16.0"?>')
        asked = etree.fromstring(request.encode())[0]
        found = [NO_MATCH.format(one.tag.removesuffix("Rq"), one.get("requestID")) for one in asked]
        answer = ANSWER.format("".join(found))
        percents.append(service.receiveResponseXML(ticket, answer, "", ""))
        hcp = ""
    assert percents == sorted(percents)
    assert len(percents) == 2, "our mark, then all lists"
    assert service.closeConnection(ticket) == "OK"


def test_our_wsdl_says_what_intuit_s_says(serving: Serving) -> None:
    ours = etree.fromstring(httpx.get(f"{serving.url}?wsdl").content)
    theirs = etree.fromstring(files("simulators.qbwc.web_connector").joinpath("service.wsdl").read_bytes())
    wsdl = "{http://schemas.xmlsoap.org/wsdl/}"
    soap = "{http://schemas.xmlsoap.org/wsdl/soap/}operation"

    def actions(root: etree._Element) -> dict[str, str]:
        return {
            one.get("name", ""): one.find(soap).get("soapAction", "")  # type: ignore[union-attr] # each has one
            for one in root.iterfind(f"{wsdl}binding/{wsdl}operation")
        }

    assert actions(theirs).items() <= actions(ours).items()
    assert len(actions(ours)) == 11
    assert ours.get("targetNamespace") == theirs.get("targetNamespace")


NOT_CALLS = {
    "malformed": b"<soap:Envelope",
    "zero length": b"",
    "white space": b"  \r\n",
    "no envelope": b"<hello/>",
    "no body": CAPTURED.format("").encode().replace(b"<soap:Body></soap:Body>", b""),
    "an empty body": CAPTURED.format("").encode(),
    "two calls": CAPTURED.format(SERVER_VERSION * 2).encode(),
    "an unknown call": CAPTURED.format('<dropTables xmlns="http://developer.intuit.com/" />').encode(),
    "another namespace": CAPTURED.format('<serverVersion xmlns="http://example.com/" />').encode(),
    "soap 1.2": CAPTURED.format(SERVER_VERSION).replace("xmlsoap.org/soap/envelope/", "w3.org/2003/05/soap").encode(),
    "a doctype": b'<!DOCTYPE a [<!ENTITY b "c">]>' + CAPTURED.format(SERVER_VERSION).encode()[38:],
    "a doctype behind the declaration": CAPTURED.format(SERVER_VERSION)
    .replace("?><", '?><!DOCTYPE r SYSTEM "http://example.com/x"><', 1)
    .encode(),
    "utf-16": CAPTURED.format(SERVER_VERSION).encode("utf-16"),
    "utf-16 declared": CAPTURED.format(SERVER_VERSION).replace('"utf-8"', '"utf-16"').encode(),
    "utf-7 declared": CAPTURED.format(SERVER_VERSION).replace('"utf-8"', '"utf-7"').encode(),
    "latin-1 bytes": CAPTURED.format(CLIENT_VERSION.replace("2.2.0.71", "é")).encode("latin-1"),
    "a control character": CAPTURED.format(CLIENT_VERSION.replace("2.2.0.71", "&#1;")).encode(),
    "a dangling href": CAPTURED.format(CLIENT_VERSION.replace("<strVersion>", '<strVersion href="#1">')).encode(),
    "nested arguments": CAPTURED.format(CLIENT_VERSION.replace("2.2.0.71", "<a/>")).encode(),
    "deep nesting": CAPTURED.format("<a>" * 5000 + "</a>" * 5000).encode(),
    "text for a number": CAPTURED.format(
        '<sendRequestXML xmlns="http://developer.intuit.com/"><qbXMLMajorVers>x</qbXMLMajorVers></sendRequestXML>'
    ).encode(),
    "rubbish": bytes(range(256)),
}


@pytest.mark.parametrize("name", NOT_CALLS)
def test_what_is_not_a_call_is_a_fault_that_tells_nothing_of_the_inside(serving: Serving, name: str) -> None:
    assert fault_of(post(serving, NOT_CALLS[name]))
    assert result_of(post(serving, CAPTURED.format(SERVER_VERSION)), "serverVersion").text == "0.1.0"


@pytest.mark.parametrize("is_reference", [False, True], ids=["itself", "by its number"])
def test_a_character_that_xml_cannot_hold_never_comes_in(*, is_reference: bool) -> None:
    for point in (*range(0x20), 0xD800, 0xDFFF, 0xFFFE, 0xFFFF):
        if chr(point) in "\t\n\r":
            continue
        text = f"&#{point};".encode() if is_reference else chr(point).encode("utf-8", "surrogatepass")
        with pytest.raises(NotACall):
            screened(CAPTURED.format(CLIENT_VERSION).encode().replace(b"2.2.0.71", text))


@pytest.mark.parametrize("kind", ["text/xml; charset=utf-16", "text/xml; charset=utf-8; charset=utf-7", "base64", "x"])
def test_the_charset_of_the_header_is_not_believed(serving: Serving, kind: str) -> None:
    """The bytes are UTF-8 or refused: two readings of one request would let one in unseen."""
    answer = post(serving, CAPTURED.format(SERVER_VERSION), **{"Content-Type": kind})
    assert result_of(answer, "serverVersion").text == "0.1.0"
    hidden = CAPTURED.format(SERVER_VERSION).replace("<soap:Body>", "<!--+AD4-+ADw-x+AD4- --><soap:Body>")
    assert result_of(post(serving, hidden, **{"Content-Type": kind}), "serverVersion").text == "0.1.0"


@pytest.mark.parametrize(("action", "fits"), [("serverVersion", False), ("receiveResponseXML", True), ("", False)])
def test_fifty_megabytes_are_taken_for_an_answer_only(serving: Serving, action: str, *, fits: bool) -> None:
    body = CAPTURED.format(RECEIVE.replace("&lt;/QBXML", "x" * (50 * 1024 * 1024) + "&lt;/QBXML"))
    answer = post(serving, body, action)
    if fits:
        assert result_of(answer, "receiveResponseXML").text == "-1"
    else:
        assert "larger than 1 MiB" in fault_of(answer)


def test_a_chunked_body_is_read_and_one_without_end_holds_nobody_up(serving: Serving) -> None:
    content = CAPTURED.format(SERVER_VERSION).encode()
    headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'}
    answer = httpx.post(serving.url, content=iter([content[:100], content[100:]]), headers=headers)
    assert result_of(answer, "serverVersion").text == "0.1.0"
    address = urlsplit(serving.url)
    with socket.create_connection((address.hostname, address.port)) as never_ending:
        never_ending.sendall(b"POST /qbwc HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
        assert result_of(post(serving, content), "serverVersion").text == "0.1.0"


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD"])
def test_other_methods_are_told_how_to_call(serving: Serving, method: str) -> None:
    assert httpx.request(method, serving.url).status_code == 405


def test_support_page_and_health_check_answer(serving: Serving) -> None:
    base = serving.url.removesuffix("/qbwc")
    assert httpx.get(f"{base}/support").status_code == 200, "the Web Connector asks for it when the file is added"
    assert httpx.get(f"{base}/healthz").json() == {"status": "ok"}
    for page in ("support", "healthz", "nothing"):
        headers = httpx.get(f"{base}/{page}").headers
        assert (headers["X-Content-Type-Options"], headers["X-Frame-Options"]) == ("nosniff", "DENY")
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_secrets_are_nowhere_in_the_database_as_they_are(serving: Serving) -> None:
    company = serving.added.company
    service = zeep_service(serving, theirs=True)
    ticket, _ = service.authenticate(company.user, serving.added.password)
    service.closeConnection(ticket)
    stored = b"".join(file.read_bytes() for file in serving.folder.iterdir() if file.name.startswith("connector.db"))
    for secret in (serving.added.password, "canary-client-secret", ticket):
        assert secret.encode() not in stored
