"""The log-in services: Keycloak's answers of both generations, the older one beside it, and what a 401 looks like."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from simulators.jaggaer import Manners, Tenant, Unauthorised, seeded_tenant
from tests.simulators.jaggaer.conftest import API, GOOD, TOKEN, Client

INVOICES = f"{API}/ji/v1/invoices"


@pytest.mark.parametrize(
    ("form", "new", "old"),
    [
        (
            {"client_id": "connector", "client_secret": "connector-secret"},
            (400, "invalid_request", "Missing form parameter: grant_type"),
            (400, "invalid_request", "Missing form parameter: grant_type"),
        ),
        (
            {"grant_type": "client_credentials"},
            (401, "invalid_client", "Invalid client or Invalid client credentials"),
            (400, "invalid_client", "Invalid client credentials"),
        ),
        (
            {"grant_type": "client_credentials", "client_id": "connector"},
            (401, "unauthorized_client", "Invalid client or Invalid client credentials"),
            (401, "unauthorized_client", "Client secret not provided in request"),
        ),
        (
            {**GOOD, "scope": ["a", "b"]},
            (400, "invalid_request", "duplicated parameter"),
            (400, "invalid_request", "duplicated parameter"),
        ),
    ],
)
def test_a_form_that_is_wrong_is_answered_in_the_words_of_either_generation(
    form: dict[str, Any], new: tuple[int, str, str], old: tuple[int, str, str]
) -> None:
    for legacy, expected in ((False, new), (True, old)):
        answer = Client(Tenant(), legacy=legacy).http.post(TOKEN, data=form)
        told = answer.json()
        assert (answer.status_code, told["error"], told["error_description"]) == expected
        assert answer.headers["Cache-Control"] == "no-store"


def test_json_in_place_of_a_form_and_another_method_are_refused() -> None:
    http = Client(Tenant()).http
    assert (http.post(TOKEN, json=GOOD).status_code, http.get(TOKEN).status_code) == (415, 405)
    assert http.get(TOKEN).json() == {"error": "HTTP 405 Method Not Allowed"}


def test_the_realm_tells_where_its_addresses_are() -> None:
    told = Client(Tenant()).http.get("/auth/realms/J1p-integrations/.well-known/openid-configuration").json()
    assert told["token_endpoint"] == f"http://tenant{TOKEN}"
    assert told["issuer"].endswith("/auth/realms/J1p-integrations")


def test_the_older_log_in_counts_in_milliseconds_and_its_token_works() -> None:
    client = Client(seeded_tenant(seed=1, invoices=1))
    told = client.http.post(client.paths.legacy_token, data=GOOD).json()
    assert set(told) == {"token", "expire_in"}
    assert told["expire_in"] == 300_000
    headers = {"Authorization": f"Bearer {told['token']}"}
    assert client.http.get(INVOICES, headers=headers).status_code == 200
    client.clock.advance(timedelta(milliseconds=told["expire_in"]))
    assert client.http.get(INVOICES, headers=headers).status_code == 401
    assert client.http.post(client.paths.legacy_token, data={**GOOD, "client_secret": "x"}).status_code == 401


def test_a_401_can_have_the_form_of_the_standard() -> None:
    client = Client(Tenant(), manners=Manners(Unauthorised.RFC))
    answer = client.http.get(INVOICES)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_token")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer realm=")


@pytest.mark.parametrize("wait", ["7", ""])
def test_past_so_many_requests_a_second_the_rest_is_put_off(wait: str) -> None:
    client = Client(Tenant(), manners=Manners(a_second=2, retry_after=wait))
    headers = {"Authorization": f"Bearer {client.token()}"}
    answers = [client.http.get(INVOICES, headers=headers) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[2].headers.get("Retry-After", "") == wait
    assert answers[2].json() == {"returnCode": 429, "returnMessage": "Too Many Requests"}
    client.clock.jump(-timedelta(hours=1))
    assert client.http.get(INVOICES, headers=headers).status_code == 200, "a clock that is set back counts anew"
