"""The connection of one projection in a YAML spec: the keys of its kind, each by the kind of its value.

``weights``: a number for all, a list, ``{file, key}``, ``{uniform: [low, high], seed}`` or
``{normal: [mean, deviation], seed}``. ``synapses``: ``{source, target}`` (COO), or
``{indptr, indices}`` (CSR by source).
"""

from __future__ import annotations

from typing import Any, assert_never

import numpy as np

from snnc.connections.complaint import RefusalError
from snnc.connections.connection import Connection
from snnc.connections.keys import LARGEST_WEIGHT, SEED, Flag, Key, Number, OneOf, PairsForm, WeightsForm, Whole
from snnc.connections.values import CompressedRows, Distribution, Pairs, Rule, Weights
from snnc.frontends.kinds import DEFAULT_KIND, check_keys, kind_called
from snnc.frontends.parts import Ends
from snnc.frontends.yaml.reader import Reader
from snnc.frontends.yaml.tree import Tree


def read_connection(r: Reader, owner: Tree, entries: dict[str, Tree], sizes: Ends) -> Connection | None:
    """The connection that ``entries`` of projection ``owner`` describe; None after a complaint."""
    found = len(r.complaints.found)
    word = r.text(entries["kind"], "kind") if "kind" in entries else DEFAULT_KIND
    try:
        kind = kind_called(word)
        check_keys(kind, entries)
        values = {
            key.name: _value(r, entries[key.name], key) if key.name in entries else key.default for key in kind.keys
        }
        return kind.from_values(values, sizes) if len(r.complaints.found) == found else None
    except RefusalError as refusal:
        said = refusal.complaint
        r.say(entries.get(said.key, owner), said.code, said.message, said.hint)
        return None


def _value(r: Reader, t: Tree, key: Key) -> Any:
    match key.form:
        case Number(lo, hi):
            number = r.number(t, key.name)
            if not lo <= number <= hi:
                r.say(t, "E107", f"{key.name}; got {number}, expected {lo} … {hi}")
            return number
        case Whole(lo, hi):
            return r.integer(t, key.name, lo, hi)
        case Flag():
            return r.flag(t, key.name)
        case OneOf(options):
            return r.choice(t, key.name, options)
        case WeightsForm():
            drawn = isinstance(t.data, dict) and "file" not in t.data
            return Weights(_rule(r, t, key.name) if drawn else r.array(t, key.name))
        case PairsForm():
            return _pairs(r, t, key.name)
        case _:
            assert_never(key.form)


def _rule(r: Reader, t: Tree, what: str) -> Rule:
    """Random weights; a stand-in after an error."""
    names = [distribution.value for distribution in Distribution]
    entries = r.mapping(t, what, (*names, "seed", "file", "key"))
    rules = [key for key in names if key in entries]
    if len(rules) != 1:
        r.say(t, "E106", f"{what} need one of 'file', 'uniform', 'normal'")
        return Rule(Distribution.UNIFORM, 0.0, 0.0, 0)
    pair = r.array(entries[rules[0]], rules[0])
    if np.any(np.abs(pair) > LARGEST_WEIGHT):
        r.say(entries[rules[0]], "E126", f"{rules[0]}; expected numbers of at most {LARGEST_WEIGHT:g}")
        return Rule(Distribution.UNIFORM, 0.0, 0.0, 0)
    if pair.shape != (2,) or (rules[0] == "normal" and pair[1] < 0) or (rules[0] == "uniform" and pair[0] > pair[1]):
        expected = "[low, high]" if rules[0] == "uniform" else "[mean, deviation]"
        r.say(entries[rules[0]], "E109", f"{rules[0]}; expected {expected}")
        return Rule(Distribution.UNIFORM, 0.0, 0.0, 0)
    seed = _value(r, entries["seed"], SEED) if "seed" in entries else SEED.default
    return Rule(Distribution(rules[0]), float(pair[0]), float(pair[1]), seed)


def _pairs(r: Reader, t: Tree, what: str) -> Pairs | CompressedRows | None:
    """Listed synapses; None after an error."""
    entries = r.mapping(t, what, ("source", "target", "indptr", "indices"))
    lists = {}
    for key, value in entries.items():
        array = np.atleast_1d(r.array(value, key))
        if array.ndim != 1 or np.any(array != np.rint(array)) or np.any(np.abs(array) > 1 << 30):
            r.say(value, "E135", f"{key}; expected a list of whole numbers")
            return None
        lists[key] = array.astype(np.int64)
    if set(lists) == {"source", "target"}:
        return Pairs(lists["source"], lists["target"])
    if set(lists) == {"indptr", "indices"}:
        return CompressedRows(lists["indptr"], lists["indices"])
    r.say(t, "E106", f"{what} need 'source' and 'target', or 'indptr' and 'indices'")
    return None
