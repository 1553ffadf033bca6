"""
The Web Connector's eleven calls as a SOAP 1.1 service: the only module that knows spyne.

Names, order and types of the parameters are Intuit's (QBWebConnectorSvc.wsdl; the three interactive calls
from Intuit's C# sample). Missing, nil and empty arguments are alike; a result is always a string, never nil:
a missing result element breaks the real client (QBWC1041).
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import structlog

from connector.adapters import spyne_loader

spyne_loader.load()

from spyne import Application, Array, Integer32, ServiceBase, Unicode, rpc
from spyne.protocol.soap import Soap11
from spyne.server.wsgi import WsgiApplication

from connector.adapters.byte_guard import BESIDE, ByteGuard
from connector.adapters.envelope import MIB, SERVICE
from connector.adapters.wsdl import describing
from connector.errors import ConfigurationError, ConnectorError, InternalError, TransientError
from connector.flow.access import BUSY
from connector.flow.exchange import Exchange

STRINGS = Array(Unicode(nillable=True), member_name="string", type_name="ArrayOfString")
PORT = "QBWebConnectorSvcSoap"
EXCHANGE = "connector.exchange"
"""In the environment of a call, whose it is."""
log = structlog.get_logger()
ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def build(exchange: Exchange, public_url: str = "") -> WSGIApplication:
    """The service behind its byte guard, for one exchange; ``public_url`` is where it is called, if that is known."""
    service = _service()

    def called(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return service({**environ, EXCHANGE: exchange}, start_response)

    return ByteGuard(called, describing(public_url), exchange.knows)


@cache
def _service() -> WSGIApplication:
    logging.getLogger("spyne").setLevel(logging.CRITICAL + 1)  # it writes whole requests, passwords included
    service: WSGIApplication = WsgiApplication(application(), max_content_length=65 * MIB)
    return service


@cache
def application() -> Any:
    """The eleven calls as spyne has them, once for all exchanges: making them takes as long as a whole update."""
    made = Application(
        [QBWebConnectorSvc],
        tns=SERVICE,
        name="QBWebConnectorSvc",
        in_protocol=Soap11(huge_tree=True),
        out_protocol=Soap11(),
    )
    made.event_manager.add_listener("method_exception_object", _told)
    return made


def _told(context: Any) -> None:
    """A call that failed becomes a fault that says nothing of the inside; the log says why."""
    error = sys.exc_info()[1]
    if isinstance(error, ConnectorError) and not isinstance(error, InternalError):
        log.warning("a call was put off", call=context.method_name, why=str(error))
    else:
        log.error("a call failed", call=context.method_name, exc_info=error)


def _given(value: object) -> str:
    """What came in was read by an XML parser, and so is a text that XML can hold, or nothing."""
    return value if isinstance(value, str) else ""


def _text(value: str) -> str:
    """What goes out may have come from elsewhere."""
    return ILLEGAL.sub("�", value) if ILLEGAL.search(value) else value


def _exchange(context: Any) -> Exchange:
    found: Exchange = context.transport.req_env[EXCHANGE]
    return found


def _source(context: Any) -> str:
    address: str = context.transport.req_env.get("REMOTE_ADDR", "")
    return address


def _authenticated(exchange: Exchange, user: str, password: str, source: str) -> list[str]:
    """Every log-in is in the log, but for those that found nothing to do."""
    try:
        given = list(exchange.authenticate(user, password, source))
    except (TransientError, ConfigurationError) as error:  # the database is locked, full, read-only: it comes again
        log.warning("an update was put off", why=str(error))
        return list(BUSY)
    if given[1] == "nvu":
        log.warning("a log-in was refused", user=user[:60], source=source)
    elif given[0]:
        log.info("an update began", user=user[:60], source=source)
    return given


class QBWebConnectorSvc(ServiceBase):  # type: ignore[misc] # spyne has no types
    __port_types__ = (PORT,)
    __service_name__ = "QBWebConnectorSvc"

    @rpc(_returns=Unicode, _port_type=PORT)
    def serverVersion(ctx) -> str:
        return _exchange(ctx).version

    @rpc(Unicode, _returns=Unicode, _port_type=PORT)
    def clientVersion(ctx, strVersion) -> str:
        return ""  # W: and E: would open a dialog on an unattended PC

    @rpc(Unicode, Unicode, _returns=STRINGS, _port_type=PORT)
    def authenticate(ctx, strUserName, strPassword) -> Sequence[str]:
        return _authenticated(_exchange(ctx), _given(strUserName), _given(strPassword), _source(ctx))

    @rpc(Unicode, Unicode, Unicode, Unicode, Integer32, Integer32, _returns=Unicode, _port_type=PORT)
    def sendRequestXML(
        ctx,
        ticket,
        strHCPResponse,
        strCompanyFileName,
        qbXMLCountry,
        qbXMLMajorVers,
        qbXMLMinorVers,
    ) -> str:
        major, minor = qbXMLMajorVers or 0, qbXMLMinorVers or 0
        return _text(_exchange(ctx).send_request(_given(ticket), _given(strHCPResponse), major, minor))

    @rpc(Unicode, Unicode, Unicode, Unicode, _returns=Integer32, _port_type=PORT)
    def receiveResponseXML(ctx, ticket, response, hresult, message) -> int:
        beside = ctx.transport.req_env.get(BESIDE, response)
        return _exchange(ctx).receive_response(_given(ticket), _given(beside), _given(hresult), _given(message))

    @rpc(Unicode, Unicode, Unicode, _returns=Unicode, _port_type=PORT)
    def connectionError(ctx, ticket, hresult, message) -> str:
        return _text(_exchange(ctx).connection_error(_given(ticket), _given(hresult), _given(message)))

    @rpc(Unicode, _returns=Unicode, _port_type=PORT)
    def getLastError(ctx, ticket) -> str:
        return _text(_exchange(ctx).get_last_error(_given(ticket)))

    @rpc(Unicode, _returns=Unicode, _port_type=PORT)
    def closeConnection(ctx, ticket) -> str:
        return _text(_exchange(ctx).close_connection(_given(ticket)))

    @rpc(Unicode, Unicode, _returns=Unicode, _port_type=PORT)
    def getInteractiveURL(ctx, wcTicket, sessionID) -> str:
        return ""  # there is no interactive mode

    @rpc(Unicode, Unicode, _returns=Unicode, _port_type=PORT)
    def interactiveRejected(ctx, wcTicket, reason) -> str:
        return ""

    @rpc(Unicode, _returns=Unicode, _port_type=PORT)
    def interactiveDone(ctx, wcTicket) -> str:
        return "Done"
