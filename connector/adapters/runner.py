"""The runner: a thread that polls JAGGAER for every company, on time and one after the other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import structlog

from connector.domain.identifiers import CompanyName
from connector.errors import ConnectorError

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
        try:
            names = self._companies()
        except ConnectorError as error:
            log.warning("the companies cannot be read", error=str(error))
            return
        for name in names:
            try:
                self._poll(name)
            except ConnectorError as error:
                log.warning("a poll failed", company=name, error=str(error))
            except Exception:  # the thread has to live on; the fault is in the log, whole
                log.exception("a poll broke", company=name)
