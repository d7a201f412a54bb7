"""A connection kind from outside, in one class: it works everywhere by being registered, and by nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count, islice
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest
from meaning.networks import any_format
from meaning.networks import random_network as any_network
from meaning.networks import random_stimulus as any_stimulus
from meaning.reference import by_program, simulate
from support.connections import check, matrix_of, whole
from support.networks import random_architecture, random_network, random_options, random_stimulus
from support.verilog import SIMULATOR

import snnc
from snnc.cli.main import main
from snnc.connections.complaint import Complaint
from snnc.connections.connection import Connection, Draw
from snnc.connections.dense import Dense
from snnc.connections.gather import Synapses
from snnc.connections.keys import WEIGHTS, Key, Sizes, Whole
from snnc.connections.registry import KINDS
from snnc.core.errors import UserError
from snnc.driver.simulate import Bench, Scenario
from snnc.golden import variables
from snnc.ir.network import CODEC, Network
from snnc.ir.quantised import QuantisedNetwork


@dataclass(frozen=True, eq=False)
class Comb(Connection):
    """Every ``step``-th source neuron to every target neuron, each of which has one weight for all: [n_target]."""

    name = "comb"
    keys = (WEIGHTS, Key("step", Whole(1, 1 << 20), "from one source neuron to the next", default=2))

    weights: np.ndarray
    n_source: int
    step: int

    @classmethod
    def from_values(cls, values: Mapping[str, Any], sizes: Sizes) -> Comb:
        return cls(values["weights"].spread(lambda: (sizes.target,)), sizes.source, values["step"])

    def synapses(self) -> Synapses:
        teeth, n_target = np.arange(0, self.n_source, self.step), self.weights.size
        return np.repeat(teeth, n_target), np.tile(np.arange(n_target), teeth.size), np.tile(self.weights, teeth.size)

    def complaints(self, n_source: int, n_target: int) -> Iterator[Complaint]:
        if (self.n_source, self.weights.shape) != (n_source, (n_target,)):
            yield Complaint("E133", f"weights of a comb; got shape {list(self.weights.shape)}, expected [{n_target}]")

    @classmethod
    def draw(cls, rng: np.random.Generator, n_source: int, n_target: int, weights: Draw) -> Comb:
        return cls(weights(n_target), n_source, int(rng.integers(1, n_source + 1)))


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, Comb.name, Comb)


Stage = TypeVar("Stage", Network, QuantisedNetwork)
WEIGHT = [0.5, -0.25, 0.75]
SPEC = f"""
name: net
inputs:
  x: {{size: 5}}
populations:
  y: {{size: 3, model: lif, decay: 0.875, threshold: 1.0}}
projections:
  - {{source: x, target: y, kind: comb, weights: {WEIGHT}, step: 2}}
