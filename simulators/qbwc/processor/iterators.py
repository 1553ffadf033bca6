"""
Iterators: pages of a query, for one application in one QuickBooks session.

  rule                                                              source
  Start needs MaxReturned: 3150 without it                           RealDealCPA, a comment
  Start and Continue answer iteratorRemainingCount and iteratorID     captured (s19, m05)
  the last page has remaining 0; Continue after it is 3391            captured; quickbooks-php issue 183
  an iterator ends with its session                                   Intuit OSR
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from simulators.qbwc.company.file import Record
from simulators.qbwc.processor.statuses import Refusal


@dataclass(frozen=True, slots=True)
class Page:
    records: list[Record]
    iterator_id: str | None = None
    remaining: int | None = None


@dataclass(slots=True)
class Iterators:
    """The open iterators of one session; ``guid`` makes their ids."""

    guid: Callable[[], str]
    waiting: dict[str, list[Record]] = field(default_factory=dict)

    def page(self, request: etree._Element, find: Callable[[], list[Record]]) -> Page:
        """The next records of a query, iterated or not."""
        step, limit = request.get("iterator"), request.findtext("MaxReturned")
        if step is None:
            return Page(find()[: int(limit)] if limit else find())
        if step != "Stop" and not limit:
            raise Refusal(3150, "MaxReturned")
        name = request.get("iteratorID", "")
        if step == "Start":
            name, rest = f"{{{self.guid()}}}", find()
        else:
            if name not in self.waiting:
                raise Refusal(3391, name)
            rest = self.waiting.pop(name)
        if step == "Stop":
            return Page([], name, 0)
        size = int(limit or "0")
        if rest[size:]:
            self.waiting[name] = rest[size:]
        return Page(rest[:size], name, len(rest[size:]))
