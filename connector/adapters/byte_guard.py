"""
What stands before the SOAP stack: a POST with one call in it, of a size that this call may have, and nothing else.

Rule 1: whatever is not a call gets a SOAP fault without a word about the inside, and so does whatever escapes.
Rule 2: a large body is parsed only for a ticket that is known; all others get the protocol's own answer for an
        unknown ticket at once.
Rule 3: the stack is handed our own envelope (``envelope``) and a fixed content type, never the client's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import IO, Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import structlog

from connector.adapters.envelope import MIB, SERVICE, SMALL, SOAP, NotACall, call_of, cap_of, screened, ticket_of

ENVELOPE = (
    '<?xml version="1.0" encoding="utf-8"?>'
    f'<soap:Envelope xmlns:soap="{SOAP}"><soap:Body>{{0}}</soap:Body></soap:Envelope>'
)
FAULT = ENVELOPE.format("<soap:Fault><faultcode>soap:{code}</faultcode><faultstring>{text}</faultstring></soap:Fault>")
UNKNOWN_TICKET = ENVELOPE.format(
    f'<receiveResponseXMLResponse xmlns="{SERVICE}"><receiveResponseXMLResult>-1</receiveResponseXMLResult>'
    "</receiveResponseXMLResponse>"
).encode()
BESIDE = "connector.response"
FAILED = "The connector failed. Nothing was lost; the next update goes on."
log = structlog.get_logger()


class ByteGuard:
    """
    A WSGI app around the SOAP app ``app``; ``wsdl`` describes it, ``knows`` says whether a ticket is one of ours.
    """

    def __init__(self, app: WSGIApplication, wsdl: WSGIApplication, knows: Callable[[str], bool]) -> None:
        self._app = app
        self._wsdl = wsdl
        self._knows = knows

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            return self._answered(environ, start_response)
        except NotACall as error:
            return fault(start_response, "Client", str(error))
        except Exception:  # the last wall: whatever escapes becomes a fault, and is logged once
            log.exception("a call failed")
            return fault(start_response, "Server", FAILED)

    def _answered(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        method = environ.get("REQUEST_METHOD")
        if method == "GET" and environ.get("QUERY_STRING", "").partition("=")[0].lower() == "wsdl":
            return self._run(self._wsdl, environ, start_response)
        if method != "POST":
            return _plain(start_response, "405 Method Not Allowed", "This address takes SOAP calls by POST.\n")
        body = _read(environ["wsgi.input"], cap_of(call_of(environ.get("HTTP_SOAPACTION", ""))))
        if len(body) > SMALL and not self._knows(ticket_of(body)):
            return _answer(start_response, "200 OK", UNKNOWN_TICKET)
        call = screened(body)
        del body
        own = {"wsgi.input": BytesIO(call.envelope), "CONTENT_LENGTH": str(len(call.envelope)), BESIDE: call.response}
        return self._run(self._app, {**environ, **own, "CONTENT_TYPE": "text/xml"}, start_response)

    def _run(self, app: WSGIApplication, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        answer: list[Any] = []

        def keep(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
            answer[:] = [status, headers]
            return lambda _: None

        content = b"".join(app(environ, keep))
        status, headers = answer
        if status.startswith("5"):
            return fault(start_response, "Server", FAILED)
        start_response(status, [*_without_length(headers), ("Content-Length", str(len(content)))])
        return [content]


def _without_length(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in headers if name.lower() != "content-length"]


def _read(stream: IO[bytes], cap: int) -> bytes:
    parts, left = [], cap + 1
    while left > 0 and (part := stream.read(min(left, MIB))):
        parts.append(part)
        left -= len(part)
    if left <= 0:
        raise NotACall(f"The request is larger than {cap // MIB} MiB.")
    return b"".join(parts)


def _plain(start_response: StartResponse, status: str, text: str) -> list[bytes]:
    content = text.encode()
    start_response(status, [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(content)))])
    return [content]


def _answer(start_response: StartResponse, status: str, content: bytes) -> list[bytes]:
    start_response(status, [("Content-Type", "text/xml; charset=utf-8"), ("Content-Length", str(len(content)))])
    return [content]


def fault(start_response: StartResponse, code: str, text: str) -> list[bytes]:
    """A SOAP 1.1 fault, which goes with status 500."""
    return _answer(start_response, "500 Internal Server Error", FAULT.format(code=code, text=text).encode())
