"""Random numbers of 32 bits: Marsaglia's xorshift, *Xorshift RNGs* (Journal of Statistical Software 8, 2003).

    x ^= x << 13;   x ^= x >> 17;   x ^= x << 5        (modulo 2**32)

The sequence comes back to its start after 2**32 - 1 numbers, and 0 is none of them. Where two numbers lie up to 64
steps apart, their highest 12 bits take every pair of values equally often, so that events of a probability that these
bits tell are uncorrelated over all starts. All sequences are parts of one cycle. With 1,000
neurons and 1,000 steps, one network in five has a pair of neurons that draw the same numbers, shifted in time.
"""

from __future__ import annotations

from typing import Any

import numpy as np

#: Bits of a word, and by how much it is shifted: left, right, left.
WORD_BITS, SHIFTS = 32, (13, 17, 5)
#: The largest word.
LARGEST_WORD = (1 << WORD_BITS) - 1
#: 2**32 over the golden ratio: far from 0, and from small numbers.
_GOLDEN = 0x9E3779B9


def following(words: Any) -> Any:
    """The numbers behind ``words``, an int or an int64 array of any shape, each in 1 … 2**32 - 1."""
    left, right, last = SHIFTS
    words = words ^ ((words << left) & LARGEST_WORD)
    words = words ^ (words >> right)
    return words ^ ((words << last) & LARGEST_WORD)


def start_words(seed: int, count: int) -> np.ndarray:
    """The first number of each of ``count`` sequences, float64 [count], none of which is 0.

    They differ, but for what replaces a 0.
    Number k is ``mixed((mixed((seed + 0x9E3779B9) mod 2**32) + k) mod 2**32)``, or 0x9E3779B9 where that is 0.
    ``mixed`` is the last part of MurmurHash3: ``x ^= x >> 16; x *= 0x85EBCA6B; x ^= x >> 13; x *= 0xC2B2AE35;
    x ^= x >> 16``, modulo 2**32. ``seed``: 0 … 2**32 - 1.
    """
    first = _mixed(np.array([(seed + _GOLDEN) & LARGEST_WORD], np.uint64))
    words = _mixed((first + np.arange(count, dtype=np.uint64)) & np.uint64(LARGEST_WORD))
    return np.where(words == 0, _GOLDEN, words).astype(np.float64)


def _mixed(words: np.ndarray) -> np.ndarray:
    """``words``, uint64 below 2**32 of any shape, in another order: each of their bits depends on all."""
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, 1)):
        words = ((words ^ (words >> np.uint64(shift))) * np.uint64(factor)) & np.uint64(LARGEST_WORD)
    return words
