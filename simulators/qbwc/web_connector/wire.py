"""zeep, built from Intuit's WSDL, with envelope and headers in the form the real client sends."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import as_file, files
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

import httpx
from lxml import etree
from zeep import Client, Settings
from zeep.exceptions import Error
from zeep.plugins import Plugin
from zeep.transports import Transport
from zeep.wsdl import Document

from simulators.qbwc.web_connector.dotnet import (
    NIL,
    SERVICE,
    SOAP,
    CallFailed,
    check_head,
    of_transport,
    parsed,
    what_is_wrong,
)

NAMESPACES = {
    "soap": SOAP,
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xsd": "http://www.w3.org/2001/XMLSchema",
}
MARK = 1_000_000_007  # a number that no WSDL has in it
DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>'
#: User-Agent is that of .NET's proxy. [consolibyte's dev tester; .NET reference source]
AGENT = "Mozilla/4.0 (compatible; MSIE 6.0; MS Web Services Client Protocol 4.0.30319.42000)"
SETTINGS = Settings(strict=True, xml_huge_tree=True)


#: The envelope is on one line, soap, xsi and xsd in this order, the default namespace on the method, `` />`` after a
#: blank. [qbws issue 10, Web Connector 2.2]
class _CapturedForm(Plugin):  # type: ignore[misc] # zeep has no types
    """Rewrites zeep's envelope in the form the real client sends."""

    def egress(self, envelope: etree._Element, http_headers: Any, operation: Any, binding_options: Any) -> Any:
        shaped = etree.Element(f"{{{SOAP}}}Envelope", nsmap=NAMESPACES)
        body = etree.SubElement(shaped, f"{{{SOAP}}}Body")
        call = envelope.find(f"{{{SOAP}}}Body")[0]  # type: ignore[index] # zeep always makes a body
        method = etree.SubElement(body, call.tag, nsmap={None: SERVICE})  # type: ignore[dict-item] # lxml allows None
        for part in call:
            etree.SubElement(method, part.tag).text = part.text
        return shaped, http_headers


class Call:
    """
    One method of the WSDL. zeep makes its envelope once, with a mark for each argument, and reads every answer.

    Its own way from arguments to bytes takes longer than everything else in a call.
    """

    def __init__(self, name: str) -> None:
        client = _client()
        self._operation = client.service._binding.get(name)  # zeep has no public way to it
        self._names = [part for part, _ in self._operation.input.body.type.elements]
        # numbers where the WSDL wants numbers: a mark has to be one of either
        marks = {part: str(MARK + place) for place, part in enumerate(self._names)}
        envelope = client.create_message(client.service, name, **marks)
        shaped = DECLARATION + etree.tostring(envelope, encoding="utf-8").replace(b"/>", b" />")
        self._template = shaped.decode()
        self._marks = {part: f"<{part}>{mark}</{part}>" for part, mark in marks.items()}

    def envelope(self, arguments: Mapping[str, object]) -> bytes:
        text = self._template
        for part, mark in self._marks.items():
            value = escape(str(arguments[part]), {"\r": "&#13;"})
            #: An empty argument is an empty element. [consolibyte's wiki]
            text = text.replace(mark, f"<{part}>{value}</{part}>" if value else f"<{part} />", 1)
        return text.encode()

    def result(self, envelope: etree._Element) -> Any:
        """What the answer says, None for nothing."""
        return self._operation.process_reply(envelope)


class _Limited(httpx.SyncByteStream):
    """An answer that has to be there in time as a whole: one that drips is given up."""

    def __init__(self, stream: httpx.SyncByteStream, now: Callable[[], datetime], until: datetime) -> None:
        self._stream, self._now, self._until = stream, now, until

    def __iter__(self) -> Iterator[bytes]:
        for part in self._stream:
            if self._now() > self._until:
                raise httpx.ReadTimeout("the answer drips")
            yield part

    def close(self) -> None:
        self._stream.close()


class Wire:
    """
    One address. ``transport`` is None for real sockets; ``timeout`` is in seconds, for the whole of a call on the clock
    ``now``.

    Redirects are not followed, nothing is kept but the connection, and every call is one request.
    """

    def __init__(
        self, url: str, transport: httpx.BaseTransport | None, timeout: float, now: Callable[[], datetime]
    ) -> None:
        self._url = httpx.URL(url)
        self._host = urlsplit(url).netloc
        self._transport = transport or httpx.HTTPTransport()
        self._is_own = transport is None
        self._now = now
        self._timeout = timedelta(seconds=timeout)
        self._extensions = {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), timeout)}
        self._has_answered = False

    def close(self) -> None:
        if self._is_own:
            self._transport.close()

    def call(self, name: str, **arguments: object) -> Any:
        """The result, "" where its element is empty, None for a null: an element that is missing, or nil."""
        call = _call(name)
        answer = self.send(name, call.envelope(arguments))
        content = answer.content
        try:
            envelope = parsed(content, answer.charset_encoding)
            result = call.result(envelope)
        except (etree.XMLSyntaxError, Error, TypeError, ValueError, AttributeError, LookupError) as error:
            raise CallFailed(what_is_wrong(content, name)) from error
        if result is None or result == []:
            #: An empty element is an empty text to .NET, a null one is not. [.NET reference source]
            found = envelope.find(f".//{{{SERVICE}}}{name}Result")
            return None if found is None or found.get(NIL) in ("true", "1") else ""
        return result

    def send(self, call: str, body: bytes) -> httpx.Response:
        """The answer, if .NET would read it."""
        headers = self._headers(call, body)
        request = httpx.Request("POST", self._url, content=body, headers=headers, extensions=self._extensions)
        until = self._now() + self._timeout
        try:
            response = self._transport.handle_request(request)
            response.request = request
            #: Nothing is decompressed. [.NET's documentation: EnableDecompression]
            response.headers.pop("Content-Encoding", None)
            if self._is_own and isinstance(response.stream, httpx.SyncByteStream):
                response.stream = _Limited(response.stream, self._now, until)
            response.read()
        except httpx.TransportError as error:
            raise CallFailed(of_transport(error, request.url.host)) from error
        finally:
            #: … and only until the host has answered for the first time, Connection: Keep-Alive. [.NET reference
            #: source]
            self._has_answered = True
        check_head(response)
        return response

    #: Content-Type is text/xml; charset=utf-8, SOAPAction is quoted, and Expect: 100-continue is on every call, in this
    #: order (Host comes first over sockets: h11 puts it there). [qbws issue 10; .NET reference source]
    def _headers(self, call: str, body: bytes) -> list[tuple[str, str]]:
        kept = [] if self._has_answered else [("Connection", "Keep-Alive")]
        return [
            ("User-Agent", AGENT),
            ("Content-Type", "text/xml; charset=utf-8"),
            ("SOAPAction", f'"{SERVICE}{call}"'),
            ("Host", self._host),
            ("Content-Length", str(len(body))),
            ("Expect", "100-continue"),
            *kept,
        ]


# it writes whole tracebacks of what a service got wrong; that is told in .NET's words
logging.getLogger("zeep").addHandler(logging.NullHandler())


@cache
def _client() -> Client:
    """Parsed once: it is the same for every address."""
    with as_file(files("simulators.qbwc.web_connector").joinpath("service.wsdl")) as file:
        document = Document(str(file), Transport(), settings=SETTINGS)
    return Client(document, plugins=[_CapturedForm()], settings=SETTINGS)


@cache
def _call(name: str) -> Call:
    return Call(name)
