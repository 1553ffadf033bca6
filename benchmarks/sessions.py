"""
Whole Web Connector sessions through the endpoint, beside its floor and what others make of the same calls.

    python -m benchmarks.sessions [--seconds 5] [--at-once 1 4 16] [--kilobytes 50 2000]

Every server and every client is a process of its own, on real sockets, in this one run; the figure to look at is the
ratio. A session is authenticate, four rounds of sendRequestXML and receiveResponseXML with answers of the size named,
and closeConnection. ``endpoints`` says what each server does. A peer that is not installed is left out, and told.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from lxml import etree

from benchmarks.endpoints import ENVELOPE, PASSWORD, ROUNDS, USER
from benchmarks.machines import running
from connector import Connector, NewCompany, initialise
from connector.adapters.store import SqlStore
from connector.domain.identifiers import CompanyName
from connector.flow.entities import MIRRORED
from connector.flow.tasks.company_mark import KEPT_AS
from connector.sync.lineage import Lineage

COMPANY = CompanyName("acme")
NONE = '<QBXML><QBXMLMsgsRq><VendorQueryRq requestID="VendorQuery"/></QBXMLMsgsRq></QBXML>'
"""What is answered where a server says nothing that could be answered."""
SERVERS = ("ours", "floor", "lean", "kit", "bare")
HCP = (
    "<QBXML><QBXMLMsgsRs><CompanyQueryRs><CompanyRet><DataExtRet><OwnerID>{}</OwnerID><DataExtName>FileID</DataExtName>"
    "<DataExtValue>{}</DataExtValue></DataExtRet></CompanyRet></CompanyQueryRs></QBXMLMsgsRs></QBXML>"
)
VENDOR = (
    "<VendorRet><ListID>8-{0}</ListID><TimeCreated>2026-01-01T09:00:00-08:00</TimeCreated>"
    "<TimeModified>2026-01-01T09:00:00-08:00</TimeModified><EditSequence>1</EditSequence><Name>n{0}</Name>"
    "<IsActive>true</IsActive><Notes>{1}</Notes></VendorRet>"
)


class Wire:
    """One connection, and the seconds that its calls took."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._connection = HTTPConnection(parts.netloc, timeout=120)
        self._path = parts.path
        self.took = 0.0

    def call(self, name: str, **arguments: str) -> list[str]:
        inner = "".join(f"<{key}>{escape(value)}</{key}>" for key, value in arguments.items())
        headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"http://developer.intuit.com/{name}"'}
        body = ENVELOPE.format(name, inner).encode()
        began = time.perf_counter()
        self._connection.request("POST", self._path, body, headers)
        content = self._connection.getresponse().read()
        self.took += time.perf_counter() - began
        result = etree.fromstring(content)[0][0][0]
        return [child.text or "" for child in result] or [result.text or ""]


