"""The passes from Network to HardwarePlan, one property each."""

from __future__ import annotations

import re

import numpy as np
import pytest
from support.networks import feed_forward, random_architecture, random_network, random_options

import snnc
from snnc.core.errors import UnsupportedError, UserError
from snnc.ir.options import Calibration, ScaleMethod
from snnc.numbers.fixed import Rounding
from snnc.passes.partition import Partition
from snnc.passes.quantise import Quantise
from snnc.passes.scales import integers, realise_factor, weight_scale
from snnc.plan.hardware import receptor_stride
from snnc.program.integer_ops import MultiplyStyle


@pytest.mark.parametrize("bits", range(1, 17))
@pytest.mark.parametrize("method", list(ScaleMethod))
def test_weights_fit_their_bits(bits: int, method: ScaleMethod) -> None:
    weights = np.random.default_rng(bits).normal(0, 1, 500)
    scale = weight_scale(weights, snnc.WeightOptions(bits, method, 99.0))
    stored = integers(weights, scale, bits)
    assert np.max(np.abs(stored)) <= max(1, 2 ** (bits - 1) - 1)
    if bits == 1:
        assert np.array_equal(stored, np.sign(weights))
    elif method is ScaleMethod.MAX:
        assert np.array_equal(stored, np.rint(weights * scale))  # nothing is clipped
        assert np.max(np.abs(stored)) == 2 ** (bits - 1) - 1


def test_least_squares_beats_max() -> None:
    weights = np.append(np.random.default_rng(0).normal(0, 1, 1000), 20.0)

    def error(method: ScaleMethod) -> float:
        scale = weight_scale(weights, snnc.WeightOptions(4, method))
        return float(np.mean((np.clip(np.rint(weights * scale), -7, 7) / scale - weights) ** 2))

    assert error(ScaleMethod.LEAST_SQUARES) < error(ScaleMethod.MAX)


@pytest.mark.parametrize("digits", [1, 2, 3, None])
def test_factors_are_the_nearest_of_few_digits(digits: int | None) -> None:
    from snnc.numbers.fixed import canonical_signed_digits

    wanted = np.linspace(0, 1, 101)
    built = realise_factor(wanted, 8, digits)
    allowed = [k for k in range(257) if digits is None or len(canonical_signed_digits(k)) <= digits]
    for factor, integer in zip(wanted, built, strict=True):
        assert integer in allowed
        assert abs(integer - factor * 256) <= min(abs(k - factor * 256) for k in allowed) + 1e-9


def test_reports_tell_what_was_lost() -> None:
    b = snnc.NetworkBuilder("n")
    b.input("x", 50)
    b.population("y", 10, model="lif", threshold=1.0, decay=0.9)
    weights = np.random.default_rng(0).normal(0, 0.2, (50, 10))
    b.connect("x", "y", weights)
    b.output("y")
    options = snnc.QuantiseOptions(
        snnc.WeightOptions(4, ScaleMethod.PERCENTILE, 90.0), snnc.StateOptions(bits=10, decay_bits=4)
    )
    network = Quantise(options)(b.build())
    projection, population = network.projection_reports[0], network.population_reports[0]
    unit = population.unit
    wanted = np.rint(weights * unit)
    assert projection.clipped == np.count_nonzero(np.abs(wanted) > 7) > 0
    error = np.clip(wanted, -7, 7) / unit - weights
    assert projection.rms_error == pytest.approx(np.sqrt(np.mean(error**2) / np.mean(weights**2)))
    (decay,) = population.decays
    assert (decay.asked, decay.built, decay.integer, decay.shift) == (0.9, 14 / 16, 14, 4)
    assert (population.potential.saturation, population.potential.bits) == ("kept", 10)


@pytest.mark.parametrize("rounding", list(Rounding))
@pytest.mark.parametrize("style", list(MultiplyStyle))
def test_decay_styles_agree(rounding: Rounding, style: MultiplyStyle) -> None:
    """Shift-add and multiply are two ways to build the same function."""
    spikes = {"stimulus": np.random.default_rng(0).random((2, 12, 12)) < 0.3}
    runs = []
    for each in (style, MultiplyStyle.MULTIPLIER):
        options = snnc.QuantiseOptions(state=snnc.StateOptions(rounding=rounding, decay=each))
        runs.append(snnc.golden.run(Quantise(options)(feed_forward()), spikes, [("hidden", "v")]).state("hidden"))
    assert np.array_equal(*runs)


