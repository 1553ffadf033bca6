"""JAGGAER's tenants as this installation reaches them: one client to a company, so that its token is shared."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Protocol
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from connector.adapters.bounded_http import ACCEPTED, MIB, Bounded, Timed
from connector.adapters.jaggaer_http import CONNECT_SECONDS, JaggaerHttp
from connector.adapters.oauth import ClientCredentials, Credentials
from connector.adapters.throttle import Throttle
from connector.adapters.vault import SECRET_COLUMN, Vault
from connector.domain.identifiers import CompanyName
from connector.errors import ConfigurationError
from connector.flow.entities import Company
from connector.flow.ports import Clock

TOKEN_BYTES = MIB
Transport = Callable[[], httpx.BaseTransport | None]


class Newest(Protocol):
    def __call__(self, name: str) -> Company:
        """The company as its row is now."""
        ...


class Tenants:
    def __init__(self, vault: Vault, transport: Transport, clock: Clock, newest: Newest) -> None:
        self._vault = vault
        self._transport = transport
        self._clock = clock
        self._newest = newest
        self._known: dict[CompanyName, tuple[Company, JaggaerHttp, tuple[httpx.Client, ...]]] = {}
        self._lock = threading.Lock()

    def close(self) -> None:
        """Let go of every connection."""
        with self._lock:
            for _, _, clients in self._known.values():
                for client in clients:
                    client.close()

    def of(self, company: Company) -> JaggaerHttp:
        with self._lock:
            known = self._known.get(company.name)
            if known is None or not _is_same(known[0], company):
                known = self._known[company.name] = (company, *self._client_of(company))
            return known[1]

    def _client_of(self, company: Company) -> tuple[JaggaerHttp, tuple[httpx.Client, ...]]:
        """What a poll that is under way still asks closes itself when nobody holds it any more."""
        wire = company.wire
        own = (company.token_url, company.client_id, self.secret(company), wire.scope, wire.connection.auth)
        tokens = self._client(company, "", TOKEN_BYTES)
        client = self._client(company, company.jaggaer_url, wire.connection.answer_mib * MIB)
        auth = ClientCredentials(Credentials(*own), self._clock, tokens.send)
        asking = JaggaerHttp(client, auth, wire, Throttle(wire.connection.requests_per_second, self._clock.now))
        return asking, (tokens, client)

    def _client(self, company: Company, base_url: str, most: int) -> httpx.Client:
        """Its answers are bounded, and no cookie is kept: there could be ever more of them."""
        timeout = httpx.Timeout(company.wire.connection.timeout_seconds, connect=CONNECT_SECONDS)
        transport = Bounded(self._transport() or self._sockets(company, base_url or company.token_url), most)
        cookies = CookieJar(DefaultCookiePolicy(allowed_domains=()))
        return httpx.Client(base_url=base_url, transport=transport, timeout=timeout, headers=ACCEPTED, cookies=cookies)

    def _sockets(self, company: Company, url: str) -> httpx.HTTPTransport:
        """By the certificates that the company's profile names, and through its proxy, or the environment's."""
        rule = company.wire.connection
        try:
            trusted = ssl.create_default_context(cafile=rule.ca_bundle) if rule.ca_bundle else None
            return Timed(trusted, rule.proxy or _proxy_of_environment(url) or None)
        except (OSError, ValueError, ImportError) as error:
            raise ConfigurationError(
                f"The connection of “{company.name}” cannot be made ({error}).",
                remedy="Correct wire.connection.ca_bundle or wire.connection.proxy in the company's profile.",
            ) from error

    def secret(self, company: Company) -> str:
        """The client secret; when the keys were changed since the row was read, the row is read once more."""
        try:
            return self._vault.open(company.name, SECRET_COLUMN, company.secret, company.data_key)
        except ConfigurationError:
            newest = self._newest(company.name)
            if newest.data_key == company.data_key:
                raise
            return self.secret(newest)


def _proxy_of_environment(url: str) -> str:
    """HTTPS_PROXY and its like, unless NO_PROXY names the host; httpx asks for none where it is given a transport."""
    parts, proxies = urlsplit(url), getproxies()
    if proxy_bypass(parts.hostname or ""):
        return ""
    found = proxies.get(parts.scheme) or proxies.get("all") or ""
    return found if "://" in found or not found else f"http://{found}"


def _is_same(one: Company, other: Company) -> bool:
    """Whether the same client still serves: lock host and policy have nothing to do with it."""
    ours = (one.jaggaer_url, one.token_url, one.client_id, one.secret, one.wire)
    return ours == (other.jaggaer_url, other.token_url, other.client_id, other.secret, other.wire)
