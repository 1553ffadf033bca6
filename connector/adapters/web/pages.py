"""The WSGI app of one installation: /qbwc, /support, /healthz."""

from __future__ import annotations

from wsgiref.types import WSGIApplication

from flask import Flask
from flask.typing import ResponseReturnValue
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from connector.errors import ConnectorError
from connector.flow.ports import Store

SUPPORT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Support</title>
<body style="font-family:system-ui;max-width:40rem;margin:4rem auto">
<h1>JAGGAER–QuickBooks connector</h1>
<p>This is the service that your QuickBooks Web Connector talks to. It is running.</p>
<p>What is waiting, and why, is shown by <code>connector status</code> and
<code>connector exceptions list</code> on the connector's own machine.</p></body></html>"""


def build_web(soap: WSGIApplication, store: Store) -> WSGIApplication:
    """The Web Connector asks for the support page when the application is added, and wants status 200."""
    app = Flask("connector")

    @app.get("/healthz")
    def healthz() -> ResponseReturnValue:
        try:
            with store.read() as work:
                work.companies.all()
        except ConnectorError as error:
            return {"status": "down", "why": error.what}, 503
        return {"status": "ok"}

    @app.get("/support")
    def support() -> ResponseReturnValue:
        return SUPPORT

    return DispatcherMiddleware(app, {"/qbwc": soap})
