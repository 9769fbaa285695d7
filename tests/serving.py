"""natoqa's servers as real processes on a free port of this computer."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import uvicorn
from starlette.types import ASGIApp

KEY = "ein-langer-schluessel-zum-testen"

__all__ = ["KEY", "NATOQA", "environment", "free_port", "running", "serving"]

NATOQA = [sys.executable, "-c", "from natoqa.cli import main; main()"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def environment(data_dir: Path, **more: str) -> dict[str, str]:
    return os.environ | {"NATOQA_DATA_DIR": str(data_dir)} | more


@contextmanager
def serving(data_dir: Path, log: Path, *command: str, **more: str) -> Iterator[str]:
    """``natoqa COMMAND --port P`` until the block ends; the address, once it answers."""
    port = free_port()
    with log.open("w") as output:
        process = subprocess.Popen(
            [*NATOQA, *command, "--port", str(port)],
            stdout=output,
            stderr=output,
            env=environment(data_dir, **more),
            cwd=data_dir,
        )
    try:
        _wait(process, port, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + 120
    with httpx.Client(timeout=5, verify=False) as client:  # noqa: S501 - no TLS here
        while time.monotonic() < end:
            assert process.poll() is None, log.read_text()
            try:
                client.get(f"http://127.0.0.1:{port}/health")
            except httpx.TransportError:
                time.sleep(0.2)
            else:
                return
    raise AssertionError(log.read_text())


@contextmanager
def running(app: ASGIApp) -> Iterator[str]:
    """An application of this process on a real socket, for what only a double can show."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
        thread.start()
        try:
            while not server.started:
                time.sleep(0.01)
            yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=20)
