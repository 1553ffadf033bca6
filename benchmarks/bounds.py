"""
What limits on JAGGAER's answers cost, and what they are good for.

    python -m benchmarks.bounds [--invoices 20000] [--gigabytes 1] [--rest 2] [--against REVISION]

A poll of so many invoices, answered from memory, in processor time; with a revision of this repository, that build
polls the same in the same run, by turns, and the ratio is printed. Then “connector serve”, a process of its own, while
a JAGGAER sends it a gigabyte, packed or not: by how much its memory grew. Then how long a company waits for its first
poll beside one whose JAGGAER drips, and alone.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve()
ROUNDS = 3
MIB = 1024 * 1024
PAGE = 100
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
TOKEN = b'{"access_token": "t", "expires_in": 300}'
Send = Callable[[bytes], None]
Say = Callable[[Send], None]


def polled(count: int) -> float:
    """Seconds of processor time for one poll of so many new invoices."""
    import httpx

    from benchmarks.backlog import documents
    from connector import Connector, NewCompany
    from connector.adapters.clock import SystemClock, SystemEntropy
    from scenarios.world import QuickPasswords

    details = {str(one["header"]["invoiceId"]): one for one in documents(count)}
    bodies = {key: json.dumps(one).encode() for key, one in details.items()}
    rows = [{"header": one["header"]} for one in details.values()]
    pages = {
        str(at + 1): json.dumps(
            {
                "returnCode": 0,
                "totRecords": count,
                "returnedRecords": len(rows[at : at + PAGE]),
                "startAt": at + 1,
                "jiinvoiceList": {"jiinvoice": rows[at : at + PAGE]},
            }
        ).encode()
        for at in range(0, count, PAGE)
    }

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(200, content=TOKEN)
        start = request.url.params.get("start")
        return httpx.Response(200, content=pages[start] if start else bodies[request.url.path.rpartition("/")[2]])

    transport = httpx.MockTransport(answer)
    connector = Connector.in_memory(SystemClock(), SystemEntropy(), lambda: transport, QuickPasswords())
    connector.add_company(NewCompany("acme", "https://j.example", "https://j.example/token", "id", "secret"))
    began = time.process_time()
    done = connector.poll("acme")
    assert done.changed == count
    return time.process_time() - began


def one_run(folder: Path, count: int) -> float:
    command = [sys.executable, "-P", str(HERE), "--invoices", str(count), "--once"]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)  # ours
    return float(done.stdout.splitlines()[-1])


def compare(revision: str, count: int) -> None:
    from benchmarks.revisions import checked_out  # the revision that is measured may not have it

    with checked_out(revision) as other:
        runs = [(one_run(other, count), one_run(HERE.parents[1], count)) for _ in range(ROUNDS)]
    before, after = (median(pair[at] for pair in runs) for at in (0, 1))
    print(f"a poll of {count} invoices: {after:.2f} s, at {revision} {before:.2f} s: {after / before:.3f} of it")


@contextmanager
def server(on_token: Say, on_list: Say, asked: threading.Event) -> Iterator[str]:
    """A JAGGAER that says what it is told to, and when it was asked for a list first."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve(connection: socket.socket) -> None:
        with closing(connection):
            try:
                is_token = connection.recv(65536).startswith(b"POST")
                if not is_token:
                    asked.set()
                (on_token if is_token else on_list)(connection.sendall)
            except OSError:
                return

    def accept() -> None:
        try:
            while True:
                threading.Thread(target=serve, args=(listening.accept()[0],), daemon=True).start()
        except OSError:
            return

    threading.Thread(target=accept, daemon=True).start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()


def whole(body: bytes, *more: bytes) -> Say:
    head = OK + b"".join(more) + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body)
    return lambda send: send(head + body)


def plain(gigabytes: float) -> Say:
    def say(send: Send) -> None:
        send(OK + b"Content-Length: %d\r\n\r\n" % int(gigabytes * 1024 * MIB))
        for _ in range(int(gigabytes * 1024)):
            send(b" " * MIB)

    return say


