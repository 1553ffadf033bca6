"""
What happened, in words: from a capture to updates, requests, errors and who mends what.

Rule 1: what stops most updates is told first.
Rule 2: what looks alarming and is normal is told apart, so that nobody mends it.
Rule 3: what the capture cannot show is said, with what to ask for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from connector import hresult_meaning, status_meaning
from scenarios.captures.choosing import applications
from scenarios.captures.model import Capture, Event, Round, Update
from scenarios.captures.seen import seen
from scenarios.captures.signals import HRESULT, OTHER, TYPE_IT, Who, name_of, signal_of
from scenarios.captures.written_again import WrittenAgain, written_again

REQUEST = re.compile(r"<(\w{2,60})Rq[\s/>]")
ANSWER = re.compile(r"<(\w{2,60})Rs\s([^<>]{0,2000})>")
CODE, MESSAGE = re.compile(r'statusCode="(-?\d{1,9})"'), re.compile(r'statusMessage="([^"]{0,500})"')
ENVELOPE = "QBXMLMsgs"
MOST = 3
LAST_ERROR = "getLastError"
"""What the service said of it; what QuickBooks or the Web Connector said is nearer to the cause."""
TOLD = frozenset({"history", "support bundle"})
"""Sources that tell what the connector did, and not what the Web Connector said."""
WORDS = {
    "none": "no work",
    "nvu": "wrong user or password",
    "busy": "the service said it was busy",
}


@dataclass(frozen=True, slots=True)
class RoundInWords:
    """``kinds`` are its requests with how many of each, ``statuses`` QuickBooks' codes; ``seconds`` QuickBooks' own."""

    number: int
    line: int
    kinds: dict[str, int]
    statuses: dict[str, int]
    seconds: int | None
    percent: int | None
    end: str


@dataclass(frozen=True, slots=True)
class UpdateInWords:
    """``seconds`` from its first line to its last; ``end`` in words."""

    number: int
    line: int
    began: datetime
    application: str
    by: str
    seconds: int
    end: str
    rounds: tuple[RoundInWords, ...]


@dataclass(slots=True)
class Finding:
    """
    An error, or what looks like one: ``signal`` is its code, ``count`` how often it came, ``lines`` where it came
    first.

    ``words`` are those of the other side, ``entry`` the exception that a document waits with.
    """

    signal: str
    what: str
    steps: tuple[tuple[str, str], ...]
    words: str
    entry: str = ""
    is_normal: bool = False
    count: int = 0
    updates: set[int] = field(default_factory=set)
    lines: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Explanation:
    """``first`` is what matters most; ``missing`` is what the capture does not show."""

    first: tuple[str, ...]
    source: str
    begins: datetime | None
    ends: datetime | None
    facts: dict[str, str]
    updates: tuple[UpdateInWords, ...]
    errors: tuple[Finding, ...]
    normal: tuple[Finding, ...]
    missing: tuple[str, ...]
    said: tuple[Event, ...]


def explain(capture: Capture) -> Explanation:
    updates = tuple(_update(one) for one in capture.updates)
    findings = _findings(capture)
    instants = [one.began_at for one in capture.updates] + [one.at for one in capture.events if one.at]
    ends = [one.ended_at or one.began_at for one in capture.updates] + [one.at for one in capture.events if one.at]
    return Explanation(
        first=tuple(_first(capture, findings)),
        source=capture.source,
        begins=min(instants, default=None),
        ends=max(ends, default=None),
        facts=_facts(capture),
        updates=updates,
        errors=tuple(one for one in findings if not one.is_normal),
        normal=tuple(one for one in findings if one.is_normal),
        missing=tuple(_missing(capture)),
        said=capture.events if capture.source in TOLD else (),
    )


def _first(capture: Capture, findings: list[Finding]) -> Iterator[str]:
    """One or two sentences: what stops most updates, then the error that came most often."""
    updates = capture.updates
    ends = Counter(one.word for one in updates)
    if updates and ends["nvu"] * 2 > len(updates):
        yield (
            f"{ends['nvu']} of {len(updates)} updates ended in nvu: the service does not know the user or the "
            f"password, so nothing was exchanged. {Who.PC.value}: {TYPE_IT}"
        )
        return
    errors = sorted(
        (one for one in findings if not one.is_normal), key=lambda one: (-one.count, one.signal == LAST_ERROR)
    )
    if errors:
        worst = errors[0]
        steps = " ".join(f"{who}: {does}" for who, does in worst.steps[:1])
        yield f"{worst.signal} came {_times(worst.count)}: {worst.what} {steps}".rstrip()
    elif updates and ends["none"] == len(updates):
        yield f"All {len(updates)} updates ended in none: the service had no work. That is normal."
    elif updates:
        worked = sum(bool(one.rounds) for one in updates)
        yield f"{worked} of {len(updates)} updates exchanged something, and nothing in it went wrong."
    elif not findings:
        yield "There is no update in it, and nothing that went wrong."
    damaged = sum(not one.is_whole for one in updates)
    if damaged:
        yield f"{damaged} of {len(updates)} updates are not in it whole; what is missing is listed below."


def _facts(capture: Capture) -> dict[str, str]:
    rounds = [one for update in capture.updates for one in update.rounds]
    found = {
        "applications": ", ".join(f"{name} ({count} updates)" for name, count in applications(capture).items()),
        "Web Connector": _set(one.version for one in capture.updates),
        "PC": _set(one.host for one in capture.updates),
        "service": _set(one.url for one in capture.updates),
        "company file": _set(one.company_file for one in rounds),
        "QuickBooks": _set(f"{one.country} qbXML {one.version[0]}.{one.version[1]}" for one in rounds if one.country),
        "FileID": _set(one.file_id for one in capture.updates),
    }
    return {name: value for name, value in found.items() if value}


def _set(values: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(one for one in values if one))


def _update(update: Update) -> UpdateInWords:
    ended = update.ended_at or update.began_at
    by = {True: "schedule", False: "hand", None: ""}[update.is_scheduled]
    return UpdateInWords(
        number=update.number,
        line=update.line,
        began=update.began_at,
        application=update.application or update.user,
        by=by,
        seconds=round((ended - update.began_at).total_seconds()),
        end=_end(update),
        rounds=tuple(_round(one) for one in update.rounds),
    )


def _end(update: Update) -> str:
    if update.word:
        put_off = f", put off by {update.postponed} s" if update.postponed else ""
        return WORDS[update.word] + put_off
    if update.postponed and not update.rounds:
        return f"put off by {update.postponed} s"
    if update.connection_error:
        return f"no connection to QuickBooks ({update.connection_error[0]})"
    if update.last_error:
        return f"the service said: {update.last_error}"
    if update.closed is not None:
        return f"closed: {update.closed}"
    return "its end is not in the log"


def _round(one: Round) -> RoundInWords:
    seconds = None
    if one.processed_at and one.answered_at:
        seconds = round((one.answered_at - one.processed_at).total_seconds())
    end = one.hresult or ("" if one.answered_at else "no answer")
    if one.damage:
        end = ", ".join([*filter(None, [end]), "damaged"])
    kinds = Counter(name for name in REQUEST.findall(one.request or "") if not name.startswith(ENVELOPE))
    statuses = Counter(code[1] for _, attributes in ANSWER.findall(one.response) if (code := CODE.search(attributes)))
    return RoundInWords(one.number, one.line, dict(kinds), dict(statuses), seconds, one.percent, end)


def _findings(capture: Capture) -> list[Finding]:
    """Every signal once, in the order in which they came first."""
    found: dict[str, Finding] = {}
    for finding, line, update in _signals(capture):
        kept = found.setdefault(finding.signal, finding)
        kept.count += 1
        kept.updates.add(update)
        if len(kept.lines) < MOST and line not in kept.lines:
            kept.lines.append(line)
    return list(found.values())


def _signals(capture: Capture) -> Iterator[tuple[Finding, int, int]]:
    for update in capture.updates:
        for finding in _of_update(update):
            yield finding, update.line, update.number
        for one in update.rounds:
            for finding in _of_round(one):
                yield finding, one.line, update.number
    for again in written_again(capture, seen(capture)):
        yield _written_twice(again), again.line, again.again.update.number
    for event in capture.events:
        if capture.source not in TOLD:
            yield _of_event(event), event.line, event.update


def _of_update(update: Update) -> Iterator[Finding]:
    if update.word == "nvu":
        yield Finding("nvu", "The service does not know the user or the password.", ((Who.PC.value, TYPE_IT),), "")
    if update.word == "none":
        yield Finding("none", "The service had no work for this update.", (), "", is_normal=True)
    if update.word == "busy":
        yield Finding("busy", "The service was busy with another update of this company.", (), "", is_normal=True)
    if update.connection_error:
        yield _hresult(*update.connection_error)
    if update.last_error:
        steps = ((Who.SERVICE.value, "Read the sentence: it is the service's own."),)
        yield Finding(LAST_ERROR, "The service ended the update with a message.", steps, update.last_error)


def _of_round(one: Round) -> Iterator[Finding]:
    if one.hresult:
        yield _hresult(one.hresult, one.message)
    for name, attributes in ANSWER.findall(one.response):
        code, message = CODE.search(attributes), MESSAGE.search(attributes)
        if code is None or code[1] == "0":
            continue
        told = status_meaning(int(code[1]))
        words = f"{name}: {message[1] if message else ''}"
        ours = () if told.is_ordinary else (("the connector", told.ours),)
        yield Finding(
            f"status {code[1]}", f"{told.what}.", told.steps + ours, words, told.entry, is_normal=told.is_ordinary
        )


def _hresult(code: str, message: str) -> Finding:
    told = hresult_meaning(code)
    return Finding(code, told.what, (*told.steps, ("the connector", told.ours)), message)


def _written_twice(one: WrittenAgain) -> Finding:
    what = f"{one.posted.kind} {one.posted.ref_number} of {one.posted.vendor}"
    first = "QuickBooks had saved it" if one.posted.status else "nobody knew whether QuickBooks had saved it"
    return Finding(
        f"{what} written twice",
        f"It was written in update {one.posted.update.number}, and again in update {one.again.update.number}: {first}.",
        (
            (Who.ANYBODY.value, "Look for both in QuickBooks, and delete one."),
            (Who.SERVICE.value, "Make a story of it."),
        ),
        "",
    )


def _of_event(event: Event) -> Finding:
    text = f"{event.text}\n{event.below}"
    known = signal_of(text)
    code = HRESULT.search(text)
    if code is not None and known is OTHER:
        return _hresult(code[0], event.text)
    words = " ".join(f"{event.text} {event.below.partition('StackTrace')[0]}".split())
    return Finding(
        name_of(known, text), known.what, ((known.who.value, known.remedy),), words[:300], is_normal=known.is_normal
    )


def _missing(capture: Capture) -> Iterator[str]:
    rounds = [one for update in capture.updates for one in update.rounds]
    cut = sum("the log cut" in text for one in rounds for text in one.damage)
    if cut:
        yield (
            f"The XML of {cut} requests and answers is cut after 75 characters: ask for a log at level VERBOSE "
            f"(docs/support.md says how)."
        )
    damaged = sum(bool(one.damage) and not any("the log cut" in text for text in one.damage) for one in rounds)
    if damaged:
        yield f"{damaged} requests or answers are damaged or not there; “scenarios import” lists them by line."
    headless = sum(bool(update.missing) for update in capture.updates)
    if headless:
        yield f"{headless} updates begin before it does: ask for QWCLogOld.txt as well."
    unanswered = sum(one.answered_at is None and not one.damage for one in rounds)
    if unanswered:
        yield f"{unanswered} requests have no answer: what QuickBooks did with them only a later request shows."
    unused = capture.totals.unused
    if unused.lines:
        yield f"{unused.lines} lines ({unused.bytes:,} bytes) could not be used."
    if not capture.updates and capture.source not in TOLD:
        yield "No update is in it: ask for the QWCLog.txt."


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
