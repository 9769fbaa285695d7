"""The structure: imports run one way, one place for Chroma, one for the environment."""

from __future__ import annotations

import ast
from pathlib import Path

import natoqa

SOURCE = Path(natoqa.__file__).parent

# from the bottom up; a module imports only from modules on earlier lines (or its own package)
LAYERS = [
    ["types", "errors"],
    ["settings", "texts", "tokens", "sentences", "language", "lexical", "fusion", "query"],
    [
        "evidence",
        "questions",
        "worth",
        "literal",
        "pages",
        "references",
        "report",
        "visitors",
        "archive",
    ],
    ["countries", "prompts", "reading"],
    ["conversation"],
    ["corpus"],
    ["passages"],
    ["views", "vectors", "embeddings"],
    ["index", "ship"],
    ["search", "grounding"],
    ["comparing"],
    ["answerability", "answering", "followups"],
    ["opened", "statements", "configured"],
    ["assistant"],
    ["library"],
    [
        "retriever",
        "terminal",
        "diagnosis",
        "webapp",
        "evaluation",
        "network",
        "catalog",
        "suggestions",
    ],
    ["export"],
    ["server"],
    ["mcp_server"],
    ["cli"],
]


def modules() -> dict[str, Path]:
    return {
        ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__"): path
        for path in SOURCE.rglob("*.py")
        if "bundled" not in path.parts
    }


def imported(path: Path) -> set[str]:
    """Everything a file imports, anywhere in it, but for the sake of types alone."""
    found: set[str] = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def layer(part: str) -> int:
    return next(at for at, names in enumerate(LAYERS) if part in names)


def test_every_module_has_its_layer() -> None:
    tops = {name.split(".")[0] for name in modules()} - {"__init__"}
    assert tops == {name for names in LAYERS for name in names}


def test_imports_run_one_way() -> None:
    for name, path in modules().items():
        if name == "__init__":
            continue
        own = name.split(".")[0]
        for target in imported(path):
            parts = target.split(".")
            if parts[0] != "natoqa" or len(parts) < 2 or parts[1].startswith("_"):
                continue
            if parts[1] != own:
                assert layer(parts[1]) < layer(own), f"{name} imports {target}"


def test_only_the_index_knows_chroma() -> None:
    users = {
        name
        for name, path in modules().items()
        if any(target.split(".")[0] == "chromadb" for target in imported(path))
    }
    assert {name.split(".")[0] for name in users} == {"index"}


def test_only_the_settings_read_the_environment() -> None:
    for name, path in modules().items():
        if name in ("settings", "webapp", "__init__"):  # the last two write or hand on, never read
            continue
        text = path.read_text(encoding="utf-8")
        assert "environ" not in text, name
        assert "getenv" not in text, name


def test_no_module_grows_too_long() -> None:
    for name, path in modules().items():
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 350, name
