"""Both systems as a test of a connector holds them: JAGGAER with its addresses, the Web Connector with its button."""

from __future__ import annotations

from typing import Any

import httpx

from scenarios.machines import JAGGAER, TOKEN_URL_PATH, CannotTake, Machines
from scenarios.transport import LOOPBACK
from scenarios.under_test.entrance import serve
from scenarios.under_test.world import WorldUnderTest
from simulators.jaggaer import Tenant
from simulators.qbwc import UpdateResult

LANE = "connector"


class Jaggaer:
    """
    The tenant as a connector finds it. ``url`` and ``token_url`` answer through ``transport``, in this process.

    ``over_http`` gives addresses for a connector that lives anywhere else on this machine.
    """

    def __init__(self, machines: Machines) -> None:
        self._machines = machines
        self.transport: httpx.BaseTransport = machines.network.lane(LANE, LOOPBACK)
        self.url, self.token_url = f"https://{JAGGAER}", f"https://{JAGGAER}{TOKEN_URL_PATH}"
        self._server: Any = None

    @property
    def tenant(self) -> Tenant:
        return self._machines.tenant

    @property
    def client_id(self) -> str:
        return self._machines.keycloak.client_id

    @property
    def client_secret(self) -> str:
        return self._machines.keycloak.client_secret

    def over_http(self) -> Jaggaer:
        """From now on ``url`` and ``token_url`` are those of a real server on a loopback port."""
        if not isinstance(self._machines, WorldUnderTest):
            raise CannotTake("the connector that comes with these machines lives in this process")
        if self._server is None:
            self._server = serve(self._machines, self.transport)
            self.url = f"http://{LOOPBACK}:{self._server.effective_port}"
            self.token_url = f"{self.url}{TOKEN_URL_PATH}"
        return self

    def close(self) -> None:
        if self._server is not None:
            self._server.close()


class WebConnector:
    """The Web Connector on the first PC."""

    def __init__(self, machines: Machines) -> None:
        self._machines = machines

    def update(self) -> UpdateResult:
        """One update, and what its row in the Web Connector shows then."""
        return self._machines.update()

    @property
    def log(self) -> str:
        """Its QWCLog.txt."""
        return self._machines.qwclog()
