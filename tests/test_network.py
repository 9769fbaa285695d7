"""Where a server listens."""

from __future__ import annotations

import socket

import pytest
from pydantic import SecretStr

from natoqa.errors import DoorError
from natoqa.network import is_loopback, listen
from natoqa.settings import Settings

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

KEY = Settings(api_key=SecretStr("ein-langer-schluessel"))


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),  # noqa: S104
        ("::", False),
        ("192.168.0.1", False),
        ("localhost.evil.example", False),
        ("", False),
    ],
)
def test_loopback(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


def test_port_in_use_is_told_with_another_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(DoorError, match=rf"port {port} .* natoqa serve --port {port + 1}\."):
            listen("127.0.0.1", port, Settings(), "natoqa serve")


def test_address_of_another_computer() -> None:
    with pytest.raises(DoorError, match="cannot be used"):
        listen("192.0.2.1", 8000, KEY, "natoqa serve")


def test_with_a_key_others_may_come() -> None:
    with listen("0.0.0.0", 0, KEY, "natoqa serve") as bound:  # noqa: S104
        assert bound.getsockname()[0] == "0.0.0.0"  # noqa: S104
