"""A spec: a network together with how it is to be quantised and built."""

from __future__ import annotations

from dataclasses import dataclass, field

from snnc.ir.network import Network
from snnc.ir.options import QuantiseOptions
from snnc.ir.verify import Locate, nowhere
from snnc.target.architecture import Architecture


@dataclass(frozen=True, eq=False)
class Spec:
    """Everything a compilation needs."""

    network: Network
    quantise: QuantiseOptions = field(default_factory=QuantiseOptions)
    architecture: Architecture = field(default_factory=Architecture)
    #: From a part of the network to its place in the file it was read from.
    locate: Locate = nowhere
