"""Reading whatever a customer sends: the shape of a file is told by what is in it, not by its name."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from scenarios.captures import bundle, capture_file, har, history, pairs, qwclog, words
from scenarios.captures.entries import STAMP
from scenarios.captures.model import BadCapture, Capture, Event, Parted, Problem, gathered
from scenarios.captures.tally import Tally

HEAD = 256 * 1024
SHAPES: tuple[tuple[str, re.Pattern[bytes], Callable[[BinaryIO], Iterator[Parted]]], ...] = (
    ("history", re.compile(rb'\s*(?:\[\s*)?\{\s*"number":\s*\d+,\s*"event":'), history.parts),
    ("support bundle", re.compile(rb'\s*\{"support_bundle":'), bundle.parts),
    ("HAR", re.compile(rb'\s*\{\s*"log":'), har.parts),
)
LOG, WORDS, FOLDER = "QWCLog.txt", "words", "folder"
MOST_FILES = 20_000
BESIDE = "it is no part of the log: import a folder of messages by itself"


def read(*paths: Path) -> Capture:
    """All of it, in memory."""
    source, parts = opened(paths)
    return gathered(parts, source)


def opened(paths: Sequence[Path]) -> tuple[str, Iterator[Parted]]:
    """
    What the files are, in a word, and their parts one after another.

    Several files are the parts of one log, in any order. A ``BadCapture`` comes where nothing can be made of them.
    """
    files = [file for path in paths for file in _files(path)]
    if not files:
        raise BadCapture("There is no file in it. Name a QWCLog.txt, or a folder of requests and answers.")
    if len(files) == 1 and not paths[0].is_dir():
        return _one(files[0])
    logs = [file for file in files if _first_stamp(file)]
    if not logs:
        return FOLDER, pairs.parts(files)
    return LOG, chain(_logs(sorted(logs, key=_first_stamp)), _beside(set(files) - set(logs)))


def _beside(files: Iterable[Path]) -> Iterator[Parted]:
    """What lies in the folder of a log, and is none."""
    tally = Tally()
    for file in sorted(files):
        tally.add("unused", 1, file.stat().st_size)
        yield Problem(line=1, text=file.name, why=BESIDE, unused=1, file=file.name)
    yield tally.totals()


def _one(file: Path) -> tuple[str, Iterator[Parted]]:
    if capture_file.is_one(file):
        return capture_file.source_of(file), capture_file.parts(file)
    with file.open("rb") as stream:
        head = stream.read(HEAD)
    for name, pattern, parts in SHAPES:
        if pattern.match(head.removeprefix(b"\xef\xbb\xbf")):
            return name, _of(file, parts)
    return LOG, _log_or_words(file)


def _of(file: Path, parts: Callable[[BinaryIO], Iterator[Parted]]) -> Iterator[Parted]:
    with file.open("rb") as stream:
        yield from parts(stream)


def _log_or_words(file: Path) -> Iterator[Parted]:
    is_log, before = False, list[Parted]()
    try:
        for part in _logs([file]):
            before.append(part)
            is_log = is_log or not isinstance(part, Problem)
            if is_log:
                yield from before
                before.clear()
    except BadCapture:
        if is_log:
            raise
        yield from _of(file, words.parts)


def _logs(files: Sequence[Path]) -> Iterator[Parted]:
    with ExitStack() as stack:
        streams: list[BinaryIO] = [stack.enter_context(file.open("rb")) for file in files]
        reader = qwclog.Reader()
        for file, stream in zip(files, streams, strict=True):
            for part in reader.read(stream):
                is_named = len(files) > 1 and isinstance(part, Event | Problem)
                yield part.model_copy(update={"file": file.name}) if is_named else part
        yield from reader.end()


def _first_stamp(file: Path) -> bytes:
    with file.open("rb") as stream:
        head = stream.read(HEAD).replace(b"\x00", b"")
    return min((one[0] for one in STAMP.finditer(head)), default=b"")  # digits come before what stands for them


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    files = [one for one in sorted(path.iterdir()) if one.is_file()]
    if len(files) > MOST_FILES:
        raise BadCapture(f"{path} has more than {MOST_FILES} files. Take out those that matter.")
    return files


def of_bytes(content: bytes) -> Capture:
    """A log that is in memory."""
    return gathered(qwclog.parts(io.BytesIO(content)), LOG)
