"""What a synthesis came to, in tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from snnc.backends.reports.text import table
from snnc.target.device import Device
from snnc.target.resources import Resources, whole
from snnc.tools.nextpnr import Placement


@dataclass(frozen=True)
class _Number:
    """A number as it is to be shown; tables align it as one."""

    text: str

    def __str__(self) -> str:
        return self.text


def area(used: Resources, device: Device) -> list[str]:
    """What a design takes of a device."""
    has, family = device.capacity, device.family
    rows: list[tuple[str, float, float]] = [(family.lut, used.lut, has.lut)]
    if has.lutram:
        rows.append(("  as memory", used.lutram, has.lutram))
    rows += [("FF", used.ff, has.ff), (family.bram, used.bram, has.bram), ("DSP", used.dsp, has.dsp)]
    cells = [(name, _Number(whole(need)), _Number(whole(there)), _share(need, there)) for name, need, there in rows]
    return table(("resource", "used", "of", "share"), cells)


def modules(rows: Iterable[tuple[str, int, Resources]], device: Device) -> list[str]:
    """(module, instances, resources) of each module, submodules not included."""
    family = device.family
    cells = [(name, count, r.lut, r.ff, r.bram, r.dsp) for name, count, r in rows]
    return table(("module", "instances", family.lut, "FF", family.bram, "DSP"), cells)


def placement(result: Placement) -> list[str]:
    """Cells used, the clock, and the slowest path net by net."""
    cells = [(kind, used, there) for kind, (used, there) in result.cells.items()]
    lines = [*table(("cell", "used", "of"), cells), ""]
    if result.fmax is None:
        return [*lines, "No path from register to register: no limit to the clock."]
    verdict = "reached" if result.met else "MISSED"
    lines.append(f"Clock {result.fmax:.2f} MHz; {result.clock:g} MHz asked for: {verdict}")
    lines += ["", f"Slowest path: {result.logic:.2f} ns logic, {result.routing:.2f} ns routing", ""]
    rows, total = [], 0.0
    for hop in result.path:
        total += hop.logic + hop.routing
        near = "near " if hop.near else ""
        rows.append((_ns(hop.logic), _ns(hop.routing), _ns(total), f"{near}{hop.net}", hop.source or "-"))
    return [*lines, *table(("logic", "routing", "total", "net", "source"), rows)]


def _share(used: float, available: float) -> _Number:
    return _Number(f"{100 * used / available:.1f} %" if available else "-")


def _ns(delay: float) -> _Number:
    return _Number(f"{delay:.2f}")
