"""
The typed fields of qbXML, each by the type that the schema gives its name: everything else is dropped.

| type | becomes |
|---|---|
| BOOL, ENUM, INT, QUAN, FLOAT, PERCENT, INTERVAL | itself, where it is one |
| AMT, PRICE | itself, or times the run's whole factor |
| DATE, DATETIME | later or earlier by the run's whole weeks; the time of day and the offset stay |
| ID, EditSequence | its counter and its instant moved by the run's numbers: `7C0000-1047591076` keeps form and order |
| GUID, STR | a pseudonym |
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from lxml import etree

from scenarios.captures.scrub.pseudonyms import NOTHING_KEPT, TOKEN, Pseudonyms
from simulators.qbwc import REQUESTS, enum_values, field_types, group_names, own_words

KEPT_AS_IS = frozenset({"BOOL", "INT", "QUAN", "FLOAT", "PERCENT", "INTERVAL"})
SCALED = frozenset({"AMT", "PRICE"})
OWN_FIELDS: Mapping[str, re.Pattern[str]] = {
    "ProductName": re.compile(
        r"Intuit|QuickBooks|Desktop|Enterprise|Solutions|Premier|Pro|Plus|Accountant|Edition|Manufacturing|Wholesale|and|"
        r"Wholesaler|Distribution|Retail|Contractor|Nonprofit|Professional|Services|General|Business|[\d.:-]{1,7}"
    ),
    "MajorVersion": re.compile(r"\d{1,3}"),
    "MinorVersion": re.compile(r"[\dR]{1,5}"),
    "Country": re.compile(r"US|CA|UK|AU"),
    "SupportedQBXMLVersion": re.compile(r"(?:[A-Z]{2})?\d{1,2}\.\d"),
    "CurrencyCode": re.compile(r"[A-Z]{3}"),
}
"""Texts in which QuickBooks tells of itself, and the words that it has for it."""
APPLICATION = frozenset({"JAGGAER", "connector"})
"""Words of the name that the connector gives itself in a .qwc file."""
MARKS = frozenset({"FileID", "AppLock", "JaggaerMark"})
"""Names of data extensions that the Web Connector and the connector give."""
MARK = re.compile(r"\[JAGGAER ")
MARK_WORDS = frozenset(
    {
        "JAGGAER",
        "order",
        "receipt",
        "payment",
        "correction",
        "corrects",
        "Bill",
        "VendorCredit",
        "ItemReceipt",
        "of",
        "VOID",
    }
)
KEPT_ATTRIBUTES: Mapping[str, re.Pattern[str]] = {
    "statusCode": re.compile(r"-?\d{1,6}"),
    "messageSetStatusCode": re.compile(r"\d{1,6}"),
    "statusSeverity": re.compile(r"Info|Warn|Error|INFO|WARN|ERROR"),
    "iterator": re.compile(r"Start|Continue|Stop"),
    "iteratorRemainingCount": re.compile(r"\d{1,6}"),
    "onError": re.compile(r"stopOnError|continueOnError|rollbackOnError"),
    "metaData": re.compile(r"NoMetaData|MetaDataOnly|MetaDataAndResponseData"),
    "retCount": re.compile(r"\d{1,6}"),
}
IDENTITIES = frozenset({"requestID", "newMessageSetID", "oldMessageSetID", "messageSetID", "iteratorID", "useMacro"})
KEPT_IDS = frozenset(
    {
        *("mark", "definition", "number", "deleted", "payments", "settlements", "since", "adopted", "operation"),
        *REQUESTS,
    }
)
"""Words of the ids that the connector gives its requests."""
SAYS = "statusMessage"
LONGEST_COUNT = 5
"""A count has no more digits; what has may be somebody's number."""
NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,7})?")
COUNTER = re.compile(r"([0-9A-Fa-f]{1,12})-(\d{9,10})")
EPOCH = re.compile(r"\d{9,10}")
DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
INSTANT = re.compile(r"(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:Z|[+-]\d{2}:\d{2})?)")
LOCK = re.compile(r"(LOCKED|UNLOCKED):(.*?)(?::(\d{15,20}))?")
TICKS = 10_000_000
CODES = re.compile(r"0x[0-9A-Fa-f]{8}\b|QBWC\d{4}\b|(?<=QuickBooks Web Connector )\d[\d.]{1,20}")
"""Codes of QuickBooks and of the Web Connector name nobody."""
QUOTED = re.compile(r"(\"[^\"]*\"|'[^']*'|<[^<>]*>|“[^”]*”)")
PROLOG = re.compile(
    r"\s{0,9}<\?xml version=\"1\.[01]\"(?: encoding=\"[\w-]{1,20}\")?\s?\?>\s{0,20}"
    r"(?:<\?qb(?:pos)?xml version=\"[A-Z]{0,2}\d{1,2}\.\d\"\s?\?>)?\s{0,20}"
)


@dataclass(frozen=True, slots=True)
class Shift:
    """What moves everything: whole ``days``, the ``factor`` of amounts, and an ``offset`` of counters."""

    days: int
    factor: int = 1
    offset: int = 1

    @property
    def seconds(self) -> int:
        return self.days * 86400


