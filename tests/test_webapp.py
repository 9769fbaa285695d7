"""Starting the chat."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from natoqa.errors import DoorError
from natoqa.webapp import app_script, serve

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def port() -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        yield probe.getsockname()[1]


def test_port_in_use_is_told_with_another_one(port: int) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        used = taken.getsockname()[1]
        with pytest.raises(DoorError, match=rf"port {used} cannot be used.*--port {used + 1}"):
            serve(used)


def test_script_is_found() -> None:
    assert app_script().name == "main.py"


def test_the_chat_is_served_on_this_computer_alone() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", "from natoqa.cli import main; main()"]
    process = subprocess.Popen(
        [*command, "app", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=dict(os.environ),
        start_new_session=True,
    )
    try:
        assert _status(f"http://127.0.0.1:{port}/_stcore/health") == 200
        assert _status(f"http://127.0.0.1:{port}/") == 200
    finally:
        os.killpg(process.pid, 15)
        process.wait(timeout=20)


def _status(url: str, seconds: float = 40) -> int:
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310
                return int(answer.status)
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > end:
                raise
            time.sleep(0.3)
