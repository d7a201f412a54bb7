"""The simulators that can run the testbench of a network; only this file lists them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from snnc.core.errors import user_error
from snnc.tools.cocotb import Simulation
from snnc.tools.verilator import Harness


class Simulator(Protocol):
    """A testbench of a network, built once and run in several scenarios."""

    def run(self, scenario: Mapping[str, int], run_folder: Path, progress: Callable[[], None] | None = None) -> bool:
        """Run in ``run_folder``, which holds the data; False when it was not done after ``limit`` clocks.

        ``scenario``: ``idle`` and ``stall``, chances in 256; ``reset_after``: clocks before a
        second reset in mid-run, or 0; ``limit``: clocks after which the run counts as stuck.
        ``progress`` is called about twice a second while the simulation runs. Raises
        :class:`UserError` E302 when the simulation itself fails.
        """
        ...


class _Icarus:
    """Icarus, driven by the cocotb bench ``network_bench``."""

    def __init__(self, folder: Path, sources: Sequence[Path], top: str, waves: bool) -> None:
        self._simulation = Simulation(folder, sources, top, waves=waves)

    def run(self, scenario: Mapping[str, int], run_folder: Path, progress: Callable[[], None] | None = None) -> bool:
        failed = self._simulation.run("network_bench", scenario, run_folder, progress)
        if failed:
            raise user_error("E302", f"the simulation of {self._simulation.top} failed:\n{failed}")
        return bool(json.loads((run_folder / "end.json").read_text())["done"])


#: name -> what builds ``(folder, sources, top module, waves)``; it raises :class:`UserError` E300
#: when a tool is missing and E301 when the build fails. The first is the default.
SIMULATORS: Mapping[str, Callable[[Path, Sequence[Path], str, bool], Simulator]] = {
    "icarus": _Icarus,
    "verilator": Harness,
}
DEFAULT = next(iter(SIMULATORS))
