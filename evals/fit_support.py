"""Fits the weights of ``natoqa.grounding.support`` on sentences for tuning and prints them.

Run: ``python evals/fit_support.py``. True are the statements of the tuning half and the sentences
of ``cases/tuning/paraphrases.jsonl``, which say what an excerpt says in words of their own, as a
language model does; of these one half is fitted on, and told is what becomes of the other. False
are statements with excerpts of others, of the same passage and of other ones, and invented ones.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

import mutants
import numpy as np
from fit_answerability import Array
from fit_answerability import fitted as penalised
from mutants import Sample

from natoqa.embeddings import default_embeddings
from natoqa.grounding.alignment import Alignment
from natoqa.grounding.support import THRESHOLD, Support, around
from natoqa.texts import LANGUAGES
from natoqa.types import Language

PARAPHRASE, INVENTED = 6.0, 4.0  # what such a sentence weighs: there are few
FOLDS = 5


def false_pairs() -> Iterator[Sample]:
    """Each statement with an excerpt of the same passage and one of another, then invented ones."""
    half = mutants.statements("tune")
    for language in LANGUAGES:
        draw = random.Random(f"{mutants.SEED}:support:{language}")  # noqa: S311
        for mine in half:
            for near in (True, False):
                others = [
                    other
                    for other in half
                    if mutants.near(mine, other) is near and mutants.apart(mine, other)
                ]
                if others:
                    name = mine.id.split(":")[1]
                    kind = "same passage" if near else "other topic"
                    excerpts = mutants.excerpts(draw.choice(others))
                    yield Sample(name, kind, language, mine.text(language), excerpts)
    yield from (sample for sample in mutants.mutants("tune") if sample.kind == "invented")


def features(support: Support, sample: Sample) -> tuple[float, ...]:
    """The features of a sentence with its excerpts, and 1 for the constant."""
    quotes = [excerpt.quote for excerpt in sample.excerpts]
    alignment = Alignment(sample.claim, "\n".join(quotes), sample.language)
    bare = support.bare(around(sample.excerpts), alignment)
    return (*support.features(sample.claim, quotes, bare, alignment), 1.0)


def fitted(x: Array, y: Array, each: Array) -> Array:
    """The weights, of features that were brought to one scale for the penalty."""
    scale = np.append(x[:, :-1].std(axis=0), 1.0)
    weights: Array = penalised(x / scale, y, each) / scale
    return weights


def main() -> None:
    """Print the weights and, for each kind, the share that is borne by weights fitted on others."""
    support = Support(default_embeddings())
    every = mutants.paraphrases()
    known = {s.id for s in every if mutants.split_of(s.id) == "tune"}
    samples = [*mutants.true_sentences("tune"), *every, *false_pairs()]
    kinds = np.array(
        [s.kind if s.id not in {p.id for p in every} else "paraphrase" for s in samples]
    )
    x = np.array([features(support, sample) for sample in samples])
    spoken = np.array([sample.language for sample in samples])
    for language in LANGUAGES:
        told(language, samples, x, kinds, spoken == language, known)


def told(
    language: Language, samples: list[Sample], x: Array, kinds: Array, mine: Array, known: set[str]
) -> None:
    """Print the weights of one language and what they do."""
    each = np.where(kinds == "paraphrase", PARAPHRASE, np.where(kinds == "invented", INVENTED, 1.0))
    y = np.isin(kinds, ("true", "paraphrase")).astype(float)
    fit = mine & np.array(
        [k != "paraphrase" or s.id in known for k, s in zip(kinds, samples, strict=True)]
    )
    fold = np.array([int(mutants.digest(sample.id) % FOLDS) for sample in samples])
    weights = fitted(x[fit], y[fit], each[fit])
    print(f'    "{language}": ({", ".join(f"{weight:.3g}" for weight in weights)}),')
    score = np.zeros(len(y))
    for one in range(FOLDS):
        others = fit & (fold != one)
        score[fold == one] = x[fold == one] @ fitted(x[others], y[others], each[others])
    score[mine & ~fit] = x[mine & ~fit] @ weights
    groups = {f"{kind}": mine & fit & (kinds == kind) for kind in sorted(set(kinds))}
    groups["paraphrase, not fitted on"] = mine & ~fit
    for kind, group in groups.items():
        borne = [
            f"{(score[group] >= at).mean():.3f}"
            for at in (THRESHOLD[language] - 0.5, THRESHOLD[language], THRESHOLD[language] + 0.5)
        ]
        print(f"{kind}, {group.sum()}: borne {' '.join(borne)}")


if __name__ == "__main__":
    main()
