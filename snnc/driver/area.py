"""What Verilog takes of a device, by Yosys: all of it, and module by module."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from snnc.backends.synth.scripts import count_script
from snnc.backends.verilog.emit import source_files
from snnc.core.errors import UserError, user_error
from snnc.target.device import Device
from snnc.target.resources import Resources
from snnc.tools.fpga import Tool, find, result
from snnc.tools.yosys import read_modules, run_script

_SAFE = re.compile(r"[\w./-]+\Z", re.ASCII)


def require_safe(names: Iterable[str]) -> None:
    """:class:`UserError` E005 for the name of a file that a script cannot hold, or that snnc never writes."""
    for name in names:
        if not _SAFE.match(name) or not name.endswith((".v", ".mem")):
            raise user_error(
                "E005", f"'{name}' is no file that snnc writes", hint="remove it, or run snnc compile again"
            )


@dataclass(frozen=True)
class ModuleArea:
    """A module of the source: how often it occurs, and what all its instances take.

    Submodules are not included, so that the rows of a design add up to the whole.
    """

    name: str
    instances: int
    resources: Resources


def lay_out(files: Mapping[str, str], folder: Path) -> list[str]:
    """Write ``files`` to ``folder``, memory images at its top; the Verilog files in reading order.

    Yosys opens memory images relative to where it runs.
    """
    for name, text in files.items():
        path = folder / (name if name.endswith(".v") else Path(name).name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return source_files(list(files))


def measure(
    files: Mapping[str, str],
    top: str,
    device: Device,
    *,
    parameters: Mapping[str, int | str] | None = None,
    yosys: Tool | None = None,
) -> Resources:
    """What module ``top`` of ``files`` (name -> text) takes, flattened.

    ``parameters`` of ``top``; ``yosys``: the tool where it is known already. Raises
    :class:`UserError` E401 without Yosys, E402 when it cannot synthesise ``top``.
    """
    tool = yosys or find("yosys")
    with tempfile.TemporaryDirectory() as name:
        order = lay_out(files, Path(name))
        try:
            return flat_area(tool, folder=Path(name), order=order, top=top, device=device, parameters=parameters)
        except UserError as err:
            # The log it points at goes with the folder.
            raise err.with_hints(lambda hint: "") from err


def flat_area(
    yosys: Tool,
    folder: Path,
    order: list[str],
    top: str,
    device: Device,
    parameters: Mapping[str, int | str] | None = None,
) -> Resources:
    """What ``top`` takes, flattened; script, log and statistics stay in ``folder`` as ``area.*``."""
    script = count_script(order, top, device, "area.json", parameters=parameters)
    run_script(yosys, folder, "area", script)
    total: Counter[str] = Counter()
    for module in read_modules(result(folder / "area.json", yosys.name), top):
        total.update(module.cells)
    return device.family.count(total)


def module_areas(yosys: Tool, folder: Path, order: list[str], top: str, device: Device) -> tuple[ModuleArea, ...]:
    """What each module takes when it is synthesised by itself, the largest first."""
    run_script(yosys, folder, "modules", count_script(order, top, device, "modules.json", flat=False))
    rows = [
        ModuleArea(module.name, module.instances, device.family.count(module.cells))
        for module in read_modules(result(folder / "modules.json", yosys.name), top)
    ]
    return tuple(sorted(rows, key=lambda row: (-row.resources.lut, -row.resources.ff, row.name)))
