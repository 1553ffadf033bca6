"""A PC as a process of its own: its schedule runs, and its control surface answers."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from wsgiref.types import WSGIApplication

import waitress

from simulators.control import OPEN, TURN, Forks
from simulators.qbwc.company.file import CompanyFile
from simulators.qbwc.control import Desk, State, create_app
from simulators.qbwc.pc import Pc
from simulators.qbwc.processor import Load
from simulators.qbwc.real import RealClock, real_guid
from simulators.qbwc.web_connector.log_file import Level
from simulators.qbwc.web_connector.log_lines import QwcLog
from simulators.qbwc.web_connector.registry import Registry

TICK = 0.5


@dataclass(frozen=True, slots=True)
class Settings:
    """``saved`` is called whenever the company file has changed; ``is_open``: other machines may use ``/__sim``."""

    host: str
    latency_of: Callable[[Load], float]
    saved: Callable[[], None]
    is_open: bool = False


class Server:
    """Runs until it is told to stop."""

    def __init__(self, wsgi: WSGIApplication, machines: list[tuple[Pc, threading.RLock]], bind: str, port: int) -> None:
        self._machines = machines
        self._server = waitress.create_server(wsgi, host=bind, port=port, threads=4, ident="qbwc-sim")
        self._stopping = threading.Event()

    @property
    def port(self) -> int:
        return int(self._server.effective_port)

    def run(self) -> None:
        signal.signal(signal.SIGTERM, _stop)
        schedule = threading.Thread(target=self._run_schedules, daemon=True)
        schedule.start()
        try:
            self._server.run()
        except (KeyboardInterrupt, SystemExit):
            self._server.close()
        finally:
            self._stopping.set()

    def _run_schedules(self) -> None:
        while not self._stopping.wait(TICK):
            for pc, turn in self._machines:
                with turn:
                    pc.run_due()


def server_of(file: CompanyFile, settings: Settings, bind: str, port: int) -> Server:
    """A PC with that company file open, and its copies as they are made; an ``OSError`` where the port is taken."""
    machines: list[tuple[Pc, threading.RLock]] = []
    clock = RealClock()

    def make(state: State, forks: Forks[State]) -> WSGIApplication:
        opened, registry = state
        is_first = not machines
        lines: list[str] = []
        log = QwcLog(lines.append, clock.now, Level.VERBOSE)
        saved = settings.saved if is_first else (lambda: None)
        pc = Pc(opened, clock, real_guid, host=settings.host, latency_of=settings.latency_of, saved=saved, log=log)
        pc.registry = registry
        app = create_app(Desk(pc, clock, lambda: "".join(lines)), forks)
        app.config[OPEN] = settings.is_open
        machines.append((pc, app.extensions[TURN]))
        return app

    return Server(Forks(make, (file, Registry())), machines, bind, port)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit
