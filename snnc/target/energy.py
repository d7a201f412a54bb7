"""Published energies of single events, in picojoules.

Source: M. Horowitz, *Computing's energy problem (and what we can do about it)*, ISSCC 2014: rough
energies of operations and of 64-bit accesses to memories, 45 nm, 0.9 V. What lies between its
numbers is interpolated here:

* an addition: linear in its bits, below 8 bits through zero, above 32 bits on the same line;
* a multiplication: quadratic in its bits, fitted to the 32-bit one (the 8-bit one is then 3 % low);
* an access: linear in the bits of the word; between two capacities a power law; a memory below
  8 KiB costs as much as one of 8 KiB (too much), one above 1 MiB as one of 1 MiB (too little);
* a write costs as much as a read.

There is no number for writing a register, for a clock tree or for static power.
"""

from __future__ import annotations

from itertools import pairwise

from snnc.numbers.transcendental import exp, log

SOURCE = "M. Horowitz, Computing's energy problem (and what we can do about it), ISSCC 2014; 45 nm, 0.9 V"

#: (bits, picojoules) of an integer addition.
ADDITION = ((8, 0.03), (32, 0.1))
#: Bits and picojoules of an integer multiplication.
MULTIPLICATION = (32, 3.1)
#: (KiB, picojoules) of an access to a word of ``ACCESS_BITS`` bits.
ACCESS = ((8, 10.0), (32, 20.0), (1024, 100.0))
ACCESS_BITS = 64


def addition(bits: int) -> float:
    """Picojoules of an addition, subtraction or comparison of ``bits`` bits."""
    (few, low), (many, high) = ADDITION
    return low * bits / few if bits <= few else low + (high - low) * (bits - few) / (many - few)


def multiplication(bits: int) -> float:
    """Picojoules of a multiplication of two factors of ``bits`` bits."""
    known, energy = MULTIPLICATION
    return energy * (bits / known) ** 2


def access(bits: int, capacity: int) -> float:
    """Picojoules of reading or writing ``bits`` bits of a memory of ``capacity`` bits."""
    return _word(capacity / 8 / 1024) * bits / ACCESS_BITS


def _word(kibibytes: float) -> float:
    if kibibytes <= ACCESS[0][0]:
        return ACCESS[0][1]
    for (small, low), (large, high) in pairwise(ACCESS):
        if kibibytes <= large:
            exponent = log(high / low) * log(kibibytes / small) / log(large / small)
            return low * float(exp(exponent))
    return ACCESS[-1][1]
