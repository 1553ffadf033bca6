"""
Things that go wrong at the tenant, each by name, with what the customer would see.

A fault strikes at the ``nth`` request of an operation (``token``, ``invoices``, ``invoice``, ``suppliers``; empty
for any), and then as often as ``times`` says.

  rule                                                               source
  401 without WWW-Authenticate, Content-Type "; charset=UTF-8"        Crown Commercial Service
  429 with Retry-After in seconds; a public client waits 15 without    ABAP class
  a revoked token answers as an expired one                           Keycloak
  wrong secret: 401 unauthorized_client                               keycloak issue 16923
  texts and types of 403, 5xx and of a log-in page                    assumed
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Response

from simulators.jaggaer.oauth import BAD_CREDENTIALS, Keycloak

LOG_IN_PAGE = "<!doctype html><html><head><title>Log in</title></head><body><form>Sign in</form></body></html>"
SOON, ABSURD = "120", "31536000"


def _answer(status: int, body: str = "", kind: str = "text/plain", **headers: str) -> Callable[[Keycloak], Response]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _keycloak: Response(body, status, {"Content-Type": kind, **named})


def _revoke(keycloak: Keycloak) -> None:
    keycloak.revoke_all()


@dataclass(frozen=True, slots=True)
class Kind:
    """``strike`` gives the answer in place of the tenant's, or None to let the tenant answer."""

    customer_sees: str
    strike: Callable[[Keycloak], Response | None]


FAULTS: dict[str, Kind] = {
    "token_revoked": Kind("Nothing, if a fresh token is fetched at once.", _revoke),
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
        "No new invoices until the client secret is entered again.",
        _answer(
            401,
            f'{{"error": "unauthorized_client", "error_description": "{BAD_CREDENTIALS}"}}',
            "application/json",
        ),
    ),
    "forbidden": Kind("No new invoices until JAGGAER's administrator grants the right.", _answer(403)),
    "too_many_requests": Kind("Invoices come a few minutes later.", _answer(429, Retry_After=SOON)),
    "too_many_requests_bare": Kind("Invoices come a little later.", _answer(429)),
    "too_many_requests_absurd": Kind(
        "Invoices come an hour later, whatever JAGGAER asked for.", _answer(429, Retry_After=ABSURD)
    ),
    "server_error": Kind("Invoices come a little later.", _answer(500, "Internal Server Error")),
    "bad_gateway": Kind("Invoices come a little later.", _answer(502, "<h1>Bad Gateway</h1>", "text/html")),
    "unavailable": Kind("Invoices come a little later.", _answer(503, "Service Unavailable")),
    "gateway_timeout": Kind("Invoices come a little later.", _answer(504, "Gateway Time-out")),
    "cut_json": Kind(
        "Invoices come a little later.", _answer(200, '{"returnCode": 0, "jiinvoiceList": {"jiinv', "application/json")
    ),
    "wrong_content": Kind("No new invoices: a web page came in place of data.", _answer(200, LOG_IN_PAGE, "text/html")),
    "return_code": Kind(
        "No new invoices: JAGGAER answered with an error of its own.",
        _answer(200, '{"returnCode": -1, "returnMessage": "Unexpected error"}', "application/json"),
    ),
}


@dataclass(slots=True)
class Fault:
    name: str
    on: str = ""
    nth: int = 1
    times: int = 1
    struck: int = field(default=0, init=False)
    _seen: int = field(default=0, init=False)

    @property
    def kind(self) -> Kind:
        return FAULTS[self.name]

    @property
    def customer_sees(self) -> str:
        return self.kind.customer_sees

    def strikes(self, operation: str) -> bool:
        """Called once for every request."""
        if self.on and self.on != operation:
            return False
        self._seen += 1
        is_struck = self.nth <= self._seen < self.nth + self.times
        self.struck += is_struck
        return is_struck


def fault(name: str, on: str = "", nth: int = 1, times: int = 1) -> Fault:
    """A fault of the registry, set for one operation."""
    if name not in FAULTS:
        raise ValueError(f"“{name}” is not a fault of the tenant; known: {', '.join(FAULTS)}")
    return Fault(name, on, nth, times)
