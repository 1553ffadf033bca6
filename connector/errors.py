"""
Every error the connector raises, and the words its operator reads.

    ConnectorError              what happened, and a remedy
      ConfigurationError        somebody has to change a setting, a file or a command
      OtherSideError            JAGGAER or QuickBooks answered, and the answer cannot be used
        NotThereError           JAGGAER answered that there is no such thing
      TransientError            it may pass by itself; the next run tries again
      OutcomeUnknownError       a write left, and its answer was lost; the next run looks what became of it
      InternalError             a bug of ours: nothing was lost, tell us

The docstring of a class is its default remedy. What is wrong with *one document* is never raised:
it is a value (``domain.hold``), gathered, so that one bad document does not hide the next.
"""

from __future__ import annotations

import inspect
from datetime import timedelta


class ConnectorError(Exception):
    """Read the message, put right what it names, and run the command again."""

    def __init__(self, what: str, *, remedy: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy or inspect.cleandoc(type(self).__doc__ or "")

    def __str__(self) -> str:
        return f"{self.what} {self.remedy}"


class ConfigurationError(ConnectorError):
    """Change the setting it names and start again."""


class OtherSideError(ConnectorError):
    """Nothing was changed. Ask the administrator of that system."""


class NotThereError(OtherSideError):
    """JAGGAER does not have it, or not there. Look whether it was deleted, and at the paths in the profile."""


class TransientError(ConnectorError):
    """Nothing was changed. The next run tries again by itself."""

    def __init__(self, what: str, *, remedy: str | None = None, wait: timedelta | None = None) -> None:
        """``wait`` is what the other side asked for."""
        super().__init__(what, remedy=remedy)
        self.wait = wait


class OutcomeUnknownError(ConnectorError):
    """It is not known whether it was carried out. The next run looks, and does not repeat it blindly."""

    def __init__(self, what: str, *, wait: timedelta | None = None) -> None:
        """``wait`` is what the other side asked for."""
        super().__init__(what)
        self.wait = wait


class InternalError(ConnectorError):
    """This is a fault of the connector. Nothing was lost; send this line to its makers."""


__all__ = [
    "ConfigurationError",
    "ConnectorError",
    "InternalError",
    "NotThereError",
    "OtherSideError",
    "OutcomeUnknownError",
    "TransientError",
]
