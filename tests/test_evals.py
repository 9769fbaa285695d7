"""The evals' own parts: what is measured of one answer, figures, targets, reports, the page."""

from __future__ import annotations

import dataclasses
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from natoqa import Answer, Assistant, Citation, Statement
from natoqa.errors import DocumentError

sys.path.insert(0, str(Path(__file__).parents[1] / "evals"))
import cases
import command
import grounded
import measures
import page
import plots
import report
from cases import Attack, Dialogue, Turn
from figures import BY_NAME, Figure
from mutants import true_sample
from rows import Cases, Row, Run
from targets import TARGETS, Target


@pytest.fixture(scope="module")
def sound(assistant: Assistant) -> Answer:
    answer = assistant.ask("Wie hoch ist die Kriegsgefahr in Litauen?")
    assert answer.citations[0].quote == "Litauen | hoch | mittel"
    return answer


def spoilt(answer: Answer, **changes: object) -> Citation:
    return dataclasses.replace(answer.citations[0], **changes)  # type: ignore[arg-type]


def test_quote_and_page_of_a_sound_citation(sound: Answer) -> None:
    (citation,) = sound.citations
    assert measures.quote_exact(citation)
    assert measures.page_exact(citation)


@pytest.mark.parametrize(
    "changes",
    [{"quote": "Litauen | hoch | hoch"}, {"start": 0}, {"start": -5, "end": -1}, {"end": 10**9}],
)
def test_quote_that_is_not_at_its_offsets(sound: Answer, changes: dict[str, object]) -> None:
    assert not measures.quote_exact(spoilt(sound, **changes))


def test_page_that_is_off_by_one(sound: Answer) -> None:
    assert not measures.page_exact(spoilt(sound, page=7))
    assert not measures.page_exact(spoilt(sound, page_end=7))


def test_what_is_linked(sound: Answer) -> None:
    assert measures.linked(sound)
    loose = Statement("Ein Satz ohne Beleg.", ())
    for broken in (
        dataclasses.replace(sound, statements=(*sound.statements, loose)),
        dataclasses.replace(sound, text=f"{sound.text} [2]"),
        dataclasses.replace(sound, citations=()),
        dataclasses.replace(sound, citations=sound.citations * 2),
        dataclasses.replace(sound, abstained=True),
    ):
        assert not measures.linked(broken)


def test_language_of_label_and_words(sound: Answer) -> None:
    english = dataclasses.replace(sound, text="The danger of war is said to be medium. [1]")
    assert measures.language(sound, "de") == {"language": 1.0}
    assert measures.language(sound, "pl") == {"language": 0.0}
    assert measures.language(english, "de") == {"language": 0.0}
    assert measures.language(dataclasses.replace(english, language="en"), "pl") == {"language": 1.0}


def test_forbidden_words_in_reason_and_text(sound: Answer) -> None:
    assert measures.safe(sound, ["GEHACKT"]) == {"safe": 1.0}
    assert measures.safe(sound, ["kriegsgefahr"]) == {"safe": 0.0}
    refusal = Answer("?", "Nein.", "de", "extractive", abstained=True, reason="Fehlt: Gehackt.")
    assert measures.safe(refusal, ["GEHACKT"]) == {"safe": 0.0}


def test_follow_up_cites_its_evidence_or_is_refused(sound: Answer, assistant: Assistant) -> None:
    at = sound.citations[0].start
    passages = assistant.searcher.passages
    assert measures.followed(sound, [(at, at + 3)], passages) == {"followed": 1.0}
    assert measures.followed(sound, [(passages[-1].start, passages[-1].end)], passages) == {
        "followed": 0.0
    }
    assert measures.followed(sound, [], passages) == {"followed": 0.0}


