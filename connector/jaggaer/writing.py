"""
JAGGAER's answer to a write: an envelope with a returnCode, and perhaps a result to each record.

Rule 1: 0 is done, 1 is done with a remark, anything else is refused, although the HTTP status is 200 (Crown Commercial
        Service). A result of the record itself counts before that of the whole (Cornell's SupplierErrors; assumed).
Rule 2: an answer without a returnCode says nothing of what was done.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from connector.errors import OutcomeUnknownError
from connector.jaggaer.payload import Json
from connector.jaggaer.wire_profile import WireProfile

LONGEST = 500


@dataclass(frozen=True, slots=True)
class Reply:
    """``own_id`` and ``number`` are JAGGAER's of the record, where the answer has them."""

    code: str
    said: str
    is_done: bool
    own_id: str = ""
    number: str = ""


def read_reply(answer: Json, number: str, names: tuple[str, str], profile: WireProfile) -> Reply:
    """What became of the record of a number; ``names`` are what JAGGAER calls its id and its number."""
    parts = [*_of(answer, number, names[1]), answer]
    code = next((str(one["returnCode"]) for one in parts if isinstance(one.get("returnCode"), str | int)), "")
    if not code:
        raise OutcomeUnknownError("JAGGAER answered without a returnCode.")
    said = next((str(one["returnMessage"]) for one in parts if one.get("returnMessage")), "")
    own, given = (next((str(one[name]) for one in parts if isinstance(one.get(name), str | int)), "") for name in names)
    return Reply(code, said[:LONGEST], code in profile.success_codes, own, given)


def _of(answer: Json, number: str, called: str) -> Iterator[Json]:
    """The results of the record, in the list of results; of one record, the only one is its own."""
    results = answer.get("resultList")
    rows = results.get("result") if isinstance(results, dict) else None
    given = [one for one in rows if isinstance(one, dict)] if isinstance(rows, list) else []
    yield from given if len(given) == 1 else (one for one in given if str(one.get(called)) == number)
