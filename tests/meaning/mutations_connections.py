"""Mutants of what connection kinds answer: see ``mutants.py``.

By file: name, text, and what it becomes. The text occurs once in the file.
"""

from __future__ import annotations

from meaning.mutations import Rows

MUTATIONS: dict[str, Rows] = {
    "connections/connection.py": [
        ("sums of other weights", "_, target, weight = self.with_weights(weights).s", "_, target, weight = self.s"),
        ("use by the target", "weights=rates[source], minlength", "weights=rates[index % rates.size], minlength"),
        ("row of the next neuron", "(neuron, neuron + 1)))", "(neuron + 1, neuron + 2)))"),
        ("no source reaches a slice", "reached[self.onto(first, size)[0]] = True", "pass"),
        ("words without their sources", "source.astype(np.int64) * words + target // lanes", "target // lanes"),
        ("synapses beyond the sources", "(source < 0) | (source >= n_source)", "(source < 0)"),
        ("synapses beyond the targets", "(target < 0) | (target >= n_target)", "(target < 0)"),
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
        ("targets of a sparse row from the last", "return source, target, block", "return source, -1 - target, block"),
        ("sums of the rows", "np.asarray(weights.sum(axis=0))", "np.resize(weights.sum(axis=1), n_target)"),
        ("row of the first neuron", "self.weights[neuron]", "self.weights[0]"),
        (
            "a row with one weight of 0 is empty",
            "first : first + size].any(axis=1)",
            "first : first + size].all(axis=1)",
        ),
        ("a slice with one weight of 0 is empty", "first : first + size].any())", "first : first + size].all())"),
        ("rows are alike where two are", "np.all(block == block[:1])", "np.any(block == block[:1])"),
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
