"""All neuron models by name."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from snnc.neurons import integrate_fire, li, lif
from snnc.neurons.choices import Choices
from snnc.program.program import Program


@dataclass(frozen=True)
class Model:
    """A neuron model: which parameters it needs and may have, and how to build its program.

    ``doc``: what it is and its equation, for people.
    """

    name: str
    doc: str
    spiking: bool
    required: frozenset[str]
    optional: frozenset[str]
    program: Callable[[Choices, Collection[str]], Program]


MODELS: dict[str, Model] = {
    "if": Model(
        "if",
        integrate_fire.__doc__ or "",
        True,
        frozenset({"threshold"}),
        frozenset({"reset_value", "bias", "refractory", "refractory_held"}),
        integrate_fire.program,
    ),
    "lif": Model(
        "lif",
        lif.__doc__ or "",
        True,
        frozenset({"threshold", "decay"}),
        frozenset({"reset_value", "rest", "bias", "refractory", "refractory_held"}),
        lif.program,
    ),
    "li": Model("li", li.__doc__ or "", False, frozenset({"decay"}), frozenset({"rest", "bias"}), li.program),
}
