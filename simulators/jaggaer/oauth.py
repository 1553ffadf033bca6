"""
The token endpoint: Authlib's authorization server, answering as Keycloak does; and the older log-in beside it.

  rule                                                                source
  realm J1p-integrations, client credentials in the body              UCLA, public TypeScript client
  a Basic header is accepted too                                      Keycloak's default
  keys of the answer, among them not-before-policy                    ABAP class; Keycloak
  grant type first, then the client, then a parameter given twice      Keycloak's TokenEndpoint
  the words of refusals, from 20 on and before (``Refusal``)           Keycloak's source; its issues 11741, 16923
  another realm: 404 Realm does not exist                             Keycloak 26
  not form-encoded: 415; another method: 405                           Keycloak's other endpoints
  where its addresses are: .well-known/openid-configuration            Keycloak 26
  the older log-in: {"token", "expire_in"}, in milliseconds           Crown Commercial Service; the path is assumed
  plain http is answered                                              ours: Authlib refuses it
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin
from authlib.oauth2.rfc6749.grants import ClientCredentialsGrant
from flask import Flask, Response, request
from flask.typing import ResponseReturnValue

from simulators.jaggaer.clock import Clock
from simulators.jaggaer.routes import REALM, Paths

BAD_CREDENTIALS = "Invalid client or Invalid client credentials"
FORM = "application/x-www-form-urlencoded"
NOT_KEPT = {"Cache-Control": "no-store", "Pragma": "no-cache"}


class Random(Protocol):
    def token(self) -> str: ...


@dataclass(slots=True)
class Keycloak:
    """
    ``legacy`` answers as Keycloak 18 and older; ``lifetime`` is in seconds; tokens map to their end.

    ``ahead`` is by how much its clock is, ``shortened`` a lifetime that holds for now; 0 is none.
    """

    client_id: str = "connector"
    client_secret: str = "connector-secret"  # noqa: S105 # it opens nothing but the fake
    lifetime: int = 300
    legacy: bool = False
    tokens: dict[str, datetime] = field(default_factory=dict)
    issued: int = 0
    ahead: timedelta = timedelta()
    shortened: int = 0

    @property
    def lives(self) -> int:
        return self.shortened or self.lifetime

    def is_valid(self, token: str, now: datetime) -> bool:
        return token in self.tokens and now + self.ahead < self.tokens[token]

    def issue(self, token: str, now: datetime) -> None:
        self.tokens = {one: end for one, end in self.tokens.items() if now < end}
        self.tokens[token] = now + timedelta(seconds=self.lives)
        self.issued += 1

    def revoke_all(self) -> None:
        self.tokens.clear()

    def mend(self) -> None:
        """What faults did to it is over."""
        self.ahead, self.shortened = timedelta(), 0


class _Client(ClientMixin):  # type: ignore[misc] # Authlib has no types
    def __init__(self, keycloak: Keycloak) -> None:
        self._keycloak = keycloak

    def get_client_id(self) -> str:
        return self._keycloak.client_id

    def check_client_secret(self, secret: str) -> bool:
        return secret == self._keycloak.client_secret

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in ("client_secret_post", "client_secret_basic")

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "client_credentials"

    def get_allowed_scope(self, scope: str) -> str:
        return scope or ""


class _Grant(ClientCredentialsGrant):  # type: ignore[misc] # Authlib has no types
    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_post", "client_secret_basic")


def register(app: Flask, keycloak: Keycloak, clock: Clock, random: Random, paths: Paths) -> None:
    """Add the realm's token endpoint to a Flask app, and the older log-in."""
    server = AuthorizationServer(
        app,
        query_client=lambda client_id: _Client(keycloak) if client_id == keycloak.client_id else None,
        save_token=lambda token, _request: keycloak.issue(token["access_token"], clock.now()),
    )
    server.register_token_generator("default", lambda **_: _token(random.token(), keycloak))
    server.register_grant(_Grant)

    def token(realm: str = REALM) -> ResponseReturnValue:
        if realm != REALM:
            return {"error": "Realm does not exist"}, 404
        refusal = _refusal_of_form()
        if refusal is not None:
            return refusal.answer(keycloak)
        request.scheme = "https"  # so that Authlib answers plain http
        answer = _as_keycloak(server.create_token_response(), keycloak)
        answer.headers.update(NOT_KEPT)
        return answer

    methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    app.add_url_rule(paths.token.replace(REALM, "<realm>"), "token", token, methods=methods)

    @app.post(paths.legacy_token)
    def legacy_token() -> ResponseReturnValue:
        if (request.form.get("client_id"), request.form.get("client_secret")) != (
            keycloak.client_id,
            keycloak.client_secret,
        ):
            return Response("", 401, {"Content-Type": "; charset=UTF-8"})
        made = random.token()
        keycloak.issue(made, clock.now())
        return {"token": made, "expire_in": keycloak.lives * 1000}

    realm_path, is_realm, _rest = paths.token.partition("/protocol/")
    if is_realm:

        @app.get(f"{realm_path}/.well-known/openid-configuration")
        def configuration() -> ResponseReturnValue:
            here = request.url_root.rstrip("/")
            return {
                "issuer": here + realm_path,
                "token_endpoint": here + paths.token,
                "grant_types_supported": ["client_credentials"],
                "token_endpoint_auth_methods_supported": list(_Grant.TOKEN_ENDPOINT_AUTH_METHODS),
            }


