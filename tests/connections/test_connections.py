"""Every connection kind of the registry: what it answers agrees with its own synapses."""

from __future__ import annotations

from inspect import signature

import numpy as np
import pytest
from support.connections import check, whole

import snnc
from snnc.connections.keys import Key
from snnc.connections.registry import KINDS
from snnc.frontends.yaml import spec as yaml_spec

#: Neurons at both ends: corners, sizes around those of a row of words, and one that golden takes in blocks.
SIZES = ((1, 1), (1, 6), (6, 1), (5, 5), (8, 8), (9, 4), (4, 9), (300, 11))
CASES = [(name, *sizes) for name, kind in KINDS.items() for sizes in SIZES if kind.fits(*sizes)]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name, n_source, n_target", CASES)
def test_answers_agree(name: str, n_source: int, n_target: int, seed: int) -> None:
    rng = np.random.default_rng([seed, 7])
    drawn = KINDS[name].draw(rng, n_source, n_target, lambda count: rng.normal(0, 1, count))
    assert drawn.weights.dtype == np.float64
    check(whole(drawn, seed), n_source, n_target, seed)


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_can_be_drawn_and_written_down(name: str) -> None:
    kind = KINDS[name]
    assert kind.name == name
    assert any(kind.fits(*sizes) for sizes in SIZES)
    names = {key.name for key in kind.keys}
    assert len(names) == len(kind.keys)
    assert not names & {*yaml_spec._PROJECTION, *signature(snnc.NetworkBuilder.connect).parameters} - {"weights"}
    assert all(isinstance(key, Key) and key.doc for key in kind.keys)
    assert not any(key.required and key.default is not None for key in kind.keys)


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if not kind.fits(3, 5)])
def test_sizes_that_do_not_fit_are_complained_about(name: str) -> None:
    rng = np.random.default_rng(0)
    assert list(KINDS[name].draw(rng, 3, 3, rng.random).complaints(3, 5))
