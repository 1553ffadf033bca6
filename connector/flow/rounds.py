"""The round of all companies: each is polled when its time has come, and none keeps the others waiting."""

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


def poll_due(
    store: Store,
    clock: Clock,
    companies: Callable[[], Sequence[CompanyName]],
    poll: Callable[[CompanyName], object],
    every: timedelta,
) -> datetime:
    """
    Poll every company whose time has come, and say when the next one's comes.

    An error of one is logged, and its company tried again later.
    """
    names = _guarded("the companies", companies) or []
    for name in names:
        if (_guarded(name, partial(_due, store, clock, name)) or clock.now()) <= clock.now():
            _guarded(name, partial(poll, name))
    soonest = [at for name in names if (at := _guarded(name, partial(_due, store, clock, name)))]
    return min(soonest, default=clock.now() + every)


def _due(store: Store, clock: Clock, name: CompanyName) -> datetime:
    with store.read() as work:
        return due(work, name, clock.now())


def _guarded(what: str, act: Callable[[], T]) -> T | None:
    try:
        return act()
    except ConnectorError as error:
        log.warning("a poll failed", of=what, error=str(error))
    except Exception:  # the runner has to live on; the fault is in the log, whole
        log.exception("a poll broke", of=what)
    return None
