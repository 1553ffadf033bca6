"""A PC as a process of its own: its schedule runs, and its control surface answers."""

from __future__ import annotations

import signal
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from wsgiref.types import WSGIApplication

import waitress

from simulators.control import OPEN, TURN, Forks
from simulators.qbwc.control import Operator, State, create_app
from simulators.qbwc.disk import Keeper
from simulators.qbwc.pc import Pc
from simulators.qbwc.processor import Load
from simulators.qbwc.real import RealClock, real_guid
from simulators.qbwc.web_connector.log_file import Level
from simulators.qbwc.web_connector.log_lines import QwcLog
from simulators.qbwc.web_connector.registry import Registry

TICK = 0.5
ENTRIES = 200_000


@dataclass(frozen=True, slots=True)
class Settings:
    """``is_kept``: what changes in the company file; ``is_open``: other machines may use ``/__sim``."""

    host: str
    latency_of: Callable[[Load], float]
    is_kept: bool = False
    is_open: bool = False


class Server:
    """Runs until it is told to stop; each PC has a thread for its schedule."""

    def __init__(self, keeper: Keeper, settings: Settings, bind: str, port: int) -> None:
        self._keeper = keeper
        self._settings = settings
        self._clock = RealClock()
        self._stopping = threading.Event()
        self._count = 0
        wsgi = Forks(self._made, (keeper.file, Registry(), True))
        self._server = waitress.create_server(wsgi, host=bind, port=port, threads=8, ident="qbwc-sim")

    @property
    def port(self) -> int:
        return int(self._server.effective_port)

    def run(self) -> None:
        signal.signal(signal.SIGTERM, _stop)
        try:
            self._server.run()
        except (KeyboardInterrupt, SystemExit):
            self._server.close()
        finally:
            self._stopping.set()

    def _made(self, state: State, forks: Forks[State]) -> WSGIApplication:
        """The first PC is the one with the company file; the others have names of their own, and keep nothing."""
        file, registry, is_open = state
        settings, keeper = self._settings, self._keeper if self._settings.is_kept and not self._count else None
        host = f"{settings.host}-{self._count}" if self._count else settings.host
        self._count += 1
        lines: deque[str] = deque(maxlen=ENTRIES)
        log = QwcLog(lines.append, self._clock.now, Level.VERBOSE)
        saved = keeper.save if keeper else (lambda: None)
        pc = Pc(file, self._clock, real_guid, host=host, latency_of=settings.latency_of, saved=saved, log=log)
        pc.registry = registry
        if not is_open:
            pc.close_quickbooks()
        unsaved = (lambda: keeper.problem) if keeper else (lambda: "")
        app = create_app(Operator(pc, self._clock, lambda: "".join(lines), unsaved), forks)
        app.config[OPEN] = settings.is_open
        threading.Thread(target=self._run_schedule, args=(pc, app.extensions[TURN]), daemon=True).start()
        return app

    def _run_schedule(self, pc: Pc, turn: threading.RLock) -> None:
        while not self._stopping.wait(TICK):
            with turn:
                try:
                    pc.run_due()
                except Exception as error:  # one that nobody foresaw must not end the schedule
                    pc.machine.log.broke(str(error))
                    now = self._clock.now()
                    for name in pc.registry.due(now):
                        pc.registry.ran(name, now, now, 0, 0, from_end=True)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit
