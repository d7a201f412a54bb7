"""The ``models`` part of a YAML spec: neuron models that a user wrote as equations, and populations of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from snnc.core.errors import Location, UserError
from snnc.core.names import illegal_name_reason
from snnc.equations.model import MODEL_KEYS, EquationModel
from snnc.equations.read import TwoEnds, read_model
from snnc.equations.source import Source
from snnc.frontends.yaml.reader import Reader
from snnc.frontends.yaml.tree import Tree
from snnc.neurons.registry import MODELS

#: What a model that could not be read is: populations of it are not looked at.
Models = dict[str, EquationModel | None]


def read_models(r: Reader, t: Tree | None) -> Models:
    """The models by name; None for one that is wrong, which was complained about."""
    found: Models = {}
    for name, part in r.items(t, "models").items() if t is not None else ():
        known = len(r.complaints.found)
        key = t.key_trees[name] if t is not None else part
        if name in MODELS:
            r.say(key, "E111", f"a model of your own cannot be called '{name}': snnc has one of that name")
        elif reason := illegal_name_reason(name):
            r.say(key, "E110", f"illegal name {name[:80]!r} of one of the models", reason)
        made = _model(r, name, part)
        found[name] = made if len(r.complaints.found) == known else None
    return found


def own_values(r: Reader, model: EquationModel, entries: dict[str, Tree], what: str) -> dict[str, Any]:
    """What a population of ``model`` gives, by key."""
    return {key: own_value(r, value, f"{key} of {what}") for key, value in entries.items() if key in model.parameters}


def own_value(r: Reader, t: Tree, what: str) -> Any:
    """A value of a model of the spec's own: numbers, or texts with a unit; one, or one for each neuron."""
    return t.plain if _textual(t) else r.array(t, what)


def _textual(t: Tree) -> bool:
    """Whether ``t`` is a text, or a list in which one is."""
    return isinstance(t.data, str) or (isinstance(t.data, list) and any(map(_textual, t.data)))


def _model(r: Reader, name: str, t: Tree) -> EquationModel | None:
    what = f"model '{name}'"
    entries = r.mapping(t, what, MODEL_KEYS, ("equations",))
    own = r.items(entries.pop("parameters"), f"parameters of {what}") if "parameters" in entries else {}
    limits = r.items(entries.pop("bounds"), f"bounds of {what}") if "bounds" in entries else {}
    bounds = {key: _ends(r, value, f"bounds of '{key}' of {what}") for key, value in limits.items()}
    parts = {key: _source(r, value, f"{key} of {what}") for key, value in entries.items()}
    parameters = {key: _source(r, value, f"{key} of {what}", bare="1") for key, value in own.items()}
    if "equations" not in parts or None in (*parts.values(), *parameters.values(), *bounds.values()):
        return None
    try:
        return read_model(
            name,
            {key: source for key, source in parts.items() if source},
            {key: source for key, source in parameters.items() if source},
            {key: ends for key, ends in bounds.items() if ends},
        )
    except UserError as err:
        for each in err.diagnostics:
            r.complaints.add(each)
        return None


def _ends(r: Reader, t: Tree, what: str) -> TwoEnds | None:
    """The two ends of a range."""
    ends = r.sequence(t, what)
    if len(ends) != 2:
        if isinstance(t.data, list):
            r.say(t, "E109", f"{what}; expected two values, the lower first")
        return None
    low, high = (_source(r, end, what) for end in ends)
    return (low, high) if low and high else None


def _source(r: Reader, t: Tree, what: str, bare: str = "") -> Source | None:
    """The text of ``t``, or of its number, which knows its place; ``bare``: what nothing stands for, if anything."""
    if t.data is None and bare:
        return Source(bare, what, lambda at: (t.where, t.source))
    if isinstance(t.data, bool) or not isinstance(t.data, str | int | float):
        r.say(t, "E104", f"{what}; got {t.kind}, expected a string")
        return None
    if not isinstance(t.data, str):
        return Source(repr(r.number(t, what)), what, lambda at: (t.where, t.source))
    return Source(t.data, what, _places(t, t.data))


def _places(t: Tree, text: str) -> Callable[[int], tuple[Location | None, str]]:
    """From a character of the string ``text`` to its place in the file.

    However a string is written in YAML, plain, in quotes, or as a block of lines, its characters other than
    spaces stand in the file in the same order; only escapes in double quotes have more of them.
    """
    raw = t.raw
    start = raw.find("\n") + 1 if raw[:1] in ("|", ">") else int(raw[:1] in ("'", '"'))
    solid = [index for index in range(start, len(raw)) if not raw[index].isspace()]

    def place(at: int) -> tuple[Location | None, str]:
        before = sum(not character.isspace() for character in text[:at])
        if at < len(text) and not text[at].isspace() and before < len(solid):
            index = solid[before]
        else:
            index = solid[min(before, len(solid)) - 1] + 1 if before and solid else start
        line = raw.count("\n", 0, index)
        if not line:
            return Location(t.where.file, t.where.line, t.where.column + index), t.source
        column = index - raw.rfind("\n", 0, index)
        return Location(t.where.file, t.where.line + line, column), raw.split("\n")[line][:200].rstrip("\r")

    return place
