"""
A capture without anything that names anybody: it is read, explained and replayed as the original is.

Rule 1: what is not a typed field of the schema, or a field of a call, is dropped or replaced; nothing passes unread.
Rule 2: one value has one pseudonym everywhere, so that what belonged together still does.
Rule 3: the key is drawn here and forgotten here: nobody can go back, and two runs do not match.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum

from lxml import etree

from scenarios.captures.dumps import CUT, CUT_AFTER
from scenarios.captures.model import BadCapture, Capture, Event, Round, Update
from scenarios.captures.scrub.pseudonyms import Pseudonyms, words_of
from scenarios.captures.scrub.typed import APPLICATION, NUMBER, SCALED, Shift, Typed
from simulators.qbwc import field_types

FACTORS = (3, 7, 11, 13, 17, 19, 23, 29, 31, 37)
WEEKS = (52, 500)
COUNTERS = 4000
LATEST = 2085
COUNTRIES = frozenset({"", "US", "CA", "UK", "AU"})
HRESULT = re.compile(r"0x[0-9A-Fa-f]{1,8}")
VERSION = re.compile(r"[\d.]{0,20}")
POS = "HOSTQUERY/COMPANYQUERY/PREFQUERY is currently not supported in QBPOS."
ADDRESS = frozenset({"http", "https", "qbwc", "localhost"})
PATH = frozenset({"QBW", "qbw"})
GOODBYES = frozenset({"OK", "Complete", "Done", "DONE", "done"})
SOURCES = frozenset(
    {
        *("QBWebConnector", "SOAPWebService", "WebService", "WebServiceManager", "RegistryManager"),
        *("CompanyFileLock", "QWCReader", "String", "Int32", "UpdateThisScheduledApp", "WebConnectorWPF"),
        *("StartQBWC", "Load", "ParseQWC", "ReadQWC", "DoUpdate", "DoUpdateSelected", "update", "updateWS", "do"),
        *("serverVersion", "clientVersion", "authenticate", "sendRequestXML", "receiveResponseXML", "getLastError"),
        *("connectionError", "closeConnection", "ProcessRequestXML", "CheckCFNResponse", "HandleDelayRequest"),
        *("instantiateWebService", "DisconnectFromQB", "getLock", "setLock", "unsetLock", "getUpdateLock"),
        *("setUpdateLock", "Send", "CompanyQueryRqXML", "DataExtModRqXML", "handleModalDialogError", "ConnectToQB"),
        *("findFileIDinQB", "ProcessArgs"),
    }
)
"""Words of the Web Connector's own classes and methods."""
SKELETON = '<?xml version="1.0" ?>\n<QBXML>\n<QBXMLMsgs'


class Amounts(Enum):
    KEEP = "keep"
    SCALE = "scale"


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """``dropped`` texts could not be read as qbXML, so nothing of them is left."""

    capture: Capture
    dropped: int


def scrubbed(capture: Capture, key: bytes, amounts: Amounts = Amounts.KEEP) -> Scrubbed:
    """A ``BadCapture`` comes for a history, which is words and no messages, and where no factor of amounts would do."""
    if capture.source in ("history", "support bundle") and not capture.updates:
        raise BadCapture("A history is sentences with names in them. Send a support bundle in its place.")
    words = words_of(capture.model_dump_json())
    pseudonyms = Pseudonyms(key, words)
    shift = Shift(_days(capture, pseudonyms), _factor(capture, pseudonyms, amounts), pseudonyms.number("ids", COUNTERS))
    run = _Run(Typed(pseudonyms, shift))
    updates = tuple(run.update(one) for one in capture.updates)
    events = tuple(run.event(one) for one in capture.events)
    return Scrubbed(Capture(source=capture.source, updates=updates, events=events), run.dropped)


