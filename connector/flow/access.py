"""
Who may open a session: the password, then whether there is work, then whether another is open.

Rule 1: an unknown user and a wrong password look and last the same.
Rule 2: wrong guesses are counted per user and source, and answered at once: never by waiting. A password
        that was right within the last ten minutes passes a pause: behind a proxy all have one source.
Rule 3: one open session per company file. Within two minutes of its last call a newcomer is told
        "busy"; later the old one is fenced and what it had sent is unknown.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from connector.domain.operation import State
from connector.flow.planning import MIRRORED
from connector.flow.ports import Clock, Company, Entropy, Event, Guesses, OpenSession, Passwords, Store, Work
from connector.quickbooks.web_connector.session import Session
from connector.quickbooks.web_connector.session import State as Stage

NOT_VALID = ("", "nvu")
NO_WORK = ("", "none")
BUSY_SECONDS = 60
BUSY = ("", "busy", str(BUSY_SECONDS))

FENCE_AFTER = timedelta(seconds=120)
EXPIRES_AFTER = timedelta(hours=2)
FREE_GUESSES = 5
LONGEST_PAUSE = timedelta(minutes=15)
MIRROR_EVERY = timedelta(minutes=15)


def ticket_hash(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()


def known_user(
    store: Store, passwords: Passwords, clock: Clock, user: str, password: str, source: str
) -> Company | tuple[str, ...]:
    """The company of a right password, or authenticate's answer to a wrong one."""
    now = clock.now()
    with store.read() as work:
        company = work.companies.by_user(user)
        counted = user if company else ""  # names that nobody has share one count, or they would fill the disk
        guesses = work.guesses.get(counted, source)
    is_paused = guesses.until is not None and now < guesses.until
    if is_paused and not (company and passwords.remembers(user, company.password_hash, password)):
        return NOT_VALID
    right = passwords.verify(user, company.password_hash if company else None, password)
    if right is None:
        return BUSY
    if not right or company is None:
        with store.write() as work:
            work.guesses.set(counted, source, _one_more(work.guesses.get(counted, source), now))
        return NOT_VALID
    if guesses.count and not is_paused:
        with store.write() as work:
            work.guesses.set(counted, source, Guesses())
    return company


def _one_more(guesses: Guesses, now: datetime) -> Guesses:
    count = guesses.count + 1
    if count < FREE_GUESSES:
        return Guesses(count)
    pause = min(timedelta(seconds=2 ** min(count - FREE_GUESSES, 20)), LONGEST_PAUSE)
    return Guesses(count, now + pause)


def has_work(work: Work, company: Company, now: datetime) -> bool:
    """Whether an update is worth opening QuickBooks for."""
    mirrored = work.mirror.cursor(company.name, MIRRORED)
    if mirrored is None or abs(now - datetime.fromisoformat(mirrored)) >= MIRROR_EVERY:
        return True
    if work.operations.in_state(company.name, State.QUEUED, State.SENT, State.UNKNOWN):
        return True
    return bool(work.operations.untied(company.name) or work.sent_sets.stored(company.name))


def is_under_way(opened: OpenSession, now: datetime) -> bool:
    """
    One that has nothing left but to be closed holds nobody up (guide p. 53: drop the old ticket, go on).

    Spans are taken without their sign: a clock that was set back must not keep everybody waiting.
    """
    may_go_on = opened.session.state in (Stage.READY, Stage.AWAITING)
    return may_go_on and abs(now - opened.last_call_at) < FENCE_AFTER


def is_expired(opened: OpenSession, now: datetime) -> bool:
    return now - opened.opened_at > EXPIRES_AFTER


def open_session(work: Work, company: Company, entropy: Entropy, now: datetime) -> str:
    """A new ticket: 256 random bits, of which only the hash is stored."""
    ticket = entropy.secret()
    work.sent_sets.drop_lists(company.name)
    work.sessions.add(OpenSession(ticket_hash(ticket), company.name, Session(), now, now))
    work.history.add(company.name, Event(now, "session", "The Web Connector began an update"))
    return ticket
