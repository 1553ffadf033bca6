"""
Reading QWCLog.txt: whatever is in it is used as far as it goes, and what cannot be used is listed by line.

A prefixed line begins an entry; lines without a prefix belong to the entry before. XML below “XML dump follows” ends
at the next prefixed line, not at a blank one. A log may begin and end in the middle of anything, be cut at 75
characters (level DEBUG), come with Windows' line ends, a byte order mark or another encoding. (Grammar: real logs of
2013 to 2025.)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from scenarios.captures.model import BadCapture, Capture, Problem, Round, Update

MAX_BYTES = 512 * 1024 * 1024
PREFIXED = re.compile(r"^(\d{8}\.\d{2}:\d{2}:\d{2}) UTC\t: (.*?) : (.*)$")
DUMP = "XML dump follows: -"
CUT = "......"
CUT_AFTER = 75
QUOTED = re.compile(r'^(\w+)="(.*)"$', re.DOTALL)
NAME = re.compile(r'<(\w{1,40}(?:\[\d\])?)="')
MORE = re.compile(r'^more="(-?\d{1,9})">$')
APPLICATION, USER = "Authenticating to application '", "', username = '"
SIZE = re.compile(r"^REQUEST: received from application: size \(bytes\) = (\d{1,9})$")
SHOWN = 60
BEFORE = "it belongs to an entry before the log begins"


@dataclass(slots=True)
class Entry:
    """``rest`` are the lines without a prefix below it."""

    line: int
    at: datetime
    call: str
    text: str
    rest: list[str] = field(default_factory=list)

    def xml(self) -> tuple[str, bool]:
        """The dump below this entry, between one blank line and another, and whether it is whole."""
        lines = self.rest
        if lines and not lines[0].strip():
            lines = lines[1:]
        if lines and not lines[-1].strip():
            lines = lines[:-1]
        text = "\n".join(lines)
        is_cut = text.endswith(CUT) and len(text) == CUT_AFTER + len(CUT)
        return text, not is_cut


def read(content: bytes) -> Capture:
    """A capture of the bytes of a log; a ``BadCapture`` where there is no line of one in it."""
    if len(content) > MAX_BYTES:
        raise BadCapture(f"The log is larger than {MAX_BYTES // 1024**2} MiB. Cut out the days that matter.")
    problems: list[Problem] = []
    entries = list(_entries(content, problems))
    if not entries:
        raise BadCapture("There is no line of a QWCLog.txt in it. Is it the right file?")
    reader = _Reader(problems)
    for entry in entries:
        reader.take(entry)
    return Capture(updates=tuple(reader.updates()), problems=tuple(sorted(problems, key=lambda one: one.line)))


def _text(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")  # what a Windows program of that age writes


def _entries(content: bytes, problems: list[Problem]) -> Iterator[Entry]:
    current: Entry | None = None
    lost = 0
    for number, raw in enumerate(_text(content).split("\n"), 1):
        line = raw.removesuffix("\r")
        match = PREFIXED.match(line)
        at = _instant(match[1]) if match else None
        if match is None or at is None:
            if current is not None:
                current.rest.append(line)
            elif line.strip() and not _is_banner(line):
                lost += 1
                if lost == 1:
                    problems.append(Problem(line=number, text=_short(line), why=BEFORE))
            continue
        if current is not None:
            yield current
        call = match[2].rpartition(".")[2].removesuffix("()").removeprefix("do_")
        current = Entry(number, at, call, match[3])
    if lost > 1:
        problems[0] = problems[0].model_copy(update={"why": f"{BEFORE}, and so do {lost - 1} more lines"})
    if current is not None:
        yield current


def _is_banner(line: str) -> bool:
    begins = ("Log file initialized", "Timestamp format", "QBWebConnector ", "Please restart", "#", "[")
    return line.startswith(begins)


def _instant(text: str) -> datetime | None:
    try:
        instant = datetime.strptime(text, "%Y%m%d.%H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return instant if 2000 <= instant.year <= 2100 else None


def _short(text: str) -> str:
    printable = "".join(one if one.isprintable() else " " for one in text)
    return printable if len(printable) <= SHOWN else f"{printable[:SHOWN]}…"


class _Reader:
    """Puts entries together to calls, and calls to updates. ``_wants`` is what the next dump is."""

    def __init__(self, problems: list[Problem]) -> None:
        self._problems = problems
        self._done: list[Update] = []
        self._update: dict[str, Any] | None = None
        self._rounds: list[dict[str, Any]] = []
        self._wants = ""
        self._handlers: dict[str, Callable[[Entry], None]] = {  # by the name of the method that logs
            "serverVersion": self._server_version,
            "authenticate": self._authenticate,
            "updateWS": self._authenticated,
            "sendRequestXML": self._send_request,
            "ProcessRequestXML": self._process,
            "receiveResponseXML": self._receive_response,
            "getLastError": self._last_error,
            "connectionError": self._connection_error,
            "closeConnection": self._close,
        }

    def updates(self) -> list[Update]:
        self._end()
        return self._done

    def take(self, entry: Entry) -> None:
        handler = self._handlers.get(entry.call)
        if handler is not None:
            handler(entry)

    def _server_version(self, entry: Entry) -> None:
        if entry.text.startswith("*** Calling"):
            self._end()
            self._begin(entry)

    def _authenticate(self, entry: Entry) -> None:
        if entry.text.startswith(APPLICATION):
            name, _, user = entry.text.removeprefix(APPLICATION).partition(USER)
            self._open(entry).update(application=name, user=user.removesuffix("'"))

    def _authenticated(self, entry: Entry) -> None:
        given = _bracketed(entry)
        if "authRet[0]" in given:
            self._open(entry).update(ticket=given["authRet[0]"], word=_word(given.get("authRet[1]", "")))

    def _send_request(self, entry: Entry) -> None:
        if entry.text.startswith("*** Calling"):
            self._open(entry)
            self._rounds.append({"asked_at": entry.at})
            return
        if entry.text.startswith("Asking application"):
            return
        if not self._rounds or "answered_at" in self._rounds[-1]:
            self._open(entry)  # the log begins in the middle of the call
            self._rounds.append({"asked_at": entry.at})
        current = self._rounds[-1]
        if entry.text in ("HCPResponseXML=", "strRequestXML ="):
            self._wants = "hcp" if entry.text.startswith("HCP") else "request"
        elif entry.text == DUMP:
            self._dump(entry, current)
        elif self._wants == "request" and not entry.text.startswith(("Request xml", "Received")):
            current["request"] = "\n".join([entry.text, *entry.rest]).rstrip("\n")  # no declaration, so no dump
            self._wants = ""
        elif match := QUOTED.match(entry.text):
            self._argument(current, match[1], match[2])

    def _receive_response(self, entry: Entry) -> None:
        if not self._rounds or self._rounds[-1].get("request") is None:
            self._lost(entry, "the request that it answers is not in the log")
            return
        current = self._rounds[-1]
        if entry.text.startswith("*** Calling"):
            current["answered_at"] = entry.at
        elif entry.text == "response =":
            self._wants = "response"
        elif entry.text == DUMP:
            self._dump(entry, current)
        elif match := MORE.match(entry.text):
            current["percent"] = int(match[1])
        elif (match := QUOTED.match("\n".join([entry.text, *entry.rest]).rstrip())) is not None:
            self._argument(current, match[1], match[2])

    def _process(self, entry: Entry) -> None:
        if not self._rounds:
            return
        current = self._rounds[-1]
        if entry.text == "Sending request to QuickBooks.":
            current["processed_at"] = entry.at
        size = SIZE.match(entry.text)
        if size and current.get("is_whole", True) and int(size[1]) != len(current.get("request") or ""):
            current["is_whole"] = False
            self._lost(entry, "the request in the log has another size: it was changed or cut")

    def _last_error(self, entry: Entry) -> None:
        given = _bracketed(entry)
        if self._update is not None and "lastErrorRet" in given:
            self._update["last_error"] = given["lastErrorRet"]

    def _connection_error(self, entry: Entry) -> None:
        given = _bracketed(entry)
        if "hresult" in given:
            self._open(entry)["connection_error"] = (given["hresult"], given.get("message", ""))

    def _close(self, entry: Entry) -> None:
        given = _bracketed(entry)
        if self._update is not None and "ccResponse" in given:
            self._update["closed"] = given["ccResponse"]

    def _begin(self, entry: Entry, *, is_whole: bool = True) -> None:
        self._update = {"began_at": entry.at, "is_whole": is_whole}
        self._rounds = []

    def _open(self, entry: Entry) -> dict[str, Any]:
        if self._update is None:
            self._begin(entry, is_whole=False)
            self._lost(entry, "the beginning of this update is not in the log")
        assert self._update is not None  # noqa: S101 # begun a line above
        return self._update

    def _end(self) -> None:
        if self._update is not None:
            rounds = tuple(Round(**one) for one in self._rounds)
            is_whole = self._update.pop("is_whole") and all(one.is_whole for one in rounds)
            self._done.append(Update(**self._update, rounds=rounds, is_whole=is_whole))
        self._update, self._rounds = None, []

    def _dump(self, entry: Entry, current: dict[str, Any]) -> None:
        text, is_whole = entry.xml()
        if not self._wants:
            self._lost(entry, "it is not said what this XML is")
            return
        current[self._wants] = text
        if not is_whole:
            current["is_whole"] = False
            self._lost(entry, f"the log cut this XML ({self._wants}); at level VERBOSE it would be whole")
        self._wants = ""

    def _argument(self, current: dict[str, Any], name: str, value: str) -> None:
        match name:
            case "cfn":
                current["company_file"] = value
            case "qbNationality":
                current["country"] = value
            case "qbXMLMajorVers" if value.isascii() and value.isdigit():
                current["version"] = (int(value[:4]), current.get("version", (0, 0))[1])
            case "qbXMLMinorVers" if value.isascii() and value.isdigit():
                current["version"] = (current.get("version", (0, 0))[0], int(value[:4]))
            case "hresult" | "message":
                current[name] = value

    def _lost(self, entry: Entry, why: str) -> None:
        self._problems.append(Problem(line=entry.line, text=_short(entry.text), why=why))


def _bracketed(entry: Entry) -> dict[str, str]:
    """``<name="value"><…>`` of an entry and the lines below it; a value ends where the next name begins."""
    text = "\n".join([entry.text, *entry.rest]).rstrip()
    found = list(NAME.finditer(text))
    ends = [*(match.start() for match in found), len(text)][1:]
    return {
        match[1]: text[match.end() : end].removesuffix(">").removesuffix('"')
        for match, end in zip(found, ends, strict=True)
    }


def _word(answer: str) -> str:
    return answer.lower() if answer.lower() in ("none", "nvu", "busy") else ""
