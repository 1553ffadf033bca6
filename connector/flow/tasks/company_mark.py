"""Our mark on the company: looked at before anything else is done, and written where there is none."""

from __future__ import annotations

from dataclasses import replace

from connector.domain.draft import Extension
from connector.errors import OtherSideError
from connector.flow.entities import Notes, Purpose, SentSet
from connector.flow.tasks.task import Task
from connector.flow.tasks.turn import Proposal, Turn
from connector.quickbooks.qbxml.message_set import Request
from connector.quickbooks.qbxml.records import extension_of, find_extensions
from connector.quickbooks.qbxml.responses import ResponseSet
from connector.quickbooks.qbxml.status_codes import Meaning, meaning_of
from connector.quickbooks.qbxml.writes import define_extension, extend
from connector.sync import lineage
from connector.sync.lineage import NAME, Lineage, Verdict, judge

KEPT_AS = "lineage"
ADOPT_FROM, ALL_KINDS = "adopt.from", "always"
MARK, DEFINITION = "mark", "definition"
STANDS_ALREADY = 3180
WHAT_IT_IS = {
    Verdict.OLDER: "is older than what the connector last wrote to it: it was restored from a backup, or it is a copy",
    Verdict.NOT_OURS: "is not as the connector left it: another connector has written to it, or to a copy of it",
}


def known(turn: Turn) -> Lineage:
    return turn.work.mirror.value(turn.company.name, KEPT_AS, Lineage) or Lineage()


def keep(turn: Turn, one: Lineage) -> None:
    turn.work.mirror.set_value(turn.company.name, KEPT_AS, one)


def obstacle(turn: Turn, seen: str) -> str:
    """Why nothing may be sent to a file with this mark; what was written without our knowledge is to be adopted."""
    before = known(turn)
    verdict = judge(seen, before, turn.work.sessions.began)
    match verdict:
        case Verdict.AS_WE_LEFT_IT:
            keep(turn, lineage.confirmed(before, seen))
        case Verdict.AHEAD:
            keep(turn, Lineage(confirmed=seen))
            adopt(turn)
        case Verdict.OLDER | Verdict.NOT_OURS:
            return (
                f"The company file of “{turn.company.name}” {WHAT_IT_IS[verdict]}. Nothing was sent. The "
                f"administrator of the connector has to say what it is: connector company rebind {turn.company.name} "
                "with --restored-at DATE, --keep or --new-file."
            )
        case Verdict.UNMARKED:
            pass
    return ""


def adopt(turn: Turn) -> None:
    """Everything is read again, and what carries our marks is taken for done before anything is written."""
    turn.work.mirror.forget_lists(turn.company.name)
    turn.work.mirror.set_cursor(turn.company.name, ADOPT_FROM, ALL_KINDS)
    turn.tell("adopting", "QuickBooks has more of ours than our database knows: it is looked up before we write again")


def propose_sign(turn: Turn) -> Proposal | None:
    """Our mark is written where there is none."""
    notes, before = turn.notes, known(turn)
    if before.off or notes.is_mark_seen or before.confirmed or notes.is_mark_written:
        return None
    first = lineage.following(before, turn.opened.ticket)
    requests = (
        define_extension(DEFINITION, turn.company.owner_id, NAME),
        extend(MARK, "Add", Extension(turn.company.owner_id, NAME, first)),
    )
    return Proposal(Purpose.SIGN, requests, replace(notes, is_mark_written=True), mark=first)


def propose_look(turn: Turn) -> Proposal | None:
    """Where the Web Connector did not show our mark, QuickBooks is asked for it."""
    notes = turn.notes
    if known(turn).off or notes.is_mark_seen or notes.is_mark_asked:
        return None
    question = find_extensions(MARK, turn.company.owner_id)
    return Proposal(Purpose.LOOK, (question,), replace(notes, is_mark_asked=True))


def apply_look(turn: Turn, sent: SentSet, answer: ResponseSet) -> Notes:
    response = answer.by_request().get(MARK)
    if response is None or meaning_of(response) is not Meaning.DONE:
        if known(turn).confirmed:
            raise OtherSideError("QuickBooks did not say which marks are on the company.")
        return turn.notes  # there was none to lose; the next session asks again
    why_not = obstacle(turn, extension_of(response, turn.company.owner_id, NAME) or "")
    if why_not:
        raise OtherSideError(why_not)
    return replace(turn.notes, is_mark_seen=True)


def apply_sign(turn: Turn, sent: SentSet, answer: ResponseSet) -> Notes:
    """A mark that stands already is somebody's: it is looked at. A file that takes none is used without."""
    response = answer.by_request().get(MARK)
    if response is None or response.code is None or response.code == STANDS_ALREADY:
        return turn.notes
    if meaning_of(response) is Meaning.DONE:
        keep(turn, Lineage(confirmed=sent.mark))
        return replace(turn.notes, is_mark_seen=True)
    off = f"QuickBooks answered {response.code} {response.message}"
    keep(turn, Lineage(off=off))
    turn.tell("session", f"The company file takes no mark of ours, and a restored backup would go unnoticed: {off}")
    return turn.notes


def raised(turn: Turn) -> tuple[tuple[Request, ...], str]:
    """What raises the mark, at the head of a message set of writes, and the mark; nothing where none is kept."""
    before = known(turn)
    if before.off or not before.confirmed:
        return (), ""
    mark = lineage.following(before, turn.opened.ticket)
    return (extend(MARK, "Mod", Extension(turn.company.owner_id, NAME, mark)),), mark


def depart(turn: Turn, sent: SentSet) -> None:
    if sent.mark:
        keep(turn, lineage.sent(known(turn), sent.mark))


def confirm(turn: Turn, sent: SentSet, answer: ResponseSet) -> None:
    response = answer.by_request().get(MARK)
    if sent.mark and response is not None and meaning_of(response) is Meaning.DONE:
        keep(turn, lineage.confirmed(known(turn), sent.mark))


SIGN = Task(Purpose.SIGN, propose_sign, apply_sign, depart=depart)
LOOK = Task(Purpose.LOOK, propose_look, apply_look)
