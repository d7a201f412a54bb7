"""Every registered model: RTL is golden at every step and clock of 10,000, in neurons that are neither silent nor mad.

Nothing is listed here: a model enters by being registered. All of them stand in one network, so that one simulation
shows them. SNNC_MODELS holds the first seed and the number of seeds, of which each draws other choices and parameters.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from meaning.networks import NO_CODING, any_population

import snnc
from snnc.connections.registry import KINDS
from snnc.core.errors import UserError
from snnc.driver.simulate import Bench, Scenario
from snnc.golden import variables
from snnc.ir.network import SPIKES, Input, Output, Population, Probe, Projection, ValueRange
from snnc.ir.verify import verify
from snnc.neurons.registry import MODELS
from snnc.passes.pipeline import quantise

FIRST, COUNT = (int(part) for part in os.environ.get("SNNC_MODELS", "0 1").split())
#: Neurons of a population; samples, and steps of each; how often a model is drawn until its neurons live.
SIZE, SAMPLES, STEPS, TRIES = 3, 10, 1000, 60
#: Of neurons and steps, the share in which something is sent: at least and at most.
LIVELY = (0.004, 0.9)
INPUTS = (
    Input("x", (4,), NO_CODING, 12),
    Input("current", (1,), NO_CODING, 1, current=ValueRange(-1.0, 1.0, 8)),
)


def stimulus(seed: int) -> dict[str, np.ndarray]:
    """Silence, noise and bursts of spikes, and a current that jumps: [samples, steps, 4] and [samples, steps, 1]."""
    rng = np.random.default_rng([seed, 9])
    most = rng.choice([0, 1, 3, 12], (SAMPLES, STEPS // 20, 4)).repeat(20, axis=1)
    spikes = rng.integers(0, most + 1) * (rng.random(most.shape) < 0.5)
    jumps = rng.uniform(-1.0, 1.0, (SAMPLES, STEPS // 50, 1)).repeat(50, axis=1)
    return {"x": spikes.astype(np.uint8), "current": jumps}


def network(driven: list[tuple[Population, float]], seed: int) -> snnc.Network:
    """Populations beside each other, each driven by spikes at every receptor and by the current at the first.

    ``driven``: each with the size of its weights.
    """
    rng = np.random.default_rng([seed, 3])
    projections: list[Projection] = []

    def connect(source: Input, target: Population, strength: float, place: int) -> None:
        draw = KINDS["dense"].draw(rng, source.size, SIZE, lambda count: strength * rng.normal(0.3, 0.5, count))
        name, receptor = f"p{len(projections)}", target.program.receptors[place].name
        projections.append(Projection(name, source.name, target.name, draw, delay=place, receptor=receptor))

    for population, strength in driven:
        for place in range(len(population.program.receptors)):
            connect(INPUTS[0], population, strength, place)
        connect(INPUTS[1], population, strength, 0)
    populations = tuple(population for population, _ in driven)
    return verify(
        snnc.Network(
            name="every_model",
            dt=1.0,
            inputs=INPUTS,
            populations=populations,
            projections=tuple(projections),
            outputs=tuple(Output(p.name, p.name, SPIKES if _spikes(p) else _state(p)) for p in populations),
            probes=tuple(Probe(p.name, _state(p)) for p in populations),
            steps=STEPS,
        )
    )


def _spikes(population: Population) -> bool:
    return population.program.spike is not None and not population.program.sends


def _state(population: Population) -> str:
    return population.program.sends or population.program.linear_states[0].name


def lively(model: str, seed: int) -> tuple[Population, float]:
    """A population of ``model`` that answers to the stimulus, and the size of its weights: drawn until it does."""
    rng = np.random.default_rng([seed, *model.encode()])
    short = {name: values[:2, :200] for name, values in stimulus(seed).items()}
    for _ in range(TRIES):
        drawn, strength = any_population(rng, model, SIZE, (model,)), float(np.exp2(rng.uniform(-4.0, 4.0)))
        try:
            alone = quantise(network([(drawn, strength)], seed), snnc.QuantiseOptions())[1]
        except UserError:
            continue
        run = snnc.golden.run(alone, short, variables(alone))
        moves = bool(np.ptp(run.state(drawn.name, _state(drawn))))
        if moves and (not _spikes(drawn) or LIVELY[0] < np.mean(run.spikes(drawn.name) != 0) < LIVELY[1]):
            return drawn, strength
    raise AssertionError(f"no population of {model} answers to the stimulus")


@pytest.mark.usefixtures("verilator")
@pytest.mark.parametrize("seed", range(FIRST, FIRST + COUNT))
def test_rtl_is_golden_for_ten_thousand_steps(seed: int, tmp_path: Path) -> None:
    compiled = snnc.compile(network([lively(model, seed) for model in sorted(MODELS)], seed))
    bench = Bench(compiled, stimulus(seed), tmp_path, tool="verilator")
    free = bench.run(Scenario(), name="free")
    assert (free.mismatches, free.difference, free.cycle_mismatches) == (0, "", 0)
    stalled = bench.run(Scenario(idle=30, stall=60), name="stalled")
    assert (stalled.mismatches, stalled.difference) == (0, "")
