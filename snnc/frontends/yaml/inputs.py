"""Inputs of a spec: sources of spikes, and of real values."""

from __future__ import annotations

from enum import Enum
from typing import Any

from snnc.core.words import Topic
from snnc.frontends.builder import NetworkBuilder
from snnc.frontends.waves import KEYS
from snnc.frontends.yaml.reader import Reader
from snnc.frontends.yaml.tree import Tree
from snnc.ir.network import MAX_EVENTS, CodingKind
from snnc.ir.options import MOST_NUMBER_BITS
from snnc.ir.verify import MAX_SEED, MAX_STEPS


class _Kind(Enum):
    """What an input sends."""

    SPIKES = "spikes"
    CURRENT = "current"


#: The keys of an input that sends real values, and no other.
_OF_CURRENTS = ("range", "bits", "wave")


def add_input(r: Reader, builder: NetworkBuilder, name: str, t: Tree, timed: bool) -> None:
    """Add the input called ``name`` that ``t`` describes.

    ``timed``: whether the spec gives the steps of a sample, which a coding then need not.
    """
    what = f"input '{name}'"
    entries = r.mapping(t, what, ("size", "shape", "kind", "coding", "events", *_OF_CURRENTS))
    said: dict[str, Any] = {}
    kind = r.choice(entries["kind"], f"kind of {what}", _Kind) if "kind" in entries else _Kind.SPIKES
    if "coding" in entries:
        said |= _coding(r, entries["coding"], what, timed)
    if "events" in entries:
        said["events"] = r.integer(entries["events"], f"events of {what}", 1, MAX_EVENTS)
    if kind is _Kind.CURRENT:
        said |= _current(r, entries, t, what)
    for key in _OF_CURRENTS:
        if key in entries and kind is _Kind.SPIKES:
            hint = "give it 'kind: current' if it sends real values"
            r.say(entries[key], "E113", f"{what} has '{key}', but sends spikes", hint)
    with r.located():
        builder.input(name, r.shape(entries, t, what), **said)


def _coding(r: Reader, t: Tree, what: str, timed: bool) -> dict[str, Any]:
    faults = len(r.complaints.found)
    known = ("kind", "steps", "seed", "scale", "rate", "cutoff")
    needed = ("kind",) if timed else ("kind", "steps")
    given, said = r.mapping(t, f"coding of {what}", known, needed), dict[str, Any]()
    if "kind" in given:
        said["coding"] = r.choice(given["kind"], "kind of coding", CodingKind, Topic.CODING).value
    if "steps" in given:
        said["steps"] = r.integer(given["steps"], "steps", 1, MAX_STEPS)
    if "seed" in given:
        said["seed"] = r.integer(given["seed"], "seed", 0, MAX_SEED)
    said |= {key: r.number(given[key], key) for key in ("scale", "cutoff") if key in given}
    if "rate" in given:
        textual = isinstance(given["rate"].data, str)
        said["rate"] = r.text(given["rate"], "rate") if textual else r.number(given["rate"], "rate")
    # What stands in for a wrong value says nothing of the others.
    return {} if len(r.complaints.found) > faults else said


def _current(r: Reader, entries: dict[str, Tree], t: Tree, what: str) -> dict[str, Any]:
    said: dict[str, Any] = {"current": None if "wave" in entries else (-1.0, 1.0)}
    if "wave" in entries:
        faults = len(r.complaints.found)
        said["wave"] = _wave(r, entries["wave"], what)
        if len(r.complaints.found) > faults:
            # What stands in for a wrong value must not be complained of.
            said = {"current": (-1.0, 1.0)}
    if "range" in entries:
        ends = [r.number(end, f"range of {what}") for end in r.sequence(entries["range"], f"range of {what}")]
        if len(ends) == 2:
            said["current"] = (ends[0], ends[1])
        elif isinstance(entries["range"].data, list):
            r.say(entries["range"], "E109", f"range of {what}; got {len(ends)} numbers, expected two: lowest, highest")
    elif "wave" not in entries:
        r.say(t, "E106", f"{what} needs a 'range' for its values", "as in 'range: [-1, 1]': the lowest, the highest")
    if "bits" in entries:
        said["bits"] = r.integer(entries["bits"], f"bits of {what}", 2, MOST_NUMBER_BITS)
    return said


def _wave(r: Reader, t: Tree, what: str) -> dict[str, Any]:
    """The kind of a wave and its numbers, as they stand there."""
    known = {"kind"}.union(*KEYS.values())
    entries, given = r.mapping(t, f"wave of {what}", known, ("kind",)), dict[str, Any]()
    for key, value in entries.items():
        textual = key == "kind" or (key == "frequency" and isinstance(value.data, str))
        given[key] = r.text(value, key) if textual else r.number(value, key)
    return given
