"""``core/synapses.v.j2``: the synapse memory, in slices, and the offsets of sparse rows."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.backends.templates import render
from snnc.backends.verilog.core.section import ParameterLine, Section, View, parameter_lines


@dataclass(frozen=True)
class _Slice:
    instance: str
    parameters: tuple[ParameterLine, ...]
    low: int
    bits: int


@dataclass(frozen=True)
class _Scaler:
    bits: int
    parameters: tuple[ParameterLine, ...]


@dataclass(frozen=True)
class _Context:
    """``weights``: the net that they come on; ``offsets``: parameters of their memory, none where rows are not sparse.

    ``scaler``: None where events carry no numbers.
    """

    weights: str
    weight_bits: int
    place_bits: int
    slices: tuple[_Slice, ...]
    offsets: tuple[ParameterLine, ...]
    scaler: _Scaler | None


def section(view: View) -> Section:
    """The section."""
    synapses = view.blocks.synapses
    slices, low = [], 0
    for name, bits in synapses.slices.items():
        parameters = parameter_lines({**synapses.slice_parameters(bits), **view.file(name)})
        slices.append(_Slice(f"u_{name}", parameters, low, bits))
        low += bits
    offsets = {**synapses.offset_parameters, **view.file("offsets")}
    scalers = [
        _Scaler(view.core.product_bits, parameter_lines({**block.parameters, "LANES": "LANES"}))
        for block in view.blocks.scalers
    ]
    context = _Context(
        weights="scale_weights_n" if scalers else "add_weights_n",
        weight_bits=view.core.weight_bits,
        place_bits=view.core.place_bits,
        slices=tuple(slices),
        offsets=parameter_lines(offsets) if synapses.sparse else (),
        scaler=scalers[0] if scalers else None,
    )
    return Section(render("core/synapses.v.j2", context), reads=frozenset(("fetch_valid",)) if scalers else frozenset())
