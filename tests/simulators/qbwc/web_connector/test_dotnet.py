"""Servers that answer wrongly, or not at all, over real sockets: each ends the update in .NET's words, and nothing hangs."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

import httpx
import pytest

from simulators.qbwc import CallFailed, Proxy
from simulators.qbwc.assumed import Assumed
from tests.simulators.qbwc.web_connector.conftest import APPLICATION, START, Operator
from tests.simulators.qbwc.web_connector.service import INTUIT, QUERY, SOAP, Raw, Service, envelope

HTML = "<html>Sign in &amp; go</html>"
NULL = "Object reference not set to an instance of an object."
NOT_XML = "Response is not well-formed XML."
RIGHT = envelope("authenticate", ["t", "none"]).decode()
SHOWN = "The request failed with the error message:\r\n--\r\n<html>Sign in & go</html>\r\n--."
FAULT = (
    f'<s:Envelope xmlns:s="{SOAP}"><s:Body><s:Fault><faultcode>s:Server</faultcode>'
    "<faultstring>The ledger is asleep.</faultstring></s:Fault></s:Body></s:Envelope>"
)


def body(inner: str) -> str:
    return f'<soap:Envelope xmlns:soap="{SOAP}"><soap:Body>{inner}</soap:Body></soap:Envelope>'


#: An answer to authenticate, and what .NET's proxy says of it.
WRONG: dict[str, tuple[Raw, str]] = {
    "html": (
        Raw(HTML, kind="text/html"),
        f"Client found response content type of 'text/html', but expected 'text/xml'.\r\n{SHOWN}",
    ),
    "html under 500": (
        Raw(HTML, 500, "text/html"),
        f"Client found response content type of 'text/html', but expected 'text/xml'.\r\n{SHOWN}",
    ),
    "html under 503": (Raw(HTML, 503, "text/html"), "The request failed with HTTP status 503: Service Unavailable."),
    "not found": (Raw(HTML, 404, "text/html"), "The request failed with HTTP status 404: Not Found."),
    "bad request": (Raw(HTML, 400, "text/html"), "The request failed with HTTP status 400: Bad Request."),
    "a redirect": (Raw(HTML, 302, "text/html", {"Location": "https://elsewhere/"}), SHOWN),
    "an empty redirect": (Raw("", 301, "text/html", {"Location": "/"}), "The request failed with an empty response."),
    "nothing": (
        Raw(""),
        "Client found response content type of 'text/xml; charset=utf-8', but expected 'text/xml'.\r\n"
        "The request failed with an empty response.",
    ),
    "a fault": (Raw(FAULT, 500), "The ledger is asleep."),
    "a fault under 200": (Raw(FAULT), "The ledger is asleep."),
    "a notice before the xml": (Raw("Notice: undefined\n" + RIGHT), NOT_XML),
    "something after the xml": (Raw(RIGHT + "<!-- x --><p/>"), NOT_XML),
    "half an envelope": (Raw(RIGHT[: RIGHT.index("<authenticateResult")]), NOT_XML),
    "half a result": (Raw(RIGHT[: RIGHT.index("none")]), "There is an error in XML document (1, "),
    "another document": (Raw("<html/>"), NOT_XML),
    "an empty body": (Raw(body("")), NULL),
    "no result": (Raw(body(f'<authenticateResponse xmlns="{INTUIT}"/>')), NULL),
    "a null result": (
        Raw(
            body(
                f'<authenticateResponse xmlns="{INTUIT}"><authenticateResult '
                'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/></authenticateResponse>'
            )
        ),
        NULL,
    ),
    "an array without items": (
        Raw(body(f'<authenticateResponse xmlns="{INTUIT}"><authenticateResult/></authenticateResponse>')),
        "Index was outside the bounds of the array.",
    ),
    "items of another namespace": (
        Raw(
            body(
                f'<authenticateResponse xmlns="{INTUIT}"><authenticateResult xmlns:a="http://schemas.microsoft.com/2003/10/'
                'Serialization/Arrays"><a:string>t</a:string><a:string>none</a:string></authenticateResult>'
                "</authenticateResponse>"
            )
        ),
        "Index was outside the bounds of the array.",
    ),
    "an answer of another namespace": (
        Raw(body('<authenticateResponse xmlns="urn:x"><authenticateResult/></authenticateResponse>')),
        NULL,
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_answer_ends_the_update_in_dotnet_s_words(desk: Operator, name: str) -> None:
    answer, words = WRONG[name]
    service = Service(authenticate=[answer])
    result = desk.update(service)
    assert result.code == "QBWC1012"
    assert " ".join(words.split()) in result.status, "the person at the PC reads why"
    assert service.calls == START, "no call after it"
    assert words in desk.log
    assert "More info:" in desk.log
    right = Service(authenticate=[["", "none"]])
    assert desk.update(right).answer == "none", "and the next update begins anew"


@pytest.mark.parametrize(
    "right",
    [
        RIGHT.replace("soap:", "SOAP-ENV:").replace(":soap", ":SOAP-ENV"),
        RIGHT.replace("><", ">\n  <"),
        "\ufeff" + RIGHT,
        RIGHT + "\n\n",
        RIGHT.replace("soap:", "").replace(":soap", ":x"),
    ],
    ids=["another prefix", "white space", "a byte order mark", "newlines after it", "no namespace"],
)
def test_what_works_in_the_field_works_here(desk: Operator, right: str) -> None:
    assert desk.update(Service(authenticate=[Raw(right)])).answer == "none"


def test_the_content_type_says_what_it_is_and_in_which_letters(desk: Operator) -> None:
    other = Raw(RIGHT, kind="application/soap+xml; charset=utf-8")
    assert desk.update(Service(authenticate=[other])).answer == "none"
    closed = envelope("closeConnection", "XX").decode().replace("XX", "caf\u00e9").replace("utf-8", "x", 1)
    latin = Raw(closed.partition("?>")[2].encode("latin-1"), kind="text/xml; charset=iso-8859-1")
    service = Service(
        authenticate=[["t", ""]], sendRequestXML=[QUERY], receiveResponseXML=["100"], closeConnection=[latin]
    )
    assert desk.update(service).status == "caf\u00e9"


def test_what_says_that_it_is_compressed_is_not_unpacked(desk: Operator) -> None:
    packed = Raw(RIGHT, headers={"Content-Encoding": "gzip"})
    assert desk.update(Service(authenticate=[packed])).answer == "none"


@pytest.mark.parametrize(
    ("answer", "words"),
    [("abc", "error in XML"), ("", "error in XML"), ("99999999999", "error in XML"), ("50.5", "error in XML")],
)
def test_a_percent_that_is_no_number_is_an_error(desk: Operator, answer: str, words: str) -> None:
    wrong = Raw(
        body(
            f'<receiveResponseXMLResponse xmlns="{INTUIT}"><receiveResponseXMLResult>{answer}</receiveResponseXMLResult></receiveResponseXMLResponse>'
        )
    )
    service = Service(authenticate=[["t", ""]], sendRequestXML=[QUERY], receiveResponseXML=[wrong])
    assert desk.update(service).code == "QBWC1042"
    assert words in desk.log


def test_a_null_request_is_an_error_and_an_empty_one_is_not(desk: Operator) -> None:
    null = Raw(body(f'<sendRequestXMLResponse xmlns="{INTUIT}"/>'))
    assert desk.update(Service(authenticate=[["t", ""]], sendRequestXML=[null])).code == "QBWC1041"
    assert NULL in desk.log


def read_whole(there: socket.socket) -> None:
    """Up to the last byte: who closes a connection with some unread resets it."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += there.recv(65536)
    head, _, got = data.partition(b"\r\n\r\n")
    (length,) = (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
    while len(got) < length:
        got += there.recv(65536)


@contextmanager
def served(
    answer: Callable[[socket.socket], None], read: Callable[[socket.socket], None] = read_whole
) -> Iterator[str]:
    """A port that reads one request, does as it is told, and says that no more will come."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:

        def run() -> None:
            there, _ = listening.accept()
            with closing(there):
                read(there)
                answer(there)
                with contextlib.suppress(OSError):
                    there.shutdown(socket.SHUT_WR)
                    there.recv(65536)

        thread = threading.Thread(target=run)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/qbwc"
        thread.join()


def failure(url: str) -> str:
    proxy = Proxy(url)
    try:
        with pytest.raises(CallFailed) as failed:
            proxy.server_version()
    finally:
        proxy.close()
    return str(failed.value)


def test_a_connection_that_is_closed_without_an_answer() -> None:
    with served(lambda there: None) as url:
        assert failure(url) == "The underlying connection was closed: The connection was closed unexpectedly."


def test_a_connection_that_breaks_in_the_answer() -> None:
    half = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 999\r\n\r\n<soap"
    with served(lambda there: there.sendall(half)) as url:
        assert failure(url) == "The request was aborted: The connection was closed unexpectedly."


def drips(there: socket.socket, before: bytes, after: bytes) -> None:
    """Longer than the time-out, in two parts; then nothing more comes until the other side is gone."""
    there.sendall(before)
    threading.Event().wait(1.0)
    with contextlib.suppress(OSError):
        there.sendall(after)
        there.recv(1)


def called(url: str, monkeypatch: pytest.MonkeyPatch, **chosen: str) -> str:
    """serverVersion with half a second of patience."""
    monkeypatch.setattr("simulators.qbwc.web_connector.soap.TIMEOUT", 0.5)
    with closing(Proxy(url, assumed=Assumed(chosen))) as proxy:
        return proxy.server_version()


VERSION = envelope("serverVersion", "7.1")


def head(length: int) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: %d\r\n\r\n" % length


def test_the_time_out_ends_at_the_head_of_an_answer_and_not_while_its_body_drips(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = head(len(VERSION)) + VERSION
    with served(lambda there: drips(there, whole[:-20], whole[-20:])) as url:
        assert called(url, monkeypatch) == "7.1"
    slow = served(lambda there: drips(there, whole[:9], whole[9:]))
    with slow as url, pytest.raises(CallFailed, match="The operation has timed out"):
        called(url, monkeypatch)


@pytest.mark.parametrize(("cut", "is_read"), [(0, True), (1, False)])
def test_a_body_shorter_than_its_length_is_read_if_its_xml_is_whole(
    cut: int, is_read: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = VERSION[: len(VERSION) - cut]
    with served(lambda there: there.sendall(head(9999) + body)) as url:
        if is_read:
            assert called(url, monkeypatch) == "7.1"
            return
        with pytest.raises(CallFailed, match="The request was aborted: The connection was closed"):
            called(url, monkeypatch)


def test_a_connection_that_is_closed_is_not_tried_a_second_time() -> None:
    asked: list[bytes] = []
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        listening.settimeout(0.3)

        def run() -> None:
            with contextlib.suppress(TimeoutError):
                while True:
                    there, _ = listening.accept()
                    with closing(there):
                        asked.append(there.recv(65536))

        thread = threading.Thread(target=run)
        thread.start()
        failure(f"http://127.0.0.1:{listening.getsockname()[1]}/qbwc")
        thread.join()
    assert len([one for one in asked if one]) == 1


@pytest.mark.parametrize(("value", "waits"), [("waits", True), ("at once", False)])
def test_the_body_waits_for_the_continue_that_it_asked_for_or_not(
    value: str, waits: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    came: list[bool] = []

    def read(there: socket.socket) -> None:
        data = there.recv(65536)
        there.settimeout(0.1)
        while b"</soap:Envelope>" not in data:
            try:
                data += there.recv(65536)
            except TimeoutError:
                came.append(False)
                there.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
                there.settimeout(5)
        came.append(True)

    with served(lambda there: there.sendall(head(len(VERSION)) + VERSION), read=read) as url:
        assert called(url, monkeypatch, expect_continue=value) == "7.1"
    assert came == ([False, True] if waits else [True])


def test_a_body_whose_continue_never_comes_is_sent_after_350_milliseconds(monkeypatch: pytest.MonkeyPatch) -> None:
    with served(lambda there: there.sendall(head(len(VERSION)) + VERSION)) as url:
        assert called(url, monkeypatch, expect_continue="waits") == "7.1"


def test_carriage_returns_are_sent_as_they_are_nulls_left_out_and_empty_texts_empty_elements() -> None:
    service = Service(connectionError=["done"])
    with closing(Proxy(APPLICATION.url, httpx.WSGITransport(service.app))) as proxy:
        proxy.get_last_error("")
        proxy._wire.call("connectionError", ticket="a\r\nb&", hresult=None, message="")
    assert b"<ticket />" in service.bodies[0]
    assert b"<ticket>a\r\nb&amp;</ticket><message /></connectionError>" in service.bodies[1]


def test_a_port_that_is_shut_and_a_name_that_is_not_known() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        port = listening.getsockname()[1]
    assert failure(f"http://127.0.0.1:{port}/qbwc") == "Unable to connect to the remote server"
    assert failure("http://nobody.invalid/qbwc") == "The remote name could not be resolved: 'nobody.invalid'"


def test_a_server_that_speaks_no_tls_where_https_is_asked_for() -> None:
    refusal = b"HTTP/1.1 400 Bad Request\r\n\r\n"
    with served(lambda there: there.sendall(refusal), read=lambda there: None) as url:
        said = failure(url.replace("http:", "https:"))
    assert said == "The request was aborted: Could not create SSL/TLS secure channel."


def test_the_envelope_and_headers_are_the_captured_ones(desk: Operator) -> None:
    """johnballantyne/qbws issue 10, byte for byte; the headers in .NET's order."""
    service = Service(authenticate=[["", "none"]])
    desk.update(service)
    assert service.bodies[0].decode() == (
        '<?xml version="1.0" encoding="utf-8"?><soap:Envelope '
        'xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">'
        '<soap:Body><serverVersion xmlns="http://developer.intuit.com/" /></soap:Body></soap:Envelope>'
    )
    assert service.heads[0]["Soapaction"] == '"http://developer.intuit.com/serverVersion"'
    assert service.heads[0]["Expect"] == "100-continue"
    assert [head.get("Connection") for head in service.heads] == ["Keep-Alive", None, None]


def test_over_a_socket_the_headers_come_in_dotnet_s_order() -> None:
    heads: list[bytes] = []

    def run(there: socket.socket) -> None:
        there.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")

    with closing(socket.create_server(("127.0.0.1", 0))) as listening:

        def accept() -> None:
            there, _ = listening.accept()
            with closing(there):
                heads.append(there.recv(65536))
                run(there)

        thread = threading.Thread(target=accept)
        thread.start()
        failure(f"http://127.0.0.1:{listening.getsockname()[1]}/qbwc")
        thread.join()
    names = [line.split(b":")[0].decode() for line in heads[0].split(b"\r\n\r\n")[0].split(b"\r\n")[1:]]
    others = [name for name in names if name != "Host"]  # which h11 puts first
    assert others == ["User-Agent", "Content-Type", "SOAPAction", "Content-Length", "Expect", "Connection"]


def test_captured_bytes_can_be_sent_as_they_are(desk: Operator) -> None:
    service = Service(authenticate=[["t", "none"]])
    captured = body(
        f'<authenticate xmlns="{INTUIT}"><strUserName>bd3e861f</strUserName><strPassword>any</strPassword></authenticate>'
    ).encode()
    answer = Proxy(APPLICATION.url, httpx.WSGITransport(service.app)).raw("authenticate", captured)
    assert b"<string>none</string>" in answer
    assert service.bodies == [captured]
    assert replace(APPLICATION).user == "user"
