"""Clients made from our WSDL alone, by two stacks, and the address that it names to each who asks."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any

import httpx
import pytest
import suds.client
import zeep
from lxml import etree
from pydantic import ValidationError

from connector.adapters.soap_endpoint import application
from connector.adapters.web.server import listen
from connector.adapters.wsdl import describing
from connector.settings import Settings
from tests.contract.conftest import Serving

WSDL = "{http://schemas.xmlsoap.org/wsdl/}"
SOAP = "{http://schemas.xmlsoap.org/wsdl/soap/}"
SCHEMA = "{http://www.w3.org/2001/XMLSchema}"
PROXY = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "books.example.com", "X-Forwarded-For": "192.0.2.7"}


@contextmanager
def served(serving: Serving, trusted_proxy: str = "", public_url: str = "") -> Iterator[str]:
    connector = serving.connector.restarted()
    connector.settings = Settings(public_url=public_url)
    server, port = listen(connector.app(), "127.0.0.1", 0, trusted_proxy)
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{port}/qbwc"
    server.close()


def address(url: str, **headers: str) -> str:
    described = etree.fromstring(httpx.get(f"{url}?wsdl", headers=headers).content)
    port = described.find(f"{WSDL}service/{WSDL}port/{SOAP}address")
    assert port is not None
    return port.get("location", "")


def test_zeep_makes_a_client_of_it_alone(serving: Serving) -> None:
    client = zeep.Client(f"{serving.url}?wsdl")
    assert client.service.receiveResponseXML("no ticket", "", "", "") == -1
    assert client.service.getLastError("no ticket").startswith("This update is not known")
    ticket, _ = client.service.authenticate(serving.added.company.user, serving.added.password)
    assert client.service.closeConnection(ticket) == "OK"
    client.transport.session.close()


def test_suds_makes_a_client_of_it_alone(serving: Serving) -> None:
    client = suds.client.Client(f"{serving.url}?wsdl", cache=None)
    assert client.service.receiveResponseXML("no ticket", "", "", "") == -1
    assert client.service.getLastError("no ticket").startswith("This update is not known")
    given = client.service.authenticate(serving.added.company.user, serving.added.password)
    assert client.service.closeConnection(given.string[0]) == "OK"


@pytest.mark.parametrize("host", ["localhost:8080", "books.example.com", "[::1]:8080"])
def test_the_address_is_the_one_that_was_asked(serving: Serving, host: str) -> None:
    assert address(serving.url, Host=host) == f"http://{host}/qbwc"


@pytest.mark.parametrize(
    ("name", "said"), [("::1", "[::1]:8080"), ("10.0.0.5", "10.0.0.5:8080"), ("my host", "localhost:8080")]
)
def test_where_the_request_says_no_host_it_is_the_server_s_as_it_can_be_written(name: str, said: str) -> None:
    environ = {"SERVER_NAME": name, "SERVER_PORT": "8080", "wsgi.url_scheme": "http", "SCRIPT_NAME": "/qbwc"}
    (content,) = describing("")(environ, lambda *_: lambda _: None)
    assert f'location="http://{said}/qbwc"'.encode() in content


@pytest.mark.parametrize(
    "odd",
    ["books.example.com", "ftp://a", "https://", "https://a b", "https://me:secret@a", "https://a/?x=1", "https://a\n"],
)
def test_an_address_that_is_none_is_refused_as_a_setting(odd: str) -> None:
    with pytest.raises(ValidationError, match="is not a web address"):
        Settings(public_url=odd)


def test_a_host_that_is_none_is_answered_with_the_server_s_own(serving: Serving) -> None:
    assert address(serving.url, Host='"/><evil') == serving.url


def test_the_trusted_proxy_says_scheme_and_host_for_each_request_of_its_own(serving: Serving) -> None:
    with served(serving, trusted_proxy="127.0.0.1") as url:
        assert address(url, **PROXY) == "https://books.example.com/qbwc"
        assert address(url) == url
        assert address(url, **{**PROXY, "X-Forwarded-Proto": "http"}) == "http://books.example.com/qbwc"


def test_nobody_else_is_believed(serving: Serving) -> None:
    for proxy in ("", "192.0.2.1"):
        with served(serving, trusted_proxy=proxy) as url:
            assert address(url, **PROXY) == url


@pytest.mark.parametrize("given", ["https://books.example.com", "https://books.example.com/qbwc/"])
def test_the_setting_wins_over_what_the_request_says(serving: Serving, given: str) -> None:
    with served(serving, public_url=given) as url:
        assert address(url, Host="elsewhere.example") == "https://books.example.com/qbwc"


def test_it_has_the_methods_that_the_service_has(serving: Serving) -> None:
    calls = application().interface.service_method_map
    ours = {one.name: (_parts(one.in_message), _parts(one.out_message)) for (one, *_) in calls.values()}
    root = etree.fromstring(files("connector.adapters").joinpath("service.wsdl").read_bytes())
    described = {
        one.get("name", ""): (_elements(root, one.get("name", "")), _elements(root, f"{one.get('name')}Response"))
        for one in root.iterfind(f"{WSDL}portType/{WSDL}operation")
    }
    assert described == ours


def test_the_parts_are_named_parameters_and_the_number_is_always_there(serving: Serving) -> None:
    text = httpx.get(f"{serving.url}?wsdl").text
    root = etree.fromstring(text.encode())
    assert {part.get("name") for part in root.iterfind(f"{WSDL}message/{WSDL}part")} == {"parameters"}
    numbers = [one for one in root.iter(f"{SCHEMA}element") if one.get("type") == "s:int"]
    assert len(numbers) == 3
    assert {(one.get("minOccurs"), one.get("nillable")) for one in numbers} == {("1", None)}
    assert "soap12" not in text


def _parts(message: Any) -> list[tuple[str, str]]:
    return [(name, kind.get_type_name()) for name, kind in message._type_info.items()]


def _elements(root: etree._Element, name: str) -> list[tuple[str, str]]:
    found = root.iterfind(f".//{SCHEMA}schema/{SCHEMA}element[@name='{name}']//{SCHEMA}sequence/{SCHEMA}element")
    return [(one.get("name", ""), one.get("type", "").rpartition(":")[2]) for one in found]
