from __future__ import annotations

import os
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

import httpx
import pytest
from naive import QWC, Naive

from scenarios.under_test import UnderTest

CAREFUL = os.environ.get("CAREFUL") != "no"
OVER_HTTP = os.environ.get("OVER_HTTP") == "yes"


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def connector_under_test(jaggaer):
    if not OVER_HTTP:
        app = Naive(jaggaer, careful=CAREFUL, transport=jaggaer.transport)
        yield UnderTest(QWC.format(url="http://localhost/naive"), "open sesame", app, app.poll)
        return
    server = make_server("127.0.0.1", 0, Naive(jaggaer.over_http(), careful=CAREFUL), handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    here = f"http://localhost:{server.server_port}"
    yield UnderTest(
        QWC.format(url=f"{here}/naive"), "open sesame", poll=lambda: httpx.post(f"{here}/poll").raise_for_status()
    )
    server.shutdown()
    server.server_close()
