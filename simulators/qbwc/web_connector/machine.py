"""What an update works with, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NoReturn, Protocol

from simulators.qbwc.assumed import Assumed
from simulators.qbwc.company.file import CompanyFile
from simulators.qbwc.faults import Effect, Fault
from simulators.qbwc.processor import Load
from simulators.qbwc.quickbooks import QuickBooks
from simulators.qbwc.web_connector.codes import said
from simulators.qbwc.web_connector.dotnet import CallFailed
from simulators.qbwc.web_connector.log_lines import QwcLog


class Clock(Protocol):
    def now(self) -> datetime: ...
    def sleep(self, seconds: float) -> None: ...


@dataclass(frozen=True, slots=True)
class UpdateResult:
    """
    ``status`` is the text of the status column; ``code`` a QBWC code where a call failed.

    ``answer`` is authenticate's word (empty while there was work), ``postponed`` and ``at_least`` its seconds;
    ``is_told``: the service said that something is wrong, and ``status`` is what it said. ``unplayed`` are requests
    that QuickBooks has and the fake has not.
    """

    status: str
    answer: str = ""
    rounds: int = 0
    code: str = ""
    postponed: int = 0
    at_least: int = 0
    is_told: bool = False
    unplayed: tuple[str, ...] = ()

    @property
    def had_work(self) -> bool:
        return self.rounds > 0


class Killed(Exception):
    """The Web Connector makes no further call in this update."""


class Ended(Exception):
    """The update is over before its end."""

    def __init__(self, result: UpdateResult) -> None:
        super().__init__(result.status)
        self.result = result


@dataclass(slots=True)
class Busy:
    """Until when QuickBooks works on what the Web Connector no longer waits for."""

    until: datetime | None = None

    def seconds(self, now: datetime) -> float:
        return max(0.0, (self.until - now).total_seconds()) if self.until else 0.0


@dataclass(slots=True)
class Machine:
    """
    The PC around an update; ``saved`` is called whenever a company file has changed.

    ``is_silent`` draws what happens at the limit: no further call, or an empty answer with an error. ``agrees`` is
    what the person at the PC answers to a question that the Web Connector asks.
    """

    host: str
    clock: Clock
    guid: Callable[[], str]
    quickbooks: QuickBooks
    file: Callable[[], CompanyFile]
    latency: Callable[[Load], float]
    is_silent: Callable[[], bool]
    agrees: Callable[[str], bool]
    saved: Callable[[], None]
    log: QwcLog
    faults: list[Fault] = field(default_factory=list)
    busy: Busy = field(default_factory=Busy)
    unplayed: set[str] = field(default_factory=set)

    @property
    def assumed(self) -> Assumed:
        """The switches of the company file that is open, or was last."""
        return self.file().assumed

    def has(self, effect: Effect) -> Fault | None:
        """A state that is there, or None; it then has been met once more."""
        there = [fault for fault in self.faults if fault.effect is effect]
        for fault in there:
            fault.is_there()
        return there[0] if there else None

    def failed(self, code: str, error: CallFailed, rounds: int = 0) -> NoReturn:
        self.log.failed(code, str(error))
        raise Ended(UpdateResult(said(code, message=str(error)), rounds=rounds, code=code)) from error
