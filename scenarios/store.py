"""What goes wrong with the connector's own disk and database, and with the clock of its machine."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from simulators.trigger import Named


@dataclass(frozen=True, slots=True)
class Breakage:
    """``says`` is SQLite's own text; ``at`` is when it says so."""

    says: str
    at: Literal["begin", "commit"]
    customer_sees: str


BREAKAGES: Mapping[str, Breakage] = {
    "disk_full": Breakage(
        "database or disk is full",
        "commit",
        "Updates end with “The disk is full”; nothing is lost, nothing is half done.",
    ),
    "database_locked": Breakage(
        "database is locked", "begin", "Updates end with “The database is in use”, until whoever locks it lets go."
    ),
    "database_read_only": Breakage(
        "attempt to write a readonly database",
        "begin",
        "Updates end until the database belongs to the connector again.",
    ),
    "disk_failing": Breakage(
        "disk I/O error", "commit", "Updates end until the disk is replaced; nothing is half done."
    ),
}


@dataclass(frozen=True, slots=True)
class Leap:
    by: timedelta
    customer_sees: str


LEAPS: Mapping[str, Leap] = {
    "set_back": Leap(timedelta(hours=-3), "The connector's clock is three hours behind from here on; nothing changes."),
    "set_forward": Leap(timedelta(days=2), "The connector's clock is two days ahead from here on; nothing changes."),
}


class StoreFault(Named):
    """One of ``BREAKAGES``, and the transactions it strikes at."""

    def strike(self, moment: str) -> None:
        breakage = BREAKAGES[self.name]
        if moment == breakage.at and self.trigger.strikes(is_meant=True):
            raise sqlite3.OperationalError(breakage.says)
