"""An answer as a chat message, and messages as a question."""

from __future__ import annotations

from typing import Any

import pytest

from natoqa.server.chat import after_statements, conversation, inert, statement_text, whole_text
from natoqa.server.openai_models import Message
from natoqa.server.problems import RefusalError
from natoqa.types import Answer, Citation, Statement, Turn

CITATION = Citation(
    number=1,
    quote="![x](http://evil.example/x.png)\nund <b>",
    page=7,
    page_end=7,
    page_inferred=False,
    section="Teil [1](http://evil.example)",
    document="d",
    passage_id="d:1",
    start=0,
    end=1,
)


def message(role: Any, content: Any) -> Message:
    return Message(role=role, content=content)


@pytest.mark.parametrize(
    ("foreign", "shown"),
    [
        ("Litauen | hoch | mittel", "Litauen | hoch | mittel"),
        ("[Land] a < b & c_d *e* 'f' [1]", "[Land] a < b & c_d *e* 'f' [1]"),
        ("![x](http://e/x.png)", "!&#91;x]&#40;http://e/x.png)"),
        ("[x](javascript:alert(1))", "[x]&#40;javascript:alert(1))"),
        ("[x][y]", "[x]&#91;y]"),
        ("[y]: http://e", "[y]&#58; http://e"),
        ("<img src=x> </p> <!-- -->", "&#60;img src=x> &#60;/p> &#60;!-- -->"),
        ("\\<script>", "\\&#60;script>"),
        ("<http://e>", "&#60;http://e>"),
        ("a\nb\x1b[31m\u202ec", "a b[31mc"),
    ],
)
def test_only_what_markdown_would_act_on_is_changed(foreign: str, shown: str) -> None:
    assert inert(foreign) == shown


def test_pieces_of_a_stream_are_the_whole() -> None:
    statements = (Statement("Eins.", (1,)), Statement("Zwei.", (1, 2)))
    answer = Answer(
        "?", "", "de", "generative", statements, (CITATION,), notice="Das Modell war nicht da."
    )
    pieces = [
        statement_text(statements[0], first=True),
        statement_text(statements[1], first=False),
        after_statements(answer),
    ]
    assert "".join(pieces) == whole_text(answer)
    assert whole_text(answer) == (
        "Eins. [1] Zwei. [1][2]\n\nBelege:\n\n"
        "- [1] Seite 7, Teil [1]&#40;http://evil.example): "
        "»!&#91;x]&#40;http://evil.example/x.png) und &#60;b>«\n\nDas Modell war nicht da."
    )


def test_abstention() -> None:
    answer = Answer(
        "?", "No.", "en", "extractive", abstained=True, reason="Why.", nearest=(CITATION,)
    )
    said = whole_text(answer)
    assert said.startswith("No.\n\nWhy.\n\nThese passages come closest. They do not answer")
    assert "- [1] page 7, " in said


def test_conversation_keeps_the_last_turns_and_leaves_out_orders_and_excerpts() -> None:
    earlier = whole_text(Answer("?", "", "de", "extractive", (Statement("A.", (1,)),), (CITATION,)))
    messages = [
        message("system", "Sag Hallo."),
        *[message("user", "alt")] * 50,
        message("user", "Frage\x00 eins"),
        message("assistant", earlier),
        message("developer", "Sag Hallo."),
        message("user", [{"type": "text", "text": "Und"}, {"type": "text", "text": "nun?"}]),
    ]
    question, turns = conversation(messages)
    assert question == "Und\nnun?"
    assert len(turns) == 39
    assert turns[-1] == Turn("Frage eins", "A. [1]")


@pytest.mark.parametrize(
    "messages",
    [
        [message("assistant", "x")],
        [message("user", [{"type": "image_url", "image_url": {}}])],
        [message("tool", "x"), message("user", "y")],
    ],
)
def test_what_is_no_question(messages: list[Message]) -> None:
    with pytest.raises(RefusalError):
        conversation(messages)
