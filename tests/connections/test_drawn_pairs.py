"""Synapses drawn by their probability: as many as there are to be, each pair as likely as the others."""

from __future__ import annotations

import numpy as np
import pytest

import snnc
from snnc.connections.sparse import _distinct, _random_pairs
from snnc.core.errors import UserError
from snnc.frontends.parts import Ends
from snnc.ir.verify import verify


def drawn(probability: float, seed: int, *, source: int, target: int, others: bool = True) -> np.ndarray:
    """Which pairs are joined, bool [source, target]."""
    pairs = _random_pairs(probability, seed, Ends(source, target), others)
    found = np.zeros((source, target), int)
    np.add.at(found, pairs, 1)
    assert found.max(initial=0) <= 1, "a pair is drawn twice"
    order = pairs[0].astype(np.int64) * target + pairs[1]
    assert np.all(np.diff(order) > 0), "the pairs are not sorted"
    return found.astype(bool)


@pytest.mark.parametrize("others", [True, False])
@pytest.mark.parametrize("probability", [0.1, 0.5, 0.9])
def test_every_pair_is_as_likely(probability: float, others: bool) -> None:
    runs = 4000
    counts = sum(drawn(probability, seed, source=5, target=5, others=others).astype(int) for seed in range(runs))
    wanted = np.full((5, 5), probability)
    if not others:
        np.fill_diagonal(wanted, 0.0)
    # Five standard deviations of a binomial count.
    assert np.all(np.abs(counts - runs * wanted) <= 5 * np.sqrt(runs * wanted * (1 - wanted)))


@pytest.mark.parametrize("probability", [0.2, 0.7])
def test_their_number_varies_as_if_each_were_drawn(probability: float) -> None:
    sizes = np.array([drawn(probability, seed, source=6, target=7).sum() for seed in range(3000)])
    assert abs(sizes.mean() - 42 * probability) < 0.3
    assert abs(sizes.var() / (42 * probability * (1 - probability)) - 1) < 0.12


def test_pairs_are_drawn_independently() -> None:
    """Two neighbours in a row are joined together as often as chance has it."""
    both = np.mean([drawn(0.3, seed, source=4, target=6)[1, 2:4].all() for seed in range(4000)])
    assert abs(both - 0.09) < 0.02


@pytest.mark.parametrize("others", [True, False])
def test_corners(others: bool) -> None:
    assert not drawn(0.0, 1, source=4, target=4, others=others).any()
    full = drawn(1.0, 1, source=4, target=4, others=others)
    assert np.array_equal(full, np.ones((4, 4), bool) if others else ~np.eye(4, dtype=bool))
    assert drawn(1.0, 1, source=1, target=1, others=others).sum() == others


@pytest.mark.parametrize("total, count", [(0, 0), (1, 0), (1, 1), (10, 5), (10, 6), (10, 10), (10**12, 3)])
def test_distinct(total: int, count: int) -> None:
    found = _distinct(np.random.default_rng(3), total, count)
    assert found.size == count and np.all(np.diff(found) > 0) and np.all((found >= 0) & (found < max(total, 1)))


def test_many_pairs_take_as_long_as_few_synapses() -> None:
    """2**35 pairs: one random number for each would take minutes."""
    source, target = _random_pairs(1e-5, 1, Ends(1 << 17, 1 << 18), True)
    assert 340_000 < source.size < 348_000 and target.max() > 1 << 17


def test_too_many_are_refused_before_they_are_drawn() -> None:
    builder = snnc.NetworkBuilder("net")
    builder.input("x", 1 << 20)
    builder.population("p", 1 << 20, model="if", threshold=1.0)
    with pytest.raises(UserError, match=r"E138.*1,099,511,628 weights take about 65.5 GiB of memory"):
        builder.connect("x", "p", 1.0, kind="sparse", probability=1e-3)
    with pytest.raises(UserError, match=r"E138.*about 65,536 GiB(.|\n)*--memory 65536"):
        builder.connect("x", "p", 1.0)
    builder.connect("x", "p", 1.0, kind="one_to_one")


def test_weights_of_several_projections_count_together() -> None:
    builder = snnc.NetworkBuilder("net")
    builder.input("x", 100)
    builder.population("p", 100, model="if", threshold=1.0)
    with snnc.memory_limit(1e-3):
        builder.connect("x", "p", 0.5)
        with pytest.raises(UserError, match=r"E138.*20,000 weights of all projections take"):
            builder.connect("x", "p", 0.5)
    builder.connect("x", "p", 0.5)
    builder.output("p")
    network = builder.build()
    with snnc.memory_limit(1e-3), pytest.raises(UserError, match=r"E138.*20,000 weights of all projections take"):
        verify(network)