@pytest.mark.parametrize("seed", range(20))
def test_every_synapse_is_in_one_memory(seed: int) -> None:
    """Rows, offsets and taps together give back every weight of the network."""
    compiled = snnc.compile(random_network(seed), quantise=random_options(seed), architecture=random_architecture(seed))
    network, plan = compiled.quantised, compiled.plan
    found: dict[tuple[str, int, str, str], np.ndarray] = {}
    for core in plan.cores:
        stride = receptor_stride(core.words) * core.lanes
        slots = np.zeros((len(core.rows.base), core.places * core.lanes), np.int64)
        for axon in range(len(core.rows.base)):
            base, start, length = (int(a[axon]) for a in (core.rows.base, core.rows.start, core.rows.length))
            for k in range(length):
                word = start + (k if core.offsets is None else int(core.offsets[base + k]))
                slots[axon, word * core.lanes : (word + 1) * core.lanes] += core.weights[base + k]
        for block in core.axons:
            for part in core.slices:
                target = network.population(part.population)
                for receptor, port in enumerate(target.program.inputs):
                    key = (block.source, block.delay, part.population, port.name)
                    matrix = found.setdefault(key, np.zeros((block.size, target.size), np.int64))
                    first = part.word * core.lanes + receptor * stride
                    rows = slots[block.first : block.first + block.size, first : first + part.size]
                    matrix[:, part.first : part.first + part.size] += rows
    for projection in network.projections:
        source, target, weight = projection.connection.synapses()
        if np.any(weight):
            ends = (projection.source, projection.delay, projection.target, projection.receptor)
            np.subtract.at(found[ends], (source, target), weight)
    assert all(not np.any(matrix) for matrix in found.values())


def test_equal_rows_are_stored_once() -> None:
    b = snnc.NetworkBuilder("n")
    b.input("x", 100)
    b.population("y", 64, model="if", threshold=1.0)
    b.connect("x", "y", 0.5)
    b.output("y")
    core = snnc.compile(b.build(), architecture=snnc.Architecture(lanes=8)).plan.cores[0]
    assert core.weights.shape == (8, 8)


def test_one_to_one_costs_a_word_per_neuron() -> None:
    b = snnc.NetworkBuilder("n")
    b.input("x", 64)
    b.population("y", 64, model="if", threshold=1.0)
    b.connect("x", "y", np.linspace(0.1, 1, 64), kind="one_to_one")
    b.output("y")
    core = snnc.compile(b.build(), architecture=snnc.Architecture(lanes=8)).plan.cores[0]
    assert core.weights.shape[0] == 64
    assert set(core.rows.length.tolist()) == {1}
    assert core.offsets is None


def test_large_populations_are_sliced_and_few_share() -> None:
    b = snnc.NetworkBuilder("n")
    b.input("x", 4)
    for name, size in (("big", 100), ("few", 5), ("tiny", 3)):
        b.population(name, size, model="if", threshold=1.0)
        b.connect("x", name, 0.5)
        b.output(name)
    plan = snnc.compile(b.build(), architecture=snnc.Architecture(lanes=4, neurons_per_core=40)).plan
    hosts = {
        name: {c.name for c in plan.cores for s in c.slices if s.population == name} for name in ("big", "few", "tiny")
    }
    assert len(hosts["big"]) == 3
    assert len(plan.cores) == 3
    assert all(core.words * core.lanes <= 40 for core in plan.cores)


@pytest.mark.parametrize("limit, cores", [(1024, 1), (1023, 2), (512, 2), (511, 3), (256, 4), (64, 16)])
def test_as_few_cores_as_synapse_memories_allow(limit: int, cores: int) -> None:
    """64 rows of 16 words each; a core of one word of neurons holds 64 of them."""
    weights = np.random.default_rng(0).integers(-7, 8, (64, 64)) / 8.0
    b = snnc.NetworkBuilder("dense")
    b.input("x", 64)
    b.population("y", 64, model="if", threshold=1.0)
    b.connect("x", "y", weights)
    b.output("y")
    architecture = snnc.Architecture(lanes=4, synapse_words_per_core=limit)
    plan = snnc.compile(b.build(), architecture=architecture).plan
    assert len(plan.cores) == cores
    assert all(core.weights.shape[0] <= limit for core in plan.cores)


def test_synapse_memories_too_small_for_a_word_of_neurons() -> None:
    b = snnc.NetworkBuilder("dense")
    b.input("x", 64)
    b.population("y", 8, model="if", threshold=1.0)
    b.connect("x", "y", np.random.default_rng(0).normal(0, 1, (64, 8)))
    b.output("y")
    with pytest.raises(UserError, match="E171"):
        snnc.compile(b.build(), architecture=snnc.Architecture(lanes=4, synapse_words_per_core=63))


