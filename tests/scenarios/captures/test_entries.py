"""Entries of a log that somebody pasted: whatever a page or a mail did to it, the same calls come out."""

from __future__ import annotations

import html
import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.captures.entries import Entry, OutsideEntries, entries
from scenarios.captures.lines import lines_of
from scenarios.captures.model import Capture, Share
from tests.scenarios.captures.logs import PREFIX, REAL, adds_up, read

PASTES: dict[str, Callable[[str], str]] = {
    "one blank for the tab": lambda text: text.replace("UTC\t: ", "UTC : "),
    "four blanks for the tab": lambda text: text.replace("UTC\t: ", "UTC    : "),
    "a no-break space for the tab": lambda text: text.replace("UTC\t: ", "UTC\xa0: "),
    "no-break spaces everywhere": lambda text: text.replace("UTC\t: ", "UTC\xa0\xa0: ").replace(" : ", "\xa0:\xa0"),
    "no blanks at the ends of lines": lambda text: "\n".join(line.rstrip() for line in text.split("\n")),
    "quoted in a mail": lambda text: "\n".join(f"> {line}" for line in text.split("\n")),
    "quoted twice": lambda text: "\n".join(f"> > {line}" for line in text.split("\n")),
    "quoted, without a blank": lambda text: "\n".join(f">{line}" for line in text.split("\n")),
    "a list": lambda text: "\n".join(f"- {line}" for line in text.split("\n")),
    "a list of its entries": lambda text: text.replace("\n2019", "\n- 2019"),
    "numbered": lambda text: "\n".join(f"{number}. {line}" for number, line in enumerate(text.split("\n"), 1)),
    "line numbers": lambda text: "\n".join(f"{number:>4}  {line}" for number, line in enumerate(text.split("\n"), 1)),
    "indented": lambda text: "\n".join(f"    {line}" for line in text.split("\n")),
    "indented where there is something": lambda text: text.replace("\n", "\n    ").replace("    \n", "\n"),
    "in quotes": lambda text: "\n".join(f'"{line}"' for line in text.split("\n")),
    "a comment of a program": lambda text: "\n".join(f"\t//{line}" for line in text.split("\n")),
    "in a table": lambda text: "\n".join(f"{line} | |" for line in text.replace("UTC\t", "UTC ").split("\n")),
    "escaped for a page": lambda text: "\n".join(
        html.escape(line, quote=False) if line.strip().startswith("<") else line for line in text.split("\n")
    ),
    "something before its first line": lambda text: f"10.0.0.17{text.lstrip()[text.lstrip().index('2019') :]}",
    "in a fence, with words around it": lambda text: f"This is the log:\n```\n{text.strip()}\n```\nPlease help!\n",
}


def said(capture: Capture) -> list[object]:
    """What every call came to, whatever blanks there are in the XML."""
    return [
        (
            update.closed,
            update.ticket,
            update.host,
            [
                ("".join((one.request or "").split()), "".join(one.response.split()), one.percent, one.company_file)
                for one in update.rounds
            ],
        )
        for update in capture.updates
    ]


@pytest.mark.parametrize("paste", PASTES.values(), ids=PASTES)
def test_a_log_that_was_pasted_says_the_same(paste: Callable[[str], str]) -> None:
    pasted = paste(REAL)
    capture = read(pasted)
    assert said(capture) == said(read(REAL))
    assert adds_up(capture, len(pasted.encode()))


@pytest.mark.parametrize("paste", PASTES.values(), ids=PASTES)
def test_what_a_paste_leaves_of_a_text_is_judged_by_its_size(paste: Callable[[str], str]) -> None:
    """Where nothing but blanks at the ends of lines can be lost, a request that lacks a word is no whole one."""
    assert all(one.is_whole for one in read(paste(REAL)).updates[0].rounds[1:])
    torn = read(paste(REAL.replace("CustomerQueryRq", "Query")))
    assert not torn.updates[0].rounds[1].is_whole


def test_a_page_that_broke_no_lines_keeps_every_entry() -> None:
    lines = [line for line in REAL.split("\n") if line.startswith("2019") and "dump" not in line]
    capture = read(" ".join(lines))
    assert capture.updates[0].closed == "Complete!"
    assert [one.percent for one in capture.updates[0].rounds] == [83, 100]
    assert capture.totals.lines == 1


def test_a_stamp_without_its_time_has_that_of_the_entry_before() -> None:
    capture = read(REAL.replace(".12:20:05 UTC", ".HH:MM:SS UTC"))
    assert f"{capture.updates[0].rounds[1].asked_at:%Y-%m-%d %H:%M}" == "2019-05-30 00:00"
    assert read(REAL.replace("20190530.12:20:05", "YYYYMMDD.HH:MM:SS")).updates[0].closed == "Complete!"


@pytest.mark.parametrize(
    ("source", "call"),
    [
        ("QBWebConnector.SOAPWebService.do_authenticate()", "authenticate"),
        ("QBWebConnector.WebServiceManager.ReadQWC(QWCReader QWC)", "ReadQWC"),
        ("UpdateThisScheduledApp()", "UpdateThisScheduledApp"),
        ("", ""),
    ],
)
def test_the_method_that_logs_is_named_without_its_class(source: str, call: str) -> None:
    (entry,) = [one for one in of(f"20190530.12:20:05 UTC\t: {source} : text") if isinstance(one, Entry)]
    assert (entry.call, entry.text) == (call, "text")


def test_a_line_that_is_longer_than_the_memory_is_read_in_pieces() -> None:
    long = b"x" * (70 * 1024 * 1024)
    loose, entry = entries(lines_of(io.BytesIO(long + b"\n" + PREFIX.encode() + b"a() : b\n")))
    assert isinstance(loose, OutsideEntries)
    assert isinstance(entry, Entry)
    assert loose.tally.totals().unused == Share(lines=1, bytes=len(long) + 1)


def test_an_entry_that_is_longer_than_the_memory_ends_there() -> None:
    head = PREFIX.encode() + b"a() : b\n"
    given = [*entries(lines_of(io.BytesIO(head + (b"x" * 1023 + b"\n") * 100_000 + head)))]
    assert [type(one).__name__ for one in given] == ["OutsideEntries", "Entry", "OutsideEntries", "Entry"]
    sizes = [len(b"".join(one.rest)) for one in given if isinstance(one, Entry)]
    assert sizes[0] <= 96 * 1024 * 1024


@given(st.text(alphabet='0123456789.: UTC\t>-"|x\n', max_size=200))
def test_whatever_looks_like_a_prefix_is_counted(text: str) -> None:
    counts = [
        one.begins_line + one.lines_below if isinstance(one, Entry) else one.tally.totals().lines for one in of(text)
    ]
    assert sum(counts) == text.count("\n") + (not text.endswith("\n") and text != "")


def of(text: str) -> list[Entry | OutsideEntries]:
    return [*entries(lines_of(io.BytesIO(text.encode())))]
