"""Put the figures of a kept run where the chat's page 'About' shows them.

    python evals/publish.py evals/results/COMMIT.json

Only the figures are taken, over the half of the cases that nothing was tuned on.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import report
from figures import DEFINITIONS

from natoqa.report import FORMAT, PUBLISHED


def main(path: Path) -> None:
    """Write the figures of the run in ``path``."""
    run = report.load(path)
    figures = {one.name: asdict(one.of(run.rows, "report")) for one in DEFINITIONS}
    data = {"format": FORMAT, "commit": run.commit, "figures": figures}
    PUBLISHED.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
