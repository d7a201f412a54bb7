"""snnc: spiking neural networks to verified, synthesisable Verilog.

The parts most people need::

    import snnc

    spec = snnc.read_spec("network.yaml")        # or build one with snnc.NetworkBuilder
    compiled = snnc.compile(spec.network, quantise=spec.quantise, architecture=spec.architecture)
    compiled.write("build/network")
    run = snnc.golden.run(compiled.quantised, {"stimulus": spikes})

Names are imported when they are first used, so that ``snnc.golden`` alone needs NumPy only.
"""

from __future__ import annotations

#: As of :mod:`typing`, which takes long to load: the program answers to interrupts from the first moment.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import Any

    from snnc import golden as golden
    from snnc.choosing.choose import ChosenBits as ChosenBits
    from snnc.choosing.choose import choose_bits as choose_bits
    from snnc.core.errors import InternalError as InternalError
    from snnc.core.errors import SnncError as SnncError
    from snnc.core.errors import UnsupportedError as UnsupportedError
    from snnc.core.errors import UserError as UserError
    from snnc.core.limits import memory_limit as memory_limit
    from snnc.driver.compare import compare as compare
    from snnc.driver.comparison import Comparison as Comparison
    from snnc.driver.compile import Compiled as Compiled
    from snnc.driver.compile import compile_network as compile  # noqa: F401
    from snnc.driver.report import report as report
    from snnc.equations.model import EquationModel as EquationModel
    from snnc.equations.read import equation_model as equation_model
    from snnc.frontends.builder import NetworkBuilder as NetworkBuilder
    from snnc.frontends.registry import read_spec as read_spec
    from snnc.frontends.spec import Spec as Spec
    from snnc.ir.network import Network as Network
    from snnc.ir.options import QuantiseOptions as QuantiseOptions
    from snnc.ir.options import StateOptions as StateOptions
    from snnc.ir.options import Target as Target
    from snnc.ir.options import WeightOptions as WeightOptions
    from snnc.ir.quantised import QuantisedNetwork as QuantisedNetwork
    from snnc.target.architecture import Architecture as Architecture

__version__ = "0.1.0"

#: Public name -> module, and the name there where it differs.
_PUBLIC = {
    "Architecture": "snnc.target.architecture",
    "ChosenBits": "snnc.choosing.choose",
    "Comparison": "snnc.driver.comparison",
    "Compiled": "snnc.driver.compile",
    "EquationModel": "snnc.equations.model",
    "InternalError": "snnc.core.errors",
    "Network": "snnc.ir.network",
    "NetworkBuilder": "snnc.frontends.builder",
    "QuantiseOptions": "snnc.ir.options",
    "QuantisedNetwork": "snnc.ir.quantised",
    "SnncError": "snnc.core.errors",
    "Spec": "snnc.frontends.spec",
    "StateOptions": "snnc.ir.options",
    "Target": "snnc.ir.options",
    "UnsupportedError": "snnc.core.errors",
    "UserError": "snnc.core.errors",
    "WeightOptions": "snnc.ir.options",
    "choose_bits": "snnc.choosing.choose",
    "compare": "snnc.driver.compare",
    "compile": "snnc.driver.compile:compile_network",
    "equation_model": "snnc.equations.read",
    "golden": "snnc.golden:",
    "memory_limit": "snnc.core.limits",
    "read_spec": "snnc.frontends.registry",
    "report": "snnc.driver.report",
}

__all__ = sorted(_PUBLIC)


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'snnc' has no attribute '{name}'")
    from importlib import import_module

    module, colon, attribute = _PUBLIC[name].partition(":")
    loaded = import_module(module)
    return loaded if colon and not attribute else getattr(loaded, attribute or name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
