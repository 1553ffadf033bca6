#!/bin/sh
# zeep 4.3.3 (against spyne 2.14.0): a Python list given for an argument of an array type is sent as nothing.
# An array type is the usual wrapper with one repeated element (ArrayOfString, stringArray).
# zeep unwraps such a type in an answer to a plain list, but does not wrap a plain list in a request.
# A good engineer guesses that echo(["a", "b"]) sends both, since zeep itself returned a list of that form.
# Seen in 2026-11: no error; an empty wrapper is sent, and the server gets [].
# It has to be echo({"string": ["a", "b"]}).
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
    spyne==2.14.0 lxml==6.1.3 pytz==2026.6 zeep==4.3.3 attrs==26.1.0 isodate==0.7.2 \
    platformdirs==4.14.7 requests==2.34.2 requests-file==3.0.1 requests-toolbelt==1.0.0 \
    charset-normalizer==3.5.2 idna==3.20 urllib3==2.8.0 certifi==2026.10.18

"$work/venv/bin/python" -W ignore - <<'PY'
import io
import logging
from wsgiref.util import setup_testing_defaults

import requests
from spyne import Application, Array, ServiceBase, Unicode, rpc
from spyne.protocol.soap import Soap11
from spyne.server.wsgi import WsgiApplication
from zeep import Client
from zeep.transports import Transport

logging.disable(logging.CRITICAL)
seen = []


class Service(ServiceBase):
    @rpc(Array(Unicode), _returns=Array(Unicode))
    def echo(ctx, names):
        seen.append(names)
        return names


server = WsgiApplication(Application([Service], tns="urn:test", in_protocol=Soap11(), out_protocol=Soap11()))


class InProcess(Transport):
    """zeep's way to the WSGI application, without sockets."""

    def load(self, url):
        return self._send("GET", "text/xml", b"", query="wsdl")

    def post(self, address, message, headers):
        self.sent = message
        answer = requests.Response()
        answer.status_code = 200
        answer.headers["Content-Type"] = "text/xml; charset=utf-8"
        answer._content = self._send("POST", "text/xml; charset=utf-8", message)
        return answer

    def _send(self, method, content_type, body, query=""):
        environ = {"REQUEST_METHOD": method, "QUERY_STRING": query, "CONTENT_TYPE": content_type}
        environ["CONTENT_LENGTH"] = str(len(body))
        environ["wsgi.input"] = io.BytesIO(body)
        setup_testing_defaults(environ)
        return b"".join(server(environ, lambda *given: None))


client = Client("http://test.example/?wsdl", transport=InProcess())
wrapped = client.service.echo({"string": ["a", "b"]})
print(f"given {{'string': ['a', 'b']}}: the server got {seen[-1]}, the client got back {wrapped!r}")
plain = client.service.echo(wrapped)
print(f"given {wrapped!r}: the server got {seen[-1]}, the client got back {plain!r}")
assert wrapped == ["a", "b"], f"changed: the answer is {wrapped!r}"
assert seen == [["a", "b"], []], f"changed: a plain list arrives as {seen[-1]}"
PY
