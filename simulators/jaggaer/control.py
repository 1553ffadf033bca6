"""The control surface: seed, look, act as a person, spoil tokens. For loopback callers only."""

from __future__ import annotations

from flask import Blueprint, Flask, jsonify, request
from flask.typing import ResponseReturnValue

from simulators.jaggaer.oauth import LOOPBACK, Clock, Keycloak
from simulators.jaggaer.tenant import BadTenant, Tenant


def register(app: Flask, tenant: Tenant, keycloak: Keycloak, clock: Clock) -> None:
    control = Blueprint("control", "control", url_prefix="/__sim")

    @control.before_request
    def only_from_here() -> ResponseReturnValue | None:
        return None if request.remote_addr in LOOPBACK else (jsonify({"error": "loopback only"}), 403)

    @control.get("/state")
    def state() -> ResponseReturnValue:
        seen = app.extensions["seen"]
        calls = {"total": seen.total, "paths": seen.paths, "tokens": keycloak.issued}
        return jsonify({"tenant": tenant.to_json(), "calls": calls})

    @control.post("/invoices")
    def put_invoice() -> ResponseReturnValue:
        try:
            one = Tenant.from_json({"invoices": [request.get_json()]})
        except BadTenant as error:
            return jsonify({"error": str(error)}), 400
        tenant.invoices.update(one.invoices)
        return jsonify({"invoices": len(tenant.invoices)})

    @control.patch("/invoices/<invoice_id>")
    def edit_invoice(invoice_id: str) -> ResponseReturnValue:
        done = tenant.edit_invoice(invoice_id, request.get_json(), clock.now())
        return (jsonify({"edited": invoice_id}), 200) if done else (jsonify({"error": "no such invoice"}), 404)

    @control.post("/tokens/revoke")
    def revoke() -> ResponseReturnValue:
        keycloak.revoke_all()
        return jsonify({"revoked": True})

    app.register_blueprint(control)
