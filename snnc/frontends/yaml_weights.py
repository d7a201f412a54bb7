"""Weights and synapses of one projection in a YAML spec.

``kind``: ``dense`` (default), ``sparse`` or ``one_to_one``. ``weights``: a number for all, a
list, ``{file, key}``, ``{uniform: [low, high], seed}`` or ``{normal: [mean, deviation], seed}``. A dense matrix is
``[source, target]``; with ``layout: target_source`` it is ``[target, source]``, as PyTorch stores it.
Sparse synapses: ``synapses: {source, target}`` (COO), ``synapses: {indptr, indices}`` (CSR by
source), or ``probability`` with ``seed``. ``self_connections: false`` leaves out k -> k.
"""

from __future__ import annotations

import numpy as np

from snnc.connections.connection import Connection
from snnc.connections.dense import Dense
from snnc.connections.one_to_one import OneToOne
from snnc.core.words import Topic, closest, either
from snnc.frontends import parts
from snnc.frontends.parts import Layout
from snnc.frontends.reader import Reader
from snnc.frontends.tree import Tree

#: Most synapses of one dense projection; a matrix beyond that is a mistake, not a network.
MAX_SYNAPSES = 1 << 27
_KINDS = ("dense", "sparse", "one_to_one")


def read_connection(r: Reader, owner: Tree, entries: dict[str, Tree], n_source: int, n_target: int) -> Connection:
    """The connection that ``entries`` of projection ``owner`` describe."""
    harmless = Dense(np.zeros((1, 1)))  # stands for what is wrong; it is never built
    kind = r.text(entries["kind"], "kind") if "kind" in entries else "dense"
    if kind not in _KINDS:
        near = closest(kind, _KINDS, Topic.CONNECTION)
        r.say(entries["kind"], "E108", f"kind; got '{kind[:40]}', expected {either(_KINDS)}{near}")
        return harmless
    if "weights" not in entries:
        r.say(owner, "E106", "projection lacks 'weights'")
        return harmless
    if kind == "dense" and n_source * n_target > MAX_SYNAPSES:
        r.say(owner, "E138", f"{n_source * n_target} synapses; expected at most {MAX_SYNAPSES} in a dense projection")
        return harmless
    for key in ("synapses", "probability"):
        if key in entries and kind != "sparse":
            r.say(entries[key], "E119", f"'{key}' is for projections of kind sparse")
            return harmless
    given = entries["weights"].data
    random = isinstance(given, dict) and "file" not in given
    layout = r.choice(entries["layout"], "layout", Layout) if "layout" in entries else Layout.SOURCE_TARGET
    if "layout" in entries and (kind != "dense" or random or not isinstance(given, dict | list)):
        r.say(entries["layout"], "E119", "'layout' is for a matrix of dense weights")
        return harmless
    selfless = "self_connections" in entries and not r.flag(entries["self_connections"], "self_connections")
    if selfless and n_source != n_target:
        r.say(entries["self_connections"], "E119", "self_connections is for a population projecting to itself")
        return harmless
    if kind == "sparse":
        return _sparse(r, owner, entries, n_source, n_target, selfless)
    count = n_target if kind == "one_to_one" else n_source * n_target
    weights = _weights(r, entries["weights"], count)
    if weights.ndim == 0:
        connection = parts.constant(kind, float(weights), n_source, n_target)
    elif kind == "one_to_one":
        return OneToOne(weights.reshape(-1))
    else:
        connection = parts.dense(weights.reshape(n_source, n_target) if random else weights, layout)
    if selfless and isinstance(connection, Dense) and connection.weights.shape == (n_source, n_target):
        return Dense(parts.without_self(connection.weights))
    return connection


