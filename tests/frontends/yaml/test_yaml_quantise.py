"""The ``quantise`` part of a spec, written and read back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from support.networks import random_network, random_options

import snnc
from snnc.frontends.yaml.quantise import quantise_text, with_quantise
from snnc.ir.options import QuantiseOptions, ScaleMethod, StateOptions, WeightOptions
from snnc.numbers.fixed import Rounding
from snnc.program.integer_ops import MultiplyStyle


def test_the_text_of_options_is_read_back(tmp_path: Path) -> None:
    """Of random networks and options, and of every field in turn."""
    for seed in range(30):
        network, options = random_network(seed), random_options(seed)
        names = [p.name for p in network.projections], [p.name for p in network.populations]
        rng = np.random.default_rng(seed)
        # With units by hand the method does not count, and is not written.
        general = replace(options.weights, units=0.25, method=ScaleMethod.MAX) if seed % 2 else options.weights
        weights = [
            options.weights,
            WeightOptions(bits=3, method=ScaleMethod.PERCENTILE, percentile=97.25),
            replace(general, units=1 / 3, bits=16),
        ]
        state = StateOptions(
            bits=20,
            fraction_bits=3,
            rounding=Rounding.FLOOR,
            decay=MultiplyStyle.MULTIPLIER,
            decay_bits=12,
            decay_digits=4,
            tau_error=1e-05,
        )
        options = QuantiseOptions(
            general,
            options.state,
            tuple((name, weights[rng.integers(3)]) for name in names[0]),
            tuple((name, state) for name in names[1] if rng.random() < 0.7),
        )
        text = "name: n\ninputs: {" + ", ".join(f"{i.name}: {{size: {i.size}}}" for i in network.inputs) + "}\n"
        text += "populations:\n" + "".join(
            f"  {p.name}: {{size: {p.size}, model: if, threshold: 1.0}}\n" for p in network.populations
        )
        text += "projections:\n" + "".join(
            f"  - {{name: {p.name}, source: {p.source}, target: {p.target}, weights: 0.5, delay: 1}}\n"
            for p in network.projections
        )
        text += f"outputs: [{names[1][0]}]\n"
        spec = tmp_path / "n.yaml"
        spec.write_text(text)
        assert not quantise_text(QuantiseOptions()).count("bits")
        spec.write_text(with_quantise(text, options, spec, spec))
        assert snnc.read_spec(spec).quantise == options
        spec.write_text(with_quantise(spec.read_text(), QuantiseOptions(), spec, spec))
        assert snnc.read_spec(spec).quantise == QuantiseOptions()
