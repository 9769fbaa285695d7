"""Many visitors at once: how soon does the first sentence come, and does the memory stay flat?

    python evals/load.py --visitors 20 --every 5 --questions 1000

Starts the real chat as a process of its own and talks to it as browsers do, over one websocket per
visitor with a cookie of its own and Streamlit's own messages; each visitor asks a question every
few seconds in one long conversation. Drawing in a browser is not part of the figures.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import cases
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from natoqa.visitors import COOKIE

COMMAND = [sys.executable, "-c", "from natoqa.cli import main; main()", "app", "--port"]


@dataclass
class Tally:
    """What was measured; seconds and megabytes."""

    first: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    memory: list[tuple[int, float]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    processor: float = 0.0
    asked: int = 0


class Visitor:
    """One browser: a cookie, a websocket, and the state of the widget that questions go into."""

    def __init__(self, port: int, tally: Tally) -> None:
        self._address = f"ws://127.0.0.1:{port}/_stcore/stream"
        self._cookie = secrets.token_urlsafe(32)
        self._tally = tally
        self._box = ""
        self._query = ""

    async def visit(self, questions: list[str], every: float, delay: float) -> None:
        """Open the page, then ask one question after the other, each at its time."""
        await asyncio.sleep(delay)
        headers = {"Cookie": f"{COOKIE}={self._cookie}"}
        async with websockets.connect(
            self._address, additional_headers=headers, subprotocols=["streamlit"], max_size=None
        ) as self._socket:
            await self._run(BackMsg(rerun_script={}))
            for question in questions:
                start = time.monotonic()
                await self._ask(question)
                await asyncio.sleep(max(0.0, every - (time.monotonic() - start)))

    async def _ask(self, question: str) -> None:
        message = BackMsg()
        message.rerun_script.query_string = self._query
        state = message.rerun_script.widget_states.widgets.add()
        state.id = self._box
        state.chat_input_value.data = question
        self._tally.asked += 1
        first, whole = await self._run(message)
        self._tally.whole.append(whole)
        if first is None:
            self._tally.errors.append(f"no sentence for {question!r}")
        else:
            self._tally.first.append(first)

    async def _run(self, message: BackMsg) -> tuple[float | None, float]:
        """Send a message; when the first sentence of an answer came, and when all was drawn."""
        start = time.monotonic()
        await self._socket.send(message.SerializeToString())
        first = None
        live = False  # what was answered before is drawn first
        said: list[int] | None = None
        while True:
            data = await asyncio.wait_for(self._socket.recv(), 60)
            got = ForwardMsg.FromString(data)
            kind = got.WhichOneof("type")
            if kind == "page_info_changed":
                self._query = got.page_info_changed.query_string
            elif kind == "delta":
                element = got.delta.new_element
                path = list(got.metadata.delta_path)
                what = element.WhichOneof("type")
                if what == "chat_input":
                    self._box = element.chat_input.id
                live = live or what == "bidi_component"
                if live and "said-" in got.delta.add_block.id:
                    said = path
                if what == "exception":
                    self._tally.errors.append(element.exception.message)
                if first is None and what == "markdown" and said and path[:-1] == said:
                    first = time.monotonic() - start
            elif kind == "script_finished":
                return first, time.monotonic() - start


async def measure(port: int, process: int, arguments: argparse.Namespace) -> Tally:
    """All visitors at once, spread over the time between two questions."""
    tally = Tally()
    before = processor_seconds(process)
    pool = itertools.cycle(case.question for case in cases.load("answerable"))
    per_visitor = arguments.questions // arguments.visitors
    watching = asyncio.create_task(watch(process, tally))
    visits = [
        Visitor(port, tally).visit(
            list(itertools.islice(pool, per_visitor)),
            arguments.every,
            number * arguments.every / arguments.visitors,
        )
        for number in range(arguments.visitors)
    ]
    for result in await asyncio.gather(*visits, return_exceptions=True):
        if result is not None:
            tally.errors.append(repr(result))
    watching.cancel()
    tally.processor = processor_seconds(process) - before
    tally.memory.append((tally.asked, memory(process)))
    return tally


async def watch(process: int, tally: Tally) -> None:
    while True:
        tally.memory.append((tally.asked, memory(process)))
        await asyncio.sleep(5)


def memory(process: int) -> float:
    """Resident memory in MB, from the kernel."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def processor_seconds(process: int) -> float:
    """Processor time used so far, from the kernel; other processes do not change it."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def report(tally: Tally) -> None:
    """The figures, one a line."""
    print(f"questions {tally.asked}, errors {len(tally.errors)}")
    for error in tally.errors[:5]:
        print(f"  {error[:200]}")
    for name, values in (("first sentence", tally.first), ("whole page", tally.whole)):
        cuts = statistics.quantiles(values, n=20)
        print(f"{name}: p50 {cuts[9]:.2f} s, p95 {cuts[18]:.2f} s, worst {max(values):.2f} s")
    print(f"processor time of the server: {tally.processor / tally.asked:.3f} s a question")
    print(f"load of the machine by all its processes: {os.getloadavg()[0]:.1f}")
    marks = [0.1, 0.25, 0.5, 0.75, 1.0]
    at = [next(m for m in reversed(tally.memory) if m[0] <= mark * tally.asked) for mark in marks]
    print("memory: " + ", ".join(f"{mb:.0f} MB after {asked}" for asked, mb in at))


def main() -> None:
    """Start the chat, measure, stop it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--visitors", type=int, default=20)
    parser.add_argument("--every", type=float, default=5, help="seconds between two questions")
    parser.add_argument("--questions", type=int, default=1000, help="in all")
    arguments = parser.parse_args()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [*COMMAND, str(port)],
            env={**os.environ, "NATOQA_DATA_DIR": folder},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/_stcore/health")
            asyncio.run(warm_up(port))
            report(asyncio.run(measure(port, process.pid, arguments)))
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=20)


async def warm_up(port: int) -> None:
    """The first visitor builds the index; that is no part of the figures."""
    await Visitor(port, Tally()).visit(["Worum geht es in der Studie?"] * 2, 0, 0)


def wait_for(address: str) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310
                return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.3)


if __name__ == "__main__":
    main()
