"""The request processor: takes a message set as text, checks it whole, executes it, answers as QuickBooks does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from simulators.qbwc.company import guards
from simulators.qbwc.company.file import LISTS, CompanyFile
from simulators.qbwc.company.record import Record
from simulators.qbwc.processor import across, answers, envelope, host, views, writes
from simulators.qbwc.processor.call import Call, Reply
from simulators.qbwc.processor.check import Violation
from simulators.qbwc.processor.envelope import Envelope, Request
from simulators.qbwc.processor.iterators import Iterators, Shown
from simulators.qbwc.processor.macros import Macros
from simulators.qbwc.processor.schema import Edition, messages
from simulators.qbwc.processor.tree import attribute, leaf, write
from simulators.qbwc.statuses import OK, RECALLED, STATUSES, Refusal, Status, status

PARSE_ERROR = ("0x80040400", "QuickBooks found an error when parsing the provided XML text stream.")
UNEXPECTED = (
    "0x80040402",
    "Unexpected error. Check the qbsdklog.txt file for possible, additional information.",
)
LONGEST_ID = 50
BUSY = 3180
LIST_BUSY = "This list has been modified by another user."
HANDLERS: dict[str, Callable[[Call], Reply]] = {
    "HostQuery": host.host,
    "CompanyQuery": host.company,
    "PreferencesQuery": host.preferences,
    **across.HANDLERS,
    **writes.HANDLERS,
}


class Clock(Protocol):
    def now(self) -> datetime: ...


class Hresult(Exception):
    """QuickBooks gave no answer, but a COM error: code and text."""

    def __init__(self, code: str, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.detail = code, message, detail


@dataclass(slots=True)
class Load:
    """
    What a message set cost: requests, writes, and rows returned; latency is drawn from it.

    ``unplayed`` are the requests in it that QuickBooks has and the fake has not.
    """

    requests: int = 0
    writes: int = 0
    rows: int = 0
    unplayed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trouble:
    """
    What goes wrong inside QuickBooks with one message set.

    ``refused`` is the status code of every request ``on``; ``crashes`` after it has executed the first of them;
    ``is_forgotten``: the answer cannot be stored.
    """

    on: str = ""
    refused: int = 0
    crashes: bool = False
    is_forgotten: bool = False

    def meets(self, name: str) -> bool:
        return self.on in ("", name)


NO_TROUBLE = Trouble()


class RequestProcessor:
    """One QuickBooks session of an application on one company file: iterators and macros end with it."""

    def __init__(self, file: CompanyFile, clock: Clock, guid: Callable[[], str], application: str = "") -> None:
        self.file = file
        self.load = Load()
        self._clock = clock
        self._iterators = Iterators(guid)
        self._macros = Macros()
        self._application = application

    def process(self, text: str, trouble: Trouble = NO_TROUBLE) -> str:
        """The answer, or an ``Hresult`` where QuickBooks would raise one."""
        message_set = self._read(text)
        unplayed = tuple(request.name for request in message_set.requests if not request.checked.is_played)
        self.load = Load(requests=len(message_set.requests), unplayed=unplayed)
        store = answers.Store(self.file, self._application)
        kept = store.before(message_set, text)
        if kept is not None:
            return _answer(kept.responses, message_set, kept.status)
        responses = "".join(self._run(message_set, trouble))
        if trouble.is_forgotten:
            #: An answer that cannot be stored: 9005, and everything was executed. [Intuit's InvoiceAdd.cs]
            return _answer(responses, message_set, 9005)
        store.keep(message_set, text, responses)
        return _answer(responses, message_set, 0)

    def _read(self, text: str) -> Envelope:
        is_length_checked = self.file.assumed.holds("too_long", "parse")
        try:
            message_set = envelope.read(text, self.file.country, self.file.qbxml, is_length_checked=is_length_checked)
        except Violation as error:
            #: A violation anywhere: HRESULT 0x80040400, without a hint of the place, and nothing is executed. [Intuit's
            #: guide; seen live in 2026]
            raise Hresult(*PARSE_ERROR, detail=str(error)) from error
        #: A request of qbXML that is not played here answers 1030, and the rest of its set runs; or all of it is
        #: refused. [assumed: unplayed]
        unplayed = tuple(request.name for request in message_set.requests if not request.checked.is_played)
        if unplayed and self.file.assumed.holds("unplayed", "parse"):
            raise Hresult(*PARSE_ERROR, detail=f"{unplayed[0]} is real, but not played here")
        #: onError rollbackOnError is not valid in QuickBooks Desktop. [is2qb, a copy of Intuit's text]
        #: … the message set is refused whole, or each of its requests with 1030. [assumed: rollback]
        if message_set.on_error == "rollbackOnError" and self.file.assumed.holds("rollback", "parse"):
            raise Hresult(*PARSE_ERROR, detail="rollbackOnError is not valid in QuickBooks Desktop")
        return message_set

    def _run(self, message_set: Envelope, trouble: Trouble) -> list[str]:
        done: list[str] = []
        has_failed = False
        for request in message_set.requests:
            #: stopOnError: after a failure the earlier ones stay, the others answer 3231. [captured m09]
            #: continueOnError: all of them run, whatever fails. [Intuit's guide]
            reply = Reply(status(3231)) if has_failed else self._one(request, message_set, trouble)
            has_failed = has_failed or (message_set.on_error == "stopOnError" and reply.status.severity == "Error")
            done.append(_response(request, self._worded(reply), message_set))
            if trouble.crashes and trouble.meets(request.name):
                #: A crash in the middle of a message set: what was executed is saved, no answer is stored. [Intuit's
                #: guide: error recovery]
                raise Hresult(*UNEXPECTED, detail="QuickBooks ended in the middle of the message set")
        return done

    def _one(self, request: Request, message_set: Envelope, trouble: Trouble) -> Reply:
        """One request, as a whole or not at all."""
        if trouble.refused and trouble.meets(request.name):
            return Reply(_refusal(trouble.refused, request))
        call = Call(request.name, request.element, message_set.edition, self.file, self._clock.now(), self._iterators)
        try:
            with self.file.all_or_nothing():
                self._refuse_text(request, message_set)
                reply = self._do(call)
        except Refusal as refusal:
            return Reply(refusal.status, _current(call, refusal.record))
        self.load.rows += len(reply.records)
        if request.checked.unsupported and reply.status == OK:
            #: An element of another edition, or of QuickBooks Online: 530, a warning; the object is saved without it.
            #: [captured m02]
            return replace(reply, status=status(530, request.checked.unsupported[0]))
        return reply

    def _do(self, call: Call) -> Reply:
        guards.permitted(self.file, call.name)
        handler = HANDLERS.get(call.name)
        if handler is None or self.file.country in call.declared.not_in:
            #: A request QuickBooks knows and this edition or implementation does not: 1030. [Intuit's table]
            raise Refusal(1030)
        self._macros.fill(call.element)
        reply = handler(call)
        if call.name in writes.HANDLERS:
            self.load.writes += 1
            self._macros.define(call.element, reply.made or {})
        return reply

    def _worded(self, reply: Reply) -> Reply:
        #: The words of statuses that no source shows (3070, 3080, 3153, 3162) are as recalled, or empty. [assumed:
        #: recalled_texts]
        if RECALLED in STATUSES[reply.status.code].source and self.file.assumed.holds("recalled_texts", "empty"):
            return replace(reply, status=replace(reply.status, message=""))
        return reply

    def _refuse_text(self, request: Request, message_set: Envelope) -> None:
        #: A requestID of more than 50 characters is refused with 1060. [Intuit's table]
        if len(request.element.get("requestID") or "") > LONGEST_ID:
            raise Refusal(1060, request.element.get("requestID") or "")
        for date in request.checked.impossible:
            #: A date beyond the year 9999 passes the schema and is refused with 3020. [Intuit's table]
            raise Refusal(3020, date.text, date.field)
        for one in request.checked.too_long:
            raise Refusal(3070, one.text, one.field, str(one.limit))
        if message_set.on_error == "rollbackOnError":
            raise Refusal(1030)
        for element in request.element.iter("*"):
            text = element.text or ""
            #: What Windows-1252 does not hold is stored as “?”, or refused with 3080. [assumed: foreign_characters]
            if not text.isascii() and not _fits(text):
                if self.file.assumed.holds("foreign_characters", "refuse"):
                    raise Refusal(3080, text, str(element.tag))
                element.text = text.encode("cp1252", "replace").decode("cp1252")


def _refusal(code: int, request: Request) -> Status:
    """A status as QuickBooks words it for this request."""
    id_ = next((one.text or "" for one in request.element.iter("TxnID", "ListID")), "")
    name = next((one.text or "" for one in request.element.iter("Name", "FullName", "DataExtName")), "")
    kind = request.name.removesuffix("Add").removesuffix("Mod")
    #: A list that is busy for a moment: 3180, and 3170 where a data extension is changed; the same request passes
    #: later. [captured: ConsoliBYTE]
    if code == BUSY and request.name == "DataExtMod":
        return status(3170, "data extension", name)
    words = {
        3175: (id_, guards.LOCKED),
        3176: (id_,),
        BUSY: (f'{kind if kind in LISTS else "Vendor"} list, element "{name}"', LIST_BUSY),
    }
    return status(code, *words.get(code, ()))


def _fits(text: str) -> bool:
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _current(call: Call, record: Record | None) -> tuple[Shown, ...]:
    #: An answer that is an error has no record, but for 3200, which shows it as it is now. [captured m01]
    #: … some tools quote 3200 without the record: it may be left out. [assumed: stale_record]
    if record is None or call.file.assumed.holds("stale_record", "left out"):
        return ()
    kind = call.name.removesuffix("Mod")
    return ((f"{kind}Ret", views.saved(call, kind, record)),)


def _response(request: Request, reply: Reply, message_set: Envelope) -> str:
    name = f"{request.name}Rs"
    attributes: dict[str, str] = {}
    if "requestID" in request.element.attrib:
        #: requestID is echoed: absent when absent, empty when empty. [captured m08, s42]
        attributes["requestID"] = str(request.element.get("requestID"))
    attributes |= {
        "statusCode": str(reply.status.code),
        "statusSeverity": reply.status.severity,
        "statusMessage": reply.status.message,
    }
    if reply.count is not None:
        attributes["retCount"] = str(reply.count)
    if reply.iterator_id is not None:
        attributes |= {"iteratorRemainingCount": str(reply.remaining), "iteratorID": reply.iterator_id}
    head = "".join(f' {key}="{attribute(value)}"' for key, value in attributes.items())
    #: responseData includeNone answers statuses without data. [Intuit's listing]
    lines = _data(name, reply, message_set.edition) if message_set.is_data_wanted else []
    if not lines:
        return f"<{name}{head} />\n"
    return "\n".join((f"<{name}{head}>", *lines, f"</{name}>", ""))


def _data(name: str, reply: Reply, edition: Edition) -> list[str]:
    declared = messages(edition.table).get(name)
    if declared is None:
        return []
    lines: list[str] = []
    for element, record in reply.records:
        write(lines, element, record, declared.by_name[element], edition)
    shape = declared.shape(edition)
    for key, value in (reply.fields or {}).items():
        if key in shape and value:
            lines.append(leaf(key, str(value)))
    return lines


def _answer(responses: str, message_set: Envelope, set_status: int) -> str:
    ids = ""
    if message_set.new_id is not None:
        ids += f' newMessageSetID="{attribute(message_set.new_id)}"'
    if message_set.new_id is not None or message_set.old_id is not None:
        #: messageSetStatusCode is there only when a message set id was sent. [captured; Intuit's guide]
        ids += f' messageSetStatusCode="{set_status}"'
    #: The declaration has no encoding, every tag begins a line, nothing is indented. [QWCLog 2019]
    head = '<?xml version="1.0" ?>\n<QBXML>\n'
    body = f"<QBXMLMsgsRs{ids}>\n{responses}</QBXMLMsgsRs>\n" if responses else f"<QBXMLMsgsRs{ids} />\n"
    #: An answer is ASCII; other characters are numeric references. [captured answers]
    return f"{head}{body}</QBXML>\n".encode("ascii", "xmlcharrefreplace").decode("ascii")
