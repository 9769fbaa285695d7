"""The command line: data on standard output, all else on standard error.

Exit status: 0 answered or abstained, 1 an error told in one line, 2 wrong use.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from natoqa import __version__
from natoqa.errors import NatoqaError
from natoqa.terminal import document_line, index_progress, plain

if TYPE_CHECKING:
    from natoqa.types import Document as Text

__all__ = ["main"]

app = typer.Typer(
    name="natoqa",
    help="Ask the study 'Die ungewisse Zukunft der NATO': cited answers, offline.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Question = Annotated[list[str], typer.Argument(help="The question, in any language.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Document = Annotated[str | None, typer.Option(help="Look only in the document with this id.")]
Section = Annotated[str | None, typer.Option(help="Look only in this chapter or section.")]
Page = Annotated[int | None, typer.Option(min=1, help="Look only on this page.")]


class Split(StrEnum):
    """The cases of the evals that are only reported, those that may be tuned on, or both."""

    report = "report"
    tune = "tune"
    all = "all"


def main() -> None:
    """Run the command line; natoqa's own errors end in one line and status 1."""
    try:
        app()
    except NatoqaError as error:
        sys.stderr.write(f"natoqa: {plain(' '.join(str(error).split()))}\n")
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"natoqa {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command()
def ask(
    question: Question,
    as_json: AsJson = False,
    document: Document = None,
    section: Section = None,
    page: Page = None,
) -> None:
    """Answer a question with cited excerpts, or say that the study does not."""
    from natoqa.assistant import Assistant, clean_question
    from natoqa.search import Filters
    from natoqa.terminal import answer_lines, remark_lines, statement_lines
    from natoqa.types import Answer

    asked = clean_question(" ".join(question))
    filters = Filters(document=document, section=section, page=page)
    with index_progress() as tell:
        assistant = Assistant.open(on_progress=tell)
    shown = False
    for event in assistant.stream(asked, filters=filters):
        if isinstance(event, Answer):
            if as_json:
                _print_json(dataclasses.asdict(event))
                return
            for line in answer_lines(event, shown=shown, titled=len(assistant.documents) > 1):
                typer.echo(line)
            for line in remark_lines(event):
                typer.echo(line, err=True)
        elif sys.stdout.isatty() and not as_json:  # sentence by sentence, as they are checked
            shown = True
            for line in statement_lines(event):
                typer.echo(line)


@app.command()
def search(
    question: Question,
    k: Annotated[int, typer.Option(min=1, max=100, help="How many passages.")] = 5,
    as_json: AsJson = False,
    document: Document = None,
    section: Section = None,
    page: Page = None,
) -> None:
    """List the passages that fit a question best."""
    from natoqa.assistant import Assistant, clean_question
    from natoqa.search import Filters
    from natoqa.terminal import passage_lines

    asked = clean_question(" ".join(question))
    filters = Filters(document=document, section=section, page=page)
    with index_progress() as tell:
        assistant = Assistant.open(on_progress=tell)
        found = assistant.search(asked, k=k, filters=filters)
    if as_json:
        passages = [dataclasses.asdict(s.passage) | {"score": s.score} for s in found.passages]
        _print_json({"question": asked, "passages": passages})
        return
    for line in passage_lines(found.passages, titled=len(assistant.documents) > 1):
        typer.echo(line)


@app.command()
def index(
    force: Annotated[bool, typer.Option(help="Build it even when nothing changed.")] = False,
) -> None:
    """Build the search index where it is missing or was made with another text or model."""
    from natoqa.assistant import rebuild_index
    from natoqa.settings import load_settings

    settings = load_settings()
    with index_progress() as tell:
        built = rebuild_index(settings, force=force, on_progress=tell)
    typer.echo("index built" if built else "index up to date", err=True)


@app.command()
def add(
    paths: Annotated[
        list[Path],
        typer.Argument(help="Files, or folders: PDF, DOCX, HTML, Markdown, plain text."),
    ],
    as_json: AsJson = False,
) -> None:
    """Add documents to what is asked; a changed file replaces what it was."""
    from natoqa import library
    from natoqa.settings import load_settings

    settings = load_settings()
    with index_progress() as tell:
        done = library.add(
            paths,
            settings,
            on_file=lambda path: typer.echo(f"reading {plain(path.name)}", err=True),
            on_progress=tell,
        )
    for one in done:
        if one.document is None:
            typer.echo(f"natoqa: {plain(' '.join(one.error.split()))}", err=True)
        elif not as_json:
            typer.echo(f"{one.outcome} {document_line(one.document)}")
    if as_json:
        _print_json(
            [
                {"path": str(one.path), "outcome": one.outcome, "error": one.error}
                | (_described(one.document) if one.document else {})
                for one in done
            ]
        )
    if any(one.outcome == "failed" for one in done):
        raise typer.Exit(1)


