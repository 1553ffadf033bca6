"""
The entries of a QWCLog.txt: a prefixed line, and the lines without a prefix below it.

A prefix is ``YYYYMMDD.HH:MM:SS UTC``, a tab, ``: source : text``. A log that was pasted into a page or a mail has
blanks for the tab, no blank at the end of a line, and something before each line: ``> ``, ``- ``, ``12. ``, blanks or
a quote. (Grammar: real logs of 2013 to 2025, and what people paste of them.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache

from scenarios.captures.lines import MAX_LINE, Lines, text_of
from scenarios.captures.tally import Tally

STAMP = re.compile(rb"(?:\d{8}|YYYYMMDD|XXXXXXXX)\.(?:\d{2}:\d{2}:\d{2}|HH:MM:SS|XX:XX:XX)(?=\W{0,9}UTC\W)")
"""Also one of which somebody took the time out."""
LEADS = " \t\xa0>|*•·-–:#/"
QUOTES = "\"'“”„‘’`"
LEAD = re.compile(rf"[{re.escape(LEADS + QUOTES)}\d.)\]\[]{{0,40}}")
AFTER = re.compile(r"\s*UTC\s*:?(?P<rest>.*)", re.DOTALL)
METHOD = re.compile(r"\s*(\S[\w.\[\] ]{0,120}\([\w& ,]{0,400}\))\s?:\s?(.*)", re.DOTALL)
SOURCE = re.compile(r"[\w.]{1,80}\([\w& ,]{0,400}\)")
TABLE = re.compile(r"(?:\s{0,4}\|){1,4}\s{0,4}$")
"""What the end of a line in a table looks like."""
TRUE_PREFIX = b" UTC\t: "
STAMPED, SOURCED = 17, 17 + len(TRUE_PREFIX)
"""Where the stamp of an entry ends, and where its source begins."""
BANNER = "Log file initialized at"
LATEST = 160
"""How far into a line, in bytes, its prefix can begin."""
MAX_ENTRY = 64 * 1024 * 1024
ROOM = MAX_LINE
"""Below that many bytes of an entry no line can be a piece, and there is room for another one."""
BEFORE = "it belongs to an entry before the log begins"
BANNER_WHY = "it belongs to no entry: the Web Connector was started again above it"
TOO_LONG = f"the entry above it is longer than {MAX_ENTRY // 1024**2} MiB"
BANNERS = (BANNER, "Timestamp format", "QBWebConnector ", "Please restart")


@dataclass(slots=True)
class Entry:
    """
    ``line`` counts from 1; ``rest`` are the lines below as they came, ``head`` the entry's own. ``lead`` and ``tail``
    are what a paste put around each line. One that does not begin its line stood behind another one: a page broke no
    lines there.
    """

    line: int
    at: datetime
    source: str
    text: str
    head: bytes
    lead: str = ""
    tail: str = ""
    rest: list[bytes] = field(default_factory=list)
    pieces: int = 0
    begins_line: bool = True

    @property
    def lines_below(self) -> int:
        return len(self.rest) - self.pieces

    @property
    def call(self) -> str:
        """The method that logs, without its class: ``authenticate`` of ``….SOAPWebService.do_authenticate()``."""
        return _call_of(self.source)

    @property
    def is_pasted(self) -> bool:
        """Whether blanks and ends of lines may not be those of the log."""
        return bool(self.lead or self.tail) or TRUE_PREFIX not in self.head[:LATEST]

    def below(self) -> str:
        """The lines below, with the carriage returns that are in them, and without what a paste put before each."""
        text = text_of(b"".join(self.rest))
        if not self.lead and not self.tail:
            return text
        return "".join(_without(self.lead, self.tail, line) for line in text.splitlines(keepends=True))


@dataclass(slots=True)
class OutsideEntries:
    """
    Lines of no entry: banners and ``empty`` ones, and those that are ``unused``, of which the first is at ``line``.
    """

    why: str
    tally: Tally = field(default_factory=Tally)
    line: int = 0
    text: str = ""


def entries(lines: Lines) -> Iterator[Entry | OutsideEntries]:
    """Every line of the file is in one entry, or loose; they come in the order of the file."""
    current: Entry | OutsideEntries = OutsideEntries(BEFORE)
    number = weight = 0
    at: datetime | None = None
    below: list[bytes] | None = None  # the lines of an entry that has room for more
    is_inside = False  # of a line that is longer than a piece
    for raw in lines.raw:
        if below is not None and b"UTC" not in raw[:LATEST]:
            weight += len(raw)
            number += 1
            below.append(raw)
            if weight >= ROOM:
                below, is_inside = None, len(raw) >= MAX_LINE and not raw.endswith(b"\n")
            continue
        is_piece, is_inside = is_inside, len(raw) >= MAX_LINE and not raw.endswith(b"\n")
        number += not is_piece
        begun = _begun(number, raw, at) if b"UTC" in raw[:LATEST] and not is_piece else ()
        for one in begun:
            yield current
            current, weight = one, 0
            at = one.at if isinstance(one, Entry) else at
        if begun:
            below = current.rest if isinstance(current, Entry) and not is_inside else None
        if begun and isinstance(current, Entry):
            continue
        weight += len(raw)
        if isinstance(current, Entry) and weight > MAX_ENTRY:
            yield current
            current = OutsideEntries(TOO_LONG)
        if isinstance(current, Entry):
            current.rest.append(raw)
            current.pieces += is_piece
        else:
            _add(current, lines, number, raw, is_piece=is_piece)
    yield current


def _begun(number: int, raw: bytes, before: datetime | None) -> Sequence[Entry | OutsideEntries]:
    """The entries that a line begins, mostly one; loose lines begin where it is a banner's."""
    if raw[STAMPED:SOURCED] == TRUE_PREFIX and raw.count(b"UTC") == 1 and (at := _instant(raw[:STAMPED])) is not None:
        end = raw.find(b" : ", SOURCED - 1)
        if end >= 0:
            return (Entry(number, at, _source_of(raw[SOURCED:end]), text_of(raw[end + 3 :].rstrip(b"\r\n")), raw),)
    places = [one.start() for one in STAMP.finditer(raw)] if raw.count(b"UTC") > 1 else []
    found = STAMP.search(raw[: LATEST + 40])
    if found is None:
        return [OutsideEntries(BANNER_WHY)] if BANNER.encode() in raw else []
    ends = [*(places or [found.start()])[1:], len(raw)]
    begun = list[Entry]()
    for start, end in zip([0, *ends], ends, strict=False):
        one = _entry(number, raw[start:end], begun[-1].at if begun else before)
        if one is None and not begun:
            return []
        if one is None:  # it only looks like another one
            begun[-1].text += text_of(raw[start:end])
            begun[-1].head += raw[start:end]
            continue
        one.begins_line = not begun
        one.text = one.text.rstrip() if end < len(raw) else one.text
        begun.append(one)
    return begun


