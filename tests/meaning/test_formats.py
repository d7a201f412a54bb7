"""Formats chosen by default keep what they promise: no weight is clipped, tau is kept, no state saturates."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from meaning.connections import synapses
from meaning.networks import most, random_network

import snnc
from snnc import golden
from snnc.core.errors import UserError
from snnc.golden import variables
from snnc.ir.network import Network
from snnc.ir.options import ScaleMethod
from snnc.ir.quantised import QuantisedNetwork
from snnc.ir.reports import ProjectionReport
from snnc.passes.dequantise import dequantise
from snnc.passes.pipeline import quantise


def _quantised(network: Network, **options: int) -> QuantisedNetwork:
    return quantise(network, snnc.QuantiseOptions(snnc.WeightOptions(**options)))[1]


def _two(first: np.ndarray, second: np.ndarray) -> Network:
    """Two projections of ``first`` and ``second`` into one LI neuron."""
    b = snnc.NetworkBuilder("two")
    b.population("y", 1, model="li", decay=0.5)
    for name, weights in (("a", first), ("b", second)):
        b.input(name, weights.size)
        b.connect(name, "y", weights.reshape(-1, 1))
    b.output("y", "v")
    return b.build()


@pytest.mark.parametrize("bits", [3, 8, 16])
def test_max_clips_nothing_and_loses_little(bits: int) -> None:
    """Any ratio of the largest weights: each weight is within half a step of a format one bit coarser than its own."""
    rng = np.random.default_rng(bits)
    for ratio in (1.0, 1.01, 1.2, 1.41, 1.42, 1.9, 2.0, 2.3, 2.83, 3.5, 4.0, 5.6, 7.9):
        first, second = rng.normal(0, 1, 20), rng.normal(0, 1, 20)
        second *= ratio * np.abs(first).max() / np.abs(second).max()
        for network in (_two(first, second), _two(second, first)):
            quantised = _quantised(network, bits=bits)
            unit = quantised.population_reports[0].unit
            for report, real, stored in zip(
                quantised.projection_reports, network.projections, quantised.projections, strict=True
            ):
                weights = np.array([w for _, _, w in synapses(real.connection)])
                built = np.array([w for _, _, w in synapses(stored.connection)]) / unit
                coarse = 2 * np.abs(weights).max() / (2 ** (bits - 1) - 1)
                assert report.clipped == 0
                assert np.abs(built - weights).max() <= coarse / 2 * (1 + 1e-9), (ratio, report)


def test_the_shared_unit_loses_no_more_than_another() -> None:
    """Squared errors of all weights, in the unit that suits one projection best, or the other."""
    rng = np.random.default_rng(7)
    for ratio in (1.1, 1.3, 1.5, 1.7, 1.95, 3.0):
        parts = [rng.normal(0, 1, 20), rng.normal(0, 1, 30)]
        parts[1] *= ratio * np.abs(parts[0]).max() / np.abs(parts[1]).max()
        largest = [float(np.abs(weights).max()) for weights in parts]
        losses = []
        for own in largest:
            finest = 7 / min(largest)
            unit = 7 / own * 2.0 ** np.floor(np.log2(finest * own / 7 * (1 + 1e-12)))
            loss = 0.0
            for weights, top in zip(parts, largest, strict=True):
                scale = unit / 2.0 ** max(0, np.ceil(np.log2(unit * top / 7 * (1 - 1e-12))))
                loss += float(np.sum((np.rint(weights * scale) / scale - weights) ** 2))
            losses.append(loss)
        quantised = _quantised(_two(*parts), bits=4)
        unit = quantised.population_reports[0].unit
        built = 0.0
        for weights, projection in zip(parts, quantised.projections, strict=True):
            stored = np.array([w for _, _, w in synapses(projection.connection)])
            built += float(np.sum((stored / unit - weights) ** 2))
        assert built <= min(losses) * (1 + 1e-9), ratio


def test_a_scale_set_by_hand_is_kept() -> None:
    """10 units for 1.0, and 20 beside it; a ratio that is no power of two is refused."""
    network = _two(np.array([1.04, -0.31, 12.66]), np.array([0.77, 2.0]))

    def reports(first: float, second: float) -> tuple[ProjectionReport, ...]:
        names = [p.name for p in network.projections]
        own = tuple(
            (name, snnc.WeightOptions(8, units=units)) for name, units in zip(names, (first, second), strict=True)
        )
        return quantise(network, snnc.QuantiseOptions(projections=own))[1].projection_reports

    assert [report.scale for report in reports(10.0, 10.0)] == [10.0, 10.0]
    assert [report.scale for report in reports(10.0, 20.0)] == [10.0, 20.0]
    for second in (30.0, 7.0):
        with pytest.raises(UserError, match="E161"):
            reports(10.0, second)


@pytest.mark.parametrize("steps, bits", [(63, 7), (64, 8), (127, 8), (128, 9)])
def test_an_integrator_has_room_for_every_step(steps: int, bits: int) -> None:
    """One more in every step: 64 of them need 8 bits in two's complement, 63 only 7."""
    b = snnc.NetworkBuilder("counter")
    b.input("x", 1, coding="poisson", steps=steps)
    b.population("y", 1, model="li", decay=1.0)
    b.connect("x", "y", 1.0)
    b.output("y", "v")
    quantised = quantise(b.build(), snnc.QuantiseOptions())[1]
    v = golden.run(quantised, {"x": np.ones((1, steps, 1), bool)}).state("y") / quantised.populations[0].scale("v")
    assert v[0, :, 0].tolist() == list(range(1, steps + 1))
    (report,) = quantised.population_reports
    assert (report.potential.bits, report.potential.saturation) == (bits, f"impossible in {steps} steps")


