"""Models of a user's own that send numbers: values worked out by hand, models of the library, hardware, mistakes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.verilog import SIMULATOR

import snnc
from snnc.advice.run import run_warnings
from snnc.core.errors import UserError
from snnc.driver.simulate import Bench, Scenario
from snnc.golden import variables
from snnc.ir.network import SPIKES
from snnc.passes.pipeline import quantise

#: A unit is 1 for weights and, with bounds of 128, for numbers.
UNITS = snnc.QuantiseOptions(snnc.WeightOptions(8, units=1.0), snnc.StateOptions(fraction_bits=4, decay_bits=8))
SENT = (3.0, 0.0, -5.0, 127.0, 0.0)
WIDE = {"bounds": {"x": (-128, 127)}, "sends": "x"}


def _behind(model: snnc.EquationModel | str, weights: Any = 2.0, size: int = 1, **given: Any) -> snnc.NetworkBuilder:
    """Neurons ``y`` of ``model`` that get a value times ``weights``."""
    b = snnc.NetworkBuilder("own", steps=5)
    b.input("in", np.shape(weights)[0] if np.ndim(weights) else 1, current=(-127.0, 127.0), bits=8)
    b.population("y", size, model=model, **given)
    b.connect("in", "y", weights)
    b.output("y")
    return b


def _traces(network: snnc.Network, values: Any = SENT) -> list[dict[str, list[float]]]:
    """All states of the first neuron in real units, step by step: in float, then in golden."""
    found, integers = [], quantise(network, UNITS)[1]
    given = {"in": np.array(values, float).reshape(1, len(values), -1)}
    for stage in (network, integers):
        run = snnc.golden.run(stage, given, variables(stage))
        scales = {name: integers.population("y").scale(name) for (_, name) in run.traces} if stage is integers else {}
        found.append({n: (trace[0, :, 0] / (scales.get(n) or 1.0)).tolist() for (_, n), trace in run.traces.items()})
    return found


@pytest.mark.parametrize(
    "text, real, golden",
    [
        # twice the input; 254 saturates in integers
        ({"equations": "x = input"}, {"x": (6, 0, -10, 254, 0)}, {"x": (6, 0, -10, 127, 0)}),
        # nothing reads x, so that it is kept as it is sent
        ({"equations": "x = max(input, 0)/4 + 1"}, {"x": (2.5, 1, 1, 64.5, 1)}, {"x": (2, 1, 1, 64, 1)}),
        # half is kept: 1.5 | 0.75 | 0.375 - 2.5 | 63.5 - 1.0625 | 31.21875, in sixteenths; sent in whole numbers
        (
            {"equations": "x = x/2 + input/4"},
            {"x": (1.5, 0.75, -2.125, 62.4375, 31.21875), "x_sent": (1.5, 0.75, -2.125, 62.4375, 31.21875)},
            {"x": (1.5, 0.75, -2.125, 62.4375, 31.25), "x_sent": (2, 1, -2, 62, 31)},
        ),
        # the line below sees what x is: w adds that up
        (
            {"equations": "x = input/16\nw = w + x"},
            {"x": (0.375, 0, -0.625, 15.875, 0), "w": (0.375, 0.375, -0.25, 15.625, 15.625)},
            {"w": (0.375, 0.375, -0.25, 15.625, 15.625), "x_sent": (0, 0, -1, 16, 0)},
        ),
        # the line above sees what x was
        (
            {"equations": "w = x\nx = input/4"},
            {"w": (0, 1.5, 0, -2.5, 63.5)},
            {"w": (0, 1.5, 0, -2.5, 63.5), "x_sent": (2, 0, -2, 64, 0)},
        ),
        # so does what a function above it sees
        (
            {"equations": "w = max(x, 0)\nx = input/4"},
            {"w": (0, 1.5, 0, 0, 63.5)},
            {"w": (0, 1.5, 0, 0, 63.5), "x_sent": (2, 0, -2, 64, 0)},
        ),
        # what arrives first is forgotten where the new value is another one
        (
            {"equations": "x = w\nw = w + 1", "input": "x", "order": "input_first"},
            {"x": (0, 1, 2, 3, 4)},
            {"x": (0, 1, 2, 3, 4), "x_sent": (0, 1, 2, 3, 4)},
        ),
        # by Euler: x = x/2 + w/2, and w = x/2 of the step before with its input added
        (
            {"equations": "dx/dt = (w - x)/2\ndw/dt = x/2 - w", "input": "w", "method": "euler"},
            {"w": (6, 0, -8.5, 254.75, -1.75), "x": (0, 3, 1.5, -3.5, 125.625)},
            {"w": (6, 0, -8.5, 254.75, -1.75), "x_sent": (0, 3, 2, -4, 126)},
        ),
        # weights that are added to what is sent
        (
            {"equations": "dx/dt = -x/2", "input": "x", "method": "euler"},
            {"x": (6, 3, -8.5, 249.75, 124.875)},
            {"x_sent": (6, 3, -8, 127, 64)},
        ),
    ],
)
def test_by_hand(text: dict[str, Any], real: dict[str, tuple], golden: dict[str, tuple]) -> None:
    network = _behind(snnc.equation_model("own", **text, **WIDE)).build()
    for expected, got in zip((real, golden), _traces(network), strict=True):
        assert {name: tuple(got[name]) for name in expected} == expected


def test_what_is_sent_arrives_times_the_weight() -> None:
    """2 and 1 | 0 | -3 and -2 | 64 | 0 in units of 1, times 3, where nothing fires."""
    b = _behind(snnc.equation_model("own", equations="x = input/4", **WIDE))
    b.population("z", 1, model="if", threshold=1e4)
    b.connect("y", "z", [[3.0]])
    b.output("z", "v")
    network = b.build()
    for stage, expected in (
        (network, (4.5, 4.5, -3, 187.5, 187.5)),
        (quantise(network, UNITS)[1], (6, 6, 0, 192, 192)),
    ):
        run = snnc.golden.run(stage, {"in": np.array(SENT).reshape(1, 5, 1)}, [("z", "v")])
        scale = 1.0 if stage is network else stage.population("z").scale("v")
        assert (run.state("z")[0, :, 0] / scale).tolist() == list(expected)


#: What the library has too: with bounds of which the farther one is its ``largest``.
PAIRS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "relu": ({"equations": "value = max(input + 0.25, 0)"}, {"model": "relu", "bias": 0.25}),
    "relay": ({"equations": "value = input"}, {"model": "relay"}),
    "filter": ({"equations": "v = 0.875*v + input\nvalue = v"}, {"model": "relay", "decay": 0.875}),
    "filter of itself": ({"equations": "dvalue/dt = -value/8", "input": "value"}, {"model": "relay", "tau": 8.0}),
}


@pytest.mark.parametrize("bits", [3, 8, 16])
@pytest.mark.parametrize("name", PAIRS)
def test_same_as_the_library(name: str, bits: int) -> None:
    """Numbers and their unit, in float and in golden."""
    text, library = PAIRS[name]
    weights = np.random.default_rng(3).normal(0.0, 0.3, (4, 3))
    own = snnc.equation_model("own", **text, sends="value", bounds={"value": (-16, 16)})
    options = snnc.QuantiseOptions(snnc.WeightOptions(8), snnc.StateOptions(number_bits=bits))
    values = {"in": np.random.default_rng(4).uniform(-127, 127, (2, 40, 4)) / 32}
    found = []
    for given in ({"model": own}, {"largest": 16.0, **library}):
        b = snnc.NetworkBuilder("pair")
        b.input("in", 4, current=(-4.0, 4.0))
        b.population("y", 3, **given)
        b.connect("in", "y", weights)
        b.output("y")
        network = b.build()
        integers = quantise(network, options)[1]
        runs = [snnc.golden.run(stage, values, [("y", SPIKES)]).spikes("y") for stage in (network, integers)]
        found.append((*runs, integers.number_scale("y")))
    assert np.allclose(found[0][0], found[1][0], rtol=1e-12, atol=1e-12)
    assert np.array_equal(found[0][1], found[1][1]) and np.any(found[0][1])
    assert found[0][2] == found[1][2]


SPEC = """
name: own_numbers
dt: 0.5
steps: 12
inputs:
  in: {size: 3, kind: current, range: [-2, 1], bits: 6}
  s: {size: 2, events: 2}
