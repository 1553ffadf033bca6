#!/bin/sh
# spyne 2.14.0: a Decimal result is written by str(), so Decimal("1E+2") goes out as 1E+2.
# xsd:decimal has no exponent: the answer is not valid for the WSDL that spyne itself publishes.
# Such values are usual: Decimal("100.00").normalize() gives 1E+2, and small quotients give 1E-10.
# A good engineer guesses 100, since the type is declared; zeep 4.3.3 writes 100 for the same value.
# Seen in 2026-11: spyne answers 200 with 1E+2, lxml's validator refuses it, zeep's own serializer gives 100.
# Python clients parse it with decimal.Decimal and hide the fault; a strict client of another stack refuses it.
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
import decimal
import io
import logging
from wsgiref.util import setup_testing_defaults

from lxml import etree
from spyne import Application, Decimal, ServiceBase, rpc
from spyne.protocol.soap import Soap11
from spyne.server.wsgi import WsgiApplication
from zeep import xsd

logging.disable(logging.CRITICAL)
HUNDRED = decimal.Decimal("100.00").normalize()


class Service(ServiceBase):
    @rpc(_returns=Decimal)
    def total(ctx):
        return HUNDRED


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


schema = etree.XMLSchema(
    etree.fromstring(
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="d" type="xs:decimal"/></xs:schema>'
    )
)
status, answer = call(app, "total")
by_spyne = etree.fromstring(answer).findtext(".//{urn:test}totalResult")
by_zeep = xsd.Decimal().xmlvalue(HUNDRED)
for name, text in (("spyne", by_spyne), ("zeep", by_zeep)):
    is_valid = schema.validate(etree.fromstring(f"<d>{text}</d>"))
    print(f"{HUNDRED!r} by {name}: {text} - {'valid' if is_valid else 'not valid'} as xsd:decimal")
assert status.startswith("200"), f"changed: the status is {status}"
assert by_spyne == "1E+2", f"changed: spyne writes {by_spyne}"
assert by_zeep == "100", f"changed: zeep writes {by_zeep}"
assert not schema.validate(etree.fromstring("<d>1E+2</d>")), "changed: the validator takes an exponent"
PY
