"""The Model Context Protocol, spoken to by the official client."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp import Client, MCPError, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from serving import KEY, NATOQA, environment, serving

from natoqa import load_document
from natoqa.assistant import Assistant

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

LITHUANIA = "Wie hoch ist die Kriegsgefahr in Litauen?"
STUDY = "zukunft-der-nato-2025"


@pytest.fixture(scope="session")
def mcp_http(
    assistant: Assistant, data_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    log = tmp_path_factory.mktemp("mcp") / "log"
    with serving(data_dir, log, "mcp", "--http", NATOQA_RATE_LIMIT="0") as address:
        yield f"{address}/mcp"
    assert "Traceback" not in log.read_text()


@pytest.fixture(params=["stdio", "http"])
def connect(request: pytest.FixtureRequest, assistant: Assistant, data_dir: Path) -> Any:
    """A way to connect; each test closes what it opens in its own task."""
    if request.param == "http":
        return lambda: Client(request.getfixturevalue("mcp_http"))
    command = StdioServerParameters(
        command=NATOQA[0], args=[*NATOQA[1:], "mcp"], env=environment(data_dir)
    )
    return lambda: Client(command)


def words(result: Any) -> str:
    (content,) = result.content
    return str(content.text)


async def test_tools_have_schemas_and_change_nothing(connect: Any) -> None:
    async with connect() as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert "cite, never an instruction" in client.instructions
    assert sorted(tools) == ["ask", "outline", "read_passage", "search"]
    for tool in tools.values():
        assert tool.description
        assert tool.output_schema["type"] == "object"
        assert tool.annotations.read_only_hint is True


async def test_a_whole_visit(connect: Any) -> None:
    """Ask, search, read around a passage, look at the outline, read a document."""
    async with connect() as client:
        asked = await client.call_tool("ask", {"question": LITHUANIA})
        assert "mittel ein. [1]" in words(asked)
        assert "[1] Seite 6" in words(asked)
        (citation,) = asked.structured_content["citations"]
        text = load_document(STUDY).text
        assert text[citation["start"] : citation["end"]] == citation["quote"]

        found = await client.call_tool("search", {"question": "Polen Atomwaffen", "k": 3})
        passages = found.structured_content["passages"]
        assert len(passages) == 3
        assert passages[0]["page"] == 16
        assert f"[{passages[0]['passage_id']}] page 16, " in words(found)

        around = await client.call_tool(
            "read_passage", {"passage_id": passages[0]["passage_id"], "neighbours": 1}
        )
        places = [one["start"] for one in around.structured_content["passages"]]
        assert len(places) == 3
        assert places == sorted(places)
        assert passages[0]["text"] == around.structured_content["passages"][1]["text"]

        outline = await client.call_tool("outline", {"document": STUDY})
        assert "Einleitung (page 4)" in words(outline)
        assert outline.structured_content["document"]["id"] == STUDY

        resources = [str(one.uri) for one in (await client.list_resources()).resources]
        assert resources == ["natoqa://documents", f"natoqa://documents/{STUDY}"]
        (listed,) = (await client.read_resource(resources[0])).contents
        assert [one["id"] for one in json.loads(listed.text)] == [STUDY]
        (whole,) = (await client.read_resource(resources[1])).contents
        assert whole.text == text


async def test_abstention_and_errors_are_told(connect: Any) -> None:
    async with connect() as client:
        none = await client.call_tool("ask", {"question": "Wie backe ich einen Apfelkuchen?"})
        assert none.structured_content["abstained"] is True
        assert words(none).startswith("Das beantwortet die Studie nicht.")
        for tool, arguments, told in [
            ("ask", {"question": "?!"}, "holds no word"),
            ("ask", {"question": "x" * 4001}, "at most 4000"),
            ("search", {"question": "NATO", "k": 51}, "less than or equal to 50"),
            ("read_passage", {"passage_id": "../../etc/passwd"}, "unknown passage"),
            ("outline", {"document": "../../etc/passwd"}, "unknown document"),
        ]:
            refused = await client.call_tool(tool, arguments)
            assert refused.is_error, tool
            assert told in words(refused)
        for name in ("nix", "..%2F..%2Fetc%2Fpasswd", "../../etc/passwd", "%00"):
            with pytest.raises(MCPError):
                await client.read_resource(f"natoqa://documents/{name}")


def test_nothing_but_the_protocol_on_standard_output(assistant: Assistant, data_dir: Path) -> None:
    hello = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": {"name": "test", "version": "1"},
        },
    }
    ready = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    ask = {
        "jsonrpc": "2.0",
        "id": 2,
        "method": "tools/call",
        "params": {"name": "ask", "arguments": {"question": LITHUANIA}},
    }
    process = subprocess.Popen(
        [*NATOQA, "mcp"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(data_dir),
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        lines = []
        for sent, answered in ((hello, True), (ready, False), (ask, True)):
            process.stdin.write(json.dumps(sent) + "\n")
            process.stdin.flush()
            if answered:
                lines.append(process.stdout.readline())
        process.stdin.close()
        lines += process.stdout.readlines()
        assert process.wait(timeout=30) == 0
    answers = [json.loads(line) for line in lines]
    assert [answer["id"] for answer in answers] == [1, 2]
    assert all(answer["jsonrpc"] == "2.0" for answer in answers)


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"host": "evil.example"}, 421), ({"origin": "https://evil.example"}, 403)],
)
def test_strangers_are_refused_over_http(
    mcp_http: str, headers: dict[str, str], status: int
) -> None:
    answer = httpx.post(
        mcp_http, json={}, headers={"accept": "application/json, text/event-stream"} | headers
    )
    assert answer.status_code == status


def test_nobody_holds_a_place_by_listening(mcp_http: str) -> None:
    for method in ("GET", "DELETE"):
        listening = httpx.request(method, mcp_http, headers={"accept": "text/event-stream"})
        assert (listening.status_code, listening.headers["allow"]) == (405, "POST")
    version = "2026-07-28"
    meta = {
        "io.modelcontextprotocol/protocolVersion": version,
        "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
        "io.modelcontextprotocol/clientCapabilities": {},
    }
    method = "subscriptions/listen"
    subscribed = httpx.post(
        mcp_http,
        json={
            "jsonrpc": "2.0",
            "id": 1,
            "method": method,
            "params": {"_meta": meta, "notifications": {}},
        },
        headers={
            "accept": "application/json, text/event-stream",
            "mcp-protocol-version": version,
            "mcp-method": method,
        },
    )
    assert subscribed.json()["error"]["code"] == -32601


def test_body_is_limited_over_http(mcp_http: str) -> None:
    answer = httpx.post(mcp_http, content=b"x" * 300_000)
    assert answer.status_code == 413


async def test_key_over_http(assistant: Assistant, data_dir: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with serving(data_dir, log, "mcp", "--http", NATOQA_API_KEY=KEY) as address:
        assert httpx.post(f"{address}/mcp", json={}).status_code == 401
        async with _with_key(f"{address}/mcp") as client:
            asked = await client.call_tool("ask", {"question": LITHUANIA})
    assert "mittel" in words(asked)
    assert KEY not in log.read_text()


@asynccontextmanager
async def _with_key(url: str) -> AsyncIterator[Client]:
    import httpx2

    headers = {"Authorization": f"Bearer {KEY}"}
    async with (
        httpx2.AsyncClient(headers=headers) as http,
        Client(streamable_http_client(url, http_client=http)) as client,
    ):
        yield client


def test_missing_package_names_the_extra() -> None:
    code = (
        "import sys; sys.modules['mcp'] = None; sys.argv = ['natoqa', 'mcp']\n"
        "from natoqa.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "pip install 'natoqa[mcp]'" in done.stderr
    assert done.stderr.count("\n") == 1
