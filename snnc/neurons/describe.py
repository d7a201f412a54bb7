"""Neuron models in words: equation, parameters, choices, and every default."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from snnc.neurons.model import Choice, Model, Setting
from snnc.program.quantity import Kind

#: What holds for every model, and is easily taken for granted otherwise.
GENERAL = """\
In every step a population first gathers its input I: the sum of the weights of the spikes that arrive. A weight
belongs to a pair [source, target]. With a delay of 0, the default, a spike arrives in the step it is sent in. Models
with several receptors gather an input for each: 'receptor' of a projection says where it ends, by default the first.

Then the potential v decays, takes its input, is compared with the threshold, and is reset. In integers it is limited
to its format last of all: the comparison sees the whole sum. The current of a cuba_lif neuron stands between the two:
it decays, takes the input I, is limited to its format, and is then the input of the potential.

Weights, thresholds and all other potentials are rounded to the nearest integer unit, ties to even; so is a decay, to
'decay_bits'. In every step decay * v is rounded as 'rounding' says: to the nearest, ties to even, by default.

A neuron with 'max_spikes' above 1 sends up to so many spikes in a step; every one of them arrives, with its weight.

Every sample starts from the initial state: every state is 0, unless 'initial' or the model gives another value."""


def describe(model: Model) -> list[str]:
    """What ``model`` is: its equation, its parameters and its choices, with their defaults."""
    given = [s for s in model.settings if s.derived is None]
    needed = sorted((s for s in given if not s.default and s.value is None), key=lambda s: s.name)
    optional = sorted((s for s in given if s.default or s.value is not None), key=lambda s: s.name)
    rows = [(s.name, "needed", s.parameter.doc) for s in needed]
    rows += [(s.name, _default(s), s.parameter.doc) for s in optional]
    receptors = model.program(model.defaults, model.parameters).receptors
    lines = [
        *model.doc.replace("``", "").strip().splitlines(),
        "",
        "Parameters, one number or one per neuron",
        *_aligned(rows),
    ]
    for setting in model.settings:
        if setting.tau and setting.parameter.quantity.kind is Kind.GAIN:
            lines.append(f"  '{setting.tau}' may stand for '{setting.name}', which is then dt / {setting.tau}.")
        elif setting.tau:
            tau, name = setting.tau, setting.name
            lines.append(
                f"  '{tau}' may stand for '{name}', which is then exp(-dt / {tau}), or 1 - dt / {tau} with "
                "'method: euler'."
            )
    if len(receptors) > 1:
        ends = [(each.name, "default" if each is receptors[0] else "", each.doc) for each in receptors]
        lines += ["", "Receptors, where projections end", *_aligned(ends)]
    chosen = [
        (choice.key if k == 0 else "", values, meaning)
        for choice in model.choices
        for k, (values, meaning) in enumerate(_meanings(choice))
    ]
    if not chosen:
        return lines
    return [*lines, "", "Choices; the first value of each is the default", *_aligned(chosen)]


def _meanings(choice: Choice) -> Iterator[tuple[str, str]]:
    """The values of ``choice`` and their meanings; numbers in a row that mean the same stand together."""
    for meaning, group in groupby(choice.meanings, key=choice.meanings.__getitem__):
        values = [str(each.value) for each in group]
        yield (values[0] if len(values) == 1 else f"{values[0]} … {values[-1]}"), meaning


def _default(setting: Setting) -> str:
    """What giving nothing means."""
    if setting.value is not None:
        return f"default: {setting.value:g}"
    return setting.default if setting.default.startswith("needed") else f"default: {setting.default}"


def _aligned(rows: Sequence[tuple[str, str, str]]) -> list[str]:
    widths = [max(len(row[k]) for row in rows) for k in (0, 1)]
    return [f"  {a:<{widths[0]}}  {b:<{widths[1]}}  {c}" for a, b, c in rows]
