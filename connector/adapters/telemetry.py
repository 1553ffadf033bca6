"""Logs: one JSON object to a line on standard error, with every secret taken out."""

from __future__ import annotations

import logging
import re
import sys
import unicodedata
from collections.abc import MutableMapping
from typing import Any

import structlog

SECRET_NAMES = re.compile(r"(?i)password|secret|token|ticket|authorization")
SECRET_VALUES = re.compile(r"(?i)(bearer\s+|client_secret=|<strPassword>)[^\s&<]+")
HIDDEN = "***"
CONTROLS = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs"})


def printable(text: str) -> str:
    """On one line, and without what would steer a terminal or turn the text around (C0, C1, bidi)."""
    return "".join(" " if unicodedata.category(one) in CONTROLS else one for one in text)


def redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Hide by name and by form, and keep every value to its line."""
    for name, value in list(event.items()):
        if SECRET_NAMES.search(name):
            event[name] = HIDDEN
        elif isinstance(value, str):
            event[name] = printable(SECRET_VALUES.sub(rf"\1{HIDDEN}", value))
    return event


def configure(level: str) -> None:
    """Route both our own log and the libraries' through the same processors."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            redact,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for chatty in ("httpx", "httpcore", "alembic", "waitress.queue"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
