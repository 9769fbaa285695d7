"""Citations are checked against the document they name."""

from __future__ import annotations

from dataclasses import replace

from natoqa.answering.citing import Numbering, exact
from natoqa.corpus import load_document
from natoqa.passages import passages


def test_only_the_very_words_on_their_page_are_exact() -> None:
    document = load_document()
    passage = passages(document)[3]
    sentence = passage.sentences[0]
    numbering = Numbering()
    numbering.cite(document, passage, sentence.start, sentence.end)
    (citation,) = numbering.citations
    assert exact(citation, document)
    assert not exact(replace(citation, quote=citation.quote[:-4] + "nie."), document)
    assert not exact(replace(citation, page=(citation.page or 0) + 1), document)
    assert not exact(replace(citation, page_end=99), document)
    assert not exact(replace(citation, start=citation.start + 1), document)
    assert not exact(replace(citation, document="another"), document)
