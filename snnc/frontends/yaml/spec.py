"""The YAML spec: the schema in one place, each part read by one function.

Top level: ``name, dt, inputs, models, populations, projections, outputs, probes, quantise,
architecture``. See README.md for an example and ``examples/`` for more.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from snnc.core.errors import Location
from snnc.core.words import Topic, closest
from snnc.equations.model import EquationModel
from snnc.frontends import parts, population
from snnc.frontends.builder import NetworkBuilder
from snnc.frontends.kinds import DEFAULT_KIND, keys_of_kind, keys_of_kinds
from snnc.frontends.spec import Spec
from snnc.frontends.yaml import tree
from snnc.frontends.yaml.connection import read_connection
from snnc.frontends.yaml.inputs import add_input
from snnc.frontends.yaml.models import Models, own_value, own_values, read_models
from snnc.frontends.yaml.options import read_architecture, read_quantise
from snnc.frontends.yaml.reader import Reader
from snnc.frontends.yaml.tree import Tree
from snnc.ir.verify import MAX_STEPS, Locate
from snnc.ir.verify import Path as Place
from snnc.ir.verify_projections import MAX_DELAY
from snnc.neurons.model import POPULATION_KEYS, Choice, Setting

_TOP = (
    *("name", "dt", "steps", "inputs", "models", "populations", "projections", "outputs", "probes"),
    *("quantise", "architecture"),
)
#: Of every population; its name is the key of the whole.
_POPULATION = tuple(key for key in POPULATION_KEYS if key != "name")
#: Of every projection; its kind has more.
_PROJECTION = ("name", "source", "target", "receptor", "kind", "delay")

#: What stands in where populations go by themselves.
_SILENT = (
    "timesteps come from an input; where none is needed, a silent one will do: "
    "inputs: {clock: {size: 1, coding: {kind: poisson, rate: 0}}}"
)


def read_yaml(path: Path) -> Spec:
    """The spec in the YAML file ``path``; :class:`UserError` with every error found."""
    return build(tree.read(path), path.parent)


def build(root: Tree, folder: Path) -> Spec:
    """The spec that ``root`` describes; files it names are relative to ``folder``."""
    r = Reader(folder, _locator(root))
    near = partial(closest, candidates=_TOP, topic=Topic.SPEC)
    top = r.mapping(root, "the spec", _TOP, ("name", "populations", "projections", "outputs"), near=near)
    if isinstance(root.data, dict) and "inputs" not in root.data:
        r.say(root, "E106", "the spec lacks 'inputs'", _SILENT)
    name = r.text(top["name"], "name") if "name" in top else "unnamed"
    time: dict[str, Any] = {"dt": r.number(top["dt"], "dt")} if "dt" in top else {}
    if "steps" in top:
        time["steps"] = r.integer(top["steps"], "steps", 1, MAX_STEPS)
    builder = NetworkBuilder(name, **time)
    for key, value in r.items(top["inputs"], "inputs").items() if "inputs" in top else ():
        add_input(r, builder, name=key, t=value, timed="steps" in top)
    models = read_models(r, top.get("models"))
    for key, value in r.items(top["populations"], "populations").items() if "populations" in top else ():
        _population(r, builder, name=key, t=value, models=models)
    projection_trees = r.sequence(top["projections"], "projections") if "projections" in top else []
    projections_named = _projections(r, builder, projection_trees)
    if "outputs" in top:
        _outputs(r, builder, top["outputs"])
    for t in r.sequence(top["probes"], "probes") if "probes" in top else ():
        builder.probe(*_variable(r, t, "probe"))
    populations_named = builder.populations
    quantise = read_quantise(r, top.get("quantise"), projections_named, populations_named)
    architecture = read_architecture(r, top.get("architecture"), populations_named)
    r.complaints.raise_if_any()
    return Spec(builder.build(r.locate), quantise, architecture, r.locate)


def _population(r: Reader, builder: NetworkBuilder, name: str, t: Tree, models: Models) -> None:
    if _word(t, "model") in models:
        _own_population(r, builder, name=name, t=t, model=models[_word(t, "model")])
        return
    what = f"population '{name}'"
    model = _word(t, "model")
    known, fitting = population.keys_of_models(model), population.keys_of_model(model)
    keys, shown = (*_POPULATION, *known), (*_POPULATION, *fitting)
    entries = r.mapping(t, what, keys, ("model",), near=partial(population.resembling, model=model), fitting=shown)
    given: dict[str, Any] = {}
    for key, value in entries.items():
        choice = known.get(key)
        if isinstance(choice, Choice) and choice.numbers:
            given[key] = r.integer(value, f"{key} of {what}", choice.numbers[0], choice.numbers[-1])
        elif isinstance(choice, Choice):
            word = r.text(value, f"{key} of {what}")
            given |= {key: word} if isinstance(value.data, str) else {}
        elif isinstance(choice, Setting) and choice.timed:
            given[key] = own_value(r, value, f"{key} of {what}")
        elif key in known:
            given[key] = r.array(value, f"{key} of {what}")
    initial = {}
    if "initial" in entries:
        states = r.items(entries["initial"], f"initial of {what}")
        initial = {key: r.array(value, f"initial {key}") for key, value in states.items()}
    with r.located():
        builder.population(
            name,
            r.shape(entries, t, what),
            model=r.text(entries["model"], f"model of {what}") if "model" in entries else "lif",
            method=r.text(entries["method"], f"method of {what}") if "method" in entries else None,
            initial=initial,
            **given,
        )


def _own_population(r: Reader, builder: NetworkBuilder, name: str, t: Tree, model: EquationModel | None) -> None:
    """A population of a model of the spec's own; None: that model is wrong, and the population is not looked at."""
    what = f"population '{name}'"
    keys = (*_POPULATION, *(model.parameters if model else ()))
    entries = r.mapping(t, what, keys, ("model",)) if model else r.items(t, what)
    shape, initial = r.shape(entries, t, what), {}
    if model is None:
        builder.population(name, shape, model="if", threshold=1.0, reset="none")
        return
    if "initial" in entries:
        states = r.items(entries["initial"], f"initial of {what}")
        initial = {key: own_value(r, value, f"initial {key}") for key, value in states.items()}
    with r.located():
        builder.population(
            name,
            shape,
            model=model,
            method=r.text(entries["method"], f"method of {what}") if "method" in entries else None,
            initial=initial,
            **own_values(r, model, entries, what),
        )


