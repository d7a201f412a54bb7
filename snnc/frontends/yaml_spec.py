"""The YAML spec: the schema in one place, each part read by one function.

Top level: ``name, dt, inputs, populations, projections, outputs, probes, quantise,
architecture``. See README.md for an example and ``examples/`` for more.
"""

from __future__ import annotations

import math
from dataclasses import fields, replace
from pathlib import Path

import numpy as np

from snnc.core.errors import Location
from snnc.core.words import Topic, closest
from snnc.frontends import parts, tree
from snnc.frontends.reader import Reader
from snnc.frontends.spec import Spec
from snnc.frontends.tree import Tree
from snnc.frontends.yaml_options import read_architecture, read_quantise
from snnc.frontends.yaml_weights import read_connection
from snnc.ir.network import (
    MAX_EVENTS,
    SPIKES,
    Coding,
    CodingKind,
    Input,
    Network,
    Output,
    Population,
    Probe,
    Projection,
)
from snnc.ir.verify import MAX_STEPS, Locate, verify
from snnc.ir.verify import Path as Place
from snnc.neurons.choices import DEFAULT_CHOICES, KEYS, Choices
from snnc.neurons.registry import MODELS

_TOP = ("name", "dt", "steps", "inputs", "populations", "projections", "outputs", "probes", "quantise", "architecture")
_PARAMETERS = ("threshold", "decay", "rest", "reset_value", "bias", "refractory", "refractory_held")
_POPULATION = ("size", "shape", "model", "tau", "method", "initial", *_PARAMETERS, *KEYS.values())
_PROJECTION = (
    "name",
    "source",
    "target",
    "kind",
    "weights",
    "layout",
    "delay",
    "synapses",
    "probability",
    "seed",
    "self_connections",
)


def read_spec(path: str | Path) -> Spec:
    """The spec in the YAML file ``path``; :class:`UserError` with every error found."""
    path = Path(path)
    return build(tree.read(path), path.parent)


def build(root: Tree, folder: Path) -> Spec:
    """The spec that ``root`` describes; files it names are relative to ``folder``."""
    r = Reader(folder)
    top = r.mapping(root, "the spec", _TOP, ("name", "inputs", "populations", "projections", "outputs"))
    name = r.text(top["name"], "name") if "name" in top else "unnamed"
    dt = r.number(top["dt"], "dt") if "dt" in top else 1.0
    steps = r.integer(top["steps"], "steps", 1, MAX_STEPS) if "steps" in top else None
    inputs = tuple(_input(r, k, t) for k, t in r.items(top["inputs"], "inputs").items()) if "inputs" in top else ()
    populations: tuple[Population, ...] = ()
    if "populations" in top:
        items = r.items(top["populations"], "populations")
        populations = tuple(_population(r, key, value, dt) for key, value in items.items())
    sources: tuple[Input | Population, ...] = (*inputs, *populations)
    sizes = {item.name: item.size for item in sources}
    projection_trees = r.sequence(top["projections"], "projections") if "projections" in top else []
    projections = _projections(r, projection_trees, sizes)
    outputs = _outputs(r, top["outputs"]) if "outputs" in top else ()
    probes = tuple(_probe(r, t) for t in r.sequence(top["probes"], "probes")) if "probes" in top else ()
    populations_named = [p.name for p in populations]
    projections_named = [p.name for p in projections]
    quantise = read_quantise(r, top.get("quantise"), projections_named, populations_named)
    architecture = read_architecture(r, top.get("architecture"), populations_named)
    r.complaints.raise_if_any()
    network = Network(name, dt, inputs, populations, projections, outputs, probes, steps)
    locate = _locator(root)
    return Spec(verify(network, locate), quantise, architecture, locate)


def _input(r: Reader, name: str, t: Tree) -> Input:
    what = f"input '{name}'"
    entries = r.mapping(t, what, ("size", "shape", "coding", "events"))
    coding = parts.NO_CODING
    if "coding" in entries:
        known = ("kind", "steps", "seed", "scale", "cutoff")
        given = r.mapping(entries["coding"], f"coding of {what}", known, ("kind", "steps"))
        kind = CodingKind.NONE
        if "kind" in given:
            kind = r.choice(given["kind"], "kind of coding", CodingKind, Topic.CODING)
        steps = r.integer(given["steps"], "steps", 1, MAX_STEPS) if "steps" in given else 1
        seed = r.integer(given["seed"], "seed", 0, 1 << 62) if "seed" in given else 0
        scale = r.number(given["scale"], "scale") if "scale" in given else 1.0
        cutoff = r.number(given["cutoff"], "cutoff") if "cutoff" in given else 0.0
        coding = Coding(kind, steps, seed, scale, cutoff)
    events = r.integer(entries["events"], f"events of {what}", 1, MAX_EVENTS) if "events" in entries else 1
    return Input(name, r.shape(entries, t, what), coding, events)


