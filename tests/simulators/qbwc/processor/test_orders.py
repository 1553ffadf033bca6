"""Purchase orders: entered, received line by line or whole, over-received, closed, changed."""

from __future__ import annotations

import pytest

from scenarios.clock import SimClock
from simulators.qbwc import CompanyFile, Person, item, purchase_order
from tests.simulators.qbwc.conftest import Ask
from tests.simulators.qbwc.requests import bill, first, modify, named, receipt, received, said, tag, text


def line_of(file: CompanyFile, place: int = 0) -> dict[str, str]:
    found: dict[str, str] = first(file, "PurchaseOrder")["PurchaseOrderLineRet"][place]
    return found


def whole(file: CompanyFile) -> str:
    return bill("", head=tag("LinkToTxnID", first(file, "PurchaseOrder")["TxnID"]))


def change(file: CompanyFile, inner: str, sequence: str = "") -> str:
    return modify(first(file, "PurchaseOrder"), inner, "PurchaseOrder", sequence)


def test_an_order_is_answered_as_captured_ones_are(ask: Ask) -> None:
    """Captured s72 and s19: dates, flags and open lines; with terms DueDate follows from them."""
    line = tag("PurchaseOrderLineAdd", named("ItemRef", "Reagents") + tag("Quantity", "5") + tag("Rate", "25"))
    body = named("VendorRef", "Acme") + "<TxnDate>2026-01-12</TxnDate><RefNumber>50</RefNumber>{}" + line
    ret = ask(tag("PurchaseOrderAddRq", tag("PurchaseOrderAdd", body.format(""))))[0][0]
    found = {one.tag: one.text for one in ret if not len(one)}
    assert found["TotalAmount"] == "125.00"
    assert (found["DueDate"], found["ExpectedDate"]) == ("2026-01-12", "2026-01-12")
    assert [found[name] for name in ("IsManuallyClosed", "IsFullyReceived", "IsToBePrinted", "IsToBeEmailed")] == [
        "false",
        "false",
        "true",
        "false",
    ]
    line_ret = ret.find("PurchaseOrderLineRet")
    assert line_ret is not None
    assert [one.tag for one in line_ret] == [
        "TxnLineID", "ItemRef", "Desc", "Quantity", "Rate", "Amount",
        "ReceivedQuantity", "UnbilledQuantity", "IsBilled", "IsManuallyClosed",
    ]  # fmt: skip
    with_terms = ask(tag("PurchaseOrderAddRq", tag("PurchaseOrderAdd", body.format(named("TermsRef", "Net 60")))))
    assert with_terms[0][0].findtext("DueDate") == "2026-03-13"


def test_a_linked_line_takes_its_item_from_the_order_and_receives_it(ask: Ask, file: CompanyFile) -> None:
    ret = ask(bill(received(file, "8", "300.00")))[0][0]
    assert (ret.findtext("ItemLineRet/ItemRef/FullName"), ret.findtext("ItemLineRet/Cost")) == ("Reagents", "37.50")
    assert ret.find("LinkedTxn") is None, "the answer to an Add has lines but no links"
    assert (line_of(file)["ReceivedQuantity"], first(file, "PurchaseOrder")["IsFullyReceived"]) == ("8", "false")
    asked = (
        f"<BillQueryRq><TxnID>{ret.findtext('TxnID')}</TxnID><IncludeLinkedTxns>true</IncludeLinkedTxns></BillQueryRq>"
    )
    linked = ask(asked)[0][0].find("LinkedTxn")
    assert linked is not None
    assert [linked.findtext(name) for name in ("TxnType", "LinkType", "Amount")] == [
        "PurchaseOrder",
        "QUANTYPE",
        "300.00",
    ]


