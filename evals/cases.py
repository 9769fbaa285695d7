"""The questions of the evals, read from ``cases/``.

Each case has an id; a hash of it puts it into the split on which thresholds and weights may be
tuned, or into the one that is only reported. Gold evidence is a quote and its page, never an id of
a passage, so that the cases outlive any change of the passages.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from natoqa import load_document
from natoqa.corpus.propositions import locate

FOLDER = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Case:
    """One question with what is known of its answer."""

    id: str
    question: str
    language: str
    kind: str
    style: str
    gold: tuple[tuple[int, int], ...] = ()
    facts: tuple[tuple[str, ...], ...] = ()
    need_all: bool = False
    contradicted_by: tuple[tuple[int, int], ...] = field(default=())

    @property
    def split(self) -> str:
        """'tune' or 'report', by a hash of the id."""
        return "tune" if hashlib.sha256(self.id.encode()).digest()[0] % 2 else "report"


def load(name: str) -> list[Case]:
    """The cases of one file; fails when a gold quote is not in the study on its page."""
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [_case(json.loads(line)) for line in lines if line.strip()]


def _case(row: dict[str, Any]) -> Case:
    document = load_document()

    def spans(key: str) -> tuple[tuple[int, int], ...]:
        return tuple(locate(document, q["quote"], q["page"]) for q in row.get(key, ()))

    return Case(
        id=row["id"],
        question=row["question"],
        language=row["language"],
        kind=row["kind"],
        style=row["style"],
        gold=spans("gold"),
        facts=tuple(tuple(forms) for forms in row.get("facts", ())),
        need_all=row.get("all", False),
        contradicted_by=spans("contradicted_by"),
    )
