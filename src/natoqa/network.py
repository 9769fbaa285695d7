"""Where a server listens, and what that asks for."""

from __future__ import annotations

import ipaddress
import socket

from natoqa.errors import DoorError
from natoqa.settings import Settings

__all__ = ["LOOPBACK", "is_loopback", "listen"]

LOOPBACK = "127.0.0.1"


def is_loopback(host: str) -> bool:
    """Whether ``host`` is reached from this computer alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def listen(host: str, port: int, settings: Settings, command: str) -> socket.socket:
    """A socket bound to ``host`` and ``port``; ``command`` is named in the errors.

    Raises DoorError when others could reach it and no key is set, and when it cannot be bound.
    """
    if not is_loopback(host) and settings.api_key is None:
        raise DoorError(
            f"{host!r} can be reached from other computers and there is no key; without one only "
            f"{LOOPBACK} is allowed. Set NATOQA_API_KEY, or leave out --host."
        )
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        raise DoorError(
            f"{host!r} is no address of this computer ({error.strerror}); allowed are its own "
            f"addresses. Use --host {LOOPBACK}."
        ) from error
    bound = socket.socket(family, kind, protocol)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind(address)
    except OSError as error:
        bound.close()
        other = port + 1 if port < 65535 else 8000
        raise DoorError(
            f"port {port} of {host!r} cannot be used ({error.strerror}); it must be free and one "
            f"that you may open. Choose another: {command} --port {other}."
        ) from error
    return bound
