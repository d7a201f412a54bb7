"""Mutants of what connection kinds answer: see ``mutants.py``.

By file: name, text, and what it becomes. The text occurs once in the file.
"""

from __future__ import annotations

from meaning.mutations import Rows

MUTATIONS: dict[str, Rows] = {
    "connections/connection.py": [
        (
            "targets of a slice from the first neuron",
            "return source[inside], target[inside] - first, weight[inside]",
            "return source[inside], target[inside] % size, weight[inside]",
        ),
        (
            "slice one neuron short",
            "inside = (target >= first) & (target < first + size)",
            "inside = (target >= first) & (target < first + size - 1)",
        ),
        ("parallel projections overwrite", "block[source, target] += weight", "block[source, target] = weight"),
        (
            "a slice with negative weights only is not touched",
            "bool(np.any(self.onto(first, size)[2]))",
            "bool(np.any(self.onto(first, size)[2] > 0))",
        ),
    ],
    "connections/dense.py": [
        (
            "rows from the first neuron",
            "block += self.weights[:, first : first + block.shape[1]]",
            "block += self.weights[:, : block.shape[1]]",
        ),
        ("parallel projections overwrite", "block += self", "block[:] = self"),
        (
            "golden transposed",
            "np.ascontiguousarray(self.weights, dtype=dtype)",
            "np.ascontiguousarray(self.weights.T.reshape(self.weights.shape), dtype=dtype)",
        ),
    ],
    "connections/sparse.py": [
        (
            "zero synapses shift the others",
            "Sparse(self.source[kept], self.target[kept], self.weights[kept])",
            "Sparse(self.source[kept], self.target[kept], self.weights[: int(kept.sum())])",
        ),
        ("negative synapses dropped", "kept = self.weights != 0", "kept = self.weights > 0"),
    ],
    "connections/one_to_one.py": [
        (
            "slice from the first neuron",
            "return index, index - first, self.weights[first : first + size]",
            "return index, index - first, self.weights[:size]",
        ),
        ("golden from the last", "lambda spikes, block: spikes * row", "lambda spikes, block: spikes * row[::-1]"),
    ],
}
