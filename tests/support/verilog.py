"""Helpers of the tests of ``hw/rtl``: its modules, the tools, and a bench run over one set of parameters."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from snnc.core.resources import resource
from snnc.tools.cocotb import Simulation

#: What the benches run on: icarus or verilator.
SIMULATOR = os.environ.get("SNNC_SIMULATOR", "icarus")

#: The hand-written modules.
RTL = resource("hw") / "rtl"


def modules(folder: Path = RTL) -> dict[str, Path]:
    """The file of every module of ``hw/rtl``, by name."""
    return {path.stem: path for path in sorted(folder.glob("**/*.v"))}


def table(values: Sequence[int], bits: int = 32) -> str:
    """A table parameter: one field for each value, the first lowest."""
    packed = sum((value & ((1 << bits) - 1)) << (place * bits) for place, value in enumerate(values))
    return f"{bits * len(values)}'h{packed:x}"


@dataclass(frozen=True)
class Case:
    """A module with parameters, and what its bench must know beyond them."""

    module: str
    parameters: Mapping[str, int | str]
    scenario: Mapping[str, object] = field(default_factory=dict)
    #: Memory images: a parameter that names a file, and the words of the file.
    files: Mapping[str, Sequence[int]] = field(default_factory=dict)

    def __str__(self) -> str:
        """The module and its narrow parameters: the name of the test."""
        shown = [f"{name}{value}" for name, value in self.parameters.items() if "'" not in str(value)]
        return "-".join([self.module, *shown])

    def run(self, folder: Path, rtl: Path = RTL, tool: str = SIMULATOR) -> str:
        """Build the module of ``rtl`` and run its bench on ``tool``; an empty string, or what failed."""
        folder.mkdir(parents=True, exist_ok=True)
        parameters = dict(self.parameters)
        for parameter, words in self.files.items():
            path = (folder / f"{parameter.lower()}.mem").resolve()
            path.write_text("".join(f"{word:x}\n" for word in words))
            parameters[parameter] = f'"{path}"'
        simulation = Simulation(folder / "build", list(modules(rtl).values()), self.module, parameters, tool=tool)
        scenario = {"parameters": dict(self.parameters), **self.scenario}
        return simulation.run(f"{self.module}_bench", scenario, folder / "run")


def missing(what: str) -> None:
    """Skip a test for want of a tool; where CI is set, fail it."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing, and CI must run everything")
    pytest.skip(f"needs {what}")


def require_icarus() -> None:
    """Icarus and cocotb, or no test."""
    if shutil.which("iverilog") is None:
        missing("Icarus Verilog")
    if importlib.util.find_spec("cocotb_tools") is None:
        missing("cocotb")
