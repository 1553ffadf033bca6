"""The log: one line to an event, and no secret in it."""

from __future__ import annotations

import io
import json
import logging

import structlog

from connector.adapters import telemetry


def test_secrets_and_line_breaks_never_reach_the_log() -> None:
    telemetry.configure("INFO")
    root = logging.getLogger()
    handler = root.handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    written = io.StringIO()
    handler.setStream(written)
    try:
        log = structlog.get_logger()
        log.info(
            "call", password="canary", ticket="canary", text="Bearer canary\r\nforged \x1b[31m", client_secret="canary"
        )
        logging.getLogger("library").warning("client_secret=canary&x=1")
    finally:
        root.handlers.clear()
    lines = written.getvalue().splitlines()
    assert len(lines) == 2
    assert "canary" not in written.getvalue()
    assert "\x1b" not in json.loads(lines[0])["text"]
