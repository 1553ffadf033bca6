"""The request processor answers as the captured QuickBooks does: statuses, ids, links, stored answers."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from lxml import etree

from scenarios.clock import SimClock
from simulators.qbwc import CompanyFile, Hresult, RequestProcessor
from tests.simulators.qbwc.conftest import Ask, message

NO_MATCH = "A query request did not find a matching object in QuickBooks"
EXPENSE = (
    "<ExpenseLineAdd><AccountRef><FullName>Office Supplies</FullName></AccountRef><Amount>{}</Amount></ExpenseLineAdd>"
)


def bill(
    lines: str = EXPENSE.format("10.00"), *, vendor: str = "Acme", head: str = "<RefNumber>AC-1</RefNumber>"
) -> str:
    body = f"<VendorRef><FullName>{vendor}</FullName></VendorRef><TxnDate>2026-01-12</TxnDate>{head}{lines}"
    return f'<BillAddRq requestID="7"><BillAdd>{body}</BillAdd></BillAddRq>'


def linked(file: CompanyFile, quantity: str = "", amount: str = "", extra: str = "") -> str:
    order = file.transactions["PurchaseOrder"][0]
    given = (f"<Quantity>{quantity}</Quantity>" if quantity else "") + (f"<Amount>{amount}</Amount>" if amount else "")
    target = f"<TxnID>{order['TxnID']}</TxnID><TxnLineID>{order['PurchaseOrderLineRet'][0]['TxnLineID']}</TxnLineID>"
    return f"<ItemLineAdd>{extra}{given}<LinkToTxn>{target}</LinkToTxn></ItemLineAdd>"


def said(answer: etree._Element, place: int = 0) -> tuple[str, str]:
    return answer[place].get("statusCode", ""), answer[place].get("statusSeverity", "")


def test_ids_numbers_and_stamps_have_the_captured_form(ask: Ask, clock: SimClock) -> None:
    """Header N, a hidden line N+1, the first visible line N+2; EditSequence is epoch seconds."""
    answer = ask(bill())
    ret = answer[0][0]
    epoch = str(int(clock.now().timestamp()))
    header, line = ret.findtext("TxnID", ""), ret.findtext("ExpenseLineRet/TxnLineID", "")
    assert header.split("-")[1] == line.split("-")[1] == ret.findtext("EditSequence") == epoch
    assert int(line.split("-")[0], 16) == int(header.split("-")[0], 16) + 2
    assert re.fullmatch(r"2026-01-15T09:00:00-08:00", ret.findtext("TimeCreated", ""))
    assert answer[0].items() == [
        ("requestID", "7"),
        ("statusCode", "0"),
        ("statusSeverity", "Info"),
        ("statusMessage", "Status OK"),
    ]


def test_a_bill_without_terms_is_due_after_the_preference_s_days(ask: Ask) -> None:
    """Captured: 2015-02-27 with DaysBillsAreDue 10 gave 2015-03-09."""
    assert ask(bill())[0][0].findtext("DueDate") == "2026-01-22"
    terms = "<RefNumber>A</RefNumber><TermsRef><FullName>Net 45</FullName></TermsRef>"
    assert ask(bill(head=terms))[0][0].findtext("DueDate") == "2026-02-26"


def test_a_posting_moves_the_vendor_s_time_and_balance_but_not_its_edit_sequence(
    ask: Ask, file: CompanyFile, clock: SimClock
) -> None:
    before = dict(file.lists["Vendor"][0])
    clock.sleep(60)
    ask(bill())
    after = file.lists["Vendor"][0]
    assert after["EditSequence"] == before["EditSequence"]
    assert after["TimeModified"] != before["TimeModified"]
    assert after["Balance"] == "10.00"


@pytest.mark.parametrize(
    ("request_", "code", "text"),
    [
        (bill(vendor="Nobody"), "3140", 'QuickBooks Vendor "Nobody" in the Bill.  QuickBooks error message: Invalid'),
        (
            bill(EXPENSE.format("1.00").replace("Office Supplies", "X")),
            "3140",
            'QuickBooks Account "X" in the Bill line.',
        ),
        (bill(EXPENSE.format("-1.00")), "3210", "AmountDue"),
        (bill("<ExpenseLineAdd><Amount>1.00</Amount></ExpenseLineAdd>"), "3180", "when saving a Bill"),
        ("<VendorAddRq><VendorAdd><Name>acme</Name></VendorAdd></VendorAddRq>", "3100", "already in use"),
        ("<VendorAddRq><VendorAdd><Name>A:b</Name></VendorAdd></VendorAddRq>", "3090", "cannot contain a colon"),
        (
            "<VendorQueryRq><ListID>8000001B-1405768916</ListID></VendorQueryRq>",
            "3120",
            '"8000001B-1405768916" specified',
        ),
        ("<VendorQueryRq><FullName>Nobody</FullName></VendorQueryRq>", "500", 'element ("Nobody") that could not'),
        ("<BillQueryRq><RefNumber>X</RefNumber></BillQueryRq>", "500", 'element ("X")'),
        ("<BillQueryRq><MaxReturned>5</MaxReturned></BillQueryRq>", "1", NO_MATCH),
        ('<VendorQueryRq iterator="Start" />', "3150", "MaxReturned"),
        (
            '<VendorQueryRq iterator="Continue" iteratorID="{x}"><MaxReturned>1</MaxReturned></VendorQueryRq>',
            "3391",
            "{x}",
        ),
        ("<ClassQueryRq />", "1030", "not supported by this implementation"),
    ],
)
def test_a_status_has_quickbooks_own_code_and_words(ask: Ask, request_: str, code: str, text: str) -> None:
    answer = ask(request_)
    assert answer[0].get("statusCode") == code
    assert text in answer[0].get("statusMessage", "")


def test_a_refused_bill_leaves_no_trace(ask: Ask, file: CompanyFile) -> None:
    before = (file.counter, file.txn_number, str(file.transactions))
    ask(bill(EXPENSE.format("1.00") + linked(file, "21", "1.00")))
    assert (file.counter, file.txn_number, str(file.transactions)) == before


def test_a_linked_line_takes_its_item_from_the_order_and_receives_it(ask: Ask, file: CompanyFile) -> None:
    ret = ask(bill(linked(file, "8", "300.00")))[0][0]
    assert (ret.findtext("ItemLineRet/ItemRef/FullName"), ret.findtext("ItemLineRet/Cost")) == ("Reagents", "37.50")
    assert ret.find("LinkedTxn") is None, "the answer to an Add has lines but no links"
    order = file.transactions["PurchaseOrder"][0]
    assert (order["PurchaseOrderLineRet"][0]["ReceivedQuantity"], order["IsFullyReceived"]) == ("8", "false")
    asked = ask(
        f"<BillQueryRq><TxnID>{ret.findtext('TxnID')}</TxnID><IncludeLinkedTxns>true</IncludeLinkedTxns></BillQueryRq>"
    )
    assert asked[0][0].findtext("LinkedTxn/TxnID") == order["TxnID"]
    ask(bill(linked(file)))
    assert order["IsFullyReceived"] == "true"
    assert said(ask(bill(linked(file, "1", "1.00")))) == ("3180", "Error")


def test_over_billing_is_refused_or_taken_as_the_company_file_is_set(ask: Ask, file: CompanyFile) -> None:
    twice = bill(linked(file, "11", "1.00") + linked(file, "10", "1.00"))
    assert said(ask(twice)) == ("3210", "Error")
    file.overbilling = "allow"
    assert said(ask(twice)) == ("0", "Info")


def test_a_linked_line_must_not_name_an_item_nor_another_vendor_s_order(ask: Ask, file: CompanyFile) -> None:
    assert said(ask(bill(linked(file, extra="<ItemRef><FullName>Reagents</FullName></ItemRef>")))) == ("3153", "Error")
    assert said(ask(bill(linked(file), vendor="Bay Plumbing"))) == ("3180", "Error")


def test_a_whole_order_is_pulled_at_its_own_prices_and_a_closed_one_only_warned_of(ask: Ask, file: CompanyFile) -> None:
    whole = bill("", head=f"<LinkToTxnID>{file.transactions['PurchaseOrder'][0]['TxnID']}</LinkToTxnID>")
    assert ask(whole)[0][0].findtext("AmountDue") == "825.00"
    warned = ask(whole)
    assert said(warned) == ("570", "Warn")
    assert warned[0][0].findtext("AmountDue") == "0.00", "saved without the link"


def test_reference_numbers_are_not_unique_and_found_without_regard_to_case(ask: Ask) -> None:
    ask(bill() + bill())
    assert len(ask("<BillQueryRq><RefNumber>ac-1</RefNumber></BillQueryRq>")[0]) == 2
    assert said(ask("<BillQueryRq><RefNumberCaseSensitive>ac-1</RefNumberCaseSensitive></BillQueryRq>")) == (
        "500",
        "Warn",
    )


def test_lines_links_and_custom_fields_come_only_when_asked_for(ask: Ask, file: CompanyFile) -> None:
    file.lists["Vendor"][0]["DataExtRet"] = [
        {"OwnerID": "0", "DataExtName": "ERP No", "DataExtType": "STR255TYPE", "DataExtValue": "V-1"}
    ]
    assert ask("<PurchaseOrderQueryRq />")[0][0].find("PurchaseOrderLineRet") is None
    whole = "<PurchaseOrderQueryRq><IncludeLineItems>true</IncludeLineItems></PurchaseOrderQueryRq>"
    assert ask(whole)[0][0].find("PurchaseOrderLineRet") is not None
    assert ask("<VendorQueryRq />")[0][0].find("DataExtRet") is None
    assert ask("<VendorQueryRq><OwnerID>0</OwnerID></VendorQueryRq>")[0][0].findtext("DataExtRet/DataExtValue") == "V-1"


def test_inactive_records_are_seen_only_by_those_who_ask_for_them(ask: Ask, file: CompanyFile) -> None:
    file.lists["Vendor"][0]["IsActive"] = "false"
    for status, names in (("", ["Bay Plumbing"]), ("All", ["Acme", "Bay Plumbing"]), ("InactiveOnly", ["Acme"])):
        inner = f"<ActiveStatus>{status}</ActiveStatus>" if status else ""
        found = ask(f"<VendorQueryRq>{inner}</VendorQueryRq>")[0]
        assert [ret.findtext("Name") for ret in found] == names


def test_a_filter_by_change_reads_wall_time_and_is_inclusive(ask: Ask, file: CompanyFile) -> None:
    stamp = file.lists["Vendor"][0]["TimeModified"][:19]
    for since, count in ((stamp, 2), (f"{stamp}+05:00", 2), (stamp.replace("00:00", "00:01"), 0), (stamp[:10], 2)):
        found = ask(f"<VendorQueryRq><FromModifiedDate>{since}</FromModifiedDate></VendorQueryRq>")[0]
        assert len(found) == count


def test_an_iterator_brings_every_record_once_and_ends(
    ask: Ask, processor: RequestProcessor, file: CompanyFile
) -> None:
    first = ask('<VendorQueryRq iterator="Start"><MaxReturned>1</MaxReturned></VendorQueryRq>')[0]
    name = first.get("iteratorID")
    assert (first.get("iteratorRemainingCount"), len(first)) == ("1", 1)
    again = f'<VendorQueryRq iterator="Continue" iteratorID="{name}"><MaxReturned>1</MaxReturned></VendorQueryRq>'
    assert ask(again)[0].get("iteratorRemainingCount") == "0"
    assert said(ask(again)) == ("3391", "Error")


def test_stop_on_error_answers_3231_to_the_rest_and_continue_goes_on(ask: Ask, file: CompanyFile) -> None:
    both = bill(vendor="Nobody") + bill()
    stopped = ask(both, on_error="stopOnError")
    assert [said(stopped, place) for place in (0, 1)] == [("3140", "Error"), ("3231", "Error")]
    assert file.transactions["Bill"] == []
    assert said(ask(both), 1) == ("0", "Info")


def test_a_stored_answer_is_given_again_without_executing_again(ask: Ask, file: CompanyFile) -> None:
    """Intuit's ErrRecovery samples: ask, identical resend, other content, clear."""
    first = ask(bill(), ids='newMessageSetID="m1"')
    assert first.get("messageSetStatusCode") == "0"
    for inner, ids in ((bill(), 'newMessageSetID="m1"'), ("", 'oldMessageSetID="m1" newMessageSetID="m1"')):
        again = ask(inner, ids=ids)
        assert etree.tostring(again[0]) == etree.tostring(first[0])
    assert len(file.transactions["Bill"]) == 1
    assert ask(bill(head=""), ids='newMessageSetID="m1"').get("messageSetStatusCode") == "9001"
    assert ask("", ids='oldMessageSetID="m1"').get("messageSetStatusCode") == "0"
    assert ask("", ids='oldMessageSetID="m1"').get("messageSetStatusCode") == "600"
    assert ask("", ids='oldMessageSetID="m1" newMessageSetID="m1"').get("messageSetStatusCode") == "9002"
    assert ask("", ids=f'newMessageSetID="{"x" * 25}"').get("messageSetStatusCode") == "9004"
    assert ask(bill(head=""), ids='oldMessageSetID="m1" newMessageSetID="m2"').get("messageSetStatusCode") == "0"


