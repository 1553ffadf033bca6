"""
The tenant's HTTP.

  rule                                                               source
  401: no WWW-Authenticate, Content-Type "; charset=UTF-8"             Crown Commercial Service
  … or as RFC 6750 has it, where the tenant is told to                 Keycloak
  429 past so many requests a second, Retry-After or not               public TypeScript client; the body is assumed
  a trailing slash does not matter                                    UCLA writes one on some paths
  a body that is not JSON: 400; not said to be JSON: 415               assumed
  X-Request-Id on every answer                                        assumed
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from functools import partial
from threading import RLock
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from simulators.control import TURN, Forks, Wrong, strict_json
from simulators.jaggaer import control, oauth, openapi
from simulators.jaggaer.clock import Clock
from simulators.jaggaer.faults import Fault, Scene
from simulators.jaggaer.oauth import Keycloak, Random
from simulators.jaggaer.reading import listings
from simulators.jaggaer.routes import DETAILS, OPERATIONS, REALM, ROUTES, WRITES, Paths, Route
from simulators.jaggaer.tenant import Tenant
from simulators.jaggaer.wire import Answer, Call, Refused, failure

LARGEST_BODY = 16 * 1024 * 1024
NOT_JSON = Refused(400, "Malformed JSON", 400)
NOT_SAID_JSON = Refused(415, "Unsupported Media Type", 415)
STRUCK = "jaggaer_sim.struck"
API = frozenset(route.operation for route in ROUTES)


class Unauthorised(Enum):
    REAL = "real"
    RFC = "rfc"


@dataclass(slots=True)
class Manners:
    """
    What differs between tenants: the form of a 401, and how many requests a second a client may make (0: any).

    ``retry_after`` is what a 429 says, in seconds; empty for nothing.
    """

    unauthorised: Unauthorised = Unauthorised.REAL
    a_second: int = 0
    retry_after: str = "1"
    _recent: deque[datetime] = field(default_factory=deque)

    def is_too_many(self, now: datetime) -> bool:
        if not self.a_second:
            return False
        while self._recent and not timedelta() <= now - self._recent[0] < timedelta(seconds=1):
            self._recent.popleft()
        if len(self._recent) >= self.a_second:
            return True
        self._recent.append(now)
        return False


class Seen:
    """How often the API was called, for those who look at it from outside."""

    def __init__(self) -> None:
        self.total = 0
        self.paths: dict[str, int] = {}

    def count(self, path: str) -> None:
        self.total += 1
        self.paths[path] = self.paths.get(path, 0) + 1


def create_app(
    tenant: Tenant,
    keycloak: Keycloak,
    clock: Clock,
    random: Random,
    faults: list[Fault] | None = None,
    *,
    paths: Paths | None = None,
    manners: Manners | None = None,
    forks: Forks[control.State] | None = None,
) -> Flask:
    """
    A WSGI app over a tenant; tokens and stamps live on the clock that is handed in.

    ``faults`` may be filled and emptied while it serves; each counts the requests it could strike at.
    ``forks`` keeps the copies that are made over HTTP.
    """
    app = Flask("jaggaer-sim")
    app.url_map.strict_slashes = False
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    places, troubles = paths or Paths(), [] if faults is None else faults
    door = _Door(Scene(tenant, keycloak, clock), troubles, places, manners or Manners())
    app.before_request(door.admit)
    app.after_request(door.finish)
    for route in ROUTES:
        rule = places.of(route).replace("{", "<").replace("}", ">")
        app.add_url_rule(rule, route.operation, partial(door.serve, route), methods=[route.method])
    app.add_url_rule("/openapi.json", "openapi", lambda: openapi.document(places, request.script_root))
    oauth.register(app, keycloak, clock, random, places)
    control.register(app, door.scene, troubles, door.seen, forks)
    app.register_error_handler(HTTPException, _http_error)
    door.turn = app.extensions[TURN]
    return app


class _Door:
    """What every request to the API passes, on the way in and on the way out."""

    def __init__(self, scene: Scene, faults: list[Fault], paths: Paths, manners: Manners) -> None:
        self.scene = scene
        self.seen = Seen()
        self._faults = faults
        self._paths = paths
        self._manners = manners
        self._lists = listings()
        self.turn = RLock()

    def admit(self) -> Response | None:
        operation = request.endpoint
        if operation not in OPERATIONS:
            return None
        with self.turn:
            request.environ[STRUCK] = struck = [one for one in self._faults if one.strikes(operation)]
            for one in struck:
                instead = one.kind.before(self.scene)
                if instead is not None:
                    return instead
            return self._unwelcome() if operation in API else None

    def finish(self, response: Response) -> Response:
        for one in request.environ.get(STRUCK, ()):
            response = one.kind.after(response)
        response.headers["X-Request-Id"] = f"req-{self.seen.total:06d}"
        return response

    def serve(self, route: Route, **ids: str) -> Response:
        try:
            with self.turn:
                return _sent(self._answered(route, ids))
        except Refused as error:
            return _sent(error.answer())

    def _unwelcome(self) -> Response | None:
        self.seen.count(request.path)
        now = self.scene.clock.now()
        if self._manners.is_too_many(now):
            wait = {"Retry-After": self._manners.retry_after} if self._manners.retry_after else {}
            return _sent(Answer(failure(429, "Too Many Requests"), 429, wait))
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme == "Bearer" and self.scene.keycloak.is_valid(token, now):
            return None
        return _unauthorised(self._manners)

    def _answered(self, route: Route, ids: dict[str, str]) -> Answer:
        tenant, query = self.scene.tenant, request.args.to_dict()
        query |= {"start": query.get(self._paths.start, "1"), "flt": query.get(self._paths.flt, "")}
        if route.operation in self._lists:
            return self._lists[route.operation](tenant, Call(ids, query))
        if route.operation in DETAILS:
            return DETAILS[route.operation](tenant, Call(ids, query))
        return WRITES[route.operation](tenant, Call(ids, query, _body()), self.scene.clock.now())


def _body() -> Any:
    if not request.is_json:
        raise NOT_SAID_JSON
    try:
        body = strict_json(request.get_data())
    except Wrong as error:
        raise NOT_JSON from error
    if body is None:
        raise NOT_JSON
    return body


def _sent(answer: Answer) -> Response:
    headers = {"Content-Type": "application/json", **answer.headers}
    return Response(answer.content, answer.status, headers)


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    said = "Not found" if status == 404 else error.name
    allowed = {name: value for name, value in error.get_headers() if name == "Allow"}
    return _sent(Answer(failure(status, said), status, allowed))


def _unauthorised(manners: Manners) -> Response:
    if manners.unauthorised is Unauthorised.REAL:
        return Response("", 401, {"Content-Type": "; charset=UTF-8"})
    challenge = f'Bearer realm="{REALM}", error="invalid_token", error_description="Token verification failed"'
    body = {"error": "invalid_token", "error_description": "Token verification failed"}
    return _sent(Answer(body, 401, {"WWW-Authenticate": challenge}))
