"""Calls as bytes: zeep's envelopes from Intuit's WSDL, in the form and with the headers that the real client sends."""

from __future__ import annotations

import logging
import select
import socket
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import as_file, files
from typing import Any, cast
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

import httpx
from lxml import etree
from zeep import Client, Settings
from zeep.plugins import Plugin
from zeep.transports import Transport
from zeep.wsdl import Document

from simulators.qbwc.assumed import Assumed
from simulators.qbwc.web_connector.dotnet import SERVICE, SOAP, CallFailed, check_head, of_transport
from simulators.qbwc.web_connector.reading import Value, read

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
CONTINUE_SECONDS = 0.35
READ_SECONDS = 300.0


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
    One method of the WSDL. zeep makes its envelope once, with a mark for each argument.

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

    #: A null is left out, an empty argument an empty element; a carriage return is sent as it is. [consolibyte's wiki;
    #: Mono 6.8 proxy, seen 2026-11]
    def envelope(self, arguments: Mapping[str, object]) -> bytes:
        text = self._template
        for part, mark in self._marks.items():
            value = arguments[part]
            said = escape(str(value))
            shown = "" if value is None else f"<{part}>{said}</{part}>" if said else f"<{part} />"
            text = text.replace(mark, shown, 1)
        return text.encode()


class _Patient(httpx.SyncByteStream):
    """A body that waits for “100 Continue”, or for 350 ms."""

    def __init__(self, body: bytes, connection: Callable[[], socket.socket | None]) -> None:
        self._body, self._connection = body, connection

    def __iter__(self) -> Iterator[bytes]:
        if (connection := self._connection()) is not None:
            select.select([connection], [], [], CONTINUE_SECONDS)
        yield self._body


class Wire:
    """
    One address. ``transport`` is None for real sockets; ``timeout``: seconds until the head of an answer is there.

    Redirects are not followed, nothing is kept but the connection, and every call is one request.
    """

    def __init__(self, url: str, transport: httpx.BaseTransport | None, timeout: float, assumed: Assumed) -> None:
        self._url = httpx.URL(url)
        self._host = urlsplit(url).netloc
        self._transport = transport or httpx.HTTPTransport()
        self._is_own = transport is None
        self._timeout = timeout
        self._assumed = assumed
        self._connection: socket.socket | None = None
        self._has_answered = False

    def close(self) -> None:
        if self._is_own:
            self._transport.close()

    def call(self, name: str, **arguments: object) -> Value:
        """The result, None for a null."""
        answer = self.send(name, _call(name).envelope(arguments))
        return read(answer.content, answer.charset_encoding, name)

    def send(self, call: str, body: bytes) -> httpx.Response:
        """The answer, if .NET would read it."""
        waits = dict.fromkeys(("connect", "read", "write", "pool"), self._timeout)
        request = httpx.Request(
            "POST",
            self._url,
            stream=_Patient(body, self._waited_for),
            headers=self._headers(call, body),
            extensions={"timeout": waits, "trace": self._traced} if self._is_own else {"timeout": waits},
        )
        try:
            response = self._transport.handle_request(request)
            #: A call times out until the head of its answer is there; then each read may take five minutes. [.NET's
            #: documentation: WebRequest.Timeout, ReadWriteTimeout; Mono 6.8 proxy, seen 2026-11]
            waits["read"] = READ_SECONDS
            answer = _whole(response)
        except httpx.TransportError as error:
            raise CallFailed(of_transport(error, request.url.host)) from error
        finally:
            #: … and only until the host has answered for the first time, Connection: Keep-Alive. [.NET reference
            #: source]
            self._has_answered = True
        check_head(answer)
        return answer

    def _traced(self, event: str, info: Mapping[str, Any]) -> None:
        """httpcore tells of every connection that it makes, and of its TLS."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._connection = info["return_value"].get_extra_info("socket")

    #: Over a socket a body waits 350 ms for the 100 that it asked for, as .NET does, or not, as Mono. [assumed:
    #: expect_continue]
    def _waited_for(self) -> socket.socket | None:
        waits = self._connection is not None and self._assumed.holds("expect_continue", "waits")
        return self._connection if waits else None

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


def _whole(response: httpx.Response) -> httpx.Response:
    """The answer with its body, which is not unpacked."""
    parts: list[bytes] = []
    stream = cast("httpx.SyncByteStream", response.stream)  # a synchronous transport has no other
    try:
        parts.extend(stream)
    except httpx.RemoteProtocolError:
        #: A body that is shorter than its length is read all the same, if the XML is whole. [Mono 6.8 proxy, seen
        #: 2026-11]
        if "Content-Length" not in response.headers or not _is_xml(b"".join(parts)):
            raise
    finally:
        stream.close()
    #: Nothing is decompressed. [.NET's documentation: EnableDecompression]
    kept = [(name, value) for name, value in response.headers.raw if name.lower() != b"content-encoding"]
    return httpx.Response(
        response.status_code, headers=kept, content=b"".join(parts), extensions={**response.extensions}
    )


def _is_xml(content: bytes) -> bool:
    try:
        etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError:
        return False
    return True


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
