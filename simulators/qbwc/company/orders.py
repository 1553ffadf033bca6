"""Purchase orders: entered, changed, received line by line, and closed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from simulators.qbwc.company import currency, guards, lines
from simulators.qbwc.company.arithmetic import due, total
from simulators.qbwc.company.file import TERMS, CompanyFile
from simulators.qbwc.company.links import RECEIPT, Link, quantity
from simulators.qbwc.company.record import ZERO, Record, amount, boolean, is_true, money, number
from simulators.qbwc.company.references import resolved

LABEL = "PurchaseOrder"
FIXED_VENDOR = "The vendor of a purchase order that has been received cannot be changed."
COMPLETE = "A purchase order that is fully received cannot be reopened."
RECEIVED = "A line that has been received cannot be deleted."
LINES = "PurchaseOrderLineRet"
OPEN = {"ReceivedQuantity": "0", "UnbilledQuantity": "0", "IsBilled": "false", "IsManuallyClosed": "false"}
PRINTED = {"IsToBePrinted": "true", "IsToBeEmailed": "false"}


def header(file: CompanyFile, now: datetime) -> Record:
    """Id, stamps and number of a new transaction."""
    head: Record = {"TxnID": file.next_txn_id(now), **file.created(now), "TxnNumber": file.next_txn_number()}
    #: The hidden line of a transaction takes the id after the header's; the first visible line the next. [captured: 13
    #: of 13]
    file.counters.txn += 1
    return head


def add(file: CompanyFile, given: Record, now: datetime) -> Record:
    """The order as it was saved."""
    guards.feature(file, LABEL)
    guards.unique_guid(file, LABEL, given)
    lines.refuse_groups(given, LABEL)
    fields = resolved(
        file, {key: value for key, value in given.items() if not key.startswith("PurchaseOrderLine")}, LABEL
    )
    drafts = [lines.item(file, one, LABEL, "Rate") for one in given.get("PurchaseOrderLineAdd", [])]
    day = given.get("TxnDate") or file.today(now)
    guards.period_open_for_add(file, LABEL, day)
    head = header(file, now)
    order = {
        **head,
        **PRINTED,
        **fields,
        "TxnDate": day,
        #: DueDate and ExpectedDate of an order are its own date unless they are given. [captured s72]
        #: … with terms its DueDate follows from them. [captured s19: 90 days]
        "DueDate": fields.get("DueDate") or due(day, terms_of(file, fields) or {}, 0),
        "ExpectedDate": fields.get("ExpectedDate") or day,
        "IsManuallyClosed": "false",
        "IsFullyReceived": "false",
        LINES: [{**lines.with_id(file, one, now), **OPEN} for one in drafts],
        **_currency(file, fields),
    }
    counted = _counted(file, order)
    file.put(LABEL, counted)
    return counted


def _currency(file: CompanyFile, fields: Record) -> Record:
    vendor = file.find("Vendor", fields["VendorRef"]) if fields.get("VendorRef") else None
    return currency.of(file, vendor, fields)


def terms_of(file: CompanyFile, fields: Record) -> Record | None:
    return file.find(TERMS, fields["TermsRef"]) if fields.get("TermsRef") else None


def modify(file: CompanyFile, record: Record, given: Record, now: datetime) -> Record:
    """The order as changed; links stay as they are: a Mod cannot make or remove one."""
    lines.refuse_groups(given, LABEL)
    unchanging = ("TxnID", "EditSequence", "PurchaseOrderLineMod", "PurchaseOrderLineGroupMod")
    changes = {key: value for key, value in given.items() if key not in unchanging}
    fields = resolved(file, changes, LABEL)
    kept = {key: value for key, value in record.items() if key not in changes}
    order = {**kept, **fields, LINES: record[LINES]}
    if "TxnDate" not in order:
        order["TxnDate"] = record["TxnDate"]
    guards.period_open_for_change(file, LABEL, record["TxnDate"], order["TxnDate"])
    if order.get("VendorRef") != record.get("VendorRef") and file.links.to(record["TxnID"]):
        #: The vendor of an order that was received or billed cannot be changed. [Intuit's linking tutorial: vendors
        #: match]
        raise guards.unsaid(file, LABEL, FIXED_VENDOR, "TxnID", record["TxnID"])
    order |= _currency(file, order)
    #: A Mod without lines leaves them as they are. [Intuit's guide: modifying lines]
    if "PurchaseOrderLineMod" in given:
        order[LINES] = _changed_lines(file, record, given["PurchaseOrderLineMod"], now)
    order = _closed_by_hand(file, order, record, given)
    counted = file.stamped(_counted(file, order), now, is_edit=True)
    file.put(LABEL, counted)
    return counted


def _changed_lines(file: CompanyFile, record: Record, given: list[Record], now: datetime) -> list[Record]:
    drafts = lines.changed(file, record[LINES], given, lambda one: lines.item(file, one, LABEL, "Rate"), "Rate")
    made = [{**OPEN, **lines.with_id(file, one, now)} for one in drafts]
    left = {line["TxnLineID"] for line in made}
    linked = {link.target_line for link in file.links.to(record["TxnID"])}
    if linked - left:
        #: A line that was received or billed cannot be taken out of its order. [Intuit's linking tutorial: links cannot
        #: be removed]
        raise guards.unsaid(file, LABEL, RECEIVED, "TxnID", record["TxnID"])
    return made


def _closed_by_hand(file: CompanyFile, order: Record, record: Record, given: Record) -> Record:
    """The header's IsManuallyClosed reaches every line."""
    wanted = given.get("IsManuallyClosed")
    if not wanted:
        return {**order, "IsManuallyClosed": record["IsManuallyClosed"]}
    #: An order that is fully received cannot be opened again. [Intuit's listing: IsManuallyClosed]
    if not is_true(wanted) and is_true(record["IsFullyReceived"]):
        raise guards.unsaid(file, LABEL, COMPLETE, "TxnID", record["TxnID"])
    #: Closing an order by hand closes all its lines. [Intuit's listing: IsManuallyClosed]
    return {**order, LINES: [{**line, "IsManuallyClosed": wanted} for line in order[LINES]]}