@pytest.mark.parametrize(
    "text",
    [
        message(bill()).replace("16.0", "17.0"),
        message(bill()).replace('<?qbxml version="16.0"?>', ""),
        message(bill()).replace(' onError="continueOnError"', ""),
        message(bill(), on_error="rollbackOnError"),
        message(bill().replace("AC-1", "é")),
        message(bill().replace("AC-1", "A" * 21)),
        message(bill(EXPENSE.format("10.5"))),
        message(bill(EXPENSE.format("1,000.00"))),
        message(bill().replace("<TxnDate>2026-01-12", "<TxnDate>12/01/2026")),
        message(bill(head="<ExternalGUID>11111111-2222-3333-4444-555555555555</ExternalGUID>")),
        message(bill(head="<Memo>m</Memo><RefNumber>AC-1</RefNumber>")),
        message(bill().replace("BillAdd>", "BillPut>")),
        message("<DropTablesRq />"),
        message('<AccountQueryRq iterator="Start" />'),
        message("<BillQueryRq><TxnID>1-1</TxnID><MaxReturned>1</MaxReturned></BillQueryRq>"),
        message(bill(head="<ExternalGUID>{11111111-2222-3333-4444-555555555555}</ExternalGUID>"), version="8.0"),
        message(bill() + "<BillAddRq />"),
        "rubbish",
    ],
)
def test_one_violation_refuses_the_whole_message_and_nothing_is_executed(
    processor: RequestProcessor, file: CompanyFile, text: str
) -> None:
    with pytest.raises(Hresult) as refused:
        processor.process(text)
    assert refused.value.code == "0x80040400"
    assert refused.value.message == "QuickBooks found an error when parsing the provided XML text stream."
    assert file.transactions["Bill"] == []


