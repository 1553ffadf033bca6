"""The QuickBooks program on a PC: which company file is open in it, and who may begin a session."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from simulators.qbwc.company.file import CompanyFile
from simulators.qbwc.hresults import HRESULTS
from simulators.qbwc.processor import Hresult

STARTING = 35.0


@dataclass(slots=True)
class QuickBooks:
    """
    ``opened`` is the file that a person has open, None where QuickBooks is closed; ``files`` are those on the disk.

    ``automatic`` names the applications that may log in while QuickBooks is closed.
    """

    opened: CompanyFile | None
    files: list[CompanyFile] = field(default_factory=list)
    automatic: set[str] = field(default_factory=set)

    def begin(self, path: str, application: str) -> tuple[CompanyFile, float]:
        """The file of a session, and the seconds until it is open; an ``Hresult`` where there is none."""
        if self.opened is not None:
            #: Another file than the one that is open cannot be asked for. [Intuit's lists: 0x8004040A]
            if path and not _same(path, self.opened.path):
                raise _error("0x8004040A")
            return self.opened, 0.0
        #: While QuickBooks is closed, "" is no file. [Intuit's lists: 0x80040416]
        if not path:
            raise _error("0x80040416")
        found = next((one for one in self.files if _same(path, one.path)), None)
        if found is None:
            raise _error("0x80040403")
        #: While QuickBooks is closed, an application needs the permission to log in by itself; QuickBooks takes 30 to
        #: 40 s to start. [Intuit's lists: 0x8004041D; vendors' documentation]
        if application not in self.automatic:
            raise _error("0x8004041D")
        return found, STARTING

    def open(self, file: CompanyFile) -> None:
        self.opened = file
        self.add((file,))

    def add(self, files: Iterable[CompanyFile]) -> None:
        for file in files:
            if all(file is not one for one in self.files):
                self.files.append(file)

    def close(self) -> None:
        self.opened = None


def _same(one: str, other: str) -> bool:
    return one.strip().lower() == other.lower()


def _error(code: str) -> Hresult:
    return Hresult(code, HRESULTS[code])