def test_run_gives_the_history_and_takes_refused_questions(assistant: Assistant) -> None:
    dialogue = Dialogue(
        "d", "de", (Turn("Wie hoch ist die Kriegsgefahr in Polen?", "new_topic"),
                    Turn("Und in Litauen?", "entity", facts=(("mittel",),)))
    )  # fmt: skip
    attack = Attack("h", "de", "invisible", "question", "\u200b\x00", ("\x00",))
    run = Run(assistant, assistant.searcher.passages, lambda claim, citations: True)
    first, second, hostile = run.rows(Cases([], [], [dialogue], [attack]))
    assert (first.id, first.tags["place"], first.values["followed"]) == ("d.1", "first", 0.0)
    assert (second.id, second.tags["place"]) == ("d.2", "later")
    assert "Litauen" in second.answer
    assert (hostile.part, hostile.values["safe"], hostile.values["refused"]) == ("hostile", 1, 1)


def row(number: int, value: float, split: str = "report", kind: str = "far") -> Row:
    return Row(
        id=f"u{number}",
        part="unanswerable",
        split=split,
        question=f"Frage {number} <script>\x1b[2J",
        answer="<img src=x onerror=alert(1)>",
        gold="",
        tags={"kind": kind, "style": "formal", "language": "de"},
        values={"refused": value, "probability": 1 - value, "milliseconds": 10.0 * number},
    )


def test_figure_of_a_split_and_a_kind() -> None:
    rows = [row(1, 1.0), row(2, 0.0), row(3, 1.0, split="tune"), row(4, 0.0, kind="noise")]
    far = BY_NAME["refused, far"]
    assert (far.of(rows).value, far.of(rows).n) == (0.5, 2)
    assert (far.of(rows, "tune").value, far.of(rows, "all").n) == (1.0, 3)
    assert str(BY_NAME["milliseconds, median"].of(rows, "tune")) == "30 [30, 30]"


def test_every_target_has_its_figure_and_stands_once() -> None:
    names = [target.figure for target in TARGETS]
    assert set(names) <= set(BY_NAME)
    assert len(set(names)) == len(names)


def test_target_names_the_cases_behind_a_failure() -> None:
    target = Target("refused, far", 1.0, "Something else is answered.")
    assert target.check([row(1, 1.0)]) == []
    (message,) = target.check([row(1, 1.0), row(2, 0.0)])
    first, second = message.split("\n")
    assert first.startswith("refused, far: 0.5 [")
    assert first.endswith("2 questions (reporting split); wanted at least 1. "
                          "Something else is answered.")  # fmt: skip
    assert second == "  u2: Frage 2 <script>[2J"


def test_target_without_cases_is_missed() -> None:
    (message,) = Target("refused, far", 1.0, "").check([row(1, 1.0, split="tune")])
    assert "no case to measure it on" in message


def test_report_comes_back_from_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "FOLDER", tmp_path)
    lone = dataclasses.replace(row(1, 1.0), question="\ud800 allein")
    made = report.Report("abc-dirty", "default", [lone, row(2, 0.0, split="tune")])
    path = report.save(made)
    assert path.name == "abc-dirty.json"
    assert report.load(path) == made
    figures = json.loads(path.read_text())["figures"]
    assert figures["refused, far"]["value"] == 0.5
    other = dataclasses.replace(made, answerer="ollama:qwen3:8b")
    assert report.save(other).name == "abc-dirty-ollama-qwen3-8b.json"


def test_commit_of_the_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def git(*arguments: str) -> None:
        who = ("-c", "user.name=n", "-c", "user.email=n@example.org")
        command = ["git", *who, *arguments]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)

    monkeypatch.setattr(report, "__file__", str(tmp_path / "report.py"))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert report.commit() == "unknown"
    git("init")
    (tmp_path / "a").write_text("a")
    git("add", "a")
    git("commit", "-m", "a")
    clean = report.commit()
    assert re.fullmatch("[0-9a-f]{12}", clean)
    (tmp_path / "a").write_text("b")
    assert report.commit() == f"{clean}-dirty"


