"""Every block of the pages under docs/ is executed."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage
from mcp import Client, StdioServerParameters
from serving import NATOQA, environment

from natoqa.assistant import Assistant

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

DOCS = Path(__file__).parents[1] / "docs"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = [
    (page.name, kind, code)
    for page in sorted(DOCS.glob("*.md"))
    for kind, code in BLOCK.findall(page.read_text(encoding="utf-8"))
]


def blocks(*kinds: str) -> list[Any]:
    return [
        pytest.param(page, code, id=f"{page}-{number}")
        for number, (page, kind, code) in enumerate(BLOCKS)
        if kind in kinds
    ]


def test_every_block_is_of_a_kind_that_is_executed() -> None:
    assert {kind for _, kind, _ in BLOCKS} == {"bash", "ini", "json", "python", "toml", "yaml"}


class Scripted(GenericFakeChatModel):
    """A chat model with tools that says what it is given to say."""

    def bind_tools(self, tools: Any, **_: Any) -> Any:
        return self


def scripted() -> Iterator[AIMessage]:
    yield AIMessage("Polen will Teilhabe. [1]")  # the chain
    arguments = {"query": "Wie steht Polen zu Atomwaffen?"}
    yield AIMessage("", tool_calls=[{"name": "search_study", "args": arguments, "id": "1"}])
    yield AIMessage("Polen will Teilhabe.")


SAYS = {
    "python.md": ["Desinformation", "[zukunft-der-nato-2025:", "page 16", "Teilhabe. [1]", "\n16 "],
    "openai.md": ["- [1] Seite 6", "Litauen | hoch | mittel", "1 False", "384"],
    "mcp.md": ["[1] Seite 6"],
}


@pytest.mark.parametrize("page", sorted(SAYS))
def test_python(
    http: str,
    page: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("PATH", f"{_programs(tmp_path)}{os.pathsep}{os.environ['PATH']}")
    names: dict[str, Any] = {"model": Scripted(messages=scripted())}
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        for name, kind, code in BLOCKS:
            if (name, kind) == (page, "python"):
                runnable = code.replace("http://127.0.0.1:8000", http).replace(
                    'args=["mcp"]', 'args=["mcp"], env=os.environ'
                )
                exec(f"import os\n{runnable}", names)  # noqa: S102 - our own examples
    for words in SAYS[page]:
        assert words in printed.getvalue()


def _programs(folder: Path) -> Path:
    """A folder with ``natoqa`` as it would be on the path."""
    program = folder / "natoqa"
    program.write_text(
        f"#!{sys.executable}\nfrom natoqa.cli import main\n\nmain()\n", encoding="utf-8"
    )
    program.chmod(0o755)
    return folder


@pytest.mark.parametrize(("page", "code"), blocks("bash"))
def test_commands(http: str, page: str, code: str, tmp_path: Path, data_dir: Path) -> None:
    command = code.strip().replace("http://127.0.0.1:8000", http)
    if command.startswith("pip install"):
        extras = tomllib.loads((DOCS.parent / "pyproject.toml").read_text(encoding="utf-8"))
        assert "mcp" in extras["project"]["optional-dependencies"]
        return
    if command.startswith("curl ") and shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    if not command.startswith("curl "):
        command += " --help"  # the servers themselves run in other tests
    path = f"{_programs(tmp_path)}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", command],  # noqa: S607
        capture_output=True,
        text=True,
        env=environment(data_dir, PATH=path),
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Litauen" in done.stdout or "Polen" in done.stdout or "--port" in done.stdout


@pytest.mark.parametrize(("page", "code"), blocks("json", "toml"))
async def test_configurations_of_clients(
    assistant: Assistant, data_dir: Path, page: str, code: str
) -> None:
    found = tomllib.loads(code) if code.startswith("[") else json.loads(code)
    ((_, servers),) = found.items()
    server = servers["natoqa"]
    if "url" in server:
        assert server["url"] == "http://127.0.0.1:8001/mcp"  # the port that the page starts it on
        return
    assert server["command"] == "natoqa"
    command = StdioServerParameters(
        command=NATOQA[0], args=[*NATOQA[1:], *server["args"]], env=environment(data_dir)
    )
    async with Client(command) as client:
        assert len((await client.list_tools()).tools) == 4


@pytest.mark.parametrize(("page", "code"), blocks("yaml"))
def test_librechat(http: str, page: str, code: str) -> None:
    (endpoint,) = yaml.safe_load(code)["endpoints"]["custom"]
    models = httpx.get(endpoint["baseURL"].replace("http://127.0.0.1:8000", http) + "/models")
    assert endpoint["models"]["default"][0] in [model["id"] for model in models.json()["data"]]


@pytest.mark.parametrize(("page", "code"), blocks("ini"))
def test_open_webui(http: str, page: str, code: str) -> None:
    settings = dict(line.split("=", 1) for line in code.strip().splitlines())
    address = settings["OPENAI_API_BASE_URLS"].replace("http://127.0.0.1:8000", http)
    assert httpx.get(f"{address}/models").status_code == 200
