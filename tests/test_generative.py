"""A language model under oath: nothing unsupported is shown, and every failure ends in an answer.

The model is scripted, its server and its client are real.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable

import pytest
from llm_server import LLMServer, Messages, Reply, excerpts_of, serving, user_text
from test_assistant import assert_sound

from natoqa import Answer, Assistant, Statement, Turn
from natoqa.answering.generative import load_model
from natoqa.assistant import make_writer
from natoqa.embeddings import default_embeddings
from natoqa.prompts import REFUSAL
from natoqa.settings import Settings

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

QUESTION = "Wie viele US-Soldaten sind in Europa stationiert?"
HOLDING = "100 000 in Europa"  # in the passage that bears it
TRUE = "Die USA steuern 100 000 in Europa stationierte Truppen bei."
Opened = Callable[..., Assistant]


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "none")


@pytest.fixture
def opened(assistant: Assistant) -> Opened:
    def open_with(server: LLMServer, **more: object) -> Assistant:
        values = {"llm": "openai:scripted", "llm_base_url": server.base_url}
        settings = Settings.model_validate(values | more)
        model = load_model(settings)
        assert model is not None
        writer = make_writer(model, default_embeddings(), settings)
        return Assistant(assistant.searcher, writer=writer)

    return open_with


def number_of(messages: Messages, words: str) -> int:
    return next(n for n, text in excerpts_of(messages).items() if words in text)


def says(text: str, words: str = HOLDING, *, again: str = REFUSAL) -> Callable[..., Reply]:
    """A model that says ``text``, # put for the number of the excerpt that holds ``words``."""

    def script(messages: Messages) -> Reply:
        if "correct sentences" in messages[0]["content"]:
            return Reply([again])
        said = text.replace("#", str(number_of(messages, words)))
        return Reply([said[at : at + 5] for at in range(0, len(said), 5)])

    return script


def ask(opened: Opened, script: Callable[..., Reply], question: str = QUESTION) -> Answer:
    with serving(script) as server:
        answer = opened(server).ask(question)
    assert_sound(answer)
    return answer


def test_true_sentence_is_shown_with_the_sentence_that_bears_it(opened: Opened) -> None:
    answer = ask(opened, says(f"{TRUE} [#]"))
    assert (answer.engine, answer.abstained, answer.notice) == ("generative", False, "")
    assert answer.text == f"{TRUE} [1]"
    assert answer.citations[0].quote.startswith("Materiell steuern die USA 100 000")
    assert answer.citations[0].page == 23
    assert answer.withheld == ()


@pytest.mark.parametrize("marker", ["", " [99]", " [0]", " [-1]", " [١]"])
def test_sentence_without_a_known_number_gets_its_excerpt_found(
    opened: Opened, marker: str
) -> None:
    answer = ask(opened, says(TRUE + marker))
    assert answer.text == f"{TRUE} [1]"


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("Die USA steuern 500 000 in Europa stationierte Truppen bei.", "500 000"),
        ("China steuert 100 000 in Europa stationierte Truppen bei.", "China"),
        ("Der Bundeskanzler war gestern in Lissabon beim Zahnarzt.", ""),
    ],
)
def test_broken_sentence_is_withheld_with_its_reason(
    opened: Opened, wrong: str, reason: str
) -> None:
    answer = ask(opened, says(f"{TRUE} [#] {wrong} [#]"))
    assert answer.text == f"{TRUE} [1]"
    (withheld,) = answer.withheld
    assert withheld.text == wrong
    assert reason in withheld.reason


def test_failed_sentence_is_asked_for_once_more_with_the_reason(opened: Opened) -> None:
    wrong = "Die USA steuern 500 000 in Europa stationierte Truppen bei."
    with serving(says(f"{wrong} [#]", again=TRUE)) as server:
        answer = opened(server).ask(QUESTION)
    assert_sound(answer)
    assert (answer.text, answer.withheld) == (f"{TRUE} [1]", ())
    _, second = server.requests
    assert wrong in user_text(second["messages"])
    assert "500 000 steht nicht im Beleg" in user_text(second["messages"])


def test_nothing_left_becomes_the_offline_answer_said_so(
    opened: Opened, assistant: Assistant
) -> None:
    answer = ask(opened, says("Es sind 7 Elefanten in Rom stationiert. [#]"))
    offline = assistant.ask(QUESTION)
    assert answer.engine == "extractive"
    assert answer.statements == offline.statements
    assert answer.notice.startswith("Was das Sprachmodell schrieb, trugen die Belege nicht.")
    assert len(answer.withheld) == 1


def test_refusal_of_the_model_is_an_abstention(opened: Opened) -> None:
    answer = ask(opened, says(REFUSAL))
    assert answer.abstained
    assert "Das Sprachmodell fand" in answer.reason
    assert answer.nearest


@pytest.mark.parametrize("question", ["Wie backe ich einen Apfelkuchen?", "Was sagt Spanien?"])
def test_without_evidence_the_model_is_not_asked(opened: Opened, question: str) -> None:
    with serving(says(TRUE)) as server:
        answer = opened(server).ask(question)
    assert answer.abstained
    assert server.requests == []


def test_first_checked_sentence_is_shown_before_the_stream_ends(opened: Opened) -> None:
    def slow(messages: Messages) -> Reply:
        number = number_of(messages, HOLDING)
        said = f"{TRUE} [{number}] Und dann kommt noch vieles, das lange dauert. [1]"
        return Reply([f"{word} " for word in said.split(" ")], pause=0.1)

    with serving(slow) as server:
        assistant = opened(server)
        events = assistant.stream(QUESTION)
        first = next(events)
        assert server.finished_at == 0.0
        assert first == Statement(TRUE, (1,))
        *_, answer = events
    assert isinstance(answer, Answer)
    assert answer.statements[0] == first


