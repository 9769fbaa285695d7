"""The HTTP door: natoqa's own interface and OpenAI's, on this computer unless told otherwise."""

from __future__ import annotations

import socket
import sys
from typing import TYPE_CHECKING

from natoqa.network import LOOPBACK, listen
from natoqa.settings import load_settings

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from natoqa.index import Progress

__all__ = ["run", "serve"]

_CONNECTIONS = 512


def serve(port: int, host: str = LOOPBACK, *, on_progress: Progress | None = None) -> None:
    """Serve until stopped.

    Raises DoorError when the address cannot be bound, or when it needs a key and there is none.
    """
    settings = load_settings()
    with listen(host, port, settings, "natoqa serve") as bound:
        from natoqa.assistant import Assistant
        from natoqa.server.app import create_app

        assistant = Assistant.open(settings, on_progress=on_progress)
        run(create_app(assistant, settings, host=host), bound, "/openapi.json")


def run(app: ASGIApp, bound: socket.socket, path: str) -> None:
    """Run an application on a bound socket; ``path`` completes the address that is told."""
    import uvicorn

    host, port = bound.getsockname()[:2]
    name = f"[{host}]" if ":" in host else host
    sys.stderr.write(f"natoqa: http://{name}:{port}{path} (stop with Ctrl+C)\n")
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,  # what people ask is not written down
        server_header=False,
        proxy_headers=False,  # else a client could choose the address it is counted under
        limit_concurrency=_CONNECTIONS,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=5,
    )
    uvicorn.Server(config).run(sockets=[bound])