@dataclass(frozen=True, slots=True)
class Typed:
    """Scrubs the texts of one run."""

    pseudonyms: Pseudonyms
    shift: Shift

    def message_set(self, text: str) -> str | None:
        """qbXML with typed fields only; None where it cannot be read."""
        prolog = PROLOG.match(text)
        try:
            root = etree.fromstring(text.encode("utf-8", "replace"), _parser())
        except (etree.XMLSyntaxError, ValueError):
            return None
        if root.tag not in group_names():
            return None
        self._element(root, text)
        etree.cleanup_namespaces(root)
        end = "\n" if text.endswith("\n") else ""
        found = etree.tostring(root, encoding="unicode", with_tail=False)
        if '" />' in text:
            found = found.replace('"/>', '" />')
        return (prolog[0] if prolog else "") + found + end

    def _element(self, element: etree._Element, original: str) -> None:
        self._attributes(element)
        element.tail = element.tail if element.tail and not element.tail.strip() else None
        children = list(element)
        known = [child for child in children if isinstance(child.tag, str) and _is_known(child.tag)]
        if not children and element.tag not in group_names():
            is_pair = f"<{element.tag}></" in original
            element.text = self.field(str(element.tag), element.text or "", _named(element)) or (
                "" if is_pair else None
            )
            return
        element.text = element.text if element.text and not element.text.strip() else None
        for child in children:
            if child in known:
                self._element(child, original)
            else:
                element.remove(child)

    def _attributes(self, element: etree._Element) -> None:
        for name, value in list(element.attrib.items()):
            kept = KEPT_ATTRIBUTES.get(str(name))
            if kept is not None and kept.fullmatch(str(value)):
                continue
            if str(name) == SAYS:
                element.set(SAYS, self.prose(str(value)))
            elif str(name) in IDENTITIES:
                element.set(name, self.pseudonyms.text(str(value), KEPT_IDS))
            else:
                del element.attrib[name]

    def field(self, name: str, text: str, extension: str = "") -> str:
        """The value of a field; ``extension`` is the name of the data extension that a value is of."""
        (type_,) = field_types().get(name, {"STR"})
        if name == "EditSequence":
            return self._epoch(text)
        if name == "TxnNumber":
            return (
                str(int(text) + self.shift.offset) if text.isascii() and text.isdigit() else self.pseudonyms.text(text)
            )
        if name == "DataExtName":
            return text if text in MARKS else self.pseudonyms.text(text)
        if name == "DataExtValue" and extension == "AppLock":
            return self.lock(text)
        if is_own(name, text) or (type_ == "ENUM" and text in enum_values()):
            return text
        return self._typed(type_, text)

    def _typed(self, type_: str, text: str) -> str:
        is_number = NUMBER.fullmatch(text) is not None
        if type_ == "BOOL" and text in ("true", "false"):
            return text
        if type_ in KEPT_AS_IS and is_number and (type_ != "INT" or len(text) <= LONGEST_COUNT):
            return text
        if type_ in SCALED and is_number:
            return self.amount(text)
        if type_ == "DATE" and DAY.fullmatch(text):
            return self.day(text)
        if type_ == "DATETIME" and (instant := INSTANT.fullmatch(text)) is not None:
            return self.day(instant[1]) + instant[2]
        if type_ == "ID":
            return self.identity(text)
        if type_ == "GUID" and text == "0":  # the custom fields that people make
            return text
        return self.pseudonyms.text(text, MARK_WORDS if MARK.search(text) else NOTHING_KEPT)

    def identity(self, text: str) -> str:
        """A ListID or TxnID; one of another form gets a pseudonym."""
        found = COUNTER.fullmatch(text)
        if found is None or text == "0-0":
            return text if text in ("0-0", "-1", "") else self.pseudonyms.text(text)
        counter = f"{int(found[1], 16) + self.shift.offset:X}".zfill(len(found[1]))
        return f"{counter}-{int(found[2]) + self.shift.seconds}"

    def amount(self, text: str) -> str:
        try:
            return f"{Decimal(text) * self.shift.factor}" if self.shift.factor != 1 else text
        except InvalidOperation:
            return self.pseudonyms.text(text)

    def day(self, text: str) -> str:
        try:
            return str(date.fromisoformat(text) + timedelta(days=self.shift.days))
        except (ValueError, OverflowError):
            return self.pseudonyms.text(text)

    def _epoch(self, text: str) -> str:
        return str(int(text) + self.shift.seconds) if EPOCH.fullmatch(text) else self.pseudonyms.text(text)

    def lock(self, text: str) -> str:
        """``LOCKED:HOST:ticks``."""
        found = LOCK.fullmatch(text)
        if found is None:
            return self.pseudonyms.text(text)
        ticks = f":{int(found[3]) + self.shift.seconds * TICKS}" if found[3] else ""
        return f"{found[1]}:{self.pseudonyms.text(found[2])}{ticks}"

    def prose(self, text: str) -> str:
        """A sentence: what stands in quotes gets a pseudonym, of the rest all but QuickBooks' own words."""
        codes = {part for code in CODES.findall(text) for part in TOKEN.findall(code)}
        own = own_words() | APPLICATION | codes
        parts = QUOTED.split(text)
        return "".join(self.pseudonyms.text(part, NOTHING_KEPT if at % 2 else own) for at, part in enumerate(parts))


def is_own(name: str, text: str) -> bool:
    """Whether QuickBooks tells of itself, or a request names a field of the schema."""
    pattern = OWN_FIELDS.get(name)
    names_field = name == "IncludeRetElement" and _is_known(text)
    return names_field or (pattern is not None and all(pattern.fullmatch(word) for word in text.split()))


def _is_known(tag: str) -> bool:
    return tag in field_types() or tag in group_names()


def _named(element: etree._Element) -> str:
    """The name of the data extension that a value stands beside."""
    parent = element.getparent()
    return (parent.findtext("DataExtName") or "") if parent is not None else ""


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True, remove_pis=True
    )