def test_an_order_is_received_by_three_partial_bills_and_then_closed(ask: Ask, file: CompanyFile) -> None:
    for quantity, received_, is_full in (("8", "8", "false"), ("7", "15", "false"), ("", "20", "true")):
        assert said(ask(bill(received(file, quantity))))[0] == "0"
        assert (line_of(file)["ReceivedQuantity"], line_of(file)["UnbilledQuantity"]) == (received_, "0")
        assert first(file, "PurchaseOrder")["IsFullyReceived"] == is_full
    assert line_of(file)["IsBilled"] == "true"
    assert [one["AmountDue"] for one in file.records("Bill")] == ["330.00", "288.75", "206.25"]
    assert said(ask(bill(received(file, "1"))))[0] == "3210"


def test_an_amount_alone_is_one_of_the_item(ask: Ask, file: CompanyFile) -> None:
    """Seen live in 2026 on qbXML 13.0: the quantity becomes 1."""
    ret = ask(bill(received(file, amount="300.00")))[0][0]
    assert (ret.findtext("ItemLineRet/Quantity"), ret.findtext("ItemLineRet/Amount")) == ("1", "300.00")


def test_over_billing_is_refused_or_taken(ask: Ask, file: CompanyFile) -> None:
    twice = bill(received(file, "11", "1.00") + received(file, "10", "1.00"))
    answer = ask(twice)
    assert said(answer) == ("3210", "Error")
    assert 'The "Quantity" field has an invalid value "10"' in text(answer)
    file.assumed.choose("overbilling", "allow")
    assert said(ask(twice)) == ("0", "Info")
    assert line_of(file)["ReceivedQuantity"] == "21"


@pytest.mark.parametrize(("value", "code"), [("3210", "3210"), ("3180", "3180")])
def test_a_link_that_does_not_hold_is_refused(ask: Ask, file: CompanyFile, value: str, code: str) -> None:
    file.assumed.choose("link_refusal", value)
    txn_id = first(file, "PurchaseOrder")["TxnID"]
    assert said(ask(bill(received(file), vendor="Bay Plumbing")))[0] == code, "another vendor's order"
    assert said(ask(bill(received(file, "1"), head=tag("LinkToTxnID", txn_id))))[0] == code, "both ways at once"
    ask(change(file, tag("IsManuallyClosed", "true")))
    assert said(ask(bill(received(file, "1"))))[0] == code, "a line that is closed"
    assert said(ask(bill(received(file, rest=named("ItemRef", "Reagents")))))[0] == "3153", "an item of its own"
    unknown = tag("ItemLineAdd", tag("LinkToTxn", tag("TxnID", "FF-1") + tag("TxnLineID", "FE-1")))
    assert said(ask(bill(unknown)))[0] == "3120"


def test_a_whole_order_is_pulled_at_its_own_prices_and_a_closed_one_only_warned_of(ask: Ask, file: CompanyFile) -> None:
    """570 is a warning: the bill is saved without the link; conductor has it as an error."""
    assert ask(whole(file))[0][0].findtext("AmountDue") == "825.00"
    warned = ask(whole(file))
    assert said(warned) == ("570", "Warn")
    assert warned[0][0].findtext("AmountDue") == "0.00"
    file.assumed.choose("closed_order", "refuse")
    assert said(ask(whole(file)))[0] == "3210"
    assert len(file.records("Bill")) == 2


def test_receiving_first_leaves_the_order_unbilled(ask: Ask, file: CompanyFile) -> None:
    ret = ask(receipt(received(file, "5")))[0][0]
    assert (ret.tag, ret.findtext("TotalAmount")) == ("ItemReceiptRet", "206.25")
    assert [line_of(file)[name] for name in ("ReceivedQuantity", "UnbilledQuantity", "IsBilled")] == ["5", "5", "false"]
    assert first(file, "Vendor")["Balance"] == "206.25"


