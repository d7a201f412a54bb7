"""Scripts for Yosys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from snnc.target.device import Device


def count_script(
    sources: Sequence[str],
    top: str,
    device: Device,
    statistics: str,
    *,
    flat: bool = True,
    parameters: Mapping[str, int | str] | None = None,
) -> str:
    """Map ``top`` to ``device`` and write what it takes to the file ``statistics``.

    ``flat``: dissolve all modules, as for the chip; otherwise keep them, to count each.
    ``parameters``: of the top; a text is written as it stands, in Verilog.
    """
    lines = _read(sources)
    given = "".join(f" -chparam {name} {value}" for name, value in (parameters or {}).items())
    lines.append(f"hierarchy -check -top {top}{given}")
    family = device.family
    lines.append(_synthesise(device, family.flat if flat else family.hierarchical, top))
    lines.append(f"tee -q -o {statistics} stat -json")
    return "\n".join(lines) + "\n"


def netlist_script(sources: Sequence[str], top: str, device: Device, netlist: str) -> str:
    """Map ``top`` to ``device`` and write its flat ``netlist`` for place and route."""
    command = _synthesise(device, device.family.flat, top)
    return "\n".join([*device.family.precautions, *_read(sources), f"{command} -json {netlist}"]) + "\n"


def simulation_script(sources: Sequence[str], top: str, device: Device, netlist: str) -> str:
    """Map ``top`` to ``device`` and write its flat ``netlist`` as Verilog, for a simulator.

    Cells that ``sim/cells`` has a model of take its name: that of the vendor, in lower case.
    """
    family = device.family
    renamed = [f"chtype -set {cell.lower()} t:{cell}" for cell in family.modelled]
    command = _synthesise(device, family.flat, top)
    return (
        "\n".join([*family.precautions, *_read(sources), command, *renamed, f"write_verilog -noattr {netlist}"]) + "\n"
    )


def _read(sources: Sequence[str]) -> list[str]:
    return [f"read_verilog -defer {source}" for source in sources]


def _synthesise(device: Device, option: str, top: str) -> str:
    return " ".join(word for word in (device.synthesis, option, "-top", top) if word)
