"""One update: the Web Connector's calls in its order, what it does with each answer, and how it ends."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace

from simulators.qbwc.faults import Effect
from simulators.qbwc.hresults import HRESULTS
from simulators.qbwc.processor import Hresult, RequestProcessor
from simulators.qbwc.web_connector import company_lock
from simulators.qbwc.web_connector.answers import DONE, Authenticated, Verdict, Word, authenticated, verdict
from simulators.qbwc.web_connector.codes import said
from simulators.qbwc.web_connector.dotnet import CallFailed
from simulators.qbwc.web_connector.exchange import Exchange
from simulators.qbwc.web_connector.machine import Ended, Killed, Machine, UpdateResult
from simulators.qbwc.web_connector.registry import Installed
from simulators.qbwc.web_connector.soap import Proxy

VERSION = "33.0.10015.91"
RETRIES = 10
LATE = 600.0
POSTPONED = "Update postponed by application"


class Update:
    """
    One update of one application; ``on_round`` is told the number of each round and its percent.

    Of one that is killed the log just ends.
    """

    def __init__(
        self,
        machine: Machine,
        installed: Installed,
        proxy: Proxy,
        on_round: Callable[[int, int], None],
        *,
        is_scheduled: bool,
    ) -> None:
        self._machine = machine
        self._installed = installed
        self._application = installed.application
        self._proxy = proxy
        self._on_round = on_round
        self._is_scheduled = is_scheduled

    def run(self) -> UpdateResult:
        """The whole update, from serverVersion to the last call it makes."""
        one, log = self._application, self._machine.log
        log.started(one.name, one.url, one.unique_name, is_scheduled=self._is_scheduled)
        try:
            result = self._run()
        except Ended as ended:
            result = ended.result
        except Killed:
            return UpdateResult("The Web Connector was stopped.", code="killed")
        word = Word[result.answer.upper()] if result.answer else Word.WORK
        is_put_off = result.status == POSTPONED
        is_good = not (result.answer or result.code or is_put_off or result.is_told)
        log.ended(one.name, word, is_good=is_good, is_put_off=is_put_off)
        return result

    def _run(self) -> UpdateResult:
        #: The update begins with serverVersion, clientVersion and authenticate. [QWCLog 2025; guide p. 19-25]
        self._versions()
        reply = self._authenticated()
        #: authenticate [2] postpones the update by its seconds, even where [1] is "", where Auto-Run is on. [guide p.
        #: 62-63]
        postpone = reply.postpone if self._installed.auto_run else 0
        if reply.word is not Word.WORK or postpone:
            self._machine.log.no_exchange(self._application.name, reply.word, postpone)
            return self._without_work(reply, postpone)
        if self._machine.has(Effect.TWICE):
            self._second()
        processor = self._connected(reply)
        result = self._exchanged(processor, reply.ticket)
        if self._machine.has(Effect.NOT_CLOSED):
            return result
        if self._machine.has(Effect.CLOSED_LATE):
            self._machine.clock.sleep(LATE)
        status = self._closed(reply.ticket, result.rounds)
        return replace(result, status=result.status or status, at_least=reply.at_least)

    def _versions(self) -> None:
        machine = self._machine
        #: A failing serverVersion is logged and does not stop the update. [log excerpt of a certificate error]
        try:
            machine.log.server_version(self._proxy.server_version())
        except CallFailed as error:
            machine.log.server_version_failed(str(error))
        #: A failing clientVersion is QBWC1036. [guide, appendix A]
        try:
            answer = self._proxy.client_version(VERSION)
        except CallFailed as error:
            machine.failed("QBWC1036", error)
        kind, text = verdict(answer)
        goes_on = kind in (Verdict.GO_ON, Verdict.TOLD) or (kind is Verdict.WARN and machine.agrees(text))
        machine.log.client_version(VERSION, answer, goes_on=goes_on)
        if kind is Verdict.NOT_UNDERSTOOD:
            machine.failed("QBWC1046", CallFailed(text))
        if not goes_on:
            machine.failed("QBWC1037", CallFailed(text))

    def _authenticated(self) -> Authenticated:
        machine, user = self._machine, self._application.user
        password = "another password" if machine.has(Effect.WRONG_PASSWORD) else self._installed.password
        machine.log.authenticating(self._application.name, user)
        #: A failing authenticate is QBWC1012; no further call is made. [QWCLog excerpts of 2012, 2017]
        try:
            given = self._proxy.authenticate(user, password)
        except CallFailed as error:
            machine.failed("QBWC1012", error)
        machine.log.authenticated(given)
        return authenticated(given)

    def _without_work(self, reply: Authenticated, postpone: int) -> UpdateResult:
        answer = "" if reply.word is Word.WORK else reply.word.name.lower()
        #: none and nvu end the update without closeConnection, where the ticket is empty. [QWCLog 2025, Web Connector
        #: 33]
        #: Where there is a ticket closeConnection is not called, either, or is. [assumed: close_after_none]
        if reply.ticket and answer and self._machine.assumed.holds("close_after_none", "yes"):
            self._closed(reply.ticket)
        status = POSTPONED if postpone else reply.word.value
        return UpdateResult(status, answer=answer, postponed=reply.postpone, at_least=reply.at_least)

    def _second(self) -> None:
        """Another Web Connector on this PC begins, and goes again whatever it is told, or cannot be told."""
        with contextlib.suppress(CallFailed):
            self._proxy.server_version()
            self._proxy.client_version(VERSION)
            other = authenticated(self._proxy.authenticate(self._application.user, self._installed.password))
            if other.word is Word.WORK:
                self._proxy.close_connection(other.ticket)

    def _connected(self, reply: Authenticated) -> RequestProcessor:
        """It tries the company file that the service names until that says done; then the update is over."""
        machine, path = self._machine, reply.file
        why = Hresult("", "")
        #: Without a connection to QuickBooks: connectionError, and again with the file that it names, until it says
        #: done. [guide p. 22, 51-52]
        #: … ten times at most. [QWCLog 2025]
        for _try in range(RETRIES):
            try:
                return self._begun(path)
            except Hresult as error:
                why = error
            told = {"wcTicket": reply.ticket, "hresult": why.code, "message": why.message}
            #: A failing connectionError is QBWC1045. [guide, appendix A]
            try:
                answer = self._proxy.connection_error(reply.ticket, why.code, why.message)
            except CallFailed as error:
                machine.failed("QBWC1045", error)
            machine.log.guessed("connectionError", told, "connectionErrorRet", answer)
            if answer.strip().lower() == DONE:
                break
            path = answer
        raise Ended(UpdateResult(said("QBWC1013", message=why.message), code="QBWC1013"))

    def _begun(self, path: str) -> RequestProcessor:
        fault = self._machine.has(Effect.OUT_OF_REACH)
        if fault is not None:
            raise Hresult(fault.kind.code, fault.kind.message)
        file, seconds = self._machine.quickbooks.begin(path, self._application.name)
        self._machine.clock.sleep(seconds)
        processor = RequestProcessor(file, self._machine.clock, self._machine.guid, self._application.name)
        host = company_lock.holder(processor, self._application)
        #: An AppLock that another PC left behind is taken over, or keeps this one out. [assumed: foreign_lock]
        if host and host != self._machine.host and self._machine.assumed.holds("foreign_lock", "refused"):
            raise Hresult("0x8004041B", HRESULTS["0x8004041B"])
        return processor

    def _exchanged(self, processor: RequestProcessor, ticket: str) -> UpdateResult:
        machine, application = self._machine, self._application
        company_lock.lock(processor, application, machine.host, machine.clock.now(), machine.log)
        #: Host, Company and Preferences that cannot be read are QBWC1014. [guide, appendix A]
        try:
            hcp = company_lock.facts(processor, application)
        except Hresult as error:
            self._left(processor)
            machine.failed("QBWC1014", CallFailed(error.message))
        exchange = Exchange(machine, self._proxy, processor, ticket, hcp, self._on_round)
        try:
            result = exchange.run()
        except Ended:
            self._left(processor)
            #: After QBWC1041, 1042 and 1043 closeConnection is not called, or is. [assumed: close_after_failure]
            if machine.assumed.holds("close_after_failure", "yes"):
                self._closed(ticket)
            raise
        self._left(processor)
        return result

    def _left(self, processor: RequestProcessor) -> None:
        #: The company file is unlocked, and the QuickBooks session over, before closeConnection. [QWCLog 2019]
        company_lock.unlock(processor, self._application, self._machine.host, self._machine.log)
        self._machine.saved()

    def _closed(self, ticket: str, rounds: int = 0) -> str:
        #: A failing closeConnection is QBWC1044. [guide, appendix A]
        try:
            status = self._proxy.close_connection(ticket)
        except CallFailed as error:
            self._machine.failed("QBWC1044", error, rounds)
        self._machine.log.closed(ticket, status)
        return status