def _word(t: Tree, key: str) -> str:
    """The text at ``key`` of a mapping; empty where there is none."""
    entry = t.data.get(key) if isinstance(t.data, dict) else None
    return entry.data if entry is not None and isinstance(entry.data, str) else ""


def _projections(r: Reader, builder: NetworkBuilder, trees: list[Tree]) -> list[str]:
    """Reads all projections, and returns their names."""
    sizes, known = builder.sizes, (*_PROJECTION, *keys_of_kinds())
    near = partial(closest, candidates=known, topic=Topic.PROJECTION)
    ends = []
    for t in trees:
        fitting = (*_PROJECTION, *keys_of_kind(_word(t, "kind") or DEFAULT_KIND))
        entries = r.mapping(t, "projection", known, ("source", "target"), near=near, fitting=fitting)
        source = r.text(entries["source"], "source") if "source" in entries else ""
        target = r.text(entries["target"], "target") if "target" in entries else ""
        for end, key in ((source, "source"), (target, "target")):
            if key in entries and isinstance(entries[key].data, str) and end not in sizes:
                r.say(entries[key], "E130", f"{key} '{end[:80]}' does not exist{closest(end, sizes)}")
        said: dict[str, Any] = {key: r.text(entries[key], key) for key in ("name", "receptor") if key in entries}
        if "delay" in entries:
            said["delay"] = r.integer(entries["delay"], "delay", 0, MAX_DELAY)
        ends.append((said.get("name", ""), source, target))
        connection = read_connection(r, t, entries, parts.Ends(sizes.get(source, 1), sizes.get(target, 1)))
        if connection is not None:
            with r.located():
                builder.project(source, target, connection, **said)
    return parts.projection_names(ends)


def _outputs(r: Reader, builder: NetworkBuilder, t: Tree) -> None:
    """Outputs: a mapping ``name: {population, variable}``, or a list of populations."""
    if isinstance(t.data, list):
        for item in t.data:
            builder.output(r.text(item, "output"))
        return
    if not isinstance(t.data, dict):
        r.say(t, "E104", f"outputs; got {t.kind}, expected a list of populations such as [readout]")
        return
    for name, item in r.items(t, "outputs").items():
        builder.output(*_variable(r, item, f"output '{name}'"), name=name)


def _variable(r: Reader, t: Tree, what: str) -> tuple[str, str | None]:
    """A population, and one of its variables: what it sends where nothing is said."""
    entries = r.mapping(t, what, ("population", "variable"), ("population",))
    name = r.text(entries["population"], "population") if "population" in entries else ""
    return name, r.text(entries["variable"], "variable") if "variable" in entries else None


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
