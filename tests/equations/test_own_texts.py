"""Models as a whole: what they lack, what contradicts itself, and what a population of one may say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from support.own_models import one_population, parameters, run

import snnc
from snnc.core.errors import UserError
from snnc.program.program import Bounds
from snnc.program.quantity import Kind, Purpose

ONE = np.array([[1.0]])
SOUND: dict[str, Any] = {
    "equations": "v = beta*v + input\nw = 0.5*w + v",
    "parameters": {"beta": 0.9, "limit": 2},
    "threshold": "v > limit",
    "reset": "v = 0",
}


@pytest.mark.parametrize(
    "changed, code, place, message",
    [
        ({"equations": ""}, "E194", "m.equations:1:1", "holds no equation"),
        ({"equations": "v = beta*v\nv = input"}, "E194", "m.equations:2:1", "'v' has two equations"),
        ({"equations": "dv/dt = -beta*v\nw = input"}, "E194", "m.equations:2:1", "one is differential and the other"),
        ({"equations": "v = beta*v"}, "E194", "m.equations:1:1", "no equation takes the input"),
        ({"input": "v"}, "E194", "m.equations:1:14", "'input' in an equation, and added to 'v' as well"),
        ({"input": "u"}, "E191", "m.input:1:1", "unknown unit 'u'"),
        ({"input": "vv"}, "E191", "m.input:1:1", "'vv' is no state and no unit; did you mean 'v'?"),
        ({"order": "input_first"}, "E194", "m.order:1:1", "an order is for weights that are added to a state"),
        ({"equations": "dt = beta*dt + input"}, "E194", "m.equations:1:1", "no state can be called 'dt'"),
        ({"equations": "size = beta*size + input"}, "E194", "m.equations:1:1", "no state can be called 'size'"),
        ({"equations": "beta = beta + input"}, "E194", "m.parameters.beta:1:1", "'beta' is a parameter and a state"),
        (
            {"equations": "v = betta*v + input"},
            "E191",
            "m.equations:1:5",
            "'betta' is neither a state nor a parameter; did",
        ),
        ({"equations": "v = beta*v + input + t"}, "E193", "m.equations:1:22", "no model knows the time"),
        ({"equations": "v = beta*v + input + rand()"}, "E193", "m.equations:1:22", "random numbers"),
        ({"reset": ""}, "E194", "m.reset:1:1", "assigns nothing"),
        ({"reset": "u = 1"}, "E191", "m.reset:1:1", "reset assigns 'u', which is no state"),
        ({"reset": "v == 0"}, "E190", "m.reset:1:1", "expected an assignment such as v = Vr"),
        ({"reset": "v = input"}, "E193", "m.reset:1:5", "'input' is for equations"),
        ({"threshold": "limit > 1"}, "E194", "m.threshold:1:1", "this compares constants"),
        ({"threshold": "v"}, "E190", "m.threshold:1:2", "expected a comparison"),
        ({"threshold": None}, "E194", "m.reset:1:1", "'reset' without a threshold"),
        ({"reset": None}, "E194", "m.threshold:1:1", "a threshold without a reset"),
        ({"method": "euler"}, "E194", "m.method:1:1", "a method is for differential equations"),
        ({"equations": "dv/dt = -beta*v + input", "method": "rk4"}, "E108", "m.method:1:1", "method; got 'rk4'"),
        ({"equations": "v = beta*v + input : 1 (unless refractory)"}, "E194", "m.equations:1:1", "'v' is held in refr"),
        ({"equations": "v = beta*v + input (unless resting)"}, "E190", "m.equations:1:28", "expected 'refractory'"),
        ({"parameters": {"beta": 0.9, "limit": 1, "more": 1}}, "E194", "m.parameters.more:1:1", "no equation has the"),
        ({"parameters": {"beta": 0.9, "limit": 1, "size": 1}}, "E194", "m.parameters.size:1:1", "can be called 'size'"),
        ({"parameters": {"beta": 0.9, "limit": 1, "a b": 1}}, "E194", "m.parameters.a b:1:1", "can be called 'a b'"),
        ({"parameters": {"beta": "fast", "limit": 1}}, "E191", "m.parameters.beta:1:1", "unknown unit 'fast'"),
        ({"refractory": "v"}, "E191", "m.refractory:1:1", "'v' is neither a state nor a parameter"),
        ({"refractory": "1.5"}, "E195", "m.refractory:1:1", "got 1.5 steps, expected a whole number"),
        ({"refractory": "-1"}, "E195", "m.refractory:1:1", "got -1 steps, expected a whole number"),
        ({"equations": "v = beta*v + input\n" * 40}, "E190", "m.equations:33:1", "has more than 32 lines"),
    ],
)
def test_what_is_wrong(changed: dict[str, Any], code: str, place: str, message: str) -> None:
    given = {key: value for key, value in {**SOUND, **changed}.items() if value is not None}
    with pytest.raises(UserError) as caught:
        one_population(snnc.equation_model("m", **given), ONE)
    said = caught.value.diagnostics[0]
    assert (said.code, str(said.where) if said.where else "") == (code, place), said
    assert message in said.message


def test_an_unknown_part() -> None:
    with pytest.raises(UserError, match=r"E105.*'treshold'; did you mean 'threshold'\?"):
        snnc.equation_model("m", equations="v = input", treshold="v > 1")


def test_a_name_of_the_library() -> None:
    with pytest.raises(UserError, match=r"E111.*cannot be called 'lif': snnc has one of that name"):
        snnc.equation_model("lif", equations="v = 0.5*v + input")


def test_a_step_too_long_for_euler() -> None:
    model = snnc.equation_model("m", equations="dv/dt = -v/tau", parameters={"tau": 2}, input="v", method="euler")
    one_population(model, ONE, dt=2.0)
    with pytest.raises(
        UserError, match=r"m.equations:1:1: error\[E195\]: method euler: 'v' decays faster than a step of 2.5"
    ):
        one_population(model, ONE, dt=2.5)


def test_names_that_mean_something_elsewhere() -> None:
    """In Verilog, in Python, in programs: states and parameters may have any name that equations do not need."""
    names = (
        "reg",
        "output",
        "one",
        "spike",
        "resting",
        "crossed",
        "lambda",
        "I",
        "i",
        "v_next",
        "factor",
        "count",
        "clk",
    )
    lines = [f"{name} = 0.5*{name} + input" for name in names[:1]] + [f"{n} = 0.5*{n} + {names[0]}" for n in names[1:]]
    model = snnc.equation_model(
        "m",
        equations="\n".join(lines),
        parameters={"module": 2, "always": 0.25},
        threshold="one > module",
        reset="spike = always; one -= module",
        refractory=2,
    )
    network = one_population(model, ONE)
    compiled = snnc.compile(network)
    arriving = np.random.default_rng(2).random((1, 30, 1)) < 0.8
    a, b = run(network, arriving), run(compiled.quantised, arriving)
    assert a.traces["y", "spikes"].sum() >= 2
    assert np.array_equal(a.traces["y", "spikes"], b.traces["y", "spikes"])


UNITS: dict[str, Any] = {
    "equations": "dv/dt = (El - v + R*i)/tau : mV (unless refractory)\ndi/dt = -i/tau_syn : pA",
    "parameters": {"El": "-70 mV", "R": "100 Mohm", "tau": "ms", "tau_syn": "5 ms", "Vt": "-50 mV", "d": "0.1 nA"},
    "input": "i",
    "threshold": "v > Vt",
    "reset": "v -= 12 mV; i += d",
    "refractory": "0.4 ms",
}


def test_a_model_with_units_by_hand() -> None:
    """States are in mV and pA; dt of 0.1 is 0.1 ms, so that 0.4 ms are 4 steps; R is 0.1 mV/pA."""
    model = snnc.equation_model("m", **{**UNITS, "method": "euler"})
    network = one_population(model, ONE, dt=0.1, tau=np.array([20.0]), initial={"v": "-0.06 V", "i": 30})
    expected = {
        "v_decay": 1 - 0.1 / 20,
        "v_rest": -70.0,
        "v_per_i": 0.1 * 0.1 / 20,
        "i_decay": 0.98,
        "v_threshold": -50.0,
    }
    expected |= {"refractory": 4.0, "v_jump": -12.0, "i_jump": 100.0}
    assert parameters(network) == {name: pytest.approx(value, rel=1e-14) for name, value in expected.items()}
    assert dict(network.population("y").initial) == {"v": pytest.approx(-60.0), "i": 30.0}
    program = network.population("y").program
    assert [(p.name, p.purpose, p.of) for p in program.parameters if p.purpose] == [
        ("refractory", Purpose.DURATION, "refractory_left"),
        ("v_rest", Purpose.REST, "v"),
        ("v_decay", Purpose.DECAY, "v"),
        ("i_decay", Purpose.DECAY, "i"),
        ("v_threshold", Purpose.THRESHOLD, "v"),
    ]
    assert [state.quantity.name for state in program.linear_states] == ["v", "i"]
    assert program.receptors[0].quantity.name == "i"
    assert {p.name: p.quantity.kind for p in program.parameters}["v_per_i"] is Kind.GAIN


def test_values_of_a_population() -> None:
    model = snnc.equation_model("m", **UNITS)
    for given in (20, 20.0, "20 ms", "0.02 s", np.array([20.0]), "20000 usecond"):
        assert parameters(one_population(model, ONE, dt=0.1, tau=given))["v_decay"] == pytest.approx(0.99501247919268)
    each = one_population(model, np.ones((1, 3)), dt=0.1, tau=[10, 20, 40], R="50 Mohm")
    assert parameters(each)["v_decay"] == pytest.approx(np.exp(-0.1 / np.array([10, 20, 40])))
    assert parameters(each)["v_threshold"] == -50.0
    for given in (
        ["10 ms", "0.02 s", "40 ms"],
        ("10 ms", "20 ms", "40000 usecond"),
        np.array(["10ms", "20ms", "40ms"]),
    ):
        same = one_population(model, np.ones((1, 3)), dt=0.1, tau=given, R="50 Mohm")
        assert parameters(same) == {name: pytest.approx(value) for name, value in parameters(each).items()}
    starting = one_population(model, np.ones((1, 3)), dt=0.1, tau=20, initial={"v": ["-70 mV", "-0.065 V", "0 V"]})
    assert dict(starting.population("y").initial)["v"].tolist() == [-70.0, -65.0, 0.0]


@pytest.mark.parametrize(
    "given, code, message",
    [
        ({}, "E121", "population 'y' lacks parameter 'tau' of model m"),
        ({"tau": "20 mV"}, "E192", "tau of population 'y'; got volt, expected a number of second"),
        ({"tau": "ms"}, "E192", "tau of population 'y'; got no number"),
        ({"tau": "fast"}, "E191", "unknown unit 'fast'"),
        ({"tau": 20, "taus": 3}, "E122", "model m has no parameter 'taus'; did you mean 'tau'?"),
        ({"tau": [1.0, 2.0]}, "E125", "got shape [2], expected one number or [1]"),
        ({"tau": ["20 ms", "20 ms"]}, "E125", "got shape [2], expected one number or [1]"),
        (
            {"tau": ["20 ms", "20 mV", "2 nA"]},
            "E192",
            "tau[1] of population 'y'; got volt, expected a number of second",
        ),
        ({"tau": ["20 ms", 20]}, "E192", "tau[1] of population 'y'; got no unit, expected a number of second"),
        ({"tau": ["20 ms", None]}, "E191", "tau[1] of 'y': unknown unit 'None'"),
        ({"tau": ["20 ms", ["20 ms"]]}, "E104", "tau of 'y'; expected real numbers in a regular array"),
        ({"tau": 20, "initial": {"v": ["3 nA"]}}, "E192", "v[0] of population 'y'; got amp"),
        ({"tau": 0}, "E195", "a division by 0"),
        ({"tau": 20, "initial": {"u": 3}}, "E124", "no initial value can be given for 'u'"),
        ({"tau": 20, "initial": {"v": "3 nA"}}, "E192", "v of population 'y'; got amp, expected a number of volt"),
        ({"tau": 20, "dt": 0.3}, "E195", "refractory; got 1.33333 steps of 0.3 ms, expected a whole number"),
    ],
)
def test_what_a_population_cannot_say(given: dict[str, Any], code: str, message: str) -> None:
    with pytest.raises(UserError) as caught:
        one_population(snnc.equation_model("m", **UNITS), ONE, **{"dt": 0.1, **given})
    assert caught.value.diagnostics[0].code == code
    assert message in caught.value.diagnostics[0].message


def test_bounds_of_states() -> None:
    """In the unit of the state, or in one of their own; they are what integers have room for."""
    text = {**UNITS, "parameters": {**UNITS["parameters"], "tau": "20 ms"}, "method": "euler"}
    for bounds in (("-0.128 V", "64 mV"), (-128, 64.0), ("-128", "64 mV")):
        network = one_population(snnc.equation_model("m", bounds={"v": bounds}, **text), ONE, dt=0.1)
        states = {state.name: state.bounds for state in network.population("y").program.linear_states}
        assert states == {"v": Bounds((-128.0, 64.0)), "i": None}
        report = snnc.compile(network).quantised.population_reports[0]
        assert {each.name: each.saturation for each in report.states}["v"] == "at declared bounds"


@pytest.mark.parametrize(
    "bounds, code, message",
    [
        ({"u": (0, 1)}, "E191", "bounds of 'u', which is no state"),
        ({"v": ("-1 nA", "2 mV")}, "E192", "bounds of 'v'; got amp, expected a number of volt"),
        ({"v": ("mV", "2 mV")}, "E192", "expected a number of volt"),
        ({"v": (3, 2)}, "E194", "got 3 and 2, expected the lower first"),
        ({"v": ("x", 2)}, "E191", "unknown unit 'x'"),
    ],
)
def test_what_bounds_cannot_be(bounds: dict[str, tuple], code: str, message: str) -> None:
    with pytest.raises(UserError) as caught:
        snnc.equation_model("m", bounds=bounds, **UNITS)
    assert (caught.value.diagnostics[0].code, message in caught.value.diagnostics[0].message) == (code, True)
