"""Golden against a reference written as loops over neurons and synapses."""

from __future__ import annotations

import numpy as np
import pytest
from support.networks import random_network, random_options, random_stimulus

import snnc
from snnc.golden import first_difference, variables
from snnc.golden.run import Run
from snnc.numbers.fixed import round_shift
from snnc.passes.dequantise import dequantise
from snnc.passes.pipeline import quantise
from snnc.program import ops


def _neuron(population, index, state, *, currents, synapses):
    """One step of one neuron, from the docstrings of the neuron models; returns (state, spike).

    ``currents``: what arrives at each receptor; ``synapses``: the synaptic current behind each, which is advanced.
    """
    word = dict(population.choices)
    given = {n: float(v) if np.ndim(v) == 0 else float(v[index]) for n, v in population.parameters}
    v, left, fired = state
    rest, decay = given.get("rest", 0.0), given.get("decay", 1.0)
    for end, current in currents.items():
        synapses[end] = given.get(f"decay_{end}", 0.0) * synapses.get(end, 0.0) + current
    drive = sum(synapses.values()) + given.get("bias", 0.0)
    resting = left > 0
    steps = int(given.get("refractory", 0))
    hold = word.get("refractory_mode") == "hold"
    holding = hold and left > steps - int(given.get("refractory_held", steps))
    if resting and not holding:
        drive = 0.0

    def reset(x):
        return given["reset_value"] if word["reset"] == "value" else x - given["threshold"]

    late = population.model != "li" and word["reset"] != "none" and word["reset_time"] != "now"
    if late and word["reset_time"] == "next_start" and fired:
        v = reset(v)
    x = v
    if population.model == "if":
        x = x + drive
    elif word["order"] == "input_first":
        x = rest + decay * (x + drive - rest)
    else:
        x = rest + decay * (x - rest) + drive
    if population.model == "li":
        return (x, 0, False), False
    if holding:
        x = v
    if late and word["reset_time"] == "next_end" and fired:
        x = reset(x)
    spike = x >= given["threshold"] if word["fire"] == ">=" else x > given["threshold"]
    if holding or (resting and word["refractory_fire"] == "blocked"):
        spike = False
    if spike and word["reset"] != "none" and not late:
        x = reset(x)
    left = steps if spike else max(0, left - 1)
    return (x, left, spike), spike


def _reference(network, stimulus, sample):
    """Spikes and potentials of one sample: {population: (spikes [T, n], v [T, n])}."""
    steps = next(iter(stimulus.values())).shape[1]
    spikes = {k: v[sample] for k, v in stimulus.items()}
    order = [
        p for level in range(len(network.populations) + 1) for p in network.populations if _level(network, p) == level
    ]
    result = {p.name: (np.zeros((steps, p.size), bool), np.zeros((steps, p.size))) for p in network.populations}
    spikes.update({name: pair[0] for name, pair in result.items()})
    state = {}
    for p in network.populations:
        start = dict(p.initial).get("v", 0.0)
        state[p.name] = [(float(np.broadcast_to(start, p.size)[k]), 0, False) for k in range(p.size)]
    synapses = {p.name: [{} for _ in range(p.size)] for p in network.populations}
    for t in range(steps):
        for p in order:
            currents = {receptor.name: np.zeros(p.size) for receptor in p.program.receptors}
            for projection in network.projections:
                if projection.target == p.name and t >= projection.delay:
                    for s, d, w in zip(*projection.connection.synapses(), strict=True):
                        currents[projection.receptor][d] += w * spikes[projection.source][t - projection.delay, s]
            for k in range(p.size):
                own = {end: current[k] for end, current in currents.items()}
                state[p.name][k], result[p.name][0][t, k] = _neuron(
                    p, k, state[p.name][k], currents=own, synapses=synapses[p.name][k]
                )
                result[p.name][1][t, k] = state[p.name][k][0]
    return result


def _level(network, population):
    before = [p.source for p in network.projections if p.target == population.name and p.delay == 0]
    known = [p for p in network.populations if p.name in before]
    return 1 + max((_level(network, p) for p in known), default=-1)


@pytest.mark.parametrize("seed", range(12))
def test_float_model_against_loops(seed: int) -> None:
    network = random_network(seed)
    stimulus = random_stimulus(network, seed, samples=1, steps=8)
    run = snnc.golden.run(network, stimulus, variables(network))
    for name, (spikes, v) in _reference(network, stimulus, 0).items():
        assert np.allclose(run.state(name)[0], v, rtol=0, atol=1e-9)
        if (name, "spikes") in run.traces:
            assert np.array_equal(run.spikes(name)[0], spikes)


