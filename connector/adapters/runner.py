"""The runner: a thread that polls JAGGAER for every company, on time and one after the other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

import structlog

from connector.domain.identifiers import CompanyName
from connector.errors import ConnectorError

T = TypeVar("T")
log = structlog.get_logger()


class Runner:
    """``poll`` polls one company; an error of one never keeps the others waiting."""

    def __init__(
        self,
        companies: Callable[[], Sequence[CompanyName]],
        poll: Callable[[CompanyName], object],
        every_seconds: float,
    ) -> None:
        self._companies = companies
        self._poll = poll
        self._every = every_seconds
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="runner", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stopped.is_set():
            self.once()
            self._stopped.wait(self._every)

    def once(self) -> None:
        for name in self._guarded("the companies", self._companies) or ():
            self._guarded(name, partial(self._poll, name))

    def _guarded(self, what: str, act: Callable[[], T]) -> T | None:
        try:
            return act()
        except ConnectorError as error:
            log.warning("a poll failed", of=what, error=str(error))
        except Exception:  # the thread has to live on; the fault is in the log, whole
            log.exception("a poll broke", of=what)
        return None
