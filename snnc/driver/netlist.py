"""The netlist of a design: what Yosys makes of its Verilog for a family, as sources for a simulator."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from snnc.backends.synth.scripts import simulation_script
from snnc.core.errors import user_error
from snnc.core.resources import resource
from snnc.driver.area import lay_out, require_safe
from snnc.target.device import Device
from snnc.target.family import Family
from snnc.tools.fpga import Tool, find
from snnc.tools.yosys import data_folder, run_script

_INCLUDE = re.compile(r'^\s*`include "([\w.]+)"\s*$', re.MULTILINE)
#: A module with its attributes.
_MODULE = re.compile(
    r"^(?:[ \t]*\(\*(?:(?!\*\)).)+\*\)\s*)*[ \t]*module\s+(\w+).*?\bendmodule\b", re.MULTILINE | re.DOTALL
)
_FATAL = re.compile(r"\$fatal\([^;]*\);")
_WORD = re.compile(r"\w+")
#: What models of cells in ``sim/cells`` are made of.
_SHARED = "block_memory"


def netlist(rtl: Mapping[str, str], top: str, device: Device, folder: Path) -> list[Path]:
    """Synthesise module ``top`` of ``rtl`` (name -> text) in ``folder``; the netlist, and models of its cells.

    Script and log stay in ``folder`` as ``netlist.*``. The models are Yosys's own, but for the cells
    that it gives no behaviour: those stand in ``sim/cells``. Raises :class:`UserError` E005 for a file
    that snnc never writes, E401 without Yosys or its models, E402 when it cannot synthesise ``top``.
    """
    require_safe(rtl)
    yosys = find("yosys")
    order = lay_out(rtl, folder)
    run_script(yosys, folder, "netlist", simulation_script(order, top, device, "netlist.v"))
    models = folder / "cells.v"
    used = set(_WORD.findall((folder / "netlist.v").read_text(encoding="utf-8")))
    models.write_text(_models(yosys, device.family, used), encoding="utf-8")
    sources = [folder / "netlist.v"]
    own = [cell.lower() for cell in device.family.modelled]
    for name in (*own, _SHARED) if own else ():
        path = folder / f"{name}.v"
        path.write_text((resource("sim") / "cells" / path.name).read_text(encoding="utf-8"), encoding="utf-8")
        sources.append(path)
    # They set a time scale, which holds for all that is read behind them.
    return [*sources, models]


def _models(yosys: Tool, family: Family, used: set[str]) -> str:
    """Yosys's models of the cells of ``family`` among the words ``used``, and of what they are made of."""
    path = data_folder(yosys) / family.models
    macros = "".join(f"`define {macro}\n" for macro in family.macros)
    try:
        text = macros + _with_included(path, set())
    except OSError as err:
        raise user_error("E401", f"Yosys has no models of cells in '{path}'", hint="pip install 'snnc[fpga]'") from err
    # SystemVerilog, which Verilator does not read here: a cell used in a way that the model does not know.
    text = _FATAL.sub("$finish;", text)
    modules = {match[1]: match[0] for match in _MODULE.finditer(text)}
    found: set[str] = set()
    new = used & set(modules)
    while new:
        found |= new
        new = {word for name in new for word in _WORD.findall(modules[name])} & set(modules) - found
    return _MODULE.sub(lambda match: match[0] if match[1] in found else "", text)


def _with_included(path: Path, read: set[Path]) -> str:
    """The text of ``path`` with all that it includes, each file once: ``read`` grows by those."""
    if path in read:
        return ""
    read.add(path)
    text = path.read_text(encoding="utf-8")
    return _INCLUDE.sub(lambda match: _with_included(path.with_name(match[1]), read), text)
