"""
A company file as JSON on disk.

What is read is looked at whole before anything is made of it: the place of the first thing that is wrong is told,
as a path from the top of the document.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from simulators.qbwc.assumed import Assumed
from simulators.qbwc.company.file import LISTS, TRANSACTIONS, CompanyFile, Counters
from simulators.qbwc.company.ledger import BOOKED
from simulators.qbwc.company.links import Link
from simulators.qbwc.company.preferences import Preferences
from simulators.qbwc.company.record import Record
from simulators.qbwc.company.references import ID
from simulators.qbwc.processor.envelope import VERSIONS
from simulators.qbwc.processor.lexical import is_valid
from simulators.qbwc.processor.schema import CANADA, PLAIN, Element, messages
from simulators.qbwc.statuses import STATUSES

if sys.platform != "win32":
    import fcntl

FORMAT = 2
FACTS = ("name", "path", "product", "major", "country", "qbxml", "zone", "correct_offset", "mode")
COUNTRIES, MODES = ("US", "CA", "UK", "AU"), ("MultiUser", "SingleUser")
ANSWER = ("checksum", "responses")
PARTS = {
    "deleted": ("TimeCreated", "TimeDeleted"),
    "definitions": ("OwnerID", "DataExtName", "DataExtType"),
    "extensions": ("OwnerID", "DataExtName", "DataExtType"),
}
POSTED = ("TxnDate", "VendorRef", "APAccountRef")
NEEDED = {
    **dict.fromkeys(LISTS, ("Name",)),
    "Vendor": ("Name", "Balance"),
    "Account": ("Name", "FullName", "AccountType", "Balance", "TotalBalance"),
    "PurchaseOrder": ("TxnDate", "IsManuallyClosed", "IsFullyReceived", "PurchaseOrderLineRet"),
    "Bill": (*POSTED, "AmountDue", "OpenAmount", "IsPaid", "ExpenseLineRet", "ItemLineRet"),
    "ItemReceipt": (*POSTED, "TotalAmount", "ExpenseLineRet", "ItemLineRet"),
    "VendorCredit": (*POSTED, "CreditAmount", "ExpenseLineRet", "ItemLineRet"),
    "BillPaymentCheck": ("TxnDate", "PayeeEntityRef", "APAccountRef", "BankAccountRef", "Amount"),
    "BillPaymentCreditCard": ("TxnDate", "PayeeEntityRef", "APAccountRef", "CreditCardAccountRef", "Amount"),
}
LINES = {
    "PurchaseOrderLineRet": ("TxnLineID", "ReceivedQuantity", "IsManuallyClosed"),
    "ExpenseLineRet": ("TxnLineID", "Amount"),
    "ItemLineRet": ("TxnLineID", "Amount"),
}
STAMPED = ("TimeCreated", "TimeModified", "EditSequence")


class BadCompanyFile(Exception):
    """A file that is not a company file of ours; the text says why, and where."""


class ChangedMeanwhile(Exception):
    """Another process wrote the file since it was read; the text says what to do."""


class OnDisk:
    """A company file that is read once and written whenever it has changed; what another one wrote is not undone."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen = _mark(path)
        self.file = load(path)

    def save(self) -> None:
        save(self.file, self._path, self._check)
        self._seen = _mark(self._path)

    def _check(self) -> None:
        if _mark(self._path) != self._seen:
            raise ChangedMeanwhile(f"{self._path} was written by another process meanwhile. Run this once more")


class Keeper:
    """
    Keeps a company file that is changed while something else goes on, which it does not stop.

    ``problem`` says what could not be kept, and what to do; empty where all was.
    """

    def __init__(self, disk: OnDisk, path: Path) -> None:
        self._disk = disk
        self._path = path
        self.problem = ""

    @property
    def file(self) -> CompanyFile:
        return self._disk.file

    def save(self) -> None:
        try:
            self._disk.save()
        except ChangedMeanwhile as error:
            self.problem = f"{error}."
        except OSError as error:
            self.problem = f"{self._path} cannot be written ({error.strerror}). Make room, or choose another place."


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time in a folder; the system lets go of it should this one be killed."""
    if sys.platform == "win32":  # no such lock there: two saves in the same instant are not told apart
        yield
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened)


def _mark(path: Path) -> tuple[int, ...]:
    """What is another one after every save; nothing for a file that is not there."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_ino, found.st_mtime_ns, found.st_size


