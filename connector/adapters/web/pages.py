"""The WSGI app of one installation: /qbwc, /support, /healthz."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from wsgiref.types import WSGIApplication

from flask import Flask, Response
from flask.typing import ResponseReturnValue
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from connector.errors import ConnectorError
from connector.flow.ports import Store
from connector.flow.stops import stops

STYLE = "body{font-family:system-ui;max-width:40rem;margin:4rem auto}"
SUPPORT = f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Support</title><style>{STYLE}</style><body>
<h1>JAGGAER–QuickBooks connector</h1>
<p>This is the service that your QuickBooks Web Connector talks to. It is running.</p>
<p>What is waiting, and why, is shown by <code>connector status</code> and
<code>connector exceptions list</code> on the connector's own machine.</p></body></html>"""


HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            f"style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def build_web(soap: WSGIApplication, store: Store) -> WSGIApplication:
    """The Web Connector asks for the support page when the application is added, and wants status 200."""
    app = Flask("connector")

    @app.get("/healthz")
    def healthz() -> ResponseReturnValue:
        try:
            with store.read() as work:
                names = [company.name for company in work.companies.all()]
                stopped = sum(1 for name in names if stops(work, name))
        except ConnectorError as error:
            return {"status": "down", "why": error.what}, 503
        if stopped:
            why = f"{stopped} of {len(names)} companies is stopped: see “connector status”."
            return {"status": "degraded", "why": why if stopped == 1 else why.replace(" is ", " are ")}
        return {"status": "ok"}

    @app.after_request
    def guarded(response: Response) -> Response:
        response.headers.update(HEADERS)
        return response

    @app.get("/support")
    def support() -> ResponseReturnValue:
        return SUPPORT

    return DispatcherMiddleware(app, {"/qbwc": soap})
