"""The golden model: what a network means, executed in NumPy, float and bit-exact."""

from snnc.golden.coding import encode
from snnc.golden.run import Difference, Run, calibrate, count_differences, first_difference, load, run, variables
from snnc.golden.saturation import Saturation

__all__ = [
    "Difference",
    "Run",
    "Saturation",
    "calibrate",
    "count_differences",
    "encode",
    "first_difference",
    "load",
    "run",
    "variables",
]
