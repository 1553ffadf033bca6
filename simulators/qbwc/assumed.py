"""
What no public source shows: a switch for each, with both values.

The first value is the one a company file has unless it is told otherwise. A connector has to live with both, since
nobody knows which of them QuickBooks does; the stories are played with each of them flipped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Switch:
    default: str
    other: str
    says: str


SWITCHES: Mapping[str, Switch] = {
    "overbilling": Switch("refuse", "allow", "a bill for more than is open on the line of an order: 3210, or taken"),
    "closed_order": Switch(
        "warn", "refuse", "LinkToTxnID to a closed order: saved without the link with 570, or refused"
    ),
    "unsaid_code": Switch("3180", "3210", "the code of what sources only say is refused"),
    "zero_total": Switch("allow", "refuse", "a bill, receipt or credit of nothing: saved, or 3210"),
    "link_refusal": Switch("3210", "3180", "the code of a link to an order that is refused"),
    "changed_link": Switch("kept", "lost", "the link to an order of a line that a BillMod changes"),
    "stale_record": Switch("shown", "left out", "the record as it is now in an answer 3200"),
    "name_case": Switch("same", "apart", "names that differ in case only: taken, or another name"),
    "other_payee": Switch("3120", "3140", "the code of a bill or credit that is another payee's, in a payment"),
    "first_day_of_week": Switch("Sunday", "Monday", "the first day of a week in a DateMacro"),
    "order_sequence": Switch("moves", "stays", "the EditSequence of an order when a line of it is received"),
    "billed_receipt": Switch(
        "listed", "silent", "an item receipt that a person made the bill: among the deleted, or just not there any more"
    ),
    "bill_sequence": Switch("moves", "stays", "the EditSequence of a bill when it is paid or credited"),
    "credit_alone": Switch(
        "linked", "paid", "a credit that settles a bill alone: linked to it, or by a payment of nothing beside it"
    ),
    "credit_time": Switch("moves", "stays", "TimeModified of a credit when it is set against a bill"),
    "too_long": Switch(
        "parse", "3070", "a text that is too long: the message set is refused whole, or the request with 3070"
    ),
    "foreign_characters": Switch("replace", "refuse", "characters that Windows-1252 has not: “?”, or 3080"),
    "trim_names": Switch("trim", "keep", "blanks around the name of a new list record"),
    "rollback": Switch(
        "parse", "1030", "onError rollbackOnError: the message set is refused whole, or each request with 1030"
    ),
    "same_guid": Switch("allow", "refuse", "a second record with the same ExternalGUID: saved, or 3180"),
    "closed_period": Switch("3180", "3171", "the code of a new transaction on or before the closing date"),
    "paid_bill": Switch("allow", "refuse", "lines of a paid bill in a BillMod: changed, or 3180"),
    "enhanced_receiving": Switch("allow", "refuse", "a bill linked to an order with enhanced inventory receiving on"),
    "filter_offset": Switch(
        "convert", "ignore", "the offset of a time in a filter: converted to QuickBooks' own, or not looked at"
    ),
    "filter_dates": Switch("3020", "3030", "the code of a date in a filter before 1970-01-02 or after 2037-12-31"),
    "unplayed": Switch(
        "1030", "parse", "a request that is real and not played here: 1030 for itself, or all is refused"
    ),
    "unknown_line": Switch("3120", "3140", "the code of a TxnLineID that the transaction does not have"),
    "inactive_reference": Switch("allow", "refuse", "a reference to an inactive list record: taken, or 3140"),
    "opening_balance": Switch("bill", "none", "OpenBalance of a new vendor: a bill in the books, or not looked at"),
    "tax_id": Switch(
        "hidden", "shown", "VendorTaxIdent to an application without access to personal data: left out, or shown"
    ),
    "orphan_extension": Switch("3120", "3180", "the code of a DataExtMod or DataExtDel where no value stands"),
    "merge_times": Switch("stay", "move", "TimeModified of the records of a list record that was merged into another"),
    "recalled_texts": Switch("recalled", "empty", "the words of statuses whose words no source shows"),
    "latency": Switch("drawn", "none", "the time QuickBooks takes, where the PC is told to take any"),
    "limit": Switch("60", "none", "whether the Web Connector gives up after 60 seconds of QuickBooks' time"),
    "after_limit": Switch(
        "wait", "at once", "whether the next request waits until QuickBooks has done with the one before"
    ),
    "log_passages": Switch(
        "written", "left out", "the log's lines for connectionError, getLastError, interactive calls and AppLock"
    ),
    "close_after_none": Switch(
        "no", "yes", "whether closeConnection follows none, nvu and busy that came with a ticket"
    ),
    "close_after_failure": Switch("no", "yes", "whether closeConnection follows QBWC1041, 1042 and 1043"),
    "foreign_lock": Switch("taken over", "refused", "an AppLock that another PC left behind"),
    "shown_values": Switch(
        "all",
        "its own",
        "the values on the company in the first strHCPResponse: all of the OwnerID, or FileID and AppLock",
    ),
    "interactive_end": Switch("go on", "close", "what follows an interactive session: another request, or the end"),
    "no_number": Switch("error", "0", "a receiveResponseXML that answers nothing: “Object reference not set …”, or 0"),
    "expect_continue": Switch(
        "waits", "at once", "a body over a socket: it waits 350 ms for “100 Continue”, or is sent at once"
    ),
    "interval_from": Switch("start", "end", "from where of an update the interval to the next one counts"),
}


@dataclass(slots=True)
class Assumed:
    """
    The values of one company file; ``chosen`` has those that are not the default.

    ``asked`` gathers the switches that were looked at: what was not asked cannot have made a difference.
    """

    chosen: dict[str, str] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set, compare=False)

    def __post_init__(self) -> None:
        for name, value in self.chosen.items():
            self._check(name, value)

    def choose(self, name: str, value: str) -> None:
        self._check(name, value)
        self.chosen[name] = value

    def value(self, name: str) -> str:
        self.asked.add(name)
        return self.chosen.get(name, SWITCHES[name].default)

    def holds(self, name: str, value: str) -> bool:
        return self.value(name) == value

    def _check(self, name: str, value: str) -> None:
        if name not in SWITCHES:
            raise ValueError(f"“{name}” is not a switch; known: {', '.join(SWITCHES)}")
        known = SWITCHES[name]
        if value not in (known.default, known.other):
            raise ValueError(f"“{name}” is “{known.default}” or “{known.other}”, not “{value}”")