models:
  soft:
    equations: |
      dv/dt = (R*g*tanh(i/g) - v)/tau : mV
      di/dt = -i/(2 ms) : nA
    parameters: {R: 1 Mohm, g: 4 nA, tau: 3 ms}
    input: i
    sends: v
    bounds: {v: [-8 mV, 8 mV], i: [-8 nA, 8 nA]}
    method: euler
  rate: {equations: "r = clip(input + b, 0, 3)", parameters: {b: 0}, sends: r, bounds: {r: [0, 3]}}
populations:
  soft: {size: 3, model: soft, tau: [2 ms, 3 ms, 5 ms]}
  rate: {size: 5, model: rate, b: 0.25}
  cells: {size: 4, model: lif, decay: 0.875, threshold: 1.0}
projections:
  - {source: in, target: soft, weights: {uniform: [-1, 1], seed: 1}}
  - {source: s, target: rate, weights: {uniform: [-1, 1], seed: 2}}
  - {source: soft, target: rate, weights: {uniform: [-1, 1], seed: 3}}
  - {source: rate, target: cells, weights: {uniform: [-1, 1], seed: 4}}
  - {source: cells, target: soft, weights: {uniform: [-1, 1], seed: 5}, delay: 2}
  - {source: rate, target: rate, weights: {uniform: [-0.5, 0.5], seed: 6}, delay: 1}
