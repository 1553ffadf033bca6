"""
The Web Connector's calls, as use cases: each takes one call and commits everything before it answers.

Every method reads the session, lets the pure machine decide (``quickbooks.web_connector.session``),
applies the effects in the same transaction, and returns the answer. A ticket that is unknown or expired
gets the protocol's own answer, never an error.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

import structlog

from connector.domain.identifiers import MessageSetId
from connector.errors import OtherSideError, TransientError
from connector.flow import access, forecast, stops
from connector.flow.entities import Company, Delivery, SentSet
from connector.flow.ports import Clock, Entropy, Passwords, Store
from connector.flow.tasks import company_mark, next_proposal, prepare, size, stored_response, task_of
from connector.flow.tasks.turn import Proposal, Turn
from connector.quickbooks.qbxml.edition import OLDEST, Edition
from connector.quickbooks.qbxml.host import HostFacts, read_host
from connector.quickbooks.qbxml.message_set import MessageSet, render
from connector.quickbooks.qbxml.responses import parse
from connector.quickbooks.web_connector import session as machine
from connector.quickbooks.web_connector.session import (
    Answered,
    Effects,
    Offer,
    Refused,
    Sent,
    Session,
    Unanswered,
)
from connector.sync import lineage

T = TypeVar("T")
PROPOSED = "proposed in {}"
"""What an update is about to send is remembered under this, by its ticket."""
LOST = "The next update asks what was saved; look at the Web Connector's log on the PC."
log = structlog.get_logger()


class Exchange:
    """One for all companies: the ticket says whose update it is."""

    def __init__(self, store: Store, clock: Clock, entropy: Entropy, passwords: Passwords, version: str) -> None:
        self._store = store
        self._clock = clock
        self._entropy = entropy
        self._passwords = passwords
        self.version = version

    def knows(self, ticket: str) -> bool:
        """Whether a ticket is one of ours, alive or ended."""
        with self._store.read() as work:
            return work.sessions.get(access.ticket_hash(ticket)) is not None

    def authenticate(self, user: str, password: str, source: str) -> tuple[str, ...]:
        """Up to four strings: ticket, what to do, and how long to wait (guide p. 62-64)."""
        who = access.known_user(self._store, self._passwords, self._clock, user, password, source)
        if not isinstance(who, Company):
            return who
        now = self._clock.now()
        with self._store.write() as work:
            live = work.sessions.live(who.name)
            if live is not None and access.is_under_way(live, now):
                return access.BUSY
            if live is not None:
                turn = Turn(work, who, live, now)
                step = machine.fence(live.session)
                self._commit(turn, step.session, step.effects)
            forecast.noted(work, who, now)
            if not access.has_work(work, who, now):
                return access.NO_WORK
            return (access.open_session(work, who, self._entropy, now), who.company_file)

    def send_request(self, ticket: str, hcp: str, major: int, minor: int) -> str:
        """The next message set; its operations are committed as sent before this returns."""

        def act(turn: Turn) -> str:
            turn, obstacle = _met(turn, hcp, major, minor)
            over = machine.overtaken(turn.opened.session)
            turn = self._applied(turn, over.effects)
            is_over = over.session.state is not machine.State.READY
            if not turn.opened.session.rounds and not obstacle and not is_over:
                prepare(turn)
            proposal = None if obstacle or is_over else _proposed(turn)
            sent = _prepare(turn, proposal) if proposal else None
            offer = Offer(sent.id, sent.request) if sent else None
            step = machine.send_request(over.session, offer, obstacle)
            if proposal and sent and step.effects:
                turn = _depart(turn, sent, proposal)
            self._commit(turn, step.session, ())
            return step.reply

        return self._call(ticket, act, "")

    def receive_response(self, ticket: str, response: str, hresult: str, message: str) -> int:
        """Apply QuickBooks' answer and say how far the update is."""

        def act(turn: Turn) -> int:
            is_late = turn.opened.session.owed is None
            may_go_on = _may_go_on(turn, hresult)
            step = machine.receive_response(turn.opened.session, response, hresult, message, may_go_on=may_go_on)
            if is_late:
                _keep_late(turn, response)
            try:
                turn = self._applied(turn, step.effects)
            except OtherSideError as error:
                lost = tuple(Unanswered(one.id, error.what) for one in step.effects if isinstance(one, Answered))
                turn = self._applied(turn, lost)
                step = machine.stop(step.session, f"{error.what} Nothing was lost; the next update goes on.")
                turn.tell("quickbooks", step.session.reason)
            if step.session.state is machine.State.READY:
                step = machine.progress(step.session, _percent(turn))
            self._commit(turn, step.session, ())
            return step.reply

        return self._call(ticket, act, -1)

    def get_last_error(self, ticket: str) -> str:
        def act(turn: Turn) -> str:
            step = machine.get_last_error(turn.opened.session)
            self._commit(turn, step.session, step.effects)
            return step.reply

        return self._call(ticket, act, machine.UNKNOWN_TICKET)

    def connection_error(self, ticket: str, hresult: str, message: str) -> str:
        def act(turn: Turn) -> str:
            step = machine.connection_error(turn.opened.session, hresult, message)
            turn.tell("quickbooks", step.session.reason)
            self._commit(turn, step.session, step.effects)
            return step.reply

        return self._call(ticket, act, "done")

    def close_connection(self, ticket: str) -> str:
        def act(turn: Turn) -> str:
            step = machine.close(turn.opened.session, "OK")
            self._commit(turn, step.session, step.effects)
            return step.reply

        return self._call(ticket, act, "OK")

    def _call(self, ticket: str, act: Callable[[Turn], T], otherwise: T) -> T:
        try:
            return self._answered(ticket, act, otherwise)
        except TransientError:
            raise
        except Exception as error:
            self._note(ticket, error)
            raise

    def _note(self, ticket: str, error: Exception) -> None:
        """A call that broke is told of, as long as the database can be written; what it broke of is what is raised."""
        try:
            with self._store.write() as work:
                opened = work.sessions.get(access.ticket_hash(ticket))
                if opened is not None:
                    stops.failed(work, opened.company, stops.Road.UPDATES, error, self._clock.now())
        except Exception as second:
            log.warning("a call that broke could not be noted", why=f"{type(second).__name__}: {second}")

    def _answered(self, ticket: str, act: Callable[[Turn], T], otherwise: T) -> T:
        now = self._clock.now()
        with self._store.write() as work:
            opened = work.sessions.get(access.ticket_hash(ticket))
            company = work.companies.get(opened.company) if opened else None
            if opened is None or company is None:
                return otherwise
            turn = Turn(work, company, replace(opened, last_call_at=now), now)
            if access.is_expired(opened, now):
                step = machine.expire(opened.session)
                turn = replace(turn, opened=replace(turn.opened, session=step.session))
                self._commit(turn, step.session, step.effects)
            return act(turn)

    def _applied(self, turn: Turn, effects: Effects) -> Turn:
        for effect in effects:
            if isinstance(effect, Sent):
                continue
            sent = turn.work.sent_sets.get(turn.company.name, effect.id)
            if sent is not None:
                turn = _settled(turn, sent, effect)
        return turn

    def _commit(self, turn: Turn, session: Session, effects: Effects) -> None:
        turn = self._applied(turn, effects)
        _tell_stop(turn, session, effects)
        turn.work.sessions.save(replace(turn.opened, session=session))