def _interpret(program, env):
    """An integer program with Python's unbounded integers; every value must fit its type."""
    for s in program.body:
        match s.op:
            case ops.Literal(value, _):
                r = value
            case ops.Add(a, b):
                r = env[a] + env[b]
            case ops.Subtract(a, b):
                r = env[a] - env[b]
            case ops.Multiply(a, b, _):
                r = env[a] * env[b]
            case ops.ShiftLeft(a, k):
                r = env[a] << k
            case ops.RoundShift(a, k, mode):
                r = round_shift(env[a], k, mode)
            case ops.Clamp(a, lo, hi):
                r = min(max(env[a], lo), hi)
            case ops.AtLeast(a, b):
                r = env[a] >= env[b]
            case ops.Above(a, b):
                r = env[a] > env[b]
            case ops.Both(a, b):
                r = env[a] and env[b]
            case ops.Invert(a):
                r = not env[a]
            case ops.Shrink(a, b):
                r = env[a] - max(-env[b], min(env[a], env[b]))
            case ops.Select(c, a, b):
                r = env[a] if env[c] else env[b]
        span = s.type.range
        assert span.lo <= r <= span.hi, f"{s.target} = {r} leaves {s.type}"
        env[s.target] = r
    return env


@pytest.mark.parametrize("seed", range(12))
def test_integer_model_against_python_integers(seed: int) -> None:
    network = random_network(seed)
    quantised = snnc.compile(network, quantise=random_options(seed)).quantised
    stimulus = random_stimulus(network, seed, samples=1, steps=8)
    run = snnc.golden.run(quantised, stimulus, variables(quantised))
    spikes = {**{k: v[0] for k, v in stimulus.items()}}
    spikes.update({p.name: run.spikes(p.name)[0] for p in quantised.populations if p.program.spike})
    for p in quantised.populations:
        program = p.program
        for k in range(p.size):
            state = {n: int(np.broadcast_to(v, p.size)[k]) for n, v in p.initial}
            for t in range(8):
                currents = dict.fromkeys((port.name for port in program.inputs), 0)
                for projection in quantised.projections:
                    if projection.target == p.name and t >= projection.delay:
                        for s, d, w in zip(*projection.connection.synapses(), strict=True):
                            sent = int(spikes[projection.source][t - projection.delay, s])
                            currents[projection.receptor] += int(w) * int(d == k) * sent
                env = {**state, **{n: int(v[k]) for n, v in p.parameters}, **currents}
                env = _interpret(program, env)
                state = {n: env[value] for n, value in program.next_state}
                for n, value in state.items():
                    assert run.traces[p.name, n][0, t, k] == value
                if program.spike:
                    assert run.spikes(p.name)[0, t, k] == env[program.spike]


def _one_neuron(spikes: list[int], **options: object) -> tuple[list[int], list[float]]:
    """Spikes and potentials of one IF neuron; weight 1, threshold 1 unless ``options`` says otherwise."""
    b = snnc.NetworkBuilder("one")
    b.input("x", 1)
    b.population("n", 1, **({"model": "if", "threshold": 1.0} | options))
    b.connect("x", "n", [[1.0]])
    b.output("n")
    network = b.build()
    stimulus = {"x": np.array(spikes, bool).reshape(1, -1, 1)}
    run = snnc.golden.run(network, stimulus, variables(network))
    _, quantised = quantise(network, snnc.QuantiseOptions())
    integer = snnc.golden.run(quantised, stimulus, variables(quantised))
    assert np.array_equal(run.spikes("n"), integer.spikes("n"))
    return run.spikes("n").ravel().astype(int).tolist(), run.state("n").ravel().tolist()


@pytest.mark.parametrize("time", ["next_start", "next_end"])
def test_a_late_reset_reaches_a_neuron_that_is_held(time: str) -> None:
    spikes, v = _one_neuron(
        [1, 0, 0, 0], reset="value", reset_value=0.0, reset_time=time, refractory=1, refractory_mode="hold"
    )
    assert spikes == [1, 0, 0, 0]
    assert v == [1.0, 0.0, 0.0, 0.0]


