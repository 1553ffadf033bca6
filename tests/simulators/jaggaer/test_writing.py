"""What can be written into the tenant, and what comes of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulators.jaggaer.conftest import API, Client

OCR, PAID = f"{API}/ji/v1/invoices/ocr", f"{API}/ji/v1/invoices/paymentstatus"
ORDERS, PROFILES = f"{API}/ji/v1/purchaseorders", f"{API}/ja/v1/companyprofiles"
SUPPLIERS, VALUES = f"{API}/ji/v1/suppliers", f"{API}/ji/v1/customfieldvalues"
DONE = f"{API}/ji/v1/documentexport/response"


def imported(number: str = "X-1", supplier: str = "V-1001", price: Any = 10.25) -> dict[str, Any]:
    line = {"lineNumber": 1, "quantity": 2.0, "unitPrice": {"currency": "USD", "money": price}}
    header = {"supplierInvoiceNumber": number, "invoiceType": "Invoice", "supplier": {"supplierNumber": supplier}}
    return {
        "batchId": "1",
        "invoiceOcr": {"invoiceOcrHeader": header, "invoiceOcrLineList": {"invoiceOcrLine": [line]}},
    }


def test_an_imported_invoice_waits_for_approval_and_its_number_is_used_up(client: Client) -> None:
    made = client.post(f"{OCR}/", imported()).json()
    assert made["returnCode"] == 0
    document = client.get(f"{API}/ji/v1/invoices/{made['invoiceId']}").json()
    assert (document["header"]["workflowStatus"], document["header"]["total"]["value"]) == ("Pending", 20.5)
    again = client.post(OCR, imported())
    assert (again.status_code, again.json()["returnCode"]) == (200, -1)
    assert again.json()["returnMessage"] == "Invoice number needs to be unique"
    assert client.post(OCR, imported(supplier="V-1002")).json()["returnCode"] == 0, "another supplier's number"
    client.sim("/deeds", {"deed": "cancel_invoice", "invoice": made["invoiceNumber"]})
    assert client.post(OCR, imported()).json()["returnCode"] == 0, "free again after a cancellation"


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        (OCR, imported(supplier="V-9"), "Supplier V-9 not found"),
        (OCR, imported(price=True), "are numbers"),
        (OCR, {}, "must be an object"),
        (OCR, [], "must be an object"),
        (PAID, {"invoicePaymentList": {"invoicePayment": 1}}, "must be a list"),
        (ORDERS, {"purchaseOrder": {"operationCode": "PAINT", "header": {"poNumber": "1"}}}, "operationCode"),
        (ORDERS, {"purchaseOrder": {"operationCode": "UPDATE", "header": {"poNumber": "1"}}}, "not found"),
        (PROFILES, {"company": {"operationCode": "UPDATE", "companyInfo": {"bravoId": "1"}}}, "not found"),
        (PROFILES, {"company": {"operationCode": "PAINT", "companyInfo": {}}}, "operationCode"),
        (VALUES, {"name": "", "values": []}, "name is missing"),
        (VALUES, {"name": "Account", "values": [{}]}, "needs a value"),
        (DONE, {"documentId": "1", "statusCode": 500}, "200 or 400"),
    ],
)
def test_what_is_wrong_is_said_under_status_200(client: Client, path: str, body: Any, said: str) -> None:
    answer = client.post(path, body)
    assert (answer.status_code, answer.json()["returnCode"]) == (200, -1)
    assert said in answer.json()["returnMessage"]


def test_a_body_that_is_no_json_is_refused_by_http_status(client: Client) -> None:
    headers = {"Authorization": f"Bearer {client.token()}"}
    assert client.http.post(OCR, data={"a": "b"}, headers=headers).status_code == 415
    json = {**headers, "Content-Type": "application/json"}
    for content in (b"{", b"", b"\xff", b"[" * 100_000, b'{"a": NaN}'):
        assert client.http.post(OCR, content=content, headers=json).status_code == 400


def test_a_payment_marks_the_invoice_once_and_moves_its_stamp(client: Client) -> None:
    payment = {"invoiceNumber": "I00101", "invoiceId": 2600001, "paymentStatus": "Paid", "paymentNumber": "10452"}
    body = {
        "batchId": "1",
        "invoicePaymentList": {"invoicePayment": [payment, {"invoiceNumber": "I9", "invoiceId": 9}]},
    }
    answer = client.post(PAID, body).json()
    assert [one["returnCode"] for one in answer["resultList"]["result"]] == [0, -1]
    header = client.get(f"{API}/ji/v1/invoices/2600001").json()["header"]
    assert header["paymentStatus"] == "Paid"
    client.clock.sleep(60)
    client.post(PAID, body)
    assert client.get(f"{API}/ji/v1/invoices/2600001").json()["header"] == header, "the same again changes nothing"
    assert len(client.sim("/state")["tenant"]["payments"]) == 1


def test_a_payment_is_found_by_number_and_only_paid_is_paid(client: Client) -> None:
    by_number = {"invoiceNumber": "I00102", "paymentStatus": "Paid", "paymentNumber": "7"}
    other = {"invoiceId": 2600003, "paymentStatus": "Perhaps"}
    answer = client.post(PAID, {"invoicePaymentList": {"invoicePayment": [by_number, other]}}).json()
    assert [one["returnCode"] for one in answer["resultList"]["result"]] == [0, -1]
    assert client.tenant.invoices["2600002"]["header"]["paymentStatus"] == "Paid"
    stamp = client.tenant.invoices["2600002"]["header"]["lastUpdate"]
    client.clock.sleep(60)
    client.post(PAID, {"invoicePaymentList": {"invoicePayment": [{**by_number, "paymentMethod": "Check"}]}})
    assert client.tenant.invoices["2600002"]["header"]["lastUpdate"] == stamp


def test_records_of_any_shape_break_no_import(client: Client) -> None:
    odd = {
        "suppliers": [{"returnCompanyInfo": {"bravoId": "x1", "extCode": "E1"}}],
        "invoices": [{"header": {"invoiceId": 10, "supplierInvoiceNumber": "S", "supplier": None}}],
    }
    client.sim("/tenant", odd)
    assert client.post(OCR, imported("S", "E1")).json()["returnCode"] == 0
    company = {"operationCode": "UPDATE", "companyInfo": {"bravoId": "x1", "companyName": "Odd"}}
    assert client.post(PROFILES, {"company": company}).json()["bravoId"] == "x1"


def test_other_words_for_a_payment_are_taken_where_the_tenant_has_them(client: Client) -> None:
    def told(word: str, invoice: int = 2600001) -> int:
        payment = {"invoiceId": invoice, "paymentStatus": word}
        answer = client.post(PAID, {"invoicePaymentList": {"invoicePayment": [payment]}}).json()
        return int(answer["resultList"]["result"][0]["returnCode"])

    assert told("Partially Paid") == -1
    client.tenant.payment_words = ("Paid", "Partially Paid", "Payable")
    assert [told(one) for one in ("Partially Paid", "Paid", "Payable", "Paid", "Paid")] == [0] * 5
    assert [one["paymentStatus"] for one in client.tenant.payments] == ["Partially Paid", "Paid", "Payable", "Paid"]
    assert client.tenant.repeats == ["payment of invoice 2600001"]
    client.tenant.edit_invoice("2600002", {"workflowStatus": "Cancelled"}, client.clock.now())
    assert told("Paid", 2600002) == -1


def test_values_are_listed_one_by_one(client: Client) -> None:
    values = [{"value": f"{one}", "description": "", "active": "true"} for one in range(120)]
    assert client.post(VALUES, {"name": "Account", "values": values}).json()["returnCode"] == 0
    page = client.get(VALUES, start="101").json()
    assert (page["totRecords"], page["returnedRecords"]) == (120, 20)
    found = client.get(VALUES, flt="value==7").json()["customFieldValueList"]["customFieldValue"]
    assert found == [{"name": "Account", "value": "7", "description": "", "active": "true"}]


def test_an_acknowledgement_is_kept(client: Client) -> None:
    said = {"documentId": "2600001", "statusCode": 200, "statusText": "posted", "externalDocumentNumber": "1A-7"}
    assert client.post(DONE, said).json()["returnCode"] == 0
    assert client.sim("/state")["tenant"]["acknowledgements"] == [said]
    shown = client.get(f"{API}/ji/v1/invoices/2600001").json()["header"]["exportStatus"]
    assert shown == {"statusCode": "200", "statusText": "posted", "externalDocumentNumber": "1A-7"}
    assert client.post(DONE, {**said, "documentId": "9"}).json()["returnMessage"] == "Document not found"


def test_an_order_is_created_once_revised_and_cancelled(client: Client) -> None:
    def write(operation: str, **more: Any) -> Any:
        header = {"poNumber": "0000000049", **more}
        given = {"operationCode": operation, "header": header, "lineList": {"poLine": [{"lineNumber": 1}]}}
        return client.post(ORDERS, {"purchaseOrder": given}).json()

    made = write("CREATE")
    assert write("CREATE")["returnCode"] == -1
    assert write("UPDATE", poId=1, priority="high")["revisionNumber"] == 1
    assert write("CANCEL")["poId"] == made["poId"]
    assert write("UPDATE")["returnMessage"] == "PO number 0000000049 is cancelled"
    header = client.get(f"{ORDERS}/{made['poId']}").json()["header"]
    assert (header["poStatus"], header["priority"], header["poNumber"]) == ("Cancelled", "high", "0000000049")
    assert client.get(ORDERS, flt="poNumber==0000000049").json()["totRecords"] == 1


def test_a_tenant_may_number_orders_itself(client: Client) -> None:
    client.tenant.numbers_orders = True
    given = {"operationCode": "CREATE", "header": {"poNumber": "50"}, "lineList": {"poLine": [{"lineNumber": 1}]}}
    made = client.post(ORDERS, {"purchaseOrder": given}).json()
    assert made["poNumber"] == f"J{made['poId']}"
    assert client.get(f"{ORDERS}/{made['poId']}").json()["header"]["poNumber"] == made["poNumber"]


def test_an_order_without_lines_or_of_an_unknown_supplier_is_refused(client: Client) -> None:
    def write(**more: Any) -> Any:
        given = {"operationCode": "CREATE", "header": {"poNumber": "50"}, **more}
        return client.post(ORDERS, {"purchaseOrder": given}).json()["returnMessage"]

    lines = {"lineList": {"poLine": [{"lineNumber": 1}]}}
    assert write() == "PO number 50 has no lines"
    for supplier in ({"supplierNumber": "V-none"}, {"id": 1}, {"name": "Acme"}):
        given = {"poNumber": "50", "supplier": supplier}
        assert write(**lines, header=given) == "Supplier of PO number 50 not found"


def test_a_supplier_is_created_and_changed_in_both_vocabularies(client: Client) -> None:
    company = {"operationCode": "CREATEUPDATE", "companyInfo": {"extCode": "V-77", "companyName": "Bay"}}
    made = client.post(PROFILES, {"company": company}).json()
    assert (made["returnCode"], made["returnMessage"]) == ("0", "OK")
    managed = {"supplierList": {"supplier": [{"Name": "Bay Plumbing", "ERPNumber": "V-77", "Active": "No"}, {}]}}
    results = client.post(SUPPLIERS, managed).json()["resultList"]["result"]
    assert [one["returnCode"] for one in results] == [0, -1]
    row = client.get(PROFILES, flt="EXTCODE==V-77").json()["returnCompanyData"][0]["returnCompanyInfo"]
    assert (row["bravoId"], row["companyName"], row["status"]) == (str(made["bravoId"]), "Bay Plumbing", "INACTIVE")
    other = client.get(SUPPLIERS, flt="ERPNumber==V-77").json()["jisupplierList"]["jisupplier"][0]
    assert (other["Name"], other["Active"]) == ("Bay Plumbing", "No")


def test_values_to_choose_from_are_added_and_replaced_by_value(client: Client) -> None:
    for described in ("Supplies", "Lab supplies"):
        values = [{"value": "6120", "description": described, "active": "true"}]
        assert client.post(VALUES, {"name": "Account", "values": values}).json()["returnCode"] == 0
    kept = client.sim("/state")["tenant"]["customFields"]["Account"]
    assert kept == [{"value": "6120", "description": "Lab supplies", "active": "true"}]
