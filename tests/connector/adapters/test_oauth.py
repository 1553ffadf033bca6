"""The JAGGAER client over HTTP: tokens in time, once on 401, pages to the end, errors in words."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
import respx
import structlog

from connector.adapters.jaggaer_http import JaggaerHttp
from connector.adapters.oauth import ClientCredentials, Credentials
from connector.adapters.throttle import Throttle
from connector.errors import ConfigurationError, ConnectorError, OtherSideError, TransientError
from connector.jaggaer.wire_profile import Connection, WireProfile
from scenarios.clock import SimClock

BASE = "https://jaggaer.example"
TOKEN = f"{BASE}/auth/realms/J1p-integrations/protocol/openid-connect/token"
LIST = f"{BASE}/j1p/api/public/ji/v1/invoices"
INVOICES = WireProfile().invoices
EMPTY = {"returnCode": 0, "totRecords": 0, "returnedRecords": 0, "startAt": 1, "jiinvoiceList": {"jiinvoice": []}}


class Tenant:
    def __init__(self) -> None:
        self.clock = SimClock()
        credentials = Credentials(TOKEN, "id", "s3cret")
        self.auth = ClientCredentials(credentials, self.clock, httpx.Client().send)
        self.http = JaggaerHttp(httpx.Client(base_url=BASE), self.auth, WireProfile(), Throttle(0, self.clock.now))

    def read(self) -> list[object]:
        return [row for page in self.http.headers(INVOICES, None) for row in page]


def tokens(mock: respx.MockRouter, lifetime: int = 300) -> respx.Route:
    numbers = iter(range(1, 1000))

    def answer(request: httpx.Request) -> httpx.Response:
        body = dict(part.split("=") for part in request.content.decode().split("&"))
        assert body == {"grant_type": "client_credentials", "client_id": "id", "client_secret": "s3cret"}
        assert "Authorization" not in request.headers
        return httpx.Response(200, json={"access_token": f"t{next(numbers)}", "expires_in": lifetime})

    return mock.post(TOKEN).mock(side_effect=answer)


@pytest.fixture
def mock() -> respx.MockRouter:
    return respx.mock(assert_all_called=False)


def test_a_token_is_fetched_once_and_used_until_shortly_before_its_end(mock: respx.MockRouter) -> None:
    with mock:
        fetched = tokens(mock)
        listed = mock.get(LIST).respond(json=EMPTY)
        tenant = Tenant()
        tenant.read()
        tenant.clock.advance(timedelta(seconds=269))
        tenant.read()
        assert fetched.call_count == 1
        tenant.clock.advance(timedelta(seconds=2))
        tenant.read()
        assert fetched.call_count == 2
        assert [call.request.headers["Authorization"] for call in listed.calls] == [
            "Bearer t1",
            "Bearer t1",
            "Bearer t2",
        ]


def test_a_malformed_401_drops_the_token_and_tries_once_more(mock: respx.MockRouter) -> None:
    """The real one has no WWW-Authenticate and an unparsable Content-Type (Crown Commercial Service)."""
    refused = httpx.Response(401, headers={"Content-Type": "; charset=UTF-8"})
    with mock:
        fetched = tokens(mock)
        mock.get(LIST).mock(side_effect=[refused, httpx.Response(200, json=EMPTY)])
        assert Tenant().read() == []
        assert fetched.call_count == 2


def test_a_second_401_is_an_error_and_no_loop(mock: respx.MockRouter) -> None:
    with mock:
        fetched = tokens(mock)
        listed = mock.get(LIST).respond(401)
        with pytest.raises(OtherSideError, match="401"):
            Tenant().read()
        assert (fetched.call_count, listed.call_count) == (2, 2)


def test_many_threads_wait_for_one_token(mock: respx.MockRouter) -> None:
    with mock:
        fetched = tokens(mock)
        mock.get(LIST).respond(json=EMPTY)
        tenant, together = Tenant(), threading.Barrier(8)

        def read(_number: int) -> list[object]:
            together.wait(timeout=10)
            return tenant.read()

        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(read, range(8))) == [[]] * 8
        assert fetched.call_count == 1


@pytest.mark.parametrize(
    ("status", "error"), [(401, "unauthorized_client"), (401, "invalid_client"), (400, "invalid_client")]
)
def test_wrong_credentials_in_either_keycloak_s_form_are_not_retried(
    mock: respx.MockRouter, status: int, error: str
) -> None:
    with mock:
        fetched = mock.post(TOKEN).respond(status, json={"error": error})
        with pytest.raises(ConfigurationError, match="does not accept the client") as raised:
            Tenant().read()
        assert fetched.call_count == 1
        assert "s3cret" not in str(raised.value)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("300", 300),
        ('"3599"', 3599),
        ('" 3599 "', 3599),
        ("299.5", 299.5),
        ("3.6e3", 3600),
        ("86400", 86_400),
        ("3600000", 3600),
        ("604800", 604.8),
        ("1000000000000", 86_400),
        ("100000000000000000000", 86_400),
        ("0", 1),
        ("-5", 1),
        ("0.001", 1),
        ("null", 300),
        ("true", 300),
        ("[300]", 300),
        ('"soon"', 300),
        ('""', 300),
        ("1e999999999", 300),
        ("Infinity", 300),
        ("NaN", 300),
        (None, 300),
    ],
)
def test_the_lifetime_of_a_token_is_bounded_however_it_is_written(
    mock: respx.MockRouter, written: str | None, seconds: float
) -> None:
    body = '{"access_token": "t"}' if written is None else f'{{"access_token": "t", "expires_in": {written}}}'
    early = min(30, seconds / 2)
    with mock, structlog.testing.capture_logs() as logged:
        fetched = mock.post(TOKEN).respond(text=body)
        mock.get(LIST).respond(json=EMPTY)
        tenant = Tenant()
        for passing, calls in ((0, 1), (seconds - early - 0.1, 1), (0.2, 2)):
            tenant.clock.advance(timedelta(seconds=passing))
            tenant.read()
            assert fetched.call_count == calls
    told = [one for one in logged if "lifetime" in one["event"]]
    assert len(told) == (written not in ("300", "86400", "299.5", "3.6e3"))


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (httpx.Response(200, text="<html>login</html>"), OtherSideError),
        (httpx.Response(200, json={"expires_in": 300}), OtherSideError),
        (httpx.Response(200, json={"access_token": "two\r\nlines", "expires_in": 300}), OtherSideError),
        (httpx.Response(200, json={"access_token": ["x"], "expires_in": 300}), OtherSideError),
        (httpx.Response(404), OtherSideError),
        (httpx.Response(503), TransientError),
    ],
)
def test_a_token_endpoint_that_gives_no_token_is_explained(
    mock: respx.MockRouter, answer: httpx.Response, kind: type[ConnectorError]
) -> None:
    with mock:
        mock.post(TOKEN).mock(return_value=answer)
        with pytest.raises(kind, match="token endpoint"):
            Tenant().read()


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (httpx.Response(429, headers={"Retry-After": "7"}), TransientError, "in 7 seconds"),
        (httpx.Response(429, headers={"Retry-After": "soon\x1b"}), TransientError, "in 15 seconds"),
        (httpx.Response(503), TransientError, "503"),
        (httpx.Response(403), OtherSideError, "right"),
        (httpx.Response(404), OtherSideError, "404"),
        (httpx.Response(200, text="<html>"), OtherSideError, "not JSON"),
    ],
)
def test_an_error_of_the_api_says_what_to_do(
    mock: respx.MockRouter, answer: httpx.Response, kind: type[ConnectorError], words: str
) -> None:
    with mock:
        tokens(mock)
        mock.get(LIST).mock(return_value=answer)
        with pytest.raises(kind, match=words):
            Tenant().read()


@pytest.mark.parametrize(
    "error", [httpx.ConnectError("no"), httpx.ReadTimeout("slow"), httpx.RemoteProtocolError("cut")]
)
def test_a_broken_connection_is_transient(mock: respx.MockRouter, error: httpx.HTTPError) -> None:
    with mock:
        tokens(mock)
        mock.get(LIST).mock(side_effect=error)
        with pytest.raises(TransientError):
            Tenant().read()


def test_pages_are_read_to_the_end_with_the_filter_on_each(mock: respx.MockRouter) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.params["flt"] == "lastUpdate>=2026-01-01"
        start = int(request.url.params["start"])
        rows = [{"header": {"invoiceId": number}} for number in range(start, min(start + 100, 231))]
        envelope = {"returnCode": "0", "totRecords": 230, "returnedRecords": len(rows), "startAt": start}
        return httpx.Response(200, json={**envelope, "jiinvoiceList": {"jiinvoice": rows}})

    with mock:
        tokens(mock)
        mock.get(LIST).mock(side_effect=answer)
        pages = list(Tenant().http.headers(INVOICES, "2026-01-01"))
        assert [len(page) for page in pages] == [100, 100, 30]


def test_another_tenant_s_paths_and_names_come_from_the_profile_alone(mock: respx.MockRouter) -> None:
    from connector.jaggaer.wire_profile import Resource

    wire = WireProfile(
        invoices=Resource("/erp/inv", "data.items", "doc", "MOD>={stamp}", "/erp/inv/{id}/full"),
        start_param="first",
        filter_param="where",
    )
    with mock:
        tokens(mock)
        tenant = Tenant()
        http = JaggaerHttp(httpx.Client(base_url=BASE), tenant.auth, wire, Throttle(0, tenant.clock.now))
        listed = mock.get(f"{BASE}/erp/inv").respond(
            json={"returnCode": 0, "totRecords": 1, "data": {"items": [{"doc": {"invoiceId": 9}}]}}
        )
        mock.get(f"{BASE}/erp/inv/9/full").respond(json={"header": {}})
        assert list(http.headers(wire.invoices, "S")) == [({"invoiceId": 9},)]
        assert dict(listed.calls[0].request.url.params) == {"first": "1", "where": "MOD>=S"}
        assert http.detail(wire.invoices, "invoice", "9").document == {"header": {}}


def test_a_tenant_may_want_the_secret_as_basic_its_own_stamps_and_rows_from_nought(mock: respx.MockRouter) -> None:
    clock = SimClock()
    auth = ClientCredentials(Credentials(TOKEN, "id", "s3cret", auth="basic"), clock, httpx.Client().send)
    resource = replace(WireProfile().invoices, changed_since="MOD>={stamp}", stamp_format="%d.%m.%Y")
    wire = WireProfile(invoices=resource, first=0)
    with mock:
        token = mock.post(TOKEN).respond(json={"access_token": "t", "expires_in": 300})
        listed = mock.get(LIST).respond(json={**EMPTY, "startAt": 0})
        http = JaggaerHttp(httpx.Client(base_url=BASE), auth, wire, Throttle(0, clock.now))
        assert list(http.headers(resource, "2026-01-12T18:43:41.000Z")) == [()]
        assert dict(listed.calls[0].request.url.params) == {"start": "0", "flt": "MOD>=12.01.2026"}
    assert token.calls[0].request.headers["Authorization"] == "Basic aWQ6czNjcmV0"
    assert b"s3cret" not in token.calls[0].request.content


@pytest.mark.parametrize("at_once", [1, 2, 5])
def test_details_come_in_order_however_many_are_read_at_once(mock: respx.MockRouter, at_once: int) -> None:
    tenant = Tenant()
    wire = WireProfile(connection=Connection(at_once=at_once))
    http = JaggaerHttp(httpx.Client(base_url=BASE), tenant.auth, wire, Throttle(0, tenant.clock.now))
    with mock:
        tokens(mock)
        for number in range(9):
            mock.get(f"{LIST}/{number}").respond(500 if number == 4 else 200, json={"header": {"invoiceId": number}})
        said = []
        for get in http.details(INVOICES, "invoice", [str(number) for number in range(9)]):
            try:
                said.append(get().document["header"]["invoiceId"])
            except TransientError as error:
                said.append(error.what)
    assert said == [0, 1, 2, 3, "JAGGAER answered 500 for invoice 4.", 5, 6, 7, 8]


def test_whoever_stops_reading_details_leaves_nothing_behind(mock: respx.MockRouter) -> None:
    tenant = Tenant()
    wire = WireProfile(connection=Connection(at_once=2))
    http = JaggaerHttp(httpx.Client(base_url=BASE), tenant.auth, wire, Throttle(0, tenant.clock.now))
    with mock:
        tokens(mock)
        details = mock.get(url__startswith=LIST).respond(json={"header": {}})
        reading = http.details(INVOICES, "invoice", [str(number) for number in range(100)])
        next(reading)()
        reading.close()
        assert len(details.calls) < 10
