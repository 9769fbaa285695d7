"""What is looked for."""

from __future__ import annotations

import pytest

from natoqa.query import query


@pytest.mark.parametrize(
    ("question", "looked_for"),
    [
        ("Wer begann den Krieg laut Studie?", "Wer begann den Krieg ?"),
        ("Who started the war according to the study?", "Who started the war ?"),
        ("Was sagt die Studie zu Grönland?", "Grönland?"),
        ("What does the report say about tariffs?", "tariffs?"),
        ("Does the study say NATO is dead?", "NATO is dead?"),
        ("Is the study in favour of a European army?", "a European army?"),
        ("Does the report oppose tariffs?", "tariffs?"),
        ("Ist die Studie gegen Zölle?", "Zölle?"),
        ("Empfiehlt die Studie eine Friedenstruppe?", "eine Friedenstruppe?"),
        ("Wie begründet die Studie, dass die NATO bleibt?", "die NATO bleibt?"),
        ("How does the study explain why NATO stays?", "NATO stays?"),
        # questions about the text itself stay as they are
        ("Was sagt die Studie?", "Was sagt die Studie?"),
        ("Welche Länder kommen in der Studie vor?", "Welche Länder kommen in der Studie vor?"),
        ("Was ist das laut Studie?", "Was ist das laut Studie?"),
    ],
)
def test_words_that_only_name_the_study_are_not_looked_for(question: str, looked_for: str) -> None:
    assert query(question) == looked_for
