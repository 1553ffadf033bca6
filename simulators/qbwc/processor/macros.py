"""Macros: a name that an Add gives to the id it is going to have, for later requests to use."""

from __future__ import annotations

from lxml import etree

from simulators.qbwc.company.record import Record
from simulators.qbwc.processor.call import object_of
from simulators.qbwc.statuses import Refusal


class Macros:
    """The macros of one session."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}

    def fill(self, request: etree._Element) -> None:
        """Put the ids in place of the macros that a request uses."""
        for element in request.iter("*"):
            name = element.get("useMacro")
            if name is None:
                continue
            if name not in self._ids:
                #: A useMacro that no defMacro has named refers to nothing: 3120. [Intuit's table: object not found]
                raise Refusal(3120, name)
            #: useMacro stands for the id of the object its defMacro made, later in the message set or session.
            #: [Intuit's page on macros]
            element.text = self._ids[name]

    def define(self, request: etree._Element, record: Record) -> None:
        """Remember the ids that an Add gave out; lines are in the order of the request."""
        made = object_of(request)
        lines = [
            line for name in ("ExpenseLineRet", "ItemLineRet", "PurchaseOrderLineRet") for line in record.get(name, ())
        ]
        for element in request.iter("*"):
            name = element.get("defMacro")
            if name is None:
                continue
            if element is made:
                self._ids[name] = record.get("TxnID") or record.get("ListID", "")
                continue
            before = [one for one in made.iterchildren("*") if str(one.tag).endswith("LineAdd")]
            self._ids[name] = lines[before.index(element)]["TxnLineID"]
