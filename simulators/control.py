"""
What the control surfaces of the fake machines have in common: actions over HTTP, deeds of a person, copies.

For callers of the same machine only, unless a machine is told otherwise.
"""

from __future__ import annotations

import json
import pickle
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from random import Random
from threading import RLock
from typing import Any, Generic, TypeVar
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Blueprint, Flask, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, ConfigDict, Field, ValidationError, validate_call
from werkzeug.exceptions import HTTPException

LOOPBACK = ("127.0.0.1", "::1", None, "")
PATIENCE = 1.0
OPEN, TURN = "CONTROL_FROM_ANYWHERE", "turn"
PREFIX = "/forks/"
Act = Callable[[Any, Any], Any]
State = TypeVar("State")


class Wrong(Exception):
    """A request that cannot be carried out; the text says why."""


class Injection(BaseModel):
    """A fault, and when it strikes; ``chance`` is drawn from ``seed``."""

    model_config = ConfigDict(extra="forbid")

    fault: str
    on: str = ""
    nth: int = Field(1, ge=1)
    times: int = Field(1, ge=1)
    chance: float = Field(1.0, ge=0, le=1)
    seed: int = 1

    def checked(self, faults: Iterable[str], operations: Iterable[str]) -> Injection:
        if self.fault not in faults:
            raise Wrong(f"“{self.fault}” is no fault; known: {', '.join(faults)}.")
        if self.on and self.on not in operations:
            raise Wrong(f"“{self.on}” is no operation; known: {', '.join(operations)}.")
        return self

    def draw(self) -> Callable[[], float]:
        return Random(self.seed).random  # noqa: S311 # a simulation, not a secret


class ClockMove(BaseModel):
    model_config = ConfigDict(extra="forbid")

    advance: float = Field(ge=-1e9, le=1e9, description="Seconds, also negative.")

    def of(self, now: datetime) -> timedelta:
        """By how much a clock is set; years that stamps cannot show are refused."""
        by = timedelta(seconds=self.advance)
        if not 1980 <= (now + by).year <= 2100:
            raise Wrong(f"The clock cannot be set to the year {(now + by).year}.")
        return by


def strict_json(content: bytes) -> Any:
    """What a body says, None for an empty one; ``Wrong`` for what is no JSON, NaN and Infinity among it."""
    if not content.strip():
        return None
    try:
        return json.loads(content, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Wrong(f"The body is not JSON: {error}.") from error


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def deeds(person: type) -> tuple[str, ...]:
    """What such a person can do."""
    return tuple(name for name, one in vars(person).items() if not name.startswith("_") and callable(one))


def perform(person: object, given: Any) -> str:
    """``{"deed": …}`` with what the deed takes; ``Wrong`` where there is no such deed, or it takes something else."""
    known = deeds(type(person))
    if not isinstance(given, dict) or given.get("deed") not in known:
        raise Wrong(f"A deed is one of {', '.join(known)}.")
    named = {name: value for name, value in given.items() if name != "deed"}
    validate_call(getattr(person, given["deed"]))(**named)
    return str(given["deed"])


def register(app: Flask, control: object, actions: Sequence[tuple[str, str, Act]]) -> None:
    """
    Add ``/__sim`` to an app: method, path, and what is done with the JSON that comes; one at a time.

    Whatever else uses the machine takes turns with it by ``app.extensions[TURN]``. Who only looks does not wait long
    for a turn, and who acts is told to try again.
    """
    routes = Blueprint("control", "control", url_prefix="/__sim")
    turn = app.extensions[TURN] = RLock()

    @app.errorhandler(HTTPException)
    def in_json(error: HTTPException) -> ResponseReturnValue:
        return {"error": error.name}, error.code or 500

    @routes.before_request
    def only_from_here() -> ResponseReturnValue | None:
        if request.remote_addr in LOOPBACK or app.config.get(OPEN):
            return None
        return {"error": "The control surface answers callers of its own machine only."}, 403

    def view(act: Act) -> ResponseReturnValue:
        is_looking = request.method == "GET"
        has_turn = turn.acquire(timeout=PATIENCE)
        try:
            if not has_turn and not is_looking:
                return {"error": "An update is under way. Try again when it has ended."}, 409
            done: ResponseReturnValue = act(control, strict_json(request.get_data()))
        except ValidationError as error:
            first = error.errors()[0]
            return {"error": f"{'.'.join(str(step) for step in first['loc'])}: {first['msg']}"}, 400
        except Wrong as error:
            return {"error": str(error)}, 400
        finally:
            if has_turn:
                turn.release()
        return done

    for method, path, act in actions:
        name = f"{method} {path}".replace(".", " ")
        routes.add_url_rule(path, name, lambda act=act: view(act), methods=[method])
    app.register_blueprint(routes)


class Surface(ABC, Generic[State]):
    """
    What both machines can do alike: keep a state, go back to it, copy it, and lose their faults.

    ``whole`` gives all there is of a machine, which can be pickled; ``take`` makes it that again.
    """

    def __init__(self, forks: Forks[State] | None, faults: list[Any]) -> None:
        self._forks = forks
        self._faults = faults
        self._snapshots: dict[str, bytes] = {}

    @abstractmethod
    def whole(self) -> State: ...

    @abstractmethod
    def take(self, state: State) -> None: ...

    def struck(self) -> list[dict[str, object]]:
        return [{"fault": one.name, "on": one.on, "struck": one.struck} for one in self._faults]

    def clear(self, _given: Any) -> Any:
        cleared = len(self._faults)
        self._faults.clear()
        return {"cleared": cleared}

    def snapshot(self, _given: Any) -> Any:
        name = str(len(self._snapshots) + 1)
        self._snapshots[name] = pickle.dumps(self.whole())
        return {"snapshot": name}

    def restore(self, given: Any) -> Any:
        name = given.get("snapshot") if isinstance(given, dict) else None
        if not isinstance(name, str) or name not in self._snapshots:
            raise Wrong(f"There is no snapshot “{name}”.")
        self.take(_copied(self._snapshots[name]))
        return {"restored": name}

    def fork(self, _given: Any) -> Any:
        if self._forks is None:
            raise Wrong("This machine cannot be forked over HTTP; copy it in process.")
        return {"prefix": self._forks.fork(_copied(pickle.dumps(self.whole())))}


def _copied(state: bytes) -> Any:
    return pickle.loads(state)  # noqa: S301 # made above, in this process


class Forks(Generic[State]):
    """
    A WSGI app over a machine and its copies, each under an address of its own: ``/forks/1``, ``/forks/2``, …

    ``make`` gives the app of one. A copy begins with the state it was made of, and goes its own way, on the same clock.
    """

    def __init__(self, make: Callable[[State, Forks[State]], WSGIApplication], state: State) -> None:
        self._make = make
        self._apps: dict[str, WSGIApplication] = {}
        self._turn = RLock()
        self._apps[""] = make(state, self)

    def fork(self, state: State) -> str:
        with self._turn:
            prefix = f"{PREFIX}{len(self._apps)}"
            self._apps[prefix] = self._make(state, self)
        return prefix

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path: str = environ.get("PATH_INFO", "")
        number = path.removeprefix(PREFIX).partition("/")[0] if path.startswith(PREFIX) else ""
        prefix = PREFIX + number if PREFIX + number in self._apps else ""
        environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + prefix
        environ["PATH_INFO"] = path.removeprefix(prefix)
        return self._apps[prefix](environ, start_response)
