"""All neuron models by name: a new one is a file beside this one, and a line here."""

from __future__ import annotations

from snnc.core.registry import by_name
from snnc.neurons.cuba_lif import CubaLif
from snnc.neurons.integrate_fire import IntegrateFire
from snnc.neurons.li import LeakyIntegrator
from snnc.neurons.lif import Lif
from snnc.neurons.model import Model

MODELS: dict[str, Model] = by_name(
    "neuron models",
    (
        IntegrateFire(),
        Lif(),
        LeakyIntegrator(),
        CubaLif(),
    ),
)
