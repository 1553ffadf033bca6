"""The Web Connector's calls, at one address."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from simulators.qbwc.assumed import Assumed
from simulators.qbwc.web_connector.dotnet import NO_ITEM, NULL, CallFailed
from simulators.qbwc.web_connector.reading import NoResult

if TYPE_CHECKING:
    import httpx

#: A call times out after 100 s. [.NET's documentation: WebClientProtocol.Timeout]
TIMEOUT = 100.0


def get_ready() -> None:
    """
    Load zeep, which takes its time: who only processes a message set does not wait for it.

    While it is loaded a socket is opened, to see whether there is IPv6; that has no place inside a story.
    """
    import_module("simulators.qbwc.web_connector.wire")


class Proxy:
    """The calls at one address; each raises ``CallFailed`` in .NET's words. ``transport`` is None for real sockets."""

    def __init__(self, url: str, transport: httpx.BaseTransport | None = None, assumed: Assumed | None = None) -> None:
        from simulators.qbwc.web_connector.wire import Wire

        self._assumed = assumed or Assumed()
        self._wire = Wire(url, transport, TIMEOUT, self._assumed)

    def close(self) -> None:
        self._wire.close()

    def server_version(self) -> str:
        return _text(self._wire.call("serverVersion"))

    def client_version(self, version: str) -> str:
        return _text(self._wire.call("clientVersion", strVersion=version))

    def authenticate(self, user: str, password: str) -> Sequence[str]:
        given = _there(self._wire.call("authenticate", strUserName=user, strPassword=password))
        if len(given) < 2:
            raise CallFailed(NO_ITEM)
        return [one or "" for one in given]

    def send_request(self, ticket: str, hcp: str, file: str, country: str, version: tuple[int, int]) -> str:
        major, minor = version
        return str(
            _there(
                self._wire.call(
                    "sendRequestXML",
                    ticket=ticket,
                    strHCPResponse=hcp,
                    strCompanyFileName=file,
                    qbXMLCountry=country,
                    qbXMLMajorVers=major,
                    qbXMLMinorVers=minor,
                )
            )
        )

    def receive_response(self, ticket: str, response: str, hresult: str, message: str) -> int:
        named = {"ticket": ticket, "response": response, "hresult": hresult, "message": message}
        try:
            return cast(int, self._wire.call("receiveResponseXML", **named))
        except NoResult:
            #: A receiveResponseXML that answers nothing ends the update (an “Object reference” was reported once), or
            #: is nought, as in Mono. [assumed: no_number]
            if self._assumed.holds("no_number", "0"):
                return 0
            raise

    def connection_error(self, ticket: str, hresult: str, message: str) -> str:
        return _text(self._wire.call("connectionError", ticket=ticket, hresult=hresult, message=message))

    def get_last_error(self, ticket: str) -> str:
        return _text(self._wire.call("getLastError", ticket=ticket))

    def close_connection(self, ticket: str) -> str:
        return _text(self._wire.call("closeConnection", ticket=ticket))

    def interactive_url(self, ticket: str, session: str) -> str:
        return _text(self._wire.call("getInteractiveURL", wcTicket=ticket, sessionID=session))

    def interactive_rejected(self, ticket: str, reason: str) -> str:
        return _text(self._wire.call("interactiveRejected", wcTicket=ticket, reason=reason))

    def interactive_done(self, ticket: str) -> str:
        return _text(self._wire.call("interactiveDone", wcTicket=ticket))

    def raw(self, call: str, envelope: bytes) -> bytes:
        """Send an envelope as it is, one that was captured for instance; the answer's bytes."""
        return self._wire.send(call, envelope).content


def _there(value: Any) -> Any:
    """A null is an exception inside the real Web Connector."""
    if value is None:
        raise CallFailed(NULL)
    return value


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
