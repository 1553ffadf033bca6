"""The HTTP server: it reads a whole body before a thread is taken, so slow clients hold none."""

from __future__ import annotations

import logging
from wsgiref.types import WSGIApplication

import waitress
from waitress.server import BaseWSGIServer

from connector.adapters.byte_guard import LARGE, MIB
from connector.errors import ConfigurationError

CONNECTIONS = 1000
THREADS = 8


def listen(app: WSGIApplication, host: str, port: int) -> tuple[BaseWSGIServer, int]:
    """A bound server and its port; ``server.run()`` serves until it is closed."""
    logging.getLogger("waitress").setLevel(logging.WARNING)
    try:
        server = waitress.create_server(
            app,
            host=host,
            port=port,
            threads=THREADS,
            connection_limit=CONNECTIONS,
            channel_timeout=60,
            max_request_body_size=max(LARGE.values()) + MIB,
            ident="connector",
        )
    except OSError as error:
        raise ConfigurationError(
            f"Port {port} of {host} cannot be used ({error.strerror or error}).",
            remedy="Stop the program that uses it, or choose another with --port.",
        ) from error
    return server, server.effective_port
