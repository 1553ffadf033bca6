"""
The request processor: takes a message set as text, checks it whole, executes it, answers as QuickBooks does.

  rule                                                              source
  a violation anywhere: HRESULT 0x80040400, nothing executed          Intuit's guide; live observations
  declaration ``<?xml version="1.0" ?>``, an element to a line        QWCLog of 2019
  ASCII with numeric references above 0x7F                            captured answers
  what Windows-1252 does not hold is kept as “?”                      qbwc/qbxml issue 8; that it does not fail: assumed
  requestID echoed, absent when absent, "" when ""                    captured (m08, s42)
  stopOnError: after a failure the others answer 3231                 captured (m09)
  continueOnError: all run                                            Intuit
  rollbackOnError: refused                                            Intuit's text says “not valid”; the form assumed
  a request the fake does not know: 1030                              Intuit's error table
  530 names the first element that only another edition has           captured (m02)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from lxml import etree

from simulators.qbwc.company.file import CompanyFile, Record
from simulators.qbwc.processor import answers, envelope, extensions, host, queries
from simulators.qbwc.processor.adds import ADDS
from simulators.qbwc.processor.check import Violation
from simulators.qbwc.processor.envelope import Envelope, Request
from simulators.qbwc.processor.iterators import Iterators, Page
from simulators.qbwc.processor.schema import messages
from simulators.qbwc.processor.statuses import OK, Refusal, Status, status
from simulators.qbwc.processor.tree import read, write

PARSE_ERROR = ("0x80040400", "QuickBooks found an error when parsing the provided XML text stream.")
LIST_QUERIES = {
    "VendorQuery": "Vendor",
    "AccountQuery": "Account",
    "ItemQuery": "Item",
    "TermsQuery": "Terms",
}
TXN_QUERIES = {
    "PurchaseOrderQuery": "PurchaseOrder",
    "BillQuery": "Bill",
    "VendorCreditQuery": "VendorCredit",
}
EXTENSIONS = {"DataExtAdd": extensions.add, "DataExtMod": extensions.modify}


class Clock(Protocol):
    def now(self) -> datetime: ...


class Hresult(Exception):
    """QuickBooks gave no answer, but a COM error: code and text."""

    def __init__(self, code: str, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.detail = code, message, detail


@dataclass(slots=True)
class Load:
    """What a message set cost: requests, writes, and rows returned; latency is drawn from it."""

    requests: int = 0
    writes: int = 0
    rows: int = 0


@dataclass(frozen=True, slots=True)
class _Reply:
    status: Status
    records: tuple[tuple[str, Record], ...] = ()
    page: Page | None = None
    count: int | None = None


class RequestProcessor:
    """One QuickBooks session on one company file: iterators end with it."""

    def __init__(self, file: CompanyFile, clock: Clock, guid: Callable[[], str]) -> None:
        self.file = file
        self.load = Load()
        self._clock = clock
        self._iterators = Iterators(guid)

    def process(self, text: str) -> str:
        """The answer, or an ``Hresult`` where QuickBooks would raise one."""
        try:
            message_set = envelope.read(text, self.file.country, self.file.qbxml)
        except Violation as error:
            raise Hresult(*PARSE_ERROR, detail=str(error)) from error
        if message_set.on_error == "rollbackOnError":
            raise Hresult(*PARSE_ERROR, detail="rollbackOnError is not valid in QuickBooks Desktop")
        self.load = Load(requests=len(message_set.requests))
        kept = answers.before(self.file, message_set, text)
        if kept is not None:
            return _answer(kept.responses, message_set, kept.status)
        responses = "".join(self._run(message_set))
        answers.after(self.file, message_set, text, responses)
        return _answer(responses, message_set, 0)

    def _run(self, message_set: Envelope) -> list[str]:
        done, failed = [], False
        for request in message_set.requests:
            reply = _Reply(status(3231)) if failed else self._one(request)
            failed = failed or (message_set.on_error == "stopOnError" and reply.status.severity == "Error")
            done.append(_response(request, reply))
        return done

    def _one(self, request: Request) -> _Reply:
        try:
            reply = self._do(request)
        except Refusal as refusal:
            return _Reply(refusal.status)
        if request.unsupported and reply.status == OK:
            return _Reply(status(530, request.unsupported[0]), reply.records, reply.page)
        return reply

    def _do(self, request: Request) -> _Reply:
        name, element = request.name, request.element
        if name in LIST_QUERIES or name in TXN_QUERIES:
            return self._query(name, element)
        if name in ADDS:
            return self._add(name, element)
        if name in EXTENSIONS:
            self.load.writes += 1
            given = read(element[0], messages()[f"{name}Rq"].by_name[name])
            return _Reply(OK, (("DataExtRet", EXTENSIONS[name](self.file, given, self._clock.now())),))
        return self._other(name, element)

    def _query(self, name: str, element: etree._Element) -> _Reply:
        found = queries.Found([])

        def find() -> list[Record]:
            nonlocal found
            if name in LIST_QUERIES:
                found = queries.list_records(self.file, LIST_QUERIES[name], element)
            else:
                found = queries.transaction_records(self.file, TXN_QUERIES[name], element)
            return found.records

        page = self._iterators.page(element, find)
        wants = element.get("metaData", "NoMetaData")
        count = len(found.records) if wants != "NoMetaData" else None
        records = [] if wants == "MetaDataOnly" else page.records
        self.load.rows += len(records)
        default = f"{name.removesuffix('Query')}Ret"
        shown = tuple((one.get("ret", default), queries.shown(one, element)) for one in records)
        return _Reply(found.status, shown, page, count)

    def _add(self, name: str, element: etree._Element) -> _Reply:
        self.load.writes += 1
        given = read(element[0], messages()[f"{name}Rq"].by_name[name])
        record, verdict = ADDS[name](self.file, given, self._clock.now())
        wanted = [one.text or "" for one in element.iterfind("IncludeRetElement")]
        return _Reply(verdict, ((f"{name.removesuffix('Add')}Ret", queries.only(record, wanted)),))

    def _other(self, name: str, element: etree._Element) -> _Reply:
        match name:
            case "HostQuery":
                return _Reply(OK, (("HostRet", host.host(self.file)),))
            case "CompanyQuery":
                owners = {one.text or "" for one in element.iterfind("OwnerID")}
                return _Reply(OK, (("CompanyRet", host.company(self.file, owners)),))
            case "PreferencesQuery":
                return _Reply(OK, (("PreferencesRet", host.preferences(self.file)),))
            case "DataExtDefQuery":
                found = extensions.definitions(self.file, element)
                return _Reply(found.status, tuple(("DataExtDefRet", one) for one in found.records))
            case "DataExtDefAdd":
                self.load.writes += 1
                given = read(element[0], messages()["DataExtDefAddRq"].by_name["DataExtDefAdd"])
                return _Reply(OK, (("DataExtDefRet", extensions.define(self.file, given)),))
            case _:
                return _Reply(status(1030))


def _response(request: Request, reply: _Reply) -> str:
    element = etree.Element(f"{request.name}Rs")
    if "requestID" in request.element.attrib:
        element.set("requestID", request.element.attrib["requestID"])
    element.set("statusCode", str(reply.status.code))
    element.set("statusSeverity", reply.status.severity)
    element.set("statusMessage", reply.status.message)
    if reply.count is not None:
        element.set("retCount", str(reply.count))
    if reply.page and reply.page.iterator_id is not None:
        element.set("iteratorRemainingCount", str(reply.page.remaining))
        element.set("iteratorID", reply.page.iterator_id)
    declared = messages()[f"{request.name}Rs"]
    for name, record in reply.records:
        write(element, name, record, declared.by_name[name])
    etree.indent(element, space="")
    return etree.tostring(element, encoding="us-ascii", xml_declaration=False).decode("ascii") + "\n"


def _answer(responses: str, message_set: Envelope, set_status: int) -> str:
    ids = ""
    if message_set.new_id is not None:
        ids += f' newMessageSetID="{message_set.new_id}"'
    if message_set.new_id is not None or message_set.old_id is not None:
        ids += f' messageSetStatusCode="{set_status}"'
    head = '<?xml version="1.0" ?>\n<QBXML>\n'
    if not responses:
        return f"{head}<QBXMLMsgsRs{ids} />\n</QBXML>\n"
    return f"{head}<QBXMLMsgsRs{ids}>\n{responses}</QBXMLMsgsRs>\n</QBXML>\n"