def _token(text: str, keycloak: Keycloak) -> dict[str, Any]:
    return {
        "access_token": text,
        "expires_in": keycloak.lives,
        "refresh_expires_in": 0,
        "token_type": "Bearer",
        "not-before-policy": 0,
        "scope": "email profile",
    }


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error of Keycloak from 20 on, and of those before: status, words. Without ``error`` it is all there is."""

    error: str
    new: tuple[int, str]
    old: tuple[int, str]

    def answer(self, keycloak: Keycloak) -> Response:
        status, words = self.old if keycloak.legacy else self.new
        body = {"error": self.error, "error_description": words} if self.error else {"error": words}
        return Response(json.dumps(body), status, NOT_KEPT, content_type="application/json")


def always(error: str, status: int, words: str) -> Refusal:
    return Refusal(error, (status, words), (status, words))


WRONG_METHOD = Refusal(
    "",
    (405, "HTTP 405 Method Not Allowed"),
    (405, "RESTEASY003650: No resource method found for GET, return 405 with Allow header"),
)
WRONG_TYPE = Refusal(
    "",
    (415, "The content-type header value did not match the value in @Consumes"),
    (415, "RESTEASY003065: Cannot consume content type"),
)
NO_GRANT = always("invalid_request", 400, "Missing form parameter: grant_type")
OTHER_GRANT = always("unsupported_grant_type", 400, "Unsupported grant_type")
GIVEN_TWICE = always("invalid_request", 400, "duplicated parameter")
WRONG_SECRET = Refusal("unauthorized_client", (401, BAD_CREDENTIALS), (401, "Invalid client secret"))
NO_SECRET = Refusal("unauthorized_client", (401, BAD_CREDENTIALS), (401, "Client secret not provided in request"))
UNKNOWN_CLIENT = Refusal("invalid_client", (401, BAD_CREDENTIALS), (400, "Invalid client credentials"))


def _refusal_of_form() -> Refusal | None:
    if request.method != "POST":
        return WRONG_METHOD
    if request.mimetype != FORM:
        return WRONG_TYPE
    if "grant_type" not in request.form:
        return NO_GRANT
    if request.form["grant_type"] != "client_credentials":
        return OTHER_GRANT
    return GIVEN_TWICE if any(len(values) > 1 for _, values in request.form.lists()) else None


def _as_keycloak(answer: Response, keycloak: Keycloak) -> Response:
    if answer.status_code == 200:
        return answer
    if _claimed_client() != keycloak.client_id:
        return UNKNOWN_CLIENT.answer(keycloak)
    has_secret = bool(request.form.get("client_secret") or (request.authorization and request.authorization.password))
    return (WRONG_SECRET if has_secret else NO_SECRET).answer(keycloak)


def _claimed_client() -> str | None:
    basic = request.authorization
    return request.form.get("client_id") or (basic.username if basic else None)