def test_a_field_of_another_edition_is_warned_of_and_the_bill_saved(ask: Ask, file: CompanyFile) -> None:
    answer = ask(bill(head="<IsTaxIncluded>true</IsTaxIncluded>"))
    assert said(answer) == ("530", "Warn")
    assert answer[0].get("statusMessage") == 'The field "IsTaxIncluded" is not supported by this implementation.'
    assert len(file.transactions["Bill"]) == 1


def test_a_reference_in_characters_comes_back_as_references(ask: Ask) -> None:
    answer = ask("<VendorAddRq><VendorAdd><Name>D&#233;cor</Name></VendorAdd></VendorAddRq>")
    assert answer[0][0].findtext("Name") == "Décor"


def test_a_vendor_credit_lowers_what_is_owed(ask: Ask, file: CompanyFile) -> None:
    inner = bill().replace("BillAdd", "VendorCreditAdd")
    ret = ask(inner)[0][0]
    assert (ret.tag, ret.findtext("CreditAmount"), ret.find("DueDate")) == ("VendorCreditRet", "10.00", None)
    assert Decimal(file.lists["Vendor"][0]["Balance"]) == Decimal("-10.00")


def test_a_company_file_survives_being_saved(file: CompanyFile, tmp_path: object) -> None:
    from pathlib import Path

    path = Path(str(tmp_path)) / "company.json"
    file.save(path)
    assert CompanyFile.load(path) == file
