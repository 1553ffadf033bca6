"""The HTTP server: it reads a whole body before a thread is taken, so slow clients hold none."""

from __future__ import annotations

import logging
from typing import Any
from wsgiref.types import WSGIApplication

import waitress
from waitress.channel import HTTPChannel

from connector.adapters.byte_guard import LARGE, MIB
from connector.errors import ConfigurationError

CONNECTIONS = 1000
THREADS = 8


class _Channel(HTTPChannel):  # type: ignore[misc] # waitress has no types
    """
    waitress answers “Expect: 100-continue” by waiting for a body, also where its length is zero: the
    request would hang until the client gave up.
    """

    def send_continue(self) -> None:
        if self.request.completed:
            self.request.expect_continue = False
        else:
            super().send_continue()


def listen(app: WSGIApplication, host: str, port: int) -> tuple[Any, int]:
    """A bound server and its port; ``server.run()`` serves until it is closed."""
    logging.getLogger("waitress").setLevel(logging.WARNING)
    sockets: dict[int, Any] = {}
    try:
        server = waitress.create_server(
            app,
            map=sockets,
            host=host,
            port=port,
            threads=THREADS,
            connection_limit=CONNECTIONS,
            channel_timeout=60,
            max_request_body_size=max(LARGE.values()) + MIB,
            ident="connector",
        )
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            f"Port {port} of {host} cannot be used ({getattr(error, 'strerror', None) or error}).",
            remedy="Stop the program that uses it, or choose another with --port and --host.",
        ) from error
    listening = [one for one in sockets.values() if hasattr(one, "channel_class")]
    for one in listening:
        one.channel_class = _Channel
    return server, listening[0].effective_port