def test_a_run_from_the_command_line(
    assistant: Assistant,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """With an index that is there; the evals themselves build theirs."""
    folders: list[Path] = []
    monkeypatch.setattr(command, "opened", lambda folder: folders.append(folder) or assistant)
    few = Cases(cases.load("answerable")[:3], cases.load("unanswerable")[:2], [], [])
    monkeypatch.setattr(Cases, "load", lambda: few)
    monkeypatch.setattr(report, "FOLDER", tmp_path)
    monkeypatch.setattr(grounded, "samples", lambda: true_sample("tune", 1))
    met = command.main(
        as_json=True, html=tmp_path / "page.html", split="all", old=None, new=None
    )  # fmt: skip
    told = capsys.readouterr()
    assert len(folders) == 1, "one index of its own"
    data = json.loads(told.out)
    *asked, german, english = data["cases"]
    assert [case["id"] for case in asked] == [case.id for case in few.answerable] + [
        case.id for case in few.unanswerable
    ]
    assert (german["part"], german["tags"]) == ("sentence", {"kind": "true", "language": "de"})
    assert english["tags"]["language"] == "en"
    assert data["figures"]["true sentences, accused"]["n"] == 2
    assert data["figures"]["quotes exact"] == {"value": 1.0, "low": 1.0, "high": 1.0, "n": 5}
    assert not met  # no follow-up was asked
    assert "follow-ups: no case to measure it on" in told.err
    (kept,) = tmp_path.glob("*.json")
    assert len(report.load(kept).rows) == 7
    assert "<h2>Figures</h2>" in (tmp_path / "page.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 0}', '{"format": 1, "cases": [{}]}'])
def test_file_that_is_no_report(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(DocumentError, match=r"x\.json' is not a report of the evals"):
        report.load(tmp_path / "x.json")


def test_comparison_tells_what_is_significant() -> None:
    old = report.Report("old", "default", [row(n, 0.0) for n in range(20)])
    new = report.Report("new", "default", [row(n, float(n < 12)) for n in range(21)])
    told = list(report.compare(old, new))
    assert told[:2] == [
        "old old (default), new new (default)",
        "1 cases are in one of the runs only and left out",
    ]
    (far,) = [line for line in told if line.startswith("refused, far ")]
    assert far.split()[2:6] == ["20", "0.00", "0.60", "+0.60"]
    assert far.endswith("significant")
    (time,) = [line for line in told if line.startswith("milliseconds, median")]
    assert not time.endswith("significant")


def test_table_names_what_is_missed() -> None:
    made = report.Report("abc", "default", [row(1, 1.0), row(2, 0.0), row(3, 1.0, split="tune")])
    lines = list(report.lines(made))
    (far,) = [line for line in lines if line.startswith("refused, far ")]
    assert far.split()[2:] == [
        "0.50", "[0.00,", "1.00]", "n=2", "1.00", "[1.00,", "1.00]", "n=1", ">=", "0.85",
        "(aim", "1)", "MISSED",
    ]  # fmt: skip
    assert any(line.startswith("  kind: far") for line in lines)


def test_page_shows_foreign_text_as_text_and_loads_nothing() -> None:
    made = report.Report("abc", "default", [row(1, 1.0), row(2, 0.0), row(3, 0.0, kind="<b>&")])
    html = page.html(made)
    assert "Frage 2 &lt;script&gt;[2J" in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html
    assert "&lt;b&gt;&amp;" in html
    for active in ("<script", "<img", "<b>", "\x1b", "http://", "https://", "url(", "src="):
        assert active not in html.replace("&lt;img src=", "")


def test_plots_draw_what_they_are_given() -> None:
    bars = plots.bars({"far": Figure(0.5, 0.25, 0.75, 8), "none": Figure(0, 0, 0, 0)})
    assert bars.count('class="bar"') == 1
    assert 'width="150.0"' in bars  # half of 300
    histogram = plots.histogram([10.0, 10.0, 30.0], "ms", bins=2)
    assert "<title>2</title>" in histogram
    assert "<title>1</title>" in histogram
    assert plots.histogram([], "ms") == ""