def _population(r: Reader, name: str, t: Tree, dt: float) -> Population:
    what = f"population '{name}'"
    entries = r.mapping(t, what, _POPULATION, ("model",), Topic.POPULATION)
    shape = r.shape(entries, t, what)
    model = r.text(entries["model"], f"model of {what}") if "model" in entries else "lif"
    values = {key: r.array(entries[key], f"{key} of {what}") for key in _PARAMETERS if key in entries}
    for key, value in values.items():
        if value.ndim and value.shape not in (shape, (math.prod(shape),)):
            r.say(
                entries[key],
                "E125",
                f"{key} of {what}; got shape {list(value.shape)}, expected one number or {list(shape)}",
            )
    if "tau" in entries:
        if "decay" in entries:
            r.say(entries["tau"], "E119", f"{what} gives both 'decay' and 'tau'")
        method = r.text(entries["method"], f"method of {what}") if "method" in entries else "exact"
        if method not in ("exact", "euler"):
            r.say(entries["method"], "E108", f"method; got '{method[:40]}', expected exact or euler")
        tau = r.array(entries["tau"], f"tau of {what}")
        if np.any(tau <= 0):
            r.say(entries["tau"], "E107", f"tau of {what}; expected positive numbers")
        elif method == "euler" and np.any(tau < dt):
            r.say(
                entries["tau"],
                "E107",
                f"tau of {what}; got {float(tau.min()):g}, expected at least dt, which is {dt:g}, for method euler",
                "tau and dt share one unit",
            )
        else:
            values["decay"] = parts.decay_from_tau(tau, dt, method)
    elif "method" in entries:
        r.say(entries["method"], "E119", f"{what} gives 'method' without 'tau'")
    choices = DEFAULT_CHOICES
    kinds = {field.name: type(getattr(choices, field.name)) for field in fields(Choices)}
    for field_name, key in KEYS.items():
        if key in entries:
            topic = Topic.RESET if key == "reset" else None
            chosen = r.choice(entries[key], f"{key} of {what}", kinds[field_name], topic)
            choices = replace(choices, **{field_name: chosen})
    initial = {}
    if "initial" in entries:
        states = r.items(entries["initial"], f"initial of {what}")
        initial = {key: r.array(value, f"initial {key}") for key, value in states.items()}
    named = tuple((key, parts.parameter(initial[key])) for key in sorted(initial))
    if model not in MODELS:
        return Population(name, shape, model, choices, (), ())
    return Population(name, shape, model, choices, parts.parameters(values), named)


def _projections(r: Reader, trees: list[Tree], sizes: dict[str, int]) -> tuple[Projection, ...]:
    ends = []
    read = []
    for t in trees:
        entries = r.mapping(t, "projection", _PROJECTION, ("source", "target"), Topic.PROJECTION)
        source = r.text(entries["source"], "source") if "source" in entries else ""
        target = r.text(entries["target"], "target") if "target" in entries else ""
        for end, key in ((source, "source"), (target, "target")):
            if key in entries and isinstance(entries[key].data, str) and end not in sizes:
                r.say(entries[key], "E130", f"{key} '{end[:80]}' does not exist{closest(end, sizes)}")
        name = r.text(entries["name"], "name") if "name" in entries else ""
        ends.append((name, source, target))
        connection = read_connection(r, t, entries, sizes.get(source, 1), sizes.get(target, 1))
        delay = r.integer(entries["delay"], "delay", 0, 1 << 10) if "delay" in entries else 0
        read.append((source, target, connection, delay))
    names = parts.projection_names(ends)
    if len(set(names)) != len(names):
        r.say(trees[-1], "E111", "two projections have the same name")
    return tuple(
        Projection(name, source, target, connection, delay)
        for name, (source, target, connection, delay) in zip(names, read, strict=True)
    )


def _outputs(r: Reader, t: Tree) -> tuple[Output, ...]:
    """Outputs: a mapping ``name: {population, variable}``, or a list of populations."""
    if isinstance(t.data, list):
        names = [r.text(item, "output") for item in t.data]
        return tuple(Output(name, name, SPIKES) for name in names)
    if not isinstance(t.data, dict):
        r.say(t, "E104", f"outputs; got {t.kind}, expected a list of populations such as [readout]")
        return ()
    outputs = []
    for name, item in r.items(t, "outputs").items():
        entries = r.mapping(item, f"output '{name}'", ("population", "variable"), ("population",))
        population = r.text(entries["population"], "population") if "population" in entries else ""
        variable = r.text(entries["variable"], "variable") if "variable" in entries else SPIKES
        outputs.append(Output(name, population, variable))
    return tuple(outputs)


def _probe(r: Reader, t: Tree) -> Probe:
    entries = r.mapping(t, "probe", ("population", "variable"), ("population",))
    population = r.text(entries["population"], "population") if "population" in entries else ""
    return Probe(population, r.text(entries["variable"], "variable") if "variable" in entries else SPIKES)


def _locator(root: Tree) -> Locate:
    """From a path in the Network to a place in the file: as deep as the file goes."""

    def locate(path: Place) -> tuple[Location | None, str]:
        here = name = root
        for step in path:
            if isinstance(here.data, dict) and step in here.data:
                here, name = here.data[step], here.key_trees[step]
            elif isinstance(here.data, list) and step.isdecimal() and int(step) < len(here.data):
                here = name = here.data[int(step)]
            else:
                break
        # A mapping is known by its key.
        found = name if isinstance(here.data, dict) else here
        return found.where, found.source

    return locate