def _weights(r: Reader, t: Tree, count: int) -> np.ndarray:
    """Weights by any rule; 0-dimensional when one number stands for all."""
    if not isinstance(t.data, dict) or "file" in t.data:
        return r.array(t, "weights")
    entries = r.mapping(t, "weights", ("uniform", "normal", "seed", "file", "key"))
    rules = [key for key in ("uniform", "normal") if key in entries]
    if len(rules) != 1:
        r.say(t, "E106", "weights need one of 'file', 'uniform', 'normal'")
        return np.zeros(count)
    pair = r.array(entries[rules[0]], rules[0])
    if pair.shape != (2,) or (rules[0] == "normal" and pair[1] < 0) or (rules[0] == "uniform" and pair[0] > pair[1]):
        expected = "[low, high]" if rules[0] == "uniform" else "[mean, deviation]"
        r.say(entries[rules[0]], "E109", f"{rules[0]}; expected {expected}")
        return np.zeros(count)
    seed = r.integer(entries["seed"], "seed", 0, 1 << 62) if "seed" in entries else 0
    return parts.random_weights(rules[0], float(pair[0]), float(pair[1]), seed, count)


def _sparse(
    r: Reader, owner: Tree, entries: dict[str, Tree], n_source: int, n_target: int, selfless: bool
) -> Connection:
    empty = parts.sorted_sparse(np.zeros(0, int), np.zeros(0, int), np.zeros(0))
    if ("synapses" in entries) == ("probability" in entries):
        r.say(owner, "E106", "a sparse projection needs either 'synapses' or 'probability'")
        return empty
    if "probability" in entries:
        probability = r.number(entries["probability"], "probability")
        if not 0 <= probability <= 1:
            r.say(entries["probability"], "E107", f"probability; got {probability}, expected 0 … 1")
            return empty
        if probability * n_source * n_target > MAX_SYNAPSES or n_source * n_target > MAX_SYNAPSES << 8:
            r.say(owner, "E138", f"more than {MAX_SYNAPSES} synapses in one projection")
            return empty
        seed = r.integer(entries["seed"], "seed", 0, 1 << 62) if "seed" in entries else 0
        source, target = parts.random_pairs(probability, seed, n_source, n_target, not selfless)
    else:
        pairs = _listed(r, entries["synapses"], n_source)
        if pairs is None:
            return empty
        source, target = pairs
    weights = _weights(r, entries["weights"], source.size)
    weights = np.full(source.size, float(weights)) if weights.ndim == 0 else weights
    if not source.shape == target.shape == weights.shape:
        sizes = [list(a.shape) for a in (source, target, weights)]
        r.say(entries["weights"], "E134", f"source, target and weight lists must have one length; got {sizes}")
        return empty
    return parts.sorted_sparse(source, target, weights)


def _listed(r: Reader, t: Tree, n_source: int) -> tuple[np.ndarray, np.ndarray] | None:
    """Synapses as COO (source, target) or CSR (indptr, indices) lists; None after an error."""
    entries = r.mapping(t, "synapses", ("source", "target", "indptr", "indices"))
    lists = {}
    for key, value in entries.items():
        array = np.atleast_1d(r.array(value, key))
        if array.ndim != 1 or np.any(array != np.rint(array)) or np.any(np.abs(array) > 1 << 30):
            r.say(value, "E135", f"{key}; expected a list of whole numbers")
            return None
        lists[key] = array.astype(np.int64)
    if set(lists) == {"source", "target"}:
        return lists["source"], lists["target"]
    if set(lists) != {"indptr", "indices"}:
        r.say(t, "E106", "synapses need 'source' and 'target', or 'indptr' and 'indices'")
        return None
    indptr, indices = lists["indptr"], lists["indices"]
    if indptr.size != n_source + 1 or indptr[0] != 0 or indptr[-1] != indices.size or np.any(np.diff(indptr) < 0):
        r.say(t, "E134", f"indptr; expected {n_source + 1} rising numbers from 0 to {indices.size}")
        return None
    return np.repeat(np.arange(n_source), np.diff(indptr)), indices
