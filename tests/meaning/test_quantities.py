"""Every quantity has a format of its own: bits of currents and potentials, and what is lost between them, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from meaning.exact import run_integers
from meaning.hand import population
from meaning.single import single

import snnc
from snnc.ir.options import Calibration
from snnc.ir.reports import PopulationReport
from snnc.numbers.fixed import Interval, Rounding
from snnc.passes.pipeline import quantise
from snnc.passes.quantise import Quantise
from snnc.program.integer_ops import MultiplyStyle
from snnc.program.lower import Representation, lower


def _report(bits: int = 8, steps: int | None = None, **options: float) -> PopulationReport:
    """CUBA LIF with weights up to 1, which are 127 units of 8 bits, and a threshold of 1."""
    network = single([[1.0], [0.317]], model="cuba_lif", threshold=1.0, steps=steps, **options)
    return quantise(network, snnc.QuantiseOptions(snnc.WeightOptions(bits)))[1].population_reports[0]


@pytest.mark.parametrize(
    "decay, decay_syn, current, potential",
    [
        # Half a unit lost from the current in every step: it has lost 1/(1 - 0.5) = 2 half units, and the potential,
        # which it moves in the same step, 2/(1 - 0.9) = 20. 127 units of the threshold in steps of 8 bits are
        # 127/256 units each, so 2**6 units of current to one of weights: 256 * 20 / 127 = 40.3.
        # The potential loses 1/(1 - 0.9) = 10: 256 * 10 / 127 = 20.2, so 2**5.
        (0.9, 0.5, 6, 5),
        # 1/(0.5 * 0.1) = 20 again, and 2: 256 * 2 / 127 = 4.03, so 2**3
        (0.5, 0.9, 6, 3),
        # A current of no memory is not rounded: a quarter of a step, 1/512 of the threshold, is 512/127 = 4.03: the
        # nearest power of two below.
        (0.9, 0.0, 3, 5),
        # A potential that forgets nothing is fed by no value that is rounded to its unit. Over 50 steps the current
        # of 2 half units has lost 100: 256 * 100 / 127 = 202.
        (1.0, 0.5, 8, 8),
    ],
)
def test_fraction_bits_follow_from_what_rounding_adds_up_to(
    decay: float, decay_syn: float, current: int, potential: int
) -> None:
    report = _report(steps=50, decay=decay, decay_syn=decay_syn)
    assert report.unit == pytest.approx(127.0)
    assert dict(report.fractions) == {"current": current, "potential": potential}


def test_every_scale_is_the_unit_and_its_fraction() -> None:
    """127 units of current, 2**6 and 2**5 of them to one of the weights."""
    network = single([[1.0], [0.317]], model="cuba_lif", threshold=1.0, decay=0.9, decay_syn=0.5)
    _, quantised = quantise(network, snnc.QuantiseOptions())
    report, built = quantised.population_reports[0], quantised.populations[0]
    assert report.scale("current") == built.scale("i") == pytest.approx(127 * 2**6)
    assert report.scale("potential") == built.scale("v") == pytest.approx(127 * 2**5)
    assert report.potential.name == "v" and built.scale("fired") is None
    assert [(s.name, s.quantity, s.fraction_bits) for s in report.states] == [
        ("v", "potential", 5),
        ("i", "current", 6),
    ]
    assert report.fraction_bits == 6
    assert [(d.name, d.of) for d in report.decays] == [("decay", "v"), ("decay_syn", "i")]
    assert [s.bits for s in report.states] == [built.program.port(s.name).type.width for s in report.states]


@pytest.mark.parametrize("tau, tau_syn", [(20.0, 5.0), (5.0, 100.0)])
def test_every_decay_has_bits_of_its_own(tau: float, tau_syn: float) -> None:
    """Each time constant within 1 %, with the fewest bits that do so."""
    report = _report(tau=tau, tau_syn=tau_syn)
    for decay, steps in zip(report.decays, (tau, tau_syn), strict=True):
        leak = -np.expm1(-1 / steps)
        assert decay.tau == pytest.approx(steps) and decay.integer == round((1 - leak) * 2**decay.shift)
        assert abs(decay.built - (1 - leak)) <= 0.01 * leak
        assert abs(round((1 - leak) * 2 ** (decay.shift - 1)) / 2 ** (decay.shift - 1) - (1 - leak)) > 0.01 * leak
    assert report.decay_bits == max(decay.shift for decay in report.decays)


def test_a_potential_without_memory_is_as_fine_as_its_current_needs() -> None:
    """0.5 | 0.25 + 0.5 = 0.75 | 0.375 + 0.5 = 0.875 stay below 1, although weights and threshold are whole halves."""
    options = {"decay": 0.0, "decay_syn": 0.5, "threshold": 1.0}
    network = single([[1.0], [0.5]], model="cuba_lif", **options)
    _, quantised = quantise(network, snnc.QuantiseOptions())
    spikes = {"x": np.array([[[0, 1], [0, 1], [0, 1], [1, 0]]], bool)}
    for stage, scale in ((network, 1.0), (quantised, quantised.populations[0].scale("v"))):
        run = snnc.golden.run(stage, spikes, [("y", "v"), ("y", "spikes")])
        assert (run.state("y")[0, :, 0] / scale).tolist() == [0.5, 0.75, 0.875, 0.4375]
        assert run.spikes("y")[0, :, 0].tolist() == [False, False, False, True]


@pytest.mark.parametrize("steps, current, potential", [(63, 7, 13), (64, 8, 14)])
def test_every_state_has_room_of_its_own(steps: int, current: int, potential: int) -> None:
    """1 in every step leads to 63, and 64 needs an eighth bit; these hold up to 63 and 127 in every step.

    So the potential has room for 63 * 63 = 3969 and 64 * 127 = 8128, which need 13 and 14 bits.
    """
    options = {"decay": 1.0, "decay_syn": 1.0, "threshold": 1.0, "reset": "none"}
    _, quantised = quantise(single([[1.0]], model="cuba_lif", steps=steps, **options), snnc.QuantiseOptions())
    run = snnc.golden.run(quantised, {"x": np.ones((1, steps, 1), bool)}, [("y", "v"), ("y", "i")], watch=True)
    assert run.saturations == ()
    assert run.state("y", "i")[0, -1, 0] == steps and run.state("y")[0, -1, 0] == steps * (steps + 1) // 2
    states = {state.name: state for state in quantised.population_reports[0].states}
    assert (states["i"].bits, states["v"].bits) == (current, potential)
    assert {state.saturation for state in states.values()} == {f"impossible in {steps} steps"}


def test_calibration_sizes_every_state_by_its_own_values() -> None:
    """127 units, 2**6 and 2**5 of them: currents up to 1.9, potentials down to -40, and half as much again."""
    network = single([[1.0], [0.317]], model="cuba_lif", threshold=1.0, decay=0.9, decay_syn=0.5)
    calibration = Calibration(states=(("y", "v", -40.0, 0.7), ("y", "i", -0.1, 1.9)), spikes=())
    report = Quantise(snnc.QuantiseOptions(), calibration)(network).population_reports[0]
    states = {state.name: state for state in report.states}
    # 1.5 * 40 * 127 * 32 = 243,840 needs 19 bits, 1.5 * 1.9 * 127 * 64 = 23,164 needs 16
    assert (states["v"].bits, states["i"].bits) == (19, 16)
    assert {state.saturation for state in report.states} <= {"room for what calibration saw", "proved unneeded"}


@pytest.mark.parametrize(
    "rounding, moved",
    [
        # quarters: 13, 14, 10 and -13, -14, -10 are 3.25, 3.5, 2.5 and the same below 0
        (Rounding.FLOOR, (3, 3, 2, -4, -4, -3)),
        (Rounding.TOWARD_ZERO, (3, 3, 2, -3, -3, -2)),
        (Rounding.NEAREST_EVEN, (3, 4, 2, -3, -4, -2)),
    ],
)
def test_a_finer_current_is_rounded_as_it_is_told(rounding: Rounding, moved: tuple[int, ...]) -> None:
    """Quarters of a unit of current become whole units of potential; the state keeps the quarters."""
    got = [_step(2, 0, rounding, i) for i in (13, 14, 10, -13, -14, -10)]
    assert got == [(v, i) for v, i in zip(moved, (13, 14, 10, -13, -14, -10), strict=True)]


@pytest.mark.parametrize("rounding", list(Rounding))
def test_a_coarser_current_is_converted_exactly(rounding: Rounding) -> None:
    """Halves of current become eighths of potential: times 4."""
    assert [_step(1, 3, rounding, i) for i in (5, -7)] == [(20, 5), (-28, -7)]
    # as fine as each other
    assert [_step(2, 2, rounding, i) for i in (5, -7)] == [(5, 5), (-7, -7)]


def test_the_input_comes_in_units_of_the_weights() -> None:
    """3 whole units are 12 quarters of current, and 3 whole units or 24 eighths of potential."""
    assert _step(2, 0, Rounding.NEAREST_EVEN, 0, arriving=3) == (3, 12)
    assert _step(2, 3, Rounding.NEAREST_EVEN, 0, arriving=3) == (24, 12)
    assert _step(0, 3, Rounding.NEAREST_EVEN, 0, arriving=3) == (24, 3)


def _step(current: int, potential: int, rounding: Rounding, i: int, arriving: int = 0) -> tuple[int, int]:
    """Potential and current after one step from ``i`` and a potential of 0; nothing leaks, nothing fires."""
    program = (
        population("cuba_lif", decay=1.0, decay_syn=1.0, threshold=100.0, words={"reset": "none"})
        .populations[0]
        .program
    )
    how = Representation(
        state_bits={"v": 12, "i": 10},
        input_ranges={"input": Interval(-20, 20)},
        fraction_bits={"current": current, "potential": potential},
        factor_shifts={"decay": 4, "decay_syn": 6},
        rounding=rounding,
        style=MultiplyStyle.SHIFT_ADD,
        shared={"threshold": 1000, "decay": 2**4, "decay_syn": 2**6},
        per_neuron={},
        limits={},
    )
    integer = lower(program, how).program
    env = run_integers(integer, {"v": 0, "i": i, "input": arriving})
    after = {name: env[stored] for name, stored in integer.next_state}
    return after["v"], after["i"]
