"""Synthesising: from a compiled network to its area, its clock rate and a bitstream."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from snnc.backends.synth.pins import pins, pins_name
from snnc.backends.synth.scripts import netlist_script
from snnc.backends.synth.vivado import vivado
from snnc.core.errors import user_error
from snnc.core.files import fresh_folder, refuse_overlap, write_file
from snnc.driver.area import ModuleArea, flat_area, lay_out, module_areas
from snnc.driver.compile import load
from snnc.target.devices import Device, device
from snnc.target.resources import Excess, Resources
from snnc.tools.fpga import find
from snnc.tools.nextpnr import Placement, place_and_route
from snnc.tools.yosys import run_script

_NETLIST = "netlist.json"

#: For each family that nextpnr serves: the option for the routed design, that file, the packer, the bitstream.
_BITSTREAM = {
    "ice40": ("--asc", "{}.asc", "icepack", "{}.bin"),
    "ecp5": ("--textcfg", "{}.config", "ecppack", "{}.bit"),
}


@dataclass(frozen=True)
class Synthesis:
    """What came out, all of it also in ``synth.json`` of the work folder.

    ``area``: of the design, flattened; ``modules``: of each module by itself; ``excess``: what the
    device is short of; ``placement``: of the design inside ``wrapper``, None where only the area
    is known; ``bitstream``: its file in the work folder, empty without one; ``tools``: name ->
    version.
    """

    network: str
    device: Device
    area: Resources
    modules: tuple[ModuleArea, ...]
    excess: tuple[Excess, ...]
    wrapper: str
    placement: Placement | None
    bitstream: str
    tools: Mapping[str, str]

    def require_fit(self) -> None:
        """:class:`UserError` E403 that names every resource of which the device has too few."""
        if self.excess:
            raise user_error(
                "E403",
                f"{self.network} does not fit {self.device.name}: {', '.join(str(row) for row in self.excess)}",
                hint="compile for fewer --lanes, quantise to fewer bits, or name a larger --device",
            )

    def as_json(self) -> dict[str, object]:
        """Plain values, for ``synth.json``."""
        family = self.device.family
        values = {
            "network": self.network,
            "device": self.device.name,
            "part": self.device.part,
            "lut_inputs": family.lut_inputs,
            "bram_bits": family.bram_bits,
            "area": asdict(self.area),
            "capacity": asdict(self.device.capacity),
            "modules": [{"name": m.name, "instances": m.instances, **asdict(m.resources)} for m in self.modules],
            "excess": [asdict(row) for row in self.excess],
            "place_and_route": None,
            "bitstream": self.bitstream or None,
            "tools": dict(self.tools),
        }
        if self.placement:
            values["place_and_route"] = {**asdict(self.placement), "met": self.placement.met, "wrapper": self.wrapper}
        return values


def stages(target: Device, area_only: bool = False) -> tuple[str, ...]:
    """The stages of a synthesis for ``target``, in order."""
    area = ("area", "modules")
    return area if area_only or target.router is None else (*area, "netlist", "place", "bitstream")


def synthesise(
    folder: Path,
    target: str,
    work: Path,
    *,
    clock: float | None = None,
    seed: int = 1,
    area_only: bool = False,
    observe: Callable[[str], None] = lambda stage: None,
) -> Synthesis:
    """Synthesise the compiled network in ``folder`` for the device named ``target``, in ``work``.

    ``clock``: MHz to aim at, the device's own by default; ``seed``: of placement; ``area_only``:
    stop before place and route; ``observe`` is told each stage that is done. A design that does
    not fit is not placed: see :meth:`Synthesis.require_fit`. Scripts and logs stay in ``work``.
    Raises :class:`UserError`: E210 for a folder without a design, E400 for an unknown device,
    E401 for a missing tool, E402 when a tool fails, E004 when ``work`` is in the way.
    """
    chosen = device(target)
    compiled = load(folder)
    yosys = find("yosys")
    router = None if area_only or chosen.router is None else chosen.router
    nextpnr = find(f"nextpnr-{router.family}") if router else None
    clock = clock or chosen.clock
    refuse_overlap(folder, work)
    fresh_folder(work, "snnc synth")
    plan = compiled.plan
    rtl = {name: text for name, text in compiled.artifacts.files.items() if name.startswith("rtl/")}
    order = lay_out(rtl, work)
    wrapper = f"rtl/{pins_name(plan)}.v"
    lay_out({wrapper: pins(plan)}, work)
    if chosen.router is None:
        images = [Path(name).name for name in rtl if name.endswith(".mem")]
        lay_out(vivado([*order, wrapper], images, pins_name(plan), chosen, clock).files, work)

    area = flat_area(yosys, work, order, plan.name, chosen)
    observe("area")
    modules = module_areas(yosys, work, order, plan.name, chosen)
    observe("modules")
    excess = chosen.excess(area)
    placement, bitstream, tools = None, "", {yosys.name: yosys.version}
    if router and nextpnr and not excess:
        script = netlist_script([*order, wrapper], pins_name(plan), chosen, _NETLIST)
        run_script(yosys, work, "netlist", script)
        observe("netlist")
        option, routed, packer, bitstream = (word.format(plan.name) for word in _BITSTREAM[router.family])
        placement = place_and_route(nextpnr, work, router.options, _NETLIST, (option, routed), clock, seed)
        observe("place")
        find(packer, nextpnr).run([routed, bitstream], work, "bitstream.log")
        observe("bitstream")
        tools[nextpnr.name] = nextpnr.version
    result = Synthesis(plan.name, chosen, area, modules, excess, pins_name(plan), placement, bitstream, tools)
    write_file(work / "synth.json", json.dumps(result.as_json(), indent=2, sort_keys=True) + "\n")
    return result
