"""Two ensembles of Nengo, one of which drives itself: spikes are decoded, filtered, and encoded again."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from meaning.conformance.recordings import read
from meaning.conformance.test_conformance import FOLDER
from support.verilog import SIMULATOR

import snnc
from snnc.driver.simulate import Bench
from snnc.golden import variables
from snnc.passes.pipeline import quantise

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"no recorded runs: no {FOLDER} (set SNNC_DATA)")

#: Seconds: of a step, of membranes, refractory, of the synapses from a to b and from b to itself.
DT, TAU, PAUSE, FORWARD, RECURRENT = 0.001, 0.02, 0.002, 0.005, 0.1
OPTIONS = snnc.QuantiseOptions(snnc.WeightOptions(bits=16), snnc.StateOptions(number_bits=16))
Arrays = Mapping[str, np.ndarray]


@pytest.fixture(scope="module")
def recorded() -> Arrays:
    """``spikes_a``, ``spikes_b``, ``input_a``, ``input_b``: [500, neurons]; gains, biases, encoders and decoders."""
    return dict(read(FOLDER, "nengo_nef").arrays)


def represented(recorded: Arrays, ensemble: str) -> np.ndarray:
    """The value that the neurons of ``ensemble`` encode in every step, [500, 1]: every neuron shows the same."""
    values = (recorded[f"input_{ensemble}"] - recorded[f"bias_{ensemble}"]) / recorded[f"scaled_enc_{ensemble}"][:, 0]
    assert np.ptp(values, axis=1).max() < 1e-14
    return values[:, :1]


def first_potentials(recorded: Arrays) -> np.ndarray:
    """What v was before the first step, which Nengo draws: of a, from its potentials; [40].

    A neuron that fired in the first step tells by when it woke: v had reached what it must have to do so.
    """
    currents, potentials, spikes = recorded["input_a"], recorded["voltage_a"], recorded["spikes_a"] > 0
    found = np.zeros(potentials.shape[1])
    kept = np.exp(-DT / TAU)
    for k, v in enumerate(found):
        end = potentials[0, k]
        if spikes[0, k]:
            woken = next((t for t in range(1, 6) if potentials[t, k] > 0), None)
            if woken is None:
                continue
            open_for = -TAU * np.log1p(-potentials[woken, k] / currents[woken, k])
            since = PAUSE + open_for - woken * DT
            end = 1.0 - (currents[0, k] - 1.0) * np.expm1(-since / TAU)
        if end > 0:
            found[k] = v + currents[0, k] - (currents[0, k] - end) / kept
    return found


def ensemble(b: snnc.NetworkBuilder, name: str, recorded: Arrays, **more: np.ndarray) -> None:
    """A population of Nengo's neurons, driven by the value of ``x_name``."""
    encoders, bias = recorded[f"scaled_enc_{name}"], recorded[f"bias_{name}"]
    initial = {key: value for key, value in more.items() if np.any(value)}
    b.population(name, len(bias), model="nengo_lif", tau=TAU, tau_ref=PAUSE, bias=bias, initial=initial)
    b.connect(f"x_{name}", name, encoders.T)
    b.output(name)
    b.probe(name)


def filtered(b: snnc.NetworkBuilder, name: str, source: str, decoders: np.ndarray, tau: float) -> None:
    """A lowpass synapse of what ``source`` decodes to. A spike counts 1 / dt, and what it does comes a step later."""
    kept = float(np.exp(-DT / tau))
    b.population(name, 1, model="relay", largest=2.0, decay=kept)
    b.connect(source, name, decoders.T / DT * (1.0 - kept), delay=1)


@pytest.fixture(scope="module")
def first(recorded: Arrays) -> snnc.Network:
    """Ensemble a by itself."""
    b = snnc.NetworkBuilder("first", steps=500, dt=DT)
    b.input("x_a", 1, current=(-1.0, 1.0), bits=16)
    ensemble(b, "a", recorded, v=first_potentials(recorded))
    return b.build()


@pytest.fixture(scope="module")
def second(recorded: Arrays) -> snnc.Network:
    """Ensemble b, under the recorded spikes of a and of itself: its decoders and filters."""
    b = snnc.NetworkBuilder("second", steps=500, dt=DT)
    b.input("a", 40)
    b.input("b", 30)
    filtered(b, "forward", "a", recorded["dec_ab"], tau=FORWARD)
    filtered(b, "recurrent", "b", recorded["dec_bb"], tau=RECURRENT)
    b.population("x_b", 1, model="relay", largest=2.0)
    b.connect("forward", "x_b", [[1.0]])
    b.connect("recurrent", "x_b", [[1.0]])
    b.probe("x_b", "value")
    b.output("x_b", "value")
    return b.build()


