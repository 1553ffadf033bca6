"""
Two guards that fail loudly when code inside a world reaches past it.

Rule 1: no socket, no process, no file but what is read of Python and its packages: seen by an audit hook.
Rule 2: no real clock and no real randomness for our packages and the libraries that run in a world: ``time.time``,
        ``time.monotonic``, ``os.urandom``, ``uuid.uuid4`` and ``datetime.now`` raise no audit event, so they are
        replaced by ones that look who is calling.

An audit hook cannot be taken out again, so it is put in once, and looks away while nobody is watched.
"""

from __future__ import annotations

import datetime as datetime_module
import os
import random
import secrets
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

WATCHED = ("connector", "simulators", "scenarios", "authlib", "zeep", "flask", "werkzeug")
SOCKETS = ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto")
CHANGES = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate")
PROCESSES = ("subprocess.Popen", "os.system", "os.posix_spawn", "os.exec", "os.fork", "os.spawn")
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CLOCKS: tuple[tuple[Any, str], ...] = (
    (time, "time"),
    (time, "time_ns"),
    (time, "monotonic"),
    (time, "monotonic_ns"),
    (time, "sleep"),
    (os, "urandom"),
    (uuid, "uuid1"),
    (uuid, "uuid4"),
    (secrets, "token_bytes"),
    (secrets, "token_hex"),
    (secrets, "token_urlsafe"),
    (random, "random"),
    (random, "randint"),
    (random, "choice"),
)
_REPLACED: dict[int, Callable[..., Any]] = {}
_is_watched: ContextVar[bool] = ContextVar("is_watched", default=False)


class ReachedOut(BaseException):
    """
    Something inside a world used a real socket, process, file, clock or random number.

    No ``Exception``: no handler of the code that is watched may swallow it.
    """


@contextmanager
def watching(*, sockets: bool = False) -> Iterator[None]:
    """Watch what runs in this block; over real sockets there is nothing to guard."""
    if sockets:
        yield
        return
    _install()
    token = _is_watched.set(True)
    try:
        yield
    finally:
        _is_watched.reset(token)


@cache
def _install() -> None:
    _roots()
    for module, name in CLOCKS:
        guarded = _guarded(name, getattr(module, name))
        _REPLACED[id(getattr(module, name))] = guarded
        setattr(module, name, guarded)
    for own in [one for name, one in list(sys.modules.items()) if name.partition(".")[0] in WATCHED]:
        _rebind(own)
    _guard_threads()
    sys.addaudithook(_audit)


def _guard_threads() -> None:
    """What a thread does would not be seen, so none may begin. (Python 3.11 has no audit event for it.)"""
    start = threading.Thread.start

    def guarded(self: threading.Thread) -> None:
        if _is_watched.get():
            raise ReachedOut("a world began a thread")
        start(self)

    threading.Thread.start = guarded  # type: ignore[method-assign] # for as long as the process lives


def _rebind(module: ModuleType) -> None:
    """“from time import time” bound the real one; it becomes the guarded one, by whatever name."""
    for name, value in list(vars(module).items()):
        if value is _REAL_DATETIME and module.__name__ != __name__:
            vars(module)[name] = _GuardedDatetime
        elif id(value) in _REPLACED and module.__name__ != __name__:
            vars(module)[name] = _REPLACED[id(value)]


@cache
def _roots() -> tuple[str, ...]:
    """Where files may be read: Python, its packages, ours, and the time zones."""
    here = Path(__file__).parents[1]
    roots = {sys.prefix, sys.base_prefix, sys.exec_prefix, str(here), "/usr/share/zoneinfo", *filter(None, sys.path)}
    found = {form for root in roots for form in (os.path.abspath(root), os.path.realpath(root))}  # also behind a link
    return tuple(f"{root.rstrip(os.sep)}{os.sep}" for root in found)


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in _EVENTS or not _is_watched.get():
        return
    if event == "open":
        _check_file(*arguments)
    elif event == "sqlite3.connect":
        if arguments[0] != ":memory:":
            raise ReachedOut(f"a world opened the database {arguments[0]}")
    elif not (event in CHANGES and _is_bytecode(arguments[0])):
        raise ReachedOut(f"a world reached out: {event} {arguments[1:2]}")


_EVENTS = frozenset({"open", "sqlite3.connect", *SOCKETS, *PROCESSES, *CHANGES})


def _is_bytecode(path: object) -> bool:
    """Whether Python keeps a compiled module there, as it does when one is imported for the first time."""
    return isinstance(path, str) and "__pycache__" in path


def _check_file(path: object, _mode: object, flags: object) -> None:
    if isinstance(path, int):
        return
    name = os.path.abspath(os.fsdecode(path))  # type: ignore[arg-type] # the audit event has a path here
    if isinstance(flags, int) and flags & WRITES and not _is_bytecode(name):
        raise ReachedOut(f"a world wrote the file {name}")
    if not name.startswith(_roots()) and name != os.devnull:
        raise ReachedOut(f"a world read the file {name}")


def _guarded(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(*arguments: Any, **named: Any) -> Any:
        if _is_watched.get():
            _refuse(name)
        return real(*arguments, **named)

    return guarded


def _refuse(what: str) -> None:
    caller = sys._getframe(2).f_globals.get("__name__", "")
    if caller.partition(".")[0] in WATCHED:
        raise ReachedOut(f"{caller} used the real {what}; a world has its own")


class _Meta(type):
    """What is a datetime, is one here too."""

    def __instancecheck__(cls, one: object) -> bool:
        return isinstance(one, _REAL_DATETIME)


_REAL_DATETIME = datetime_module.datetime


class _GuardedDatetime(_REAL_DATETIME, metaclass=_Meta):
    """Stands in the watched modules where ``datetime`` stood; what it makes are plain ones."""

    def __new__(cls, *arguments: Any, **named: Any) -> Any:
        return _REAL_DATETIME(*arguments, **named)

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, handler: Any) -> Any:
        """For models that are built while this stands in their module."""
        return handler.generate_schema(_REAL_DATETIME)

    @classmethod
    def now(cls, tz: datetime_module.tzinfo | None = None) -> Any:
        if _is_watched.get():
            _refuse("datetime.now")
        return _REAL_DATETIME.now(tz)  # nobody is watched

    @classmethod
    def utcnow(cls) -> Any:
        if _is_watched.get():
            _refuse("datetime.utcnow")
        return _REAL_DATETIME.now(datetime_module.UTC).replace(tzinfo=None)  # as above
