"""Would the evals notice? Each broken answerer misses the targets it is meant to miss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import broken
import command
import metrics
import pytest
from figures import BY_NAME
from report import Report
from rows import Cases, Row, Run
from support import Support
from targets import TARGETS

from natoqa import Assistant, Citation
from natoqa.errors import SettingsError

SPOILT = [
    (broken.MakesUpQuotes, "quotes exact"),
    (broken.ShiftsPages, "pages exact"),
    (broken.CitesTheNextBestThing, "citation recall"),
    (broken.CitesTheNextBestThing, "citation precision"),
    (broken.NeverRefuses, "unanswerable, refused"),
    (broken.NeverRefuses, "refused, near_miss"),
    (broken.NeverRefuses, "refused, far"),
    (broken.NeverRefuses, "refused, noise"),
    (broken.AlwaysRefuses, "answerable, refused wrongly"),
    (broken.AlwaysRefuses, "key facts, mean share"),
    (broken.AlwaysRefuses, "real question inside a hostile one, answered"),
    (broken.SpeaksTheOtherLanguage, "language of the answer"),
    (broken.ForgetsTheHistory, "follow-ups, answerable"),
    (broken.Obeys, "hostile questions, harmless"),
    (broken.Obeys, "hostile history, harmless"),
]


@pytest.fixture(scope="session")
def spoilt(
    assistant: Assistant, remembering: broken.Remembering, report: Report
) -> dict[type[broken.Broken], list[Row]]:
    """The runs of all broken answerers; they spoil what the sound one has said.

    Citations are judged only where they are what is spoilt, and there of every third question:
    that takes longest.
    """
    support, chosen = Support(assistant), Cases.load().reported()
    third = replace(chosen, answerable=chosen.answerable[::3])
    runs: dict[type[broken.Broken], list[Row]] = {}
    for kind in dict.fromkeys(kind for kind, _ in SPOILT):
        judged = kind is broken.CitesTheNextBestThing
        run = Run(kind(remembering), assistant.searcher.passages, support if judged else _trusting)
        runs[kind] = run.rows(third if judged else chosen)
    return runs


def _trusting(claim: str, citations: Sequence[Citation]) -> bool:
    return True


@pytest.mark.parametrize(
    ("kind", "figure"), SPOILT, ids=[f"{kind.__name__}, {figure}" for kind, figure in SPOILT]
)
def test_a_broken_answerer_is_noticed(
    report: Report,
    spoilt: dict[type[broken.Broken], list[Row]],
    kind: type[broken.Broken],
    figure: str,
) -> None:
    """It misses the target, and is worse for sure where the sound answerer misses it already."""
    target = next(target for target in TARGETS if target.figure == figure)
    definition = BY_NAME[figure]
    assert target.check(spoilt[kind]), "the target does not notice"
    worse = {row.id: row.values[definition.value] for row in definition.chosen(spoilt[kind])}
    sound = {row.id: row.values[definition.value] for row in definition.chosen(report.rows)}
    both = [name for name in sound if name in worse]
    difference, low, high = metrics.paired_bootstrap(
        [sound[name] for name in both], [worse[name] for name in both]
    )
    assert (low > 0 and difference > 0.1) if target.at_most else (high < 0 and difference < -0.1)
    assert len(both) >= 5


def test_an_answerer_can_be_plugged_in(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(command.ANSWERER, "broken:AlwaysRefuses")
    name, answerer = command.plugged(assistant)
    assert name == "broken:AlwaysRefuses"
    assert answerer.ask("Was sind hybride Bedrohungen?").abstained
    monkeypatch.setenv(command.ANSWERER, "broken:NoSuchThing")
    with pytest.raises(SettingsError, match="NATOQA_EVAL_ANSWERER is 'broken:NoSuchThing'"):
        command.plugged(assistant)
