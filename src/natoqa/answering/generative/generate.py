"""A model writes, each sentence is checked as it arrives, and only what passes is given out."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from natoqa.answering.generative.markers import Claim, ClaimStream
from natoqa.answering.generative.material import numbered
from natoqa.answering.generative.models import Limits, stream_text
from natoqa.answering.generative.verify import Checker, Quotables, Verifier
from natoqa.errors import ModelError, ModelFailure
from natoqa.lexical import ngrams
from natoqa.prompts import REFUSAL, Message, answer_prompt, repair_prompt
from natoqa.types import (
    Citation,
    Document,
    Language,
    Passage,
    Statement,
    Turn,
    Withheld,
)

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

__all__ = ["Request", "Writer", "Written"]

MAX_SENTENCES = 12  # shown or withheld; then the model is stopped
MAX_CHARACTERS = 8000  # of one answer; then the model is stopped
_ASKED_FOR = 8  # sentences the prompt allows
_MAX_REPAIRED = 4
_SAME = 0.3  # share of character 4-grams that a corrected sentence has from the one it corrects


@dataclass(frozen=True, slots=True)
class Request:
    """A question with all that a model is given for it."""

    question: str
    language: Language
    excerpts: Sequence[Passage]
    history: Sequence[Turn] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """How the writing ended: all citations, what was withheld, a refusal or a failure."""

    citations: tuple[Citation, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    refused: bool = False
    failure: ModelFailure | None = None


@dataclass
class _Draft:
    """What has become of the sentences so far."""

    verifier: Verifier
    shown: int = 0
    failed: list[Withheld] = field(default_factory=list)
    refused: bool = False

    @property
    def full(self) -> bool:
        return self.shown + len(self.failed) >= MAX_SENTENCES

    def take(self, claim: Claim) -> Iterator[Statement]:
        """The claim when it passes; else it is kept among the failed."""
        if REFUSAL in claim.text:
            self.refused = True
            return
        checked = self.verifier.check(claim)
        if isinstance(checked, Statement):
            self.shown += 1
            yield checked
        elif checked is not None:
            self.failed.append(checked)


class Writer:
    """Writes answers with one chat model.

    ``checker`` decides what its excerpts bear; ``budget`` is how many tokens they may have, and
    ``whole`` asks for all of the text where that fits.
    """

    def __init__(
        self,
        model: BaseChatModel,
        checker: Checker,
        limits: Limits,
        *,
        budget: int,
        whole: bool = False,
    ) -> None:
        self.model = model
        self.limits = limits
        self.budget = budget
        self.whole = whole
        self._checker = checker

    def write(
        self, request: Request, quotables: Quotables, library: Callable[[str], Document]
    ) -> Generator[Statement | Written, None, None]:
        """The sentences that pass, as they are ready, then how it ended.

        ``quotables`` and ``library`` belong to the build of the index that the excerpts are from.
        Raises nothing when the model fails: the failure is told at the end. Closing the iterator
        stops the model.
        """
        deadline = time.monotonic() + self.limits.total
        excerpts = list(request.excerpts)
        verifier = Verifier(self._checker, excerpts, quotables, library, request.language)
        draft = _Draft(verifier)
        failure: ModelFailure | None = None
        while True:
            try:
                yield from self._first(request, excerpts, draft, deadline)
            except ModelError as error:
                if error.kind == "window" and len(excerpts) > 1:
                    excerpts = excerpts[: len(excerpts) // 2]  # the numbers stay
                    continue
                failure = error.kind
            break
        if draft.failed and failure is None and not draft.full:
            yield from self._again(request, excerpts, draft, deadline)
        yield Written(
            draft.verifier.numbering.citations,
            tuple(draft.failed),
            refused=draft.refused and not draft.shown,
            failure=failure,
        )

    def _first(
        self, request: Request, excerpts: Sequence[Passage], draft: _Draft, deadline: float
    ) -> Iterator[Statement]:
        prompt = answer_prompt(
            request.question,
            numbered(excerpts),
            request.language,
            request.history,
            sentences=_ASKED_FOR,
        )
        for claim in self._claims(prompt, len(excerpts), deadline):
            yield from draft.take(claim)
            if draft.full:
                return

    def _again(
        self, request: Request, excerpts: Sequence[Passage], draft: _Draft, deadline: float
    ) -> Iterator[Statement]:
        """Asks once more for the sentences that failed; what passes now replaces them."""
        failed = draft.failed[:_MAX_REPAIRED]
        prompt = repair_prompt(failed, numbered(excerpts), request.language)
        second = _Draft(draft.verifier)
        try:
            for claim in self._claims(prompt, len(excerpts), deadline):
                for statement in second.take(claim):
                    corrected = _corrected(statement, draft.failed)
                    if corrected is not None:
                        draft.failed.remove(corrected)
                    draft.shown += 1
                    yield statement
                if second.shown + len(second.failed) >= len(failed):
                    return
        except ModelError:
            return  # the sentences stay withheld

    def _claims(self, prompt: Sequence[Message], excerpts: int, deadline: float) -> Iterator[Claim]:
        """The claims of a model's text; an unfinished last one only where the text ended well."""
        claims = ClaimStream(excerpts)
        length = 0
        limits = Limits(max(0.1, deadline - time.monotonic()))
        with closing(stream_text(self.model, prompt, limits)) as pieces:
            for piece in pieces:
                yield from claims.feed(piece)
                length += len(piece)
                if length > MAX_CHARACTERS:
                    return
        yield from claims.close()


def _corrected(statement: Statement, failed: Sequence[Withheld]) -> Withheld | None:
    """The failed sentence that this one corrects; None when it says something else."""
    grams = set(ngrams(statement.text))
    shares = [len(grams & set(ngrams(one.text))) / max(1, len(grams)) for one in failed]
    if not shares or max(shares) < _SAME:
        return None
    return failed[shares.index(max(shares))]
