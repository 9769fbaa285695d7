"""Where the shipped corpus lies."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from natoqa.errors import DocumentError

__all__ = ["DEFAULT_DOCUMENT", "corpus_folder"]

DEFAULT_DOCUMENT = "zukunft-der-nato-2025"


@cache
def corpus_folder() -> Path:
    """The folder of the shipped corpus: inside the installed package, else in the checkout."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "bundled" / "corpus", package.parents[1] / "corpus"):
        if (folder / "study.toml").is_file():
            return folder
    raise DocumentError(
        f"the study's text is missing beside {str(package)!r}; the installation is incomplete: "
        "install natoqa again."
    )
