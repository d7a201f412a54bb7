"""Models in a YAML spec: read as from Python, with every error at its character, however the text is written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import snnc
from snnc.core.errors import UserError
from snnc.ir.network import CODEC

SPEC = """\
name: net
dt: 0.1
inputs: {x: {size: 2}}
models:
  my_lif:
    equations: |
      # the membrane, and its current
      dv/dt = (El - v + R*i)/tau : mV (unless refractory)
      di/dt = -i/tau_syn : nA
    input: i
    parameters:
      El: -70 mV
      R: 100 Mohm
      tau: 20 ms
      tau_syn: 5 ms
    threshold: v > -50 mV
    reset: v = -60 mV
    refractory: 2 ms
    method: euler
populations:
  cells: {size: 3, model: my_lif, tau: [10, 20, 30], R: 50 Mohm, initial: {v: -70 mV, i: [0, 1, 2]}}
  more: {size: 3, model: my_lif, method: exact}
projections:
  - {source: x, target: cells, weights: [[1, 2, 3], [4, 5, 6]]}
  - {source: cells, target: more, kind: one_to_one, weights: 0.5}
outputs: [more]
"""


def read(folder: Path, text: str) -> snnc.Network:
    path = folder / "net.yaml"
    path.write_text(text)
    return snnc.read_spec(path).network


def test_yaml_and_python_give_the_same_network(tmp_path: Path) -> None:
    model = snnc.equation_model(
        "my_lif",
        equations="""# the membrane, and its current
dv/dt = (El - v + R*i)/tau : mV (unless refractory)
di/dt = -i/tau_syn : nA""",
        input="i",
        parameters={"El": "-70 mV", "R": "100 Mohm", "tau": "20 ms", "tau_syn": "5 ms"},
        threshold="v > -50 mV",
        reset="v = -60 mV",
        refractory="2 ms",
        method="euler",
    )
    b = snnc.NetworkBuilder("net", dt=0.1)
    b.input("x", 2)
    b.population(
        "cells", 3, model=model, tau=[10.0, 20.0, 30.0], R="50 Mohm", initial={"v": -70.0, "i": [0.0, 1.0, 2.0]}
    )
    b.population("more", 3, model=model, method="exact")
    b.connect("x", "cells", np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]))
    b.connect("cells", "more", 0.5, kind="one_to_one")
    b.output("more")
    assert CODEC.print(read(tmp_path, SPEC)) == CODEC.print(b.build())


def test_a_network_needs_no_model_to_be_read_again(tmp_path: Path) -> None:
    """Programs are written out, so what was compiled knows nothing of the equations."""
    network = read(tmp_path, SPEC)
    again = CODEC.parse(CODEC.print(network), "text")
    assert CODEC.print(again) == CODEC.print(network)
    first, second = snnc.compile(network), snnc.compile(again)
    assert first.artifacts.files == second.artifacts.files


@pytest.mark.parametrize(
    "old, new, place, message",
    [
        ("(El - v + R*i)", "(El - v + i)", "8:25", "terms of a sum of volt, and this one is of amp"),
        ("-i/tau_syn", "-i/tau_sny", "9:18", "'tau_sny' is neither a state nor a parameter; did you mean 'tau_syn'?"),
        ("-i/tau_syn", "-i/", "9:19", "got ':', expected a number, a name or '('"),
        ("tau: 20 ms", "tau: 20 mz", "14:15", "unknown unit 'mz'"),
        ("tau: 20 ms", "tau: '20 mz'", "14:16", "unknown unit 'mz'"),
        ("v > -50 mV", "v > -50 mV and", "16:30", "got the end of the line"),
        ("v > -50 mV", '"v > -50 mV an"', "16:28", "got 'an'"),
        ("v > -50 mV", ">\n      v >\n      -50 nA", "18:7", "what is compared of volt, and this one is of amp"),
        ("v = -60 mV", "[v = 1]", "17:12", "reset of model 'my_lif'; got a list, expected a string"),
        ("refractory: 2 ms", "refractory: 2.05 ms", "18:17", "refractory; got 20.5 steps of 0.1 ms"),
        ("method: euler", "method: heun", "19:13", "method; got 'heun', expected exact, euler or exponential_euler"),
        ("    method: euler", "    methods: euler", "19:5", "model 'my_lif' has no property 'methods'"),
        ("    equations: |", "    equation: |", "6:5", "has no property 'equation'; did you mean 'equations'?"),
        ("  my_lif:", "  lif:", "5:3", "a model of your own cannot be called 'lif'"),
        ("models:", "models: [1]\nmodel:", "4:9", "models; got a list, expected a mapping of names"),
        ("R: 50 Mohm", "R: 50 mV", "21:57", "R of population 'cells'; got volt, expected a number of ohm"),
        (
            "R: 50 Mohm",
            "R: [50 Mohm, 50 nA, 5 V]",
            "21:67",
            "R[1] of population 'cells'; got amp, expected a number of ohm",
        ),
        (
            "R: 50 Mohm",
            "R: [50 Mohm, 50]",
            "21:67",
            "R[1] of population 'cells'; got no unit, expected a number of ohm",
        ),
        ("R: 50 Mohm", "r: 50 Mohm", "21:54", "has no property 'r'"),
        ("R: 50 Mohm", "R: true", "21:57", "R of population 'cells'; got a boolean, expected a number"),
        ("v: -70 mV, i", "v: -70 nA, i", "21:79", "v of population 'cells'; got amp, expected a number of volt"),
        ("method: exact", "method: exakt", "22:42", "method; got 'exakt'"),
        ("tau: 20 ms", "tau: 0 ms", "8:30", "a division by 0"),
        ("tau: 20 ms", "tau:", "8:15", "dv/dt is of volt / second, and its right side is of volt"),
    ],
)
def test_errors_stand_where_they_are(old: str, new: str, place: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        read(tmp_path, SPEC.replace(old, new, 1))
    said = caught.value.diagnostics[0]
    where = str(said.where).rpartition("net.yaml:")[2]
    assert where == place, str(said)
    assert message in said.message, str(said)


def test_lists_with_units(tmp_path: Path) -> None:
    """A value for each neuron is given in any units, or in the model's own."""
    plain = SPEC.replace("R: 50 Mohm", "R: [50, 60, 70]").replace("v: -70 mV", "v: [-70, -65, 0]")
    measured = SPEC.replace("R: 50 Mohm", "R: [50 Mohm, 0.06 Gohm, 70 Mohm]").replace(
        "v: -70 mV", "v: [-70 mV, -65 mV, 0 V]"
    )
    assert CODEC.print(read(tmp_path, measured)) == CODEC.print(read(tmp_path, plain))


def test_a_wrong_model_is_complained_about_once(tmp_path: Path) -> None:
    """Not again at each population of it, nor at projections to those."""
    with pytest.raises(UserError) as caught:
        read(tmp_path, SPEC.replace("R*i", "R*j"))
    assert len(caught.value.diagnostics) == 1
