"""A capture as a QWCLog.txt of level VERBOSE: what is read of it again is the capture."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain

from scenarios.captures.model import Capture, Event, Round, Update
from simulators.qbwc import Level, QwcLog

LOCK_ANSWER = """<?xml version="1.0" ?>
<QBXML>
<QBXMLMsgsRs>
<CompanyQueryRs requestID="1" statusCode="0" statusSeverity="Info" statusMessage="Status OK">
<CompanyRet>
<DataExtRet>
<OwnerID>{owner}</OwnerID>
<DataExtName>FileID</DataExtName>
<DataExtType>STR255TYPE</DataExtType>
<DataExtValue>{file}</DataExtValue>
</DataExtRet>
</CompanyRet>
</CompanyQueryRs>
</QBXMLMsgsRs>
</QBXML>
"""
SOAP = "QBWebConnector.SOAPWebService"


def log_of(capture: Capture) -> Iterator[str]:
    """The log in pieces. Updates come in their order, with the events that were said in each at its end."""
    yield from _Writing().capture(capture)


class _Writing:
    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._at = datetime.min.replace(tzinfo=UTC)
        self._log = QwcLog(self._pieces.append, lambda: self._at, Level.VERBOSE)

    def capture(self, capture: Capture) -> Iterator[str]:
        inside: dict[int, list[Event]] = {}
        for event in capture.events:
            inside.setdefault(event.update, []).append(event)
        between = deque(inside.pop(0, []))
        times = chain((one.began_at for one in capture.updates), (one.at for one in capture.events))
        first = next((at for at in times if at is not None), None)
        if first is None:
            return
        self._at = first
        self._log.banner()
        for update in capture.updates:
            while between and _is_before(between[0], update):
                self._event(between.popleft())
            yield from self._update(update, inside.pop(update.number, []))
        for event in chain(between, *inside.values()):
            self._event(event)
        yield from self._given()

    def _given(self) -> Iterator[str]:
        yield "".join(self._pieces)
        self._pieces.clear()

    def _update(self, update: Update, events: list[Event]) -> Iterator[str]:
        log, self._at = self._log, update.began_at
        if not update.missing:
            self._beginning(update)
        for one in update.rounds:
            self._round(update, one)
            yield from self._given()
        self._at = update.ended_at or self._at
        if update.connection_error:
            hresult, message = update.connection_error
            told = {"wcTicket": update.ticket, "hresult": hresult, "message": message}
            log.guessed("connectionError", told, "connectionErrorRet", "done")
        if update.last_error is not None:
            log.guessed("getLastError", {"wcTicket": update.ticket}, "lastErrorRet", update.last_error)
        for event in events:
            self._event(event)
        self._end(update)
        yield from self._given()

    def _beginning(self, update: Update) -> None:
        log = self._log
        log.started(update.application, update.url, "", is_scheduled=update.is_scheduled is not False)
        log.server_version("")
        if update.version:
            log.client_version(update.version, "", goes_on=True)
        if update.application or update.user:
            log.authenticating(update.application, update.user)
        if update.ticket or update.word:
            put_off = str(update.postponed or "")
            log.authenticated([update.ticket, update.word.upper(), put_off, ""])
            if update.postponed:
                log.said(f"{SOAP}.HandleDelayRequest()", _postponed(update))

    def _round(self, update: Update, one: Round) -> None:
        log, self._at = self._log, one.asked_at
        if one.request is not None or not one.damage:
            log.asking(one.number, update.ticket, one.hcp, one.company_file, one.country, one.version)
        if one.request is not None:
            log.request(one.request)
            self._processing(one)
            if one.answered_at is None:
                return
        self._at = one.answered_at or one.asked_at
        if one.answered_at is not None:
            log.answering(update.ticket, one.response, one.hresult, one.message)
        if one.percent is not None:
            log.said(f"{SOAP}.do_receiveResponseXML()", f'more="{one.percent}">')

    def _processing(self, one: Round) -> None:
        log, source = self._log, f"{SOAP}.ProcessRequestXML()"
        if one.request_size:
            log.said(source, f"REQUEST: received from application: size (bytes) = {one.request_size}")
        if one.processed_at is not None:
            self._at = one.processed_at
            log.said(source, "Sending request to QuickBooks.")
        if one.response_size:
            log.said(source, f"Response received from QuickBooks: size (bytes) = {one.response_size}")

    def _event(self, event: Event) -> None:
        self._at = event.at or self._at
        below = event.below.split("\n") if event.below else []
        self._log.said(event.source, event.text, *below)

    def _end(self, update: Update) -> None:
        log = self._log
        if update.host:
            log.got_lock(f"LOCKED:{update.host}:0")
        if update.identity() and not any("FileID" in one.hcp for one in update.rounds):
            text = LOCK_ANSWER.format(owner=update.owner_id, file=update.file_id)
            log.unlocking("Send_CompanyQueryRqXML", text)
        if update.closed is not None:
            log.closed(update.ticket, update.closed)
        if update.closed is not None or update.word:
            log.said(f"{SOAP}.update()", "update completed.")


def _is_before(event: Event, update: Update) -> bool:
    at = event.at or update.began_at
    return at < update.began_at or (at == update.began_at and event.line < update.line)


def _postponed(update: Update) -> str:
    at = f"{update.began_at:%m/%d/%Y}"
    return f"Update has been postponed at {at} by '{update.application}' for next {update.postponed} seconds"
