"""What choosing bits counts and says: costs, losses, leaks, notes, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from support.choosing import deep, two_inputs

import snnc
from snnc.choosing.choose import choose_bits
from snnc.choosing.cost import ADDER_BIT, cost_of
from snnc.choosing.measure import Ruler
from snnc.ir.options import QuantiseOptions, StateOptions, Target, WeightOptions, verify
from snnc.passes.normalise import Normalise
from snnc.passes.pipeline import quantise

ALL = QuantiseOptions(target=Target(spikes=1.0))


def test_no_rate_becomes_another_one() -> None:
    """Spikes by chance, nearly all of which may go without missing the target: their rate stays what it is."""
    b = snnc.NetworkBuilder("n", steps=50)
    b.input("x", 1, events=9)
    b.population("source", 2, model="poisson", rate=[0.02, 0.01])
    b.population("y", 2, model="if", threshold=1.0, reset="subtract")
    b.connect("x", "y", [[0.5, 0.75]])
    b.connect("source", "y", [[0.25, 0.5], [0.5, 0.25]])
    b.output("y")
    network, stimulus = b.build(), {"x": np.full((2, 50, 1), 9, np.uint8)}
    chosen = choose_bits(network, stimulus, quantise=QuantiseOptions(target=Target(spikes=0.5))).chosen.options
    source = quantise(network, chosen)[1].population("source")
    assert dict(source.parameters)["rate"] / (source.scale("p") or 1.0) == pytest.approx([0.02, 0.01], rel=0.1)


def test_cost_by_hand() -> None:
    """Sums and states of both neurons, thresholds of their own, one datapath of an addition and a comparison."""
    b = snnc.NetworkBuilder("n")
    b.input("x", 3)
    b.population("n", 2, model="if", threshold=[5.0, 7.0], reset="value", reset_value=0.0)
    b.connect("x", "n", [[1.0, 3.0], [2.0, -2.0], [0.0, 1.0]])
    b.output("n")
    _, network = quantise(b.build(), QuantiseOptions(WeightOptions(8), StateOptions(bits=6, fraction_bits=0)))
    program = network.populations[0].program
    (threshold,) = program.parameters
    cost = cost_of(network)
    assert cost.synapses == 6 * 3  # from -2 to 3, whatever the format could hold
    assert cost.states == 2 * 6 and cost.parameters == 2 * threshold.type.width
    assert cost.sums == 2 * program.port("input").type.width
    assert cost.total == cost.synapses + cost.states + cost.sums + cost.parameters + cost.datapath
    adders = [s for s in program.body if type(s.op).__name__ in ("Add", "Subtract", "AtLeast")]
    assert len(adders) == 2 and cost.datapath % ADDER_BIT == 0
    # The sum of a state of 6 bits and an input of 4 has 7, and so has the comparison.
    assert cost.datapath == ADDER_BIT * (7 + 7)


@pytest.mark.parametrize(
    "weights,bits", [([[1.0, -1.0]], 1), ([[1.0, 0.0]], 2), ([[0.5, -0.5]], 1), ([[3.0, -2.0]], 3)]
)
def test_the_width_of_a_memory(weights: list[list[float]], bits: int) -> None:
    """Signs alone take one bit; with a zero among them it is two."""
    b = snnc.NetworkBuilder("n")
    b.input("x", 1)
    b.population("n", 2, model="if", threshold=2.0)
    b.connect("x", "n", weights)
    b.output("n")
    assert cost_of(quantise(b.build(), QuantiseOptions(WeightOptions(6)))[1]).synapses == 2 * bits


def test_weights_of_one_memory_share_its_width() -> None:
    """Fewer bits of one of two projections save nothing: both go down together, or none."""
    rng = np.random.default_rng(1)
    b = snnc.NetworkBuilder("n")
    b.input("x", 6)
    b.input("y", 6)
    b.population("n", 4, model="if", threshold=1.0)
    weights = rng.normal(0.2, 0.4, (6, 4))
    b.connect("x", "n", weights)
    b.connect("y", "n", weights[::-1])
    b.output("n")
    network, x = b.build(), {name: rng.random((8, 10, 6)) < 0.3 for name in "xy"}
    choice = choose_bits(network, x, quantise=QuantiseOptions(target=Target(spikes=0.9)))
    stored = [report.bits + report.shift for report in choice.chosen.projections]
    assert choice.chosen.cost.synapses == 48 * max(stored)
    assert stored[0] == stored[1] < 8
    changes = {change.said.split("; fraction")[0]: change for change in choice.changes}
    fewer = [f"weight bits of {name}: {stored[0]} -> {stored[0] - 1}" for name in ("x_n", "y_n")]
    alone, together = changes[fewer[0]].candidate, changes["; ".join(fewer)].candidate
    assert alone is not None and alone.cost.synapses == choice.chosen.cost.synapses
    assert together is not None and together.cost.synapses == choice.chosen.cost.synapses - 48
    assert changes["; ".join(fewer)].verdict.startswith("misses the target by ")


def test_a_share_of_spikes_is_not_met_by_silence() -> None:
    """Float spikes three times in 40 places; golden with no weights never does: 0 % are kept, not 92.5 %."""
    b = snnc.NetworkBuilder("n")
    b.input("x", 1)
    b.population("n", 1, model="if", threshold=1.0, reset="value", reset_value=0.0)
    b.connect("x", "n", [[1.0]])
    b.output("n")
    network, x = Normalise()(b.build()), np.zeros((2, 20, 1), bool)
    x[0, 3] = x[0, 9] = x[1, 0] = True
    ruler = Ruler(network, {"x": x}, None, Target(spikes=0.9))
    assert ruler.spikes == 3 and ruler.allowed == pytest.approx(10)
    _, golden = quantise(network, QuantiseOptions())
    assert ruler.measure(golden).figure == 1
    for factor, figure in ((0, 0.0), (-1, 0.0)):
        (projection,) = golden.projections
        weights = replace(projection.connection, weights=projection.connection.weights * factor)
        silent = replace(golden, projections=(replace(projection, connection=weights),))
        assert ruler.measure(silent).figure == figure


def test_notes_on_few_samples() -> None:
    network, x, labels = deep()
    few = {"x": x["x"][:10]}
    options = QuantiseOptions(target=Target(accuracy=0.5))
    (note,) = choose_bits(network, few, quantise=options, labels=labels[:10]).notes
    assert note == (
        "One of 10 samples is 10 points, more than the tolerance of 0.5: golden may not be wrong in a single one "
        "more than float. Give at least 200 samples."
    )
    assert choose_bits(network, x, quantise=QuantiseOptions(target=Target(accuracy=2.5)), labels=labels).notes == ()
    network, x = two_inputs()
    (note,) = choose_bits(network, x, quantise=QuantiseOptions(target=Target(spikes=0.99))).notes
    assert note == (
        "One of 2 spikes is 50 %, more than the 1 % that may be lost: not a single one may differ. "
        "Give samples with at least 100 output spikes."
    )
    assert choose_bits(network, x, quantise=ALL).notes == ()


def test_targets_out_of_range() -> None:
    for target, words in (
        (Target(), "expected either accuracy or spikes"),
        (Target(1.0, 0.5), "expected either accuracy or spikes"),
        (Target(accuracy=-0.5), "got -0.5, expected percentage points from 0 to below 100"),
        (Target(accuracy=float("nan")), "got nan"),
        (Target(spikes=0.0), "got 0, expected a share above 0, up to 1"),
        (Target(spikes=99.0), "got 99, expected a share"),
    ):
        with pytest.raises(snnc.UserError, match=words):
            verify(QuantiseOptions(target=target))


def test_what_cannot_be_chosen() -> None:
    network, x, labels = deep()

    def refused(options: QuantiseOptions, labels: np.ndarray | None = None, x: dict[str, np.ndarray] = x) -> str:
        with pytest.raises(snnc.UserError) as err:
            choose_bits(network, x, quantise=options, labels=labels)
        return str(err.value)

    assert "error[E181]: there is no target" in refused(QuantiseOptions())
    accuracy = QuantiseOptions(target=Target(accuracy=1.0))
    assert "error[E182]: a target of accuracy needs labels" in refused(accuracy)
    assert "error[E182]: labels; got shape [39], expected [40]" in refused(accuracy, labels[1:])
    assert "error[E201]" in refused(accuracy, labels, {})
    silent = {"x": np.zeros((2, 3, 8), bool)}
    assert "error[E182]: v of 'sum' stays at rest on this stimulus" in refused(ALL, None, silent)
    narrow = replace(ALL, state=StateOptions(bits=3, fraction_bits=8))
    assert "error[E162]: state of 'hidden'; got 3 bits, expected at least" in refused(narrow)
    # One decimal place less than nothing: weights of one bit cannot add up to what float's do.
    missed = refused(replace(ALL, weights=WeightOptions(bits=1), target=Target(spikes=0.999)))
    assert "error[E183]: no bits were found that keep the target (spikes: 99.9 %); at best, golden keeps " in missed
    assert "with weight bits: x_hidden 1, hidden_sum 1; state bits: hidden " in missed
    with pytest.raises(snnc.UserError, match=r"E180.*have not been chosen"):
        snnc.compile(network, quantise=accuracy)


def test_by_how_much_an_accuracy_is_missed() -> None:
    """Labels 0 and 1 are told apart by weights 1.0 and 0.9; with one bit the first of equals always wins."""
    b = snnc.NetworkBuilder("n")
    b.input("x", 2)
    b.population("sum", 2, model="li", decay=1.0)
    b.connect("x", "sum", [[1.0, 0.9], [0.9, 1.0]])
    b.output("sum", variable="v")
    x = {"x": np.eye(2, dtype=bool)[:, None]}
    given = QuantiseOptions(WeightOptions(bits=1), target=Target(accuracy=20.0))
    with pytest.raises(snnc.UserError) as err:
        choose_bits(b.build(), x, quantise=given, labels=np.array([0, 1]))
    assert "at best, golden's accuracy is 50 points below float's 100.00 %, 30 too many, with weight" in str(err.value)


def test_a_leak_does_not_vanish() -> None:
    """Three steps cannot tell a decay of 0.99 from none; golden leaks all the same."""
    b = snnc.NetworkBuilder("n")
    b.input("x", 2)
    b.population("n", 2, model="lif", decay=0.99, threshold=1.0)
    b.connect("x", "n", [[0.6, 0.3], [0.4, 0.9]])
    b.output("n")
    x = np.ones((2, 3, 2), bool)
    choice = choose_bits(b.build(), {"x": x}, quantise=QuantiseOptions(target=Target(spikes=0.5)))
    (report,) = choice.chosen.populations
    assert report.decays[0].built < 1
    lost = [change.verdict for change in choice.changes if change.said.startswith("decay bits of n: 6 -> 5")]
    assert lost == ["not possible: the leak of 'n' would vanish, or be twice as large"]


def test_the_worst_output_decides() -> None:
    """One spike of three is missing, and sums are 4 of 11 off: the larger share counts."""
    b = snnc.NetworkBuilder("n")
    b.input("x", 2)
    b.population("a", 2, model="if", threshold=1.0)
    b.population("sum", 1, model="li", decay=1.0, rest=0.0)
    b.connect("x", "a", [[1.0, 0.0], [0.0, 1.0]])
    b.connect("x", "sum", [[1.0], [1.0]])
    for name, variable in (("a", "spikes"), ("sum", "v")):
        b.output(name, variable=variable)
    network, x = Normalise()(b.build()), np.zeros((1, 4, 2), bool)
    x[0, 0] = x[0, 1, 0] = True  # sums 2, 3, 3, 3: 11 in all; three spikes
    _, golden = quantise(network, QuantiseOptions())
    ruler = Ruler(network, {"x": x}, None, Target(spikes=0.5))
    assert ruler.measure(golden).figure == 1
    to_a, to_sum = golden.projections
    one = replace(to_a.connection, weights=to_a.connection.weights * np.array([[1, 0], [0, 0]], np.int32))
    half = replace(golden, projections=(replace(to_a, connection=one), to_sum))
    assert ruler.measure(half).figure == pytest.approx(1 - 1 / 3)
    none = replace(to_sum.connection, weights=to_sum.connection.weights * np.array([[1], [0]], np.int32))
    worse = replace(golden, projections=(to_a, replace(to_sum, connection=none)))
    assert ruler.measure(worse).figure == pytest.approx(1 - 4 / 11)
    both = replace(golden, projections=(replace(to_a, connection=one), replace(to_sum, connection=none)))
    assert ruler.measure(both).figure == pytest.approx(1 - 4 / 11)


def test_a_state_is_measured_from_rest() -> None:
    """A readout that rests at -70 and goes to -69: golden without weights keeps nothing, not 98.6 %."""
    b = snnc.NetworkBuilder("n")
    b.input("x", 1)
    b.population("sum", 1, model="li", decay=1.0, rest=-70.0, initial={"v": -70.0})
    b.connect("x", "sum", [[1.0]])
    b.output("sum", variable="v")
    network, x = Normalise()(b.build()), np.ones((1, 1, 1), bool)
    _, golden = quantise(network, QuantiseOptions())
    ruler = Ruler(network, {"x": x}, None, Target(spikes=0.9))
    assert ruler.measure(golden).figure == 1
    (projection,) = golden.projections
    connection = replace(projection.connection, weights=projection.connection.weights * 0)
    assert ruler.measure(replace(golden, projections=(replace(projection, connection=connection),))).figure == 0
