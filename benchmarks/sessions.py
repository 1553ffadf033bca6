"""
Whole Web Connector sessions per second through the durable endpoint, beside a bare handler that only parses.

    python benchmarks/sessions.py [--seconds 5]

Both serve on a real socket in this one run, and the figure to look at is the ratio: absolute numbers belong to
the machine. A session is authenticate, four rounds of sendRequestXML and receiveResponseXML, and closeConnection;
every answer is of the size named, and the endpoint parses it, applies it and commits before it answers.
"""

from __future__ import annotations

import argparse
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment
from xml.sax.saxutils import escape

import httpx
import waitress
from lxml import etree

from connector import Added, Connector, NewCompany, initialise

ENVELOPE = (
    '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">'
    '<soap:Body><{0} xmlns="http://developer.intuit.com/">{1}</{0}></soap:Body></soap:Envelope>'
)
HCP = (
    "<QBXML><QBXMLMsgsRs><CompanyQueryRs><CompanyRet><DataExtRet><OwnerID>{}</OwnerID><DataExtName>FileID</DataExtName>"
    "<DataExtValue>{}</DataExtValue></DataExtRet></CompanyRet></CompanyQueryRs></QBXMLMsgsRs></QBXML>"
)
SIZES = {"50 KB": 50_000, "2 MB": 2_000_000}
ROUNDS = 4


@dataclass(frozen=True)
class Wire:
    """One service at one address."""

    client: httpx.Client
    url: str

    def call(self, name: str, **arguments: str) -> list[str]:
        inner = "".join(f"<{key}>{escape(value)}</{key}>" for key, value in arguments.items())
        headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"http://developer.intuit.com/{name}"'}
        answer = self.client.post(self.url, content=ENVELOPE.format(name, inner).encode(), headers=headers)
        result = etree.fromstring(answer.content)[0][0][0]
        return [child.text or "" for child in result] or [result.text or ""]


def answer_of(request: str, size: int) -> str:
    """A query's answer of about ``size`` bytes, whose records change nothing."""
    asked = etree.fromstring(request.encode())[0][0]
    name = str(asked.tag).removesuffix("QueryRq")
    record = {"Terms": "StandardTermsRet"}.get(name, f"{name}Ret")
    filler = "x" * max(0, size - 400)
    return (
        f'<?xml version="1.0" ?>\n<QBXML><QBXMLMsgsRs><{name}QueryRs requestID="{asked.get("requestID")}" '
        'statusCode="0" statusSeverity="Info" statusMessage="Status OK">'
        f"<{record}><ListID>8-1</ListID><TxnID>8-1</TxnID><Name>n</Name>"
        f"<FullName>n</FullName><Notes>{filler}</Notes></{record}></{name}QueryRs></QBXMLMsgsRs></QBXML>"
    )


def durable_session(wire: Wire, added: Added, forget: Callable[[], None], size: int) -> None:
    forget()
    company = added.company
    ticket, _ = wire.call("authenticate", strUserName=company.user, strPassword=added.password)[:2]
    hcp = HCP.format(company.owner_id, company.file_id)
    for _round in range(ROUNDS):
        request = wire.call(
            "sendRequestXML", ticket=ticket, strHCPResponse=hcp, qbXMLMajorVers="16", qbXMLMinorVers="0"
        )[0]
        (percent,) = wire.call("receiveResponseXML", ticket=ticket, response=answer_of(request, size))
        hcp = ""
    assert percent == "100"
    wire.call("closeConnection", ticket=ticket)


def bare_session(wire: Wire, request: str, size: int) -> None:
    wire.call("authenticate", strUserName="u", strPassword="p")
    for _round in range(ROUNDS):
        wire.call("sendRequestXML", ticket="t")
        wire.call("receiveResponseXML", ticket="t", response=answer_of(request, size))
    wire.call("closeConnection", ticket="t")


def bare(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Parses the envelope, answers one string, keeps nothing."""
    parser = etree.XMLParser(huge_tree=True)
    call = etree.QName(etree.fromstring(environ["wsgi.input"].read(), parser)[0][0]).localname
    content = ENVELOPE.format(f"{call}Response", f"<{call}Result>1</{call}Result>").encode()
    start_response("200 OK", [("Content-Type", "text/xml"), ("Content-Length", str(len(content)))])
    return [content]


def serve(app: WSGIApplication, path: str) -> str:
    server: Any = waitress.create_server(app, host="127.0.0.1", port=0, threads=4, max_request_body_size=2**27)
    threading.Thread(target=server.run, daemon=True).start()
    return f"http://127.0.0.1:{server.effective_port}{path}"


def rate(session: Callable[[], None], seconds: float) -> float:
    session()
    begun, count = time.perf_counter(), 0
    while (spent := time.perf_counter() - begun) < seconds:
        session()
        count += 1
    return count / spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=5.0)
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory() as folder, httpx.Client(timeout=60) as client:
        home = Path(folder) / "connector"
        initialise(home)
        connector = Connector.open(home)
        added = connector.add_company(NewCompany("acme", "https://j.example", "https://j.example/t", "id", "secret"))
        durable = Wire(client, serve(connector.app(), "/qbwc"))
        only_parsing = Wire(client, serve(bare, "/"))

        def forget() -> None:
            with connector.store.write() as work:
                work.mirror.set_cursor(added.company.name, "mirror.complete", "2000-01-01T00:00:00+00:00")

        terms = "<QBXML><QBXMLMsgsRq><TermsQueryRq requestID='1' /></QBXMLMsgsRq></QBXML>"
        print(f"{'answers of':12}{'durable':>14}{'bare parsing':>16}{'ratio':>9}")
        for name, size in SIZES.items():
            ours = rate(partial(durable_session, durable, added, forget, size), seconds)
            theirs = rate(partial(bare_session, only_parsing, terms, size), seconds)
            print(f"{name:12}{ours:10.1f} / s{theirs:12.1f} / s{ours / theirs:9.2f}")


if __name__ == "__main__":
    main()
