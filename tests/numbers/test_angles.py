"""Cosine and sine: as exact as float64 can be, and the same everywhere."""

from __future__ import annotations

import math

import numpy as np
import pytest

from snnc.numbers.transcendental import cosine, sine


def test_they_are_those_of_the_c_library_to_a_last_bit() -> None:
    angles = np.concatenate([np.random.default_rng(0).uniform(-40, 40, 400), [0.0, 1e-9, -1e-300, 1e6, -12345.678]])
    for found, known in ((cosine(angles), np.cos(angles)), (sine(angles), np.sin(angles))):
        assert np.all(np.abs(found - known) <= np.spacing(np.abs(known)))


def test_known_values() -> None:
    """cos(pi / 2) is how far the float64 pi / 2 is from the number: 6.123233995736766e-17."""
    assert cosine(0.0) == 1.0 and sine(0.0) == 0.0
    assert float(cosine(math.pi / 2)) == pytest.approx(6.123233995736766e-17, rel=1e-15)
    assert sine(math.pi / 2) == 1.0 and cosine(np.array([[math.pi]])).tolist() == [[-1.0]]
    assert math.isnan(cosine(math.inf))
