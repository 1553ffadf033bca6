"""Copies of a tenant in the same process, each under an address of its own: ``/forks/1``, ``/forks/2``, …"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from simulators.jaggaer.control import copied
from simulators.jaggaer.oauth import Keycloak
from simulators.jaggaer.tenant import Tenant

PREFIX = "/forks/"


class Forks:
    """
    A WSGI app over a tenant and its copies; ``make`` gives the app of one.

    A copy begins with the state of the one it was made of, and goes its own way.
    """

    def __init__(self, make: Callable[[Tenant, Keycloak, Forks], WSGIApplication]) -> None:
        self._make = make
        self._apps: dict[str, WSGIApplication] = {}

    def begin(self, tenant: Tenant, keycloak: Keycloak) -> None:
        self._apps[""] = self._make(tenant, keycloak, self)

    def fork(self, state: bytes) -> str:
        tenant, keycloak = copied(state)
        prefix = f"{PREFIX}{len(self._apps)}"
        self._apps[prefix] = self._make(tenant, keycloak, self)
        return prefix

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path: str = environ.get("PATH_INFO", "")
        number = path.removeprefix(PREFIX).partition("/")[0] if path.startswith(PREFIX) else ""
        prefix = PREFIX + number if PREFIX + number in self._apps else ""
        environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + prefix
        environ["PATH_INFO"] = path.removeprefix(prefix)
        return self._apps[prefix](environ, start_response)
