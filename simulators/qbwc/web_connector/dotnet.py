"""
What .NET's SOAP proxy says when a call fails: the texts that customers see and send.

The order of its looks at an answer is that of System.Web.Services: the status, the content type, the XML, the fault.
"""

from __future__ import annotations

import html
import socket
import ssl
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx

SERVICE = "http://developer.intuit.com/"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
NULL = "Object reference not set to an instance of an object."
NO_ITEM = "Index was outside the bounds of the array."
NOT_XML = "Response is not well-formed XML."
TIMED_OUT = "The operation has timed out"
CLOSED = "The underlying connection was closed: "
UNEXPECTED = f"{CLOSED}The connection was closed unexpectedly."
XML_TYPES = ("text/xml", "application/soap+xml")


class CallFailed(Exception):
    """The service gave no usable answer: a fault, an HTTP error, or nothing; the text is what .NET shows."""


#: A status of 300 or more that is neither 400 nor 500 fails with its number and words, a redirect with its body. [.NET
#: reference source: SoapHttpClientProtocol, RequestResponseUtils]
def check_head(response: httpx.Response) -> None:
    """Fails where .NET does not even read the body as XML."""
    status = response.status_code
    if status >= 300 and status not in (400, 500):
        raise CallFailed(_described(response))
    #: What is not said to be text/xml, or is empty, fails with its content type and all of its body. [.NET reference
    #: source]
    kind = response.headers.get("Content-Type", "")
    if kind.partition(";")[0].strip().lower() in XML_TYPES and response.headers.get("Content-Length") != "0":
        return
    if status == 400:
        raise CallFailed(_described(response))
    raise CallFailed(
        f"Client found response content type of '{kind}', but expected 'text/xml'.\r\n{_described(response)}"
    )


def _described(response: httpx.Response) -> str:
    if response.status_code >= 400 and response.status_code != 500:
        return f"The request failed with HTTP status {response.status_code}: {response.reason_phrase}."
    body = html.unescape(response.text)
    if not body:
        return "The request failed with an empty response."
    return f"The request failed with the error message:\r\n--\r\n{body}\r\n--."


def of_transport(error: httpx.TransportError, host: str) -> str:
    """A name that is not known, a certificate that is not trusted, a port that is shut, a connection that breaks."""
    import httpx  # is there by now, or nothing could have failed

    #: The words for a connection that cannot be made or breaks are .NET's. [.NET reference source: SR strings;
    #: quickbooks-php issue 240]
    if isinstance(error, httpx.TimeoutException):
        return TIMED_OUT
    cause = _root(error)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"{CLOSED}Could not establish trust relationship for the SSL/TLS secure channel."
    if isinstance(cause, ssl.SSLError):
        return "The request was aborted: Could not create SSL/TLS secure channel."
    if isinstance(cause, socket.gaierror):
        return f"The remote name could not be resolved: '{host}'"
    if isinstance(error, httpx.ConnectError):
        return "Unable to connect to the remote server"
    if isinstance(error, httpx.RemoteProtocolError):
        partly = "without sending complete" in str(error) or "incomplete" in str(error)
        return "The request was aborted: The connection was closed unexpectedly." if partly else UNEXPECTED
    if isinstance(error, httpx.WriteError):
        return f"{CLOSED}An unexpected error occurred on a send."
    return f"{CLOSED}An unexpected error occurred on a receive."


def _root(error: BaseException) -> BaseException:
    while (before := error.__cause__ or error.__context__) is not None:
        error = before
    return error
