"""Which versions an installation runs: its own, Python's, and those of the libraries that speak to others."""

from __future__ import annotations

import platform
import sqlite3
from importlib.metadata import PackageNotFoundError, version

PACKAGES = ("jaggaer-quickbooks-connector", "authlib", "httpx", "lxml", "spyne", "sqlalchemy", "waitress")


def versions() -> dict[str, str]:
    """By name; what is not installed is left out."""
    found = {"python": platform.python_version(), "system": platform.system(), "sqlite": sqlite3.sqlite_version}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