outputs: [y]
"""


def _spec(folder: Path, change: tuple[str, str] = ("", "")) -> Path:
    path = folder / "net.yaml"
    path.write_text(SPEC.replace(*change) if change[0] else SPEC)
    return path


def _as_dense(network: Stage) -> Stage:
    """``network`` with a matrix in the place of every comb."""
    projections = []
    for p in network.projections:
        if isinstance(p.connection, Comb):
            sizes = network.source_size(p.source), network.source_size(p.target)
            p = replace(p, connection=Dense(matrix_of(p.connection, *sizes)))
        projections.append(p)
    return replace(network, projections=tuple(projections))


def _combs(network: Network) -> int:
    return sum(isinstance(p.connection, Comb) for p in network.projections)


@pytest.mark.parametrize("n_source, n_target", [(1, 1), (1, 6), (6, 1), (5, 5), (9, 4), (300, 11)])
def test_answers_agree(n_source: int, n_target: int) -> None:
    for seed in range(4):
        rng = np.random.default_rng([seed, 7])
        drawn = Comb.draw(rng, n_source, n_target, lambda count, rng=rng: rng.normal(0, 1, count))
        check(whole(drawn, seed), n_source, n_target, seed)


def test_yaml_and_python_and_text(tmp_path: Path) -> None:
    from_yaml = snnc.read_spec(_spec(tmp_path)).network
    b = snnc.NetworkBuilder("net")
    b.input("x", 5)
    b.population("y", 3, model="lif", decay=0.875, threshold=1.0)
    b.connect("x", "y", WEIGHT, kind="comb")
    b.output("y")
    text = CODEC.print(from_yaml)
    assert text == CODEC.print(b.build())
    assert CODEC.print(CODEC.parse(text, "text")) == text
    expected = np.zeros((5, 3))
    expected[::2] = WEIGHT
    assert np.array_equal(matrix_of(from_yaml.projections[0].connection, 5, 3), expected)


@pytest.mark.parametrize(
    "change, message",
    [
        (("step: 2", "step: 0"), "net.yaml:8:75: error[E107]: step; got 0, expected 1 … 1048576"),
        (("step: 2", "stride: 2"), "net.yaml:8:69: error[E105]: projection has no property 'stride'"),
        (("kind: comb", "kind: dense"), "net.yaml:8:76: error[E119]: 'step' is for projections of kind comb"),
        (("kind: comb", "kind: comp"), "or comb; did you mean 'comb'?"),
        (("[0.5, -0.25, 0.75]", "[0.5]"), "net.yaml:8:49: error[E133]: weights of a comb; got shape [1], expected [3]"),
    ],
)
def test_errors_have_their_place(change: tuple[str, str], message: str, tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        snnc.read_spec(_spec(tmp_path, change))
    assert message in str(caught.value)


def test_the_commands_take_it(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    path = str(_spec(tmp_path))
    assert main(["check", path]) == 0
    assert "3 neurons, 9 synapses" in capsys.readouterr().out
    assert main(["compile", path, "-o", str(tmp_path / "out")]) == 0
    assert main(["dump", path, "--after", "quantise"]) == 0
    assert '"Comb": {' in capsys.readouterr().out


@pytest.mark.parametrize("seed", range(20))
def test_float_golden_and_the_second_reference_agree(seed: int) -> None:
    """As a comb and as a matrix; and golden as the second reference says."""
    network = any_network(seed)
    quantised = any_format(network, seed)
    stimulus = any_stimulus(network, seed)
    reference = simulate(network, stimulus, quantised, by_program)
    for stage, tolerance in ((network, 1e-9), (quantised, 0.0)):
        run, matrix = (snnc.golden.run(each, stimulus, variables(each)) for each in (stage, _as_dense(stage)))
        for key, trace in run.traces.items():
            np.testing.assert_allclose(trace, matrix.traces[key], rtol=0, atol=tolerance)
            assert stage is network or np.array_equal(trace, reference[key])


def test_random_networks_draw_it() -> None:
    assert sum(_combs(any_network(seed)) for seed in range(20)) > 5


def test_it_is_stored_as_rows_that_are_shared(tmp_path: Path) -> None:
    """All teeth have one row, which is stored once; the rows between them are empty."""
    spec = snnc.read_spec(_spec(tmp_path, ("step: 2", "step: 3")))
    (core,) = snnc.compile(spec.network, architecture=snnc.Architecture(lanes=4)).plan.cores
    assert core.weights.shape == (1, 4)
    assert core.rows.length.tolist() == [1, 0, 0, 1, 0]


@pytest.mark.parametrize("nth", range(4))
@pytest.mark.usefixtures("icarus")
def test_rtl_equals_golden(nth: int, tmp_path: Path) -> None:
    """On networks of few neurons that have combs."""
    seed = next(islice((seed for seed in count() if _combs(random_network(seed))), nth, None))
    network = random_network(seed)
    compiled = snnc.compile(network, quantise=random_options(seed), architecture=random_architecture(seed))
    bench = Bench(compiled, random_stimulus(network, seed), tmp_path, tool=SIMULATOR)
    free = bench.run(Scenario(), name="free")
    assert (free.mismatches, free.difference, free.cycle_mismatches) == (0, "", 0)
    stalled = bench.run(Scenario(idle=70, stall=120, reset_after=60), name="stalled")
    assert (stalled.mismatches, stalled.difference) == (0, "")