outputs: [cells, soft, rate]
"""


@pytest.mark.usefixtures("icarus")
def test_rtl_equals_golden(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(SPEC)
    spec = snnc.read_spec(tmp_path / "own.yaml")
    compiled = snnc.compile(spec.network, architecture=snnc.Architecture(lanes=2, cores=3))
    rng = np.random.default_rng(5)
    given = {"in": rng.uniform(-2, 1, (3, 12, 3)), "s": rng.integers(0, 3, (3, 12, 2))}
    bench = Bench(compiled, given, tmp_path / "sim", tool=SIMULATOR)
    for scenario in (Scenario(), Scenario(stall=200, idle=90)):
        verdict = bench.run(scenario, name=f"s{scenario.stall}")
        assert (verdict.mismatches, verdict.difference) == (0, "")
        assert verdict.cycle_mismatches in (0, None)
    assert np.array_equal(verdict.outputs["soft"], verdict.golden.state("soft", "v_sent"))
    assert np.array_equal(verdict.outputs["rate"], verdict.golden.state("rate", "r"))
    assert verdict.golden.spikes("soft").min() < 0 < verdict.golden.spikes("soft").max()
    # 3 of the bounds is 96 units, and clip keeps to it.
    assert verdict.golden.spikes("rate").max() == 96 and verdict.golden.spikes("cells").any()


SOUND: dict[str, Any] = {"equations": "r = max(input, 0)\nw = 0.5*w + r", "sends": "r", "bounds": {"r": (0, 4)}}


@pytest.mark.parametrize(
    "changed, code, place, message",
    [
        ({"sends": "q"}, "E191", "m.sends:1:1", "sends; 'q' is no state"),
        ({"sends": "spikes"}, "E191", "m.sends:1:1", "sends; 'spikes' is no state"),
        ({"sends": ""}, "E191", "m.sends:1:1", "sends; '' is no state"),
        ({"sends": "r w"}, "E194", "m.sends:1:1", "sends; got 'r w', expected one state"),
        ({"sends": "w"}, "E194", "m.sends:1:1", "'w' is sent and has no bounds"),
        ({"threshold": "r > 1", "reset": "none"}, "E194", "m.threshold:1:1", "'threshold' beside 'sends'"),
        ({"reset": "none"}, "E194", "m.reset:1:1", "'reset' beside 'sends'"),
        ({"refractory": 2}, "E194", "m.refractory:1:1", "'refractory' beside 'sends'"),
    ],
)
def test_what_is_wrong(changed: dict[str, Any], code: str, place: str, message: str) -> None:
    with pytest.raises(UserError) as caught:
        snnc.equation_model("m", **{**SOUND, **changed})
    said = caught.value.diagnostics[0]
    assert (said.code, str(said.where)) == (code, place)
    assert message in said.message


@pytest.mark.parametrize("end", [1e-300, 1e-20, 1e20, 1e300])
def test_bounds_of_any_size_are_no_traceback(end: float) -> None:
    network = _behind(snnc.equation_model("m", **{**SOUND, "bounds": {"r": (-end, end)}})).build()
    try:
        assert quantise(network, snnc.QuantiseOptions())[1].number_scale("y") > 0
    except UserError as err:
        assert err.diagnostics[0].code.startswith("E1")


def test_what_is_sent_has_no_initial_value_where_nothing_reads_it() -> None:
    with pytest.raises(UserError, match="no initial value can be given for 'r'; state: w"):
        text = {**SOUND, "equations": "w = 0.5*w + input\nr = w"}
        _behind(snnc.equation_model("m", **text), initial={"w": 1.0, "r": 1.0}).build()


def test_names_that_are_taken() -> None:
    """What is sent of x is called ``x_sent``, but for a state of that name; a state may be called ``number``."""
    text = {"equations": "x = 0.5*x + input\nx_sent = x\nnumber = x", "sends": "x", "bounds": {"x": (-4, 4)}}
    program = _behind(snnc.equation_model("m", **text)).build().population("y").program
    assert [state.name for state in program.states] == ["x", "x_sent", "number", "x_sent_2"]
    assert program.sends == "x_sent_2"
    assert len({state.quantity.name for state in program.states}) == 4


@pytest.mark.parametrize("equation, named", [("x = input", "the state that it sends"), ("x = x + input", "'x'")])
def test_what_helps_where_a_number_saturates(equation: str, named: str) -> None:
    network = _behind(snnc.equation_model("own", equations=equation, **WIDE)).build()
    integers = quantise(network, UNITS)[1]
    run = snnc.golden.run(integers, {"in": np.full((1, 5, 1), 127.0)}, watch=True)
    told = run_warnings(network, integers, (1, 5), run.saturations)
    assert {each.code for each in told} == {"W301"}
    assert f"give the model 'own' wider 'bounds' of {named}" in [each.hint for each in told]
