"""QWCLog.txt as a file: its level, its banner, its lines, and what becomes of it when it is full."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

CUT_AFTER = 75
LEAST_SIZE, USUAL_SIZE = 4 * 1024, 10 * 1024 * 1024
END = "\r\n"


class Level(Enum):
    NONE = "NONE"
    DEBUG = "DEBUG"
    VERBOSE = "VERBOSE"


class LogFile:
    """On a disk. ``largest`` is in bytes, like the registry's MaxLogFileSize; ``old`` is where a full one goes."""

    def __init__(self, path: Path, largest: int = USUAL_SIZE) -> None:
        self.path = path
        self._largest = largest

    @property
    def old(self) -> Path:
        #: A log that is full goes to QWCLogOld.txt, and the one that was there is lost. [Intuit's sample logger]
        return self.path.with_name(f"{self.path.stem}Old{self.path.suffix}")

    def write(self, text: str) -> None:
        with self.path.open("a", encoding="utf-8", newline="") as opened:
            opened.write(text)

    def turned(self) -> bool:
        """Whether a new file is begun, since this one is full."""
        if not self.path.exists() or self.path.stat().st_size <= self._largest:
            return False
        self.path.replace(self.old)
        return True


class Lines:
    """
    Writes entries in the grammar of real logs; ``write`` gets whole lines.

    ``turned`` is asked before each entry whether a new file was begun: it then gets a banner.
    """

    def __init__(
        self,
        write: Callable[[str], None],
        now: Callable[[], datetime],
        level: Level,
        turned: Callable[[], bool] = lambda: False,
    ) -> None:
        self._write = write
        self._now = now
        self._level = level
        self._turned = turned

    def banner(self) -> None:
        now = self._now().astimezone(UTC)
        self._raw(
            "",
            "",
            f"Log file initialized at {now:%A, %B %d, %Y} - {_hour(now)} UTC  ",
            "Timestamp format used: YYYYMMDD.HH:MM:SS UTC",
            #: The banner says 2.2 whatever the product's version is. [QWCLog 2019, 2025]
            f"QBWebConnector 2.2 has been initialized with its logging status to level = {self._level.value}.",
            "Please restart QBWebConnector for any change in log level to take effect. Use file menu to clear log.",
            "",
        )

    #: Every line is ``YYYYMMDD.HH:MM:SS UTC``, a tab, ``: source : text``, in UTC. [QWCLog 2019, 2025]
    def say(self, source: str, *texts: str) -> None:
        """An entry; what is in the texts after the first stands on lines of its own, without a prefix."""
        if self._level is Level.NONE:
            return
        #: Before each entry it is looked whether the log is full. [Intuit's sample logger]
        if self._turned():
            self.banner()
        stamp = f"{self._now().astimezone(UTC):%Y%m%d.%H:%M:%S} UTC\t: {source} : "
        self._raw(stamp + texts[0], *texts[1:])

    def dump(self, source: str, xml: str) -> None:
        #: XML is dumped raw below “XML dump follows: -”, a blank line before it, two after. [QWCLog 2019]
        self.say(source, "XML dump follows: -", "", self.shown(xml), "")

    def shown(self, xml: str) -> str:
        #: DEBUG cuts XML after 75 characters and adds ``......``. [measured on five dumps of 2017, 2019, 2025]
        is_cut = self._level is Level.DEBUG and len(xml) > CUT_AFTER
        return f"{xml[:CUT_AFTER]}......" if is_cut else xml

    def _raw(self, *lines: str) -> None:
        #: Lines end as Windows' do; what is inside of XML stays as it came. [Intuit's sample logger; git turned the
        #: captured ones]
        if self._level is not Level.NONE:
            self._write("".join(line + END for line in lines))


def _hour(now: datetime) -> str:
    return f"{now:%I:%M %p}".removeprefix("0")
