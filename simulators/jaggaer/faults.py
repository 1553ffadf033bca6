"""
Things that go wrong in JAGGAER, each by name, with what the customer would see.

A fault strikes at the ``nth`` request for an operation (``invoices``; empty for any of the API and the log-in), and
then as often as ``times`` says, perhaps by chance. What it does comes before the tenant's answer, in place of it, or
to it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Response

from simulators.jaggaer.clock import Clock
from simulators.jaggaer.oauth import BAD_CREDENTIALS, Keycloak
from simulators.jaggaer.tenant import Tenant, changed, stamp
from simulators.jaggaer.wire import failure
from simulators.trigger import Named, Trigger

LOG_IN_PAGE = "<!doctype html><html><head><title>Log in</title></head><body><form>Sign in</form></body></html>"
SOON, ABSURD, TOO_MANY = "120", "31536000", "Too Many Requests"
AHEAD = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Scene:
    """What a fault may lay hands on."""

    tenant: Tenant
    keycloak: Keycloak
    clock: Clock


def _nothing(_scene: Scene) -> Response | None:
    return None


def _unspoilt(response: Response) -> Response:
    return response


@dataclass(frozen=True, slots=True)
class Kind:
    """``before`` may act, and gives the answer in place of the tenant's or None; ``after`` gets the answer."""

    customer_sees: str
    before: Callable[[Scene], Response | None] = _nothing
    after: Callable[[Response], Response] = _unspoilt


def _answer(status: int, body: str = "", kind: str = "text/plain", **headers: str) -> Callable[[Scene], Response]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _scene: Response(body, status, {"Content-Type": kind, **named})


def _refusal(status: int, text: str, **headers: str) -> Callable[[Scene], Response]:
    return _answer(status, json.dumps(failure(status, text)), "application/json", **headers)


def _revoke(scene: Scene) -> None:
    scene.keycloak.revoke_all()


def _expire(scene: Scene) -> None:
    scene.keycloak.tokens = dict.fromkeys(scene.keycloak.tokens, scene.clock.now())


def _shorten(scene: Scene) -> None:
    scene.keycloak.shortened = 1


def _set_ahead(scene: Scene) -> None:
    scene.keycloak.ahead = AHEAD


def _cut(_scene: Scene) -> Response:
    return _broken(Response())


def _broken(_response: Response) -> Response:
    """The connection ends after the head of an answer; a server can do no more than that."""

    def parts() -> Iterator[bytes]:
        yield b" "
        raise ConnectionResetError("the fake tenant broke the connection")

    return Response(parts(), 200, {"Content-Type": "application/json", "Content-Length": "1000"})


def _leave(scene: Scene) -> None:
    """The first invoice of the list is gone from it: every later row moves up by one."""
    first = next(iter(scene.tenant.invoices), None)
    if first is not None:
        del scene.tenant.invoices[first]


def _come(scene: Scene) -> None:
    """A copy of the first invoice comes in before it: every later row moves down by one."""
    numbers = [int(key) for key in scene.tenant.invoices if key.isascii() and key.isdigit()]
    if numbers:
        first = scene.tenant.invoices[str(min(numbers))]
        number = min(numbers) - 1
        names = {"invoiceId": number, "invoiceNumber": f"I{number}", "supplierInvoiceNumber": f"LATE-{number}"}
        scene.tenant.put_invoice(changed(deepcopy(first), names, scene.clock.now()))


def _touch(scene: Scene) -> None:
    """The first invoice of the list is edited: its lastUpdate moves."""
    rows = scene.tenant.invoices.in_order()
    if rows:
        scene.tenant.put_invoice(changed(rows[0], {}, scene.clock.now()))


def _level(scene: Scene) -> None:
    now = stamp(scene.clock.now())
    for key, one in list(scene.tenant.invoices.items()):
        scene.tenant.invoices[key] = {**one, "header": {**one["header"], "lastUpdate": now}}


