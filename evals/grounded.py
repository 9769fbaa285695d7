"""The judge judged: a row for every true sentence and for every one made wrong on purpose."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from functools import cache

from mutants import Sample, mutants, true_sample
from rows import Row

from natoqa.grounding import Grounding

SPLIT = "report"


@cache
def samples() -> tuple[Sample, ...]:
    """True and wrong sentences of the reporting split; those of the other are for tuning."""
    return (*true_sample(SPLIT), *mutants(SPLIT))


def judged(grounding: Grounding, chosen: Sequence[Sample]) -> Iterator[Row]:
    """What the grounding says of each: a wrong sentence is caught, a true one accused."""
    for at, sample in enumerate(chosen):
        start = time.perf_counter()
        verdict = grounding.check(sample.claim, sample.excerpts)
        taken = 1000 * (time.perf_counter() - start)
        value = "accused" if sample.kind == "true" else "caught"
        yield Row(
            id=f"{sample.kind}-{sample.language}-{sample.id}-{at}",
            part="sentence",
            split=SPLIT,
            question=sample.claim,
            answer=" ".join(filter(None, (verdict.reason, verdict.detail))) or "borne",
            gold=" | ".join(excerpt.quote for excerpt in sample.excerpts),
            tags={"kind": sample.kind, "language": sample.language},
            values={value: float(not verdict.supported), "check": taken},
        )
