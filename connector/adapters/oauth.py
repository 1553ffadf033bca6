"""
OAuth client credentials for JAGGAER: a token before each request, a new one before it expires.

Rule 1: expiry is ``expires_in``, bounded (``lifetime_of``), on the clock that is handed in; a new token comes 30 s
        early, as in the public clients, or at half the lifetime of one that lives shorter than a minute.
Rule 2: one request for a token at a time: whoever comes meanwhile waits for it and uses it.
Rule 3: a 401 drops the token and tries once more; JAGGAER's real 401 has no WWW-Authenticate and an
        unparsable Content-Type, so nothing but the status is looked at.
Rule 4: wrong credentials come as 400 or 401 (both Keycloak generations) and are not retried.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal, Protocol

import httpx
import structlog
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_token_request

from connector.adapters.bounded_http import TooLarge
from connector.adapters.retry_after import asked_to_wait, retry_after
from connector.errors import ConfigurationError, OtherSideError, TransientError
from connector.jaggaer.loading import load_json

log = structlog.get_logger()
EARLY = timedelta(seconds=30)
BEARER = re.compile(r"[\x21-\x7e]{1,65536}")
SECONDS = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?")
USUAL_SECONDS, MOST_SECONDS = Decimal(300), Decimal(86_400)  # 300: what the real ones live (Keycloak's default)
WRONG_CREDENTIALS = frozenset({"invalid_client", "unauthorized_client", "invalid_grant"})


class Now(Protocol):
    def now(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Token:
    value: str = field(repr=False)
    renew_at: datetime


@dataclass(frozen=True, slots=True)
class Credentials:
    token_url: str
    client_id: str
    client_secret: str = field(repr=False)
    scope: str = ""
    auth: Literal["body", "basic"] = "body"


class ClientCredentials(httpx.Auth):
    """
    Signs every request of one tenant.

    ``send`` posts to the token endpoint; it is a client of its own, so that a token is never asked for
    with a token.
    """

    def __init__(self, credentials: Credentials, clock: Now, send: Callable[[httpx.Request], httpx.Response]) -> None:
        self._credentials = credentials
        self._clock = clock
        self._send = send
        self._lock = threading.Lock()
        self._token: Token | None = None
        self._is_told = False

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        token = self._valid(not_this=None)
        request.headers["Authorization"] = f"Bearer {token.value}"
        response = yield request
        if response.status_code == httpx.codes.UNAUTHORIZED:
            renewed = self._valid(not_this=token)
            request.headers["Authorization"] = f"Bearer {renewed.value}"
            yield request

    def _valid(self, not_this: Token | None) -> Token:
        with self._lock:
            token = self._token
            if token is None or token is not_this or self._clock.now() >= token.renew_at:
                token = self._token = self._fetch()
            return token

    def _fetch(self) -> Token:
        asked_at = self._clock.now()
        try:
            response = self._send(self._request())
        except (TooLarge, httpx.DecodingError) as error:
            raise OtherSideError(
                f"The answer of JAGGAER's token endpoint cannot be read ({error}).",
                remedy="Check the token URL of the company.",
            ) from error
        except (httpx.InvalidURL, ValueError) as error:
            raise OtherSideError(
                f"JAGGAER's token endpoint cannot be asked ({error}).", remedy="Check the token URL of the company."
            ) from error
        except httpx.HTTPError as error:
            raise TransientError(f"JAGGAER's token endpoint cannot be reached ({type(error).__name__}).") from error
        answer = _json(response)
        if response.status_code in (400, 401) and answer.get("error") in WRONG_CREDENTIALS:
            raise ConfigurationError(
                f"JAGGAER does not accept the client “{self._credentials.client_id}” ({answer['error']}).",
                remedy="Enter the client id and secret again; ask the JAGGAER administrator whether they are valid.",
            )
        if response.status_code == 429:
            raise TransientError("JAGGAER's token endpoint asks us to slow down.", wait=retry_after(response))
        if response.status_code >= 500:
            wait = asked_to_wait(response)
            raise TransientError(f"JAGGAER's token endpoint answered {response.status_code}.", wait=wait)
        value = answer.get("access_token")
        if response.status_code != 200 or not isinstance(value, str) or not BEARER.fullmatch(value):
            raise OtherSideError(
                f"JAGGAER's token endpoint answered {response.status_code} without a token.",
                remedy="Check the token URL of the company.",
            )
        lasting = self._lifetime(answer.get("expires_in"))
        return Token(value, asked_at + lasting - min(EARLY, lasting / 2))

    def _lifetime(self, given: object) -> timedelta:
        """What is not as RFC 6749 has it is told once."""
        lasting = lifetime_of(given)
        if given != lasting.total_seconds() and not self._is_told:
            self._is_told = True
            seconds = int(lasting.total_seconds())
            log.warning("a token's lifetime is taken for another", expires_in=str(given)[:40], seconds=seconds)
        return lasting

    def _request(self) -> httpx.Request:
        own = self._credentials
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        style = "client_secret_post" if own.auth == "body" else "client_secret_basic"
        sign = ClientAuth(own.client_id, own.client_secret, style)
        body = prepare_token_request("client_credentials", scope=own.scope or None)
        url, headers, body = sign.prepare("POST", own.token_url, headers, body)
        return httpx.Request("POST", url, headers=headers, content=body)


def lifetime_of(given: object) -> timedelta:
    """
    ``expires_in`` as a number or its text, from a second to a day.

    More than a day is taken for milliseconds where it can be: too short a life costs a call, too long a one a poll.
    """
    text = f"{given:f}" if isinstance(given, Decimal) else "" if isinstance(given, bool) else str(given).strip()
    seconds = Decimal(text) if SECONDS.fullmatch(text) else USUAL_SECONDS
    if seconds > MOST_SECONDS:
        seconds /= 1000
    return timedelta(milliseconds=int(min(max(seconds, Decimal(1)), MOST_SECONDS) * 1000))


def _json(response: httpx.Response) -> dict[str, object]:
    try:
        return load_json(response.content, "a token")
    except OtherSideError:
        return {}
