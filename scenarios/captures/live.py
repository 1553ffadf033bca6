"""
Live replay: the company file is rebuilt as it was before the log, and the fakes run on with the connector of today.

Updates begin when they began, JAGGAER is polled before each, and what got lost then gets lost again; other faults may
be added. In the end the books are compared with those that the log led to, and everything that must always hold is
looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from structlog.testing import capture_logs

from connector import Profile
from scenarios.captures import rebuild
from scenarios.captures.faults_of import Fault, faults_of
from scenarios.captures.model import BadCapture, Capture
from scenarios.captures.timeline import Timeline, add_documents_until, set_up
from scenarios.checks import violations
from scenarios.machines import EVERY
from scenarios.snapshot import restore
from scenarios.world import World
from simulators.qbwc import CompanyFile

KINDS = ("Bill", "VendorCredit", "PurchaseOrder", "ItemReceipt")
REST = timedelta(hours=1)
Book = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class LiveResult:
    """
    ``told`` is what the status column showed at the end of each update. ``missing`` and ``more`` are records that only
    the log, or only this run, led to. ``failures`` are checks that do not hold.
    """

    told: tuple[str, ...]
    missing: tuple[str, ...]
    more: tuple[str, ...]
    failures: tuple[str, ...]


def live(capture: Capture, timeline: Timeline, profile: Profile, faults: Sequence[Fault] = ()) -> LiveResult:
    """A ``BadCapture`` comes where the log shows no update with a request."""
    worked = [one for one in capture.updates if one.rounds]
    if not worked:
        raise BadCapture("There is no request in it, so there is no company file to rebuild. Ask for level VERBOSE.")
    file = rebuild.start_of(capture)
    world = World(seed=1, at=worked[0].began_at - EVERY, file=file)
    try:
        with capture_logs() as world.log:
            world.connect(profile, worked[0].rounds[0].country or "US", world.file.qbxml)
            _updates(world, capture, timeline, faults)
            told = tuple(one.result.status or "done" for one in world.told)
            world.settle(REST)
            failures = violations(world)
        ours, theirs = _books(world.file), _books(rebuild.end_of(capture))
    except ArithmeticError as error:
        raise BadCapture("A record in it has an amount that is no number, so its company file cannot run.") from error
    return LiveResult(
        told,
        tuple(sorted(_told(theirs - ours))),
        tuple(sorted(_told(ours - theirs))),
        tuple(dict.fromkeys(failures)),
    )


def _updates(world: World, capture: Capture, timeline: Timeline, faults: Sequence[Fault]) -> None:
    """The faults that are wanted strike whenever they can; those of the log only in the update in which they did."""
    for fault in faults:
        world.inject("quickbooks", fault.name, fault.on, fault.nth, 1)
    polls = list(timeline.polls)
    set_up(timeline.tenant, world.tenant)
    rounds = [one for update in capture.updates for one in update.rounds]
    for update in capture.updates:
        rounds = rounds[len(update.rounds) :]
        while polls and polls[0].updates < update.number:
            _go_to(world, polls[0].at)
            restore(polls.pop(0), world.tenant)
            world.try_poll()
        if not timeline.polls:
            add_documents_until(update.began_at, timeline.tenant, world.tenant)
            _go_to(world, update.began_at - timedelta(seconds=1))
            world.try_poll()
        _go_to(world, update.began_at)
        wanted = [*world.pc.faults]
        for fault in faults_of(update, rounds):
            world.inject("quickbooks", fault.name, fault.on, fault.nth, 1)
        world.update()
        for pc in world.pcs.values():
            pc.faults[:] = wanted


def _go_to(world: World, instant: datetime) -> None:
    world.clock.advance(max(instant - world.clock.now(), timedelta()))


def _books(file: CompanyFile) -> Counter[Book]:
    return Counter(_book(kind, record) for kind in KINDS for record in file.records(kind))


def _book(kind: str, record: dict[str, Any]) -> Book:
    amount = record.get("AmountDue") or record.get("CreditAmount") or record.get("TotalAmount") or ""
    return (kind, record.get("VendorRef", {}).get("FullName", ""), record.get("RefNumber", ""), str(amount))


def _told(books: Counter[Book]) -> Iterator[str]:
    for (kind, vendor, number, amount), count in books.items():
        yield f"{kind} {number} of {vendor} over {amount}" + (f", {count} times" if count > 1 else "")