def test_a_potential_held_for_fewer_steps_than_input_is_ignored() -> None:
    """As Brian2 has it: held for n - 1 steps, input ignored for n; here the bias is ignored as well."""
    options = {"model": "lif", "decay": 0.5, "rest": -1.0, "reset": "value", "reset_value": 0.5}
    spikes, v = _one_neuron([1, 1, 1, 1, 1, 1], refractory=3, refractory_held=2, initial={"v": 1.0}, **options)
    # Step 0: -1 + (1 + 1) / 2 + 1 = 1, a spike, 0.5; held twice; -1 + 1.5 / 2 = -0.25 without input; then with it:
    # -1 + 0.75 / 2 + 1 = 0.375 and -1 + 1.375 / 2 + 1 = 0.6875.
    assert spikes == [1, 0, 0, 0, 0, 0]
    assert v == [0.5, 0.5, 0.5, -0.25, 0.375, 0.6875]


@pytest.mark.parametrize("fire", ["allowed", "blocked"])
def test_a_masked_neuron_above_the_threshold(fire: str) -> None:
    """The input of 1 meets a threshold of 0.5; subtracting it leaves 0.5, which fires again where that is allowed."""
    spikes, v = _one_neuron([1, 0, 0, 0], threshold=0.5, refractory=2, refractory_mode="mask", refractory_fire=fire)
    assert spikes == ([1, 1, 0, 0] if fire == "allowed" else [1, 0, 0, 1])
    assert v == ([0.5, 0.0, 0.0, 0.0] if fire == "allowed" else [0.5, 0.5, 0.5, 0.0])


@pytest.mark.parametrize("seed", range(4))
def test_batches_do_not_matter(seed: int) -> None:
    network = random_network(seed)
    stimulus = random_stimulus(network, seed, samples=5)
    whole = snnc.golden.run(network, stimulus, variables(network))
    for k in range(5):
        one = snnc.golden.run(network, {n: s[k : k + 1] for n, s in stimulus.items()}, variables(network))
        for key, trace in one.traces.items():
            assert np.allclose(trace[0], whole.traces[key][k], rtol=0, atol=1e-12)


def test_many_bits_are_close_to_float() -> None:
    """With 16-bit weights and fine decay, quantised parameters hardly change the potentials."""
    b = snnc.NetworkBuilder("fine")
    b.input("x", 10)
    b.population("y", 6, model="li", decay=0.9)
    b.connect("x", "y", np.random.default_rng(0).normal(0, 1, (10, 6)))
    b.output("y", "v")
    network = b.build()
    options = snnc.QuantiseOptions(snnc.WeightOptions(16), snnc.StateOptions(decay_bits=16))
    quantised = snnc.compile(network, quantise=options).quantised
    stimulus = {"x": np.random.default_rng(1).random((3, 20, 10)) < 0.3}
    real = snnc.golden.run(network, stimulus).state("y")
    integer = snnc.golden.run(quantised, stimulus).state("y") / quantised.populations[0].scale("v")
    rounded = snnc.golden.run(dequantise(network, quantised), stimulus).state("y")
    assert np.max(np.abs(integer - real)) < 2e-3
    assert np.max(np.abs(rounded - real)) < 2e-3


def test_first_difference() -> None:
    a = np.zeros((2, 3, 4), bool)
    b = a.copy()
    b[1, 2, 3] = True
    v = np.arange(24).reshape(2, 3, 4)
    expected = Run({("p", "spikes"): a, ("p", "v"): v})
    assert first_difference(expected, Run({("p", "spikes"): a, ("p", "v"): v})) is None
    found = first_difference(expected, Run({("p", "spikes"): b, ("p", "v"): v}), lambda p, n: f"core{n}")
    assert found is not None
    assert (found.sample, found.step, found.neuron, found.core) == (1, 2, 3, "core3")
    assert (found.expected, found.got) == (False, True)
    assert found.state_before == (("v", 19),)


def test_poisson_coding_does_not_depend_on_the_batch() -> None:
    coding = snnc.NetworkBuilder("x")
    coding.input("i", 5, coding="poisson", steps=50, seed=3, scale=0.5)
    values = np.linspace(0, 1, 5)[None].repeat(4, axis=0)
    spec = coding._inputs[0].coding
    whole = snnc.golden.encode(values, spec)
    assert np.array_equal(whole[2:3], snnc.golden.encode(values[2:3], spec, first_sample=2))
    assert not whole[:, :, 0].any()
    assert 0.35 < whole[:, :, 4].mean() < 0.65


def test_latency_coding() -> None:
    b = snnc.NetworkBuilder("x")
    b.input("i", 4, coding="latency", steps=8, cutoff=0.25)
    spikes = snnc.golden.encode(np.array([[1.0, 0.5, 0.25, 0.2]]), b._inputs[0].coding)
    assert [np.flatnonzero(spikes[0, :, k]).tolist() for k in range(4)] == [[0], [4], [6], []]
