"""What people and machines do in JAGGAER."""

from __future__ import annotations

from scenarios.schema import GivenInvoice, Number, Part
from scenarios.stage import Stage
from scenarios.verbs.verb import Verb

PAYABLE = {"workflowStatus": "Completed", "paymentStatus": "Payable"}
CANCELLED = {"workflowStatus": "Cancelled", "paymentStatus": "Cancelled"}


class InvoiceEdit(Part):
    """A person changes the supplier's number on an invoice."""

    number: Number
    supplier_invoice: str


def _add(stage: Stage, given: GivenInvoice) -> None:
    stage.put_invoice(given)
    if "lastUpdate" not in given.header:
        stage.edit_invoice(given.number, {})  # its stamp is that of this moment


def _edit(stage: Stage, edit: InvoiceEdit) -> None:
    stage.edit_invoice(edit.number, {"supplierInvoiceNumber": edit.supplier_invoice})


def _revoke(stage: Stage, _: None) -> None:
    stage.world.keycloak.revoke_all()


VERBS = (
    Verb("poll jaggaer", "The connector reads what changed in JAGGAER.", "poll jaggaer", lambda stage, _: stage.poll()),
    Verb(
        "add invoice",
        "Another invoice is there.",
        'add invoice: {number: I00105, supplier: Acme, supplier_invoice: AC-5, total: "9.50"}',
        _add,
        GivenInvoice,
    ),
    Verb(
        "approve invoice",
        "A pending invoice is approved for payment.",
        "approve invoice: I00102",
        lambda stage, number: stage.edit_invoice(number, PAYABLE),
        Number,
    ),
    Verb(
        "cancel invoice",
        "An invoice is cancelled.",
        "cancel invoice: I00102",
        lambda stage, number: stage.edit_invoice(number, CANCELLED),
        Number,
    ),
    Verb(
        "edit invoice",
        "A person corrects the supplier's number on an invoice.",
        "edit invoice: {number: I00102, supplier_invoice: AC-9}",
        _edit,
        InvoiceEdit,
    ),
    Verb("revoke tokens", "No token is valid any more, from now on.", "revoke tokens", _revoke),
)
