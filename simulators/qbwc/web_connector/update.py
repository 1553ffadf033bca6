"""One update: the Web Connector's calls in its order, what it does with each answer, and how it ends."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from simulators.qbwc.faults import Effect, Fault, Kind
from simulators.qbwc.processor import UNEXPECTED, Hresult, Load, RequestProcessor, Trouble
from simulators.qbwc.web_connector import company_lock
from simulators.qbwc.web_connector.log_file import QwcLog, no_log
from simulators.qbwc.web_connector.qwc import Application
from simulators.qbwc.web_connector.soap import CallFailed, Proxy

VERSION = "34.0.10015.91"
LIMIT = 60.0
TOO_SLOW = 90.0
RETRIES = 10
INSIDE = (Effect.REFUSED, Effect.CRASHED, Effect.NOT_STORED)
NOOP_PAUSE = 5.0
NO_WORK = {
    "none": "No data exchange",
    "nvu": "Not a valid username and password",
    "busy": "Application busy",
}


class Clock(Protocol):
    def now(self) -> datetime: ...
    def sleep(self, seconds: float) -> None: ...


@dataclass(frozen=True, slots=True)
class UpdateResult:
    """
    ``status`` is the text of the status column; ``code`` a QBWC code where a call failed.

    ``answer`` is authenticate's word (empty while there was work), ``postponed`` its seconds.
    """

    status: str
    answer: str = ""
    rounds: int = 0
    code: str = ""
    postponed: int = 0

    @property
    def had_work(self) -> bool:
        return self.rounds > 0


class _Killed(Exception):
    """The Web Connector makes no further call in this update."""


@dataclass(slots=True)
class Busy:
    """Until when QuickBooks works on what the Web Connector no longer waits for."""

    until: datetime | None = None

    def seconds(self, now: datetime) -> float:
        return max(0.0, (self.until - now).total_seconds()) if self.until else 0.0


@dataclass(slots=True)
class Update:
    """
    Everything one update needs; ``saved`` is called whenever the company file has changed.

    ``is_silent`` draws what happens at the limit: no further call, or an empty answer with an error.
    """

    application: Application
    password: str
    proxy: Proxy
    processor: RequestProcessor
    clock: Clock
    host: str
    latency: Callable[[Load], float]
    is_silent: Callable[[], bool] = lambda: False
    busy: Busy = field(default_factory=Busy)
    faults: list[Fault] = field(default_factory=list)
    saved: Callable[[], None] = lambda: None
    on_round: Callable[[int, int], None] = lambda rounds, percent: None
    log: QwcLog = field(default_factory=no_log)
    rounds: int = 0

    def run(self) -> UpdateResult:
        """The whole update, from serverVersion to the last call it makes; of one that is killed the log just ends."""
        self.log.started(self.application.name)
        try:
            result = self._run()
        except _Killed:
            return UpdateResult("The Web Connector was stopped.", rounds=self.rounds, code="killed")
        self.log.ended(self.application.name, result.answer, result.code)
        return result

    def _run(self) -> UpdateResult:
        #: The update begins with serverVersion, clientVersion and authenticate. [QWCLog 2025; guide p. 19-25]
        refused = self._versions()
        if refused:
            return UpdateResult(refused, code="QBWC1037")
        try:
            #: authenticate [1] is none, nvu or busy in any case of letters; else a path, or "" for the file that is
            #: open. [guide p. 62-64; QWCLog 2025]
            given = [*self.proxy.authenticate(self.application.user, self._typed()), "", "", "", ""]
        except CallFailed as error:
            return self._failed("QBWC1012", error)
        ticket, word, postpone = given[0], given[1], given[2]
        self.log.authenticate(self.application.name, self.application.user, given)
        #: none and nvu end the update without closeConnection. [QWCLog 2025, Web Connector 33]
        if word.lower() in NO_WORK:
            self.log.no_data(self.application.name, word.lower())
            return UpdateResult(NO_WORK[word.lower()], answer=word.lower(), postponed=_seconds(postpone))
        #: authenticate [2] postpones the update by its seconds, even where [1] is "". [guide p. 63]
        if _seconds(postpone):
            return UpdateResult("Update postponed by application", postponed=_seconds(postpone))
        for fault in self.faults:
            if fault.effect is Effect.OUT_OF_REACH:
                fault.struck += 1
                return self._not_connected(ticket, fault.kind)
        company_lock.lock(self.processor, self.application, self.host, self.clock.now())
        result = self._exchange(ticket)
        #: The company file is unlocked, and the QuickBooks session over, before closeConnection. [QWCLog 2019]
        company_lock.unlock(self.processor, self.application, self.host)
        self.log.unlocked(self.application.owner_id)
        self.saved()
        if result.code or self._has(Effect.NOT_CLOSED):
            return result
        try:
            status = self.proxy.close_connection(ticket)
        except CallFailed as error:
            return self._failed("QBWC1044", error)
        self.log.closed(ticket, status)
        return UpdateResult(status if result.status == "" else result.status, rounds=self.rounds)

    def _has(self, effect: Effect) -> bool:
        there = [fault for fault in self.faults if fault.effect is effect]
        for fault in there:
            fault.struck += 1
        return bool(there)

    def _typed(self) -> str:
        return "another password" if self._has(Effect.WRONG_PASSWORD) else self.password

    def _versions(self) -> str:
        """A failing serverVersion is logged, and the update goes on; clientVersion may end it."""
        #: A failing serverVersion does not stop the update. [log excerpt of a certificate error]
        with contextlib.suppress(CallFailed):
            self.log.server_version(self.proxy.server_version())
        try:
            said = self.proxy.client_version(VERSION)
        except CallFailed as error:
            return f"QBWC1036: {error}"
        self.log.client_version(VERSION, said)
        #: clientVersion E: stops the update, W: is a warning. [guide p. 66]
        return f"QBWC1037: {said[2:]}" if said.startswith("E:") else ""

    def _not_connected(self, ticket: str, why: Kind) -> UpdateResult:
        """It tries the company file that the service names until that says done; then the update is over."""
        #: Without a connection to QuickBooks: connectionError, until it answers done. [guide p. 22]
        #: … ten times at most. [QWCLog 2025]
        for _try in range(RETRIES):
            try:
                answer = self.proxy.connection_error(ticket, why.code, why.message)
            except CallFailed as error:
                return self._failed("QBWC1045", error)
            self.log.connection_error(ticket, why.code, why.message, answer)
            if answer.lower() == "done":
                break
        return UpdateResult(f"QBWC1013: {why.message}", code="QBWC1013")

    def _exchange(self, ticket: str) -> UpdateResult:
        #: The company's facts go with the first sendRequestXML, "" with the later ones. [guide p. 22; QWCLog 2019]
        hcp = company_lock.facts(self.processor, self.application)
        while True:
            try:
                request = self._request(ticket, hcp)
            except CallFailed as error:
                #: A failing sendRequestXML is QBWC1041, a failing receiveResponseXML QBWC1042, and the update is over.
                #: [qbws issue 3; quickbooks-php issues 248, 305]
                return self._failed("QBWC1041", error)
            hcp = ""
            #: "" from sendRequestXML leads to getLastError; NoOp there to a pause of 5 s and another sendRequestXML.
            #: [guide p. 23]
            if not request or request.strip().lower() == "noop":
                told = self._why(ticket)
                if told.status.lower() == "noop":
                    self.clock.sleep(NOOP_PAUSE)
                    continue
                return told
            percent = self._answer(ticket, request)
            if isinstance(percent, UpdateResult):
                return percent
            self.on_round(self.rounds, percent)
            #: receiveResponseXML 100 or more ends the update well, 0 to 99 goes on, a negative number leads to
            #: getLastError. [guide p. 24]
            if percent >= 100:
                return UpdateResult("")
            if percent < 0:
                return self._why(ticket)

    def _why(self, ticket: str) -> UpdateResult:
        try:
            text = self.proxy.get_last_error(ticket)
        except CallFailed as error:
            return self._failed("QBWC1043", error)
        self.log.last_error(ticket, text)
        return UpdateResult(text, rounds=self.rounds)

    def _request(self, ticket: str, hcp: str) -> str:
        file = self.processor.file
        major, _, minor = file.qbxml.partition(".")
        version = (int(major), int(minor or 0))
        self.log.asking(self.rounds + 1, ticket, hcp, file.path, file.country, version)
        request = self.proxy.send_request(ticket, hcp, file.path, file.country, version)
        self.log.request(request)
        return request

    def _answer(self, ticket: str, request: str) -> int | UpdateResult:
        self.rounds += 1
        struck = [fault for fault in self.faults if fault.strikes(request)]
        effects = {fault.effect for fault in struck}
        self.log.processing(self.rounds, request)
        if Effect.KILLED in effects:
            raise _Killed
        response, hresult, message = "", "", ""
        try:
            _refuse_blocked(struck)
            response = self.processor.process(request, _trouble(struck))
        #: An exception of QuickBooks comes as an empty response with hresult and message. [flowlink; guide p. 24]
        except Hresult as error:
            hresult, message = error.code, error.message
        effects |= self._wait(effects)
        self.saved()
        if effects & {Effect.LOST, Effect.SLOW_SILENCE}:
            raise _Killed
        if effects & {Effect.ERROR, Effect.SLOW_ERROR}:
            response, (hresult, message) = "", UNEXPECTED
        self.log.processed(response, hresult, message)
        self.log.answering(ticket, response, hresult, message)
        try:
            percent = self.proxy.receive_response(ticket, response, hresult, message)
        except CallFailed as error:
            return self._failed("QBWC1042", error)
        self.log.answered(percent)
        return percent

    def _wait(self, effects: set[Effect]) -> set[Effect]:
        """QuickBooks takes its time, after what it is still busy with; past the limit nobody waits for it."""
        is_told_to = bool(effects & {Effect.SLOW_ERROR, Effect.SLOW_SILENCE})
        assumed = self.processor.file.assumed
        #: QuickBooks takes 1.0 s a message set, 0.30 s a write, 0.01 s a row, ±50 %; or no time. [assumed: latency]
        drawn = self.latency(self.processor.load) if assumed.holds("latency", "drawn") else 0.0
        own = TOO_SLOW if is_told_to else drawn
        #: What comes next waits until QuickBooks has done with what is under way. [assumed: after_limit]
        before = self.busy.seconds(self.clock.now()) if assumed.holds("after_limit", "wait") else 0.0
        seconds = before + own
        #: After 60 s of QuickBooks' time the Web Connector gives up, and QuickBooks saves all the same. [assumed:
        #: limit]
        if seconds <= LIMIT or (assumed.holds("limit", "none") and not is_told_to):
            self.clock.sleep(seconds)
            return set()
        self.busy.until = self.clock.now() + timedelta(seconds=seconds)
        self.clock.sleep(LIMIT)
        if is_told_to:
            return set()
        return {Effect.SLOW_SILENCE if self.is_silent() else Effect.SLOW_ERROR}

    def _failed(self, code: str, error: CallFailed) -> UpdateResult:
        self.log.failed(code, str(error))
        return UpdateResult(f"{code}: {error}", rounds=self.rounds, code=code)


def _refuse_blocked(struck: list[Fault]) -> None:
    for fault in struck:
        if fault.effect is Effect.BLOCKED:
            raise Hresult(fault.kind.code, fault.kind.message)


def _trouble(struck: list[Fault]) -> Trouble:
    """What the faults that struck do inside QuickBooks."""
    effects = {fault.effect: fault for fault in struck}
    inside = next((effects[one] for one in INSIDE if one in effects), None)
    if inside is None:
        return Trouble()
    return Trouble(
        on=inside.on,
        refused=inside.kind.status,
        crashes=inside.effect is Effect.CRASHED,
        is_forgotten=inside.effect is Effect.NOT_STORED,
    )


def _seconds(text: str) -> int:
    return int(text) if text.strip().isascii() and text.strip().isdigit() else 0