@app.command()
def remove(
    ids: Annotated[list[str], typer.Argument(help="Ids of documents that were added.")],
) -> None:
    """Take documents out again, with their texts, passages and vectors."""
    from natoqa import library
    from natoqa.settings import load_settings

    settings = load_settings()
    with index_progress() as tell:
        library.remove(ids, settings, on_progress=tell)
    for document_id in ids:
        typer.echo(f"removed {plain(document_id)}")


@app.command()
def documents(as_json: AsJson = False) -> None:
    """List the documents that are asked."""
    from natoqa import library
    from natoqa.settings import load_settings

    known = library.documents(load_settings())
    if as_json:
        _print_json([_described(document) for document in known])
        return
    for document in known:
        typer.echo(document_line(document))


@app.command()
def statements(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="A Markdown or text file.")
    ],
    out: Annotated[
        Path | None,
        typer.Option(help="File of statements, one JSON object a line; FILE.statements.jsonl."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only check the statements there.")
    ] = False,
) -> None:
    """Break a document into short statements with a language model, and check each."""
    from natoqa.statements import check_statements, make_statements

    target = out or file.with_suffix(".statements.jsonl")
    if check:
        report = check_statements(file, target)
    else:
        report = make_statements(file, target, on_progress=lambda line: typer.echo(line, err=True))
    for line in report.lines():
        typer.echo(plain(line), err=True)
    if check and report.dropped:
        raise typer.Exit(1)


@app.command(name="app")
def serve_app(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the chat.")] = 8501,
) -> None:
    """Serve the web chat on this computer."""
    from natoqa.webapp import serve

    serve(port)


Host = Annotated[
    str, typer.Option(help="Address to listen on; others than this computer's own need a key.")
]


@app.command(name="serve")
def serve_http(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the server.")] = 8000,
    host: Host = "127.0.0.1",
) -> None:
    """Serve the HTTP interface, natoqa's own and OpenAI's, on this computer."""
    from natoqa.server import serve

    with index_progress() as tell:
        serve(port, host, on_progress=tell)


@app.command(name="mcp")
def serve_mcp(
    http: Annotated[bool, typer.Option("--http", help="HTTP in place of stdio.")] = False,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port, with --http.")] = 8001,
    host: Host = "127.0.0.1",
) -> None:
    """Serve the tools to a program that speaks the Model Context Protocol."""
    from natoqa.mcp_server import serve_http, serve_stdio

    with index_progress() as tell:
        if http:
            serve_http(port, host, on_progress=tell)
        else:
            serve_stdio(on_progress=tell)


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Check the installation: text, model, index, settings."""
    from natoqa.diagnosis import examine

    report = examine()
    if as_json:
        _print_json(report)
    else:
        for name, value in report["settings"].items():
            typer.echo(f"{name}={plain(str(value))}")
        for check in report["checks"]:
            mark = "ok " if check["ok"] else "BAD"
            typer.echo(f"{mark} {check['name']}: {plain(check['detail'])}")
    if not all(check["ok"] for check in report["checks"]):
        raise typer.Exit(1)


def _described(document: Text) -> dict[str, object]:
    facts = dataclasses.asdict(document.metadata)
    return (
        {"id": document.id}
        | facts
        | {
            "pages": len(document.pages),
            "characters": len(document.text),
        }
    )


@app.command(name="eval")
def evaluate(
    as_json: AsJson = False,
    html: Annotated[Path | None, typer.Option(help="Write a page with plots to this file.")] = None,
    split: Annotated[Split, typer.Option(help="Which cases to tell of.")] = Split.report,
    compare: Annotated[
        Path | None, typer.Option(metavar="OLD.json", help="Compare with an earlier run.")
    ] = None,
    new: Annotated[
        Path | None,
        typer.Argument(metavar="NEW.json", help="With --compare: this run in place of a new one."),
    ] = None,
) -> None:
    """Ask the questions of the evals and tell how good the answers are (in a checkout)."""
    from natoqa.evaluation import load_evals

    if new and not compare:
        raise typer.BadParameter("NEW.json needs --compare OLD.json.")
    met = load_evals()(as_json=as_json, html=html, split=split.value, old=compare, new=new)
    if not met:
        raise typer.Exit(1)


def _print_json(data: object) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2))
