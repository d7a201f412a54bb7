"""Simulating: the RTL against golden, spike for spike, state for state, clock for clock."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from snnc.analysis.cycles import Cycles, predict
from snnc.backends.verilog.emit import source_files
from snnc.backends.verilog.naming import top_module
from snnc.backends.verilog.testbench import Scope, testbench, testbench_name
from snnc.core.errors import user_error
from snnc.core.folders import fresh_folder
from snnc.core.inputs import resolved
from snnc.driver import observed
from snnc.driver.compile import Compiled
from snnc.driver.covered import Covered
from snnc.driver.netlist import netlist
from snnc.driver.observed import Finding
from snnc.driver.outputs import read_output
from snnc.golden.coverage import Coverage
from snnc.golden.run import Run, Variable, count_differences, run, sent_events, variables
from snnc.golden.sent import check_stimulus, sent_by_inputs
from snnc.ir.network import SPIKES
from snnc.ir.quantised import QuantisedNetwork
from snnc.target.device import Device
from snnc.tools.simulators import DEFAULT, SIMULATORS

#: Clocks that a run may take beyond the predicted ones.
_PATIENCE = 100


@dataclass(frozen=True)
class Scenario:
    """How the host behaves: chances in 256 of idle and stall, clocks before a reset in mid-run."""

    idle: int = 0
    stall: int = 0
    reset_after: int = 0


@dataclass(frozen=True, eq=False)
class Verdict:
    """One run of the RTL, compared.

    ``mismatches``: unequal spikes and states, over all populations and steps, where the bench
    sees them, plus what is wrong at the outputs; ``difference``: the first one in
    words; ``not_done_after``: the clocks after which the run was given up, None when it came to its
    end; ``cycle_mismatches``: clocks that differ from the plan's prediction (None for a run with
    stalls); ``rtl``: what the RTL did, as far as it was observed; ``latencies``: clocks per sample,
    None when not every packet came; ``covered``: what the run has seen of what it could.
    """

    mismatches: int
    difference: str
    not_done_after: int | None
    cycle_mismatches: int | None
    golden: Run
    rtl: Run
    outputs: Mapping[str, np.ndarray]
    predicted: Cycles
    latencies: np.ndarray | None
    covered: Covered

    def raster_rows(self, sample: int) -> list[tuple[str, np.ndarray, np.ndarray]]:
        """(population, what golden sends, what the RTL sends) in one sample, each [steps, size], where observed."""
        return [
            (name, trace[sample], self.rtl.traces[name, variable][sample])
            for (name, variable), trace in self.golden.traces.items()
            if variable == SPIKES and (name, variable) in self.rtl.traces
        ]


def _check_path(folder: Path) -> None:
    """E304 for a path that simulators write into their files as it is, where it ends a text."""
    if any(sign == '"' or not sign.isprintable() for sign in str(resolved(folder))):
        raise user_error(
            "E304",
            f"simulators cannot work in {str(folder)!r}: its path holds a quotation mark, or a sign that has no shape",
            hint="name another work folder (--work)",
        )


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
        scope: Scope = Scope.STATES,
        device: Device | None = None,
    ) -> None:
        """Build in ``folder`` for ``stimulus``: events [samples, steps, size] per input, as golden takes them.

        ``tool`` is a key of :data:`snnc.tools.simulators.SIMULATORS`. ``scope``: what is
        logged and compared beside what leaves the chip and its clocks. With ``device``, it is the
        netlist for that device that runs, of which there is nothing inside to see. Raises
        :class:`UserError` E300 when a tool is missing, E301 when it cannot build the design, E304
        for a ``folder`` that simulators cannot work in, and what :func:`netlist` raises.
        """
        self.compiled = compiled
        self.folder = folder
        self.scope = Scope.PORTS if device else scope
        network = compiled.quantised
        self.stimulus = check_stimulus(network, stimulus)
        coverage = Coverage(network)
        record = _compared(network, self.scope)
        self.expected = run(network, self.stimulus, record, watch=True, coverage=coverage)
        self.sent = sent_by_inputs(network, self.stimulus)
        self.spikes = sent_events(network, self.stimulus, self.expected)
        self.covered = Covered.of(coverage, compiled.plan, network, self.spikes)
        self.predicted = predict(compiled.plan, self.spikes)
        _check_path(folder)
        fresh_folder(folder, "snnc simulate")
        sources = self._sources(device)
        self.simulator = SIMULATORS[tool](folder / "build", sources, testbench_name(compiled.plan), waves)

    def _sources(self, device: Device | None) -> list[Path]:
        """Write the design, or its netlist for ``device``, and the testbench: the Verilog, in reading order."""
        compiled = self.compiled
        rtl = {name: text for name, text in compiled.artifacts.files.items() if name.startswith("rtl/")}
        bench = testbench(compiled.plan, compiled.quantised, self.sent, self.scope).files
        shown = bench if device else {**rtl, **bench}
        for name, text in shown.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self.data = {Path(name).name: self.folder / name for name in shown if not name.endswith(".v")}
        if device:
            design = netlist(rtl, top_module(compiled.plan), device, self.folder)
        else:
            design = [self.folder / name for name in source_files(list(rtl))]
        return [*(self.folder / name for name in sorted(bench) if name.endswith(".v")), *design]

    def run(
        self,
        scenario: Scenario = Scenario(),
        *,
        name: str = "run",
        progress: Callable[[int], None] | None = None,
    ) -> Verdict:
        """Run ``scenario``; ``progress`` is given the number of finished samples now and then.

        Raises :class:`UserError` E302 when the simulation itself fails.
        """
        plan = self.compiled.plan
        run_folder = self.folder / name
        run_folder.mkdir(parents=True, exist_ok=True)
        for file, path in self.data.items():
            shutil.copyfile(path, run_folder / file)
        limit = self._limit(scenario)
        done = self.simulator.run(
            {"idle": scenario.idle, "stall": scenario.stall, "reset_after": scenario.reset_after, "limit": limit},
            run_folder,
            (lambda: progress(observed.finished(plan, run_folder))) if progress else None,
        )
        free = not (scenario.idle or scenario.stall)
        return self._compare(run_folder, free, None if done else limit)

    def _limit(self, scenario: Scenario) -> int:
        """Clocks that no correct design takes.

        Every clock that a beat waits for the host delays the end by one at most, and a stream has at most one beat per
        predicted clock, or is one that nothing predicts since no one hears it: twice the mean of that.
        """
        plan = self.compiled.plan
        ends = (*self.predicted.step_done.values(), *self.predicted.last_out.values())
        unheard = max(int(np.sum(np.abs(values))) + values[..., 0].size for values in self.sent.values())
        predicted = max(unheard, *(int(clock[-1]) for clock in ends)) + _PATIENCE
        waits = len(plan.inputs) * _mean_wait(scenario.idle) + len(plan.outputs) * _mean_wait(scenario.stall)
        return round(2 * predicted * (1 + waits))

    def _compare(self, folder: Path, free: bool, not_done_after: int | None) -> Verdict:
        """The verdict on the logs in ``folder``; ``free``: whether the host never waited."""
        plan, network, golden = self.compiled.plan, self.compiled.quantised, self.expected
        found = observed.read_logs(plan, network, folder, self.scope)
        samples, steps = next(iter(self.stimulus.values())).shape[:2]
        mismatches = found.unknown + (not_done_after is not None)
        findings: list[Finding] = []
        outputs, leaving = {}, {}
        for output, stream in zip(network.outputs, plan.outputs, strict=True):
            variable = (output.population, output.variable)
            seen = read_output(
                stream, log=found.sinks[stream.name], golden=golden, variable=variable, core_of=plan.core_of
            )
            outputs[output.name] = seen.values
            leaving[variable] = seen.values.astype(golden.traces[variable].dtype)
            mismatches += seen.mismatches
            findings += (Finding(step, f"output {output.name}: {words}") for step, words in seen.findings)
        rtl = Run(leaving)
        if self.scope is Scope.STATES:
            neurons = observed.neurons(plan, network=network, observed=found, samples=samples, steps=steps)
            rtl = neurons.seen
            mismatches += count_differences(golden, rtl) + len(neurons.incomplete)
            findings = [*neurons.findings(golden, plan.core_of), *findings]
        clocks = observed.clocks(plan, found, self.scope)
        return Verdict(
            mismatches=mismatches,
            difference=_in_words(findings, found.unknown),
            not_done_after=not_done_after,
            cycle_mismatches=observed.unequal_clocks(self.predicted, clocks) if free else None,
            golden=golden,
            rtl=rtl,
            outputs=outputs,
            predicted=self.predicted,
            latencies=observed.latencies(clocks, samples, steps),
            covered=self.covered.joined(plan, found.met, inside=self.scope is not Scope.PORTS),
        )


def _in_words(findings: Sequence[Finding], unknown: int) -> str:
    """The first of ``findings``, and how many values of the RTL are unknown."""
    words = [min(findings, key=lambda finding: finding.step).words] if findings else []
    return "; ".join([*words, f"{unknown} values of the RTL are unknown (x)"] if unknown else words)


def _mean_wait(chance: int) -> float:
    """Clocks that a beat waits on average, by a chance in 256 to wait one more."""
    return chance / (256 - chance)


def _compared(network: QuantisedNetwork, scope: Scope) -> tuple[Variable, ...]:
    """What golden records: everything, or the outputs and the spikes, which decide the clocks."""
    if scope is Scope.STATES:
        return variables(network)
    leaving = {(output.population, output.variable) for output in network.outputs}
    return tuple(variable for variable in variables(network) if variable[1] == SPIKES or variable in leaving)
