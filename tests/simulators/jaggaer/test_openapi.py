"""The tenant answers as its OpenAPI document says, whatever is asked of it."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from simulators.jaggaer import Paths, order_line, purchase_order, seeded_tenant
from simulators.jaggaer.openapi import document
from simulators.jaggaer.routes import ROUTES
from tests.simulators.jaggaer.conftest import Client

pytestmark = pytest.mark.once

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def served() -> Client:
    tenant = seeded_tenant(seed=2, invoices=3)
    supplier = {"id": 1, "name": "Acme", "supplierNumber": "V-1001"}
    tenant.put_order(purchase_order(7001, "0000000049", supplier, [order_line(1, "Gloves", "4", "1.00")]))
    tenant.attachments["1"] = ("order.pdf", b"%PDF")
    return Client(tenant)


CLIENT = served()
TOKEN = CLIENT.token()
schema = schemathesis.openapi.from_wsgi("/openapi.json", CLIENT.app)
schema.config.generation.update(modes=[GenerationMode.POSITIVE])
wild = schemathesis.openapi.from_wsgi("/openapi.json", CLIENT.app)
wild.config.generation.update(modes=[GenerationMode.NEGATIVE])
HOW = settings(max_examples=8, deadline=None, database=None, suppress_health_check=list(HealthCheck))


@schema.parametrize()
@HOW
def test_what_may_be_asked_is_answered_as_described(case: schemathesis.Case[Any]) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {TOKEN}"}, checks=CHECKS)


@wild.parametrize()
@HOW
def test_what_may_not_be_asked_is_never_an_error_of_the_server(case: schemathesis.Case[Any]) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {TOKEN}"}, checks=[not_a_server_error])


def test_the_document_has_every_route_wherever_it_is() -> None:
    elsewhere = Paths.from_json({"api": "/gateway", "receipts": "/goods"})
    for paths in (Paths(), elsewhere):
        described = document(paths)
        operations = {one["operationId"] for path in described["paths"].values() for one in path.values()}
        assert operations == {route.operation for route in ROUTES}
    assert "/goods" in document(elsewhere)["paths"]
