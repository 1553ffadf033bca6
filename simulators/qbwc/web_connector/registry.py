"""What the Web Connector keeps in the registry of a Windows user: applications, passwords, schedules, UpdateLock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from simulators.qbwc.web_connector.codes import said
from simulators.qbwc.web_connector.qwc import Application

#: A person cannot choose less than a minute; a .qwc file can, and so can a service. [guide p. 37-39]
LEAST_BY_HAND = timedelta(minutes=1)


class NotInstalled(Exception):
    """There is no such application in this registry; the text is the Web Connector's."""


@dataclass(slots=True)
class Installed:
    """
    One line of the window. ``every`` is nothing where it has no schedule; ``next_run`` counts where Auto-Run is on.

    ``status`` is what its column shows.
    """

    application: Application
    password: str = ""
    every: timedelta = timedelta()
    auto_run: bool = False
    next_run: datetime | None = None
    status: str = ""


@dataclass(slots=True)
class Registry:
    """Of one Windows user: another one sees none of it."""

    applications: dict[str, Installed] = field(default_factory=dict)
    update_lock: bool = False

    def of(self, name: str) -> Installed:
        if name not in self.applications:
            #: An application that is not in the registry: QBWC1011. [guide, appendix A]
            raise NotInstalled(said("QBWC1011", name))
        return self.applications[name]

    def install(self, application: Application) -> Installed:
        """Nothing of one that is there is lost but its addresses."""
        #: AppUniqueName takes the place of the application that has it, without asking. [guide p. 35]
        unique = application.unique_name
        for name, one in list(self.applications.items()):
            if name != application.name and unique and one.application.unique_name == unique:
                self.applications[application.name] = self.applications.pop(name)
        held = self.applications.setdefault(application.name, Installed(application, every=application.every))
        held.application = application
        return held

    def remove(self, name: str) -> Installed:
        held = self.of(name)
        del self.applications[name]
        return held

    def schedule(self, name: str, every: timedelta, now: datetime, first: datetime | None = None) -> None:
        """Auto-Run is ticked, with an interval by hand."""
        held = self.of(name)
        held.every = every if every == held.application.every else max(every, LEAST_BY_HAND)
        held.auto_run = True
        held.next_run = first or now + held.every

    def unschedule(self, name: str) -> None:
        """Auto-Run is unticked: only updates by hand are left."""
        held = self.of(name)
        held.auto_run, held.next_run = False, None

    def ran(self, name: str, began: datetime, ended: datetime, postpone: int, at_least: int, *, from_end: bool) -> None:
        """The next run: the interval after this one, or after so many seconds where it was postponed."""
        held = self.of(name)
        #: authenticate [2] and [3] need Auto-Run. [guide p. 62]
        if not held.auto_run:
            return
        #: authenticate [3] raises an interval that is smaller. [guide p. 21, 63]
        if at_least:
            held.every = max(held.every, timedelta(seconds=at_least))
        pause = timedelta(seconds=postpone) if postpone else held.every
        #: The next run is an interval after the last one; a run that is late is made up for once. [guide p. 37-38, 63]
        held.next_run = (ended if from_end else began) + pause

    def due(self, now: datetime) -> list[str]:
        """Those to run now, in the order of the window; also what should have run while nobody was there."""
        return [name for name, one in self.applications.items() if one.next_run is not None and one.next_run <= now]

    def next_run(self) -> datetime | None:
        return min((one.next_run for one in self.applications.values() if one.next_run is not None), default=None)
