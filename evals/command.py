"""One run of the evals, shared by ``pytest evals/`` and ``natoqa eval``."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import grounded
import page
import report
from figures import Which
from report import Report
from rows import Answerer, Cases, Progress, Run
from support import Support
from targets import check_all

from natoqa import Assistant
from natoqa.errors import DocumentError, SettingsError
from natoqa.settings import load_settings

FOLDER = Path(__file__).parent
ANSWERER = "NATOQA_EVAL_ANSWERER"


def opened(folder: Path) -> Assistant:
    """An assistant with the user's settings, and an index of the evals' own in ``folder``.

    What is there to stay is taken out of the search for garbage, as the chat does it.
    """
    assistant = Assistant.open(load_settings().model_copy(update={"data_dir": folder}))
    gc.collect()
    gc.freeze()
    return assistant


def model() -> str:
    """The language model that the settings name; empty where natoqa answers without one."""
    return str(load_settings().model_dump().get("llm") or "")


def offline() -> bool:
    """Whether the settings ask for nothing that needs a network."""
    return load_settings().embeddings == "default" and not model()


def plugged(assistant: Assistant) -> tuple[str, Answerer]:
    """The answerer that is examined and its name: the assistant, or what is plugged in for it.

    ``NATOQA_EVAL_ANSWERER=module:factory`` names a function that takes the assistant and gives
    something with ``search`` and ``ask``.
    """
    name = os.environ.get(ANSWERER, "")
    if not name:
        return model() or "default", assistant
    module, _, factory = name.partition(":")
    try:
        answerer: Answerer = getattr(import_module(module), factory)(assistant)
    except (ImportError, AttributeError, ValueError) as error:
        raise SettingsError(
            f"{ANSWERER} is {name!r}: {error}. Allowed: module:factory of an importable module. "
            f"Change or unset {ANSWERER}."
        ) from error
    return name, answerer


def run(assistant: Assistant, answerer: Answerer, on_progress: Progress | None = None) -> Report:
    """Ask every case once, and judge the judge; the assistant says which passages there are."""
    name, support = plugged(assistant)[0], Support(assistant)
    asked = Run(answerer, assistant.searcher.passages, support)
    rows = asked.rows(Cases.load(), on_progress)
    judged = grounded.judged(support.grounding, grounded.samples())
    return Report(report.commit(), name, [*rows, *judged])


def main(
    *, as_json: bool, html: Path | None, split: Which, old: Path | None, new: Path | None
) -> bool:
    """What ``natoqa eval`` does; False where a target is missed by a run made here."""
    before = report.load(old) if old else None
    made = report.load(new) if new else _fresh()
    if html:
        _write(html, page.html(made, split))
    if as_json:
        print(report.dumped(made, split))
    elif before:
        print("\n".join(report.compare(before, made, split)))
    else:
        print("\n".join(report.lines(made, split)))
    missed = {} if new else check_all(made.rows)
    for messages in missed.values():
        sys.stderr.write("\n".join(["", *messages]) + "\n")
    return not missed


def _fresh() -> Report:
    with tempfile.TemporaryDirectory() as folder, _progress() as tell:
        assistant = opened(Path(folder))
        made = run(assistant, plugged(assistant)[1], tell)
    sys.stderr.write(f"figures and cases: {report.save(made)}\n")
    return made


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise DocumentError(
            f"{str(path)!r} cannot be written: {error.strerror}. Choose a file in a folder that "
            "exists and is yours."
        ) from error


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar on standard error."""
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("asking", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
