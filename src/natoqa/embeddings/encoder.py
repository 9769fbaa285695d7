"""The encoder of multilingual-e5-small as an ONNX graph, in float32 or int8; for maintainers.

One text at a time: no padding, no mask, and a vector that does not depend on its neighbours.

In int8 the products round their inputs to one scale a text and their weights to one scale a
column, which alone costs retrieval. What is done against it, all from ``ranges``, the largest and
the mean value of every input channel over the study:

- channels of large values are divided before the product and their weights multiplied (Xiao et al.
  2023, 'SmoothQuant'); behind the attention that costs nothing, since it is linear in its values;
- where a few channels stand far out (up to 70 where the others reach 6) they are multiplied in
  floating point aside (Dettmers et al. 2022, 'LLM.int8()');
- in the last layers, whose attention is most sensitive, what the rounding of the input left is
  multiplied as well, which makes 16 bits of it;
- the mean error that rounding the weights makes is taken out of the bias (Nagel et al. 2019).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from natoqa.embeddings.source import Weights

__all__ = ["CONTRIB", "PRODUCTS", "Ranges", "encoder", "input_of"]

CONTRIB = "com.microsoft"
PRODUCTS = ("qkv", "ao", "fi", "fo")  # of a layer: into and out of the attention, feed-forward

# what follows was chosen by the ranking of the study's passages for the statements' questions
SMOOTHING = {"qkv": 0.85, "ao": 0.7, "fi": 0.6, "fo": 0.5}
ASIDE = {  # channels that stand out, by layer
    "qkv": dict.fromkeys((8, 9, 10, 11), 4),
    "fi": dict.fromkeys((5, 6, 7, 8, 9), 2),
    "fo": dict.fromkeys((0, 1, 2, 4, 5, 6, 7), 1),
}
TWICE = {"qkv": (9, 10, 11)}
# Processors without VNNI add two neighbouring products (input 0..255) in 16 bits: weights whose sum
# is over 128 can overflow there, but only when both inputs are near the largest of the text, which
# at 180 they hardly ever are. Behind GELU nearly all inputs are close to 0.
NEIGHBOURS = {"qkv": 180, "ao": 180, "fi": 180, "fo": 254}

Floats = NDArray[np.float64]
Ranges = Mapping[str, tuple[Floats, Floats]]  # by 'l3.fi': largest absolute and mean by channel


class _Graph:
    """Collects nodes and constants under unique names."""

    def __init__(self, ranges: Ranges | None) -> None:
        self.ranges = ranges
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def const(self, name: str, value: NDArray[Any]) -> str:
        stored = value.astype(np.float32) if value.dtype == np.float64 else value
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(stored), name))
        return name

    def op(self, kind: str, *inputs: str, name: str, domain: str = "", **attributes: Any) -> str:
        self.nodes.append(
            helper.make_node(kind, list(inputs), [name], name=name, domain=domain, **attributes)
        )
        return name

    def split(self, kind: str, *inputs: str, outputs: list[str], **attributes: Any) -> None:
        self.nodes.append(
            helper.make_node(kind, list(inputs), outputs, name=f"{outputs[0]}.of", **attributes)
        )


def encoder(weights: Weights, ranges: Ranges | None) -> onnx.ModelProto:
    """word vectors [1, tokens, hidden] -> unit vector [1, hidden]; float32 without ranges."""
    g = _Graph(ranges)
    hidden = weights.hidden
    positions = weights.array("emb.pos", weights.positions, hidden)
    kinds = weights.array("emb.type", weights.token_types, hidden)
    g.const("positions", positions + kinds[0])
    for name, number in (("zero", 0), ("one", 1), ("two", 2)):
        g.const(name, np.array([number], np.int64))
    shape = g.op("Shape", "word_vectors", name="shape")
    tokens = g.op("Slice", shape, "one", "two", name="tokens")
    placed = g.op("Slice", "positions", "zero", tokens, "zero", name="placed")
    x = g.op("Add", "word_vectors", placed, name="embedded")
    x = _layer_norm(g, weights, "emb.ln", x)
    for layer in range(weights.layers):
        x = _layer(g, weights, layer, x)
    pooled = g.op("ReduceMean", x, "one", name="pooled", keepdims=0)
    g.op("LpNormalization", pooled, name="embedding", axis=-1, p=2)
    into = helper.make_tensor_value_info("word_vectors", TensorProto.FLOAT, [1, "T", hidden])
    out = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, [1, hidden])
    graph = helper.make_graph(g.nodes, "multilingual-e5-small", [into], [out], g.constants)
    opsets = [helper.make_opsetid("", 21), helper.make_opsetid(CONTRIB, 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=10, producer_name="natoqa")


def input_of(layer: int, product: str) -> str:
    """The name of what a product of the graph multiplies, before any change to it."""
    if product == "qkv":
        return f"l{layer - 1}.oln.out" if layer else "emb.ln.out"
    return f"l{layer}." + {"ao": "attention", "fi": "aln.out", "fo": "gelu"}[product]


def _layer_norm(g: _Graph, weights: Weights, name: str, x: str) -> str:
    scale = g.const(f"{name}.w", weights.array(f"{name}.w"))
    bias = g.const(f"{name}.b", weights.array(f"{name}.b"))
    return g.op(
        "LayerNormalization", x, scale, bias,
        name=f"{name}.out", axis=-1, epsilon=float(weights.epsilon),
    )  # fmt: skip


def _layer(g: _Graph, weights: Weights, layer: int, x: str) -> str:
    p = f"l{layer}."
    qkv, qkv_bias = _matrix(weights, *(f"{p}{part}" for part in "qkv"))
    ao, ao_bias = _matrix(weights, f"{p}ao")
    if g.ranges:  # the values are the last third
        divisors = _divisors(g.ranges[f"{p}ao"][0], SMOOTHING["ao"])
        qkv[:, 2 * weights.hidden :] /= divisors
        qkv_bias[2 * weights.hidden :] /= divisors
        ao *= divisors[:, None]
    joined = _product(g, layer, "qkv", x, qkv, qkv_bias)
    parts = [f"{p}{part}.part" for part in "qkv"]
    g.split("Split", joined, outputs=parts, axis=-1, num_outputs=3)
    context = g.op(
        "MultiHeadAttention", *parts, name=f"{p}attention", domain=CONTRIB, num_heads=weights.heads
    )
    out = _product(g, layer, "ao", context, ao, ao_bias)
    x = _layer_norm(g, weights, f"{p}aln", g.op("Add", out, x, name=f"{p}ao.residual"))
    inner = _product(g, layer, "fi", x, *_matrix(weights, f"{p}fi"))
    inner = g.op("Gelu", inner, name=f"{p}gelu")
    out = _product(g, layer, "fo", inner, *_matrix(weights, f"{p}fo"))
    return _layer_norm(g, weights, f"{p}oln", g.op("Add", out, x, name=f"{p}fo.residual"))


def _matrix(weights: Weights, *names: str) -> tuple[Floats, Floats]:
    """Weights [inputs, outputs] and bias of the named parts side by side."""
    biases = [weights.array(f"{name}.b") for name in names]
    parts = [
        weights.array(f"{name}.w", bias.size, -1) for name, bias in zip(names, biases, strict=True)
    ]
    return (
        np.concatenate(parts).T.astype(np.float64),
        np.concatenate(biases).astype(np.float64),
    )


def _divisors(largest: Floats, power: float) -> Floats:
    """What each channel is divided by, in steps of a quarter of a doubling."""
    wanted = np.log2(np.maximum(largest / np.median(largest), 1)) * power
    return np.asarray(np.exp2(np.rint(wanted * 4) / 4))


def _product(g: _Graph, layer: int, kind: str, x: str, matrix: Floats, bias: Floats) -> str:
    name = f"l{layer}.{kind}"
    if not g.ranges:
        out = g.op("MatMul", x, g.const(f"{name}.w", matrix), name=f"{name}.product")
        return g.op("Add", out, g.const(f"{name}.b", bias), name=f"{name}.sum")
    largest, mean = g.ranges[name]
    factors = np.ones(len(matrix))
    if kind != "ao":  # there it is in the weights of the values
        factors = 1 / _divisors(largest, SMOOTHING[kind])
    count = ASIDE.get(kind, {}).get(layer, 0)
    apart = np.sort(np.argsort(-largest, kind="stable")[:count])
    factors[apart] = 0
    aside = ""
    if count:
        chosen = g.op(
            "Gather",
            x,
            g.const(f"{name}.which", apart.astype(np.int64)),
            name=f"{name}.few",
            axis=-1,
        )
        aside = g.op(
            "MatMul", chosen, g.const(f"{name}.few.w", matrix[apart]), name=f"{name}.few.product"
        )
    if kind != "ao":
        x = g.op("Mul", x, g.const(f"{name}.factors", factors), name=f"{name}.smooth")
        matrix = (
            matrix * np.divide(1, factors, out=np.zeros_like(factors), where=factors > 0)[:, None]
        )
        mean = mean * factors
    out = _int8(g, name, x, matrix, bias, mean, twice=layer in TWICE.get(kind, ()))
    return g.op("Add", out, aside, name=f"{name}.whole") if aside else out


def _int8(
    g: _Graph, name: str, x: str, matrix: Floats, bias: Floats, mean: Floats, *, twice: bool
) -> str:
    scales = _scales(matrix, NEIGHBOURS[name.rpartition(".")[2]])
    whole = np.rint(matrix / scales)
    bias = bias - mean @ (whole * scales - matrix)
    w = g.const(f"{name}.w", whole.astype(np.int8))
    s = g.const(f"{name}.s", scales)
    b = g.const(f"{name}.b", bias)
    if not twice:
        return g.op("DynamicQuantizeMatMul", x, w, s, "", b, name=f"{name}.sum", domain=CONTRIB)
    high, scale, zero = f"{name}.high", f"{name}.high.s", f"{name}.high.zero"
    g.split("DynamicQuantizeLinear", x, outputs=[high, scale, zero])
    first = g.op(
        "MatMulIntegerToFloat", high, w, scale, s, zero, "", b,
        name=f"{name}.high.sum", domain=CONTRIB,
    )  # fmt: skip
    back = g.op("DequantizeLinear", high, scale, zero, name=f"{name}.high.back")
    rest = g.op("Sub", x, back, name=f"{name}.rest")
    second = g.op("DynamicQuantizeMatMul", rest, w, s, name=f"{name}.rest.sum", domain=CONTRIB)
    return g.op("Add", first, second, name=f"{name}.sum")


def _scales(matrix: Floats, neighbours: int) -> Floats:
    """The least scale of each column at which its weights, and pairs of them, are in range."""
    first, second = matrix[0::2], matrix[1::2]
    above = (np.maximum(first, 0) + np.maximum(second, 0)).max(axis=0)
    below = -(np.minimum(first, 0) + np.minimum(second, 0)).min(axis=0)
    pairs = np.maximum(above, below)
    scales = np.maximum(np.abs(matrix).max(axis=0) / 127, pairs / neighbours)
    # rounded first, so that the graph divides by what the weights were divided by
    return np.asarray(scales.astype(np.float32).astype(np.float64))
