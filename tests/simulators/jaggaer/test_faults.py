"""Each fault of the tenant bites a client that is not ours, over a real socket, and leaves when it is over."""

from __future__ import annotations

import contextlib
import http.client
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.error import HTTPError

import pytest

from scenarios.clock import START
from simulators.jaggaer import FAULTS, Tenant, fault
from simulators.trigger import Trigger
from tests.simulators.jaggaer.conftest import API, TOKEN, Client
from tests.simulators.jaggaer.stranger import Stranger

INVOICES = f"{API}/ji/v1/invoices"
ALL = list(range(2600001, 2600231))


def read(stranger: Stranger) -> list[int]:
    return [row["header"]["invoiceId"] for row in stranger.rows(INVOICES, "jiinvoiceList", "jiinvoice")]


def broken(kind: type[Exception], words: str | None = None) -> Callable[[Stranger], None]:
    def look(stranger: Stranger) -> None:
        with pytest.raises(kind, match=words):
            read(stranger)

    return look


def reads(expected: list[int]) -> Callable[[Stranger], None]:
    def look(stranger: Stranger) -> None:
        assert read(stranger) == expected

    return look


def first(stranger: Stranger) -> Any:
    return stranger.get(f"{INVOICES}/2600001")["header"]


def says(name: str, value: Any) -> Callable[[Stranger], None]:
    def look(stranger: Stranger) -> None:
        assert first(stranger).get(name) == value

    return look


def stamps(expected: int) -> Callable[[Stranger], None]:
    def look(stranger: Stranger) -> None:
        rows = stranger.rows(INVOICES, "jiinvoiceList", "jiinvoice")
        assert len({row["header"]["lastUpdate"] for row in rows}) == expected

    return look


def promises_more(stranger: Stranger) -> None:
    assert stranger.get(INVOICES)["totRecords"] == 231


def leaves_out(stranger: Stranger) -> None:
    """Two payments are told, both are taken, and the answer speaks of the first."""
    paid = [{"invoiceId": number, "paymentStatus": "Paid"} for number in (2600001, 2600002)]
    answer = stranger.post(f"{INVOICES}/paymentstatus", {"invoicePaymentList": {"invoicePayment": paid}})
    assert len(answer["resultList"]["result"]) == 1
    assert stranger.get(f"{INVOICES}/2600002")["header"]["paymentStatus"] == "Paid"


def edits(stranger: Stranger) -> None:
    before = first(stranger)["lastUpdate"]
    read(stranger)
    assert first(stranger)["lastUpdate"] > before


#: By name: the operation, the nth request, and what the stranger comes to see.
BITES: dict[str, tuple[str, int, Callable[[Stranger], None]]] = {
    "token_revoked": ("invoices", 2, reads(ALL)),
    "token_expired": ("invoices", 2, reads(ALL)),
    "token_lives_shortly": ("token", 1, reads(ALL)),
    "log_in_clock_ahead": ("invoices", 1, broken(HTTPError, "401")),
    "unauthorised": ("invoices", 1, reads(ALL)),
    "token_endpoint_down": ("token", 1, broken(HTTPError, "503")),
    "token_endpoint_html": ("token", 1, broken(json.JSONDecodeError)),
    "wrong_secret": ("token", 1, broken(HTTPError, "401")),
    "wrong_secret_old": ("token", 1, broken(HTTPError, "401")),
    "unknown_client": ("token", 1, broken(HTTPError, "401")),
    "unknown_client_old": ("token", 1, broken(HTTPError, "400")),
    "forbidden": ("invoices", 1, broken(HTTPError, "403")),
    "too_many_requests": ("invoices", 1, broken(HTTPError, "429")),
    "too_many_requests_bare": ("invoices", 1, broken(HTTPError, "429")),
    "too_many_requests_absurd": ("invoices", 1, broken(HTTPError, "429")),
    "server_error": ("invoices", 3, broken(HTTPError, "500")),
    "bad_gateway": ("invoices", 1, broken(HTTPError, "502")),
    "unavailable": ("invoices", 1, broken(HTTPError, "503")),
    "gateway_timeout": ("invoices", 1, broken(HTTPError, "504")),
    "cut_json": ("invoices", 2, broken(json.JSONDecodeError)),
    "wrong_content": ("invoices", 1, broken(json.JSONDecodeError)),
    "return_code": ("invoices", 1, broken(ValueError, "Unexpected error")),
    "return_code_as_text": ("invoices", 1, reads(ALL)),
    "done_with_warnings": ("invoices", 1, broken(ValueError, "Done with warnings")),
    "first_result_only": ("payment_status", 1, leaves_out),
    "reset_before": ("invoices", 1, broken(http.client.IncompleteRead)),
    "reset_after": ("invoices", 1, broken(http.client.IncompleteRead)),
    "row_gone": ("invoices", 2, reads([one for one in ALL if one != 2600101])),
    "row_inserted": ("invoices", 2, reads([*ALL[:100], *ALL[99:]])),
    "row_edited": ("invoices", 2, edits),
    "same_stamp": ("invoices", 1, stamps(1)),
    "more_promised": ("invoices", 1, promises_more),
    "unknown_status": ("invoice", 1, says("workflowStatus", "Escalated")),
    "no_total": ("invoice", 1, says("total", None)),
    "no_supplier_number": ("invoice", 1, says("supplierInvoiceNumber", None)),
}