def _tell_stop(turn: Turn, session: Session, effects: Effects) -> None:
    """
    Of an update that has just ended, whether it got to its end, or what stopped it.

    QuickBooks may be back at the next one, where it could not be reached or its answer did not come.
    """
    company, before = turn.company.name, turn.opened.session
    if session.state is machine.State.FINISHED and before.state is not session.state:
        stops.went_well(turn.work, company, stops.Road.UPDATES)
    elif session.reason not in ("", before.reason, *machine.NO_STOP):
        passes = session.state is machine.State.CLOSED
        stops.stopped(turn.work, company, stops.Road.UPDATES, session.reason, "", turn.now, passes=passes)
    elif session.state is machine.State.CLOSED and effects:
        lost = "; ".join(one.why for one in effects if isinstance(one, Unanswered))
        stops.stopped(
            turn.work, company, stops.Road.UPDATES, f"The update broke off: {lost}.", LOST, turn.now, passes=True
        )


def _met(turn: Turn, hcp: str, major: int, minor: int) -> tuple[Turn, str]:
    """On the first call, read what the Web Connector says of the company file; nothing is sent to another one."""
    if turn.opened.session.rounds or turn.opened.host != HostFacts():
        return turn, ""
    facts = read_host(hcp, turn.company.owner_id)
    obstacle = _obstacle(turn.company, facts)
    if not obstacle and facts.lock_host and not turn.company.lock_host:
        turn.work.companies.set_lock_host(turn.company.name, facts.lock_host)
    opened = replace(turn.opened, host=facts, qbxml=_lower(turn.company.qbxml, major, minor))
    turn = replace(turn, opened=opened)
    mark = dict(facts.extensions).get(lineage.NAME, "")
    if mark and not obstacle:
        obstacle = company_mark.obstacle(turn, mark)
        turn = replace(turn, opened=replace(opened, notes=replace(opened.notes, is_mark_seen=True)))
    if obstacle:
        turn.tell("session", obstacle)
    return turn, obstacle


