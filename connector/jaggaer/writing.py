"""
JAGGAER's answer to a write: an envelope with a returnCode, and perhaps a result to each record.

Rule 1: 0 is done, 1 is done with a remark, anything else is refused, although the HTTP status is 200 (Crown Commercial
        Service). A result of the record itself counts before that of the whole (Cornell's SupplierErrors; assumed).
Rule 2: an answer without a returnCode says nothing of what was done.
"""

from __future__ import annotations

from dataclasses import dataclass

from connector.errors import OutcomeUnknownError
from connector.jaggaer.payload import Json
from connector.jaggaer.wire_profile import WireProfile

LONGEST = 500


@dataclass(frozen=True, slots=True)
class Reply:
    """
    ``own_id`` and ``number`` are JAGGAER's of the record, where the answer has them; ``is_of_all`` says that the answer
    is about all of the request, and has no result of the record alone.
    """

    code: str
    said: str
    is_done: bool
    own_id: str = ""
    number: str = ""
    is_of_all: bool = False


def read_reply(
    answer: Json, number: str, names: tuple[str, str], profile: WireProfile, *, is_alone: bool = True
) -> Reply | None:
    """
    What became of the record of a number; ``names`` are what JAGGAER calls its id and its number.

    None where there were several in the request, and the answer has results, but none of this one.
    """
    results = _results(answer)
    own = results if is_alone and len(results) == 1 else [one for one in results if str(one.get(names[1])) == number]
    if results and not own and not is_alone:
        return None
    parts = [*own, answer]
    code = next((str(one["returnCode"]) for one in parts if isinstance(one.get("returnCode"), str | int)), "")
    if not code:
        raise OutcomeUnknownError("JAGGAER answered without a returnCode.")
    said = next((str(one["returnMessage"]) for one in parts if one.get("returnMessage")), "")
    own_id, given = (
        next((str(one[name]) for one in parts if isinstance(one.get(name), str | int)), "") for name in names
    )
    return Reply(code, said[:LONGEST], code in profile.success_codes, own_id, given, is_of_all=not own)


def _results(answer: Json) -> list[Json]:
    """The list of results, where there is one."""
    results = answer.get("resultList")
    rows = results.get("result") if isinstance(results, dict) else None
    return [one for one in rows if isinstance(one, dict)] if isinstance(rows, list) else []
