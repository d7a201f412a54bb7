"""Integer formats, rounding and packing: corners by hand, the rest by property."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snnc.numbers.fixed import (
    Interval,
    IntType,
    Rounding,
    canonical_signed_digits,
    round_shift,
    signed_width,
    unsigned_width,
)
from snnc.numbers.packing import hex_lines, pack_fields


@pytest.mark.parametrize(
    "lo,hi,width",
    [(0, 0, 1), (-1, 0, 1), (0, 1, 2), (-2, 1, 2), (-1, 1, 2), (-128, 127, 8), (-129, 0, 9), (0, 128, 9), (0, 127, 8)],
)
def test_signed_width(lo: int, hi: int, width: int) -> None:
    assert signed_width(Interval(lo, hi)) == width
    assert Interval(lo, hi) in IntType(True, width).range


@pytest.mark.parametrize("largest,width", [(0, 1), (1, 1), (2, 2), (255, 8), (256, 9)])
def test_unsigned_width(largest: int, width: int) -> None:
    assert unsigned_width(largest) == width


@given(st.integers(-(2**40), 2**40), st.integers(0, 20))
def test_rounding_against_fractions(value: int, shift: int) -> None:
    exact = Fraction(value, 1 << shift)
    assert round_shift(value, shift, Rounding.FLOOR) == math.floor(exact)
    assert round_shift(value, shift, Rounding.TOWARD_ZERO) == math.trunc(exact)
    assert round_shift(value, shift, Rounding.NEAREST_EVEN) == round(exact)


@given(st.lists(st.integers(-(2**30), 2**30 - 1), min_size=1), st.integers(1, 12), st.sampled_from(list(Rounding)))
def test_rounding_of_arrays_is_rounding_of_numbers(values: list[int], shift: int, mode: Rounding) -> None:
    array = round_shift(np.array(values, dtype=np.int64), shift, mode)
    assert array.tolist() == [round_shift(v, shift, mode) for v in values]


@given(st.integers(0, 1 << 20))
def test_signed_digits(value: int) -> None:
    digits = canonical_signed_digits(value)
    assert sum(sign << shift for sign, shift in digits) == value
    shifts = [shift for _, shift in digits]
    assert all(a - b >= 2 for a, b in pairwise(shifts))


def test_memory_lines() -> None:
    bits = pack_fields([(np.array([1, -1]), 3), (np.array([0, 5]), 4)])
    assert hex_lines(bits) == "01\n2f\n"
    assert hex_lines(pack_fields([(np.array([-1]), 13)])) == "1fff\n"