def test_stopping_closes_the_connection(opened: Opened) -> None:
    def endless(messages: Messages) -> Reply:
        said = f"{TRUE} [{number_of(messages, HOLDING)}] Und so weiter geht es. "
        return Reply([said, "mehr "], pause=0.05, endless=True)

    with serving(endless) as server:
        events = opened(server).stream(QUESTION)
        assert next(events) == Statement(TRUE, (1,))
        events.close()
        assert server.dropped.wait(10)  # both may be busy; what counts is that it ends


def test_endless_answer_is_stopped_and_what_was_checked_is_shown(opened: Opened) -> None:
    def endless(messages: Messages) -> Reply:
        number = number_of(messages, HOLDING)
        return Reply([f"{TRUE} [{number}] ", "Immer mehr davon und so weiter. "], endless=True)

    start = time.monotonic()
    with serving(endless) as server:
        answer = opened(server).ask(QUESTION)
        assert server.dropped.wait(10)  # both may be busy; what counts is that it ends
    assert_sound(answer)
    assert answer.text == f"{TRUE} [1]"
    assert time.monotonic() - start < 30


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(status=401), "lehnt den Schlüssel ab"),
        (Reply(status=429, headers={"Retry-After": "90"}), "keine weiteren Anfragen"),
        (Reply(status=500), "gestört"),
        (Reply(status=400, error="maximum context length exceeded"), "zu lang"),
        (Reply(status=404), "lehnt die Anfrage ab"),
        (Reply([]), "nichts geantwortet"),
        (Reply([TRUE], first_pause=3), "nicht rechtzeitig"),
        (Reply(["Die USA steuern"], broken=True), "brach ab"),
    ],
)
def test_failures_end_in_the_offline_answer_and_one_line(
    opened: Opened, assistant: Assistant, reply: Reply, words: str
) -> None:
    with serving(lambda _: reply) as server:
        asked = opened(server, llm_timeout=3)
        start = time.monotonic()
        answer = asked.ask(QUESTION)
        taken = time.monotonic() - start
    assert_sound(answer)
    assert words in answer.notice
    assert answer.notice.endswith("Dies ist die Antwort ohne Modell.")
    assert dataclasses.replace(answer, notice="") == assistant.ask(QUESTION)
    assert taken < 5


def test_nobody_listens(opened: Opened) -> None:
    with serving(lambda _: Reply([])) as server:
        pass  # gone
    answer = opened(server, llm_timeout=5).ask(QUESTION)
    assert "nicht erreichbar" in answer.notice


def test_stream_cut_after_a_checked_sentence_keeps_it(opened: Opened) -> None:
    def cut(messages: Messages) -> Reply:
        number = number_of(messages, HOLDING)
        return Reply([f"{TRUE} [{number}] Die USA haben nicht"], broken=True)

    answer = ask(opened, cut)
    assert answer.text == f"{TRUE} [1]"
    assert answer.notice.startswith("Das Sprachmodell hat seine Antwort nicht beendet.")


def test_window_too_small_is_tried_with_fewer_excerpts(opened: Opened) -> None:
    def picky(messages: Messages) -> Reply:
        if len(excerpts_of(messages)) > 4:
            return Reply(status=400, error="This model's maximum context length is 10 tokens")
        return Reply([f"{TRUE} [{number_of(messages, HOLDING)}]"])

    answer = ask(opened, picky)
    assert answer.text == f"{TRUE} [1]"


def test_whole_study_is_given_when_asked_for_and_the_window_allows(opened: Opened) -> None:
    with serving(says(TRUE)) as server:
        opened(server, context="study", llm_window=64_000).ask(QUESTION)
        opened(server, context="study", llm_window=8_000).ask(QUESTION)
    whole, part = (excerpts_of(body["messages"]) for body in server.requests)
    assert len(whole) > 100 > 20 > len(part)


def test_follow_up_is_rewritten_by_the_model_and_earlier_passages_stay(opened: Opened) -> None:
    def script(messages: Messages) -> Reply:
        if "rewrite the last question" in messages[0]["content"]:
            return Reply(["Wie hoch ist die Kriegs", "gefahr in Polen?"])
        return Reply([f"Die Kriegsgefahr ist in Polen mittel. [{number_of(messages, 'Polen | ')}]"])

    with serving(script) as server:
        answer = opened(server).ask(
            "Und dort?", history=[Turn("Wie sieht Polen Russland?", "Polen ist besorgt.")]
        )
    assert_sound(answer)
    assert answer.question == "Wie hoch ist die Kriegsgefahr in Polen?"
    assert answer.citations[0].quote == "Polen | hoch | mittel"
    assert "Polen ist besorgt." in user_text(server.requests[0]["messages"])


def test_rewriting_that_fails_falls_back_to_rules(opened: Opened) -> None:
    def script(messages: Messages) -> Reply:
        if "rewrite the last question" in messages[0]["content"]:
            return Reply(["Ich schreibe lieber einen Roman. " * 20])
        return Reply([REFUSAL])

    with serving(script) as server:
        answer = opened(server).ask(
            "Und in der Türkei?", history=[Turn("Wie hoch ist die Kriegsgefahr in Litauen?")]
        )
    assert "Türkei" in answer.question
    assert "Kriegsgefahr" in answer.question


def test_english_answers_stand_on_german_excerpts(opened: Opened) -> None:
    said = "The USA contributes 100,000 troops stationed in Europe."
    answer = ask(opened, says(f"{said} [#]"), "How many US troops are stationed in Europe?")
    assert (answer.language, answer.text) == ("en", f"{said} [1]")
    assert answer.citations[0].page == 23