class _Run:
    def __init__(self, typed: Typed) -> None:
        self._typed = typed
        self._text = typed.pseudonyms.text
        self._days = timedelta(days=typed.shift.days)
        self.dropped = 0

    def update(self, one: Update) -> Update:
        error = one.connection_error
        return one.model_copy(
            update={
                "began_at": one.began_at + self._days,
                "ended_at": self._moved(one.ended_at),
                "application": self._text(one.application, APPLICATION),
                "user": self._text(one.user),
                "url": self._text(one.url, ADDRESS),
                "version": one.version if VERSION.fullmatch(one.version) else "",
                "host": self._text(one.host),
                "ticket": self._text(one.ticket),
                "owner_id": self._text(one.owner_id),
                "file_id": self._text(one.file_id),
                "connection_error": (_hresult(error[0]), self._typed.prose(error[1])) if error else None,
                "last_error": None if one.last_error is None else self._typed.prose(one.last_error),
                "closed": None if one.closed is None else self._text(one.closed, GOODBYES),
                "rounds": tuple(self.round(each) for each in one.rounds),
            }
        )

    def round(self, one: Round) -> Round:
        request = None if one.request is None else self._message(one.request)
        response = self._message(one.response)
        return one.model_copy(
            update={
                "asked_at": one.asked_at + self._days,
                "processed_at": self._moved(one.processed_at),
                "answered_at": self._moved(one.answered_at),
                "hcp": one.hcp if one.hcp == POS else self._message(one.hcp),
                "company_file": self._text(one.company_file, PATH),
                "country": one.country if one.country in COUNTRIES else self._text(one.country),
                "request": request,
                "request_size": _size(one.request or "", request or "", one.request_size),
                "response": response,
                "response_size": _size(one.response, response, one.response_size),
                "hresult": _hresult(one.hresult),
                "message": self._typed.prose(one.message),
            }
        )

    def event(self, one: Event) -> Event:
        return one.model_copy(
            update={
                "at": self._moved(one.at),
                "source": self._text(one.source, SOURCES),
                "text": self._typed.prose(one.text),
                "below": self._typed.prose(one.below),
                "file": "",
            }
        )

    def _message(self, text: str) -> str:
        """A text of qbXML; of one that cannot be read nothing is left but whether it was a request or an answer."""
        if not text:
            return text
        if text.endswith(CUT) and len(text) <= CUT_AFTER + len(CUT):
            skeleton = f"{SKELETON}{'Rq' if 'qbxml version' in text or 'MsgsRq' in text else 'Rs'}>"
            return f"{skeleton:<{CUT_AFTER}}{CUT}"
        found = self._typed.message_set(text)
        if found is None:
            self.dropped += 1
            return f"{SKELETON}{'Rq' if 'QBXMLMsgsRq' in text else 'Rs'}/>"
        return found

    def _moved(self, at: datetime | None) -> datetime | None:
        return at + self._days if at else None


def _size(old: str, new: str, size: int) -> int:
    """The size line of the new text: right where the old one was, and as far off where it was not."""
    return len(new) + size - len(old) if size else 0


def _hresult(text: str) -> str:
    return text if not text or HRESULT.fullmatch(text) else "0x80040402"


def _days(capture: Capture, pseudonyms: Pseudonyms) -> int:
    """Whole weeks into the future, so that a Monday stays one and an instant keeps its digits; of a late log, back."""
    instants = [one.began_at for one in capture.updates] + [one.at for one in capture.events if one.at]
    least, most = WEEKS
    days = 7 * (least + pseudonyms.number("weeks", most - least))
    return days if max((one.year for one in instants), default=0) < LATEST else -days


def _factor(capture: Capture, pseudonyms: Pseudonyms, amounts: Amounts) -> int:
    """One that makes no amount of the original another one of it."""
    if amounts is Amounts.KEEP:
        return 1
    known = {abs(one) for one in amounts_of(capture)} - {Decimal(0)}
    first = pseudonyms.number("factor", len(FACTORS))
    for factor in (*FACTORS[first:], *FACTORS[:first]):
        if not any(one * factor in known for one in known):
            return factor
    raise BadCapture("Every factor makes one of its amounts another one. Use --amounts keep.")


def amounts_of(capture: Capture) -> Iterator[Decimal]:
    """Every amount and price of its requests and answers."""
    for element in fields_of(capture):
        if field_types().get(str(element.tag), frozenset()) <= SCALED and NUMBER.fullmatch(element.text or ""):
            yield Decimal(element.text or "0")


def fields_of(capture: Capture) -> Iterator[etree._Element]:
    """Every element of its texts, as far as they can be read."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, recover=True)
    for update in capture.updates:
        for one in update.rounds:
            for text in filter(None, (one.hcp, one.request, one.response)):
                root = etree.fromstring(text.strip().encode("utf-8", "replace"), parser)
                if root is not None:
                    yield from root.iter("*")
