"""
The endpoint under attack, over real HTTP against “connector serve” as a process of its own.

Whatever is thrown at it, a genuine session runs on, and nothing of the inside is told.
"""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from lxml import etree

from connector import Added, Connector, NewCompany, initialise
from tests.contract.test_soap_wire import CAPTURED, NS, RECEIVE, SERVER_VERSION, SOAP

pytestmark = pytest.mark.once

MIB = 1024 * 1024
WAITS = 60
"""The Web Connector gives up on a call after so many seconds."""

CANARY = "canary-7f3a9c"
HEAD = "POST /qbwc HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\n"
AUTHENTICATE = (
    '<authenticate xmlns="http://developer.intuit.com/"><strUserName>{}</strUserName>'
    "<strPassword>{}</strPassword></authenticate>"
)


@dataclass
class Target:
    url: str
    home: Path
    log: Path
    process: subprocess.Popen[bytes]
    added: Added

    @property
    def address(self) -> tuple[str, int]:
        parts = urlsplit(self.url)
        return parts.hostname or "", parts.port or 0

    def post(self, body: bytes | str, action: str = "serverVersion", **headers: str) -> httpx.Response:
        content = body.encode() if isinstance(body, str) else body
        named = {"SOAPAction": f'"http://developer.intuit.com/{action}"', "Content-Type": "text/xml", **headers}
        return httpx.post(self.url, content=content, headers=named, timeout=WAITS)

    def call(self, name: str, **arguments: str) -> list[str]:
        inner = "".join(f"<{key}>{value}</{key}>" for key, value in arguments.items())
        answer = self.post(CAPTURED.format(f'<{name} xmlns="http://developer.intuit.com/">{inner}</{name}>'), name)
        assert answer.status_code == 200, answer.text
        result = etree.fromstring(answer.content).find(f"{SOAP}Body/{NS}{name}Response/{NS}{name}Result")
        assert result is not None
        return [one.text or "" for one in result] if len(result) else [result.text or ""]

    def authenticate(self) -> str:
        return self.call("authenticate", strUserName=self.added.company.user, strPassword=self.added.password)[0]

    def serves(self) -> None:
        """A genuine session from authenticate to closeConnection, each call within the Web Connector's 60 seconds."""
        ticket = self.authenticate()
        assert len(ticket) >= 43
        assert self.call("sendRequestXML", ticket=ticket, qbXMLMajorVers="16", qbXMLMinorVers="0") == [""]
        assert "Nothing was sent" in self.call("getLastError", ticket=ticket)[0]
        assert self.call("closeConnection", ticket=ticket)

    def peak(self) -> int:
        """The most memory it ever had, in bytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024

    def dial(self) -> socket.socket:
        return socket.create_connection(self.address, timeout=30)

    def told(self, request: bytes) -> bytes:
        """What comes back for raw bytes, until the server closes or has answered."""
        with self.dial() as line:
            line.sendall(request)
            return line.recv(65_536)


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    folder = tmp_path_factory.mktemp("attack")
    initialise(folder / "home")
    connector = Connector.open(folder / "home")
    url = f"https://{CANARY}-host.example"
    added = connector.add_company(NewCompany("acme", url, url, "id", f"{CANARY}-client-secret"))
    connector.store.close()
    log = folder / "log"
    words = ["-m", "connector", "serve", "--dir", str(folder / "home"), "--port", "0", "--no-runner", "--json"]
    with log.open("wb") as errors:
        process = subprocess.Popen([sys.executable, *words], stdout=subprocess.PIPE, stderr=errors)
    assert process.stdout is not None
    text = b""
    while b"}" not in text:
        text += process.stdout.readline()
    yield Target(json.loads(text)["url"], folder / "home", log, process, added)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=10) is not None
    process.stdout.close()


def fault_of(answer: httpx.Response) -> str:
    assert answer.status_code == 500, answer.text[:200]
    text = etree.fromstring(answer.content).findtext(f"{SOAP}Body/{SOAP}Fault/faultstring")
    assert text
    for inside in ("lxml", "Traceback", "line 1", "spyne", "/", "0x", "sqlite", CANARY):
        assert inside not in text
    return text


def answer_with(response: str, ticket: str = "nobody") -> str:
    part = f"<ticket>{ticket}</ticket><response>{response}</response><hresult /><message />"
    return CAPTURED.format(f'<receiveResponseXML xmlns="http://developer.intuit.com/">{part}</receiveResponseXML>')


QUADRATIC = SERVER_VERSION.replace(" />", " " + "a" * 900_000 + "/>")
FROZEN = {
    # what froze or starved the stack behind the guard when it was measured: now a fault within the second
    "900,000 blanks in the declaration": CAPTURED.replace("encoding=", "encoding" + " " * 900_000 + "=").format(
        SERVER_VERSION
    ),
    "95,000 attributes": CAPTURED.format(
        SERVER_VERSION.replace(" />", "".join(f' a{n}="1"' for n in range(95_000)) + " />")
    ),
    "one endless tag": CAPTURED.format(QUADRATIC),
    "100,000 arguments": CAPTURED.format(
        f'<getLastError xmlns="http://developer.intuit.com/">{"<a/>" * 100_000}</getLastError>'
    ),
    "100,000 comments": CAPTURED.format("<!---->" * 100_000 + SERVER_VERSION),
    "100,000 processing instructions": CAPTURED.format("<?a?>" * 100_000 + SERVER_VERSION),
    "300 levels": CAPTURED.format("<a>" * 300 + "</a>" * 300),
    "100,000 levels": CAPTURED.format("<a>" * 100_000 + "</a>" * 100_000),
    "an entity bomb": '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    + CAPTURED.format("<a>&b;</a>")[38:],
    "an external entity": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + CAPTURED.format("<a>&x;</a>")[38:],
    "an external document type": '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x">' + CAPTURED.format(SERVER_VERSION)[38:],
    "a reference in the header": CAPTURED.replace(
        "<soap:Body>", '<soap:Header><a id="1"/><b href="#2"/></soap:Header><soap:Body>'
    ).format("<a/>"),
    "two bodies": CAPTURED.replace("<soap:Body>", "<soap:Body/><soap:Body>").format(SERVER_VERSION),
    "an argument twice": CAPTURED.format(
        '<getLastError xmlns="http://developer.intuit.com/"><ticket>a</ticket><ticket>b</ticket></getLastError>'
    ),
    "an argument of nobody": CAPTURED.format(
        '<getLastError xmlns="http://developer.intuit.com/"><ticket xmlns="">a</ticket></getLastError>'
    ),
    "a huge number": CAPTURED.format(
        '<sendRequestXML xmlns="http://developer.intuit.com/"><qbXMLMajorVers>'
        + "9" * 5000
        + "</qbXMLMajorVers></sendRequestXML>"
    ),
    "superscript digits": CAPTURED.format(
        '<sendRequestXML xmlns="http://developer.intuit.com/"><qbXMLMajorVers>²</qbXMLMajorVers></sendRequestXML>'
    ),
}


@pytest.mark.parametrize("name", FROZEN)
def test_what_would_freeze_the_stack_is_a_fault_and_freezes_nobody(target: Target, name: str) -> None:
    assert fault_of(target.post(FROZEN[name]))
    assert target.call("serverVersion")


INNER = {
    "an entity bomb": "&lt;!DOCTYPE a [&lt;!ENTITY a 'aaaaaaaaaa'>&lt;!ENTITY b '&amp;a;&amp;a;'>]>&lt;QBXML>&amp;b;&lt;/QBXML>",
    "a quadratic bomb": "&lt;!DOCTYPE a [&lt;!ENTITY a '"
    + "a" * 50_000
    + "'>]>&lt;QBXML>"
    + "&amp;a;" * 5_000
    + "&lt;/QBXML>",
    "an external entity": "&lt;!DOCTYPE a [&lt;!ENTITY x SYSTEM 'file:///etc/passwd'>]>&lt;QBXML>&amp;x;&lt;/QBXML>",
    "deep nesting": "&lt;QBXML>" + "&lt;a>" * 100_000,
    "control characters": "&lt;QBXML>&amp;#x1F;&lt;/QBXML>",
    "not a message set": "&lt;html/>",
    "a status of another script": "&lt;QBXML>&lt;QBXMLMsgsRs>&lt;AccountQueryRs requestID='accounts' statusCode='²'/>"
    "&lt;/QBXMLMsgsRs>&lt;/QBXML>",
    "an endless status": f"&lt;QBXML>&lt;QBXMLMsgsRs>&lt;AccountQueryRs requestID='accounts' statusCode='{'9' * 5000}'/>"
    "&lt;/QBXMLMsgsRs>&lt;/QBXML>",
}


@pytest.mark.parametrize("name", INNER)
@pytest.mark.parametrize("part", ["response", "strHCPResponse"])
def test_a_bomb_in_the_qbxml_inside_gets_the_protocol_s_own_answer(target: Target, name: str, part: str) -> None:
    before = target.peak()
    ticket = target.authenticate()
    if part == "response":
        answer = target.post(answer_with(INNER[name], ticket), "receiveResponseXML")
        assert b"-1</" in answer.content
    else:
        assert target.call("sendRequestXML", ticket=ticket, strHCPResponse=INNER[name]) == [""]
        assert "Nothing was sent" in target.call("getLastError", ticket=ticket)[0]
    target.call("closeConnection", ticket=ticket)
    assert target.peak() - before < 50 * MIB
    assert b"root:" not in target.log.read_bytes()


def test_a_chunked_body_over_the_cap_is_refused_while_it_comes(target: Target) -> None:
    with target.dial() as line:
        line.sendall(f"{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode())
        with pytest.raises(OSError):  # noqa: PT011 # closed or reset, as the system has it
            for _ in range(1000):
                line.sendall(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
                if b"500" in _heard(line):
                    raise ConnectionError("refused")
    target.serves()


def _heard(line: socket.socket) -> bytes:
    line.setblocking(False)
    try:
        return line.recv(4096)
    except BlockingIOError:
        return b""
    finally:
        line.settimeout(30)


@pytest.mark.parametrize(
    "lines",
    [
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n",
        f"Content-Length: {'9' * 5000}\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: 0x10\r\n",
        "Transfer-Encoding: xchunked\r\n",
    ],
    ids=["both", "two", "5,000 digits", "negative", "hexadecimal", "unknown coding"],
)
def test_a_length_that_is_not_clear_is_refused_and_nothing_is_smuggled(target: Target, lines: str) -> None:
    smuggled = "0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    told = target.told(f"{HEAD}{lines}\r\n{smuggled}".encode())
    assert told.startswith((b"HTTP/1.0 4", b"HTTP/1.1 4", b"HTTP/1.0 5", b"HTTP/1.1 5"))
    assert b"200 OK" not in told
    assert target.call("serverVersion")


@pytest.mark.parametrize("where", ["size", "trailer"])
def test_a_chunk_s_size_line_and_the_trailer_end_somewhere(target: Target, where: str) -> None:
    start = b"0\r\nX: " if where == "trailer" else b"0;"
    told = target.told(f"{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode() + start + b"x" * 60_000)
    assert b"400" in told.partition(b"\r\n")[0]


def test_what_is_too_large_is_refused_by_its_header_before_the_body_comes(target: Target) -> None:
    for action, size in (("serverVersion", 2 * MIB), ("receiveResponseXML", 105 * MIB)):
        head = f'{HEAD}SOAPAction: "http://developer.intuit.com/{action}"\r\nContent-Length: {size}\r\n\r\n'
        told = target.told(head.encode())
        assert b"100 Continue" not in told
        assert told.split(b" ")[1] in (b"500", b"413")


def test_105_megabytes_are_refused_and_60_taken_with_bounded_memory(target: Target) -> None:
    base = target.peak()
    with pytest.raises(httpx.TransportError):  # the answer is there long before the body is through
        answer = target.post(answer_with("x" * (105 * MIB)), "receiveResponseXML")
        assert answer.status_code in (413, 500)
        raise httpx.WriteError("refused")
    assert target.peak() - base < 20 * MIB
    qbxml = "&lt;QBXML>" + "x" * (60 * MIB) + "&lt;/QBXML>"
    assert b">-1<" in target.post(answer_with(qbxml), "receiveResponseXML").content
    assert target.peak() - base < 200 * MIB, "for a ticket that nobody has it is not even parsed"
    ticket = target.authenticate()
    target.call("sendRequestXML", ticket=ticket)
    assert b">-1<" in target.post(answer_with(qbxml, ticket), "receiveResponseXML").content
    assert target.peak() - base < 600 * MIB
    target.call("closeConnection", ticket=ticket)


def test_a_large_body_for_another_call_is_refused_whatever_its_action_says(target: Target) -> None:
    body = CAPTURED.format(AUTHENTICATE.format("x" * (2 * MIB), "y"))
    assert b">-1<" in target.post(body, "receiveResponseXML").content, "no ticket, no parsing"
    ticket = target.authenticate()
    body = CAPTURED.format(
        AUTHENTICATE.format(f"x</strUserName><ticket>{ticket}</ticket><strUserName>", "y" * (2 * MIB))
    )
    assert "an argument" in fault_of(target.post(body, "receiveResponseXML")).lower()
    body = CAPTURED.format(
        f'<getLastError xmlns="http://developer.intuit.com/"><ticket>{ticket}</ticket><x>{"y" * (2 * MIB)}</x></getLastError>'
    )
    assert "larger than 1 MiB" in fault_of(target.post(body, "receiveResponseXML"))
    target.call("closeConnection", ticket=ticket)


def test_a_flood_of_parts_in_a_large_body_is_refused_without_a_tree(target: Target) -> None:
    ticket = target.authenticate()
    before = target.peak()
    flood = CAPTURED.format(
        f'<receiveResponseXML xmlns="http://developer.intuit.com/"><ticket>{ticket}</ticket>{"<a/>" * (8 * MIB)}</receiveResponseXML>'
    )
    assert "too many parts" in fault_of(target.post(flood, "receiveResponseXML"))
    assert target.peak() - before < 250 * MIB
    target.call("closeConnection", ticket=ticket)


SLOW: dict[str, Callable[[int], bytes]] = {
    "headers": lambda turn: HEAD.encode()[turn : turn + 1],
    "bodies": lambda turn: f"{HEAD}Content-Length: 100000\r\n\r\n".encode() if turn == 0 else b"x",
    "chunks": lambda turn: f"{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode() if turn == 0 else b"1\r\nx\r\n",
    "nothing": lambda turn: b"",
}


@pytest.mark.parametrize("count", [100, 600])
@pytest.mark.parametrize("kind", SLOW)
def test_a_genuine_session_runs_on_beside_slow_clients(target: Target, kind: str, count: int) -> None:
    with ExitStack() as lines:
        dialled = [lines.enter_context(target.dial()) for _ in range(count)]
        for turn in range(3):
            for line in dialled:
                with ExitStack() as closed:
                    closed.push(lambda *_: True)  # the server may have thrown this one out
                    line.sendall(SLOW[kind](turn))
            target.serves()


def test_more_clients_than_there_are_places_leave_one_for_the_genuine(target: Target) -> None:
    with ExitStack() as lines:
        for number in range(1100):
            lines.enter_context(target.dial()).sendall(HEAD[:10].encode())
            if number % 400 == 399:
                target.serves()
        target.serves()


@pytest.mark.parametrize("body", ["", CAPTURED.format(SERVER_VERSION)])
def test_expect_100_continue_never_hangs(target: Target, body: str) -> None:
    head = f"{HEAD}Expect: 100-continue\r\nContent-Length: {len(body)}\r\n\r\n"
    with target.dial() as line:
        line.sendall(head.encode())
        told = line.recv(65_536)
        if body:
            assert told.startswith(b"HTTP/1.1 100")
            line.sendall(body.encode())
            told = line.recv(65_536)
    assert told.split(b" ")[1] in (b"200", b"500")


def test_guesses_from_eight_threads_are_logged_and_slow_nobody_else(target: Target) -> None:
    target.serves()  # a source that was right before has a place of its own; one never seen may be told "busy"
    go_on = threading.Event()
    answers: list[list[str]] = []

    def guess(number: int) -> None:
        while not go_on.is_set():
            answers.append(target.call("authenticate", strUserName=f"user{number}\x85", strPassword=CANARY))

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(5):
            target.serves()
    finally:
        go_on.set()
        for thread in threads:
            thread.join()
    assert {answer[1] for answer in answers} <= {"nvu", "busy"}
    assert b"a log-in was refused" in target.log.read_bytes()


def test_the_wsdl_keeps_nothing_of_who_asked_before(target: Target) -> None:
    for host, other in (("evil.example", "other.example"), ("other.example", "evil.example")):
        wsdl = httpx.get(f"{target.url}?wsdl", headers={"Host": host, "X-Forwarded-Host": "a.example"}).text
        assert f"http://{host}/qbwc" in wsdl
        assert other not in wsdl
        assert "a.example" not in wsdl
    assert "<evil" not in httpx.get(f"{target.url}?wsdl", headers={"Host": 'x"/><evil'}).text
    assert "405" in str(httpx.get(f"{target.url}?a=wsdl").status_code)


def test_names_with_line_breaks_and_escapes_forge_no_line_of_the_log(target: Target) -> None:
    forged = 'x\r\n{"event": "forged"}\u009b31m\u2028\u202e'
    target.call("authenticate", strUserName=forged, strPassword="x")
    for line in target.log.read_bytes().decode("utf-8").splitlines():
        told = json.loads(line)
        assert told["event"] != "forged"
        assert not {"\u009b", "\u2028", "\u202e"} & set(line)


def test_a_canary_planted_in_every_input_is_found_nowhere_it_should_not_be(target: Target) -> None:
    """Passwords and tickets nowhere; what QuickBooks and JAGGAER said only where it is kept, in the database."""
    ticket = target.authenticate()
    calls = {
        "clientVersion": {"strVersion": CANARY},
        "authenticate": {"strUserName": f"{CANARY}-user", "strPassword": f"{CANARY}-password"},
        "sendRequestXML": {"ticket": f"{CANARY}-ticket", "strHCPResponse": CANARY, "strCompanyFileName": CANARY},
        "receiveResponseXML": {"ticket": f"{CANARY}-ticket", "response": CANARY, "hresult": CANARY, "message": CANARY},
        "connectionError": {"ticket": f"{CANARY}-ticket", "hresult": CANARY, "message": CANARY},
        "getLastError": {"ticket": f"{CANARY}-ticket"},
        "closeConnection": {"ticket": f"{CANARY}-ticket"},
        "getInteractiveURL": {"wcTicket": CANARY, "sessionID": CANARY},
        "interactiveRejected": {"wcTicket": CANARY, "reason": CANARY},
        "interactiveDone": {"wcTicket": CANARY},
    }
    for name, arguments in calls.items():
        assert not any(CANARY in one for one in target.call(name, **arguments)), name
    for body in (
        CANARY,
        f"<{CANARY}>",
        CAPTURED.format(f"<{CANARY}/>"),
        CAPTURED.format(RECEIVE.replace("?&gt;", CANARY)),
    ):
        assert CANARY not in target.post(body, CANARY, **{"X-Canary": CANARY}).text
    httpx.get(f"{target.url}?{CANARY}", headers={"User-Agent": CANARY})
    assert target.call("closeConnection", ticket=ticket)
    log = target.log.read_text(encoding="utf-8")
    stored = b"".join(file.read_bytes() for file in target.home.iterdir() if file.name.startswith("connector.db"))
    for secret in (f"{CANARY}-password", f"{CANARY}-ticket", f"{CANARY}-client-secret", target.added.password, ticket):
        assert secret not in log
        assert secret.encode() not in stored
    assert "Traceback" not in log


def test_the_log_is_small_and_every_line_of_it_is_json(target: Target) -> None:
    lines = target.log.read_bytes().decode("utf-8").splitlines()
    assert all(isinstance(json.loads(line), dict) for line in lines)
    assert not any(json.loads(line).get("level") in ("error", "critical") for line in lines)
