"""Synthesising: from a compiled network to its area, its clock rate and a bitstream."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from snnc.backends.synth.pins import pins, pins_name
from snnc.backends.synth.scripts import netlist_script
from snnc.backends.synth.vivado import vivado
from snnc.backends.verilog.emit import emit
from snnc.backends.verilog.naming import top_module
from snnc.core.errors import user_error
from snnc.core.folders import refuse_overlap, staged_folder
from snnc.driver.area import ModuleArea, flat_area, lay_out, module_areas, require_safe
from snnc.driver.compile import Compiled, load_compiled
from snnc.plan import hardware
from snnc.target.device import Device
from snnc.target.devices import device
from snnc.target.resources import Excess, Resources
from snnc.tools.fpga import Tool, find
from snnc.tools.nextpnr import Overfull, Placement, place_and_route
from snnc.tools.yosys import run_script

_NETLIST = "netlist.json"


@dataclass(frozen=True)
class Synthesis:
    """What came out, all of it also in ``synth.json`` of the work folder.

    ``area``: of the design, flattened; ``modules``: of each module by itself; ``excess``: what the
    device is short of; ``placement``: of the design inside ``wrapper``, None where only the area
    is known; ``bitstream``: its file in the work folder, empty without one; ``tools``: name ->
    version; ``changed``: files of the design that are not what snnc writes for its plan.
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
    changed: tuple[str, ...]

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
            "changed": list(self.changed),
        }
        if self.placement:
            values["place_and_route"] = {**asdict(self.placement), "met": self.placement.met, "wrapper": self.wrapper}
        return values


def stages(target: Device, area_only: bool = False) -> tuple[str, ...]:
    """The stages of a synthesis for ``target``, in order."""
    area = ("area", "modules")
    return area if area_only or target.family.nextpnr is None else (*area, "netlist", "place", "bitstream")


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
    not fit is not placed: see :meth:`Synthesis.require_fit`. ``work`` is replaced as a whole when
    all is done, scripts and logs included; what a tool failed at is in ``WORK.failed``. Raises
    :class:`UserError`: E210 for a folder without a design, E400 for an unknown device, E401 for a
    missing tool, E402 or E404 when a tool fails, E004 when ``work`` is in the way.
    """
    chosen = device(target)
    compiled = load_compiled(folder)
    rtl = {name: text for name, text in compiled.artifacts.files.items() if name.startswith("rtl/")}
    require_safe(rtl)
    refuse_overlap(folder, work)
    tools = _tools(chosen, area_only)
    with staged_folder(work, "snnc synth", keep_failure=True) as staging:
        flow = _Flow(
            device=chosen,
            compiled=compiled,
            rtl=rtl,
            folder=staging,
            clock=clock or chosen.clock,
            seed=seed,
            tools=tools,
            observe=observe,
        )
        result = flow.all()
        text = json.dumps(result.as_json(), indent=2, sort_keys=True) + "\n"
        (staging / "synth.json").write_text(text, encoding="utf-8")
    return result


@dataclass(frozen=True)
class _Tools:
    yosys: Tool
    nextpnr: Tool | None = None
    packer: Tool | None = None


def _tools(target: Device, area_only: bool) -> _Tools:
    """All tools that will be needed, before any work is begun."""
    yosys = find("yosys")
    served = target.family.nextpnr
    if area_only or served is None:
        return _Tools(yosys)
    nextpnr = find(f"nextpnr-{served.tool}")
    return _Tools(yosys, nextpnr, find(served.packer, nextpnr))


@dataclass(frozen=True)
class _Flow:
    """One synthesis in ``folder``."""

    device: Device
    compiled: Compiled
    rtl: Mapping[str, str]
    folder: Path
    clock: float
    seed: int
    tools: _Tools
    observe: Callable[[str], None]

    def all(self) -> Synthesis:
        """All stages."""
        plan, yosys = self.compiled.plan, self.tools.yosys
        order, wrapper = lay_out(self.rtl, self.folder), f"rtl/{pins_name(plan)}.v"
        lay_out({wrapper: pins(plan)}, self.folder)
        if self.device.family.vivado:
            images = [Path(name).name for name in self.rtl if name.endswith(".mem")]
            sources, top = [*order, wrapper], pins_name(plan)
            script = vivado(sources, images=images, top=top, device=self.device, clock=self.clock)
            lay_out(script.files, self.folder)
        area = flat_area(yosys, folder=self.folder, order=order, top=top_module(plan), device=self.device)
        self.observe("area")
        modules = module_areas(yosys, folder=self.folder, order=order, top=top_module(plan), device=self.device)
        self.observe("modules")
        excess = self.device.excess(area)
        placement, bitstream, used = None, "", [yosys]
        if not excess and self.tools.nextpnr:
            used.append(self.tools.nextpnr)
            try:
                placement, bitstream = self._place([*order, wrapper])
            except Overfull as full:
                excess = tuple(Excess(f"packed {kind}", *row) for kind, row in full.cells.items())
        return Synthesis(
            network=plan.name,
            device=self.device,
            area=area,
            modules=modules,
            excess=excess,
            wrapper=pins_name(plan),
            placement=placement,
            bitstream=bitstream,
            tools={tool.name: tool.version for tool in used},
            changed=self._changed(),
        )

    def _place(self, order: Sequence[str]) -> tuple[Placement | None, str]:
        """The placed design and its bitstream, where there are tools; :class:`Overfull` where it has no room."""
        served, nextpnr, packer = self.device.family.nextpnr, self.tools.nextpnr, self.tools.packer
        if not (served and nextpnr and packer):
            return None, ""
        name = top_module(self.compiled.plan)
        script = netlist_script(order, pins_name(self.compiled.plan), self.device, _NETLIST)
        run_script(self.tools.yosys, self.folder, "netlist", script)
        self.observe("netlist")
        routed, bitstream = f"{name}.{served.routed}", f"{name}.{served.bitstream}"
        placement = place_and_route(
            nextpnr,
            folder=self.folder,
            options=self.device.options,
            netlist=_NETLIST,
            output=(served.option, routed),
            clock=self.clock,
            seed=self.seed,
        )
        self.observe("place")
        packer.call([routed, bitstream], self.folder, "bitstream.log")
        self.observe("bitstream")
        return placement, bitstream

    def _changed(self) -> tuple[str, ...]:
        """Files that are not what snnc writes for this plan."""
        compiled = self.compiled
        written = emit(compiled.plan, compiled.quantised, hardware.CODEC.print(compiled.plan)).files
        return tuple(sorted(name for name in {*self.rtl, *written} if self.rtl.get(name) != written.get(name)))
