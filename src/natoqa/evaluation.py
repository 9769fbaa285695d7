"""Where the evals of a checkout lie, and how the command line reaches them.

The questions and their gold evidence belong to the checkout, not to the package.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from natoqa.errors import DocumentError

__all__ = ["evals_folder", "load_evals"]


def evals_folder() -> Path:
    """The folder ``evals`` of the checkout that runs, or of the one in the working directory.

    Raises DocumentError where there is none.
    """
    for root in (Path(__file__).resolve().parents[2], Path.cwd()):
        if (root / "evals" / "command.py").is_file() and (root / "src" / "natoqa").is_dir():
            return root / "evals"
    raise DocumentError(
        f"there are no evals in {str(Path.cwd())!r}; they belong to the checkout, not to the "
        "package. Run natoqa eval in a clone of the repository."
    )


def load_evals() -> Callable[..., Any]:
    """The evals' own command, which ``natoqa eval`` hands its options to."""
    sys.path.insert(0, str(evals_folder()))
    command: Callable[..., Any] = import_module("command").main
    return command
