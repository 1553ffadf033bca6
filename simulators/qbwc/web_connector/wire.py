"""zeep, built from Intuit's WSDL, with envelope and headers in the form the real client sends."""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files
from typing import Any

import httpx
from lxml import etree
from zeep import Client, Settings
from zeep.exceptions import Error
from zeep.plugins import Plugin
from zeep.transports import Transport
from zeep.wsdl import Document

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
NAMESPACES = {
    "soap": SOAP,
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xsd": "http://www.w3.org/2001/XMLSchema",
}
SERVICE = "http://developer.intuit.com/"
DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>'
#: User-Agent is that of .NET's proxy. [consolibyte's dev tester]
AGENT = "Mozilla/4.0 (compatible; MSIE 6.0; MS Web Services Client Protocol 4.0.30319.42000)"
SETTINGS = Settings(strict=False, xml_huge_tree=True)


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
            etree.SubElement(method, part.tag).text = part.text or None  # “<hresult />”, not two tags
        return shaped, http_headers


class _HttpxTransport(Transport):  # type: ignore[misc] # as above
    """zeep over httpx, so that the wire is the seam: real sockets, or an app in the same process."""

    def __init__(self, client: httpx.Client) -> None:
        super().__init__()
        self._client = client

    #: Content-Type is text/xml; charset=utf-8, and SOAPAction is quoted. [qbws issue 10]
    def post_xml(self, address: str, envelope: etree._Element, headers: dict[str, str]) -> Any:
        body = DECLARATION + etree.tostring(envelope, encoding="utf-8").replace(b"/>", b" />")
        return self.post(address, body, headers)

    def post(self, address: str, message: bytes, headers: dict[str, str]) -> httpx.Response:
        #: Expect: 100-continue and Connection: Keep-Alive. [CommView capture of the proxy class]
        sent = {**headers, "User-Agent": AGENT, "Expect": "100-continue", "Connection": "Keep-Alive"}
        return self._client.post(address, content=message, headers=sent)


@cache
def _wsdl() -> Document:
    """Parsed once: it is the same for every proxy."""
    with as_file(files("simulators.qbwc.web_connector").joinpath("service.wsdl")) as file:
        return Document(str(file), Transport(), settings=SETTINGS)


def service(client: httpx.Client, url: str) -> Any:
    """The calls of the service at an address, each a method."""
    made = Client(_wsdl(), transport=_HttpxTransport(client), plugins=[_CapturedForm()], settings=SETTINGS)
    return made.create_service(f"{{{SERVICE}}}TroubleshootWebServiceFSSoap", url)


__all__ = ["Error", "service"]
