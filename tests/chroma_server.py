"""A real Chroma server as a process of its own, on loopback."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from natoqa.index import Place


class ChromaServer:
    """``chroma run`` on a free port; can be stopped and started again with the same data."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        arguments = ["run", "--path", str(self.folder), "--host", "127.0.0.1"]
        code = "from chromadb.cli.cli import app; app()"
        self._process = subprocess.Popen(
            [sys.executable, "-c", code, *arguments, "--port", str(self.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            env=os.environ | {"ANONYMIZED_TELEMETRY": "FALSE", "RUST_LOG": "error"},
        )
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"{self.url}/api/v2/heartbeat", timeout=1):  # noqa: S310
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        self.stop()
        raise RuntimeError(f"the Chroma server did not start on port {self.port}")

    def fresh_place(self) -> Place:
        """An empty database on this server."""
        name = f"test_{secrets.token_hex(4)}"
        request = urllib.request.Request(  # noqa: S310
            f"{self.url}/api/v2/tenants/default_tenant/databases",
            data=json.dumps({"name": name}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=5):  # noqa: S310
            return Place(self.folder, url=self.url, database=name)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=20)
            self._process = None
