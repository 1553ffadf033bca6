"""
Whatever fails about one document is that document's exception, and everything else goes on.

Rule 1: what was begun about it is undone, alone; the exception is committed with all the rest.
Rule 2: what fails about the store or the settings is nobody's in particular, and ends the call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar

import structlog

from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import DocumentId
from connector.errors import ConfigurationError, TransientError
from connector.flow.entities import MIRRORED, Company, Event
from connector.flow.generations import show
from connector.flow.ports import Work

log = structlog.get_logger()
T = TypeVar("T")


@contextmanager
def stumbling(work: Work, company: Company, document: DocumentId, now: datetime) -> Iterator[None]:
    """Around what is done about one document."""
    try:
        with work.apart():
            yield
    except (TransientError, ConfigurationError):
        raise
    except Exception as error:
        log.exception("the connector stumbled over a document", document=document)
        _show(work, company, document, f"{type(error).__name__}: {error}", now)


def each(
    work: Work,
    company: Company,
    now: datetime,
    items: Sequence[T],
    document_of: Callable[[T], DocumentId],
    act: Callable[[T], object],
) -> None:
    """
    Act on one after the other, each of its own document.

    All of them together, as a rule; where one fails all is undone and done again one by one, so that it is known which.
    """
    if not items:
        return
    try:
        with work.apart():
            for item in items:
                act(item)
    except (TransientError, ConfigurationError):
        raise
    except Exception:
        for item in items:
            with stumbling(work, company, document_of(item), now):
                act(item)


def _show(work: Work, company: Company, document: DocumentId, detail: str, now: datetime) -> None:
    """Told once, and tried again whenever QuickBooks' lists are read."""
    hold, before = Hold.of(HoldCode.STUMBLED, detail=detail), work.operations.latest(company.name, document)
    show(work, company, document, hold)
    reading = work.mirror.cursor(company.name, MIRRORED) or ""
    work.documents.set_to_plan(company.name, document, waits=True, reading=reading)
    if before is None or hold not in before.holds:
        work.history.add(company.name, Event(now, "stumbled", f"{hold.title} ({detail})", document))
