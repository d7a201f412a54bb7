"""Rectified input: what is below 0 counts as 0."""

from __future__ import annotations

from snnc.neurons.body import Body
from snnc.program.ops import AtLeast, Literal, Select
from snnc.program.quantity import POTENTIAL


def rectified(b: Body, drive: str) -> str:
    """The potential ``drive``, or 0 where it is below that."""
    zero = b.put("none", Literal(0, POTENTIAL), "")
    positive = b.put("positive", AtLeast(drive, zero), "above 0")
    return b.put("rectified", Select(positive, drive, zero), "no less than 0")