@pytest.fixture(scope="module")
def whole(recorded: Arrays) -> snnc.Network:
    """Both ensembles, as they were built in Nengo."""
    b = snnc.NetworkBuilder("whole", steps=500, dt=DT)
    b.input("x_a", 1, current=(-1.0, 1.0), bits=16)
    b.population("x_b", 1, model="relay", largest=2.0)
    ensemble(b, "a", recorded, v=first_potentials(recorded))
    ensemble(b, "b", recorded)
    filtered(b, "forward", "a", recorded["dec_ab"], tau=FORWARD)
    filtered(b, "recurrent", "b", recorded["dec_bb"], tau=RECURRENT)
    b.connect("forward", "x_b", [[1.0]])
    b.connect("recurrent", "x_b", [[1.0]])
    b.probe("x_b", "value")
    return b.build()


def _run(network: snnc.Network | snnc.QuantisedNetwork, **given: np.ndarray) -> snnc.golden.Run:
    return snnc.golden.run(network, {name: values[None] for name, values in given.items()}, variables(network))


def test_floats_fire_as_nengo_did(first: snnc.Network, recorded: Arrays) -> None:
    run = _run(first, x_a=represented(recorded, "a"))
    assert np.array_equal(run.spikes("a")[0], recorded["spikes_a"] > 0) and recorded["spikes_a"].sum() > 2000
    assert np.abs(run.state("a")[0] - recorded["voltage_a"]).max() < 1e-12


def test_integers_fire_as_often(first: snnc.Network, recorded: Arrays) -> None:
    """A spike that is a step off is two places; an interval adds its error to the time of all that follow."""
    run = _run(quantise(first, OPTIONS)[1], x_a=represented(recorded, "a"))
    got, wanted = run.spikes("a")[0], recorded["spikes_a"] > 0
    assert np.count_nonzero(got != wanted) <= 0.03 * np.count_nonzero(wanted)
    for k in range(got.shape[1]):
        times = [np.flatnonzero(each[:, k]) for each in (got, wanted)]
        assert len(times[0]) == len(times[1]) and np.abs(times[0] - times[1]).max(initial=0) <= 1


def test_what_is_decoded_is_what_nengo_decoded(second: snnc.Network, recorded: Arrays) -> None:
    """Filters and decoders: in floats to the last digits, in 16 bits within a part in 2,000 of what they may send."""
    spikes = {name: recorded[f"spikes_{name}"] > 0 for name in ("a", "b")}
    wanted = represented(recorded, "b")
    assert np.abs(_run(second, **spikes).state("x_b", "value")[0] - wanted).max() < 1e-12
    quantised = quantise(second, OPTIONS)[1]
    got = _run(quantised, **spikes).state("x_b", "value")[0] / quantised.number_scale("x_b")
    assert np.abs(got - wanted).max() < 2.0 / 2000


def test_the_whole_network_represents_the_same(whole: snnc.Network, recorded: Arrays) -> None:
    """Where b started is not recorded, and its spikes are others; the value that it stands for is not."""
    wanted = represented(recorded, "b")
    run = _run(whole, x_a=represented(recorded, "a"))
    assert np.array_equal(run.spikes("a")[0], recorded["spikes_a"] > 0)
    assert np.abs(run.state("x_b", "value")[0] - wanted)[50:].mean() < 0.03
    quantised = quantise(whole, OPTIONS)[1]
    got = _run(quantised, x_a=represented(recorded, "a")).state("x_b", "value")[0] / quantised.number_scale("x_b")
    assert np.abs(got - wanted)[50:].mean() < 0.03


@pytest.mark.usefixtures("verilator")
def test_rtl_is_golden(whole: snnc.Network, recorded: Arrays, tmp_path_factory: pytest.TempPathFactory) -> None:
    compiled = snnc.compile(whole, quantise=OPTIONS, architecture=snnc.Architecture(lanes=2))
    stimulus = {"x_a": represented(recorded, "a")[None]}
    verdict = Bench(compiled, stimulus, tmp_path_factory.mktemp("nef"), tool=SIMULATOR).run()
    assert (verdict.mismatches, verdict.difference, verdict.cycle_mismatches) == (0, "", 0)
