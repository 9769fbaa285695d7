"""natoqa beside the pipeline of the LangChain tutorial, in one run, on this machine.

The tutorial's pipeline: raw text layer, RecursiveCharacterTextSplitter 1000/200, Chroma, the same
embedder. Each figure is the median of several fresh processes, taken in turn (A B A B).

Run: ``python evals/bench.py [ROUNDS]`` with the extra ``test`` installed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

QUESTION = "Was kostet es, wenn die USA ihre Truppen abziehen?"
MORE = [
    "Wie steht Polen zu Atomwaffen?",
    "Was sind hybride Bedrohungen?",
    "How does Turkey see NATO?",
    "Warum gilt das Zwei-Prozent-Ziel als zu niedrig?",
    "Welche Rolle spielt der SACEUR?",
]

MEASURE = """
import json, resource, sys, time
begin = time.perf_counter()
{setup}
opened = time.perf_counter() - begin
ask({question!r})
first = time.perf_counter() - begin
times = []
for question in {more!r} * 4:
    start = time.perf_counter()
    ask(question)
    times.append(time.perf_counter() - start)
times.sort()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({{"open": opened, "first": first, "warm": times[len(times) // 2], "peak": peak}}))
"""

NATOQA = """
from pathlib import Path
import natoqa
from natoqa.settings import Settings
if {embed}:
    import natoqa.vectors
    natoqa.vectors.SHIPPED = Path("none")
assistant = natoqa.Assistant.open(Settings(data_dir=Path({folder!r})))
ask = assistant.ask
"""

TUTORIAL = """
from pathlib import Path
from langchain_chroma import Chroma
from natoqa.corpus import corpus_folder
from natoqa.embeddings import default_embeddings
folder = Path({folder!r})
store = Chroma("tutorial", default_embeddings(), persist_directory=str(folder))
if not store.get(limit=1)["ids"]:
    from langchain_text_splitters import RecursiveCharacterTextSplitter
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    store.add_texts(splitter.split_text((corpus_folder() / "source.txt").read_text()))
ask = lambda question: store.similarity_search(question, k=5)
"""


def measure(setup: str) -> dict[str, float]:
    """Run one fresh process; seconds, and MB for the peak."""
    code = MEASURE.format(setup=setup, question=QUESTION, more=MORE)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def command(folder: Path) -> float:
    """Wall seconds of ``natoqa ask`` with the index in place."""
    import time

    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", "from natoqa.cli import main; main()", "ask", QUESTION],
        env=os.environ | {"NATOQA_DATA_DIR": str(folder)},
        capture_output=True,
        check=True,
    )
    return time.perf_counter() - start


def main() -> None:
    """Print a Markdown table of medians and ratios."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    rows: dict[str, list[tuple[float, float]]] = {}
    commands: list[float] = []
    with tempfile.TemporaryDirectory() as base:
        for turn in range(rounds):
            ours, theirs = Path(base) / f"ours-{turn}", Path(base) / f"theirs-{turn}"
            plain = Path(base) / f"plain-{turn}"
            pairs = [
                (measure(NATOQA.format(folder=str(folder), embed=False)), measure(tutorial))
                for folder, tutorial in [
                    (ours, TUTORIAL.format(folder=str(theirs))),
                    (ours, TUTORIAL.format(folder=str(theirs))),
                ]
            ]
            embedded = measure(NATOQA.format(folder=str(plain), embed=True))
            commands.append(command(ours))
            first, again = pairs
            for name, key, (a, b) in [
                ("first start to first answer, s", "first", first),
                ("index in place: start to first answer, s", "first", again),
                ("warm question, ms", "warm", again),
                ("peak memory, MB", "peak", again),
            ]:
                scale = 1000 if key == "warm" else 1
                rows.setdefault(name, []).append((a[key] * scale, b[key] * scale))
            name = "first start without shipped vectors, s"
            rows.setdefault(name, []).append((embedded["first"], first[1]["first"]))
    print("| | natoqa | tutorial | ratio |\n|---|---|---|---|")
    for name, pairs_of in rows.items():
        a, b = (median(pair[side] for pair in pairs_of) for side in (0, 1))
        print(f"| {name} | {a:.2f} | {b:.2f} | {a / b:.2f} |")
    print(f"| `natoqa ask`, whole command, s | {median(commands):.2f} | | |")


if __name__ == "__main__":
    main()
