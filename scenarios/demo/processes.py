"""The demo's processes: commands that end, servers that say where they listen, and their end."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

TIMEOUT = 120


class CommandFailed(Exception):
    """A command of the demo fell short; the text is what it said."""


def command(*words: str) -> dict[str, Any]:
    """Run ``python -m …`` to its end and read the JSON it prints."""
    done = subprocess.run([sys.executable, "-m", *words], capture_output=True, text=True, timeout=TIMEOUT, check=False)
    if done.returncode:
        raise CommandFailed(f"{' '.join(words[:3])}: {done.stderr.strip() or done.stdout.strip()}")
    printed: dict[str, Any] = json.loads(done.stdout)
    return printed


def watched(on_line: Callable[[dict[str, Any]], None], *words: str) -> dict[str, Any]:
    """As ``command``, and hand on each JSON line it writes to standard error meanwhile."""
    with subprocess.Popen(
        [sys.executable, "-m", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        said = list(_lines(process.stderr, on_line))
        printed = process.stdout.read() if process.stdout else ""
        code = process.wait(timeout=TIMEOUT)
    if code:
        raise CommandFailed(f"{' '.join(words[:3])}: {' '.join(said) or printed.strip()}")
    found: dict[str, Any] = json.loads(printed)
    return found


def _lines(stream: IO[str] | None, on_line: Callable[[dict[str, Any]], None]) -> Iterator[str]:
    for text in stream or ():
        try:
            on_line(json.loads(text))
        except ValueError:
            yield text.strip()


@dataclass(frozen=True, slots=True)
class Server:
    """A server in a process of its own; ``facts`` is what it printed when it was ready."""

    process: subprocess.Popen[str]
    facts: dict[str, Any]

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(timeout=10)
        if self.process.stdout:
            self.process.stdout.close()


@contextlib.contextmanager
def server(log: Path, *words: str) -> Iterator[Server]:
    """A server that prints one JSON value when it listens; its log goes to a file."""
    started = start(log, *words)
    try:
        yield started
    finally:
        started.stop()


def start(log: Path, *words: str, program: Sequence[str] = ("-m",)) -> Server:
    """Wait for its line; ``program`` is what Python is to run."""
    with log.open("ab") as errors:
        process = subprocess.Popen([sys.executable, *program, *words], stdout=subprocess.PIPE, stderr=errors, text=True)
    said = ""
    while process.stdout is not None and (text := process.stdout.readline()):
        said += text
        with contextlib.suppress(ValueError):
            return Server(process, json.loads(said))
    process.wait(timeout=10)
    raise CommandFailed(f"{' '.join(words[:2])} did not start: {log.read_text(encoding='utf-8').strip()[-400:]}")
