"""The Web Connector's calls, at one address."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import httpx

#: A call times out after 100 s. [.NET's documentation: WebClientProtocol.Timeout]
TIMEOUT = 100.0


class CallFailed(Exception):
    """The service gave no usable answer: a fault, an HTTP error, or nothing; the text is what .NET would show."""


def get_ready() -> None:
    """
    Load zeep, which takes its time: who only processes a message set does not wait for it.

    While it is loaded a socket is opened, to see whether there is IPv6; that has no place inside a story.
    """
    import_module("simulators.qbwc.web_connector.wire")


class Proxy:
    """The eight calls, at one address."""

    def __init__(self, url: str, transport: httpx.BaseTransport | None = None) -> None:
        from simulators.qbwc.web_connector import wire

        #: Redirects are not followed. [.NET's documentation]
        self._client = httpx.Client(transport=transport, timeout=TIMEOUT, follow_redirects=False)
        self._service = wire.service(self._client, url)
        self._errors = (wire.Error, TypeError, ValueError)

    def close(self) -> None:
        self._client.close()

    def server_version(self) -> str:
        return _text(self._call("serverVersion"))

    def client_version(self, version: str) -> str:
        return _text(self._call("clientVersion", strVersion=version))

    def authenticate(self, user: str, password: str) -> Sequence[str]:
        return [one or "" for one in self._call("authenticate", strUserName=user, strPassword=password) or []]

    def send_request(self, ticket: str, hcp: str, file: str, country: str, version: tuple[int, int]) -> str:
        major, minor = version
        return _text(
            self._call(
                "sendRequestXML",
                ticket=ticket,
                strHCPResponse=hcp,
                strCompanyFileName=file,
                qbXMLCountry=country,
                qbXMLMajorVers=major,
                qbXMLMinorVers=minor,
            )
        )

    def receive_response(self, ticket: str, response: str, hresult: str, message: str) -> int:
        return int(self._call("receiveResponseXML", ticket=ticket, response=response, hresult=hresult, message=message))

    def connection_error(self, ticket: str, hresult: str, message: str) -> str:
        return _text(self._call("connectionError", ticket=ticket, hresult=hresult, message=message))

    def get_last_error(self, ticket: str) -> str:
        return _text(self._call("getLastError", ticket=ticket))

    def close_connection(self, ticket: str) -> str:
        return _text(self._call("closeConnection", ticket=ticket))

    def _call(self, name: str, **arguments: object) -> Any:
        try:
            return self._service[name](**arguments)
        except httpx.TimeoutException as error:
            raise CallFailed("The operation has timed out") from error
        except httpx.HTTPError as error:
            raise CallFailed("Unable to connect to the remote server") from error
        except self._errors as error:
            raise CallFailed(str(error)) from error


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
