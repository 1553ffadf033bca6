"""SOAP calls that were recorded between a Web Connector and a service, put together to updates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scenarios.captures.calls import WORDS
from scenarios.captures.model import Parted, Round, Update
from scenarios.captures.values import connection

NO_BEGINNING = "the recording does not begin with its serverVersion"


@dataclass(frozen=True, slots=True)
class Call:
    """One call with its answer; ``given`` are its arguments by name, ``answer`` the parts of its result."""

    line: int
    name: str
    at: datetime
    ended_at: datetime
    given: dict[str, str]
    answer: list[str]


def updates(calls: Iterable[Call]) -> Iterator[Parted]:
    """Rounds and updates, in the order of the calls."""
    building: _Building | None = None
    number = 0
    for call in calls:
        begins = call.name == "serverVersion" or (call.name == "authenticate" and building and building.is_known)
        if begins or building is None:
            if building is not None:
                yield from building.done()
            number += 1
            building = _Building(number, call, () if call.name == "serverVersion" else (NO_BEGINNING,))
        yield from building.take(call)
    if building is not None:
        yield from building.done()


class _Building:
    def __init__(self, number: int, first: Call, missing: tuple[str, ...]) -> None:
        self._update: dict[str, Any] = {"number": number, "line": first.line, "began_at": first.at, "missing": missing}
        self._round: dict[str, Any] | None = None
        self._number = 0

    @property
    def is_known(self) -> bool:
        return "user" in self._update

    def take(self, call: Call) -> Iterator[Parted]:
        self._update["ended_at"] = max(call.ended_at, self._update["began_at"])
        said = call.answer[0] if call.answer else ""
        match call.name:
            case "clientVersion":
                self._update["version"] = call.given.get("strVersion", "")
            case "authenticate":
                word = (call.answer[1] if len(call.answer) > 1 else "").lower()
                self._update.update(user=call.given.get("strUserName", ""), ticket=said)
                self._update["word"] = word if word in WORDS else ""
            case "sendRequestXML":
                yield from self._end_round()
                self._asked(call)
            case "receiveResponseXML":
                self._answered(call, said)
            case "connectionError":
                self._update["connection_error"] = (call.given.get("hresult", ""), call.given.get("message", ""))
            case "getLastError":
                self._update["last_error"] = said
            case "closeConnection":
                self._update["closed"] = said

    def done(self) -> Iterator[Parted]:
        yield from self._end_round()
        yield Update(**self._update)

    def _asked(self, call: Call) -> None:
        self._number += 1
        version = [call.given.get(name, "") for name in ("qbXMLMajorVers", "qbXMLMinorVers")]
        self._round = {
            "line": call.line,
            "number": self._number,
            "asked_at": call.at,
            "hcp": call.given.get("strHCPResponse", ""),
            "company_file": call.given.get("strCompanyFileName", ""),
            "country": call.given.get("qbXMLCountry", ""),
            "version": tuple(int(one) if one.isdigit() and len(one) < 5 else 0 for one in version),
            "request": call.answer[0] if call.answer else None,
            "processed_at": call.ended_at,
        }

    def _answered(self, call: Call, said: str) -> None:
        if self._round is None:
            self._round = {"line": call.line, "asked_at": call.at, "damage": ("its request was not recorded",)}
        self._round.update(
            answered_at=call.at,
            response=call.given.get("response", ""),
            hresult=call.given.get("hresult", ""),
            message=call.given.get("message", ""),
            percent=int(said) if said.lstrip("-").isdigit() and len(said) < 10 else None,
        )

    def _end_round(self) -> Iterator[Parted]:
        if self._round is not None:
            yield Round(**self._round)
            self._update |= connection(self._round.get("hcp", ""))
        self._round = None
