"""The index of the study, built once for all processes of a run of the tests and the evals."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from filelock import FileLock

from natoqa.assistant import rebuild_index
from natoqa.settings import Settings

__all__ = ["put_index"]


def put_index(folder: Path, made: pytest.TempPathFactory) -> None:
    """Put a copy of the index into a data directory.

    With several workers the first that needs it builds it, on all cores, while the others wait.
    """
    root = made.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        root = root.parent  # each worker has a folder of its own in that of the run
    shared, built = root / "natoqa-index", root / "natoqa-index.built"
    with FileLock(root / "natoqa-index.lock"):
        if not built.exists():
            rebuild_index(Settings(data_dir=shared, embeddings="default", chroma_url="", llm=""))
            built.touch()
    shutil.copytree(shared / "index", folder / "index")
