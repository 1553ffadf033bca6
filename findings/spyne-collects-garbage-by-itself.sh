#!/bin/sh
# spyne 2.14.0: closing a call runs gc.collect(), a full collection of the whole process, up to once a second.
# It holds the interpreter, and takes longer the more objects the process has, whoever made them.
# It also runs in a process that called gc.disable(); the interval is spyne.const.MIN_GC_INTERVAL, 1.0 second.
# A good engineer guesses that a web framework leaves the collector alone, and looks elsewhere for the pauses.
# Seen in 2026-11, with a clock of the test's own: 10 calls half a second apart run 4 full collections,
# and 10 calls with the interval set to infinity run none.
set -eu

python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info >= (3, 12))' || {
    echo "Needs Python 3.11: spyne 2.14.0 cannot be imported on 3.12 and later." >&2
    exit 2
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
"$python" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -qq --disable-pip-version-check \
    spyne==2.14.0 lxml==6.1.3 pytz==2026.6

"$work/venv/bin/python" -W ignore - <<'PY'
import gc
import io
import logging
import math
from wsgiref.util import setup_testing_defaults

import spyne.const
import spyne.context
from spyne import Application, ServiceBase, Unicode, rpc
from spyne.protocol.soap import Soap11
from spyne.server.wsgi import WsgiApplication

logging.disable(logging.CRITICAL)


class Service(ServiceBase):
    @rpc(_returns=Unicode)
    def ping(ctx):
        return "pong"


app = WsgiApplication(Application([Service], tns="urn:test", in_protocol=Soap11(), out_protocol=Soap11()))


def call(app, method, arguments=""):
    """Status line and content of one call, made in-process."""
    body = (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns="urn:test">'
        f"<s:Body><{method}>{arguments}</{method}></s:Body></s:Envelope>"
    ).encode()
    environ = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": "text/xml; charset=utf-8", "CONTENT_LENGTH": str(len(body))}
    environ["wsgi.input"] = io.BytesIO(body)
    setup_testing_defaults(environ)
    status = []
    answer = b"".join(app(environ, lambda line, headers, error=None: status.append(line)))
    return status[0], answer


now = 1_000_000.0
spyne.context.time = lambda: now
full = []
gc.disable()
gc.callbacks.append(lambda phase, info: full.append(phase) if (phase, info["generation"]) == ("start", 2) else None)


def count(calls):
    global now
    full.clear()
    for _ in range(calls):
        call(app, "ping")
        now += 0.5
    return len(full)


as_it_is = count(10)
spyne.const.MIN_GC_INTERVAL = math.inf
switched_off = count(10)
print(f"the collector is {'on' if gc.isenabled() else 'off'}; 10 calls in 5 seconds: {as_it_is} full collections")
print(f"with an infinite interval: {switched_off}")
assert as_it_is == 4, f"changed: {as_it_is} full collections"
assert switched_off == 0, f"changed: {switched_off} full collections though the interval is infinite"
PY