def answer_of(request: str, size: int, left: int) -> str:
    """An answer of about ``size`` bytes to whatever was asked; vendors have ``left`` pages more, the rest is empty."""
    parts = []
    for asked in etree.fromstring(request.encode())[0]:
        name = str(asked.tag).removesuffix("Rq")
        inner, more = "", ""
        if name == "VendorQuery":
            inner = "".join(VENDOR.format(number, "x" * 700) for number in range(max(1, size // 1000)))
            more = f' iteratorRemainingCount="{left}" iteratorID="{{1}}"'
        request_id = f' requestID="{asked.get("requestID")}"'
        status = ' statusCode="0" statusSeverity="Info" statusMessage="Status OK"'
        parts.append(f"<{name}Rs{request_id}{status}{more}>{inner}</{name}Rs>")
    return f'<?xml version="1.0" ?>\n<QBXML><QBXMLMsgsRs>{"".join(parts)}</QBXMLMsgsRs></QBXML>'


def session(wire: Wire, facts: dict[str, str], size: int) -> None:
    ticket = ""
    while not ticket:  # busy while others' passwords are verified for the first time
        ticket = wire.call("authenticate", strUserName=facts["user"], strPassword=facts["password"])[0]
    hcp = HCP.format(facts.get("owner", ""), facts.get("file", ""))
    for number in range(ROUNDS):
        numbers = {"qbXMLMajorVers": "16", "qbXMLMinorVers": "0"}
        names = {"strCompanyFileName": "", "qbXMLCountry": "US"}
        request = wire.call("sendRequestXML", ticket=ticket, strHCPResponse=hcp, **names, **numbers)[0]
        request = request if "<QBXML>" in request else ""
        response = answer_of(request or NONE, size, ROUNDS - 1 - number)
        wire.call("receiveResponseXML", ticket=ticket, response=response, hresult="", message="")
        assert request or "home" not in facts
    wire.call("closeConnection", ticket=ticket)


def client(url: str, size: int, seconds: float, facts: dict[str, str]) -> float:
    """Sessions a second of calls alone; before each of ours the lists are made due again, which is not timed."""
    wire, count = Wire(url), 0
    store = SqlStore(Path(facts["home"]) / "connector.db") if "home" in facts else None
    until = time.perf_counter() + seconds
    while time.perf_counter() < until or not count:
        if store is not None:
            with store.write() as work:
                work.mirror.set_cursor(CompanyName(facts["company"]), MIRRORED, "2000-01-01T00:00:00+00:00")
        session(wire, facts, size)
        count += 1
    return count / wire.took


def together(url: str, size: int, seconds: float, facts: list[dict[str, str]]) -> float:
    """All clients' sessions a second."""
    words = [sys.executable, "-m", "benchmarks.sessions", "--client", url, str(size), str(seconds)]
    clients = [subprocess.Popen([*words, json.dumps(one)], stdout=subprocess.PIPE, text=True) for one in facts]
    return sum(float(one.communicate()[0].splitlines()[-1]) for one in clients)


def installed(home: Path, companies: int) -> list[dict[str, str]]:
    """An installation with so many companies, since one has one session at a time."""
    initialise(home)
    connector = Connector.open(home)
    facts = []
    for number in range(companies):
        url = "https://j.example"
        added = connector.add_company(NewCompany(f"{COMPANY}-{number}", url, f"{url}/token", "id", "secret"))
        company = added.company
        without_mark(connector, company.name)
        own = {"owner": company.owner_id, "file": company.file_id, "home": str(home), "company": company.name}
        facts.append({"user": company.user, "password": added.password, **own})
    connector.close()
    return facts


def without_mark(connector: Connector, name: CompanyName) -> None:
    """A file that takes no mark of ours: four rounds, and all of them lists."""
    with connector.store.write() as work:
        work.mirror.set_value(name, KEPT_AS, Lineage(off="a benchmark"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--at-once", type=int, nargs="+", default=[1, 4, 16])
    parser.add_argument("--kilobytes", type=int, nargs="+", default=[50, 2000])
    parser.add_argument("--client", nargs=4, default=[], help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.client:
        url, size, seconds, facts = given.client
        print(client(url, int(size), float(seconds), json.loads(facts)))
        return
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "connector"
        companies = installed(home, max(given.at_once))
        urls: dict[str, str] = {}
        for name in SERVERS:
            words = ["-m", "benchmarks.endpoints", name, *([str(home)] if name == "ours" else [])]
            url, _ready = stack.enter_context(running(*words))
            if url:
                urls[name] = url
            else:
                print(f"{name} does not start here, and is left out")
        others = [name for name in urls if name != "ours"]
        print(f"{'answers of':12}{'at once':>8}" + "".join(f"{name:>12}" for name in urls), end="")
        print("".join(f"{'/ ' + name:>9}" for name in others))
        for size in (kilobytes * 1000 for kilobytes in given.kilobytes):
            for count in given.at_once:
                anybody = [{"user": USER, "password": PASSWORD}] * count
                rates = {
                    name: together(url, size, given.seconds, companies[:count] if name == "ours" else anybody)
                    for name, url in urls.items()
                }
                print(f"{size // 1000:9} KB{count:8}" + "".join(f"{rate:10.1f}/s" for rate in rates.values()), end="")
                print("".join(f"{rates['ours'] / rates[name]:9.2f}" for name in others))


if __name__ == "__main__":
    main()
