"""
The fake machines beside what they stand on: list requests a second, time to the first answer, a session's calls.

    python -m benchmarks.machines [--seconds 5]

The tenant serves a page of a hundred invoices over a real socket, and so does a bare Flask route that returns the same
bytes, in this one run; the figure to look at is the ratio. A session is of 150 calls with a service that costs next to
nothing, in process, QuickBooks' own work included.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import httpx

from simulators.qbwc import Application, Pc, bare_company
from simulators.qbwc.real import RealClock, real_guid

INVOICES = "/j1p/api/public/ji/v1/invoices"
OWNER, FILE = "{90A44FB7-33D9-4815-AC85-AC86A7E7D1EB}", "{57F3B9B6-86F1-4fcc-B1FF-967DE1813D20}"
APPLICATION = Application("A", "http://localhost/q", "http://localhost/s", "u", OWNER, FILE)
ROUNDS = 73
QUERY = (
    "&lt;?xml version=&quot;1.0&quot;?&gt;&lt;?qbxml version=&quot;13.0&quot;?&gt;&lt;QBXML&gt;&lt;QBXMLMsgsRq "
    "onError=&quot;stopOnError&quot;&gt;&lt;HostQueryRq /&gt;&lt;/QBXMLMsgsRq&gt;&lt;/QBXML&gt;"
)
BARE = """
import sys, waitress
from flask import Flask, Response
from pathlib import Path
page, app = Path(sys.argv[1]).read_bytes(), Flask("bare")
app.add_url_rule("/page", view_func=lambda: Response(page, content_type="application/json"))
server = waitress.create_server(app, host="127.0.0.1", port=0, threads=8)
print(f"http://127.0.0.1:{server.effective_port}", flush=True)
server.run()
"""


@contextmanager
def running(*words: str) -> Iterator[tuple[str, float]]:
    """The first line of a process, and the seconds until it came."""
    began = time.perf_counter()
    with subprocess.Popen([sys.executable, *words], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            yield line.strip(), time.perf_counter() - began
        finally:
            process.terminate()


def a_second(url: str, path: str, headers: dict[str, str], seconds: float) -> float:
    """Over one connection; the client is the plainest there is, since it takes its share of the machine."""
    connection = HTTPConnection(url.removeprefix("http://"))
    until, count = time.perf_counter() + seconds, 0
    while time.perf_counter() < until:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200
        count += 1
    connection.close()
    return count / seconds


def tenant_beside_flask(seconds: float) -> tuple[float, float, float]:
    """Requests a second of the bare route and of the tenant, and the seconds until the tenant answers."""
    words = (
        "-m",
        "simulators.jaggaer",
        "serve",
        "--port",
        "0",
        "--invoices",
        "230",
        "--token-lifetime",
        "3600",
        "--json",
    )
    with tempfile.TemporaryDirectory() as folder, httpx.Client() as client:
        with running(*words) as (line, ready):
            facts = json.loads(line)
            form = {"grant_type": "client_credentials", "client_id": facts["client_id"]}
            form["client_secret"] = facts["client_secret"]
            token = client.post(facts["token_url"], data=form).json()["access_token"]
            headers = {"Authorization": f"Bearer {token}"}
            page = Path(folder) / "page.json"
            page.write_bytes(client.get(facts["url"] + INVOICES, headers=headers).content)
            tenant = a_second(facts["url"], INVOICES, headers, seconds)
        with running("-c", BARE, str(page)) as (url, _ready):
            bare = a_second(url, "/page", headers, seconds)
    return bare, tenant, ready


def ready_pc() -> float:
    with tempfile.TemporaryDirectory() as folder:
        company = Path(folder) / "company.json"
        new = [sys.executable, "-m", "simulators.qbwc", "new-company", str(company)]
        subprocess.run(new, check=True, capture_output=True)
        with running("-m", "simulators.qbwc", "serve", "--company", str(company), "--port", "0") as (_line, ready):
            return ready


class Stub:
    """Answers by the name of the call; nothing is parsed."""

    def __init__(self) -> None:
        self._left = 0
        self._answers = {
            name: self._envelope(name, inner)
            for name, inner in {
                "serverVersion": "1",
                "clientVersion": "",
                "authenticate": "<string>t</string><string></string>",
                "sendRequestXML": QUERY,
                "receiveResponseXML": "50",
                "closeConnection": "OK",
            }.items()
        }
        self._last = self._envelope("receiveResponseXML", "100")

    def __call__(self, request: httpx.Request) -> httpx.Response:
        name = request.headers["SOAPAction"].strip('"').rpartition("/")[2]
        if name == "authenticate":
            self._left = ROUNDS
        self._left -= name == "receiveResponseXML"
        is_last = name == "receiveResponseXML" and not self._left
        content = self._last if is_last else self._answers[name]
        return httpx.Response(200, headers={"Content-Type": "text/xml; charset=utf-8"}, content=content)

    def _envelope(self, name: str, inner: str) -> bytes:
        return (
            '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>'
            f'<{name}Response xmlns="http://developer.intuit.com/"><{name}Result>{inner}</{name}Result></{name}Response>'
            "</soap:Body></soap:Envelope>"
        ).encode()


def session() -> float:
    """Milliseconds of the best of ten sessions of 150 calls."""
    clock = RealClock()
    pc = Pc(bare_company(clock.now()), clock, real_guid, transport=httpx.MockTransport(Stub()))
    pc.add_application(APPLICATION, "pw")
    took = []
    for _ in range(10):
        began = time.perf_counter()
        assert pc.update("A").rounds == ROUNDS
        took.append(time.perf_counter() - began)
    return min(took) * 1000


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=5.0)
    seconds = parser.parse_args().seconds
    bare, tenant, ready = tenant_beside_flask(seconds)
    print(f"a page of 100 invoices, bare Flask     {bare:8.0f} a second")
    print(f"the same from the tenant               {tenant:8.0f} a second   {tenant / bare:.2f} of it")
    print(f"the tenant answers after               {ready:8.2f} s")
    print(f"the PC answers after                   {ready_pc():8.2f} s")
    print(f"a session of {2 * ROUNDS + 4} calls                {session():8.1f} ms")


if __name__ == "__main__":
    main()
