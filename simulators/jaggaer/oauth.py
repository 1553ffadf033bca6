"""
The token endpoint: Authlib's authorization server, answering as Keycloak does.

  rule                                                                source
  realm J1p-integrations, client credentials in the body              UCLA, public TypeScript client
  a Basic header is accepted too                                      Keycloak's default
  keys of the answer, among them not-before-policy                    ABAP class; Keycloak
  wrong secret: 401 unauthorized_client                               keycloak issue 16923
  unknown client: 401 invalid_client (up to Keycloak 18: 400)          keycloak issue 11741
  wrong grant: 400 unsupported_grant_type                             Keycloak
  plain http is answered on loopback only                             ours: Authlib refuses it everywhere
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

REALM = "J1p-integrations"
TOKEN_PATH = f"/auth/realms/{REALM}/protocol/openid-connect/token"
BAD_CREDENTIALS = "Invalid client or Invalid client credentials"
ERRORS = {
    "unsupported_grant_type": (400, "Unsupported grant_type"),
    "invalid_request": (400, "Missing form parameter: grant_type"),
}
LOOPBACK = ("127.0.0.1", "::1", None, "")


class Clock(Protocol):
    def now(self) -> datetime: ...


class Random(Protocol):
    def token(self) -> str: ...


@dataclass(slots=True)
class Keycloak:
    """``legacy`` answers as Keycloak 18 and older; ``lifetime`` is in seconds; tokens map to their end."""

    client_id: str = "connector"
    client_secret: str = "connector-secret"  # noqa: S105 # it opens nothing but the fake
    lifetime: int = 300
    legacy: bool = False
    tokens: dict[str, datetime] = field(default_factory=dict)
    issued: int = 0

    def is_valid(self, token: str, now: datetime) -> bool:
        return token in self.tokens and now < self.tokens[token]

    def revoke_all(self) -> None:
        self.tokens.clear()


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


def register(app: Flask, keycloak: Keycloak, clock: Clock, random: Random) -> None:
    """Add the realm's token endpoint to a Flask app."""

    def save(token: dict[str, Any], _request: Any) -> None:
        keycloak.tokens[token["access_token"]] = clock.now() + timedelta(seconds=keycloak.lifetime)
        keycloak.issued += 1

    def find(client_id: str) -> _Client | None:
        return _Client(keycloak) if client_id == keycloak.client_id else None

    def make(**_: Any) -> dict[str, Any]:
        return {
            "access_token": random.token(),
            "expires_in": keycloak.lifetime,
            "refresh_expires_in": 0,
            "token_type": "Bearer",
            "not-before-policy": 0,
            "scope": "email profile",
        }

    server = AuthorizationServer(app, query_client=find, save_token=save)
    server.register_token_generator("default", make)
    server.register_grant(_Grant)

    @app.before_request
    def trust_loopback() -> None:
        if request.remote_addr in LOOPBACK:
            request.environ["wsgi.url_scheme"] = "https"

    @app.post("/auth/realms/<realm>/protocol/openid-connect/token")
    def token(realm: str) -> ResponseReturnValue:
        if realm != REALM:
            return {"error": "Realm does not exist"}, 404
        answer = _as_keycloak(server.create_token_response(), keycloak)
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["Pragma"] = "no-cache"
        return answer


def _as_keycloak(answer: Response, keycloak: Keycloak) -> Response:
    if answer.status_code == 200:
        return answer
    error = json.loads(answer.get_data()).get("error", "")
    status, text = ERRORS.get(error, (401, BAD_CREDENTIALS))
    if error == "invalid_client":
        known = _claimed_client() == keycloak.client_id
        error, status = ("unauthorized_client", 401) if known else ("invalid_client", 400 if keycloak.legacy else 401)
        text = "Invalid client secret" if known and keycloak.legacy else BAD_CREDENTIALS
    body = json.dumps({"error": error, "error_description": text})
    return Response(body, status, content_type="application/json")


def _claimed_client() -> str | None:
    basic = request.authorization
    return request.form.get("client_id") or (basic.username if basic else None)
