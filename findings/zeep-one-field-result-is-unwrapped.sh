#!/bin/sh
# zeep 4.3.3 (against spyne 2.14.0): a result whose complex type has one field comes back as that field's value.
# With two fields, also when the second is optional and absent, it is an object with attributes.
# So a service that adds an optional field, a compatible change of its WSDL, breaks result handling in clients.
# A good engineer guesses an object in both cases (suds-community 1.2.0 gives one), or that only arrays are unwrapped.
# Seen in 2026-11: the same content is 'Acme' before and {'name': 'Acme', 'note': None} after.
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
from spyne import Application, ComplexModel, ServiceBase, Unicode, rpc
from spyne.protocol.soap import Soap11
from spyne.server.wsgi import WsgiApplication
from zeep import Client
from zeep.transports import Transport

logging.disable(logging.CRITICAL)


class Vendor(ComplexModel):
    __namespace__ = "urn:test"
    name = Unicode


class NewerVendor(ComplexModel):
    __namespace__ = "urn:test"
    name = Unicode
    note = Unicode


class Service(ServiceBase):
    @rpc(_returns=Vendor)
    def before(ctx):
        return Vendor(name="Acme")

    @rpc(_returns=NewerVendor)
    def after(ctx):
        return NewerVendor(name="Acme")


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
before, after = client.service.before(), client.service.after()
print("one field: ", repr(before))
print("two fields:", type(after).__name__, {name: after[name] for name in after})
assert before == "Acme", f"changed: a result of one field is {before!r}"
assert (after.name, after.note) == ("Acme", None), f"changed: a result of two fields is {after!r}"
PY
