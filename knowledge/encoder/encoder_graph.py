"""The ONNX graph of the encoder: token embeddings in, their mean after the last layer out.

Each product with a weight matrix runs in eight bits. The weights are scaled per output, the inputs
by the largest of their row, so one large input would take the precision of all others: each input
is first divided by a factor, and the row of the weights multiplied by it. The factor is
range ** STRENGTH / weight ** (1 - STRENGTH), the range of the input (`activation_ranges`) and the
largest weight of the row (Xiao et al. 2023, « SmoothQuant », equation 4).

Weights are bytes without a sign, 128 for zero. With signed ones, onnxruntime adds two products in
16 bits on x86 without VNNI; they overflow there, and a sentence gets another vector by machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Optional

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from knowledge.encoder.model_file import ModelFile
from knowledge.encoder.token_embeddings import INPUT

# Of 0.3 to 0.9, vectors are nearest to those of the exact products with this.
STRENGTH = 0.6
OUTPUT = "mean"
# Operators of onnxruntime beside the standard: products in eight bits, attention, fused norms.
_RUNTIME = "com.microsoft"
_OPSET, _IR_VERSION = 20, 9
_SMALLEST = 1e-4
_LARGEST_WEIGHT, _ZERO_WEIGHT = 127, 128


def build_graph(model: ModelFile, ranges: Mapping[str, np.ndarray]) -> bytes:
    """Return the serialised graph; `ranges`: of each product, the largest input by column.

    Input: (1, tokens, width), the sum of the embeddings of pieces, positions and type. Output:
    (1, width), not normalised.
    """
    return _GraphBuilder(model, ranges).build([])


def build_exact_graph(model: ModelFile) -> tuple[bytes, dict[str, str]]:
    """Return a graph with exact products, whose inputs are outputs, and the output by product."""
    builder = _GraphBuilder(model, None)
    graph = builder.build(list(builder.inputs.values()))
    return graph, builder.inputs


class _GraphBuilder:
    """Adds the nodes in order; values are known by their names."""

    def __init__(self, model: ModelFile, ranges: Optional[Mapping[str, np.ndarray]]) -> None:
        self._model, self._ranges = model, ranges
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []
        self.inputs: dict[str, str] = {}
        self._constant("last", np.array([-1], dtype=np.int64))
        sizes = model.sizes
        state = self._node(
            "LayerNormalization",
            [INPUT, self._floats("emb.ln.w"), self._floats("emb.ln.b")],
            "",
            axis=-1,
            epsilon=sizes.epsilon,
        )
        for layer in range(sizes.layers):
            state = self._add_layer(f"l{layer}.", state)
        axes = self._constant("axes", np.array([1], dtype=np.int64))
        self._nodes.append(helper.make_node("ReduceMean", [state, axes], [OUTPUT], keepdims=0))

    def build(self, more_outputs: Sequence[str]) -> bytes:
        width = self._model.sizes.width
        shape: list[str | int | None] = [1, "tokens", width]
        graph = helper.make_graph(
            self._nodes,
            "encoder",
            [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, shape)],
            [
                helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, [1, width]),
                *map(helper.make_empty_tensor_value_info, dict.fromkeys(more_outputs)),
            ],
            self._constants,
        )
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_RUNTIME, 1)]
        made = helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION)
        return bytes(made.SerializeToString())

    def _add_layer(self, layer: str, state: str) -> str:
        """Add the attention and the inner product of a layer, each added to its input and normed
        after (Devlin et al. 2019, « BERT »); return the new state."""
        sizes = self._model.sizes
        read = self._product(state, layer + "qkv", [layer + name for name in "qkv"], sizes.width)
        parts = [f"{layer}{name}" for name in ("query", "key", "value")]
        self._nodes.append(helper.make_node("Split", [read], parts, axis=-1, num_outputs=3))
        context = self._node("MultiHeadAttention", parts, _RUNTIME, num_heads=sizes.heads)
        attended = self._product(context, layer + "ao", [layer + "ao"], sizes.width)
        state = self._add_and_norm(state, attended, layer + "aln")
        inner = self._product(state, layer + "fi", [layer + "fi"], sizes.width)
        inner = self._node("Gelu", [inner], _RUNTIME)
        outer = self._product(inner, layer + "fo", [layer + "fo"], sizes.inner)
        return self._add_and_norm(state, outer, layer + "oln")

    def _add_and_norm(self, state: str, added: str, name: str) -> str:
        weights = [self._floats(name + ".w"), self._floats(name + ".b")]
        epsilon = self._model.sizes.epsilon
        return self._node(
            "SkipLayerNormalization", [state, added, *weights], _RUNTIME, epsilon=epsilon
        )

    def _product(self, value: str, name: str, tensors: Sequence[str], columns: int) -> str:
        """Multiply by the rows of some tensors, one after the other, and add their biases."""
        self.inputs[name] = value
        weights = np.concatenate([self._model.matrix(each + ".w", columns) for each in tensors])
        bias = np.concatenate([self._model.floats(each + ".b") for each in tensors])
        bias_name = self._constant(name + ".bias", bias)
        if self._ranges is None:
            product = self._node("MatMul", [value, self._constant(name, weights.T)], "")
            return self._node("Add", [product, bias_name], "")
        ranges = np.maximum(self._ranges[name].astype(np.float32), _SMALLEST)
        return self._rounded_product(value, name, weights, ranges, bias_name)

    def _rounded_product(
        self, value: str, name: str, weights: np.ndarray, ranges: np.ndarray, bias: str
    ) -> str:
        """Multiply in eight bits. Each row of the inputs is divided by its largest one, and the
        row of the product multiplied by it: those of the first and last token are larger."""
        largest = np.maximum(np.abs(weights).max(axis=0), _SMALLEST)
        factors = ranges**STRENGTH / largest ** (1 - STRENGTH)
        weights *= factors
        scales = np.abs(weights).max(axis=1) / _LARGEST_WEIGHT
        rounded = np.rint(weights / scales[:, None]) + _ZERO_WEIGHT
        divided = self._node("Mul", [value, self._constant(name + ".divisors", 1 / factors)], "")
        highest = self._node(
            "ReduceMax", [self._node("Abs", [divided], ""), "last"], "", keepdims=1
        )
        level = self._node("Div", [divided, highest], "")
        constants = {
            "weights": rounded.T.astype(np.uint8),
            "scales": scales,
            "zeros": np.full(len(scales), _ZERO_WEIGHT, dtype=np.uint8),
        }
        names = [self._constant(f"{name}.{each}", kept) for each, kept in constants.items()]
        product = self._node("DynamicQuantizeMatMul", [level, *names], _RUNTIME)
        return self._node("Add", [self._node("Mul", [product, highest], ""), bias], "")

    def _floats(self, name: str) -> str:
        return self._constant(name, self._model.floats(name))

    def _constant(self, name: str, values: np.ndarray) -> str:
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _node(self, operator: str, inputs: Sequence[str], domain: str, **attributes: Any) -> str:
        output = f"v{len(self._nodes)}"
        self._nodes.append(
            helper.make_node(operator, inputs, [output], domain=domain, **attributes)
        )
        return output
