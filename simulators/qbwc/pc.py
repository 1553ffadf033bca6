"""The PC: a company file that is open in QuickBooks, and a Web Connector with one application."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

import httpx

from simulators.qbwc import latency
from simulators.qbwc.company.file import CompanyFile
from simulators.qbwc.faults import Fault
from simulators.qbwc.processor import Load, RequestProcessor
from simulators.qbwc.web_connector import company_lock
from simulators.qbwc.web_connector.log_file import QwcLog, no_log
from simulators.qbwc.web_connector.qwc import Application
from simulators.qbwc.web_connector.soap import Proxy, get_ready
from simulators.qbwc.web_connector.update import Busy, Update, UpdateResult

LOCKED = "Another update is under way."


class Clock(Protocol):
    def now(self) -> datetime: ...
    def sleep(self, seconds: float) -> None: ...


class Pc:
    """
    ``guid`` makes iterator ids; ``transport`` is None for real sockets; ``saved`` keeps the company file.

    ``is_silent`` draws what the Web Connector does when QuickBooks takes longer than it waits.
    """

    def __init__(
        self,
        file: CompanyFile,
        clock: Clock,
        guid: Callable[[], str],
        *,
        host: str = "AP-PC",
        transport: httpx.BaseTransport | None = None,
        latency_of: Callable[[Load], float] = latency.off,
        is_silent: Callable[[], bool] = lambda: False,
        saved: Callable[[], None] = lambda: None,
        log: QwcLog | None = None,
    ) -> None:
        get_ready()
        self.file = file
        self.faults: list[Fault] = []
        self._clock = clock
        self._guid = guid
        self._host = host
        self._transport = transport
        self._latency = latency_of
        self._is_silent = is_silent
        self._busy = Busy()
        self._is_updating = False
        self._saved = saved
        self._log = log or no_log()
        self._log.has_guesses = file.assumed.holds("log_passages", "written")
        self._log.banner()

    def add_application(self, application: Application) -> None:
        """What opening the .qwc file does: the company file gets its FileID and AppLock."""
        company_lock.register(self._processor(application.name), application, self._host)
        self._saved()

    def update(
        self,
        application: Application,
        password: str,
        on_round: Callable[[int, int], None] = lambda rounds, percent: None,
    ) -> UpdateResult:
        """One update of the application, in a QuickBooks session of its own; UpdateLock lets in one at a time."""
        if self._is_updating:
            return UpdateResult(LOCKED, answer="locked")
        self._is_updating = True
        proxy = Proxy(application.url, self._transport)
        try:
            return Update(
                application=application,
                password=password,
                proxy=proxy,
                processor=self._processor(application.name),
                clock=self._clock,
                host=self._host,
                latency=self._latency,
                is_silent=self._is_silent,
                busy=self._busy,
                faults=self.faults,
                saved=self._saved,
                on_round=on_round,
                log=self._log,
            ).run()
        finally:
            proxy.close()
            self._is_updating = False

    def open_file(self, file: CompanyFile) -> None:
        """Somebody opens another company file in QuickBooks."""
        self.file = file

    def _processor(self, application: str) -> RequestProcessor:
        return RequestProcessor(self.file, self._clock, self._guid, application)
