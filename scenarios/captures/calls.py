"""Putting the entries of a log together to calls, calls to rounds, and rounds to updates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any

from scenarios.captures.dumps import CUT_AFTER, HEADER, Dump, dump_of, fitting, well_formed
from scenarios.captures.entries import Entry
from scenarios.captures.model import Parted, Round, Update
from scenarios.captures.problems import Problems
from scenarios.captures.values import bracketed, connection, error_of, unquoted, whole_text

QUOTED = re.compile(r"(\w{1,40})\s?=\s?[\"“”](.*)", re.DOTALL)
MORE = re.compile(r"more=[\"“”]?(-?\d{1,9})[\"“”]?>?")
SIZE = re.compile(r"[^=]{0,60}size \(bytes\) = (\d{1,12})")
NUMBER = re.compile(r"(?:Asking application to send request no\.|Processing request #)\s?(\d{1,9})")
POSTPONED = re.compile(r"Update has been postponed .{0,400} for next (\d{1,9}) seconds", re.DOTALL)
LOCK = re.compile(r"Got Lock = \w{1,20}:([^:]{1,64}):")
APPLICATION, USER = "Authenticating to application '", "', username = '"
CALLING = "*** Calling"
SCHEDULED = "Performing SCHEDULED UPDATE for application = "
BY_HAND = re.compile(r"updateWS\(\) for application = '(.*)' has STARTED")
ENDS = ("update completed", "Update completed with errors", "Update session has ended", "No data to exchange for the")
WORDS = ("none", "nvu", "busy")
WANTED = {
    f"{name}{equals}": wanted
    for name, wanted in (("HCPResponseXML", "hcp"), ("strRequestXML", "request"), ("response", "response"))
    for equals in ("=", " =", "= ", " = ")
}
NAMES = {"hcp": "answer about the company", "request": "request", "response": "answer"}
NO_BEGINNING = "the beginning of this update is not in the log"
OTHER_TICKET = "the ticket is another one: the end of one update and the beginning of the next are missing"
NO_REQUEST = "the request that it answers is not in the log"
NOTHING_MEANT = "it is not said what this XML is"


class EntryUse(Enum):
    """What a reader did with an entry: used it with its lines below, used its own line, lost it, or left it."""

    WHOLE = "with its lines below"
    HEAD = "its own line"
    LOST = "nothing says what it is"
    NOTHING = "it is none of its"


class Calls:
    """
    ``take`` is given each entry in the order of the log; ``given`` are the rounds and updates that are ready.

    ``current`` is the number of the update under way, from 1; 0 between two.
    """

    def __init__(self, problems: Problems) -> None:
        self.current = 0
        self._problems = problems
        self._ready: list[Parted] = []
        self._count = 0
        self._announcement: dict[str, Any] = {}
        self._update: dict[str, Any] | None = None
        self._round: dict[str, Any] | None = None
        self._request: tuple[Dump, Entry] | None = None
        self._wants = ""
        self._number = 0
        self._handlers: dict[str, Callable[[Entry], EntryUse]] = {  # by the method that logs
            "UpdateThisScheduledApp": self._announced,
            "DoUpdateSelected": self._announced,
            "instantiateWebService": self._named,
            "serverVersion": self._server_version,
            "clientVersion": self._client_version,
            "authenticate": self._authenticate,
            "updateWS": self._authenticated,
            "HandleDelayRequest": self._postponed,
            "sendRequestXML": self._send_request,
            "ProcessRequestXML": self._process,
            "receiveResponseXML": self._receive_response,
            "Send_CompanyQueryRqXML": self._lock_dump,
            "Send_DataExtModRqXML": self._lock_dump,
            "getLock": self._lock,
            "getLastError": self._last_error,
            "connectionError": self._connection_error,
            "closeConnection": self._close,
        }

    def take(self, entry: Entry) -> EntryUse:
        handler = self._handlers.get(entry.call)
        taken = handler(entry) if handler else EntryUse.NOTHING
        if self.current and self._update is not None:
            self._update["ended_at"] = max(entry.at, self._update["began_at"])
            if entry.text.startswith(ENDS):
                self.current = 0
        return taken

    def broken_off(self) -> None:
        """The Web Connector was started anew: an update that was under way is over."""
        self.current = 0

    @property
    def has_ready(self) -> bool:
        return bool(self._ready)

    def given(self) -> Iterator[Parted]:
        yield from self._ready
        self._ready.clear()

    def end(self) -> Iterator[Parted]:
        self._end()
        yield from self.given()

    def _announced(self, entry: Entry) -> EntryUse:
        """An update is about to begin: by its schedule, or by hand."""
        name = entry.text.removeprefix(SCHEDULED)
        by_hand = BY_HAND.fullmatch(entry.text)
        if name == entry.text and by_hand is None:
            return EntryUse.NOTHING
        self._end()
        self._announcement = {"application": by_hand[1] if by_hand else name, "is_scheduled": by_hand is None}
        return EntryUse.HEAD

    def _named(self, entry: Entry) -> EntryUse:
        name, colon, value = entry.text.partition(": ")
        if not colon or name not in ("AppName", "AppURL"):
            return EntryUse.NOTHING
        self._announcement["application" if name == "AppName" else "url"] = value
        return EntryUse.HEAD

    def _server_version(self, entry: Entry) -> EntryUse:
        if entry.text.startswith(CALLING):
            self._end()
            self._begin(entry)
            return EntryUse.HEAD
        return EntryUse.WHOLE if "serverVersionRet" in bracketed(entry) else EntryUse.NOTHING

    def _client_version(self, entry: Entry) -> EntryUse:
        given = bracketed(entry)
        if "productVersion" in given:
            self._open(entry)["version"] = given["productVersion"]
        return EntryUse.WHOLE if given else EntryUse.NOTHING

    def _authenticate(self, entry: Entry) -> EntryUse:
        if entry.text.startswith(APPLICATION):
            if self._update is not None and "user" in self._update:  # of a Web Connector without serverVersion
                self._end()
                self._begin(entry)
            name, _, user = entry.text.removeprefix(APPLICATION).partition(USER)
            self._open(entry).update(application=name, user=user.removesuffix("'"))
            return EntryUse.HEAD
        return EntryUse.HEAD if entry.text.startswith(CALLING) else EntryUse.NOTHING

    def _authenticated(self, entry: Entry) -> EntryUse:
        given = bracketed(entry)
        if "authRet[0]" not in given:
            return EntryUse.NOTHING
        word = given.get("authRet[1]", "").lower()
        self._open(entry).update(ticket=given["authRet[0]"], word=word if word in WORDS else "")
        return EntryUse.WHOLE

    def _postponed(self, entry: Entry) -> EntryUse:
        found = POSTPONED.match(entry.text)
        if found is None:
            return EntryUse.NOTHING
        self._open(entry)["postponed"] = int(found[1])
        return EntryUse.HEAD

    def _send_request(self, entry: Entry) -> EntryUse:
        if (number := NUMBER.match(entry.text)) is not None:
            self._number = int(number[1])
            return EntryUse.HEAD
        if entry.text.startswith(CALLING):
            self._open(entry)
            self._next_round(entry)
            return EntryUse.HEAD
        current = self._round
        if current is None or "answered_at" in current:
            self._open(entry)  # the log begins in the middle of the call
            current = self._next_round(entry)
        wanted = self._text_wanted(entry, current)
        if wanted is not EntryUse.NOTHING:
            return wanted
        if entry.text.startswith(("Request xml", "Received from")):
            return EntryUse.HEAD
        return self._argument(entry, current)

    def _text_wanted(self, entry: Entry, current: dict[str, Any]) -> EntryUse:
        """The texts that stand in entries of their own, below one that says what they are."""
        if (name := WANTED.get(entry.text)) is not None:
            self._wants = name
            return EntryUse.HEAD
        if entry.text.startswith(HEADER):
            return self._dump(entry, current)
        if not self._wants or entry.text.startswith(("Request xml", "Received")) or QUOTED.fullmatch(entry.text):
            return EntryUse.NOTHING
        name, self._wants = self._wants, ""  # a text without a declaration stands behind the prefix
        text = "\n".join([entry.text, *entry.below().splitlines()]).rstrip("\n")
        current[name] = text
        if name == "request" and text:
            self._request = (Dump(text), entry)
        return EntryUse.WHOLE

    def _dump(self, entry: Entry, current: dict[str, Any]) -> EntryUse:
        name, self._wants = self._wants, ""
        if not name:
            self._problems.tell(entry.line, entry.text, NOTHING_MEANT, unused=entry.begins_line + entry.lines_below)
            return EntryUse.LOST
        dump = dump_of(entry)
        current[name] = dump.text
        if name == "request" and not dump.is_cut:
            self._request = (dump, entry)  # its size line comes later
        else:
            self._judge(entry, current, name, dump, current.get("response_size", 0) if name == "response" else 0)
        return EntryUse.WHOLE

    def _judge(self, entry: Entry, current: dict[str, Any], name: str, dump: Dump, size: int) -> None:
        """Keep the text that was sent; where the log has not got it, say so."""
        if dump.is_cut:
            self._problems.cut(entry.line)
            current.setdefault("damage", []).append(f"the log cut the {NAMES[name]} after {CUT_AFTER} characters")
            return
        found = fitting(dump, size, is_pasted=entry.is_pasted) if size else well_formed(dump)
        if found is not None:
            current[name] = found
            return
        has = len(dump.text)
        why = f"the {NAMES[name]} is not XML: it was changed or cut"
        if size:
            why = f"the {NAMES[name]} has {has} characters in the log, and another size, {size}, by its own size line"
        if size > has:
            why = f"{why}: {size - has} are missing"
        current.setdefault("damage", []).append(why)
        self._problems.tell(entry.line, entry.text, why)

    def _process(self, entry: Entry) -> EntryUse:
        current = self._round
        if current is None:
            return EntryUse.NOTHING
        size = SIZE.match(entry.text)
        if entry.text.startswith("Sending request to QuickBooks"):
            current["processed_at"] = entry.at
        elif entry.text.startswith("Sending error message back"):
            current.update(error_of(entry.below()))
        elif entry.text.startswith(HEADER):
            self._wants = ""  # the request that failed, once more
        elif size and entry.text.startswith("REQUEST"):
            current["request_size"] = int(size[1])
            self._judge_request(int(size[1]))
            return EntryUse.HEAD
        elif size:
            current["response_size"] = int(size[1])
            return EntryUse.HEAD
        else:
            return EntryUse.NOTHING
        return EntryUse.WHOLE

    def _judge_request(self, size: int) -> None:
        if self._request is not None and self._round is not None:
            dump, entry = self._request
            self._request = None
            self._judge(entry, self._round, "request", dump, size)

    def _receive_response(self, entry: Entry) -> EntryUse:
        current = self._round
        if current is None:
            self._open(entry)
            current = self._next_round(entry)
        if current.get("request") is None and NO_REQUEST not in current.setdefault("damage", []):
            current["damage"].append(NO_REQUEST)
            self._problems.tell(entry.line, entry.text, NO_REQUEST)
        wanted = self._text_wanted(entry, current)
        if wanted is not EntryUse.NOTHING:
            return wanted
        if entry.text.startswith(CALLING):
            current["answered_at"] = entry.at
        elif (more := MORE.fullmatch(entry.text)) is not None:
            current["percent"] = int(more[1])
        elif not entry.text.startswith("Received from"):
            return self._argument(entry, current)
        return EntryUse.HEAD

    def _argument(self, entry: Entry, current: dict[str, Any]) -> EntryUse:
        found = QUOTED.fullmatch(whole_text(entry))
        if found is None:
            return EntryUse.NOTHING
        name, value = found[1], unquoted(found[2])
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
            case "wcTicket":
                self._ticket(entry, value)
            case _:
                return EntryUse.NOTHING
        return EntryUse.WHOLE

    def _ticket(self, entry: Entry, ticket: str) -> None:
        update = self._open(entry)
        if update.setdefault("ticket", ticket) != ticket:
            update["ticket"] = ticket
            update["missing"] = (*update["missing"], OTHER_TICKET)
            self._problems.tell(entry.line, entry.text, OTHER_TICKET)

    def _lock_dump(self, entry: Entry) -> EntryUse:
        """What unlocks the company file; its answer shows whose file it is."""
        if not entry.text.startswith(HEADER):
            return EntryUse.NOTHING
        self._identify(entry.below())
        return EntryUse.WHOLE

    def _lock(self, entry: Entry) -> EntryUse:
        found = LOCK.match(entry.text)
        if found is not None and self._update is not None:
            self._update["host"] = found[1]
        return EntryUse.HEAD if found is not None else EntryUse.NOTHING

    def _identify(self, text: str) -> None:
        if self._update is not None and "file_id" not in self._update:
            self._update.update(connection(text))

    def _last_error(self, entry: Entry) -> EntryUse:
        return self._said(entry, "last_error", "lastErrorRet")

    def _close(self, entry: Entry) -> EntryUse:
        return self._said(entry, "closed", "ccResponse")

    def _said(self, entry: Entry, name: str, result: str) -> EntryUse:
        given = bracketed(entry)
        if self._update is not None and result in given:
            self._update[name] = given[result]
        return EntryUse.WHOLE if given else EntryUse.NOTHING

    def _connection_error(self, entry: Entry) -> EntryUse:
        given = bracketed(entry)
        if self._update is not None and "hresult" in given:
            self._update["connection_error"] = (given["hresult"], given.get("message", ""))
        return EntryUse.WHOLE if given else EntryUse.NOTHING

    def _begin(self, entry: Entry, missing: tuple[str, ...] = ()) -> dict[str, Any]:
        self._count += 1
        self.current = self._count
        self._update = {
            **self._announcement,
            "number": self._count,
            "line": entry.line,
            "began_at": entry.at,
            "missing": missing,
        }
        self._announcement = {}
        return self._update

    def _open(self, entry: Entry) -> dict[str, Any]:
        is_exchange = entry.call in ("sendRequestXML", "receiveResponseXML")
        if self._update is not None and self.current and not (is_exchange and self._update.get("word")):
            return self._update
        self._end()
        self._problems.tell(entry.line, entry.text, NO_BEGINNING)
        return self._begin(entry, (NO_BEGINNING,))

    def _next_round(self, entry: Entry) -> dict[str, Any]:
        self._end_round()
        self._round = {"line": entry.line, "asked_at": entry.at, "number": self._number}
        return self._round

    def _end_round(self) -> None:
        self._judge_request(0)
        if self._round is not None:
            self._identify(self._round.get("hcp", ""))
            self._ready.append(Round(**self._round))
        self._round, self._wants = None, ""

    def _end(self) -> None:
        self._end_round()
        if self._update is not None:
            self._ready.append(Update(**self._update))
        self._update, self.current, self._number = None, 0, 0
