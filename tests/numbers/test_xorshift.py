"""The generator of random numbers: its first words by hand, its period, and how independent its draws are."""

from __future__ import annotations

import numpy as np
import pytest

from snnc.numbers.xorshift import LARGEST_WORD, following, start_words

WORDS = 32


def test_the_first_words_by_hand() -> None:
    """The two words behind 1, shift by shift, and what Marsaglia's program prints first."""
    # 1 ^ 0x2000 = 0x2001; nothing of that is left 17 bits to the right; 0x2001 ^ 0x40020.
    assert following(1) == 0x42021
    # 0x00042021 ^ 0x84042000 = 0x84000021; ^ 0x4200 = 0x84004221; 0x1080084420 without its 33rd bit and above:
    assert following(0x42021) == 0x84004221 ^ 0x80084420 == 0x04080601
    # The start of the listing in his paper.
    assert following(2463534242) == 723471715


def test_arrays_are_words_side_by_side() -> None:
    words = np.array([[1, 2], [2463534242, LARGEST_WORD]], np.int64)
    assert following(words).tolist() == [[following(int(word)) for word in row] for row in words]


def _steps(power: int) -> list[int]:
    """Each bit of the word ``power`` steps on as a mask of the bits that it is the parity of, lowest first."""
    columns = []
    for bit in range(WORDS):
        word = 1 << bit
        for _ in range(power):
            word = int(following(word))
        columns.append(word)
    return [sum((columns[bit] >> row & 1) << bit for bit in range(WORDS)) for row in range(WORDS)]


def _product(a: list[int], b: list[int]) -> list[int]:
    """The rows of the matrix product over GF(2)."""
    rows = []
    for mask in a:
        row = 0
        for bit in range(WORDS):
            row ^= b[bit] if mask >> bit & 1 else 0
        rows.append(row)
    return rows


def _rank(rows: list[int]) -> int:
    """How many of ``rows`` are independent over GF(2)."""
    basis: list[int] = []
    for row in rows:
        for each in basis:
            row = min(row, row ^ each)
        basis += [row] if row else []
    return len(basis)


def test_it_comes_back_after_all_words_but_zero() -> None:
    """The order of the matrix is 2**32 - 1 = 3 * 5 * 17 * 257 * 65537, and no divisor of it."""
    identity = [1 << bit for bit in range(WORDS)]

    def power(exponent: int) -> list[int]:
        result, base = identity, _steps(1)
        while exponent:
            result = _product(result, base) if exponent & 1 else result
            base, exponent = _product(base, base), exponent >> 1
        return result

    assert power(LARGEST_WORD) == identity
    assert all(power(LARGEST_WORD // prime) != identity for prime in (3, 5, 17, 257, 65537))


def test_high_bits_of_two_draws_take_every_pair_of_values() -> None:
    """The 12 highest bits of two words up to 64 steps apart are 24 independent sums of the bits of the first."""
    step = later = _steps(1)
    highest = [1 << bit for bit in range(WORDS)][-12:]
    for lag in range(1, 65):
        assert _rank(highest + later[-12:]) == 24, lag
        later = _product(later, step)


def test_start_words_by_their_definition() -> None:
    """In Python's integers, as the docstring says."""

    def mixed(x: int) -> int:
        x = (x ^ x >> 16) * 0x85EBCA6B % 2**32
        x = (x ^ x >> 13) * 0xC2B2AE35 % 2**32
        return x ^ x >> 16

    for seed in (0, 1, 77, LARGEST_WORD):
        base = mixed((seed + 0x9E3779B9) % 2**32)
        words = start_words(seed, 100)
        assert words.tolist() == [mixed((base + k) % 2**32) or 0x9E3779B9 for k in range(100)]
        assert np.array_equal(start_words(seed, 7), words[:7])
    # Users' results depend on these.
    assert start_words(0, 3).tolist() == [2856213345, 1863002342, 2846593487]


def test_no_start_is_zero_and_all_differ() -> None:
    words = start_words(5, 1 << 17)
    assert words.min() >= 1 and words.max() <= LARGEST_WORD
    assert np.unique(words).size == words.size


def test_a_start_that_would_be_zero_is_replaced() -> None:
    """Some neuron of the largest populations mixes to 0, where the generator would stay: index -mixed(seed)."""
    seeds = [seed for seed in range(1 << 13) if _distance(seed) < 1 << 20]
    assert seeds, "a seed whose zero lies within a population"
    index = _distance(seeds[0])
    assert start_words(seeds[0], index + 1)[-1] == 0x9E3779B9


def _distance(seed: int) -> int:
    """The index of the neuron whose mixed number is that of 0."""
    x = (seed + 0x9E3779B9) % 2**32
    x = (x ^ x >> 16) * 0x85EBCA6B % 2**32
    x = (x ^ x >> 13) * 0xC2B2AE35 % 2**32
    return -(x ^ x >> 16) % 2**32


@pytest.mark.parametrize("p", [0.5, 0.25, 0.1, 0.01])
def test_draws_are_as_independent_as_bernoulli_ones(p: float) -> None:
    """Mean, variance over neurons, and correlation over time and between neurons, within five deviations."""
    words, spikes = start_words(1, 2000).astype(np.int64), []
    for _ in range(500):
        spikes.append(words / 2**32 < p)
        words = following(words)
    fired = np.array(spikes, float)
    count, spread = fired.size, np.sqrt(p * (1 - p))
    assert abs(fired.mean() - p) < 5 * spread / np.sqrt(count)
    # The number of spikes of a neuron has the variance of a binomial number, whose own deviation is sqrt(2 / n).
    assert fired.sum(axis=0).var() / (500 * p * (1 - p)) == pytest.approx(1.0, abs=5 * np.sqrt(2 / 2000))
    z = (fired - p) / spread
    for lag in (1, 2, 3, 5, 8, 17, 31, 32):
        assert abs((z[lag:] * z[:-lag]).mean()) < 5 / np.sqrt(z[lag:].size), lag
    for apart in (1, 2, 64):
        assert abs((z[:, apart:] * z[:, :-apart]).mean()) < 5 / np.sqrt(z[:, apart:].size), apart
