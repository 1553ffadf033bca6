"""The PC: QuickBooks with a company file, and a Web Connector with its applications and their schedule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from simulators.qbwc import latency
from simulators.qbwc.company.file import CompanyFile
from simulators.qbwc.company.people import copied, restore
from simulators.qbwc.faults import Effect, Fault
from simulators.qbwc.hresults import HRESULTS
from simulators.qbwc.processor import Load, RequestProcessor
from simulators.qbwc.quickbooks import QuickBooks
from simulators.qbwc.web_connector import company_lock, registration
from simulators.qbwc.web_connector.codes import said
from simulators.qbwc.web_connector.log_lines import QwcLog, no_log
from simulators.qbwc.web_connector.machine import Clock, Machine, UpdateResult
from simulators.qbwc.web_connector.qwc import Application, Refused
from simulators.qbwc.web_connector.registry import Registry
from simulators.qbwc.web_connector.soap import Proxy, get_ready
from simulators.qbwc.web_connector.update import VERSION, Update

if TYPE_CHECKING:
    import httpx

LOCKED = "Another update is under way."
NIGHT = timedelta(hours=8)
DRIFT = timedelta(seconds=30)


class Pc:
    """
    ``guid`` makes iterator ids; ``transport`` is None for real sockets; ``saved`` keeps the company file.

    ``is_silent`` draws what the Web Connector does when QuickBooks takes longer than it waits; ``agrees`` is what the
    person at the PC answers to a question.
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
        agrees: Callable[[str], bool] = lambda _question: True,
        saved: Callable[[], None] = lambda: None,
        log: QwcLog | None = None,
    ) -> None:
        get_ready()
        self.registry = Registry()
        self.quickbooks = QuickBooks(file, [file])
        self.transport = transport
        self._file = file
        self._awake_from: datetime | None = None
        self._is_running = False
        self.machine = Machine(
            host=host,
            clock=clock,
            guid=guid,
            quickbooks=self.quickbooks,
            file=lambda: self._file,
            latency=latency_of,
            is_silent=is_silent,
            agrees=agrees,
            saved=saved,
            log=log or no_log(),
        )
        self.start()

    @property
    def host(self) -> str:
        return self.machine.host

    @property
    def faults(self) -> list[Fault]:
        return self.machine.faults

    @property
    def file(self) -> CompanyFile:
        """The company file that is open, or was last."""
        return self._file

    def start(self) -> None:
        """The Web Connector is started."""
        #: UpdateLock is set to False when the Web Connector starts. [QWCLog 2025]
        self.registry.update_lock = False
        self._is_running = True
        self.machine.log.banner()
        self.machine.log.opened(VERSION)

    def add_application(self, application: Application, password: str = "", *, looks_at_support: bool = False) -> None:
        """
        What opening the .qwc file does: the company file gets its FileID and AppLock, the registry a line.

        Raises ``Refused``; nothing is changed then.
        """
        if looks_at_support:
            registration.check_support(application, self.transport)
        held = registration.add(
            self.registry, self._processor(application.name), application, self.host, self.machine.log
        )
        held.password = password or held.password
        #: A person lets the application see what it asks for, as it is added. [guide p. 37; assumed]
        self._file.preferences.personal_data_access = application.sees_personal_data
        self.machine.saved()

    def is_stamped(self, application: Application) -> bool:
        """Whether the company file has the application's FileID already, from an earlier day."""
        return company_lock.file_ids(self._processor(application.name), application) == application.file_id

    def remove_application(self, name: str) -> None:
        registration.remove(self.registry, self._processor(name), name)
        self.machine.saved()

    def set_password(self, name: str, password: str) -> None:
        self.registry.of(name).password = password

    def schedule(self, name: str, every: timedelta, first: datetime | None = None) -> None:
        """Auto-Run is ticked."""
        self.registry.schedule(name, every, self.machine.clock.now(), first)

    def update(
        self,
        name: str,
        on_round: Callable[[int, int], None] = lambda rounds, percent: None,
        *,
        is_scheduled: bool = False,
    ) -> UpdateResult:
        """One update of an application; UpdateLock lets in one at a time."""
        if not self._is_running:
            self.start()
        held, machine = self.registry.of(name), self.machine
        machine.log.has_guesses = machine.assumed.holds("log_passages", "written")
        #: UpdateLock lets one update of a Windows user in at a time. [QWCLog 2025]
        if self.registry.update_lock:
            machine.log.locked_out()
            return UpdateResult(LOCKED, answer="locked")
        #: Without a password no call is made: QBWC1030. [QWCLog 2025; guide, appendix A]
        if machine.has(Effect.NO_PASSWORD) or not held.password:
            machine.log.refused_to_start("QBWC1030", name)
            return UpdateResult(said("QBWC1030", name), code="QBWC1030")
        self.registry.update_lock = True
        began, backup = machine.clock.now(), self._backup()
        machine.unplayed.clear()
        proxy = Proxy(held.application.url, self.transport, machine.assumed)
        try:
            result = Update(machine, held, proxy, on_round, is_scheduled=is_scheduled).run()
        finally:
            proxy.close()
            self.registry.update_lock = False
        self._is_running = result.code != "killed"
        if backup is not None:
            restore(self._file, backup)
        #: The interval counts from the beginning of an update, or from its end. [assumed: interval_from]
        is_from_end = machine.assumed.holds("interval_from", "end")
        ended = machine.clock.now()
        self.registry.ran(name, began, ended, result.postponed, result.at_least, from_end=is_from_end)
        held.status = result.status
        return replace(result, unplayed=tuple(sorted(machine.unplayed)))

    def run_due(self) -> list[tuple[str, UpdateResult]]:
        """What the schedule asks for now, one update after the other; nothing while the PC sleeps."""
        now = self.machine.clock.now()
        fault = self.machine.has(Effect.ASLEEP) if self.registry.due(now) else None
        if fault is not None:
            self.faults.remove(fault)
            self.sleep_until(now + NIGHT)
        if self._awake_from is not None and now < self._awake_from:
            return []
        #: While the PC sleeps, nothing runs; then what is overdue runs once, at “the first available time”. [guide p.
        #: 37-38]
        return [(name, self.update(name, is_scheduled=True)) for name in self.registry.due(now)]

    def next_run(self) -> datetime | None:
        """When ``run_due`` has something to do next."""
        due = self.registry.next_run()
        if due is None:
            return None
        #: The schedule is a least time between updates, and no promise. [guide p. 37]
        drifting = [one for one in self.faults if one.effect is Effect.DRIFTING]
        for one in drifting:
            one.is_there()
        late = DRIFT if drifting else timedelta()
        return max(due + late, self._awake_from) if self._awake_from else due + late

    def sleep_until(self, instant: datetime) -> None:
        """The lid is closed."""
        self._awake_from = instant

    def open_file(self, file: CompanyFile) -> None:
        """Somebody opens another company file in QuickBooks."""
        self._file = file
        self.quickbooks.open(file)

    def close_quickbooks(self) -> None:
        self.quickbooks.close()

    def _backup(self) -> CompanyFile | None:
        fault = self.machine.has(Effect.RESTORED)
        return copied(self._file) if fault is not None else None

    def _processor(self, application: str) -> RequestProcessor:
        fault = self.machine.has(Effect.OUT_OF_REACH)
        #: While a dialog is open nothing can be added: QBWC1053. [QWCLog of an installation, 2025]
        if fault is not None and fault.name == "dialog_open":
            raise Refused(said("QBWC1053"), "QBWC1053")
        opened = self.quickbooks.opened
        if opened is None or fault is not None:
            #: An application can only be added while QuickBooks is open and lets it in: QBWC1022. [guide, appendix A]
            why = fault.kind.message if fault is not None else HRESULTS["0x80040408"]
            raise Refused(said("QBWC1022", message=why), "QBWC1022")
        return RequestProcessor(opened, self.machine.clock, self.machine.guid, application)
