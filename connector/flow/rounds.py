"""The round of all companies: which of them JAGGAER is to be asked about now, and an error that stays one company's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog

from connector.domain.identifiers import CompanyName
from connector.errors import ConnectorError
from connector.flow.lease import due
from connector.flow.ports import Clock, Store

T = TypeVar("T")
log = structlog.get_logger()


def due_now(
    store: Store, clock: Clock, companies: Callable[[], Sequence[CompanyName]], every: timedelta
) -> tuple[list[CompanyName], datetime]:
    """The companies whose time has come, and when the time of the next one comes."""
    now, names = clock.now(), _guarded("the companies", companies) or []
    times = {name: _guarded(name, partial(_due, store, name, now)) or now for name in names}
    return [name for name in names if times[name] <= now], min(times.values(), default=now + every)


def attempt(name: CompanyName, poll: Callable[[CompanyName], object]) -> None:
    """An error is logged; when it is tried again the company's pace says."""
    _guarded(name, partial(poll, name))


def _due(store: Store, name: CompanyName, now: datetime) -> datetime:
    with store.read() as work:
        return due(work, name, now)


def _guarded(what: str, act: Callable[[], T]) -> T | None:
    try:
        return act()
    except ConnectorError as error:
        log.warning("a poll failed", of=what, error=str(error))
    except Exception:  # the runner has to live on; the fault is in the log, whole
        log.exception("a poll broke", of=what)
    return None
