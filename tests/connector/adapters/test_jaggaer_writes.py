"""Writing to JAGGAER over HTTP: what was done, what was not, and what nobody knows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
import respx

from connector.adapters.jaggaer_http import JaggaerHttp
from connector.adapters.oauth import ClientCredentials, Credentials
from connector.adapters.throttle import Throttle
from connector.errors import ConnectorError, NotThereError, OtherSideError, OutcomeUnknownError, TransientError
from connector.jaggaer.orders import NAMES
from connector.jaggaer.wire_profile import Resource, WireProfile
from scenarios.clock import SimClock

BASE = "https://jaggaer.example"
TOKEN = f"{BASE}/token"
PATH = "/j1p/api/public/ji/v1/purchaseorders"
ROWS = "jipurchaseOrderList"


@pytest.fixture
def mock() -> Iterator[respx.MockRouter]:
    with respx.mock(assert_all_called=False) as router:
        router.post(TOKEN).respond(json={"access_token": "t", "expires_in": 300})
        yield router


def tenant(wire: WireProfile | None = None) -> JaggaerHttp:
    clock = SimClock()
    auth = ClientCredentials(Credentials(TOKEN, "id", "s3cret"), clock, httpx.Client().send)
    return JaggaerHttp(httpx.Client(base_url=BASE), auth, wire or WireProfile(), Throttle(0, clock.now))


def write() -> dict[str, object]:
    return tenant().write(PATH, '{"purchaseOrder": {}}', "purchase order 49")


def test_an_answer_is_given_as_it_came(mock: respx.MockRouter) -> None:
    route = mock.post(f"{BASE}{PATH}").respond(json={"returnCode": 0, "poId": 7001})
    assert write() == {"returnCode": 0, "poId": 7001}
    request = route.calls[0].request
    assert (request.content, request.headers["Content-Type"]) == (b'{"purchaseOrder": {}}', "application/json")
    assert request.headers["Authorization"] == "Bearer t"


@pytest.mark.parametrize("status", [401, 403, 429])
def test_what_jaggaer_refuses_unseen_was_not_done(mock: respx.MockRouter, status: int) -> None:
    mock.post(f"{BASE}{PATH}").respond(status, headers={"Retry-After": "30"})
    with pytest.raises((OtherSideError, TransientError)) as caught:
        write()
    assert not isinstance(caught.value, OutcomeUnknownError)
    if isinstance(caught.value, TransientError):
        assert caught.value.wait is not None


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_after_an_error_of_the_server_nobody_knows(mock: respx.MockRouter, status: int) -> None:
    mock.post(f"{BASE}{PATH}").respond(status, text="<h1>Bad Gateway</h1>")
    with pytest.raises(OutcomeUnknownError):
        write()


@pytest.mark.parametrize("text", ["", "<html>", "[]", '{"returnCode": 0, "po'])
def test_after_an_answer_that_cannot_be_read_nobody_knows(mock: respx.MockRouter, text: str) -> None:
    mock.post(f"{BASE}{PATH}").respond(200, text=text)
    with pytest.raises(OutcomeUnknownError):
        write()


LOST = (httpx.ReadTimeout, httpx.WriteTimeout, httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError)
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


@pytest.mark.parametrize(
    ("happens", "error"), [*((one, OutcomeUnknownError) for one in LOST), *((one, TransientError) for one in NOT_SENT)]
)
def test_a_connection_that_breaks_after_the_request_left_tells_nobody(
    mock: respx.MockRouter, happens: type[Exception], error: type[ConnectorError]
) -> None:
    mock.post(f"{BASE}{PATH}").mock(side_effect=happens("it broke"))
    with pytest.raises(error):
        write()


@pytest.mark.parametrize("status", [404, 405])
def test_a_path_that_jaggaer_does_not_have_is_every_records_matter(mock: respx.MockRouter, status: int) -> None:
    mock.post(f"{BASE}{PATH}").respond(status, json={"returnCode": status})
    with pytest.raises(NotThereError):
        write()


def test_an_order_is_read_by_jaggaers_id_and_one_that_is_not_there_is_none(mock: respx.MockRouter) -> None:
    listed(mock, {"poId": 7001, "poNumber": "49"})
    mock.get(f"{BASE}{PATH}/7002").respond(404, json={"returnCode": 404})
    orders = WireProfile().orders
    found = tenant().known(orders, NAMES, "7001")
    assert found is not None
    assert found["header"]["poNumber"] == "49"
    assert tenant().known(orders, NAMES, "7002") is None


@pytest.mark.parametrize("status", [400, 409, 422])
def test_what_jaggaer_refuses_of_one_record_is_that_records_own(mock: respx.MockRouter, status: int) -> None:
    mock.post(f"{BASE}{PATH}").respond(status, json={"returnCode": status, "returnMessage": "No such supplier"})
    assert write() == {"returnCode": f"HTTP {status}", "returnMessage": "No such supplier"}


def test_a_redirect_is_no_answer(mock: respx.MockRouter) -> None:
    mock.post(f"{BASE}{PATH}").respond(302, headers={"Location": f"{BASE}/login"}, json={})
    with pytest.raises(OtherSideError):
        write()


def listed(mock: respx.MockRouter, *rows: dict[str, object]) -> respx.Route:
    envelope = {"returnCode": 0, "totRecords": len(rows), "returnedRecords": len(rows), "startAt": 1}
    found = {**envelope, ROWS: {"jipurchaseOrder": [{"header": row} for row in rows]}}
    for row in rows:
        mock.get(f"{BASE}{PATH}/{row['poId']}").respond(json={"header": row, "lineList": {}})
    return mock.get(f"{BASE}{PATH}").respond(json=found)


def test_the_orders_of_a_number_are_asked_for_by_it_and_read_whole(mock: respx.MockRouter) -> None:
    route = listed(mock, {"poId": 7001, "poNumber": "49"}, {"poId": 7002, "poNumber": "490"})
    (found,) = tenant().numbered(WireProfile().orders, NAMES, "49")
    assert found["header"]["poId"] == 7001
    assert route.calls[0].request.url.params["flt"] == "poNumber==49"


def test_where_the_tenant_has_no_such_filter_the_whole_list_is_read(mock: respx.MockRouter) -> None:
    route = listed(mock, {"poId": 7001, "poNumber": "48"}, {"poId": 7002, "poNumber": "49"})
    orders: Resource = replace(WireProfile().orders, by_number="")
    (found,) = tenant().numbered(orders, NAMES, "49")
    assert found["header"]["poId"] == 7002
    assert "flt" not in route.calls[0].request.url.params


def test_a_number_that_nobody_has_is_nobodys(mock: respx.MockRouter) -> None:
    listed(mock)
    assert tenant().numbered(WireProfile().orders, NAMES, "49") == []


def test_a_token_that_ran_out_is_renewed_before_the_write_is_given_up(mock: respx.MockRouter) -> None:
    answers = [httpx.Response(401), httpx.Response(200, content=json.dumps({"returnCode": 0}))]
    mock.post(f"{BASE}{PATH}").mock(side_effect=answers)
    assert write() == {"returnCode": 0}
