"""A neuron model from outside, in one class: it works everywhere by being registered, and by nothing else.

Its potential is not called ``v``, its second state has a quantity of its own, its flag is not called
``fired``, and its threshold is no parameter that stands alone.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from enum import Enum
from pathlib import Path

import numpy as np
import pytest
from support.verilog import SIMULATOR

import snnc
from snnc.cli.main import main
from snnc.core.errors import InternalError, UserError
from snnc.driver.simulate import Bench, Scenario
from snnc.golden import variables
from snnc.ir.network import CODEC
from snnc.neurons.body import Body
from snnc.neurons.model import Choice, Chosen, Model, Setting
from snnc.neurons.registry import MODELS
from snnc.passes.pipeline import quantise
from snnc.program.integer_ops import Multiply, MultiplyStyle
from snnc.program.ops import Add, AtLeast, Both, Convert, Invert, Saturate, Scale, Select
from snnc.program.program import INPUT, Parameter, Program, StateVariable
from snnc.program.quantity import FACTOR, FLAG, POTENTIAL, Kind, Purpose, Quantity


class Pause(Enum):
    """Whether a neuron can fire in two steps on end."""

    NONE = "none"
    ONE = "one"


ADAPTATION = Quantity("adaptation", Kind.LINEAR)
U = StateVariable("u", POTENTIAL, "membrane potential")
W = StateVariable("w", ADAPTATION, "how far the threshold has risen")
TIRED = StateVariable("tired", FLAG, "whether the neuron fired in the step before")
PAUSE = Choice("pause", {Pause.NONE: "it can", Pause.ONE: "it cannot"})


class Adaptive(Model):
    """ALIF: a leaky neuron whose threshold rises by ``jump`` with every spike, and decays back.

    u = decay * u + I;  spike when u >= threshold + w;  u = 0 after a spike
    w = decay_w * w, and jump more after a spike
    """

    name = "adaptive"
    settings = (
        Setting(Parameter("threshold", POTENTIAL, "threshold at rest", purpose=Purpose.THRESHOLD, of="u")),
        Setting(Parameter("decay", FACTOR, "of the potential", purpose=Purpose.DECAY, of="u"), tau="tau"),
        Setting(Parameter("decay_w", FACTOR, "of the threshold", purpose=Purpose.DECAY, of="w"), tau="tau_w"),
        Setting(Parameter("jump", ADAPTATION, "rise of the threshold"), neutral=0.0, default="0"),
        Setting(Parameter("low", POTENTIAL, "after a spike", purpose=Purpose.RESET, of="u")),
    )
    choices = (PAUSE,)

    def program(self, chosen: Chosen, given: Collection[str]) -> Program:
        b, pause = Body(), chosen["pause"] is Pause.ONE
        kept = b.put("u_kept", Scale("u", "decay"), "decay")
        grown = b.put("grown", Add(kept, INPUT), "input")
        risen = b.put("risen", Convert("w", POTENTIAL), "in the unit of the potential")
        level = b.put("level", Add("threshold", risen), "the threshold of this step")
        spike = b.put("met", AtLeast(grown, level), "")
        if pause:
            rested = b.put("rested", Invert("tired"), "")
            spike = b.put("fires", Both(spike, rested), "not twice on end")
        u = b.put("u_next", Saturate(b.put("after", Select(spike, "low", grown), ""), "u"), "")
        w = b.put("w_kept", Scale("w", "decay_w"), "decay")
        if "jump" in given:
            w = b.put("w_after", Select(spike, b.put("w_more", Add(w, "jump"), ""), w), "a spike raises it")
        w = b.put("w_next", Saturate(w, "w"), "")
        return Program(
            name=self.name,
            equation="u = decay * u + input; spike when u >= threshold + w",
            parameters=tuple(s.parameter for s in self.settings if s.name in given),
            states=(U, W, *([TIRED] if pause else [])),
            body=tuple(b.statements),
            next_state=(("u", u), ("w", w), *([("tired", spike)] if pause else [])),
            spike=spike,
        )


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MODELS, Adaptive.name, Adaptive())


WEIGHTS = np.random.default_rng(1).normal(0.25, 0.3, (6, 5)).round(3)
SPEC = f"""
name: net
inputs:
  x: {{size: 6}}
