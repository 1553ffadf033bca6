"""Whether a document was written again: with nobody knowing that it was not there, it may be there twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scenarios.captures.model import Capture, Round
from scenarios.captures.seen import Posted, Seen

GUID = re.compile(r"<ExternalGUID>([^<]{1,60})</ExternalGUID>")
NOT_FOUND = re.compile(r'<(?:Bill|VendorCredit)QueryRs[^<>]{0,200}statusCode="(?:1|500)"')
SAVED = ("", "0")
"""Codes after which it may be there: that of a success, and none."""


@dataclass(frozen=True, slots=True)
class WrittenAgain:
    """A document with its postings, from the second of which on it may be there once more."""

    posted: Posted
    again: Posted
    line: int


def written_again(capture: Capture, found: Seen) -> Iterator[WrittenAgain]:
    """Postings of one document that may both be in QuickBooks: no answer between them says that the first is not."""
    rounds = [one for update in capture.updates for one in update.rounds]
    before: dict[tuple[str, ...], Posted] = {}
    for one in found.posted:
        first = before.get(one.key)
        if first is not None and first.status in SAVED and one.status in SAVED:
            between = [each for each in rounds if first.round.line < each.line <= one.round.line]
            if not was_it_not_there(first.round, between):
                yield WrittenAgain(first, one, one.round.line)
        before[one.key] = one


def was_it_not_there(one: Round, later: Sequence[Round]) -> bool:
    """Whether QuickBooks was asked for what a lost request would have added, and had not got it."""
    guids = set(GUID.findall(one.request or ""))
    for each in later:
        if guids & set(GUID.findall(each.response)):
            return False
        if NOT_FOUND.search(each.response):
            return True
        if guids & set(GUID.findall(each.request or "")):
            return False  # it was sent again, and nobody had asked
    return False