@pytest.mark.parametrize("magnitude", [0.9, 0.3, 0.1, 0.07, 0.033, 0.005, 0.002])
def test_weights_of_one_size_are_held_however_small(magnitude: float) -> None:
    """Beside weights up to 1, in 8 bits: within half a step of 8 bits of their own size."""
    spread = np.append(np.random.default_rng(0).uniform(-0.9, 0.9, 20), 1.0)
    network = _quantised(_two(spread, np.full(5, magnitude)), bits=8)
    unit = network.population_reports[0].unit
    (built,) = {weight for _, _, weight in synapses(network.projections[1].connection)}
    assert abs(built / unit / magnitude - 1) <= 2.0**-8


def test_a_percentile_clips_as_many_as_it_says() -> None:
    """Of 101 weights in order, the 90 % point is the one with 90 below it; the ten above are clipped."""
    weights = np.array([k + 0.1 * np.sin(k) for k in range(1, 102)]) * (-1.0) ** np.arange(101)
    network = quantise(
        _two(weights, np.zeros(1)),
        snnc.QuantiseOptions(snnc.WeightOptions(8, ScaleMethod.PERCENTILE, 90.0)),
    )[1]
    report = network.projection_reports[0]
    assert report.scale == pytest.approx(127 / abs(weights[90]))
    assert report.clipped == 10


def test_opposite_weights_of_one_size_each_do_not_cancel() -> None:
    """All to all 2.5 and one to one -2.0 make 0.5 on the diagonal and 2.5 beside it."""
    b = snnc.NetworkBuilder("inhibition")
    b.input("x", 2)
    b.population("y", 2, model="li", decay=0.0)
    b.connect("x", "y", 2.5)
    b.connect("x", "y", [-2.0, -2.0], kind="one_to_one")
    b.output("y", "v")
    network = quantise(b.build(), snnc.QuantiseOptions())[1]
    v = golden.run(network, {"x": np.array([[[1, 0]]], bool)}).state("y") / network.populations[0].scale("v")
    assert v[0, 0].tolist() == [0.5, 2.5]