def test_the_partitioner_finds_communities() -> None:
    """Two interleaved communities: putting each on its own core saves nearly all traffic."""
    size, group = 64, np.arange(64) // 4 % 2
    weights = np.where(group[:, None] == group[None, :], 0.2, 0.0)
    b = snnc.NetworkBuilder("n")
    b.input("x", 1)
    b.population("y", size, model="if", threshold=1.0)
    b.connect("x", "y", 0.5)
    b.connect("y", "y", weights, delay=1)
    b.output("y")
    quantised = Quantise(snnc.QuantiseOptions())(b.build())
    architecture = snnc.Architecture(lanes=4, neurons_per_core=32)
    cores = Partition(architecture)(quantised).assignments
    assert len(cores) == 2
    for core in cores:
        members = {int(group[s.first + k]) for s in core.slices for k in range(s.size)}
        assert len(members) == 1
    busy = Calibration((), (("x", np.ones(1)), ("y", np.ones(size))))
    again = [Partition(architecture, busy)(quantised).assignments for _ in range(2)]
    assert again[0] == again[1]


def test_two_state_outputs_of_one_population_are_unsupported() -> None:
    b = snnc.NetworkBuilder("n")
    b.input("x", 1)
    b.population("y", 2, model="lif", threshold=1.0, decay=0.5, refractory=2.0)
    b.connect("x", "y", 1.0)
    b.output("y", "v", name="a")
    b.output("y", "refractory_left", name="b")
    with pytest.raises(UnsupportedError, match="U101"):
        snnc.compile(b.build())


def test_accumulators_hold_the_worst_case() -> None:
    """All positive or all negative synapses of the heaviest neuron at once just fit."""
    b = snnc.NetworkBuilder("n")
    b.input("x", 40)
    b.population("y", 3, model="li", decay=0.5)
    b.connect("x", "y", np.random.default_rng(0).normal(0, 1, (40, 3)))
    b.output("y", "v")
    quantised = Quantise(snnc.QuantiseOptions())(b.build())
    weights = quantised.projections[0].connection.weights
    port = quantised.populations[0].program.port("input").type
    low, high = np.minimum(weights, 0).sum(axis=0).min(), np.maximum(weights, 0).sum(axis=0).max()
    assert port.range.lo <= low and high <= port.range.hi
    assert not (port.range.lo // 2 <= low and high <= port.range.hi // 2)


def test_calibration_weighs_the_error_of_weights_by_their_use() -> None:
    """Large weights of silent sources may be clipped for the sake of small ones that are used."""
    weights = np.concatenate([np.full((5, 4), 8.0), np.random.default_rng(0).normal(0, 0.5, (20, 4))])
    b = snnc.NetworkBuilder("n")
    b.input("x", 25)
    b.population("y", 4, model="lif", threshold=1.0, decay=0.5)
    b.connect("x", "y", weights)
    b.output("y")
    options = snnc.QuantiseOptions(snnc.WeightOptions(4, ScaleMethod.LEAST_SQUARES))
    rates = np.concatenate([np.zeros(5), np.ones(20)])
    used = Calibration((("y", "v", -1.0, 1.0),), (("x", rates),))
    errors = []
    for calibration in (None, used):
        quantised = Quantise(options, calibration)(b.build())
        unit = quantised.population_reports[0].unit
        errors.append(np.mean((quantised.projections[0].connection.weights[5:] / unit - weights[5:]) ** 2))
    assert errors[1] < errors[0] / 4


def test_gains_are_reported_where_they_are_furthest_off() -> None:
    b = snnc.NetworkBuilder("n")
    b.input("x", 2)
    given = {"rest": 0.0, "critical": 0.5, "threshold": 1.0, "reset_value": 0.0}
    b.population("y", 3, model="qif", pace=[0.05, 0.1, 1e-12], curvature=1.0, **given)
    b.connect("x", "y", np.ones((2, 3)))
    b.output("y")
    compiled = snnc.compile(b.build())
    pace, curvature = sorted(compiled.quantised.population_reports[0].gains, key=lambda gain: gain.asked)
    assert (pace.name, pace.asked, pace.built, pace.error) == ("pace", 1e-12, 0.0, 1.0)
    assert (curvature.asked, curvature.built, curvature.error) == (1.0, 1.0, 0.0)
    shown = compiled.artifacts.files["report.txt"]
    assert re.search(r"\ny +pace +1e-12 +0 +100 %\n", shown) and re.search(r"\ny +curvature +1 +1 +exact\n", shown)
