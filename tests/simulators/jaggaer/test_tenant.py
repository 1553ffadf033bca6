"""The fake tenant over HTTP, with a plain client: Keycloak's answers, J1P's envelopes, its quirks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from simulators.jaggaer import Tenant, seeded_tenant
from simulators.jaggaer.tenant import BadTenant
from tests.simulators.jaggaer.conftest import API, GOOD, TOKEN, Client

INVOICES, SUPPLIERS = f"{API}/ji/v1/invoices", f"{API}/ja/v1/companyprofiles"


def test_a_token_has_keycloak_s_keys_and_lives_as_long_as_it_says(client: Client) -> None:
    answer = client.http.post(TOKEN, data=GOOD)
    assert set(answer.json()) == {
        "access_token",
        "expires_in",
        "refresh_expires_in",
        "token_type",
        "not-before-policy",
        "scope",
    }
    assert answer.headers["Cache-Control"] == "no-store"
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    assert client.http.get(INVOICES, headers=headers).status_code == 200
    client.clock.advance(timedelta(seconds=300))
    assert client.http.get(INVOICES, headers=headers).status_code == 401


@pytest.mark.parametrize(
    ("changes", "legacy", "status", "error", "text"),
    [
        ({"client_secret": "x"}, False, 401, "unauthorized_client", "Invalid client or Invalid client credentials"),
        ({"client_secret": "x"}, True, 401, "unauthorized_client", "Invalid client secret"),
        ({"client_id": "x"}, False, 401, "invalid_client", "Invalid client or Invalid client credentials"),
        ({"client_id": "x"}, True, 400, "invalid_client", "Invalid client credentials"),
        ({"grant_type": "password"}, False, 400, "unsupported_grant_type", "Unsupported grant_type"),
    ],
)
def test_wrong_credentials_are_answered_as_either_keycloak_does(
    changes: dict[str, str], status: int, error: str, text: str, *, legacy: bool
) -> None:
    answer = Client(Tenant(), legacy=legacy).http.post(TOKEN, data={**GOOD, **changes})
    assert (answer.status_code, answer.json()) == (status, {"error": error, "error_description": text})


def test_another_realm_or_method_is_refused_and_a_basic_header_accepted(client: Client) -> None:
    assert client.http.post(TOKEN.replace("J1p", "j1p"), data=GOOD).json() == {"error": "Realm does not exist"}
    assert client.http.get(TOKEN).status_code == 405
    basic = client.http.post(TOKEN, data={"grant_type": "client_credentials"}, auth=("connector", "connector-secret"))
    assert basic.status_code == 200


def test_a_real_401_has_no_challenge_and_an_unparsable_content_type(client: Client) -> None:
    answer = client.http.get(INVOICES, headers={"Authorization": "Bearer nonsense"})
    assert answer.status_code == 401
    assert "WWW-Authenticate" not in answer.headers
    assert answer.headers["Content-Type"] == "; charset=UTF-8"
    assert answer.content == b""


def test_pages_hold_a_hundred_header_only_rows_by_id(client: Client) -> None:
    rows: list[dict[str, Any]] = []
    for start, size in ((1, 100), (101, 100), (201, 30), (231, 0)):
        page = client.get(INVOICES, start=str(start)).json()
        assert (page["returnCode"], page["totRecords"], page["returnedRecords"], page["startAt"]) == (
            0,
            230,
            size,
            start,
        )
        rows += page["jiinvoiceList"]["jiinvoice"]
    assert all(list(row) == ["header"] and "terms" not in row["header"] for row in rows)
    ids = [row["header"]["invoiceId"] for row in rows]
    assert ids == sorted(set(ids))


def test_details_have_lines_and_no_envelope_and_a_trailing_slash_does_not_matter(client: Client) -> None:
    for path in (f"{INVOICES}/2600001", f"{INVOICES}/2600001/"):
        document = client.get(path).json()
        assert list(document) == ["header", "lineList"]
        assert document["lineList"]["invoiceLine"][0]["taxable"] == "true"
    assert client.get(f"{INVOICES}/1").status_code == 404
    assert client.get("/nowhere").json() == {"returnCode": 404, "returnMessage": "Not found"}


def test_suppliers_come_with_a_string_for_a_return_code(client: Client) -> None:
    page = client.get(SUPPLIERS).json()
    assert (page["returnCode"], page["returnMessage"]) == ("0", "OK")
    assert page["returnCompanyData"][0]["returnCompanyInfo"]["extCode"] == "V-1001"


@pytest.mark.parametrize(
    ("flt", "count"),
    [
        ("invoiceNumber==I00101", 1),
        ("invoiceNumber=in=(I00101,I00102)", 2),
        ("invoiceNumber=out=(I00101)", 229),
        ("workflowStatus==Completed;invoiceId<=2600010", 10),
        ("lastUpdate>=2999", 0),
        ("", 230),
    ],
)
def test_filters_are_joined_by_and(client: Client, flt: str, count: int) -> None:
    assert client.get(INVOICES, flt=flt).json()["totRecords"] == count


def test_an_unknown_filter_is_an_error_under_status_200(client: Client) -> None:
    answer = client.get(INVOICES, flt="colour==red")
    assert (answer.status_code, answer.json()["returnCode"]) == (200, -2)


def test_the_same_seed_makes_the_same_documents() -> None:
    def told(tenant: Tenant) -> list[Any]:
        return [
            (
                one["header"]["supplier"],
                one["header"]["total"],
                [line["item"] for line in one["lineList"]["invoiceLine"]],
            )
            for one in tenant.invoices.values()
        ]

    assert told(seeded_tenant(seed=9, invoices=20)) == told(seeded_tenant(seed=9, invoices=20))
    assert told(seeded_tenant(seed=9, invoices=20)) != told(seeded_tenant(seed=8, invoices=20))


@pytest.mark.parametrize(
    "document", [{"invoices": [{}]}, {"suppliers": [{"returnCompanyInfo": {}}]}, {"purchaseOrders": [1]}]
)
def test_a_tenant_file_without_ids_says_where(document: dict[str, Any]) -> None:
    with pytest.raises(BadTenant, match=r"\[0\] has no"):
        Tenant.from_json(document)


def test_the_id_of_a_deleted_record_is_not_given_again() -> None:
    tenant = seeded_tenant(1, invoices=3)
    last = tenant.invoices.next_id(1) - 1
    del tenant.invoices[str(last)]
    assert tenant.invoices.next_id(1) == last + 1
