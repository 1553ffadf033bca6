"""
Nobody else polls this company: taken for minutes, renewed while the pass goes on, given back with its pace.

Rule 1: what a pass keeps, it keeps only while it holds the lease, in one transaction.
Rule 2: a lease that was lost once is lost, also if whoever took it has given it back: what was read before is old.
Rule 3: each pass has a number, one more than the pass before, by which its readings are told from earlier ones.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from connector.domain.identifiers import CompanyName
from connector.errors import ConfigurationError, TransientError
from connector.flow.entities import Company
from connector.flow.ports import Clock, Store, Work
from connector.flow.stops import Road, failed, went_well
from connector.sync.retry import LONGEST_ASKED, Pace, next_attempt

JOB = "poll"
LEASE = timedelta(minutes=3)  # longer than one request and its token may take
PASSES = "jaggaer.passes"


class Lease:
    """``owner`` is drawn anew for each pass, and ``number`` counts them once it is taken."""

    def __init__(self, store: Store, clock: Clock, name: CompanyName, owner: str) -> None:
        self.store = store
        self.clock = clock
        self.number = 0
        self._name = name
        self._owner = owner
        self._renew_at = clock.now()

    def take(self) -> tuple[Company, Pace]:
        now = self.clock.now()
        with self.store.write() as work:
            company, pace = work.companies.get(self._name), work.mirror.pace(self._name)
            if company is None:
                known = ", ".join(one.name for one in work.companies.all()) or "none yet"
                raise ConfigurationError(f"There is no company “{self._name}”.", remedy=f"Known companies: {known}.")
            if pace.not_before and now < pace.not_before <= now + LONGEST_ASKED:
                raise TransientError(
                    f"JAGGAER asked us to wait until {pace.not_before:%H:%M:%S} UTC.", remedy="Try again then."
                )
            if not work.leases.take(self._name, JOB, self._owner, now, now + LEASE):
                raise TransientError(
                    f"Another poll of “{self._name}” is under way.",
                    remedy="Wait for it, or try again in three minutes.",
                )
            self.number = int(work.mirror.cursor(self._name, PASSES) or 0) + 1
            work.mirror.set_cursor(self._name, PASSES, str(self.number))
        self._renew_at = now + LEASE / 3
        return company, pace

    def hold(self, work: Work) -> None:
        """Hold it longer, in the caller's transaction."""
        now = self.clock.now()
        if not work.leases.extend(self._name, JOB, self._owner, now + LEASE):
            raise TransientError(
                f"Another poll of “{self._name}” began while this one waited, and what this one read is old by now.",
                remedy="Nothing of it was kept; the next poll reads what is left.",
            )
        self._renew_at = now + LEASE / 3

    def renew(self) -> None:
        if self.clock.now() >= self._renew_at:
            with self.store.write() as work:
                self.hold(work)

    def drop(self, pace: Pace, failure: BaseException | None) -> None:
        """Who lost it meanwhile says nothing of how it went, and of when the next pass is due."""
        with self.store.write() as work:
            if not work.leases.drop(self._name, JOB, self._owner):
                return
            work.mirror.set_pace(self._name, pace)
            if isinstance(failure, Exception):
                failed(work, self._name, Road.POLLS, failure, self.clock.now())
            elif failure is None:
                went_well(work, self._name, Road.POLLS)


def due(work: Work, name: CompanyName, now: datetime) -> datetime:
    """When the next pass is to begin: as its pace says, not in quiet hours, and not while another is under way."""
    held = work.leases.held_until(name, JOB)
    attempt = next_attempt(work.mirror.pace(name), now)
    company = work.companies.get(name)
    attempt = company.schedule.polls_from(attempt) if company else attempt
    return max(attempt, held) if held and held <= now + LEASE else attempt