def _spoil(change: Callable[[Any], None]) -> Callable[[Response], Response]:
    """Changes every document in the tenant's own JSON answer."""

    def spoilt(response: Response) -> Response:
        if response.status_code == 200 and response.is_json:
            body = json.loads(response.get_data())
            for header in _headers(body):
                change(header)
            response.set_data(json.dumps(body))
        return response

    return spoilt


def _headers(body: Any) -> Iterator[Any]:
    if isinstance(body, dict):
        if isinstance(body.get("header"), dict):
            yield body["header"]
        for one in body.values():
            yield from _headers(one)
    elif isinstance(body, list):
        for one in body:
            yield from _headers(one)


def _without(name: str) -> Callable[[Any], None]:
    return lambda header: header.pop(name, None)


def _strange(header: Any) -> None:
    header["workflowStatus"] = "Escalated"


def _more_rows(response: Response) -> Response:
    """One row more is promised than there are."""
    if response.status_code == 200 and response.is_json:
        body = json.loads(response.get_data())
        if isinstance(body.get("totRecords"), int):
            body["totRecords"] += 1
            response.set_data(json.dumps(body))
    return response


def _first_result(response: Response) -> Response:
    """The results of all records but the first are missing."""
    if response.status_code == 200 and response.is_json:
        body = json.loads(response.get_data())
        results = body.get("resultList") if isinstance(body, dict) else None
        if isinstance(results, dict):
            body["resultList"] = {"result": results.get("result", [])[:1]}
            response.set_data(json.dumps(body))
    return response


def _acting(act: Callable[[Scene], None]) -> Callable[[Scene], Response | None]:
    def before(scene: Scene) -> None:
        act(scene)

    return before


def _say(**fields: Any) -> Callable[[Response], Response]:
    """Other fields of the envelope."""

    def said(response: Response) -> Response:
        if response.status_code == 200 and response.is_json:
            response.set_data(json.dumps({**json.loads(response.get_data()), **fields}))
        return response

    return said


