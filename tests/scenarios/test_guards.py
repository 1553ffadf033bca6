"""The guards: what reaches past a world fails loudly, and nobody can swallow it."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import time
import types
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scenarios import guards
from scenarios.guards import ReachedOut, watching

REAL_TIME = time.time  # before anything is guarded in this process, or the guarded one


def bind() -> None:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))


def called_from(module: str, code: str) -> Callable[[], object]:
    """A function as a module of that name would have it."""
    made = types.ModuleType(module)
    exec(f"import os, time, uuid, datetime\ndef act():\n    return {code}", vars(made))  # noqa: S102 # a literal of this test
    act: Callable[[], object] = made.act
    return act


@pytest.mark.parametrize(
    "act",
    [
        lambda folder: socket.create_connection(("127.0.0.1", 1)),
        lambda folder: bind(),
        lambda folder: socket.getaddrinfo("localhost", 80),
        lambda folder: subprocess.run([sys.executable, "-V"], check=False),
        lambda folder: os.system("true"),  # noqa: S605, S607 # nothing is run
        lambda folder: (folder / "new").write_text("x"),
        lambda folder: (folder / "new").mkdir(),
        lambda folder: (folder / "there").read_text(),
        lambda folder: sqlite3.connect(folder / "db"),
    ],
    ids=["connect", "bind", "look-up", "process", "shell", "write", "folder", "read", "database"],
)
def test_sockets_processes_and_files_are_out_of_reach(tmp_path: Path, act: Callable[[Path], object]) -> None:
    (tmp_path / "there").write_text("x")
    with watching(), pytest.raises(ReachedOut):
        act(tmp_path)


def test_python_keeps_the_bytecode_of_a_module_that_a_world_is_the_first_to_import(tmp_path: Path) -> None:
    with watching():
        os.mkdir(str(tmp_path / "__pycache__"))
    assert (tmp_path / "__pycache__").is_dir()


@pytest.mark.parametrize("code", ["time.time()", "time.monotonic()", "os.urandom(4)", "uuid.uuid4()"])
@pytest.mark.parametrize(
    "module", ["connector.flow.poll", "simulators.qbwc.pc", "scenarios.world", "authlib.x", "zeep"]
)
def test_the_real_clock_and_randomness_are_out_of_reach_of_what_runs_in_a_world(module: str, code: str) -> None:
    act = called_from(module, code)
    assert act()
    with watching(), pytest.raises(ReachedOut, match=module):
        act()
    assert act()


def test_what_was_bound_by_name_is_guarded_too() -> None:
    made = types.ModuleType("scenarios.bound_by_name")
    made.moment, made.dt = REAL_TIME, datetime  # type: ignore[attr-defined] # as “from time import time as moment” has it
    exec("def act():\n    return moment()\ndef date():\n    return dt.now()", vars(made))  # noqa: S102 # as above
    with watching():
        guards._rebind(made)
        for act in (made.act, made.date):
            with pytest.raises(ReachedOut):
                act()


def test_a_thread_would_not_be_seen_and_may_not_begin() -> None:
    import threading

    with watching(), pytest.raises(ReachedOut):
        threading.Thread(target=print).start()


@pytest.mark.parametrize("code", ["time.time()", "uuid.uuid4()"])
def test_others_may_read_them(code: str) -> None:
    with watching():
        assert called_from("sqlalchemy.pool", code)()


def test_datetime_now_is_out_of_reach_too_and_datetimes_stay_datetimes() -> None:
    import scenarios.clock

    with watching():
        guarded = vars(scenarios.clock)["datetime"]
        made = guarded(2026, 1, 15, tzinfo=UTC)
        assert type(made) is datetime
        assert isinstance(made, guarded)
        code = compile("datetime.now(None)", "clock", "eval")
        with pytest.raises(ReachedOut):
            eval(code, {"datetime": guarded, "__name__": "scenarios.clock"})  # noqa: S307 # a literal of this test
    assert guarded.now(UTC).tzinfo is UTC


def test_no_handler_of_the_watched_code_swallows_it() -> None:
    assert not issubclass(ReachedOut, Exception)


def test_nobody_is_watched_outside_and_over_sockets(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    with watching(sockets=True):
        assert (tmp_path / "x").read_text() == "x"
        assert time.time() > 0
        assert uuid.uuid4()
