"""The HTTP server: it reads a whole body before a thread is taken, so slow clients hold none."""

from __future__ import annotations

import contextlib
import logging
import select
import sys
from typing import Any
from wsgiref.types import WSGIApplication

import waitress

from connector.adapters.envelope import LARGE, MIB
from connector.adapters.web.channel import Channel
from connector.errors import ConfigurationError

CONNECTIONS = 1000
PLACES, FEWEST = 800, 50
THREADS = 8
SPARE_FILES = 128
FORWARDED = ("x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-forwarded-port")
IDLE_SECONDS = 180  # longer than proxies and .NET keep a connection: they let go of it before we do


def listen(app: WSGIApplication, host: str, port: int, trusted_proxy: str = "") -> tuple[Any, int]:
    """
    A bound server and its port; ``server.run()`` serves until it is closed.

    Only what ``trusted_proxy`` says of a client's address, and of ours, is believed.
    """
    logging.getLogger("waitress").setLevel(logging.WARNING)
    places = _places()
    sockets: dict[int, Any] = {}
    try:
        server = waitress.create_server(
            app,
            map=sockets,
            host=host,
            port=port,
            threads=THREADS,
            connection_limit=CONNECTIONS,
            channel_timeout=IDLE_SECONDS,
            cleanup_interval=10,
            max_request_body_size=max(LARGE.values()) + MIB,
            inbuf_overflow=MIB,
            asyncore_use_poll=hasattr(select, "poll"),  # select() ends at 1,024 descriptors, and the process with it
            log_socket_errors=False,
            ident="connector",
            server_name=host,
            **_proxy(trusted_proxy),
        )
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            f"Port {port} of {host} cannot be used ({getattr(error, 'strerror', None) or error}).",
            remedy="Stop the program that uses it, or choose another with --port and --host.",
        ) from error
    listening = [one for one in sockets.values() if hasattr(one, "channel_class")]
    for one in listening:
        one.channel_class, one.places = Channel, places // len(listening)
    return server, listening[0].effective_port


def _proxy(trusted: str) -> dict[str, Any]:
    if not trusted:
        return {"clear_untrusted_proxy_headers": True}
    return {"trusted_proxy": trusted, "trusted_proxy_headers": set(FORWARDED)}


def _places() -> int:
    """
    How many clients may be connected at once: a connection needs a descriptor, and perhaps one for its body.

    Without descriptors accepting would fail in a loop, so the limit is raised as far as it may be.
    """
    if sys.platform == "win32":  # it has no such limit
        return PLACES
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * PLACES + SPARE_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
            soft = allowed
    places = PLACES if soft == resource.RLIM_INFINITY else min(PLACES, (soft - SPARE_FILES) // 2)
    if places < FEWEST:
        raise ConfigurationError(
            f"This process may open {soft} files only.",
            remedy="Raise the limit of open files (ulimit -n, or LimitNOFILE of its service) to 2,000.",
        )
    return places
