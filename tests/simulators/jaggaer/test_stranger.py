"""A client that knows nothing of us reads and writes the tenant over a real socket, wherever its paths are."""

from __future__ import annotations

import pytest

from simulators.jaggaer import BadPaths, Paths, seeded_tenant
from tests.simulators.jaggaer.conftest import Client, Front
from tests.simulators.jaggaer.stranger import Stranger

ELSEWHERE = {
    "api": "/gateway/v2",
    "token": "/oauth2/token",
    "start": "offset",
    "invoices": "/gateway/bills",
    "invoice": "/gateway/bills/{invoiceId}",
}


@pytest.fixture(params=[{}, ELSEWHERE], ids=["usual paths", "other paths"])
def served(request: pytest.FixtureRequest, front: Front) -> tuple[Stranger, Paths]:
    paths = Paths.from_json(request.param)
    front.app = Client(seeded_tenant(seed=3, invoices=130), paths=paths).app
    return Stranger(front.url, front.url + paths.token, "connector", "connector-secret"), paths


def test_it_reads_every_invoice_once_with_its_lines(served: tuple[Stranger, Paths]) -> None:
    stranger, paths = served
    listed = paths.operations.get("invoices", f"{paths.api}/ji/v1/invoices")
    if paths.start == "start":
        numbers = [row["header"]["invoiceId"] for row in stranger.rows(listed, "jiinvoiceList", "jiinvoice")]
    else:
        pages = [stranger.get(listed, offset=start) for start in ("1", "101")]
        numbers = [row["header"]["invoiceId"] for page in pages for row in page["jiinvoiceList"]["jiinvoice"]]
    assert len(numbers) == len(set(numbers)) == 130
    assert stranger.get(f"{listed}/{numbers[0]}")["lineList"]["invoiceLine"]


def test_it_reads_suppliers_and_tells_what_was_paid(client: Client, socket: str) -> None:
    stranger, paths = Stranger(socket, socket + client.paths.token, "connector", "connector-secret"), client.paths
    names = [
        one["returnCompanyInfo"]["companyName"]
        for one in stranger.rows(f"{paths.api}/ja/v1/companyprofiles", "returnCompanyData")
    ]
    assert len(names) == 12
    paid = {"invoicePaymentList": {"invoicePayment": [{"invoiceId": 2600001, "paymentStatus": "Paid"}]}}
    assert stranger.post(f"{paths.api}/ji/v1/invoices/paymentstatus", paid)["returnCode"] == 0
    again = list(stranger.rows(f"{paths.api}/ji/v1/invoices", "jiinvoiceList", "jiinvoice", flt="paymentStatus==Paid"))
    assert [row["header"]["invoiceId"] for row in again] == [2600001]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "not a JSON object"),
        ({"teapot": "/x"}, "no path of a tenant"),
        ({"api": "x"}, "begins with"),
        ({"api": 7}, "path"),
        ({"invoice": "/bills"}, "needs invoiceId"),
        ({"invoices": "/a<b"}, "begins with"),
        ({"invoices": "/x", "receipts": "/x"}, "same path"),
        ({"invoices": "/__sim/x"}, "own"),
        ({"start": "flt"}, "two names"),
        ({"start": ""}, "parameter"),
    ],
)
def test_a_file_of_paths_that_cannot_be_is_refused(given: object, said: str) -> None:
    with pytest.raises(BadPaths, match=said):
        Paths.from_json(given)
