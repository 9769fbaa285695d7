"""Would the evals notice? Each broken answerer misses the targets it is meant to miss."""

from __future__ import annotations

from collections.abc import Sequence

import broken
import command
import pytest
from figures import BY_NAME
from report import Report
from rows import Cases, Row, Run
from support import Support
from targets import TARGETS

from natoqa import Assistant, Citation
from natoqa.errors import SettingsError

# what each spoils, and the value its figure cannot exceed (for refused wrongly: not fall below)
SPOILT = [
    (broken.MakesUpQuotes, "quotes exact", 0.7),
    (broken.ShiftsPages, "pages exact", 0.7),
    (broken.CitesTheNextBestThing, "citation recall", 0.5),
    (broken.NeverRefuses, "unanswerable, refused", 0.1),
    (broken.NeverRefuses, "refused, far", 0.1),
    (broken.AlwaysRefuses, "answerable, refused wrongly", 1.0),
    (broken.AlwaysRefuses, "key facts, mean share", 0.0),
    (broken.SpeaksTheOtherLanguage, "language of the answer", 0.7),
    (broken.ForgetsTheHistory, "follow-ups", 0.6),
    (broken.Obeys, "hostile questions, harmless", 0.5),
]


@pytest.fixture(scope="session")
def spoilt(
    assistant: Assistant, remembering: broken.Remembering, report: Report
) -> dict[type[broken.Broken], list[Row]]:
    """The runs of all broken answerers; they spoil what the sound one has said.

    Citations are judged only where they are what is spoilt: that takes longest.
    """
    support, chosen = Support(assistant), Cases.load().reported()
    runs: dict[type[broken.Broken], list[Row]] = {}
    for kind in dict.fromkeys(kind for kind, _, _ in SPOILT):
        judge = support if kind is broken.CitesTheNextBestThing else _trusting
        runs[kind] = Run(kind(remembering), assistant.searcher.passages, judge).rows(chosen)
    return runs


def _trusting(claim: str, citations: Sequence[Citation]) -> bool:
    return True


@pytest.mark.parametrize(("kind", "figure", "bound"), SPOILT)
def test_a_broken_answerer_is_noticed(
    report: Report,
    spoilt: dict[type[broken.Broken], list[Row]],
    kind: type[broken.Broken],
    figure: str,
    bound: float,
) -> None:
    target = next(target for target in TARGETS if target.figure == figure)
    sound = BY_NAME[figure].of(report.rows, target.split).value
    value = BY_NAME[figure].of(spoilt[kind], target.split).value
    assert target.check(spoilt[kind]), "the target does not notice"
    assert value >= bound if target.at_most else value <= bound
    assert value > sound if target.at_most else value < sound


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