@pytest.mark.parametrize("tau, dt", [(1000.0, 1.0), (100.0, 1.0), (20.0, 0.1), (5.0, 1.0), (1.0, 1.0), (3000.0, 0.5)])
def test_the_time_constant_is_kept(tau: float, dt: float) -> None:
    """Within 1 % by default, and with the fewest bits that do so."""
    decay = float(np.exp(-dt / tau))
    b = snnc.NetworkBuilder("leak", dt)
    b.input("x", 2)
    b.population("y", 1, model="lif", threshold=1.0, tau=tau)
    b.connect("x", "y", [[0.7], [0.31]])
    b.output("y")
    (report,) = _quantised(b.build()).population_reports[0].decays

    def error(bits: int) -> float:
        return abs(round(decay * 2**bits) / 2**bits - decay) / (1 - decay)

    assert report.integer == round(decay * 2**report.shift)
    assert report.error == pytest.approx(error(report.shift))
    assert error(report.shift) <= 0.01 and all(error(bits) > 0.01 for bits in range(1, report.shift))


@pytest.mark.parametrize("seed", range(25))
def test_no_state_saturates_that_need_not(seed: int) -> None:
    """The largest currents of either sign in every step: for the steps of a sample, or for ever where it is proved."""
    network = random_network(seed)
    steps = 40
    quantised = _quantised(replace(network, steps=steps))
    rng = np.random.default_rng(seed)
    samples = 6
    stimulus = {}
    for source in network.inputs:
        spikes = np.zeros((samples, 3 * steps, source.size), bool)
        spikes[0] = True
        # Sources that excite, or inhibit, most targets alone.
        sums = np.zeros(source.size)
        for projection in network.projections:
            for s, _, weight in synapses(projection.connection) if projection.source == source.name else ():
                sums[s] += weight
        spikes[1], spikes[2] = sums > 0, sums < 0
        spikes[3:] = rng.random((3, 1, source.size)) < 0.5
        stimulus[source.name] = most(source, spikes)
    run = golden.run(quantised, stimulus, variables(quantised))
    for report in quantised.population_reports:
        for state in report.states:
            values = run.state(report.name, state.name)
            if state.saturation == "at declared bounds":
                continue  # a model that says where its states end promises nothing beyond
            said = re.fullmatch(r"proved unneeded|(impossible in|room for) (\d+) steps", state.saturation)
            assert said, f"what is promised by {state.saturation!r}?"
            if said[1] == "impossible in":
                values = values[:, : int(said[2])]
            elif said[1] == "room for":
                assert quantised.population(report.name).program.spike, "what never fires is sized for its sample"
                continue
            low, high = -(2 ** (state.bits - 1)), 2 ** (state.bits - 1) - 1
            assert low < values.min() and values.max() < high, (report.name, state)


def _izhikevich(seed: int) -> Network:
    """Neurons whose parameters differ, driven by a few random inputs of one size."""
    rng = np.random.default_rng(seed)
    b = snnc.NetworkBuilder("izhikevich", dt=float(rng.choice([1.0, 0.5, 0.25])), steps=40)
    b.input("x", 20)
    given = {name: rng.uniform(*ends, 10) for name, ends in {"a": (0.02, 0.1), "b": (0.2, 0.27), "d": (2, 8)}.items()}
    given |= {"c": rng.uniform(-65, -50, 10), "square": rng.uniform(0.035, 0.045, 10)}
    b.population("y", 10, model="izhikevich", v_steps=str(rng.choice(["one", "two"])), **given)
    b.connect("x", "y", rng.normal(0.5, 1.0, (20, 10)) * 10 ** rng.uniform(-1, 1))
    b.output("y")
    return b.build()


@pytest.mark.parametrize("bits", [8, 12, 16])
def test_updates_are_as_fine_as_golden_can_compute(bits: int) -> None:
    """Squares of potentials outgrow 62 bits where weights are fine: then potentials are coarser, and no network fails.

    Whatever the bits, the first steps follow the real numbers that were built within a tenth of a millivolt.
    """
    for seed in range(12):
        network, quantised = quantise(_izhikevich(seed), snnc.QuantiseOptions(snnc.WeightOptions(bits)))
        spikes = {"x": np.random.default_rng(seed).random((1, 3, 20)) < 0.1}
        real = golden.run(dequantise(network, quantised), spikes, variables(network)).state("y")
        built = golden.run(quantised, spikes, variables(quantised)).state("y")
        assert np.abs(built / dict(quantised.population("y").scales)["v"] - real).max() < 0.1, seed
