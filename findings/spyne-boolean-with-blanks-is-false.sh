#!/bin/sh
# spyne 2.14.0: an xsd:boolean with white space around it, " true ", arrives as False.
# XML Schema collapses white space before it reads a boolean, so " true " is valid and means true.
# spyne's numbers do ignore the blanks: " 13 " arrives as 13 and " 1.5 " as 1.5.
# A good engineer guesses that a pretty-printed or padded boolean is true, or is refused with a fault.
# Seen in 2026-11: no fault, status 200, the method gets False; lxml's schema validator accepts the same text.
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

from lxml import etree
from spyne import Application, Boolean, Decimal, Integer, ServiceBase, Unicode, rpc
from spyne.protocol.soap import Soap11
from spyne.server.wsgi import WsgiApplication

logging.disable(logging.CRITICAL)
seen = []


class Service(ServiceBase):
    @rpc(Boolean, Integer, Decimal, _returns=Unicode)
    def take(ctx, flag, count, price):
        seen.append((flag, count, price))
        return "taken"


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
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="flag" type="xs:boolean"/></xs:schema>'
    )
)
assert schema.validate(etree.fromstring("<flag> true </flag>")), "the padded boolean is not valid"
for flag, count, price in (("true", "13", "1.5"), (" true ", " 13 ", " 1.5 "), ("\n  1\n", "\n 13\n", "\n 1.5\n")):
    status, _ = call(app, "take", f"<flag>{flag}</flag><count>{count}</count><price>{price}</price>")
    print(f"{flag!r:<10} {count!r:<10} {price!r:<10} {status[:3]} the method got {seen[-1]}")
assert seen[0][0] is True, "a plain true is read in another way now"
assert [one[1] for one in seen] == [13, 13, 13], "changed: blanks around an integer are no longer ignored"
assert [one[0] for one in seen[1:]] == [False, False], "changed: a padded boolean is no longer False"
PY
