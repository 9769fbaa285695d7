"""Two processes, one Chroma server: one adds passages while the other is asked.

``python evals/load_server.py --passages 10000 --rate 50`` starts a server, lets a second process
add documents in several builds, and asks at a steady rate meanwhile. Every answer is checked: its
quotes stand in the text of the build it comes from, no passage comes twice, and the build is whole.
The embedder is a light one of word hashes, so that the index is measured and not the model.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from langchain_core.embeddings import Embeddings

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from chroma_server import ChromaServer  # noqa: E402

from natoqa.assistant import Assistant, shipped  # noqa: E402
from natoqa.corpus import parse  # noqa: E402
from natoqa.errors import NatoqaError  # noqa: E402
from natoqa.index import Place, build_index, open_index  # noqa: E402
from natoqa.search import Searcher  # noqa: E402
from natoqa.types import Document, Metadata  # noqa: E402

MODEL = "word-hashes"
PER_DOCUMENT = 500
SUBJECTS = ("Hafen", "Brücke", "Mühle", "Schule", "Bahnhof", "Wald", "Markt", "Turm")


class WordHashes(Embeddings):
    """A text as the counts of its words, hashed into 64 places."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        vector = np.full(64, 0.01)
        for word in text.lower().split():
            vector[hashlib.blake2b(word.encode(), digest_size=2).digest()[0] % 64] += 1.0
        return [float(x) for x in vector / np.linalg.norm(vector)]


def document(number: int) -> Document:
    """A document of as many passages as ``PER_DOCUMENT`` says, each in a section of its own."""
    lines = ["<!-- page 1 -->"]
    for at in range(PER_DOCUMENT):
        subject = SUBJECTS[at % len(SUBJECTS)]
        lines.append(f"## Ort {number}-{at}\n\n<!-- page {at + 2} -->\n")
        lines.append(
            f"Der {subject} in Ort {number}-{at} wurde im Jahr {1500 + at % 500} gebaut. "
            f"Er kostete {number * 1000 + at} Taler und steht am Ufer der {subject}straße.\n"
        )
    facts = Metadata(f"Chronik {number}", (), "", "2025", "de", f"{number}.txt", "", "")
    return parse("\n".join(lines), id=f"chronik-{number:03}", metadata=facts)


def add(place: Place, passages: int, builds: int) -> None:
    """Add the documents in several builds; prints the seconds that each took."""
    total = passages // PER_DOCUMENT
    for step in range(1, builds + 1):
        wanted = {d.id: d for d in map(document, range(total * step // builds))}
        began = time.perf_counter()
        build_index(place, shipped(), WordHashes(), MODEL, change=lambda _, w=wanted: w)  # type: ignore[misc]
        print(json.dumps({"documents": len(wanted), "seconds": time.perf_counter() - began}))
        sys.stdout.flush()


class Asker:
    """Asks one assistant from several threads and checks what comes back."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.latencies: list[float] = []
        self.errors: Counter[str] = Counter()
        self.sizes: set[int] = set()
        self._lock = threading.Lock()

    def ask(self, number: int, due: float) -> None:
        question = (
            f"Was kostete der {SUBJECTS[number % 8]} in Ort {number % 20}-{number % 500}?"
            if number % 2
            else "Wie hoch ist die Kriegsgefahr in Litauen?"
        )
        try:
            self._check(question)
        except (NatoqaError, AssertionError, KeyError) as error:
            with self._lock:
                self.errors[f"{type(error).__name__}: {str(error)[:300]}"] += 1
        with self._lock:
            self.latencies.append(time.perf_counter() - due)

    def _check(self, question: str) -> None:
        answer = self.assistant.ask(question)
        quotes = (*answer.citations, *answer.nearest)
        places = [(quote.document, quote.start) for quote in quotes]
        assert len(places) == len(set(places)), "an excerpt twice"
        known = dict(self.assistant.documents)
        for citation in quotes:
            if citation.document in known:  # an older build may have answered
                text = known[citation.document].text
                assert text[citation.start : citation.end] == citation.quote, "quote not in text"

    def whole(self) -> None:
        """The build in use holds all passages of each of its documents, each once."""
        searcher = self.assistant.searcher
        counts = Counter(passage.document for passage in searcher.passages)
        assert len({passage.id for passage in searcher.passages}) == len(searcher.passages)
        for name in searcher.index.documents:
            assert name == "zukunft-der-nato-2025" or counts[name] == PER_DOCUMENT, name
        self.sizes.add(len(searcher.passages))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument("--rate", type=float, default=50.0, help="questions per second")
    parser.add_argument("--builds", type=int, default=4)
    parser.add_argument("--threads", type=int, default=16)
    parser.add_argument("--add", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.add:
        add(Place(Path("unused"), url=options.add), options.passages, options.builds)
        return
    with tempfile.TemporaryDirectory() as folder:
        server = ChromaServer(Path(folder))
        server.start()
        try:
            run(server, options)
        finally:
            server.stop()


def run(server: ChromaServer, options: argparse.Namespace) -> None:
    place = Place(Path("unused"), url=server.url)
    embedder = WordHashes()

    def searcher() -> Searcher:
        return Searcher(open_index(place, shipped(), embedder, MODEL), embedder)

    asker = Asker(Assistant(searcher(), searcher))
    asker.ask(0, time.perf_counter())  # what is loaded with the first question
    asker.latencies.clear()
    command = [sys.executable, __file__, "--add", server.url]
    numbers = ["--passages", str(options.passages), "--builds", str(options.builds)]
    adder = subprocess.Popen([*command, *numbers], stdout=subprocess.PIPE, text=True)
    began = time.perf_counter()
    asked = 0
    with ThreadPoolExecutor(options.threads) as pool:
        while adder.poll() is None or asker.assistant.refresh():
            due = began + asked / options.rate
            time.sleep(max(0.0, due - time.perf_counter()))
            pool.submit(asker.ask, asked, due)
            asked += 1
            if asked % int(options.rate) == 0:
                asker.whole()
            if asked % int(10 * options.rate) == 0:
                answered = len(asker.latencies)
                sys.stderr.write(f"asked {asked}, answered {answered}, {dict(asker.errors)}\n")
    seconds = time.perf_counter() - began
    asker.whole()
    ordered = sorted(asker.latencies)
    print((adder.stdout.read() if adder.stdout else "").strip())
    print(f"asked {asked} in {seconds:.0f} s: {asked / seconds:.1f} per second")
    print(
        f"median {1000 * statistics.median(ordered):.0f} ms, 95 % within "
        f"{1000 * ordered[int(0.95 * len(ordered))]:.0f} ms, longest {ordered[-1]:.1f} s"
    )
    print(f"errors {sum(asker.errors.values())} {dict(asker.errors)}")
    print(f"passages in the builds seen {sorted(asker.sizes)}, adder ended {adder.returncode}")


if __name__ == "__main__":
    main()
