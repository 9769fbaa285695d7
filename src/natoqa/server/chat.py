"""An answer as the text of a chat message, and a chat's messages as a question with history.

Chat programs show a message as Markdown, and what is quoted is not natoqa's own: so whatever
would load an image, make a link of its own or be HTML is made inert, and only that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from natoqa.server.openai_models import Message
from natoqa.server.problems import RefusalError
from natoqa.terminal import place, plain
from natoqa.texts import LANGUAGES, text
from natoqa.types import Answer, Citation, Language, Statement, Turn

__all__ = ["after_statements", "conversation", "inert", "statement_text", "whole_text"]

_MAX_TURNS = 20
_ACTIVE = re.compile(r"<(?=[A-Za-z/!?])|(?<=!)\[|(?<=\])[(:\[]")


def inert(foreign: str) -> str:
    """Foreign text that Markdown shows but does not act on; most text comes back unchanged."""
    return _ACTIVE.sub(lambda found: f"&#{ord(found[0])};", plain(foreign))


def statement_text(statement: Statement, *, first: bool) -> str:
    """A sentence with its markers, and the space before it unless it is the first."""
    marks = "".join(f"[{number}]" for number in statement.citations)
    return f"{'' if first else ' '}{inert(statement.text)} {marks}"


def after_statements(answer: Answer, *, titled: bool = False) -> str:
    """What follows the sentences: the list of excerpts, and a notice where there is one.

    ``titled`` names the document of each excerpt; wanted where there are several.
    """
    excerpts = _excerpts("excerpts", answer.citations, answer.language, titled)
    return excerpts + (f"\n\n{inert(answer.notice)}" if answer.notice else "")


def whole_text(answer: Answer, *, titled: bool = False) -> str:
    """The whole message: sentences and excerpts, or an abstention and what comes closest."""
    if not answer.abstained:
        said = "".join(
            statement_text(statement, first=at == 0)
            for at, statement in enumerate(answer.statements)
        )
        return said + after_statements(answer, titled=titled)
    why = f"\n\n{inert(answer.reason)}" if answer.reason else ""
    nearest = _excerpts("nearest", answer.nearest, answer.language, titled)
    notice = f"\n\n{inert(answer.notice)}" if answer.notice else ""
    return inert(answer.text) + why + nearest + notice


def _excerpts(title: str, citations: Sequence[Citation], language: Language, titled: bool) -> str:
    if not citations:
        return ""
    lines = [
        f"- [{citation.number}] {inert(place(citation, language, titled=titled))}: "
        f"»{inert(citation.quote)}«"
        for citation in citations
    ]
    return f"\n\n{text(title, language).rstrip(':')}:\n\n" + "\n".join(lines)


def conversation(messages: Sequence[Message]) -> tuple[str, list[Turn]]:
    """The last message's question, and the turns before it, oldest first.

    Messages of a system or developer are data like any other and natoqa follows none, so they
    are left out. Raises RefusalError when the last message is not a user's text.
    """
    turns: list[Turn] = []
    said = [message for message in messages if message.role not in ("system", "developer")]
    for message in said:
        if message.role in ("tool", "function"):
            raise RefusalError(
                400,
                "unsupported",
                text("openai_unsupported", "en", name=f"role {message.role!r}"),
                param="messages",
            )
    if not said or said[-1].role != "user":
        raise RefusalError(400, "invalid", text("openai_last", "en"), param="messages")
    for message in said[:-1][-2 * _MAX_TURNS :]:
        content = _content(message)
        if message.role == "user":
            turns.append(Turn(content))
        elif turns:
            turns[-1] = Turn(turns[-1].question, _without_excerpts(content))
    return _content(said[-1], raw=True), turns


def _content(message: Message, *, raw: bool = False) -> str:
    if message.content is None:
        return ""
    if isinstance(message.content, str):
        return message.content if raw else plain(message.content)
    texts = []
    for part in message.content:
        if part.type not in ("text", "input_text", "refusal") or part.text is None:
            raise RefusalError(
                400,
                "unsupported",
                text("openai_unsupported", "en", name=f"part {part.type[:40]!r}"),
                param="messages",
            )
        texts.append(part.text)
    joined = "\n".join(texts)
    return joined if raw else plain(joined)


def _without_excerpts(content: str) -> str:
    """An earlier answer without the list of excerpts that ``whole_text`` put below it."""
    for language in LANGUAGES:
        title = text("excerpts", language)
        content = re.split(rf"\s{{2,}}{re.escape(title)}:\s{{2,}}- \[1\]", content, maxsplit=1)[0]
    return content
