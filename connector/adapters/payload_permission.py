"""Whether a support bundle may hold payloads: somebody allows it for some hours, in a file of the installation."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

from connector.adapters.private_file import make_private

NAME = "payloads-allowed.json"
LONGEST = timedelta(hours=72)


def allow(folder: Path, company: str, now: datetime, span: timedelta) -> datetime:
    """Until when it is allowed; never longer than ``LONGEST``."""
    until = now + min(span, LONGEST)
    allowed = {**_read(folder), company: until.isoformat()}
    make_private(folder / NAME)
    (folder / NAME).write_text(json.dumps(allowed), encoding="utf-8")
    return until


def is_allowed(folder: Path, company: str, now: datetime) -> bool:
    """A file that cannot be read allows nothing."""
    try:
        return now < datetime.fromisoformat(_read(folder).get(company, ""))
    except (ValueError, TypeError):
        return False


def _read(folder: Path) -> dict[str, str]:
    try:
        found = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