def save(file: CompanyFile, path: Path, check: Callable[[], None] = lambda: None) -> None:
    """Replace the file on disk in one step, unless ``check`` raises; one that cannot be written leaves the old one."""
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        new.write_text(json.dumps(document(file), indent=1), encoding="utf-8")
        with _alone(path.parent):
            check()
            os.replace(new, path)
    except (OSError, ChangedMeanwhile):
        new.unlink(missing_ok=True)
        raise


def document(file: CompanyFile) -> dict[str, Any]:
    """What is written of a company file."""
    return {
        "format": FORMAT,
        **{name: getattr(file, name) for name in FACTS},
        "preferences": asdict(file.preferences),
        "assumed": file.assumed.chosen,
        "counters": asdict(file.counters),
        "lists": {kind: file.records(kind) for kind in LISTS},
        "transactions": {kind: file.records(kind) for kind in TRANSACTIONS},
        "links": [asdict(link) for link in file.links],
        **{name: getattr(file, name) for name in PARTS},
        "answers": file.answers,
        "in_use": file.in_use,
        "denied": file.denied,
    }


def load(path: Path) -> CompanyFile:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadCompanyFile(f"{path} cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise BadCompanyFile(f"{path} is not text in UTF-8 (byte {error.start})") from error
    try:
        read = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadCompanyFile(f"{path} is not JSON (line {error.lineno}, column {error.colno}: {error.msg})") from error
    except (RecursionError, ValueError) as error:
        raise BadCompanyFile(f"{path} is not JSON that can be read ({error})") from error
    return read_document(read, str(path))


def read_document(read: Any, path: str = "company file") -> CompanyFile:
    """The company file of a JSON document; ``path`` is how it is named when something is wrong with it."""
    place = _Place(path)
    document = place.mapping(read)
    file = CompanyFile(**_facts(place, document))
    file.preferences = Preferences(**_plain(place.at("preferences"), document, Preferences()))
    file.counters = Counters(**_plain(place.at("counters"), document, Counters()))
    try:
        file.assumed = Assumed(dict(place.at("assumed").texts(document.get("assumed", {}))))
    except ValueError as error:
        raise place.at("assumed").wrong(str(error)) from error
    for part, kinds, key in (("lists", LISTS, "ListID"), ("transactions", TRANSACTIONS, "TxnID")):
        given = place.at(part).mapping(document.get(part, {}))
        if given.keys() - set(kinds):
            raise place.at(part).wrong(f"“{min(given.keys() - set(kinds))}” is not known")
        for kind in kinds:
            _records(file, kind, key, given.get(kind, []), place.at(part).at(kind))
    _links(file, document.get("links", []), place.at("links"))
    for name, keys in PARTS.items():
        setattr(file, name, _entries(document.get(name, []), keys, place.at(name)))
    answers = place.at("answers").mapping(document.get("answers", {}))
    file.answers = {key: _entry(one, ANSWER, place.at("answers").at(key)) for key, one in answers.items()}
    file.in_use = dict(place.at("in_use").texts(document.get("in_use", {})))
    file.denied = _denied(document.get("denied", {}), place.at("denied"))
    return file


def _facts(place: _Place, document: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of the PC and the edition, all of it checked."""
    if document.get("format") != FORMAT:
        raise place.wrong(f"format is {document.get('format')!r}, and should be {FORMAT}")
    template = CompanyFile()
    unknown = document.keys() - {"format", *(one.name for one in fields(template))}
    if unknown:
        raise place.wrong(f"“{min(unknown)}” is not known")
    known = {name: getattr(template, name) for name in FACTS}
    facts = {name: place.at(name).like(document.get(name, value), value) for name, value in known.items()}
    _known_zone(place, facts["zone"])
    for name, allowed in (("qbxml", VERSIONS), ("country", COUNTRIES), ("mode", MODES)):
        if facts[name] not in allowed:
            raise place.at(name).wrong(f"“{facts[name]}” is none of {', '.join(allowed)}")
    return facts


def _entries(given: Any, keys: Sequence[str], place: _Place) -> list[Record]:
    return [_entry(one, keys, place.at(number)) for number, one in enumerate(place.rows(given))]


def _entry(given: Any, keys: Sequence[str], place: _Place) -> Record:
    """An object that has some texts at least."""
    entry = place.mapping(given)
    for key in keys:
        if not isinstance(entry.get(key), str):
            raise place.at(key).wrong("should be a text")
    return entry


def _denied(given: Any, place: _Place) -> dict[str, int]:
    for request, code in place.mapping(given).items():
        if place.at(request).like(code, 0) not in STATUSES:
            raise place.at(request).wrong(f"{code} is not a status")
    return dict(given)


def _known_zone(place: _Place, zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (ValueError, OSError, KeyError) as error:
        raise place.at("zone").wrong(f"“{zone}” is not a time zone") from error


def _plain(place: _Place, document: Mapping[str, Any], template: Any) -> dict[str, Any]:
    name = place.path[-1]
    given = place.mapping(document.get(name, {}))
    known = asdict(template)
    if given.keys() - known.keys():
        raise place.wrong(f"“{min(given.keys() - known.keys())}” is not known")
    return {key: place.at(key).like(value, known[key]) for key, value in given.items()}


def _records(file: CompanyFile, kind: str, key: str, given: Any, place: _Place) -> None:
    declared = [
        one
        for edition in (PLAIN, CANADA)  # a Canadian file is written to in either
        if f"{kind}QueryRs" in messages(edition)
        and (one := messages(edition)[f"{kind}QueryRs"].by_name.get(f"{kind}Ret"))
    ]
    table = file.table(kind)
    for number, one in enumerate(place.rows(given)):
        here = place.at(number)
        record = here.mapping(one)
        _has(here, record, (key, *STAMPED, *NEEDED.get(kind, ())))
        if not isinstance(record[key], str) or not ID.fullmatch(record[key]):
            raise here.at(key).wrong(f"{record[key]!r} is not an id")
        if record[key] in table:
            raise here.at(key).wrong(f"{record[key]} is there twice")
        if declared:
            _fits(here, record, declared)
        for name, keys in LINES.items():
            for at, line in enumerate(record.get(name) or ()):
                _has(here.at(name).at(at), line, keys)
        table.put(record)


def _has(place: _Place, record: Record, keys: Sequence[str]) -> None:
    for needed in keys:
        if record.get(needed) is None:
            raise place.wrong(f"{needed} is missing")


def _fits(place: _Place, record: Record, declared: Sequence[Element]) -> None:
    """Every field is one of the record's, as one of the tables declares it, in the form of its type."""
    for key, value in record.items():
        declares = next((one for one in declared if key in one.by_name), None)
        if declares is None:
            if key != BOOKED:
                raise place.at(key).wrong("is not a field of this record")
            continue
        known, several = declares.by_name[key], key in declares.repeated
        if isinstance(value, list) is not several and value is not None:
            raise place.at(key).wrong("is a list" if not several else "should be a list")
        rows = (
            [(place.at(key).at(number), one) for number, one in enumerate(value)]
            if several
            else [(place.at(key), value)]
        )
        for here, one in rows:
            if known.children:
                if one is not None:
                    _fits(here, here.mapping(one), [each.by_name[key] for each in declared if key in each.by_name])
            elif one is not None and (not isinstance(one, str) or (one and not is_valid(known.type or "", one))):
                raise here.wrong(f"{one!r} has not the form of {known.type}")


def _links(file: CompanyFile, given: Any, place: _Place) -> None:
    for number, one in enumerate(place.rows(given)):
        here = place.at(number)
        try:
            link = Link(**here.texts(one))
            if link.paid.is_finite() and link.received.is_finite():
                for end, end_kind in ((link.source, link.source_kind), (link.target, link.target_kind)):
                    if end_kind not in TRANSACTIONS:
                        raise here.wrong(f"{end} is of no kind of transaction")
                file.links.add(link)
                continue
        except (TypeError, ArithmeticError) as error:
            raise here.wrong("is not a link") from error
        raise here.wrong("is not a link")


class _Place:
    """A place in the document, to be told."""

    def __init__(self, file: str, path: tuple[str | int, ...] = ()) -> None:
        self._file, self.path = file, tuple(map(str, path))

    def at(self, step: str | int) -> _Place:
        return _Place(self._file, (*self.path, step))

    def wrong(self, what: str) -> BadCompanyFile:
        return BadCompanyFile(f"{self._file}, at {'/'.join(self.path) or 'the top'}: {what}")

    def mapping(self, value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.wrong("should be an object")
        return value

    def rows(self, value: Any) -> Iterator[Any]:
        if not isinstance(value, list):
            raise self.wrong("should be a list")
        return iter(value)

    def texts(self, value: Any) -> dict[str, str]:
        for key, one in self.mapping(value).items():
            if not isinstance(one, str):
                raise self.at(key).wrong("should be a text")
        return dict(value)

    def like(self, value: Any, template: Any) -> Any:
        if type(value) is not type(template):
            raise self.wrong(f"should be a {NAMES[type(template)]}")
        return value


NAMES: Mapping[type, str] = {str: "text", int: "number", bool: "true or false"}
