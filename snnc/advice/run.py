"""Warnings about a run of golden: ``W3xx``."""

from __future__ import annotations

from collections.abc import Sequence

from snnc.core.errors import Diagnostic, warning
from snnc.golden.saturation import Saturation
from snnc.ir.network import Network
from snnc.ir.quantised import QuantisedNetwork


def run_warnings(
    network: Network | QuantisedNetwork, steps: int, saturations: Sequence[Saturation]
) -> tuple[Diagnostic, ...]:
    """What may surprise in a run of ``steps`` steps a sample."""
    found = []
    declared = network.steps if isinstance(network, Network) else None
    if declared is not None and steps > declared:
        found.append(
            warning(
                "W302",
                f"the stimulus has {steps} steps, the spec says {declared}: states have room for no more",
                part=("steps",),
            )
        )
    found.extend(
        warning(
            "W301",
            f"{s.state} of '{s.population}' saturated in {s.count} of {s.places} places ({s.share:.2%}); "
            f"the first is neuron {s.neuron}, in sample {s.sample}, step {s.step}",
            hint="give the steps of a sample (steps: N), more state_bits, or calibrate with this stimulus",
            part=("populations", s.population),
        )
        for s in saturations
    )
    return tuple(found)