def _entry(number: int, raw: bytes, before: datetime | None) -> Entry | None:
    found = STAMP.search(raw[: LATEST + 40])
    if found is None:
        return None
    lead = text_of(raw[: found.start()])
    after = AFTER.fullmatch(text_of(raw[found.end() :]).rstrip("\r\n"))
    has_time = found[0][:8].isdigit() and found[0][9:10].isdigit()
    at = _instant(found[0]) if has_time else before or _day(found[0])
    if after is None or at is None:
        return None
    is_true = TRUE_PREFIX in raw[:LATEST]
    rest = after["rest"] if is_true else after["rest"].replace("\xa0", " ")
    tail = "" if is_true and not lead else _tail_of(lead, rest)
    source, text = _source_and_text(rest.removesuffix(tail))
    if LEAD.fullmatch(lead) is None:
        if SOURCE.fullmatch(source) is None:
            return None
        lead = ""  # something stands before the first line only
    return Entry(number, at, source, text, raw, lead, tail)


@lru_cache(maxsize=256)
def _source_of(raw: bytes) -> str:
    return text_of(raw)


@lru_cache(maxsize=256)
def _call_of(source: str) -> str:
    return source.rpartition(".")[2].partition("(")[0].removeprefix("do_")


def _source_and_text(rest: str) -> tuple[str, str]:
    """What stands before and behind the first ` : `; a blank at the end of a line may be lost, as in a mail."""
    source, colon, text = f"{rest} ".partition(" : ")
    if colon:
        return source.strip(), text[:-1]
    method = METHOD.fullmatch(rest)
    return (method[1], method[2]) if method else ("", rest.strip())


def _add(current: OutsideEntries, lines: Lines, number: int, raw: bytes, *, is_piece: bool) -> None:
    text = text_of(raw[:LATEST])
    is_empty = not is_piece and (is_blank(text) or _is_banner(text))
    current.tally.add("empty" if is_empty else "unused", not is_piece, lines.weigh(raw))
    if not is_empty and not current.line:
        current.line, current.text = number, text.strip()


def is_blank(text: str) -> bool:
    """Whether there is nothing in it but what a page puts around a text."""
    return not text.strip(f"{LEADS}{QUOTES}\r\n")


def _is_banner(line: str) -> bool:
    return line.strip(LEADS).startswith(BANNERS) or line.startswith("#")


@lru_cache(maxsize=64)
def _instant(stamp: bytes) -> datetime | None:
    try:
        instant = datetime.strptime(stamp.decode(), "%Y%m%d.%H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return instant if 2000 <= instant.year <= 2100 else None


def _day(stamp: bytes) -> datetime:
    """For a stamp without its time: the beginning of its day, or of a day that nobody takes for the true one."""
    day = stamp[:8].decode() if stamp[:8].isdigit() else "20000101"
    return _instant(f"{day}.00:00:00".encode()) or datetime(2000, 1, 1, tzinfo=UTC)


def _tail_of(lead: str, rest: str) -> str:
    """What a paste put behind a line: a closing quote, or the end of a row."""
    if lead.strip()[-1:] and lead.strip()[-1] in QUOTES:
        return rest[-1:] if rest[-1:] in QUOTES else ""
    row = TABLE.search(rest[-20:])
    return row[0] if row else ""


def _without(lead: str, tail: str, line: str) -> str:
    """A line as it was before somebody quoted, numbered or indented it; what has not this lead keeps what it has."""
    stem = line.rstrip("\r\n")
    end = line[len(stem) :]
    return _lead_of(re.sub(r"\d+", "1", lead)).sub("", stem.removesuffix(tail), count=1) + end


@lru_cache(maxsize=64)
def _lead_of(lead: str) -> re.Pattern[str]:
    """Like ``12. `` or ``> ``; blanks at its end may be fewer."""
    parts = re.findall(r"\d+|\s+|[^\s\d]", lead)
    pattern = "".join(
        r"\d+" if part.isdigit() else rf"\s{{0,{len(part)}}}" if part.isspace() else re.escape(part) for part in parts
    )
    return re.compile(rf"^{pattern}")
