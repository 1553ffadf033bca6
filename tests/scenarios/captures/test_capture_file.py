"""A capture on a disk comes back the same, and what is none is said to be none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scenarios.captures.capture_file import load, write
from scenarios.captures.model import BadCapture, Parted
from tests.scenarios.captures.logs import REAL, read


def test_a_capture_comes_back_the_same(tmp_path: Path) -> None:
    capture, file = read(REAL), tmp_path / "capture"
    assert len(list(write(capture.parts(), file, capture.source))) == 6
    assert load(file) == capture


def test_of_a_reading_that_breaks_off_no_file_is_left(tmp_path: Path) -> None:
    def parts() -> Iterator[Parted]:
        yield from read(REAL).parts()
        raise BadCapture("it ends here")

    file = tmp_path / "capture"
    file.write_text("before")
    with pytest.raises(BadCapture, match="ends here"):
        list(write(parts(), file, ""))
    assert [one.name for one in tmp_path.iterdir()] == ["capture"]
    assert file.read_text() == "before"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("{}", "is not a capture"),
        ("", "is not a capture"),
        ("\x00\xff", "is not a capture"),
        ('{"capture": 1, "source": ""}\n', "of another version"),
        ('{"capture": 2, "source": ""}\n{"round": {}}\n', "damaged at line 2"),
        ('{"capture": 2, "source": ""}\n{"rounds": {}}\n', "damaged at line 2"),
        ('{"capture": 2, "source": ""}\nhello\n', "damaged at line 2"),
    ],
)
def test_what_is_no_capture_is_said_to_be_none(content: str, why: str, tmp_path: Path) -> None:
    file = tmp_path / "capture"
    file.write_text(content)
    with pytest.raises(BadCapture, match=why):
        load(file)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadCapture, match="cannot be read"):
        load(tmp_path / "none")
