"""What went wrong in an update of a log, as faults of the fake QuickBooks and the fake Web Connector."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scenarios.captures.model import Round, Update
from scenarios.captures.written_again import was_it_not_there

REQUEST = re.compile(r"<(\w{2,40})Rq[\s/>]")
ANSWER = re.compile(r"<(\w{2,40})Rs\s[^<>]{0,200}?statusCode=\"(\d{1,6})\"")
ENVELOPE = "QBXMLMsgs"
ERRORS = {"0x80040402": "error_after_save", "0x80040414": "dialog_opens"}
REFUSED = {
    "3175": "record_in_use",
    "3176": "related_record_in_use",
    "3250": "feature_off",
    "3260": "no_permission",
    "3261": "application_not_permitted",
    "1000": "internal_error",
    "1010": "not_available",
}
OUT_OF_REACH = {
    "0x80040408": "quickbooks_closed",
    "0x80040414": "dialog_open",
    "0x8004040a": "other_file_open",
    "0x80040410": "single_user",
    "0x80040418": "never_authorised",
    "0x80040420": "access_denied",
    "0x80040424": "still_starting",
    "0x80040154": "not_installed",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One of ``scenarios faults``, at the nth request of a kind; ``on`` is empty for an update as a whole."""

    name: str
    on: str = ""
    nth: int = 1


def faults_of(update: Update, later: Sequence[Round]) -> Iterator[Fault]:
    """``later`` are the rounds of the updates after it: they tell whether what was lost had been saved."""
    if update.word == "nvu":
        yield Fault("wrong_password")
    if update.connection_error:
        yield Fault(OUT_OF_REACH.get(update.connection_error[0].lower(), "quickbooks_closed"))
    count = Counter[str]()
    for place, one in enumerate(update.rounds):
        kinds = [kind for kind in dict.fromkeys(REQUEST.findall(one.request or "")) if not kind.startswith(ENVELOPE)]
        writes = [kind for kind in kinds if kind.endswith(("Add", "Mod", "Del")) and not kind.startswith("DataExt")]
        on = (writes or kinds or [""])[0]
        count.update(kinds)
        name = _lost(one, [*update.rounds[place + 1 :], *later])
        if name and on:
            yield Fault(name, on, count[on])
        for kind, code in dict.fromkeys(ANSWER.findall(one.response)):
            if code in REFUSED and kind in writes:
                yield Fault(REFUSED[code], kind, count[kind])


def _lost(one: Round, later: Sequence[Round]) -> str:
    if one.hresult:
        return ERRORS.get(one.hresult.lower(), "error_after_save")
    if one.request and one.answered_at is None and not one.damage:
        return "web_connector_killed" if was_it_not_there(one, later) else "lose_answer"
    return ""
