"""The whole OpenAPI schema, tried out by schemathesis over real HTTP with all its checks."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


def test_every_operation_keeps_to_the_schema(http: str, tmp_path: Path) -> None:
    described = httpx.get(f"{http}/openapi.json").json()
    operations = sum(len(methods) for methods in described["paths"].values())
    done = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "run", f"{http}/openapi.json"),
            *("--max-examples", "10", "--seed", "1", "--no-color", "--checks", "all"),
            # a question without a word and options that are refused by name are valid JSON
            *("--exclude-checks", "positive_data_acceptance"),
        ],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:]
    assert f"{operations} selected / {operations} total" in done.stdout
    tried = re.search(r"(\d+) generated, \1 passed", done.stdout)
    assert tried, done.stdout[-3000:]
    assert int(tried[1]) > 500
    assert httpx.get(f"{http}/health").status_code == 200