INVALID_CLIENT = f'{{"error": "unauthorized_client", "error_description": "{BAD_CREDENTIALS}"}}'
NO_CLIENT = f'{{"error": "invalid_client", "error_description": "{BAD_CREDENTIALS}"}}'
OLD_NO_CLIENT = '{"error": "invalid_client", "error_description": "Invalid client credentials"}'
OLD_INVALID_CLIENT = '{"error": "unauthorized_client", "error_description": "Invalid client secret"}'
SOON_AGAIN, SAME = "Invoices come a little later.", "Nothing: each invoice comes once."
FAULTS: dict[str, Kind] = {
    "token_revoked": Kind("Nothing, if a fresh token is fetched at once.", _acting(_revoke)),
    "token_expired": Kind("Nothing: the token ran out in the middle, and a fresh one is fetched.", _acting(_expire)),
    "token_lives_shortly": Kind("Nothing, but a token for nearly every page.", _acting(_shorten)),
    "log_in_clock_ahead": Kind(
        "Nothing, if one fresh token is enough: tokens run out ten minutes before their time.", _acting(_set_ahead)
    ),
    "unauthorised": Kind(
        "Nothing, if one fresh token is enough; else invoices stop coming.", _answer(401, kind="; charset=UTF-8")
    ),
    "token_endpoint_down": Kind(
        "No new invoices until JAGGAER's log-in service is back.", _answer(503, "Service Unavailable")
    ),
    "token_endpoint_html": Kind(
        "No new invoices: a log-in page came in place of a token.", _answer(200, LOG_IN_PAGE, "text/html")
    ),
    "wrong_secret": Kind(
        "No new invoices until the client secret is entered again.", _answer(401, INVALID_CLIENT, "application/json")
    ),
    "wrong_secret_old": Kind(
        "The same, in the words of an older log-in service.", _answer(401, OLD_INVALID_CLIENT, "application/json")
    ),
    "unknown_client": Kind(
        "No new invoices until the client id is entered again.", _answer(401, NO_CLIENT, "application/json")
    ),
    "unknown_client_old": Kind(
        "The same, from an older log-in service.", _answer(400, OLD_NO_CLIENT, "application/json")
    ),
    "forbidden": Kind("No new invoices until JAGGAER's administrator grants the right.", _refusal(403, "Forbidden")),
    "too_many_requests": Kind("Invoices come a few minutes later.", _refusal(429, TOO_MANY, Retry_After=SOON)),
    "too_many_requests_bare": Kind(SOON_AGAIN, _refusal(429, TOO_MANY)),
    "too_many_requests_absurd": Kind(
        "Invoices come an hour later, whatever JAGGAER asked for.", _refusal(429, TOO_MANY, Retry_After=ABSURD)
    ),
    "server_error": Kind(SOON_AGAIN, _answer(500, "Internal Server Error")),
    "bad_gateway": Kind(SOON_AGAIN, _answer(502, "<h1>Bad Gateway</h1>", "text/html")),
    "unavailable": Kind(SOON_AGAIN, _answer(503, "Service Unavailable")),
    "gateway_timeout": Kind(SOON_AGAIN, _answer(504, "Gateway Time-out")),
    "cut_json": Kind(SOON_AGAIN, _answer(200, '{"returnCode": 0, "jiinvoiceList": {"jiinv', "application/json")),
    "wrong_content": Kind("No new invoices: a web page came in place of data.", _answer(200, LOG_IN_PAGE, "text/html")),
    "return_code": Kind(
        "No new invoices: JAGGAER answered with an error of its own.",
        _answer(200, '{"returnCode": -1, "returnMessage": "Unexpected error"}', "application/json"),
    ),
    "return_code_as_text": Kind("Nothing: a zero is a zero.", after=_say(returnCode="0")),
    "done_with_warnings": Kind(
        "Nothing: JAGGAER did it, and has a remark.", after=_say(returnCode=1, returnMessage="Done with warnings")
    ),
    "first_result_only": Kind("Nothing: of those that the answer leaves out JAGGAER is asked.", after=_first_result),
    "reset_before": Kind(SOON_AGAIN, _cut),
    "reset_after": Kind("Nothing: JAGGAER did what it was asked for, though its answer was lost.", after=_broken),
    "row_gone": Kind("An invoice left the list while it was read; no other may be missed.", _acting(_leave)),
    "row_inserted": Kind("An invoice came into the list while it was read; none comes twice.", _acting(_come)),
    "row_edited": Kind("An invoice was edited while the list was read; its newest state counts.", _acting(_touch)),
    "same_stamp": Kind("Nothing: many invoices changed in the same millisecond.", _acting(_level)),
    "more_promised": Kind(SAME, after=_more_rows),
    "unknown_status": Kind("The invoice waits: JAGGAER says a status that nobody has told of.", after=_spoil(_strange)),
    "no_total": Kind("The invoice waits: it comes without its total.", after=_spoil(_without("total"))),
    "no_supplier_number": Kind(
        "The invoice waits or goes under JAGGAER's number: it comes without the supplier's.",
        after=_spoil(_without("supplierInvoiceNumber")),
    ),
}


class Fault(Named):
    """One of ``FAULTS``."""

    @property
    def kind(self) -> Kind:
        return FAULTS[self.name]

    @property
    def customer_sees(self) -> str:
        return self.kind.customer_sees

    def strikes(self, operation: str) -> bool:
        """Called once for every request."""
        return self.trigger.strikes(is_meant=self.on in ("", operation))


def fault(name: str, on: str = "", nth: int = 1, times: int = 1, **chance: Any) -> Fault:
    """A fault of the registry, set for one operation; ``chance`` and ``draw`` are those of ``Trigger``."""
    if name not in FAULTS:
        raise ValueError(f"“{name}” is not a fault of the tenant; known: {', '.join(FAULTS)}")
    return Fault(name, Trigger(on, nth, times, **chance))
