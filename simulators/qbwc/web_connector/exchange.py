"""The rounds of an update: a request from the service, QuickBooks' answer to it, and so on to the end."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from simulators.qbwc import between
from simulators.qbwc.faults import Effect, Fault
from simulators.qbwc.processor import UNEXPECTED, Hresult, RequestProcessor, Trouble
from simulators.qbwc.web_connector.answers import INTERACTIVE, NOOP, Next, after, is_nothing, is_over
from simulators.qbwc.web_connector.dotnet import CallFailed
from simulators.qbwc.web_connector.machine import Killed, Machine, UpdateResult
from simulators.qbwc.web_connector.soap import Proxy

LIMIT = 60.0
TOO_SLOW = 90.0
NOOP_PAUSE = 5.0
POLLS = 120
INSIDE = (Effect.REFUSED, Effect.CRASHED, Effect.NOT_STORED)


class Exchange:
    """``hcp`` are the company's facts; ``on_round`` is told the number of a round and its percent."""

    def __init__(
        self,
        machine: Machine,
        proxy: Proxy,
        processor: RequestProcessor,
        ticket: str,
        hcp: str,
        on_round: Callable[[int, int], None],
    ) -> None:
        self._machine = machine
        self._proxy = proxy
        self._processor = processor
        self._ticket = ticket
        self._hcp = hcp
        self._on_round = on_round
        self.rounds = 0

    def run(self) -> UpdateResult:
        """Until the service says that it is done, or that something is wrong; the status is empty where it is well."""
        while True:
            request = self._request()
            if is_nothing(request):
                text = self._last_error()
                if text.strip().lower() == NOOP:
                    #: NoOp from getLastError: a pause of 5 s and another sendRequestXML. [guide p. 23]
                    self._machine.clock.sleep(NOOP_PAUSE)
                    continue
                if text.strip().lower() == INTERACTIVE and self._is_resumed():
                    continue
                return UpdateResult(text, rounds=self.rounds, is_told=True)
            percent = self._answer(request)
            self._on_round(self.rounds, percent)
            match after(percent):
                case Next.CLOSE:
                    return UpdateResult("", rounds=self.rounds)
                case Next.ERROR:
                    return UpdateResult(self._last_error(), rounds=self.rounds, is_told=True)

    def _request(self) -> str:
        file = self._processor.file
        major, _, minor = file.qbxml.partition(".")
        version = (int(major), int(minor or 0))
        #: The company's facts go with the first sendRequestXML, "" with the later ones. [guide p. 22; QWCLog 2019]
        hcp, self._hcp = self._hcp, ""
        self._machine.log.asking(self.rounds + 1, self._ticket, hcp, file.path, file.country, version)
        try:
            request = self._proxy.send_request(self._ticket, hcp, file.path, file.country, version)
        except CallFailed as error:
            #: A failing sendRequestXML is QBWC1041, a failing receiveResponseXML QBWC1042, a failing getLastError
            #: QBWC1043, and the update is over. [qbws issue 3; quickbooks-php issues 248, 305; guide, appendix A]
            self._machine.failed("QBWC1041", error, self.rounds)
        self._machine.log.request(request)
        return request

    def _last_error(self) -> str:
        try:
            text = self._proxy.get_last_error(self._ticket)
        except CallFailed as error:
            self._machine.failed("QBWC1043", error, self.rounds)
        self._machine.log.guessed("getLastError", {"wcTicket": self._ticket}, "lastErrorRet", text)
        return text

    #: “Interactive mode” from getLastError: the person is asked; a no is told by interactiveRejected, a yes opens the
    #: address of getInteractiveURL, and interactiveDone is asked until it says Done or "". [guide p. 24, 43, 71-76]
    def _is_resumed(self) -> bool:
        """Whether the update goes on with another sendRequestXML."""
        log, ticket = self._machine.log, {"wcTicket": self._ticket}
        try:
            if not self._machine.agrees("May the application show you a web page?"):
                reason = "The user did not agree."
                said = self._proxy.interactive_rejected(self._ticket, reason)
                log.guessed("interactiveRejected", {**ticket, "reason": reason}, "interactiveRejectedRet", said)
                return False
            session = self._machine.guid()
            url = self._proxy.interactive_url(self._ticket, session)
            log.guessed("getInteractiveURL", {**ticket, "sessionID": session}, "interactiveURLRet", url)
            for _poll in range(POLLS):
                self._machine.clock.sleep(NOOP_PAUSE)
                said = self._proxy.interactive_done(self._ticket)
                log.guessed("interactiveDone", ticket, "interactiveDoneRet", said)
                if is_over(said):
                    break
        except CallFailed as error:
            log.guessed("getInteractiveURL", ticket, "error", str(error))
            return False
        #: After an interactive session the update goes on, or is over. [assumed: interactive_end]
        return self._machine.assumed.holds("interactive_end", "go on")

    def _answer(self, request: str) -> int:
        self.rounds += 1
        machine = self._machine
        struck = [fault for fault in machine.faults if fault.strikes(request)]
        effects = {fault.effect for fault in struck}
        machine.log.processing(self.rounds, request)
        if Effect.KILLED in effects:
            raise Killed
        response, hresult, message = self._processed(request, struck)
        effects |= self._wait(effects)
        machine.saved()
        if effects & {Effect.LOST, Effect.SLOW_SILENCE}:
            raise Killed
        if effects & {Effect.ERROR, Effect.SLOW_ERROR}:
            response, (hresult, message) = "", UNEXPECTED
        machine.log.processed(request, response, hresult, message)
        machine.log.answering(self._ticket, response, hresult, message)
        try:
            percent = self._proxy.receive_response(self._ticket, response, hresult, message)
        except CallFailed as error:
            machine.failed("QBWC1042", error, self.rounds)
        machine.log.answered(percent, after(percent))
        return percent

    def _processed(self, request: str, struck: list[Fault]) -> tuple[str, str, str]:
        for fault in struck:
            if fault.kind.deed is not None:
                between.acted(fault.kind.deed, self._processor.file, self._machine.clock.now(), request)
        try:
            for fault in struck:
                if fault.effect is Effect.BLOCKED:
                    raise Hresult(fault.kind.code, fault.kind.message)
            response = self._processor.process(request, _trouble(struck))
            for name in self._processor.load.unplayed:
                self._machine.unplayed.add(name)
                self._machine.log.unplayed(name)
            return (_spoilt(response) if any(one.effect is Effect.SPOILT for one in struck) else response), "", ""
        #: An exception of QuickBooks comes as an empty response with hresult and message. [flowlink; guide p. 24]
        except Hresult as error:
            return "", error.code, error.message

    def _wait(self, effects: set[Effect]) -> set[Effect]:
        """QuickBooks takes its time, after what it is still busy with; past the limit nobody waits for it."""
        is_told_to = bool(effects & {Effect.SLOW_ERROR, Effect.SLOW_SILENCE})
        machine, assumed = self._machine, self._processor.file.assumed
        #: QuickBooks takes 1.0 s a message set, 0.30 s a write, 0.01 s a row, ±50 %; or no time. [assumed: latency]
        drawn = machine.latency(self._processor.load) if assumed.holds("latency", "drawn") else 0.0
        own = TOO_SLOW if is_told_to else drawn
        #: What comes next waits until QuickBooks has done with what is under way. [assumed: after_limit]
        before = machine.busy.seconds(machine.clock.now()) if assumed.holds("after_limit", "wait") else 0.0
        seconds = before + own
        #: After 60 s of QuickBooks' time the Web Connector gives up, and QuickBooks saves all the same. [assumed:
        #: limit]
        if seconds <= LIMIT or (assumed.holds("limit", "none") and not is_told_to):
            machine.clock.sleep(seconds)
            return set()
        machine.busy.until = machine.clock.now() + timedelta(seconds=seconds)
        machine.clock.sleep(LIMIT)
        if is_told_to:
            return set()
        return {Effect.SLOW_SILENCE if machine.is_silent() else Effect.SLOW_ERROR}


OTHER_FORMS = (
    (re.compile(r"<(AmountDue|CreditAmount)>([^<]*)<"), r"<\1>\2 USD<"),
    (re.compile(r"<(TimeModified)>([^<]*)T([^<]*)<"), r"<\1>\2 \3<"),
)


def _spoilt(response: str) -> str:
    """An amount with its currency; of an answer without one, a time as no schema has it."""
    for pattern, form in OTHER_FORMS:
        if pattern.search(response):
            return pattern.sub(form, response, count=1)
    return response


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