def stranger(socket: str) -> Stranger:
    return Stranger(socket, socket + TOKEN, "connector", "connector-secret")


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_bites_a_stranger_and_is_over(client: Client, socket: str, name: str) -> None:
    on, nth, look = BITES[name]
    times = (
        2 if name in ("wrong_secret", "wrong_secret_old", "unknown_client") else 1
    )  # once is not enough for who tries again after a 401
    client.faults.append(fault(name, on, nth, times))
    look(stranger(socket))
    assert client.faults[0].struck == times
    client.faults.clear()
    client.keycloak.mend()
    assert len(read(stranger(socket))) == len(client.tenant.invoices)
    assert FAULTS[name].customer_sees.endswith(".")


def test_what_was_written_is_there_although_the_answer_was_lost(client: Client, socket: str) -> None:
    client.faults.append(fault("reset_after", "payment_status"))
    paid = {"invoicePaymentList": {"invoicePayment": [{"invoiceId": 2600001, "paymentStatus": "Paid"}]}}
    with pytest.raises(http.client.IncompleteRead):
        stranger(socket).post(f"{INVOICES}/paymentstatus", paid)
    assert first(stranger(socket))["paymentStatus"] == "Paid"
    client.faults[:] = [fault("reset_before", "payment_status")]
    with pytest.raises(http.client.IncompleteRead):
        stranger(socket).post(
            f"{INVOICES}/paymentstatus", {"invoicePaymentList": {"invoicePayment": [{"invoiceId": 2600002}]}}
        )
    assert client.tenant.invoices["2600002"]["header"]["paymentStatus"] == "Payable"


@pytest.mark.parametrize("name", ["forbidden", "too_many_requests", "too_many_requests_bare"])
def test_a_refusal_has_the_tenant_s_own_form(client: Client, name: str) -> None:
    client.faults.append(fault(name, "invoices"))
    answer = client.get(INVOICES)
    assert answer.json()["returnCode"] == answer.status_code


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_an_odd_tenant_is_no_error_of_the_server(name: str) -> None:
    odd = {"invoices": [{"header": {"invoiceId": None}}, {"header": {"invoiceId": "x", "supplier": None}}]}
    client = Client(Tenant.from_json(odd))
    client.faults.append(fault(name, "invoices"))
    with contextlib.suppress(ConnectionResetError):
        assert client.get(INVOICES).headers["Content-Type"]
    client.faults.clear()
    client.keycloak.mend()
    assert client.get(INVOICES).status_code == 200


def test_a_log_in_clock_ahead_ends_tokens_before_their_time(client: Client) -> None:
    client.faults.append(fault("log_in_clock_ahead", "invoices"))
    client.keycloak.lifetime = 900
    headers = {"Authorization": f"Bearer {client.token()}"}
    assert client.http.get(INVOICES, headers=headers).status_code == 200
    client.clock.advance(timedelta(minutes=5))
    assert client.http.get(INVOICES, headers=headers).status_code == 401
    assert client.clock.now() == START + timedelta(minutes=5)


def test_a_trigger_counts_what_it_is_about_and_may_leave_it_to_chance() -> None:
    third = Trigger("x", nth=3, times=2)
    assert [third.strikes(is_meant=True) for _ in range(6)] == [False, False, True, True, False, False]
    assert not Trigger().strikes(is_meant=False)
    draws = iter([0.9, 0.1, 0.9, 0.1, 0.1])
    lucky = Trigger(chance=0.5, times=2, draw=lambda: next(draws))
    assert [lucky.strikes(is_meant=True) for _ in range(5)] == [False, True, False, True, False]
    assert (third.struck, lucky.struck) == (2, 2)
