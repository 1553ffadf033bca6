"""
Writing to JAGGAER, at most once in effect: look, write down, send, settle.

Rule 1: JAGGAER is looked at before a record of QuickBooks' is written. What it shows decides (``sync.outgoing.shown``):
        it has it already, it has what it had, or somebody changed it there. What became of a document was decided on
        JAGGAER's own reading of it in the same pass, and is looked at only where an answer was lost.
Rule 2: the request is written down with its exact text, and committed, before it leaves.
Rule 3: an answer that was lost leaves the outcome unknown, and so does one that does not name a new record. It is asked
        about by looking, and not before a request that is still under way must have ended; only what JAGGAER does not
        show is sent again, a few times at most.
Rule 4: what JAGGAER refuses as a whole (401, 403, 429, no connection) was not done: it stays queued, and the road is
        told as stopped. What it refuses of one record is that record's exception; where it refuses a request of several
        and says nothing of each, they go one by one.
Rule 5: only the pass that holds the lease sends, and it keeps what it was answered only while it holds it. What is
        found as sent at the beginning of a pass was left by one that died.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.operation import State
from connector.domain.writeback import MOST_ATTEMPTS, Change, WriteBack
from connector.errors import ConnectorError, OtherSideError, OutcomeUnknownError, TransientError
from connector.flow.entities import MIRRORED, Company, Json
from connector.flow.lease import Lease
from connector.flow.ports import JaggaerWriter, Work
from connector.flow.stops import Road, failed, stops, went_well
from connector.flow.writing_back import deciding
from connector.flow.writing_back.deciding import tell
from connector.flow.writing_back.looking import Found, Looking
from connector.flow.writing_back.noticing import happened, wake
from connector.flow.writing_back.showing import in_groups
from connector.jaggaer.writing import Reply, read_reply
from connector.kinds import written_kinds
from connector.kinds.writing import DocumentWriting, RecordWriting, WritingKind
from connector.sync.outgoing import Shows

MOST_AT_ONCE = 100
"""So many requests are written in one pass; the next one goes on."""
MANY_FAILURES = 3
"""So many that fail, or answers that are lost in a row, end the pass."""
LATER = timedelta(minutes=30)
"""When one is tried again that failed for itself; the others go on."""
SOON = timedelta(minutes=4)
"""Longer than any server works on a request that its caller gave up; less than the time between two passes."""


def write_back(
    lease: Lease, company: Company, tenant: Callable[[Company], JaggaerWriter], read: Collection[str]
) -> None:
    """
    What is due of every kind; ``read`` are the kinds of documents that this pass read, by their names.

    What stops it is told, and is this road's alone; a wait that JAGGAER asks for is for all of them.
    """
    failure: ConnectorError | None = None
    kinds = [one for one in written_kinds() if one.is_written(company.policy, company.wire)]
    if not (kinds or _is_stopped(lease, company)):
        return
    for kind in kinds:
        try:
            is_known = not isinstance(kind, DocumentWriting) or kind.names.name in read
            _Pass(lease, company, tenant(company), kind, is_known=is_known).run()
        except (OtherSideError, TransientError, OutcomeUnknownError) as error:
            failure = failure or error
    with lease.store.write() as work:
        lease.hold(work)
        if failure is not None:
            failed(work, company.name, Road.WRITING, failure, lease.clock.now())
        elif company.schedule.writes_at(lease.clock.now()):
            went_well(work, company.name, Road.WRITING)
    wait = failure.wait if isinstance(failure, TransientError | OutcomeUnknownError) else None
    if failure is not None and wait is not None:
        raise TransientError(failure.what, remedy=failure.remedy, wait=wait)


def _is_stopped(lease: Lease, company: Company) -> bool:
    with lease.store.read() as work:
        return Road.WRITING in stops(work, company.name)


class _Pass:
    """Over one kind; ``is_known`` says that what JAGGAER has was read in this pass, as far as it is decided on that."""

    def __init__(
        self, lease: Lease, company: Company, jaggaer: JaggaerWriter, kind: WritingKind, *, is_known: bool
    ) -> None:
        self._is_known = is_known
        self._lease = lease
        self._company = company
        self._jaggaer = jaggaer
        self._kind = kind
        self._looking = Looking(jaggaer, company, kind)
        self._lost_in_a_row = 0

    def run(self) -> None:
        self._take_over()
        self._decide()
        failures: list[OtherSideError | TransientError] = []
        for group in islice(self._groups(), MOST_AT_ONCE) if self._is_open else ():
            self._lease.renew()
            try:
                self._work_on(group)
            except (OtherSideError, TransientError) as error:  # it may be theirs alone
                if isinstance(error, TransientError) and error.wait is not None:
                    raise
                failures.append(error)
                for back in group:
                    self._put_off(back, LATER if isinstance(error, OtherSideError) else SOON)
            if len(failures) == MANY_FAILURES:
                break
        if failures:
            raise failures[0]

    @property
    def _is_open(self) -> bool:
        """Outside the hours in which anything is written, and on an old reading, it is only decided."""
        return self._is_known and self._company.schedule.writes_at(self._now)

    @property
    def _now(self) -> datetime:
        return self._lease.clock.now()

    def _take_over(self) -> None:
        """What a pass that died had sent."""
        with self._lease.store.write() as work:
            self._lease.hold(work)
            for back in work.write_backs.in_state(self._company.name, State.SENT):
                if back.kind == self._kind.name:
                    self._lose(work, back, "the connector ended before its answer came")
            deciding.again(work, self._company, self._kind)
            happened(work, self._company)

    def _decide(self) -> None:
        decided = deciding.BATCH
        while decided == deciding.BATCH:
            with self._lease.store.write() as work:
                self._lease.hold(work)
                decided = deciding.decide(work, self._company, self._kind, self._now)

    def _groups(self) -> Iterator[Sequence[WriteBack]]:
        """What goes together: what is looked at first goes by itself."""
        most = self._kind.together(self._company.wire)
        due = self._due(MOST_AT_ONCE * most)
        together: list[WriteBack] = []
        for one in due:
            if most > 1 and one.state is State.QUEUED and not one.is_alone:
                together.append(one)
            else:
                yield [one]
        for group in in_groups(self._kind, together):
            for start in range(0, len(group), most):
                yield group[start : start + most]

    def _due(self, most: int) -> Sequence[WriteBack]:
        with self._lease.store.read() as work:
            if work.mirror.cursor(self._company.name, MIRRORED) is None:
                return ()  # what QuickBooks has is not known yet
            return work.write_backs.due(self._company.name, self._kind.name, self._now, most)

    def _work_on(self, group: Sequence[WriteBack]) -> None:
        if any(self._kind.looks_first or one.state is State.UNKNOWN for one in group):
            (alone,) = group
            self._look(alone)
        else:
            self._send(group)

    def _look(self, back: WriteBack) -> None:
        back, there = self._looking.at(back)
        shows = self._kind.shown(back, there.document, self._company.policy, self._company.wire)
        if isinstance(shows, Hold):
            self._keep(back.held(shows), f"Held: {shows.title}")
        elif shows is Shows.DONE:
            self._found(back, there)
        elif back.state is State.UNKNOWN and back.attempts >= MOST_ATTEMPTS:
            hold = Hold.of(HoldCode.JAGGAER_SILENT, what=_what(back), number=back.number, times=back.attempts)
            self._keep(back.held(hold), f"Held: {hold.title}")
        else:
            again = back if back.state is State.QUEUED else self._not_done(back)
            if again is not None and again.state is State.QUEUED:
                self._send([again])

    def _found(self, back: WriteBack, there: Found) -> None:
        """JAGGAER shows it as it is to be; what is another record's already is not this one's, too."""
        with self._lease.store.read() as work:
            other = work.write_backs.of_own(self._company.name, back.kind, there.own_id)
        if other is not None and other.subject != back.subject:
            hold = Hold.of(HoldCode.NUMBER_IN_JAGGAER, number=back.number, there=other.shown, ours=back.shown)
            self._keep(replace(back, own_id="").held(hold), f"Held: {hold.title}")
            return
        found = "found in JAGGAER" if back.attempts else "JAGGAER had it already"
        self._keep(back.done(found, there.own_id, there.number, self._lease.number), f"{_has(back)}: {found}")

    def _put_off(self, back: WriteBack, by: timedelta) -> None:
        with self._lease.store.write() as work:
            self._lease.hold(work)
            kept = work.write_backs.get(self._company.name, back.kind, back.subject)
            if kept is not None and kept.state in (State.QUEUED, State.UNKNOWN):
                work.write_backs.save(self._company.name, replace(kept, not_before=self._now + by))

    def _not_done(self, back: WriteBack) -> WriteBack | None:
        """JAGGAER shows nothing of it: it may be sent again, or something else is decided about it by now."""
        queued = replace(back.to(State.NOT_APPLIED).to(State.QUEUED), not_before=None)
        self._keep(queued, f"JAGGAER did not carry it out: {_what(back)}")
        self._decide()
        with self._lease.store.read() as work:
            return work.write_backs.get(self._company.name, back.kind, back.subject)

    def _send(self, backs: Sequence[WriteBack]) -> None:
        sent = self._depart(backs)
        if not sent:
            return
        before = {one.subject: one for one in backs}
        what = f"{self._kind.called} {sent[0].number}" if len(sent) == 1 else f"{len(sent)} {self._kind.called}s"
        body = self._kind.request(sent, self._company.wire)
        try:
            answer = self._jaggaer.write(self._kind.path(self._company.wire), body, what)
            replies = [self._reply(answer, one, is_alone=len(sent) == 1) for one in sent]
        except OutcomeUnknownError as error:
            self._lost(sent, error)
            return
        except ConnectorError as error:
            for one in sent:
                self._keep(before[one.subject], f"Not done, it is tried again: {error.what}")
            raise
        self._lost_in_a_row = 0
        for one, reply in zip(sent, replies, strict=True):
            if reply is None:
                continue
            if len(sent) > 1 and reply.is_of_all and not reply.is_done:
                alone = replace(before[one.subject], is_alone=True)
                self._keep(alone, f"JAGGAER refused a request of several: {reply.said}")
            else:
                self._settle(one, reply)
        unanswered = [one for one, reply in zip(sent, replies, strict=True) if reply is None]
        if unanswered:
            self._lost(unanswered, OutcomeUnknownError("JAGGAER's answer says nothing of it"))

    def _depart(self, backs: Sequence[WriteBack]) -> list[WriteBack]:
        """Those of them that are still to be sent, written down as sent, each with what is said of it."""
        with self._lease.store.write() as work:
            self._lease.hold(work)
            company = work.companies.get(self._company.name)
            if company is None or not self._kind.is_written(company.policy, company.wire):
                return []
            sent = []
            for back in backs:
                if self._is_as_read(work, back):
                    body = self._kind.part(back, self._company.wire)
                    leaves = replace(back.to(State.SENT), body=body, sent_at=self._now, attempts=back.attempts + 1)
                    work.write_backs.save(self._company.name, leaves)
                    change = back.change.value if back.change else ""
                    text = f"Sent to JAGGAER: {change} {_what(back)}, {back.shown}"
                    tell(work, self._company, leaves, text, self._now)
                    sent.append(leaves)
            return sent

    def _reply(self, answer: Json, sent: WriteBack, *, is_alone: bool) -> Reply | None:
        """JAGGAER's answer to one of them; None where there are several, and it says nothing of this one."""
        names = (self._kind.names.id, self._kind.names.number)
        reply = read_reply(answer, sent.number, names, self._company.wire, is_alone=is_alone)
        if reply is not None and reply.is_done and not (reply.own_id or sent.own_id):
            raise OutcomeUnknownError(f"JAGGAER's answer for {_what(sent)} does not name what it made.")
        return reply

    def _is_as_read(self, work: Work, before: WriteBack) -> bool:
        """Whether nobody decided about it since, and QuickBooks' record did not change."""
        name = self._company.name
        key = (name, before.kind, before.subject)
        kept = work.write_backs.get(*key)
        is_same = kept is not None and replace(kept, own_id="") == replace(before, own_id="")
        return is_same and not work.write_backs.is_to_decide(*key)

    def _lost(self, sent: Sequence[WriteBack], error: OutcomeUnknownError) -> None:
        with self._lease.store.write() as work:
            self._lease.hold(work)
            for one in sent:
                self._lose(work, one, error.what)
        self._lost_in_a_row += 1
        if self._lost_in_a_row >= MANY_FAILURES or error.wait is not None:
            raise error

    def _lose(self, work: Work, sent: WriteBack, why: str) -> None:
        allowed = 2 * timedelta(seconds=self._company.wire.connection.timeout_seconds)
        unknown = replace(sent.to(State.UNKNOWN), not_before=(sent.sent_at or self._now) + max(SOON, allowed))
        if not self._save(work, unknown):
            return
        text = f"It is not known whether JAGGAER has {_what(sent)}: {why}"
        tell(work, self._company, unknown, text, self._now)

    def _settle(self, sent: WriteBack, reply: Reply) -> None:
        if reply.is_done:
            remark = f", with the remark “{reply.said}”" if reply.said and reply.code != "0" else ""
            done = sent.done("JAGGAER's answer", reply.own_id, reply.number, self._lease.number)
            self._keep(done, f"{_has(sent)}{remark}")
            return
        facts = {"what": _what(sent), "number": sent.number, "answer": reply.code}
        facts["said"] = reply.said or "no reason given"
        hold = Hold.of(HoldCode.JAGGAER_REFUSED, **facts)
        refused = replace(sent.to(State.REFUSED).held(hold), attempts=0)
        self._keep(refused, f"Held: {hold.title}")

    def _keep(self, back: WriteBack, text: str) -> None:
        with self._lease.store.write() as work:
            self._lease.hold(work)
            if not self._save(work, back):
                return
            tell(work, self._company, back, text, self._now)
            if back.state is State.DONE and isinstance(self._kind, RecordWriting):
                work.write_backs.notice(self._company.name, back.kind, [back.subject])  # JAGGAER may say more of it
                wake(work, self._company, self._kind, back.number, back.own_id)

    def _save(self, work: Work, back: WriteBack) -> bool:
        """That a person deleted it may have been noticed since; one that is kept no more is another company file's."""
        kept = work.write_backs.get(self._company.name, back.kind, back.subject)
        if kept is not None:
            work.write_backs.save(self._company.name, replace(back, was_deleted=kept.was_deleted))
        return kept is not None


def _what(back: WriteBack) -> str:
    return f"{back.kind} {back.number}"


HAS = {
    Change.CREATE: "JAGGAER has",
    Change.UPDATE: "JAGGAER has the change of",
    Change.CANCEL: "JAGGAER has cancelled",
    Change.CLOSE: "JAGGAER has closed",
    Change.TELL: "JAGGAER knows of",
}


def _has(back: WriteBack) -> str:
    return f"{HAS[back.change or Change.CREATE]} {_what(back)}"
