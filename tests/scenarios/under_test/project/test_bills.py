import sys

import pytest

GIVEN = {
    "quickbooks": {"vendors": ["Acme"]},
    "jaggaer": {
        "suppliers": [{"name": "Acme"}],
        "invoices": [{"number": "I00101", "supplier": "Acme", "supplier_invoice": "AC-778", "total": "120.00"}],
    },
}


@pytest.mark.given(**GIVEN)
def test_an_approved_invoice_becomes_a_bill(world, quickbooks, web_connector):
    world.play("poll jaggaer")
    shown = web_connector.update()
    assert shown.status, web_connector.log
    assert [(one["RefNumber"], one["AmountDue"]) for one in quickbooks.records("Bill")] == [("AC-778", "120.00")]
    world.settle("30m")
    world.check()


@pytest.mark.given(**GIVEN)
@pytest.mark.seed(7)
def test_an_answer_may_be_lost(world, web_connector):
    world.play(
        "poll jaggaer",
        {"inject": {"to": "quickbooks", "fault": "lose_answer", "on": "BillAdd"}},
        "update web connector",
        {"advance": "15m"},
        "update web connector",
    )
    world.check()


def test_the_connector_that_comes_with_the_machines_is_not_imported(web_connector):
    assert "connector" not in sys.modules
