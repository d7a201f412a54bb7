"""The ``quantise`` and ``architecture`` parts of a YAML spec."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from snnc.core.errors import UserError, internal_error
from snnc.core.words import closest
from snnc.frontends.yaml.reader import Reader
from snnc.frontends.yaml.tree import Tree, parse
from snnc.ir.options import (
    MOST_DECAY_BITS,
    MOST_FRACTION_BITS,
    MOST_NUMBER_BITS,
    MOST_STATE_BITS,
    MOST_WEIGHT_BITS,
    QuantiseOptions,
    ScaleMethod,
    StateOptions,
    Target,
    WeightOptions,
)
from snnc.ir.verify import nowhere
from snnc.numbers.fixed import Rounding
from snnc.program.integer_ops import MultiplyStyle
from snnc.target.architecture import FOLD_NUMBERS, LIMITS, Accumulators, Architecture, Fold, Several, verify

T = TypeVar("T")
_WEIGHT_KEYS = ("weight_bits", "scale", "percentile")
_KINDS = ("overlap", "accumulators")
_STATE_KEYS = (
    "state_bits",
    "fraction_bits",
    "rounding",
    "decay",
    "decay_bits",
    "decay_digits",
    "tau_error",
    "gain_error",
    "number_bits",
)
_TARGET_HINT = "write quantise: {target: {accuracy: 0.5 points}} or quantise: {target: {spikes: 99 %}}"


def read_quantise(r: Reader, t: Tree | None, projections: Sequence[str], populations: Sequence[str]) -> QuantiseOptions:
    """The ``quantise`` part; absent means every default."""
    if t is None:
        return QuantiseOptions()
    entries = r.mapping(t, "quantise", (*_WEIGHT_KEYS, *_STATE_KEYS, "projections", "populations", "target"))
    weights = _weights(r, entries, WeightOptions())
    state = _state(r, entries, StateOptions())
    return QuantiseOptions(
        weights=weights,
        state=state,
        projections=_overrides(
            r, entries.get("projections"), "projection", projections, keys=_WEIGHT_KEYS, read=_weights, default=weights
        ),
        populations=_overrides(
            r, entries.get("populations"), "population", populations, keys=_STATE_KEYS, read=_state, default=state
        ),
        target=_target(r, entries["target"]) if "target" in entries else None,
    )


def target_of(text: str) -> Target:
    """The target that ``text`` names as in a spec: ``accuracy: 0.5 points`` or ``spikes: 99 %``; E1xx for another."""
    r = Reader(Path(), nowhere)
    found = _target(r, parse(text, "--target"))
    r.complaints.raise_if_any()
    if found is None:
        raise internal_error("a wrong target was not complained about")
    return found


def _target(r: Reader, t: Tree) -> Target | None:
    """``{accuracy: 0.5 points}`` or ``{spikes: 99 %}``: one of the two, with its unit."""
    entries = r.mapping(t, "target", ("accuracy", "spikes"))
    if isinstance(t.data, dict) and len(t.data) != 1:
        r.say(t, "E119", "target; expected either 'accuracy' or 'spikes'", _TARGET_HINT)
    for key, value in entries.items():
        if key == "accuracy":
            points = _with_unit(value, "points?")
            if points is not None and 0 <= points < 100:
                return Target(accuracy=points)
            got, expected = str(value.data)[:40], "percentage points below float's, such as 0.5 points"
            r.say(value, "E107", f"accuracy of the target; got {got}, expected {expected}")
        else:
            share = _with_unit(value, "%")
            if share is not None and 0 < share <= 100:
                return Target(spikes=share / 100)
            got, expected = str(value.data)[:40], "a share of float's spikes, such as 99 %"
            r.say(value, "E107", f"spikes of the target; got {got}, expected {expected}")
    return None


def _with_unit(t: Tree, unit: str) -> float | None:
    """The number in front of ``unit``, a pattern; None where there is none, or no such unit."""
    found = (
        re.fullmatch(rf"(\d+(?:\.\d*)?|\.\d+)\s*{unit}", t.data.strip(), re.ASCII) if isinstance(t.data, str) else None
    )
    return float(found[1]) if found else None


def _overrides(
    r: Reader,
    t: Tree | None,
    what: str,
    known: Sequence[str],
    keys: Sequence[str],
    read: Callable[[Reader, dict[str, Tree], T], T],
    default: T,
) -> tuple[tuple[str, T], ...]:
    result = []
    for name, value in (r.items(t, f"quantise.{what}s") if t is not None else {}).items():
        if name not in known and t is not None:
            listed = f"{what}s: {', '.join(known[:20])}"
            r.say(t.key_trees[name], "E117", f"{what} '{name[:80]}' does not exist{closest(name, known)}", listed)
        result.append((name, read(r, r.mapping(value, f"quantise of {what} '{name}'", keys), default)))
    return tuple(result)


def _weights(r: Reader, entries: dict[str, Tree], options: WeightOptions) -> WeightOptions:
    if "weight_bits" in entries:
        options = replace(options, bits=r.integer(entries["weight_bits"], "weight_bits", 1, MOST_WEIGHT_BITS))
    if "scale" in entries:
        options = _scale(r, entries["scale"], options)
    if "percentile" in entries:
        percentile = r.number(entries["percentile"], "percentile")
        if not 0 < percentile <= 100:
            r.say(entries["percentile"], "E107", f"percentile; got {percentile}, expected above 0, up to 100")
        options = replace(options, percentile=percentile)
    return options


def _scale(r: Reader, t: Tree, options: WeightOptions) -> WeightOptions:
    """A way to choose the scale, or the scale itself: integer units per unit of weight."""
    if isinstance(t.data, str):
        return replace(options, method=r.choice(t, "scale", ScaleMethod), units=None)
    units = r.number(t, "scale")
    if not 1e-30 <= units <= 1e30:
        r.say(t, "E107", f"scale; got {units}, expected integer units per unit of weight, above 0")
        return options
    return replace(options, units=units)


def _state(r: Reader, entries: dict[str, Tree], options: StateOptions) -> StateOptions:
    if "state_bits" in entries:
        options = replace(options, bits=r.integer(entries["state_bits"], "state_bits", 2, MOST_STATE_BITS))
    if "fraction_bits" in entries:
        options = replace(
            options, fraction_bits=r.integer(entries["fraction_bits"], "fraction_bits", 0, MOST_FRACTION_BITS)
        )
    if "rounding" in entries:
        options = replace(options, rounding=r.choice(entries["rounding"], "rounding", Rounding))
    if "decay" in entries:
        options = replace(options, decay=r.choice(entries["decay"], "decay", MultiplyStyle))
    if "decay_bits" in entries:
        options = replace(options, decay_bits=r.integer(entries["decay_bits"], "decay_bits", 1, MOST_DECAY_BITS))
    if "decay_digits" in entries:
        options = replace(options, decay_digits=r.integer(entries["decay_digits"], "decay_digits", 1, 8))
    if "tau_error" in entries:
        options = replace(options, tau_error=r.share(entries["tau_error"], "tau_error"))
    if "number_bits" in entries:
        bits = r.integer(entries["number_bits"], "number_bits", 2, MOST_NUMBER_BITS)
        options = replace(options, number_bits=bits)
    if "gain_error" in entries:
        options = replace(options, gain_error=r.share(entries["gain_error"], "gain_error"))
    return options


def read_architecture(r: Reader, t: Tree | None, populations: Sequence[str]) -> Architecture:
    """The ``architecture`` part; absent means every default."""
    if t is None:
        return Architecture()
    entries = r.mapping(t, "architecture", (*LIMITS, *_KINDS, "several", "library_prefix", "populations"))
    given: dict[str, Any] = {
        key: r.integer(entries[key], key, *limits) for key, limits in LIMITS.items() if key in entries
    }
    given |= _kinds(r, entries)
    if "several" in entries:
        given["several"] = r.choice(entries["several"], "several", Several)
    if "library_prefix" in entries:
        given["library_prefix"] = r.text(entries["library_prefix"], "library_prefix")
    own = entries.get("populations")
    folds = r.items(own, "architecture.populations") if own is not None else {}
    for name in folds:
        if name not in populations and own is not None:
            r.say(own.key_trees[name], "E117", f"population '{name[:80]}' does not exist{closest(name, populations)}")
    own_folds = {name: _fold(r, name, fold) for name, fold in folds.items()}
    # A population that says no more than how its spikes travel has no fold of its own.
    own_ways = {name: several for name, (_, several) in own_folds.items() if several}
    given["populations"] = tuple((n, fold) for n, (fold, _) in own_folds.items() if n not in own_ways or fold != Fold())
    given["several_of_populations"] = tuple(sorted(own_ways.items()))
    try:
        return verify(Architecture(**given))
    except UserError as err:
        r.say(t, err.diagnostics[0].code, err.diagnostics[0].message)
        return Architecture()


def _fold(r: Reader, name: str, t: Tree) -> tuple[Fold, Several | None]:
    """The fold of a population, and how its spikes travel where it says that."""
    entries = r.mapping(t, f"architecture of population '{name}'", (*FOLD_NUMBERS, *_KINDS, "several"))
    given: dict[str, Any] = {
        key: r.integer(entries[key], key, 1, LIMITS[key][1]) for key in FOLD_NUMBERS if key in entries
    }
    several = r.choice(entries["several"], "several", Several) if "several" in entries else None
    return Fold(**given | _kinds(r, entries)), several


def _kinds(r: Reader, entries: dict[str, Tree]) -> dict[str, Any]:
    """What of an architecture, or of a fold, is not a number."""
    given: dict[str, Any] = {}
    if "overlap" in entries:
        given["overlap"] = r.flag(entries["overlap"], "overlap")
    if "accumulators" in entries:
        given["accumulators"] = r.choice(entries["accumulators"], "accumulators", Accumulators)
    return given
