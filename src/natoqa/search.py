"""A question -> the passages and propositions that fit it, by several views fused.

Each view gives every passage a score; the scores are standardised within the view (z-scores) and
added up with fixed weights. The weights were chosen on the tuning split of the evals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from natoqa.evidence import Evidence, Filters, ScoredPassage, ScoredProposition
from natoqa.fusion import Groups, fuse
from natoqa.index import Hits, Index
from natoqa.lexical import LexicalView, shared_view
from natoqa.query import query
from natoqa.types import Embedder, Passage, Proposition
from natoqa.views import VIEWS, View, entries

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "PASSAGE_WEIGHTS",
    "PROPOSITION_WEIGHTS",
    "Evidence",
    "Filters",
    "ScoredPassage",
    "ScoredProposition",
    "Searcher",
]

DEPTH = 300  # entries taken from each view; more than the study has passages

# "characters" is BM25 over a passage, or proposition, with all that is written about it;
# "question_characters" over each single question, of which the best one counts
PASSAGE_WEIGHTS: Mapping[str, float] = {
    "passage": 0.5,
    "sentence": 0.3,
    "characters": 0.7,
    "statement": 0.8,
    "question": 1.3,
    "question_characters": 1.1,
}
PROPOSITION_WEIGHTS: Mapping[str, float] = {
    "passage": 0.9,
    "statement": 0.5,
    "question": 0.8,
    "characters": 1.4,
    "question_characters": 0.3,
}
# how much nearer a question is to its best statement, and to the best question written in advance,
# than to its best sentence: medians of the tuning split
STATEMENT_LIFT = 0.016
QUESTION_LIFT = 0.033
_VECTORS = 128  # of questions kept: some 1.5 MB


class Searcher:
    """Searches one index; holds what is derived from it. Safe to share between threads."""

    def __init__(self, index: Index, embeddings: Embedder) -> None:
        import numpy as np

        self.embeddings = embeddings
        # the turn before is searched for again with each follow-up
        self._vector = lru_cache(_VECTORS)(embeddings.embed_query)
        self.index = index
        self.passages = index.passages
        self.propositions = tuple(p for p in index.propositions if p.answers)
        # gaps are scored like the rest, so that they compete, but lead to no passage; what is not
        # about the documents at all has none and comes last
        others = [p for p in index.propositions if not p.answers]
        others.sort(key=lambda proposition: not proposition.passages)
        self._scored = (*self.propositions, *others)
        kinds: dict[str, list[int]] = {}
        for at, prop in enumerate(self._scored):
            kinds.setdefault("" if prop.answers else prop.kind, []).append(at)
        self._kinds = {kind: np.array(places, dtype=np.intp) for kind, places in kinds.items()}
        self._place = {passage.id: at for at, passage in enumerate(self.passages)}
        self._prop_place = {prop.id: at for at, prop in enumerate(self._scored)}
        self._places = self._place_entries()
        by_passage: dict[int, list[int]] = {}
        for at, prop in enumerate(self.propositions):
            for passage_id in prop.passages:
                by_passage.setdefault(self._place[passage_id], []).append(at)
        self._with_propositions = np.array(list(by_passage), dtype=np.intp)
        self._passage_propositions = Groups(list(by_passage.values()))
        self._proposition_passages = Groups(
            [
                [self._place[passage_id] for passage_id in prop.passages]
                for prop in self._scored
                if prop.passages
            ]
        )
        stated = {prop.document for prop in self.propositions}
        self._bare = np.array([passage.document not in stated for passage in self.passages])
        said = [" ".join((prop.de, prop.en, *prop.questions)) for prop in self._scored]
        self._characters = LexicalView(
            [
                " ".join([_with_heading(p), *(said[prop] for prop in by_passage.get(at, ()))])
                for at, p in enumerate(self.passages)
            ]
        )
        # the statements stay the same where documents are added: theirs need not be made again
        self._prop_characters = shared_view(tuple(said)) if said else None
        questions = tuple(question for prop in self._scored for question in prop.questions)
        self._question_characters = shared_view(questions) if questions else None
        self._asked_of = np.array(
            [at for at, prop in enumerate(self._scored) for _ in prop.questions], dtype=np.intp
        )

    def _place_entries(self) -> dict[View, dict[str, int]]:
        """By view, where in the order of its passages or propositions an entry's target stands."""
        places: dict[View, dict[str, int]] = {view: {} for view in VIEWS}
        for entry in entries(self.passages, self._scored):
            of = self._place if entry.view in ("passage", "sentence") else self._prop_place
            places[entry.view][entry.id] = of[entry.target]
        return places

    def search(self, question: str, *, k: int = 8, filters: Filters | None = None) -> Evidence:
        """The ``k`` passages and propositions that fit the question best.

        Fewer where the filters leave fewer; both lists are empty where they leave none.
        """
        filters = filters or Filters()
        asked = query(question)
        vector = self._vector(asked)
        if filters.empty:
            allowed = [True] * len(self.passages)
        else:
            allowed = [filters.allow(passage) for passage in self.passages]
        if not any(allowed):
            return Evidence(question, (), ())
        hits = self._hits(vector, filters, allowed)
        props = self._score_propositions(asked, hits)
        scores = self._score_passages(asked, hits, props)
        # the passages are in the order of their documents: equal scores keep it
        order = (int(at) for at in (-scores).argsort(kind="stable"))
        best = islice((at for at in order if allowed[at]), k)
        own = dict(zip(*hits["passage"], strict=True))
        sentences = self._by_sentence(hits["sentence"])
        return Evidence(
            question,
            tuple(
                ScoredPassage(
                    self.passages[at],
                    float(scores[at]),
                    own.get(f"{self.passages[at].id}#0", 0.0),
                    sentences.get(at, {}),
                )
                for at in best
            ),
            *self._rank_propositions(props, allowed, k),
        )

    def _hits(
        self, vector: Sequence[float], filters: Filters, allowed: Sequence[bool]
    ) -> dict[View, Hits]:
        if filters.only_document:
            views = VIEWS if self._scored else VIEWS[:2]
            return {
                view: self.index.search(view, vector, limit=DEPTH, document=filters.document)
                for view in views
            }
        within: list[str] | None = None
        props_within: list[str] | None = None
        if not filters.empty:
            within = [p.id for p, ok in zip(self.passages, allowed, strict=True) if ok]
            inside = set(within)
            props_within = [
                p.id for p in self._scored if not p.passages or inside.intersection(p.passages)
            ]
        reach: dict[View, list[str] | None] = {"passage": within, "sentence": within}
        if self._scored:
            reach |= {"statement": props_within, "question": props_within}
        return {
            view: self.index.search(view, vector, limit=DEPTH, within=targets)
            for view, targets in reach.items()
        }

    def _score_propositions(
        self, question: str, hits: Mapping[View, Hits]
    ) -> dict[str, NDArray[np.float32]]:
        """Raw scores of all propositions by view; empty without propositions."""
        import numpy as np

        if self._prop_characters is None or self._question_characters is None:
            return {}
        by_question = np.zeros(len(self._scored), dtype=np.float32)
        np.maximum.at(by_question, self._asked_of, self._question_characters.scores(question))
        by_passage = self._best(hits, "passage")
        sourced = self._proposition_passages.best(by_passage)
        nowhere = np.full(len(self._scored) - len(sourced), by_passage.min(), dtype=np.float32)
        return {
            "passage": np.concatenate([sourced, nowhere]),
            "statement": self._best(hits, "statement"),
            "question": self._best(hits, "question"),
            "characters": self._prop_characters.scores(question),
            "question_characters": by_question,
        }

    def _score_passages(
        self,
        question: str,
        hits: Mapping[View, Hits],
        props: Mapping[str, NDArray[np.float32]],
    ) -> NDArray[np.float32]:
        views = {
            "passage": self._best(hits, "passage"),
            "sentence": self._best(hits, "sentence"),
            "characters": self._characters.scores(question),
        }
        sentence = views["sentence"]
        stand_ins = {
            "statement": sentence + STATEMENT_LIFT,
            "question": sentence + QUESTION_LIFT,
            "question_characters": views["characters"],
        }
        for name, stand_in in stand_ins.items():
            if name in props:
                views[name] = self._lift(props[name], stand_in)
        return fuse(views, PASSAGE_WEIGHTS)

    def _lift(
        self, scores: NDArray[np.float32], stand_in: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Each passage's best proposition; the lowest score where it has none.

        In documents without propositions a passage's own score stands in for them.
        """
        import numpy as np

        lifted = np.where(self._bare, stand_in, scores.min()).astype(np.float32)
        lifted[self._with_propositions] = self._passage_propositions.best(scores)
        return lifted

    def _best(self, hits: Mapping[View, Hits], view: View) -> NDArray[np.float32]:
        """The best similarity per target; targets that were not found get the lowest one found."""
        import numpy as np

        of = self._place if view in ("passage", "sentence") else self._prop_place
        scores = np.full(len(of), -np.inf, dtype=np.float32)
        place = self._places[view]
        places = np.array([place[entry] for entry in hits[view].entries], dtype=np.intp)
        np.maximum.at(scores, places, np.array(hits[view].similarities, dtype=np.float32))
        missing = np.isneginf(scores)
        scores[missing] = 0.0 if missing.all() else scores[~missing].min()
        return scores

    def _by_sentence(self, hits: Hits) -> dict[int, dict[int, float]]:
        """By passage, the similarity of each of its sentences that was found, best first."""
        found: dict[int, dict[int, float]] = {}
        for entry, similarity in zip(*hits, strict=True):
            at = self._places["sentence"][entry]
            order = int(entry.rpartition("#")[2])
            found.setdefault(at, {})[order] = similarity
        return found

    def _rank_propositions(
        self, views: Mapping[str, NDArray[np.float32]], allowed: Sequence[bool], k: int
    ) -> tuple[tuple[ScoredProposition, ...], tuple[ScoredProposition, ...]]:
        """The best ``k`` that answer, and of those that do not the best ``k`` of each kind."""
        if not views:
            return (), ()
        fused = fuse(views, PROPOSITION_WEIGHTS)
        found: dict[str, list[ScoredProposition]] = {}
        whole = all(allowed)
        for kind, places in self._kinds.items():
            ranked = map(int, places[(-fused[places]).argsort(kind="stable")])
            inside = (at for at in ranked if whole or self._is_inside(self._scored[at], allowed))
            found[kind] = [self._scored_at(at, fused, views) for at in islice(inside, k)]
        answers = found.pop("", [])
        others = [one for ranked in found.values() for one in ranked]
        return tuple(answers), tuple(sorted(others, key=lambda one: -one.score))

    def _is_inside(self, prop: Proposition, allowed: Sequence[bool]) -> bool:
        return not prop.passages or any(allowed[self._place[p]] for p in prop.passages)

    def _scored_at(
        self, at: int, fused: NDArray[np.float32], views: Mapping[str, NDArray[np.float32]]
    ) -> ScoredProposition:
        return ScoredProposition(
            self._scored[at],
            float(fused[at]),
            float(views["statement"][at]),
            float(views["question"][at]),
            float(views["characters"][at]),
            float(views["question_characters"][at]),
        )


def _with_heading(passage: Passage) -> str:
    return f"{passage.section} {passage.text}"
