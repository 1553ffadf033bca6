"""What a test says of its connector."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from wsgiref.types import WSGIApplication

from scenarios.machines import CannotTake
from simulators.qbwc import Application, Refused, read_qwc


@dataclass(frozen=True, slots=True)
class UnderTest:
    """
    A connector: ``qwc`` is its .qwc file or the text of it, ``password`` that of the user named there.

    ``app`` is its WSGI app; ``poll`` makes it read JAGGAER once, ``restart`` lets it die and come back. Steps that ask
    for one that is not given cannot be taken.
    """

    qwc: str | Path
    password: str
    app: WSGIApplication | None = None
    poll: Callable[[], object] | None = None
    restart: Callable[[], object] | None = None

    def application(self) -> Application:
        """Raises ``CannotTake`` where the file cannot be read, or the Web Connector would refuse it."""
        try:
            return read_qwc(self.qwc.read_bytes() if isinstance(self.qwc, Path) else self.qwc.encode())
        except OSError as error:
            raise CannotTake(f"the .qwc file {self.qwc} cannot be read: {error.strerror}") from error
        except Refused as error:
            raise CannotTake(f"the Web Connector refuses the .qwc file: {error}") from error
