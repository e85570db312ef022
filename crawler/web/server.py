"""Serves the application over HTTP."""

import socket
import sys

import uvicorn

from crawler.application import Application
from crawler.errors import TinbaoError
from crawler.web.app import create_app

#: More than these at once wait outside: each holds a thread and a connection to the store.
MOST_CONNECTIONS = 100


class ServeError(TinbaoError):
    """The address to serve at cannot be used."""


def serve(application: Application, *, host: str, port: int) -> None:
    """Serve until SIGINT or SIGTERM; prints the address, which is how one learns it for port 0.

    Raises:
        ServeError: the address is taken, not this machine's, or not allowed.
    """
    with listening(host, port) as listener:
        shown = f"[{host}]" if ":" in host else host
        sys.stderr.write(f"Serving at http://{shown}:{listener.getsockname()[1]}/ — Ctrl-C ends.\n")
        sys.stderr.flush()
        server(application).run(sockets=[listener])


def server(application: Application) -> uvicorn.Server:
    """The server, not yet running; bounded in what it takes from strangers."""
    return uvicorn.Server(
        uvicorn.Config(
            create_app(application),
            log_config=None,
            access_log=False,
            server_header=False,
            limit_concurrency=MOST_CONNECTIONS,
            timeout_keep_alive=5,
            timeout_graceful_shutdown=10,
            h11_max_incomplete_event_size=16_384,
            lifespan="off",
            ws="none",
        )
    )


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there; raises ServeError where that cannot be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise ServeError(
            f"cannot serve at {host}:{port}: {error.strerror}", "Choose another --host or --port."
        ) from error
