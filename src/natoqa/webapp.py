"""Starts the Streamlit chat that lies in ``app/``."""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
from collections.abc import AsyncIterator, Mapping
from importlib import import_module
from pathlib import Path

from natoqa.errors import DoorError
from natoqa.visitors import BrowserGuard

__all__ = ["app_script", "serve"]

HOST = "127.0.0.1"

# nothing is sent elsewhere, no code or path is shown, and both themes are calm and legible
OPTIONS: Mapping[str, object] = {
    "server.headless": True,
    "server.fileWatcherType": "none",
    "server.enableAgentApi": False,
    "browser.gatherUsageStats": False,
    "runner.magicEnabled": False,
    # a search for garbage after each run takes as long as the run with an index in memory; Python's
    # own, which comes when there is some, keeps the memory as flat (evals/load.py)
    "runner.postScriptGC": False,
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "theme.baseFontSize": 16,
    "theme.baseRadius": "0.6rem",
    "theme.headingFontWeights": [650, 650, 650],
    "theme.headingFontSizes": ["1.9rem", "1.35rem", "1.1rem"],
    "theme.light.primaryColor": "#1f5a96",
    "theme.light.backgroundColor": "#ffffff",
    "theme.light.secondaryBackgroundColor": "#f3f5f8",
    "theme.light.textColor": "#1c2430",
    "theme.light.linkColor": "#1f5a96",
    "theme.light.borderColor": "#d7dde6",
    "theme.light.yellowBackgroundColor": "#fff0b3",
    "theme.light.blueBackgroundColor": "#e3effb",
    "theme.light.chartCategoricalColors": ["#1f5a96", "#b4530a", "#2e7d4f", "#7a4fa3"],
    "theme.dark.chartCategoricalColors": ["#8ab8ea", "#f0a65c", "#7fcf9f", "#c6a5ea"],
    "theme.light.sidebar.backgroundColor": "#f7f8fa",
    "theme.dark.primaryColor": "#8ab8ea",
    "theme.dark.backgroundColor": "#14181f",
    "theme.dark.secondaryBackgroundColor": "#1f2530",
    "theme.dark.textColor": "#e6e9ee",
    "theme.dark.linkColor": "#8ab8ea",
    "theme.dark.borderColor": "#394252",
    "theme.dark.yellowBackgroundColor": "#57471a",
    "theme.dark.blueBackgroundColor": "#20364f",
    "theme.dark.sidebar.backgroundColor": "#181d25",
}


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
    import streamlit
    from starlette.middleware import Middleware

    chat = streamlit.App(str(app_script()), lifespan=_warm, middleware=[Middleware(BrowserGuard)])
    sys.stderr.write(f"natoqa: http://localhost:{port} (stop with Ctrl+C)\n")
    with contextlib.suppress(KeyboardInterrupt):
        chat.run(config={**OPTIONS, "server.port": port, "server.address": HOST})


@contextlib.asynccontextmanager
async def _warm(_: object) -> AsyncIterator[dict[str, object]]:
    """Import what the first answer needs while the first page is on its way."""
    threading.Thread(target=_import_heavy, daemon=True).start()
    yield {}


def _import_heavy() -> None:
    for name in ("natoqa.assistant", "chromadb", "onnxruntime"):
        import_module(name)


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