def _obstacle(company: Company, facts: HostFacts) -> str:
    if facts.file_id.casefold() != company.file_id.casefold():
        which = f"“{facts.company}” is open" if facts.company else "QuickBooks did not say which file is open"
        return (
            f"This is not the company file of the connection “{company.name}”: {which}. Nothing was sent. "
            "Open the right company file in QuickBooks, or add the .qwc file to this one again."
        )
    if facts.lock_host and company.lock_host and facts.lock_host != company.lock_host:
        return (
            f"Two computers run the Web Connector for “{company.name}”: {company.lock_host} and "
            f"{facts.lock_host}. Nothing was sent. Remove the application from one of "
            "them; if the PC was replaced, run “connector company rebind NAME --new-pc”."
        )
    if facts.country and facts.country != company.region:
        return (
            f"This QuickBooks is the {facts.country} edition, and “{company.name}” was set up for {company.region}. "
            "Nothing was sent. Set up the connection again for the right edition."
        )
    if facts.newest and Edition.of(company.region, facts.newest).version < OLDEST:
        return (
            f"This QuickBooks speaks qbXML {facts.newest} at most; the connector needs {OLDEST[0]}.{OLDEST[1]} "
            "(QuickBooks 2007). Nothing was sent. Update QuickBooks on that PC."
        )
    return ""


def _lower(configured: str, major: int, minor: int) -> str:
    """The older of what we speak and what this QuickBooks speaks."""
    ours = tuple(int(part) for part in configured.split("."))
    return configured if not major or ours <= (major, minor) else f"{major}.{minor}"


def _may_go_on(turn: Turn, hresult: str) -> bool:
    """Writes that QuickBooks could not read are halved in the same update; a question of ours would fail again."""
    owed = turn.opened.session.owed if hresult else None
    sent = turn.work.sent_sets.get(turn.company.name, owed) if owed else None
    return sent is not None and task_of(sent.purpose).goes_on(hresult)


def _prepare(turn: Turn, proposal: Proposal) -> SentSet:
    number = turn.work.sent_sets.count(turn.company.name) + 1
    new = MessageSetId(f"{int(turn.now.timestamp()):x}-{number}")
    asks = proposal.about is not None
    qbxml = render(
        MessageSet(
            version=turn.opened.qbxml or turn.company.qbxml,
            requests=proposal.requests,
            new_id=proposal.about if asks else new if proposal.is_stored else None,
            old_id=proposal.old,
            stops=proposal.stops,
        )
    )
    return SentSet(
        id=new,
        ticket=turn.opened.ticket,
        purpose=proposal.purpose,
        request=qbxml,
        sent_at=turn.now,
        about=proposal.about or proposal.old,
        listing=proposal.listing,
        operations=proposal.operations,
        is_stored=proposal.is_stored,
        mark=proposal.mark,
    )


def _depart(turn: Turn, sent: SentSet, proposal: Proposal) -> Turn:
    turn.work.sent_sets.add(turn.company.name, sent)
    turn = replace(turn, opened=replace(turn.opened, notes=proposal.notes))
    task_of(sent.purpose).depart(turn, sent)
    return turn


def _settled(turn: Turn, sent: SentSet, effect: Answered | Refused | Unanswered) -> Turn:
    """A message set has ended in one of three ways; its task knows what that means."""
    task, save = task_of(sent.purpose), partial(turn.work.sent_sets.save, turn.company.name)
    match effect:
        case Answered(response=response):
            answer = parse(response).to(task.asked(turn, sent))
            save(replace(sent, delivery=Delivery.ANSWERED, response=response, settled_at=turn.now))
            size.learn(turn, sent, answer, task.sizes(sent))
            notes = task.apply(turn, sent, answer)
        case Refused(hresult=hresult, message=message):
            note = f"{hresult} {message}".strip()
            save(replace(sent, delivery=Delivery.REFUSED, note=note, settled_at=turn.now, is_stored=False))
            notes = task.refuse(turn, sent, hresult, message)
        case Unanswered(why=why):
            save(replace(sent, delivery=Delivery.UNANSWERED, note=why, settled_at=turn.now))
            size.learn_silence(turn, sent, task.sizes(sent))
            notes = task.lose(turn, sent, why)
    return replace(turn, opened=replace(turn.opened, notes=notes)) if notes else turn


def _keep_late(turn: Turn, response: str) -> None:
    try:
        answer = parse(response)
    except OtherSideError:
        return
    stored_response.late(turn, turn.opened.ticket, answer, response)


def _percent(turn: Turn) -> int:
    """100 when nothing is left to propose; else a number that grows with every round."""
    prepare(turn)
    proposal = next_proposal(turn)
    if proposal is None:
        return 100
    turn.work.remember(PROPOSED.format(turn.opened.ticket), proposal)
    rounds = turn.opened.session.rounds
    return min(99, 100 * rounds // (rounds + 4))


def _proposed(turn: Turn) -> Proposal | None:
    """As it was proposed when the last response was taken in, where nothing has changed since; else anew."""
    remembered = turn.work.remembered(PROPOSED.format(turn.opened.ticket))
    return remembered if isinstance(remembered, Proposal) else next_proposal(turn)
