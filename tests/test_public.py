"""The public names, and what importing them costs."""

from __future__ import annotations

import subprocess
import sys

import pytest

import natoqa


def test_public_names() -> None:
    assert sorted(natoqa.__all__) == [
        "Answer",
        "Assistant",
        "Citation",
        "Document",
        "NatoqaError",
        "Passage",
        "Statement",
        "StudyRetriever",
        "Turn",
        "__version__",
        "embeddings",
        "load_document",
        "study_tool",
    ]
    assert all(hasattr(natoqa, name) for name in natoqa.__all__)


def test_unknown_name() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nix'"):
        _ = natoqa.nix


def test_importing_natoqa_loads_nothing_heavy() -> None:
    code = (
        "import sys, natoqa; heavy = {'chromadb', 'langchain_core', 'onnxruntime', 'numpy', "
        "'streamlit', 'tiktoken', 'pydantic'}; print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
