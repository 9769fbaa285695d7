"""Serves the chat; two questions are answered from here: slowly, and with hostile text."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from typing import Any

from natoqa import Answer, Assistant, Citation, Statement, load_document
from natoqa.types import Withheld
from natoqa.webapp import serve

HOSTILE = (
    '<script>window.pwned = 1; alert("x")</script><img src=http://evil.example/a.png onerror='
    "alert(1)> ![x](http://evil.example/b.png) [x](javascript:alert(1)) :red[rot] :smile: "
    "$\\href{http://evil.example}{x}$ `code` www.evil.example a@evil.example -> >="
)
QUOTE = "Litauen | hoch | mittel"
SENTENCES = 6
_stream = Assistant.stream


def citation() -> Citation:
    start = load_document().text.index(QUOTE)
    return Citation(
        1, QUOTE, 6, 6, False, "Russland", "zukunft-der-nato-2025", "p", start, start + len(QUOTE)
    )


def written(question: str, said: list[str], **more: Any) -> Answer:
    statements = tuple(Statement(one, (1,)) for one in said)
    text = " ".join(f"{one} [1]" for one in said)
    return Answer(question, text, "de", "generative", statements, (citation(),), **more)


def stream(self: Assistant, question: str, **options: Any) -> Iterator[Statement | Answer]:
    if "langsam" in question:
        said = [f"Satz {number} einer langen Antwort." for number in range(1, SENTENCES + 1)]
        for sentence in said:
            time.sleep(0.5)
            yield Statement(sentence, (1,))
        yield written(question, said)
    elif "feindlich" in question:
        withheld = (Withheld(HOSTILE, HOSTILE),)
        yield Statement(HOSTILE, (1,))
        yield written(question, [HOSTILE], withheld=withheld, notice=HOSTILE)
    else:
        yield from _stream(self, question, **options)


if __name__ == "__main__":
    Assistant.stream = stream  # type: ignore[assignment,method-assign]
    serve(int(sys.argv[1]))
