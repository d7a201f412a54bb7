"""snnc: spiking neural networks to verified, synthesisable Verilog.

The parts most people need::

    import snnc

    spec = snnc.read_spec("network.yaml")        # or build one with snnc.NetworkBuilder
    compiled = snnc.compile(spec.network, quantise=spec.quantise, architecture=spec.architecture)
    compiled.write("build/network")
    run = snnc.golden.run(compiled.quantised, {"stimulus": spikes})
"""

from pathlib import Path

from snnc import golden
from snnc.core.errors import InternalError, SnncError, UnsupportedError, UserError
from snnc.driver.compile import Compiled
from snnc.driver.compile import compile_network as compile
from snnc.frontends.api import NetworkBuilder
from snnc.frontends.spec import Spec
from snnc.frontends.yaml_spec import read_spec as _read_spec
from snnc.ir.network import Network
from snnc.ir.options import QuantiseOptions, StateOptions, WeightOptions
from snnc.ir.quantised import QuantisedNetwork
from snnc.target.architecture import Architecture

__version__ = "0.1.0"

__all__ = [
    "Architecture",
    "Compiled",
    "InternalError",
    "Network",
    "NetworkBuilder",
    "QuantiseOptions",
    "QuantisedNetwork",
    "SnncError",
    "Spec",
    "StateOptions",
    "UnsupportedError",
    "UserError",
    "WeightOptions",
    "compile",
    "golden",
    "read_spec",
]


def read_spec(path: str | Path) -> Spec:
    """The spec in the YAML file ``path``; :class:`UserError` with every error found."""
    return _read_spec(Path(path))
