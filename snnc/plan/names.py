"""What the parts of a network are called in Verilog, as a plan keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from snnc.core.errors import internal_error
from snnc.core.names import is_library_prefix, is_verilog_name, library_modules, stands_alone, verilog_names
from snnc.core.text import OPTIONAL
from snnc.ir.quantised import QuantisedNetwork

NamePairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class VerilogNames:
    """The names that are others in Verilog, as pairs (name, name in Verilog); all else is called there as it is.

    Inputs and populations are ``sources``. Outputs are ports of the chip and have names of their own.
    ``library``: what the names of library modules begin with.
    """

    network: NamePairs = ()
    sources: NamePairs = ()
    outputs: NamePairs = ()
    library: str = field(default="", metadata=OPTIONAL)

    def of_network(self, name: str) -> str:
        """The network called ``name``."""
        return dict(self.network).get(name, name)

    def of_source(self, name: str) -> str:
        """The input or population called ``name``."""
        return dict(self.sources).get(name, name)

    def of_output(self, name: str) -> str:
        """The output called ``name``."""
        return dict(self.outputs).get(name, name)


#: Every part is called in Verilog as it is in the network.
UNCHANGED = VerilogNames()


def names_of(network: QuantisedNetwork, library: str = "") -> VerilogNames:
    """The names in Verilog of the parts of ``network``, and of the ``library`` modules."""
    return VerilogNames(
        _changed(verilog_names([network.name], alone=True, library=library)),
        _changed(verilog_names(source.name for source in network.sources)),
        _changed(verilog_names(output.name for output in network.outputs)),
        library,
    )


def verify_names(names: VerilogNames, network: QuantisedNetwork) -> None:
    """:class:`InternalError` unless all parts of ``network`` have names of their own that Verilog can hold."""
    if names.library and not is_library_prefix(names.library):
        raise internal_error(f"'{names.library}' cannot begin the names of modules")
    module = names.of_network(network.name)
    if not stands_alone(module) or module.lower() in library_modules(names.library):
        raise internal_error(f"'{module}' cannot be the name of a module")
    for kind, pairs, parts in (
        ("network", names.network, [network.name]),
        ("sources", names.sources, [source.name for source in network.sources]),
        ("outputs", names.outputs, [output.name for output in network.outputs]),
    ):
        if len(dict(pairs)) != len(pairs) or not dict(pairs).keys() <= set(parts):
            raise internal_error(f"names in Verilog are given to {kind} that do not exist")
        called = [dict(pairs).get(part, part) for part in parts]
        if not all(map(is_verilog_name, called)) or _clash(called):
            raise internal_error(f"names of {kind} are not legal in Verilog, or not their own")


def _changed(names: Mapping[str, str]) -> NamePairs:
    return tuple((name, called) for name, called in names.items() if name != called)


def _clash(names: Iterable[str]) -> bool:
    """Whether two of ``names`` are one where case is ignored."""
    lower = [name.lower() for name in names]
    return len(set(lower)) != len(lower)