def test_with_enhanced_receiving_a_bill_may_have_to_wait_for_its_receipt(ask: Ask, file: CompanyFile) -> None:
    file.preferences.enhanced_receiving = True
    assert ask("<PreferencesQueryRq />")[0][0].findtext(".//EnhancedInventoryReceivingEnabled") == "true"
    assert said(ask(bill(received(file, "1"))))[0] == "0"
    file.assumed.choose("enhanced_receiving", "refuse")
    assert said(ask(bill(received(file, "1"))))[0] == "3210"
    assert said(ask(receipt(received(file, "1"))))[0] == "0"


@pytest.mark.parametrize(("value", "moves"), [("moves", True), ("stays", False)])
def test_the_edit_sequence_of_an_order_moves_with_its_receipts_or_not(
    ask: Ask, file: CompanyFile, clock: SimClock, value: str, *, moves: bool
) -> None:
    file.assumed.choose("order_sequence", value)
    before = first(file, "PurchaseOrder")
    clock.sleep(9)
    ask(bill(received(file, "1")))
    after = first(file, "PurchaseOrder")
    assert (after["EditSequence"] != before["EditSequence"]) is moves
    assert after["TimeModified"] != before["TimeModified"]


def test_deleting_or_changing_the_bill_opens_the_order_again(ask: Ask, file: CompanyFile) -> None:
    ask(bill(received(file)))
    bought = first(file, "Bill")
    kept = tag("TxnLineID", bought["ItemLineRet"][0]["TxnLineID"])
    ask(modify(bought, tag("ItemLineMod", kept + tag("Quantity", "6"))))
    assert (line_of(file)["ReceivedQuantity"], first(file, "PurchaseOrder")["IsFullyReceived"]) == ("6", "false")
    assert first(file, "Bill")["AmountDue"] == "247.50", "the price of the line stays"
    ask(tag("TxnDelRq", tag("TxnDelType", "Bill") + tag("TxnID", bought["TxnID"])))
    assert line_of(file)["ReceivedQuantity"] == "0"
    assert first(file, "Vendor")["Balance"] == "0.00"


def test_a_changed_line_keeps_its_link_or_loses_it(ask: Ask, file: CompanyFile) -> None:
    """Intuit's tutorial warns of the loss; the line itself stays."""
    file.assumed.choose("changed_link", "lost")
    ask(bill(received(file, "8")))
    bought = first(file, "Bill")
    kept = tag("TxnLineID", bought["ItemLineRet"][0]["TxnLineID"])
    ask(modify(bought, tag("ItemLineMod", kept)))
    assert line_of(file)["ReceivedQuantity"] == "8", "a line that is only kept keeps its link"
    ask(modify(first(file, "Bill"), tag("ItemLineMod", kept + tag("Quantity", "6"))))
    assert (line_of(file)["ReceivedQuantity"], first(file, "Bill")["AmountDue"]) == ("0", "247.50")


def test_closing_an_order_by_hand_closes_its_lines_and_can_be_undone_until_all_is_received(
    ask: Ask, file: CompanyFile
) -> None:
    ret = ask(change(file, tag("IsManuallyClosed", "true")))[0][0]
    assert (ret.findtext("IsManuallyClosed"), line_of(file)["IsManuallyClosed"]) == ("true", "true")
    ask(change(file, tag("IsManuallyClosed", "false")))
    assert line_of(file)["IsManuallyClosed"] == "false"
    ask(bill(received(file)))
    assert said(ask(change(file, tag("IsManuallyClosed", "false"))))[0] == "3180"


def test_one_line_can_be_closed_alone(ask: Ask, file: CompanyFile, clock: SimClock) -> None:
    part = item(file, "Vials", "Cost of Goods Sold", clock.now())
    order = purchase_order(file, first(file, "Vendor"), "51", [(part, "2", "1"), (part, "3", "1")], clock.now())
    lines = [tag("TxnLineID", one["TxnLineID"]) for one in order["PurchaseOrderLineRet"]]
    closed = tag("PurchaseOrderLineMod", lines[0] + tag("IsManuallyClosed", "true"))
    ret = ask(modify(order, closed + tag("PurchaseOrderLineMod", lines[1]), "PurchaseOrder"))[0][0]
    assert [one.findtext("IsManuallyClosed") for one in ret.iterfind("PurchaseOrderLineRet")] == ["true", "false"]
    assert ret.findtext("IsManuallyClosed") == "false"
    taken = ask(bill("", head=tag("LinkToTxnID", order["TxnID"])))[0][0]
    assert taken.findtext("AmountDue") == "3.00", "only the line that is open"


