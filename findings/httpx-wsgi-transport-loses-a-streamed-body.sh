#!/bin/sh
# httpx 0.28.1 with Flask 3.1.3 (Werkzeug 3.1.9): a body given as an iterator is lost in httpx.WSGITransport.
# httpx sends such a body with Transfer-Encoding: chunked; the transport passes the header on to WSGI,
# sets no CONTENT_LENGTH and no wsgi.input_terminated, and Werkzeug then reads nothing.
# A good engineer guesses that the in-process transport and a real server show an application the same request.
# Seen in 2026-11: the application sees b"" with status 200; behind waitress 3.0.2 it sees b"abcd".
# The same content as bytes arrives both ways.
set -eu

python=${PYTHON:-python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
"$python" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -qq --disable-pip-version-check \
    httpx==0.28.1 httpcore==1.0.9 h11==0.16.0 anyio==4.16.0 idna==3.20 certifi==2026.10.18 \
    typing-extensions==4.16.0 flask==3.1.3 werkzeug==3.1.9 jinja2==3.1.6 markupsafe==3.0.4 \
    itsdangerous==2.2.0 blinker==1.9.0 click==8.5.1 waitress==3.0.2

"$work/venv/bin/python" -W ignore - <<'PY'
import logging
import threading

import httpx
from flask import Flask, request
from waitress.server import create_server

logging.disable(logging.CRITICAL)
app = Flask("test")


@app.post("/")
def length():
    return {"body": request.get_data().decode(), "content_length": request.content_length}


server = create_server(app, host="127.0.0.1", port=0, threads=1)
threading.Thread(target=server.run, daemon=True).start()
url = f"http://127.0.0.1:{server.socket.getsockname()[1]}/"
found = {}
for name, transport in (("WSGITransport", httpx.WSGITransport(app=app)), ("waitress", httpx.HTTPTransport())):
    with httpx.Client(transport=transport) as client:
        for kind, content in (("bytes", b"abcd"), ("iterator", iter([b"ab", b"cd"]))):
            answer = client.post(url, content=content)
            found[name, kind] = answer.status_code, answer.json()["body"]
            print(f"{name:<14} {kind:<9} {answer.status_code} {answer.json()}")
assert found["waitress", "bytes"] == found["waitress", "iterator"] == (200, "abcd"), f"changed: {found}"
assert found["WSGITransport", "bytes"] == (200, "abcd"), f"changed: {found}"
assert found["WSGITransport", "iterator"] == (200, ""), f"changed: {found}"
PY
