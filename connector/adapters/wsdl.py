"""
The WSDL of our service, with the address that it was asked for at.

Rule 1: it is Intuit's, with the three interactive calls of Intuit's C# sample: parts are named ``parameters`` and the
        number result is there always, so that .NET's tools make plain methods of it (spyne 2.14 writes neither).
Rule 2: SOAP 1.2 is not even declared: gSOAP's tool makes a client of 1.2 alone of its mere namespace.
Rule 3: the address is the ``public_url`` of the settings, else the request's own scheme and host; nothing of one
        request is kept for another (spyne keeps the first one's).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.resources import files
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from lxml import etree

from connector.quickbooks.web_connector.qwc_file import base_of

SOAP_ADDRESS = "{http://schemas.xmlsoap.org/wsdl/soap/}address"
NO_SNIFF = ("X-Content-Type-Options", "nosniff")
HOST = re.compile(r"(\[[0-9A-Fa-f:.]{2,45}\]|[0-9A-Za-z._-]{1,253})(:[0-9]{1,5})?")


def describing(public_url: str) -> WSGIApplication:
    """A WSGI app that answers with the WSDL; ``public_url`` is "" where the request has to say it."""
    source = files("connector.adapters").joinpath("service.wsdl").read_bytes()

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        root = etree.fromstring(source)
        for port in root.iter(SOAP_ADDRESS):
            port.set("location", f"{base_of(public_url)}/qbwc" if public_url else _asked(environ))
        content = etree.tostring(root, xml_declaration=True, encoding="utf-8")
        start_response("200 OK", [("Content-Type", "text/xml; charset=utf-8"), ("Cache-Control", "no-store"), NO_SNIFF])
        return [content]

    return answer


def _asked(environ: WSGIEnvironment) -> str:
    """Scheme and host are the trusted proxy's where there is one: the server has put them in their place by now."""
    name, port = environ["SERVER_NAME"], environ["SERVER_PORT"]
    said = (environ.get("HTTP_HOST", ""), f"[{name}]:{port}" if ":" in name else f"{name}:{port}")
    host = next((one for one in said if HOST.fullmatch(one)), f"localhost:{port}")
    return f"{environ['wsgi.url_scheme']}://{host}{environ.get('SCRIPT_NAME', '')}"