populations:
  y: {{size: 5, model: adaptive, tau: 12.0, tau_w: 30.0, threshold: 1.0, jump: 0.6, low: -0.1, pause: one}}
projections:
  - {{source: x, target: y, weights: {WEIGHTS.tolist()}}}
  - {{source: y, target: y, weights: -0.05, delay: 1}}
outputs: [y]
probes: [{{population: y, variable: u}}, {{population: y, variable: w}}]
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "net.yaml"
    path.write_text(SPEC)
    return path


def _stimulus(samples: int = 4, steps: int = 60) -> dict[str, np.ndarray]:
    return {"x": np.random.default_rng(0).random((samples, steps, 6)) < 0.4}


def _built(pause: str = "one", **more: float) -> snnc.Network:
    b = snnc.NetworkBuilder("net")
    b.input("x", 6)
    given = {"tau": 12.0, "tau_w": 30.0, "threshold": 1.0, "jump": 0.6, "low": -0.1, **more}
    b.population("y", 5, model="adaptive", pause=pause, **given)
    b.connect("x", "y", WEIGHTS)
    b.connect("y", "y", -0.05, delay=1)
    b.output("y")
    b.probe("y", "u")
    b.probe("y", "w")
    return b.build()


def _by_hand(network: snnc.Network, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Spikes and thresholds of one sample [steps, 6], from the docstring."""
    decay, decay_w = np.exp(-1 / 12.0), np.exp(-1 / 30.0)
    u, w, tired, before = np.zeros(5), np.zeros(5), np.zeros(5, bool), np.zeros(5, bool)
    spikes, rises = [], []
    for row in x:
        u = decay * u + row @ WEIGHTS - 0.05 * before.sum()
        fires = (u >= 1.0 + w) & ~tired
        u = np.where(fires, -0.1, u)
        w = decay_w * w + 0.6 * fires
        tired = before = fires
        spikes.append(fires)
        rises.append(w)
    return np.array(spikes), np.array(rises)


def test_yaml_and_python_and_text(spec: Path) -> None:
    text = CODEC.print(snnc.read_spec(spec).network)
    assert text == CODEC.print(_built())
    assert CODEC.print(CODEC.parse(text, "text")) == text


def test_floats_are_the_equation() -> None:
    network, x = _built(), _stimulus(samples=1)
    run = snnc.golden.run(network, x, variables(network))
    spikes, rises = _by_hand(network, x["x"][0])
    assert spikes.sum() > 20
    assert np.array_equal(run.spikes("y")[0], spikes)
    assert np.allclose(run.state("y", "w")[0], rises, rtol=0, atol=1e-12)


def test_integers_keep_to_floats() -> None:
    """At 16-bit weights hardly a spike differs, and both states are in the unit of the user."""
    network, x = _built(), _stimulus()
    _, quantised = quantise(network, snnc.QuantiseOptions(snnc.WeightOptions(16)))
    real, golden = (snnc.golden.run(stage, x, variables(stage)) for stage in (network, quantised))
    assert np.count_nonzero(real.spikes("y") != golden.spikes("y")) <= 2
    for state in ("u", "w"):
        scale = quantised.population("y").scale(state)
        first = golden.state("y", state)[:, :20] / scale
        assert np.abs(first - real.state("y", state)[:, :20]).max() < 2e-3


def test_a_factor_need_not_be_a_decay(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a parameter is for is told to people; its format needs no such word."""
    plain = replace(Adaptive.settings[2], parameter=Parameter("decay_w", FACTOR, "of the threshold"))
    monkeypatch.setattr(Adaptive, "settings", (*Adaptive.settings[:2], plain, *Adaptive.settings[3:]))
    network = _built()
    compiled = snnc.compile(network)
    (report,) = compiled.quantised.population_reports
    assert [decay.name for decay in report.decays] == ["decay"] and set(dict(report.factors)) == {"decay", "decay_w"}
    assert snnc.compare(network, _stimulus()).places > 0


@pytest.mark.parametrize("pause", ["none", "one"])
@pytest.mark.usefixtures("icarus")
def test_rtl_equals_golden(pause: str, tmp_path: Path) -> None:
    compiled = snnc.compile(_built(pause), architecture=snnc.Architecture(lanes=2, clock_mhz=150))
    bench = Bench(compiled, _stimulus(samples=3, steps=25), tmp_path, tool=SIMULATOR)
    free = bench.run(Scenario(), name="free")
    assert (free.mismatches, free.difference, free.cycle_mismatches) == (0, "", 0)
    stalled = bench.run(Scenario(idle=70, stall=120, reset_after=60), name="stalled")
    assert (stalled.mismatches, stalled.difference) == (0, "")


@pytest.mark.usefixtures("icarus", "fpga")
def test_every_command(spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, x, result = tmp_path / "out", tmp_path / "x.npz", tmp_path / "result.json"
    np.savez(x, **_stimulus(samples=2, steps=20))
    assert main(["models", "adaptive"]) == 0
    shown = capsys.readouterr().out
    assert "'tau_w' may stand for 'decay_w'" in shown and "  pause  none  it can\n         one   it cannot" in shown
    for command in (
        ["check", str(spec)],
        ["dump", str(spec), "--after", "quantise"],
        ["run", str(spec), "--input", str(x)],
        ["run", str(spec), "--input", str(x), "--mode", "float"],
        ["compare", str(spec), "--input", str(x)],
        ["bits", str(spec), "--input", str(x), "--target", "spikes: 90 %"],
        ["compile", str(spec), "-o", str(out)],
        ["simulate", str(out), "--input", str(x)],
        ["report", str(out), "--input", str(x), "-o", str(tmp_path / "report"), "--device", "up5k"],
        ["fit", str(spec), "--device", "up5k"],
        ["synth", str(out), "--device", "up5k", "--area-only"],
    ):
        assert main(command) == 0, (command, capsys.readouterr().err)
    assert main(["compile", str(spec), "-o", str(out), "--json", str(result)]) == 0
    states = json.loads(result.read_text())["populations"][0]["states"]
    assert [state["name"] for state in states] == ["u", "w"]


def test_a_mistake_of_the_model_is_told_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who wrote the model must know, and who uses it need not report a bug of snnc."""
    for op, message in (
        (Multiply("u", "u", MultiplyStyle.MULTIPLIER), r"'u_kept' = u \* u is for integer programs only"),
        (Add("u", "w"), "'u_kept' = u \\+ w does not fit: 'u' is of quantity potential, 'w' is of quantity adaptation"),
        (Add("u", "x"), "'u_kept' reads undefined 'x'"),
    ):
        program = _built().populations[0].program
        wrong = replace(program, body=(replace(program.body[0], op=op), *program.body[1:]))
        monkeypatch.setattr(Adaptive, "program", lambda self, chosen, given, wrong=wrong: wrong)
        with pytest.raises(InternalError, match=rf"error\[X002\]: the program of model 'adaptive': {message}"):
            _built()
        monkeypatch.undo()
        monkeypatch.setitem(MODELS, Adaptive.name, Adaptive())


def test_errors_know_it(spec: Path) -> None:
    for change, message in (
        (("tau_w: 30.0, ", ""), r"E121.*lacks parameter 'decay_w' of model adaptive"),
        (("jump: 0.6", "bias: 0.6"), r"E122.*model adaptive has no parameter 'bias'"),
        (("pause: one", "pause: two"), r"E108.*pause of population 'y'; got 'two', expected none or one"),
        (("pause: one", "reset: value"), r"E122.*model adaptive has no choice 'reset'"),
        (("tau_w: 30.0", "decay_w: 1.5"), r"E123.*decay_w of 'y'; expected a factor within \[0, 1\]"),
    ):
        spec.write_text(SPEC.replace(*change))
        with pytest.raises(UserError, match=message):
            snnc.read_spec(spec)