def packed(gigabytes: float) -> Say:
    packer = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    body = b"".join(packer.compress(b" " * MIB) for _ in range(int(gigabytes * 1024))) + packer.flush()
    return whole(body, b"Content-Encoding: gzip\r\n")


def drip(send: Send) -> None:
    send(OK + b"Content-Length: 1000000\r\n\r\n")
    while True:
        send(b" ")
        time.sleep(1)


@contextmanager
def serving(urls: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """“connector serve” with a company to each JAGGAER, which it polls at once."""
    from connector import Connector, NewCompany, initialise

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "c"
        initialise(home)
        connector = Connector.open(home)
        for name, url in urls.items():
            connector.add_company(NewCompany(name, url, f"{url}/token", "id", "secret"))
        connector.store.close()
        with served(home) as process:
            yield process


@contextmanager
def served(home: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "connector", "serve", "--dir", str(home), "--port", "0"]
    with subprocess.Popen(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.kill()


def memory(process: subprocess.Popen[str], what: str) -> float:
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(status.partition(f"{what}:")[2].split()[0]) / 1024


def grown(on_token: Say, on_list: Say, rest: float) -> float:
    """MiB of memory that serve took at the most, over what it had before it was sent anything."""
    go, asked, ended = threading.Event(), threading.Event(), threading.Event()

    def gated(say: Say) -> Say:
        def said(send: Send) -> None:
            go.wait()
            try:
                say(send)
            finally:
                ended.set()

        return said

    enemy = on_list if on_token is quiet_token else on_token
    told = (quiet_token, gated(on_list)) if enemy is on_list else (gated(on_token), on_list)
    with server(*told, asked) as url, serving({"acme": url}) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(rest)  # what is measured is a process at rest, as it has started and as it has read
        before = memory(process, "VmRSS")
        go.set()
        ended.wait(120)
        time.sleep(rest / 2)
        return memory(process, "VmHWM") - before


def quiet_token(send: Send) -> None:
    whole(TOKEN)(send)


def waited(*, beside_a_drip: bool) -> float:
    """Seconds from the start of serve until a company's JAGGAER is asked for its list."""
    asked, other = threading.Event(), threading.Event()
    empty = whole(b'{"returnCode": 0, "totRecords": 0, "jiinvoiceList": {"jiinvoice": []}}')
    with server(quiet_token, empty, asked) as good, server(quiet_token, drip, other) as bad:
        companies = {"a-drips": bad, "b": good} if beside_a_drip else {"b": good}
        with serving(companies) as process:
            assert process.stdout is not None
            process.stdout.readline()
            began = time.perf_counter()
            assert asked.wait(60), "it waits for the one that drips"
            return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--invoices", type=int, default=20_000)
    parser.add_argument("--gigabytes", type=float, default=1.0)
    parser.add_argument("--rest", type=float, default=2.0, help="seconds until a process is at rest")
    parser.add_argument("--against", default="")
    parser.add_argument("--once", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.once:
        print(polled(given.invoices))
        return
    if given.against:
        compare(given.against, given.invoices)
    else:
        print(f"a poll of {given.invoices} invoices: {polled(given.invoices):.2f} s")
    size = given.gigabytes
    for what, token, listing in (
        (f"{size:g} GB as a list", quiet_token, plain(size)),
        (f"{size:g} GB as a list, packed", quiet_token, packed(size)),
        (f"{size:g} GB as a token", plain(size), quiet_token),
        (f"{size:g} GB as a token, packed", packed(size), quiet_token),
    ):
        print(f"{what}: serve grew by {grown(token, listing, given.rest):.0f} MiB")
    alone, beside = waited(beside_a_drip=False), waited(beside_a_drip=True)
    print(f"the first request of a company: after {alone:.2f} s alone, {beside:.2f} s beside one that drips")


if __name__ == "__main__":
    main()
