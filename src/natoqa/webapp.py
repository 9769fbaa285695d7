"""Starts the Streamlit chat that lies in ``app/``."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

from natoqa.errors import DoorError

__all__ = ["app_script", "serve"]

HOST = "127.0.0.1"


def app_script() -> Path:
    """The chat's script: inside the installed package, else in the checkout."""
    package = Path(__file__).resolve().parent
    for folder in (package / "bundled" / "app", package.parents[1] / "app"):
        if (folder / "main.py").is_file():
            return folder / "main.py"
    raise DoorError(
        f"the chat's files are missing beside {str(package)!r}; the installation is incomplete: "
        "install natoqa again."
    )


def serve(port: int) -> None:
    """Serve the chat on this computer until it is stopped.

    Raises DoorError when the port is in use.
    """
    _require_free(port)
    options = {
        "server.port": port,
        "server.address": HOST,
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    command = [sys.executable, "-m", "streamlit", "run", str(app_script()), *flags]
    sys.stderr.write(f"natoqa: http://localhost:{port} (stop with Ctrl+C)\n")
    try:
        done = subprocess.run(command, env=dict(os.environ), check=False)  # noqa: S603
    except KeyboardInterrupt:
        return
    if done.returncode not in (0, 130, -2, -15):
        raise DoorError(
            f"the chat ended with status {done.returncode}; see what it printed above. "
            "Run 'natoqa doctor' to check the installation."
        )


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise DoorError(
                f"port {port} cannot be used ({error.strerror}); it must be free and one that you "
                f"may open. Choose another: natoqa app --port {port + 1 if port < 65535 else 8502}."
            ) from error