def is_closed(order: Record) -> bool:
    return is_true(order["IsManuallyClosed"]) or is_true(order["IsFullyReceived"])


def open_quantity(line: Record) -> Decimal:
    return amount(line, "Quantity") - amount(line, "ReceivedQuantity")


def open_lines(order: Record) -> list[Record]:
    return [line for line in order[LINES] if not is_true(line["IsManuallyClosed"]) and open_quantity(line) > 0]


def on_order(file: CompanyFile) -> dict[str, Decimal]:
    """What is open of each item, by its ListID."""
    found: dict[str, Decimal] = {}
    for line in (line for order in file.transactions[LABEL] for line in open_lines(order)):
        item = (line.get("ItemRef") or {}).get("ListID", "")
        found[item] = found.get(item, ZERO) + open_quantity(line)
    return found


def count_anew(file: CompanyFile, ids: Iterable[str], now: datetime) -> None:
    """Received and billed quantities of orders, after links to them came or went."""
    for id_ in ids:
        order = file.transactions[LABEL].get(id_)
        if order is None:
            continue
        counted = _counted(file, order)
        if counted != order:
            #: The EditSequence of an order moves with what is received of it, or stays. [assumed: order_sequence]
            is_edit = file.assumed.holds("order_sequence", "moves")
            file.put(LABEL, file.stamped(counted, now, is_edit=is_edit))


def _counted(file: CompanyFile, order: Record) -> Record:
    links = file.links.to(order["TxnID"])
    made = [
        _counted_line(line, [link for link in links if link.target_line == line["TxnLineID"]]) for line in order[LINES]
    ]
    ordered = [line for line in made if amount(line, "Quantity") > 0]
    is_complete = bool(ordered) and all(open_quantity(line) <= 0 for line in ordered)
    is_by_hand = bool(made) and all(is_true(line["IsManuallyClosed"]) for line in made)
    whole = {**order, "TotalAmount": lines.storable({"Amount": money(total(made))})["Amount"]}
    return {
        **whole,
        **currency.in_home(LABEL, whole),
        LINES: made,
        #: An order is fully received when every line is. [Intuit's listing; conductor]
        "IsFullyReceived": boolean(is_complete),
        #: An order whose lines are all closed by hand is closed by hand. [Intuit's listing: IsManuallyClosed]
        "IsManuallyClosed": boolean(is_by_hand and not is_complete),
    }


def _counted_line(line: Record, links: list[Link]) -> Record:
    received = quantity(links)
    billed = quantity(link for link in links if link.source_kind != "ItemReceipt")
    left = max(received - billed, ZERO)
    is_billed = bool(line.get("Quantity")) and billed >= amount(line, "Quantity")
    return {
        **line,
        #: Receiving, by a bill or an item receipt, raises ReceivedQuantity of the order's line. [Intuit's listing;
        #: conductor]
        "ReceivedQuantity": number(received),
        #: UnbilledQuantity is what was received and not billed; IsBilled says that all was. [Intuit's listing, since
        #: 11.0]
        "UnbilledQuantity": number(left),
        "IsBilled": boolean(is_billed),
    }


def received(source: str, source_kind: str, line_id: str, order: Record, line: Record, bought: Record) -> Link:
    """The link from a line of a bill or receipt to the line of the order."""
    return Link(
        source=source,
        source_kind=source_kind,
        source_line=line_id,
        target=order["TxnID"],
        target_kind=LABEL,
        target_line=line["TxnLineID"],
        kind=RECEIPT,
        amount=bought["Amount"],
        quantity=bought.get("Quantity", "0"),
    )
