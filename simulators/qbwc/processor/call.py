"""A request on its way through the processor, and what it is answered with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from lxml import etree

from simulators.qbwc.company import orders, sales
from simulators.qbwc.company.file import CompanyFile
from simulators.qbwc.company.record import Record
from simulators.qbwc.processor.iterators import Found, Iterators, Page, Shown
from simulators.qbwc.processor.schema import Edition, Element, messages
from simulators.qbwc.processor.tree import read
from simulators.qbwc.statuses import OK, Status, status


@dataclass(frozen=True, slots=True)
class Reply:
    """
    ``count`` is there when the request asked for it; ``fields`` are elements that stand in no record; ``made`` is what
    was added, whole, whatever of it is shown.
    """

    status: Status = OK
    records: tuple[Shown, ...] = ()
    count: int | None = None
    iterator_id: str | None = None
    remaining: int | None = None
    fields: Record | None = None
    made: Record | None = None


@dataclass(frozen=True)
class Call:
    """One request, and what it works on."""

    name: str
    element: etree._Element
    edition: Edition
    file: CompanyFile
    now: datetime
    iterators: Iterators

    @cached_property
    def declared(self) -> Element:
        return messages(self.edition.table)[f"{self.name}Rq"]

    @cached_property
    def on_order(self) -> Mapping[str, Decimal]:
        """What is open of each item on purchase orders."""
        return orders.on_order(self.file)

    @cached_property
    def on_sales_order(self) -> Mapping[str, Decimal]:
        """The same on sales orders."""
        return sales.on_order(self.file)

    @cached_property
    def given(self) -> Record:
        """The object of an Add, Mod or Del: what stands in its one element, or in the request itself."""
        inner = self.declared.by_name.get(self.name)
        if inner is None:
            return read(self.element, self.declared, self.edition)
        return read(object_of(self.element), inner, self.edition)

    def text(self, path: str) -> str:
        return self.element.findtext(path) or ""

    def texts(self, tag: str) -> list[str]:
        return [one.text or "" for one in self.element.iterfind(tag)]

    def is_asked(self, tag: str) -> bool:
        return self.text(tag).strip() in ("true", "1")

    def paged(self, find: Callable[[], Found]) -> Reply:
        """What a query found, as a page, or counted only."""
        page: Page = self.iterators.page(self.name, self.element, find)
        wants = self.element.get("metaData", "NoMetaData")
        #: metaData MetaDataOnly answers retCount and no records, MetaDataAndResponseData both. [Intuit's guide]
        records = () if wants == "MetaDataOnly" else page.records
        count = None if wants == "NoMetaData" else page.count
        return Reply(page.status, records, count, page.iterator_id, page.remaining)


def object_of(request: etree._Element) -> etree._Element:
    """The one element of an Add, Mod or Del; comments before it do not count."""
    return next(request.iterchildren("*"))


def nothing_found(found: Found) -> Found:
    #: A filter that finds nothing is answered with 1, Info. [captured s50, s81]
    return found if found.entries else Found(found.entries, found.show, status(1))
