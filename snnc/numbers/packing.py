"""Integers into the hexadecimal lines that ``$readmemh`` reads."""

from __future__ import annotations

import numpy as np


def pack_fields(fields: list[tuple[np.ndarray, int]]) -> np.ndarray:
    """Concatenate fields into words, the first field in the lowest bits.

    ``fields``: pairs of an integer array ``[n]`` and its width in bits; negative values are
    stored in two's complement. Returns a bit matrix ``[n, sum of widths]`` of uint8, column 0
    being the lowest bit.
    """
    columns = []
    for values, width in fields:
        wide = np.asarray(values, dtype=np.int64)
        columns.append(((wide[:, None] >> np.arange(width)) & 1).astype(np.uint8))
    return np.concatenate(columns, axis=1)


def hex_lines(bits: np.ndarray) -> str:
    """A bit matrix ``[n, width]`` as ``n`` lines of hexadecimal, one memory word each."""
    count, width = bits.shape
    digits = -(-width // 4)
    padded = np.zeros((count, digits * 4), dtype=np.uint8)
    padded[:, :width] = bits
    nibbles = padded.reshape(count, digits, 4) @ np.array([1, 2, 4, 8], dtype=np.uint8)
    letters = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)[nibbles[:, ::-1]]
    lines = np.concatenate([letters, np.full((count, 1), ord("\n"), np.uint8)], axis=1)
    return lines.tobytes().decode("ascii")
