"""Connections, delays, loops, samples and wide sums, worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from meaning.connections import synapses
from meaning.hand import check, quantised

import snnc
from snnc.connections.connection import Connection
from snnc.connections.dense import Dense
from snnc.connections.gather import exact_dtype
from snnc.connections.one_to_one import OneToOne
from snnc.connections.sparse import Sparse
from snnc.numbers.fixed import Rounding


def _joined(n_target: int, weights: Any, **kind: Any) -> snnc.Network:
    """LI neurons of decay 0, whose potential is the current of the step.

    The last source is silent, and its weight of 127 makes 8 bits hold whole numbers.
    """
    b = snnc.NetworkBuilder("joined")
    pairs = kind.get("pairs")
    b.input("x", 1 + max(pairs[0]) if pairs else len(weights))
    b.population("y", n_target, model="li", decay=0.0)
    b.connect("x", "y", weights, **kind)
    b.output("y", "v")
    return b.build()


def _spikes(*rows: tuple[int, ...]) -> dict[str, np.ndarray]:
    """The spikes of each step, and a silent source."""
    return {"x": np.array([[(*row, 0) for row in rows]], bool)}


def test_dense() -> None:
    """Weights are [source, target]: source 0 | source 1 | both."""
    rows = _spikes((1, 0), (0, 1), (1, 1))
    network = _joined(3, [[1, 2, 3], [4, 5, 6], [127, 0, 0]])
    check(network, rows, {("y", "v"): [(1, 2, 3), (4, 5, 6), (5, 7, 9)]})
    # as many sources as targets: source 0 is silent for once
    network = _joined(3, [[1, 2, 3], [4, 5, 6], [7, 8, 127]])
    check(network, rows, {("y", "v"): [(1, 2, 3), (4, 5, 6), (5, 7, 9)]})


def test_a_number_for_all_synapses() -> None:
    """0.75 from each source to each target."""
    b = snnc.NetworkBuilder("constant")
    b.input("x", 3)
    b.population("y", 2, model="if", threshold=3.0)
    b.connect("x", "y", 0.75)
    b.output("y", "v")
    options = snnc.QuantiseOptions(snnc.WeightOptions(8), snnc.StateOptions(bits=16, fraction_bits=0))
    check(b.build(), _spikes((1, 0), (1, 1)), {("y", "v"): [(0.75, 0.75), (2.25, 2.25)]}, options)


def test_one_to_one() -> None:
    network = _joined(4, [1, -2, 3, 127], kind="one_to_one")
    v = [(1, 0, 0, 0), (0, -2, 3, 0), (1, -2, 3, 0)]
    check(network, _spikes((1, 0, 0), (0, 1, 1), (1, 1, 1)), {("y", "v"): v})


def test_sparse() -> None:
    """0 -> 1 of 5, 1 -> 0 of -2, 2 -> 1 of 7, listed in another order."""
    network = _joined(2, [7.0, 5.0, -2.0, 127.0], kind="sparse", pairs=([2, 0, 1, 3], [1, 1, 0, 0]))
    v = [(0, 5), (-2, 0), (0, 7), (-2, 12)]
    check(network, _spikes((1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 1)), {("y", "v"): v})


def test_parallel_projections_add() -> None:
    """All to all 3, one to one -1, and 2 one step late; the third source and target are for the scale."""
    b = snnc.NetworkBuilder("parallel")
    b.input("x", 3)
    b.population("y", 3, model="li", decay=0.0)
    b.connect("x", "y", [[3, 3, 0], [3, 3, 0], [127, 0, 0]])
    b.connect("x", "y", [-1, -1, 127], kind="one_to_one")
    b.connect("x", "y", [[2, 2, 0], [2, 2, 0], [127, 0, 0]], delay=1)
    b.output("y", "v")
    # 3 - 1, 3 | 3 + 2, 3 - 1 + 2 | 2, 2
    check(b.build(), _spikes((1, 0), (0, 1), (0, 0)), {("y", "v"): [(2, 3, 0), (5, 4, 0), (2, 2, 0)]})


@pytest.mark.parametrize(
    "delay, v", [(0, (3, 0, 3, 0, 0)), (1, (0, 3, 0, 3, 0)), (3, (0, 0, 0, 3, 0)), (4, (0, 0, 0, 0, 3)), (9, (0,) * 5)]
)
def test_delays(delay: int, v: tuple) -> None:
    """Spikes in steps 0 and 2 arrive ``delay`` steps later, or never within the sample."""
    check(_joined(1, [[3.0], [127.0]], delay=delay), _spikes((1,), (0,), (1,), (0,), (0,)), {("y", "v"): v})


def test_a_chain_passes_a_spike_in_one_step() -> None:
    """x -> a -> b without delay; a -> c one step late; populations listed against the order."""
    b = snnc.NetworkBuilder("chain")
    b.input("x", 1)
    for name in ("c", "b", "a"):
        b.population(name, 1, model="if", threshold=1.0)
        b.output(name)
    b.connect("x", "a", 1.0)
    b.connect("a", "b", 1.0)
    b.connect("a", "c", 1.0, delay=1)
    spikes = {("a", "spikes"): (0, 1, 0, 0), ("b", "spikes"): (0, 1, 0, 0), ("c", "spikes"): (0, 0, 1, 0)}
    check(b.build(), {"x": np.array([[[0], [1], [0], [0]]], bool)}, spikes)


@pytest.mark.parametrize("batch", [1, 3])
def test_a_loop_and_the_end_of_a_sample(batch: int) -> None:
    """Two neurons excite each other, one and two steps late: 0 | - | 1 ... ; each sample starts anew."""
    b = snnc.NetworkBuilder("loop")
    b.input("x", 1)
    b.population("y", 2, model="if", threshold=1.0)
    b.connect("x", "y", [[1.0, 0.0]])
    b.connect("y", "y", [[0.0, 1.0], [0.0, 0.0]], delay=1)
    b.connect("y", "y", [[0.0, 0.0], [1.0, 0.0]], delay=2)
    b.output("y")
    network = b.build()
    stimulus = np.zeros((batch, 6, 1), bool)
    stimulus[0, 0] = True
    # 0 fires at 0, so 1 at 1, so 0 at 3, so 1 at 4; all other samples are silent
    spikes = [(1, 0), (0, 1), (0, 0), (1, 0), (0, 1), (0, 0)]
    check(network, {"x": stimulus}, {("y", "spikes"): spikes})
    run = snnc.golden.run(quantised(network), {"x": stimulus}, [("y", "spikes")])
    assert not run.spikes("y")[1:].any()


def test_a_loop_with_a_delay_longer_than_the_sample() -> None:
    """The spike of step 0 would come back in step 9; the sample ends before, and the next one is silent."""
    b = snnc.NetworkBuilder("patience")
    b.input("x", 1)
    b.population("y", 1, model="if", threshold=1.0)
    b.connect("x", "y", 1.0)
    b.connect("y", "y", 1.0, delay=9)
    b.output("y")
    network = b.build()
    stimulus = np.zeros((2, 4, 1), bool)
    stimulus[0, 0] = True
    check(network, {"x": stimulus}, {("y", "spikes"): (1, 0, 0, 0)})
    assert not snnc.golden.run(quantised(network), {"x": stimulus}).spikes("y")[1].any()


@pytest.mark.parametrize("recurrent", [False, True])
@pytest.mark.parametrize("steps", [1, 3])
@pytest.mark.parametrize("kind", ["dense", "sparse"])
def test_sums_beyond_24_bits(recurrent: bool, steps: int, kind: str) -> None:
    """600 times 32767 and 1 more is 19660201: odd, and beyond 2**24, so no float32 holds it.

    A loop makes golden step through time, one row of spikes at a time; without one, all steps
    are rows of one product. One column of 40 is sparse enough to be summed synapse by synapse.
    """
    sources, column = 601, np.array([32767.0] * 600 + [1.0])
    b = snnc.NetworkBuilder("wide")
    b.input("x", sources)
    b.population("y", 40, model="if", threshold=2.0**26)
    if kind == "sparse":
        b.connect("x", "y", column, kind="sparse", pairs=(np.arange(sources), np.zeros(sources, int)))
    else:
        b.connect("x", "y", np.pad(column[:, None], ((0, 0), (0, 39))))
    if recurrent:
        b.population("z", sources, model="if", threshold=1.0)
        b.connect("x", "z", np.ones(sources), kind="one_to_one")
        # y never fires, so this closes a loop without any effect: z sends what x sends, one step late.
        b.connect("y", "z", np.pad([[1.0]], ((0, 39), (0, sources - 1))), delay=1)
        if kind == "sparse":
            b.connect("z", "y", column, kind="sparse", pairs=(np.arange(sources), np.ones(sources, int)), delay=1)
        else:
            b.connect("z", "y", np.pad(column[:, None], ((0, 0), (1, 38))), delay=1)
    b.output("y", "v")
    options = snnc.QuantiseOptions(snnc.WeightOptions(16), snnc.StateOptions(bits=32, fraction_bits=0))
    expected = np.zeros((steps, 40))
    expected[:, 0] = 19660201 * np.arange(1, steps + 1)
    if recurrent:
        expected[:, 1] = 19660201 * np.arange(steps)
    check(b.build(), {"x": np.ones((1, steps, sources), bool)}, {("y", "v"): expected}, options)


def test_single_precision_only_where_it_is_exact() -> None:
    """Sums of 25 bits reach 2**24 - 1, the last whole number below the gaps of float32; of 26 bits, beyond."""
    assert np.float32(2**24) == np.float32(2**24 + 1)
    for bits in (26, 27, 32, 40):
        assert exact_dtype(bits) == np.float64
    for bits in (8, 16, 24):
        assert exact_dtype(bits) == np.float32


def _connection(kind: str, n_source: int, n_target: int) -> Connection:
    rng = np.random.default_rng(n_source)
    if kind == "one_to_one":
        return OneToOne(rng.integers(-99, 100, n_source))
    matrix = rng.integers(-99, 100, (n_source, n_target))
    if kind == "dense":
        return Dense(matrix)
    # 2 % of all pairs: below the density at which golden multiplies a matrix; 20 %: above it.
    source, target = np.nonzero(rng.random(matrix.shape) < {"scattered": 0.02, "half_empty": 0.2}[kind])
    return Sparse(source.astype(np.int32), target.astype(np.int32), matrix[source, target])


@pytest.mark.parametrize("kind", ["dense", "one_to_one", "scattered", "half_empty"])
@pytest.mark.parametrize("n_source, rows", [(7, 1), (7, 2), (7, 70), (7, 2049), (300, 1), (300, 2), (300, 70)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_every_path_of_gather(kind: str, n_source: int, rows: int, dtype: type) -> None:
    """One row and many, few sources and many, silent, sparse and nearly full blocks: the sum of every synapse."""
    n_target = n_source if kind == "one_to_one" else 11
    connection = _connection(kind, n_source, n_target)
    gather = connection.gather(n_source, n_target, np.dtype(dtype))
    matrix = np.zeros((n_source, n_target), np.int64)
    for source, target, weight in synapses(connection):
        matrix[source, target] += int(weight)
    rng = np.random.default_rng(rows)
    for density in (0.0, 0.03, 0.5, 0.97, 1.0):
        spikes = rng.random((rows, n_source)) < density
        # Silent rows among busy ones.
        spikes[rows // 3 : rows // 2] = False
        expected = spikes.astype(np.int64) @ matrix
        for block in (16, 256):
            assert np.array_equal(gather(spikes, block), expected)


def test_potentials_saturate_at_the_ends_of_their_format() -> None:
    """6 bits hold -32 … 31: 25 | 50 becomes 31 | 31 - 60 = -29 | -59 becomes -32 | -32 + 127 becomes 31."""
    b = snnc.NetworkBuilder("ends")
    b.input("x", 4)
    b.population("y", 1, model="li", decay=1.0)
    b.connect("x", "y", [[25.0], [-60.0], [-30.0], [127.0]])
    b.output("y", "v")
    options = snnc.QuantiseOptions(snnc.WeightOptions(8), snnc.StateOptions(bits=6, fraction_bits=0))
    integers = quantised(b.build(), options)
    spikes = np.array([[[1, 0, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]], bool)
    run = snnc.golden.run(integers, {"x": spikes})
    assert run.state("y")[0, :, 0].tolist() == [25, 31, -29, -32, 31]


def test_the_comparison_comes_before_saturation() -> None:
    """5 bits hold -16 … 15. A potential of 20 is above 15, and is then kept as 15."""
    b = snnc.NetworkBuilder("early")
    b.input("x", 2)
    b.population("y", 1, model="if", threshold=15.0, fire=">", reset="none")
    b.connect("x", "y", [[20.0], [127.0]])
    b.output("y", "v")
    b.output("y", "spikes", name="s")
    options = snnc.QuantiseOptions(snnc.WeightOptions(8), snnc.StateOptions(bits=5, fraction_bits=0))
    spikes = np.array([[[1, 0], [0, 0], [1, 0]]], bool)
    run = snnc.golden.run(quantised(b.build(), options), {"x": spikes})
    assert run.state("y")[0, :, 0].tolist() == [15, 15, 15]
    assert run.spikes("y")[0, :, 0].tolist() == [True, False, True]


@pytest.mark.parametrize(
    "rounding, v",
    [
        # -13/2 = -6.5 and 13/2 = 6.5, then 7, 6 or -7 halves again
        ("floor", (13, 6, 3, 1, 0, -13, -7, -4, -2, -1)),
        ("toward_zero", (13, 6, 3, 1, 0, -13, -6, -3, -1, 0)),
        # 6.5 to 6, 3, 1.5 to 2, 1, then 0.5 to 0 … -6.5 to -6, -3, -1.5 to -2, -1
        ("nearest_even", (13, 6, 3, 2, 1, -13, -6, -3, -2, -1)),
    ],
)
def test_the_decay_rounds_as_it_is_told(rounding: str, v: tuple) -> None:
    """Decay 1/2 without fraction bits, from 13, and then from -13."""
    b = snnc.NetworkBuilder("rounding")
    b.input("x", 3)
    b.population("y", 1, model="li", decay=0.5)
    b.connect("x", "y", [[13.0], [-13.0], [127.0]])
    b.output("y", "v")
    state = snnc.StateOptions(bits=16, fraction_bits=0, decay_bits=8, rounding=Rounding(rounding))
    integers = quantised(b.build(), snnc.QuantiseOptions(snnc.WeightOptions(8), state))
    spikes = np.zeros((2, 5, 3), bool)
    spikes[0, 0, 0] = spikes[1, 0, 1] = True
    run = snnc.golden.run(integers, {"x": spikes})
    assert (*run.state("y")[0, :, 0].tolist(), *run.state("y")[1, :, 0].tolist()) == v
