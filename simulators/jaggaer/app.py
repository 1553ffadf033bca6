"""
The tenant's HTTP: token, invoices, suppliers, and the control surface under /__sim.

  rule                                                               source
  GET …/ji/v1/invoices: rows of {"header"} only                       envelope UCLA; path assumed
  GET …/ji/v1/invoices/{id}: header and lineList, no envelope          UCLA
  GET …/ja/v1/companyprofiles: returnCode "0"                          public TypeScript client
  401: no WWW-Authenticate, Content-Type "; charset=UTF-8"             Crown Commercial Service
  unknown id or path: 404 with a returnCode                           assumed
  a trailing slash does not matter                                    UCLA writes one on some paths
  X-Request-Id on every answer                                        assumed
"""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, jsonify, request
from flask.typing import ResponseReturnValue

from simulators.jaggaer import control, oauth, wire
from simulators.jaggaer.faults import Fault
from simulators.jaggaer.oauth import Clock, Keycloak, Random
from simulators.jaggaer.tenant import Tenant

API = "/j1p/api/public"


def create_app(
    tenant: Tenant, keycloak: Keycloak, clock: Clock, random: Random, faults: list[Fault] | None = None
) -> Flask:
    """
    A WSGI app over a tenant; tokens and stamps live on the clock that is handed in.

    ``faults`` may be filled and emptied while it serves; each counts the requests it could strike at.
    """
    app = Flask("jaggaer-sim")
    app.url_map.strict_slashes = False
    app.json.sort_keys = False  # type: ignore[attr-defined] # Flask's default provider has it
    app.config["MAX_CONTENT_LENGTH"] = 16 * 1024 * 1024
    _register_faults(app, keycloak, [] if faults is None else faults)
    oauth.register(app, keycloak, clock, random)
    control.register(app, tenant, keycloak, clock)
    seen = _Seen()
    app.extensions["seen"] = seen

    @app.before_request
    def authorise() -> Response | None:
        if not request.path.startswith(API):
            return None
        seen.count(request.path)
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme == "Bearer" and keycloak.is_valid(token, clock.now()):
            return None
        return Response("", 401, {"Content-Type": "; charset=UTF-8"})

    @app.after_request
    def number(response: Response) -> Response:
        response.headers["X-Request-Id"] = f"req-{seen.total:06d}"
        return response

    @app.get(f"{API}/ji/v1/invoices")
    def invoices() -> ResponseReturnValue:
        rows = [{"header": _list_header(one["header"])} for one in _by_id(tenant.invoices)]
        return _page(rows, wire.INVOICES)

    @app.get(f"{API}/ji/v1/invoices/<invoice_id>")
    def invoice(invoice_id: str) -> ResponseReturnValue:
        found = tenant.invoices.get(invoice_id)
        return jsonify(found) if found else _not_found()

    @app.get(f"{API}/ja/v1/companyprofiles")
    def suppliers() -> ResponseReturnValue:
        return _page(_by_id(tenant.suppliers), wire.SUPPLIERS)

    @app.errorhandler(404)
    def unknown(_error: Exception) -> ResponseReturnValue:
        return _not_found()

    return app


def _register_faults(app: Flask, keycloak: Keycloak, faults: list[Fault]) -> None:
    @app.before_request
    def strike() -> Response | None:
        if request.endpoint is None or request.path.startswith("/__sim"):
            return None
        for one in faults:
            if one.strikes(request.endpoint):
                return one.kind.strike(keycloak)
        return None


class _Seen:
    """How often the API was called, for those who look at it from outside."""

    def __init__(self) -> None:
        self.total = 0
        self.paths: dict[str, int] = {}

    def count(self, path: str) -> None:
        self.total += 1
        self.paths[path] = self.paths.get(path, 0) + 1


def _by_id(records: dict[str, wire.Json]) -> list[wire.Json]:
    def order(key: str) -> tuple[int, str]:
        return (int(key) if key.isdigit() else 0, key)

    return [records[key] for key in sorted(records, key=order)]


def _list_header(header: wire.Json) -> wire.Json:
    hidden = (
        "billTo",
        "shipTo",
        "remitTo",
        "terms",
        "customFieldValueSetList",
        "splittableFieldSetGroupList",
        "miscFeeList",
    )
    return {name: value for name, value in header.items() if name not in hidden}


def _page(rows: list[wire.Json], shape: wire.Shape) -> ResponseReturnValue:
    start: Any = request.args.get("start", "1")
    if not (start.isascii() and start.isdigit()):
        return jsonify(wire.failure(-2, "Invalid start"))
    try:
        return jsonify(wire.page(rows, shape, int(start), request.args.get("flt", "")))
    except wire.BadFilter as error:
        return jsonify(wire.failure(-2, str(error)))


def _not_found() -> ResponseReturnValue:
    return jsonify(wire.failure(404, "Not found")), 404
