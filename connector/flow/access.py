"""
Who may open a session: the password, then whether there is work, then whether another is open.

Rule 1: an unknown user and a wrong password look and last the same: nothing else of a company is read until its
        password was right.
Rule 2: wrong guesses are counted per user and source, and answered at once: never by waiting. A user is
        counted under a short print of the name, whether anybody has it or not. A source that a right password
        has come from is never paused, only held to what can be verified at once: guessing must not shut out the
        real Web Connector, not even from behind the same proxy.
Rule 3: one open session per company file. Within two minutes of its last call a newcomer is told
        "busy"; later the old one is fenced and what it had sent is unknown.
"""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import replace
from datetime import datetime, timedelta

from connector.flow.entities import MIRRORED, Company, Event, Guesses, OpenSession
from connector.flow.ports import Clock, Entropy, Passwords, Store, Work
from connector.kinds import written_kinds
from connector.quickbooks.web_connector.session import Session
from connector.quickbooks.web_connector.session import State as Stage

NOT_VALID = ("", "nvu")
NO_WORK = ("", "none")
BUSY_SECONDS = 60
BUSY = ("", "busy", str(BUSY_SECONDS))

FENCE_AFTER = timedelta(seconds=120)
IDLE_AFTER = timedelta(minutes=15)
EXPIRES_AFTER = timedelta(hours=2)
FREE_GUESSES = 5
LONGEST_PAUSE = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)


def ticket_hash(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()


def known_user(
    store: Store, passwords: Passwords, clock: Clock, user: str, password: str, source: str
) -> Company | tuple[str, ...]:
    """The company of a right password, or authenticate's answer to a wrong one."""
    now, name, origin = clock.now(), _print(user), origin_of(source)
    with store.read() as work:
        hashed, guesses = work.companies.password_hash(user), work.guesses.get(name, origin)
    if _is_paused(guesses, now) and not passwords.remembers(user, hashed or "", password):
        return NOT_VALID
    right = passwords.verify(user, hashed, password, is_known=guesses.was_right)
    if right is None:
        return BUSY
    if not right:
        with store.write() as work:
            work.guesses.set(name, origin, _one_more(work.guesses.get(name, origin), now))
            work.guesses.drop_before(now - FORGOTTEN_AFTER)
        return NOT_VALID
    if guesses != Guesses(was_right=True):
        with store.write() as work:
            work.guesses.set(name, origin, Guesses(was_right=True))
    with store.read() as work:
        return work.companies.by_user(user) or NOT_VALID


def _is_paused(guesses: Guesses, now: datetime) -> bool:
    """A pause that ends further ahead than any can be was set by a clock that was wrong."""
    if guesses.until is None or guesses.was_right or guesses.count < FREE_GUESSES:
        return False
    return now < guesses.until <= now + LONGEST_PAUSE


def _print(user: str) -> str:
    """One of 4,096: enough to tell users apart, too few to fill the disk with invented names."""
    return hashlib.sha256(user.encode("utf-8", "replace")).hexdigest()[:3]


def origin_of(source: str) -> str:
    """Whose an address is: itself, or of IPv6 the /64, which one customer has whole."""
    try:
        address = ipaddress.ip_address(source.partition("%")[0])
    except ValueError:
        return source[:60]
    if address.version == 4:
        return str(address)
    return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False))


def _one_more(guesses: Guesses, now: datetime) -> Guesses:
    count = guesses.count + 1
    pause = timedelta(seconds=2 ** min(count - FREE_GUESSES, 20)) if count >= FREE_GUESSES else timedelta()
    return replace(guesses, count=count, until=now + min(pause, LONGEST_PAUSE))


def has_work(work: Work, company: Company, now: datetime) -> bool:
    """Whether an update is worth opening QuickBooks for."""
    mirrored = work.mirror.cursor(company.name, MIRRORED)
    if mirrored is None or abs(now - datetime.fromisoformat(mirrored)) >= company.schedule.mirror_every:
        return True
    if work.sent_sets.stored(company.name):
        return True
    if not company.schedule.writes_at(now):
        return False
    return work.operations.are_waiting(company.name, now) or any(
        work.write_backs.confirming(company.name, kind.name, 1) for kind in written_kinds()
    )


def is_under_way(opened: OpenSession, now: datetime) -> bool:
    """
    One that has nothing left but to be closed holds nobody up (guide p. 53: drop the old ticket, go on).

    Spans are taken without their sign: a clock that was set back must not keep everybody waiting.
    """
    may_go_on = opened.session.state in (Stage.READY, Stage.AWAITING)
    return may_go_on and abs(now - opened.last_call_at) < FENCE_AFTER


def is_expired(opened: OpenSession, now: datetime) -> bool:
    """
    A ticket lives two hours, and a quarter of an hour without a call, unless QuickBooks is at work for it.

    Spans are taken without their sign, as above.
    """
    is_idle = opened.session.state is not Stage.AWAITING and abs(now - opened.last_call_at) > IDLE_AFTER
    return is_idle or abs(now - opened.opened_at) > EXPIRES_AFTER


def open_session(work: Work, company: Company, entropy: Entropy, now: datetime) -> str:
    """A new ticket: 256 random bits, of which only the hash is stored."""
    ticket = entropy.secret()
    if last := work.sessions.last(company.name):
        work.sent_sets.drop_lists(last.ticket)
    work.sessions.add(OpenSession(ticket_hash(ticket), company.name, Session(), now, now))
    work.history.add(company.name, Event(now, "session", "The Web Connector began an update"))
    return ticket