def test_lines_of_an_order_are_changed_added_and_taken_out(ask: Ask, file: CompanyFile) -> None:
    kept = tag("PurchaseOrderLineMod", tag("TxnLineID", line_of(file)["TxnLineID"]) + tag("Rate", "40"))
    new = tag("PurchaseOrderLineMod", "<TxnLineID>-1</TxnLineID><Desc>Freight</Desc><Amount>9.00</Amount>")
    ret = ask(change(file, tag("Memo", "m") + kept + new))[0][0]
    assert (ret.findtext("TotalAmount"), ret.findtext("Memo")) == ("809.00", "m")
    assert ret.findtext("PurchaseOrderLineRet/Amount") == "800.00"
    alone = tag("PurchaseOrderLineMod", tag("TxnLineID", line_of(file)["TxnLineID"]))
    assert ask(change(file, alone))[0][0].findtext("TotalAmount") == "800.00"
    ask(bill(received(file, "1")))
    assert said(ask(change(file, new)))[0] == "3180", "a line that was received stays"
    assert said(ask(change(file, kept, "1")))[0] == "3200"


def test_a_window_that_shows_the_order_stands_in_the_way_of_a_bill_for_it(
    ask: Ask, file: CompanyFile, clock: SimClock
) -> None:
    person = Person(file, clock.now())
    person.open_window("PurchaseOrder", "49")
    answer = ask(bill(received(file, "1")))
    assert said(answer)[0] == "3176"
    assert text(answer).endswith("The application failed to acquire the lock.")
    assert said(ask(change(file, tag("Memo", "m"))))[0] == "3175"
    person.close_windows()
    assert said(ask(bill(received(file, "1"))))[0] == "0"


def test_a_changed_line_is_held_to_what_the_order_has_open(ask: Ask, file: CompanyFile) -> None:
    ask(bill(received(file, "5")))
    bought = first(file, "Bill")
    more = tag("ItemLineMod", tag("TxnLineID", bought["ItemLineRet"][0]["TxnLineID"]) + tag("Quantity", "{}"))
    assert said(ask(modify(bought, more.format("21"))))[0] == "3210"
    assert said(ask(modify(bought, more.format("20"))))[0] == "0"
    file.assumed.choose("overbilling", "allow")
    assert said(ask(modify(first(file, "Bill"), more.format("21"))))[0] == "0"


def test_less_than_nothing_is_not_received_and_does_not_complete_an_order(ask: Ask, file: CompanyFile) -> None:
    assert said(ask(bill(received(file, "-5", "1.00"))))[0] == "3210"
    line = tag("PurchaseOrderLineAdd", named("ItemRef", "Reagents") + tag("Quantity", "-5"))
    ret = ask(tag("PurchaseOrderAddRq", tag("PurchaseOrderAdd", named("VendorRef", "Acme") + line)))[0][0]
    assert ret.findtext("IsFullyReceived") == "false"


def test_one_order_is_not_taken_whole_twice_nor_given_to_another_vendor_once_received(
    ask: Ask, file: CompanyFile
) -> None:
    txn_id = first(file, "PurchaseOrder")["TxnID"]
    assert said(ask(bill("", head=tag("LinkToTxnID", txn_id) * 2)))[0] == "3210"
    ask(bill(received(file, "1")))
    for other in (named("VendorRef", "Bay Plumbing"), "<VendorRef></VendorRef>"):
        assert said(ask(change(file, other)))[0] == "3180"
