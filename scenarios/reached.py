"""What a story may say that it came through: that it really happened, not only that it ended well."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scenarios.machines import NAME, Machines


@dataclass(frozen=True, slots=True)
class Reached:
    says: str
    is_so: Callable[[Machines], bool]


def _evidence(begins: str) -> Callable[[Machines], bool]:
    def is_so(world: Machines) -> bool:
        return any(event.data.get("evidence", "").startswith(begins) for event in world.own.connector.history(NAME))

    return is_so


def _answer(word: str) -> Callable[[Machines], bool]:
    return lambda world: any(one.result.answer == word for one in world.told)


def _status(call: str, status: int) -> Callable[[Machines], bool]:
    return lambda world: any(
        one.response is not None and one.call == call and one.response.status_code == status
        for one in world.transcript.entries()
    )


def _unanswered(why: str) -> Callable[[Machines], bool]:
    return lambda world: any(why in sent.note for sent in world.own.connector.messages(NAME))


def _renewed(world: Machines) -> bool:
    """A 401, then a token, then the same request again with success."""
    calls = [one for one in world.transcript.entries() if one.lane == "connector" and one.response is not None]
    for before, token, after in zip(calls, calls[1:], calls[2:], strict=False):
        statuses = [one.response.status_code if one.response else 0 for one in (before, token, after)]
        if statuses == [401, 200, 200] and token.call == "token" and after.call == before.call:
            return True
    return False


def _towards_jaggaer(words: str) -> Callable[[Machines], bool]:
    return lambda world: any(words in event.text for event in world.own.connector.history(NAME))


REACHED: dict[str, Reached] = {
    "settled.stored_answer": Reached(
        "QuickBooks gave the answer it had stored.", _evidence("QuickBooks' stored answer")
    ),
    "settled.record_found": Reached("The record was found in QuickBooks.", _evidence("found in QuickBooks by")),
    "settled.nothing_found": Reached(
        "QuickBooks said that it has no such record.", _evidence("QuickBooks has no such record")
    ),
    "token.renewed": Reached("A 401, a fresh token, and the same request once more.", _renewed),
    "token.expired": Reached(
        "More than one token was fetched.",
        lambda world: sum(one.call == "token" for one in world.transcript.entries()) > 1,
    ),
    "jaggaer.lost": Reached(
        "The answer to a write to JAGGAER was lost.", _towards_jaggaer("It is not known whether JAGGAER has")
    ),
    "jaggaer.found": Reached(
        "What was written to JAGGAER was found there by reading.", _towards_jaggaer("found in JAGGAER")
    ),
    "jaggaer.slowed": Reached("JAGGAER answered 429 to a list.", _status("invoices", 429)),
    "jaggaer.token_down": Reached("The token endpoint answered 503.", _status("token", 503)),
    "session.busy": Reached("A Web Connector was told that the application is busy.", _answer("busy")),
    "session.nvu": Reached("A Web Connector was told that its password is not valid.", _answer("nvu")),
    "session.fenced": Reached("A new update ended an old one.", _unanswered("a new update began")),
    "session.postponed": Reached(
        "An update was put off for some seconds.", lambda world: any(one.result.postponed for one in world.told)
    ),
    "limit.error": Reached("QuickBooks' error came in place of an answer.", _unanswered("0x80040402")),
    "quickbooks.out_of_reach": Reached(
        "The Web Connector could not connect to QuickBooks.",
        lambda world: any(True for _ in world.transcript.soap("connectionError")),
    ),
    "network.late": Reached(
        "A request took effect after its caller had given up.",
        lambda world: any(one.is_late for one in world.transcript.entries()),
    ),
}
