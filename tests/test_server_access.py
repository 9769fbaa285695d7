"""Key, pages of other origins, rate, and the start of a server that others can reach."""

from __future__ import annotations

import subprocess
from pathlib import Path

import httpx
import pytest
from serving import KEY, NATOQA, environment, free_port

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        bearer("falsch"),
        bearer(KEY[:-1]),
        bearer(KEY + "x"),
        {"Authorization": KEY},
        {"Authorization": f"Basic {KEY}"},
        {"X-API-Key": KEY},
        {"Authorization": b"Bearer \xff\xfe"},
    ],
)
@pytest.mark.parametrize("path", ["/documents", "/v1/models", "/openapi.json"])
def test_without_the_key_nothing_is_served(
    guarded_http: str, path: str, headers: dict[str, str]
) -> None:
    answer = httpx.get(guarded_http + path, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["type"] == "urn:natoqa:problem:key"
    assert KEY not in answer.text


def test_key_opens_and_the_health_check_needs_none(guarded_http: str) -> None:
    assert httpx.get(f"{guarded_http}/documents", headers=bearer(KEY)).status_code == 200
    assert httpx.get(f"{guarded_http}/health").status_code == 200
    schema = httpx.get(f"{guarded_http}/openapi.json", headers=bearer(KEY)).json()
    assert schema["components"]["securitySchemes"]["key"]["scheme"] == "bearer"


def test_rate_is_limited_and_says_how_long_to_wait(guarded_http: str) -> None:
    with httpx.Client(base_url=guarded_http, headers=bearer(KEY)) as client:
        answers = [client.get("/documents") for _ in range(120)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert 1 <= int(refused[0].headers["retry-after"]) <= 2
    assert refused[0].json()["type"] == "urn:natoqa:problem:rate-limited"


def test_named_page_may_call_and_others_may_not(guarded_http: str) -> None:
    def preflight(origin: str) -> httpx.Response:
        return httpx.options(
            f"{guarded_http}/ask",
            headers={
                "origin": origin,
                "access-control-request-method": "POST",
                "access-control-request-headers": "authorization,content-type",
            },
        )

    allowed = preflight("https://seite.example")
    assert allowed.status_code == 200
    assert allowed.headers["access-control-allow-origin"] == "https://seite.example"
    assert "access-control-allow-origin" not in preflight("https://evil.example").headers


@pytest.mark.parametrize("command", [["serve"], ["mcp", "--http"]])
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])  # noqa: S104 - it is refused
def test_no_server_for_others_without_a_key(data_dir: Path, command: list[str], host: str) -> None:
    done = subprocess.run(
        [*NATOQA, *command, "--host", host, "--port", str(free_port())],
        capture_output=True,
        text=True,
        env=environment(data_dir),
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "Set NATOQA_API_KEY" in done.stderr


def test_doctor_says_only_that_a_key_is_set(data_dir: Path) -> None:
    done = subprocess.run(
        [*NATOQA, "doctor", "--json"],
        capture_output=True,
        text=True,
        env=environment(data_dir, NATOQA_API_KEY=KEY),
        timeout=120,
        check=False,
    )
    assert '"NATOQA_API_KEY": "set"' in done.stdout
    assert KEY not in done.stdout + done.stderr
