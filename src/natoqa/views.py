"""What is embedded for search: each view shows what can be found from another side.

``passage``    a passage under its section heading
``sentence``   each of its sentences as it reads alone
``statement``  each statement written in advance, in German and in English
``question``   each question such a statement answers

The first two find passages, the others find propositions and through them passages
(Chen et al. 2023, 'Dense X Retrieval'; Nogueira et al. 2019, 'Document Expansion by Query
Prediction'). Pure functions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from natoqa.types import Passage, Proposition

__all__ = ["VIEWS", "Entry", "View", "entries"]

View = Literal["passage", "sentence", "statement", "question"]
VIEWS: tuple[View, ...] = get_args(View)


@dataclass(frozen=True, slots=True)
class Entry:
    """One text to embed in one view, and what it finds.

    ``target`` is the id of the passage or proposition that is found; ``order`` the place of the
    entry among those of its target: the sentence of the passage, 0 for the German and 1 for the
    English statement, the question of the proposition.
    """

    view: View
    target: str
    order: int
    text: str

    @property
    def id(self) -> str:
        """Unique within a view, stable over builds."""
        return f"{self.target}#{self.order}"


def entries(passages: Iterable[Passage], propositions: Iterable[Proposition]) -> list[Entry]:
    """All entries of all views, in the order of the passages and propositions."""
    found: list[Entry] = []
    for passage in passages:
        heading = f"{passage.section}\n" if passage.section else ""
        found.append(Entry("passage", passage.id, 0, heading + passage.text))
        found.extend(
            Entry("sentence", passage.id, order, sentence.reading)
            for order, sentence in enumerate(passage.sentences)
        )
    for proposition in propositions:
        found.append(Entry("statement", proposition.id, 0, proposition.de))
        found.append(Entry("statement", proposition.id, 1, proposition.en))
        found.extend(
            Entry("question", proposition.id, order, question)
            for order, question in enumerate(
                (*proposition.questions, *proposition.foreign_questions)
            )
        )
    return found
