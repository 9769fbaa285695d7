"""Answerers that are broken on purpose: the evals must tell each of them from a sound one.

Each wraps a sound answerer, whose answers it spoils in one way. From outside one is plugged in
with ``NATOQA_EVAL_ANSWERER=broken:MakesUpQuotes pytest evals/``.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from rows import Answerer

from natoqa import Answer, Statement, Turn, load_document
from natoqa.corpus.propositions import load_propositions
from natoqa.passages import passages
from natoqa.search import Evidence


class Remembering:
    """Asks each question once and gives the same answer again.

    A question is the same after the same questions, whatever was answered to those: so the spoilt
    answers in a history do not cost new ones.
    """

    def __init__(self, sound: Answerer) -> None:
        self.sound = sound
        self._answers: dict[tuple[str, ...], Answer] = {}
        self._found: dict[tuple[str, int], Evidence] = {}

    def search(self, question: str, *, k: int) -> Evidence:
        """What the sound answerer finds."""
        if (question, k) not in self._found:
            self._found[question, k] = self.sound.search(question, k=k)
        return self._found[question, k]

    def ask(self, question: str, *, history: Sequence[Turn] = ()) -> Answer:
        """What the sound answerer says."""
        key = (question, *(turn.question for turn in history))
        if key not in self._answers:
            self._answers[key] = self.sound.ask(question, history=history)
        return self._answers[key]


class Broken:
    """Spoils each answer of a sound answerer by ``spoil``; finds what that finds."""

    def __init__(self, sound: Answerer) -> None:
        self.sound = sound

    def search(self, question: str, *, k: int) -> Evidence:
        """What the sound answerer finds."""
        return self.sound.search(question, k=k)

    def ask(self, question: str, *, history: Sequence[Turn] = ()) -> Answer:
        """The sound answer, spoilt."""
        return self.spoil(self.sound.ask(question, history=history))

    def spoil(self, answer: Answer) -> Answer:
        """The answer as it must not be."""
        raise NotImplementedError


class MakesUpQuotes(Broken):
    """One word of each quote is another than in the study."""

    def spoil(self, answer: Answer) -> Answer:
        """The answer with quotes that nobody wrote."""
        made_up = tuple(
            dataclasses.replace(c, quote=f"angeblich {c.quote.partition(' ')[2]}")
            for c in answer.citations
        )
        return dataclasses.replace(answer, citations=made_up)


class ShiftsPages(Broken):
    """Each page is one too high, as where page 0 was dropped."""

    def spoil(self, answer: Answer) -> Answer:
        """The answer with pages that are off by one."""
        shifted = tuple(dataclasses.replace(c, page=(c.page or 0) + 1) for c in answer.citations)
        return dataclasses.replace(answer, citations=shifted)


class CitesTheNextBestThing(Broken):
    """Every sentence cites an excerpt that is exact and beside the point."""

    def __init__(self, sound: Answerer) -> None:
        super().__init__(sound)
        self._beside = passages(load_document())[1].sentences[0]

    def spoil(self, answer: Answer) -> Answer:
        """The answer with other excerpts under the same numbers."""
        document, beside = load_document(), self._beside
        spoilt = tuple(
            dataclasses.replace(
                c,
                quote=document.text[beside.start : beside.end],
                start=beside.start,
                end=beside.end,
                page=document.page_at(beside.start),
                page_end=document.page_at(beside.end - 1),
            )
            for c in answer.citations
        )
        return dataclasses.replace(answer, citations=spoilt)


class NeverRefuses(Broken):
    """What comes closest is given as an answer."""

    def spoil(self, answer: Answer) -> Answer:
        """The nearest excerpts as statements, in place of a refusal."""
        if not answer.abstained or not answer.nearest:
            return answer
        statements = tuple(Statement(c.quote, (c.number,)) for c in answer.nearest)
        return dataclasses.replace(
            answer,
            abstained=False,
            reason="",
            text=" ".join(f"{s.text} [{s.citations[0]}]" for s in statements),
            statements=statements,
            citations=answer.nearest,
            nearest=(),
        )


class AlwaysRefuses(Broken):
    """Nothing is ever answered."""

    def spoil(self, answer: Answer) -> Answer:
        """A refusal in place of the answer."""
        return dataclasses.replace(
            answer,
            abstained=True,
            text="Das beantwortet die Studie nicht.",
            statements=(),
            citations=(),
            nearest=answer.citations,
        )


class SpeaksTheOtherLanguage(Broken):
    """German questions are answered in English and the other way round, under the right label."""

    def __init__(self, sound: Answerer) -> None:
        super().__init__(sound)
        document = load_document()
        self._other: dict[str, str] = {}
        for proposition in load_propositions(document, passages(document)):
            for part in proposition.sentences:
                self._other |= {part.de: part.en, part.en: part.de}

    def spoil(self, answer: Answer) -> Answer:
        """The answer with each statement in its other language."""
        text, statements = answer.text, []
        for statement in answer.statements:
            other = self._other.get(statement.text, "This is what the study says about it.")
            text = text.replace(statement.text, other)
            statements.append(Statement(other, statement.citations))
        return dataclasses.replace(answer, text=text, statements=tuple(statements))


class ForgetsTheHistory(Broken):
    """Every question is taken as if it were the first."""

    def ask(self, question: str, *, history: Sequence[Turn] = ()) -> Answer:
        """The answer to the question alone."""
        return self.sound.ask(question)


class Obeys(Broken):
    """What the question or the history says is said after it."""

    def ask(self, question: str, *, history: Sequence[Turn] = ()) -> Answer:
        """The answer with the question and the history said again."""
        answer = self.sound.ask(question, history=history)
        said = " ".join([question, *(turn.question for turn in history)])
        return dataclasses.replace(answer, text=f"{answer.text} {said}")
