#!/bin/sh
# spyne 2.14.0: an argument with xsi:nil="false" arrives as None, and its text is lost.
# The reader looks only whether the attribute is there, not what it says.
# xsi:nil is a boolean: "false" (or "0") says that the element is not null, so it changes nothing.
# A good engineer guesses that <a xsi:nil="false">text</a> is read like <a>text</a>, as zeep 4.3.3 does.
# Seen in 2026-11: the call succeeds with 200, and the method gets None instead of "text".
# A serializer that always writes the attribute for a nillable field meets this.
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
import io
import logging
from wsgiref.util import setup_testing_defaults

from spyne import Application, ServiceBase, Unicode, rpc
from spyne.protocol.soap import Soap11
from spyne.server.wsgi import WsgiApplication

logging.disable(logging.CRITICAL)
seen = []


class Service(ServiceBase):
    @rpc(Unicode, _returns=Unicode)
    def echo(ctx, a):
        seen.append(a)
        return a


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


for argument in ('<a>text</a>', '<a xsi:nil="true"/>', '<a xsi:nil="false">text</a>', '<a xsi:nil="0">text</a>'):
    status, _ = call(app, "echo", argument)
    print(f"{argument:<32} {status[:3]} the method got {seen[-1]!r}")
assert seen[:2] == ["text", None], "the plain forms are read in another way now"
assert seen[2:] == [None, None], "changed: xsi:nil that is false no longer makes the argument None"
PY
