"""
What reaches the SOAP stack: UTF-8, one envelope, one known call, no DTD, no more bytes than it may have.

The stack behind it lets errors escape on empty bodies, wrong encodings and dangling references, cuts text
silently after a DOCTYPE, and echoes parser texts (all measured on spyne 2.14). So the bytes are screened
here, and whatever is not a call gets a SOAP fault without a word about the inside.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from typing import IO, Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from lxml import etree

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
SERVICE = "http://developer.intuit.com/"
CALLS = frozenset(
    {
        "serverVersion",
        "clientVersion",
        "authenticate",
        "sendRequestXML",
        "receiveResponseXML",
        "connectionError",
        "getLastError",
        "closeConnection",
        "getInteractiveURL",
        "interactiveRejected",
        "interactiveDone",
    }
)
MIB = 1024 * 1024
LARGE = {"receiveResponseXML": 64 * MIB}
SMALL = MIB
ENCODING = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([^"']*)["']""")
CHARSET = re.compile(r"charset\s*=\s*\"?([\w.-]*)", re.IGNORECASE)
FAULT = (
    '<?xml version="1.0" encoding="utf-8"?>'
    f'<soap:Envelope xmlns:soap="{SOAP}"><soap:Body><soap:Fault>'
    "<faultcode>soap:{code}</faultcode><faultstring>{text}</faultstring>"
    "</soap:Fault></soap:Body></soap:Envelope>"
)
log = logging.getLogger(__name__)


class NotACall(Exception):
    """The request is not one of the Web Connector's calls; the text is ours and safe to send."""


class ByteGuard:
    """A WSGI app around the SOAP app."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        method = environ.get("REQUEST_METHOD")
        if method == "GET" and "wsdl" in environ.get("QUERY_STRING", "").lower():
            return self._run(environ, start_response)
        if method != "POST":
            return _plain(start_response, "405 Method Not Allowed", "This address takes SOAP calls by POST.\n")
        try:
            body = _screened(environ)
        except NotACall as error:
            return _fault(start_response, "Client", str(error))
        return self._run({**environ, "wsgi.input": _Body(body), "CONTENT_LENGTH": str(len(body))}, start_response)

    def _run(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        answer: list[Any] = []

        def keep(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
            answer[:] = [status, headers]
            return lambda _: None

        try:
            content = b"".join(self._app(environ, keep))
        except Exception:  # the last wall: whatever escapes becomes a fault, and is logged once
            log.exception("a call failed")
            return _fault(start_response, "Server", "The connector failed. Nothing was lost; the next update goes on.")
        status, headers = answer
        if status.startswith("5"):
            return _fault(start_response, "Server", "The connector failed. Nothing was lost; the next update goes on.")
        start_response(status, [*_without_length(headers), ("Content-Length", str(len(content)))])
        return [content]


def _without_length(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in headers if name.lower() != "content-length"]


class _Body:
    """The bytes that were screened, as the WSGI input."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._at = 0

    def read(self, size: int = -1) -> bytes:
        end = len(self._body) if size < 0 else min(self._at + size, len(self._body))
        part, self._at = self._body[self._at : end], end
        return part


def _screened(environ: WSGIEnvironment) -> bytes:
    cap = LARGE.get(_action(environ), SMALL)
    charset = CHARSET.search(environ.get("CONTENT_TYPE", ""))
    if charset and charset[1].lower() not in ("utf-8", "utf8"):
        raise NotACall("The request must be in UTF-8.")
    body = _read(environ["wsgi.input"], cap)
    if not body.strip():
        raise NotACall("The request is empty.")
    declared = ENCODING.match(body.removeprefix(b"\xef\xbb\xbf").lstrip())
    if declared and declared[1].lower() != b"utf-8":
        raise NotACall("The request must be in UTF-8.")
    if b"<!DOCTYPE" in body or b"<!doctype" in body:
        raise NotACall("The request must not have a document type.")
    _check_call(body)
    return body


def _action(environ: WSGIEnvironment) -> str:
    action: str = environ.get("HTTP_SOAPACTION", "")
    return action.strip().strip('"').removeprefix(SERVICE)


def _read(stream: IO[bytes], cap: int) -> bytes:
    parts, left = [], cap + 1
    while left > 0 and (part := stream.read(min(left, MIB))):
        parts.append(part)
        left -= len(part)
    if left <= 0:
        raise NotACall(f"The request is larger than {cap // MIB} MiB.")
    return b"".join(parts)


def _check_call(body: bytes) -> None:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
        encoding="utf-8",
        remove_comments=True,
    )
    try:
        body.decode("utf-8")
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, UnicodeDecodeError) as error:
        raise NotACall("The request is not well-formed XML in UTF-8.") from error
    content = root.find(f"{{{SOAP}}}Body")
    calls = [] if content is None else [one for one in content if isinstance(one.tag, str)]
    if root.tag != f"{{{SOAP}}}Envelope" or len(calls) != 1:
        raise NotACall("The request is not a SOAP 1.1 envelope with one call.")
    name = etree.QName(calls[0])
    if name.namespace != SERVICE or name.localname not in CALLS:
        raise NotACall("The request is not a call of the Web Connector.")
    if any("href" in one.attrib for one in calls[0].iter() if isinstance(one.tag, str)):
        raise NotACall("The request refers to a part that is not there.")
    if any(len(one) for one in calls[0]):
        raise NotACall("The arguments of a call are plain text.")
    _check_numbers(calls[0])


def _check_numbers(call: etree._Element) -> None:
    for name in ("qbXMLMajorVers", "qbXMLMinorVers"):
        text = (call.findtext(f"{{{SERVICE}}}{name}") or "0").strip()
        if not re.fullmatch(r"-?\d{1,9}", text):
            raise NotACall(f"{name} is not a number.")


def _plain(start_response: StartResponse, status: str, text: str) -> list[bytes]:
    content = text.encode()
    start_response(status, [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(content)))])
    return [content]


def _fault(start_response: StartResponse, code: str, text: str) -> list[bytes]:
    content = FAULT.format(code=code, text=text).encode()
    headers = [("Content-Type", "text/xml; charset=utf-8"), ("Content-Length", str(len(content)))]
    start_response("500 Internal Server Error", headers)
    return [content]
