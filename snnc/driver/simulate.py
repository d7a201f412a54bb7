"""Simulating: the RTL against golden, spike for spike, state for state, clock for clock."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from snnc.backends.verilog.emit import sources
from snnc.backends.verilog.testbench import testbench, testbench_name
from snnc.core.errors import Diagnostic, UserError
from snnc.core.files import fresh_folder
from snnc.driver import observed
from snnc.driver.compile import Compiled
from snnc.golden.run import Run, Variable, count_differences, first_difference, run, variables
from snnc.ir.network import SPIKES
from snnc.ir.quantised import QuantisedNetwork
from snnc.plan.cycles import Cycles, predict
from snnc.tools.simulators import DEFAULT, SIMULATORS

#: Clocks a stalled run may take, as a multiple of the predicted ones.
_PATIENCE = 40


@dataclass(frozen=True)
class Scenario:
    """How the host behaves: chances in 256 of idle and stall, clocks before a reset in mid-run."""

    idle: int = 0
    stall: int = 0
    reset_after: int = 0


@dataclass(frozen=True, eq=False)
class Verdict:
    """One run of the RTL, compared.

    ``mismatches``: unequal spikes and states, over all populations and steps (unless the bench
    observes the outputs only), plus unequal output events; ``difference``: the first one in
    words; ``cycle_mismatches``: clocks that differ from the plan's prediction (None for a run
    with stalls); ``rtl``: what the RTL did, as far as it was observed.
    """

    mismatches: int
    difference: str
    cycle_mismatches: int | None
    golden: Run
    rtl: Run
    outputs: Mapping[str, np.ndarray]
    predicted: Cycles
    latencies: np.ndarray

    def raster_rows(self, sample: int) -> list[tuple[str, np.ndarray, np.ndarray]]:
        """(population, golden spikes, RTL spikes) of one sample, each [steps, size], where observed."""
        return [
            (name, trace[sample].astype(bool), self.rtl.traces[name, variable][sample].astype(bool))
            for (name, variable), trace in self.golden.traces.items()
            if variable == SPIKES and (name, variable) in self.rtl.traces
        ]


class Bench:
    """A compiled network with a stimulus, built once and run in scenarios."""

    def __init__(
        self,
        compiled: Compiled,
        stimulus: Mapping[str, np.ndarray],
        folder: Path,
        waves: bool = False,
        *,
        tool: str = DEFAULT,
        outputs_only: bool = False,
    ) -> None:
        """Build in ``folder`` for ``stimulus``: bool [samples, steps, size] per input.

        ``tool`` is a key of :data:`snnc.tools.simulators.SIMULATORS`. With ``outputs_only`` the
        states and spikes inside the chip are neither logged nor compared: what leaves it is, and
        every clock. Raises :class:`UserError` E300 when a tool is missing, E301 when it cannot
        build the design.
        """
        self.compiled = compiled
        self.stimulus = {name: np.asarray(spikes, dtype=bool) for name, spikes in stimulus.items()}
        self.folder = folder
        self.outputs_only = outputs_only
        network = compiled.quantised
        self.expected = run(network, self.stimulus, _compared(network, outputs_only))
        self.spikes = {**self.stimulus, **_spikes(network, self.expected)}
        self.predicted = predict(compiled.plan, self.spikes)
        files = (compiled.artifacts | testbench(compiled.plan, self.stimulus, outputs_only)).files
        rtl = [name for name in files if name.startswith(("rtl/", "bench/"))]
        fresh_folder(folder, "snnc simulate")
        self.data = {}
        for name in rtl:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(files[name])
            if not name.endswith(".v"):
                self.data[path.name] = path
        ordered = [folder / name for name in sources([n for n in rtl if n.startswith("rtl/")])]
        ordered += [folder / name for name in sorted(rtl) if name.startswith("bench/") and name.endswith(".v")]
        self.simulator = SIMULATORS[tool](folder / "build", ordered, testbench_name(compiled.plan), waves)

    def run(
        self,
        scenario: Scenario = Scenario(),
        *,
        name: str = "run",
        progress: Callable[[int], None] | None = None,
    ) -> Verdict:
        """Run ``scenario``; ``progress`` is given the number of finished samples now and then.

        Raises :class:`UserError` E302 when the simulation does not reach its end.
        """
        plan = self.compiled.plan
        run_folder = self.folder / name
        run_folder.mkdir(parents=True, exist_ok=True)
        for file, path in self.data.items():
            shutil.copyfile(path, run_folder / file)
        last = max(int(clock[-1]) for clock in self.predicted.step_done.values())
        patience = _PATIENCE if scenario.idle or scenario.stall else 2
        failed = self.simulator.run(
            {
                "idle": scenario.idle,
                "stall": scenario.stall,
                "reset_after": scenario.reset_after,
                "limit": (last + 1000) * patience,
            },
            run_folder,
            (lambda: progress(observed.finished(plan, run_folder))) if progress else None,
        )
        if failed:
            raise UserError(Diagnostic("E302", f"the simulation of {plan.name} failed:\n{failed}"))
        return self._compare(run_folder, scenario)

    def _compare(self, folder: Path, scenario: Scenario) -> Verdict:
        plan, network = self.compiled.plan, self.compiled.quantised
        found = observed.read(plan, folder, self.outputs_only)
        samples, steps = next(iter(self.stimulus.values())).shape[:2]
        outputs, leaving, wrong = {}, {}, 0
        for output, stream in zip(network.outputs, plan.outputs, strict=True):
            variable = (output.population, output.variable)
            expected = self.expected.traces[variable]
            seen, malformed = observed.output(stream, found.sinks[stream.name], expected)
            outputs[output.name], leaving[variable] = seen, seen.astype(expected.dtype)
            wrong += malformed + int(np.count_nonzero(seen != expected))
        if self.outputs_only:
            rtl, complete = Run(leaving), True
            mismatches = 0  # those of the outputs are in ``wrong``
        else:
            rtl, complete = observed.traces(plan, network, found, samples, steps)
            mismatches = count_differences(self.expected, rtl)
        first = first_difference(self.expected, rtl, plan.core_of)
        difference = str(first) if first else ""
        if not complete:
            mismatches += 1
            difference = difference or "the RTL did not run every step of every core"
        if found.unknown:
            mismatches += found.unknown
            difference = difference or f"{found.unknown} values of the RTL are unknown (x)"
        if wrong:
            mismatches += wrong
            difference = difference or f"{wrong} events at the outputs differ from golden"
        free = not (scenario.idle or scenario.stall)
        clocks = observed.clocks(plan, found)
        unequal = observed.unequal_clocks(self.predicted, clocks) if free else None
        return Verdict(
            mismatches, difference, unequal, self.expected, rtl, outputs, self.predicted, clocks.latencies(steps)
        )


def _spikes(network: QuantisedNetwork, traces: Run) -> dict[str, np.ndarray]:
    return {p.name: traces.spikes(p.name) for p in network.populations if p.program.spike is not None}


def _compared(network: QuantisedNetwork, outputs_only: bool) -> tuple[Variable, ...]:
    """What golden records: everything, or the outputs and the spikes, which decide the clocks."""
    if not outputs_only:
        return variables(network)
    leaving = {(output.population, output.variable) for output in network.outputs}
    return tuple(variable for variable in variables(network) if variable[1] == SPIKES or variable in leaving)
