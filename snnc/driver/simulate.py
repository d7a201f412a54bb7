"""Simulating: the RTL against golden, spike for spike, state for state, clock for clock."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from snnc.backends.verilog.emit import sources
from snnc.backends.verilog.testbench import testbench, testbench_name
from snnc.backends.verilog.top import port_prefix
from snnc.core.errors import Diagnostic, UserError
from snnc.core.files import fresh_folder
from snnc.driver.compile import Compiled
from snnc.golden.run import Run, count_differences, first_difference, run, variables
from snnc.ir.network import SPIKES
from snnc.ir.quantised import QuantisedNetwork
from snnc.plan.cycles import Cycles, predict
from snnc.plan.hardware import Core, HardwarePlan
from snnc.tools.icarus import Simulation

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

    ``mismatches``: unequal spikes and states, over all populations and steps, plus unequal output
    events; ``difference``: the first one in words; ``cycle_mismatches``: clocks that differ from
    the plan's prediction (None for a run with stalls); ``rtl``: what the RTL did.
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
        """(population, golden spikes, RTL spikes) of one sample, each [steps, size]."""
        return [
            (name, trace[sample].astype(bool), self.rtl.traces[name, variable][sample].astype(bool))
            for (name, variable), trace in self.golden.traces.items()
            if variable == SPIKES
        ]


class Bench:
    """A compiled network with a stimulus, built once and run in scenarios."""

    def __init__(
        self, compiled: Compiled, stimulus: Mapping[str, np.ndarray], folder: Path, waves: bool = False
    ) -> None:
        """Build in ``folder`` for ``stimulus``: bool [samples, steps, size] per input."""
        self.compiled = compiled
        self.stimulus = {name: np.asarray(spikes, dtype=bool) for name, spikes in stimulus.items()}
        self.folder = folder
        network = compiled.quantised
        self.expected = run(network, self.stimulus, variables(network))
        self.spikes = {**self.stimulus, **_spikes(network, self.expected)}
        self.predicted = predict(compiled.plan, self.spikes)
        files = (compiled.artifacts | testbench(compiled.plan, self.stimulus)).files
        rtl = [name for name in files if name.startswith(("rtl/", "bench/"))]
        fresh_folder(folder)
        self.data = {}
        for name in rtl:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(files[name])
            if not name.endswith(".v"):
                self.data[path.name] = path
        ordered = [folder / name for name in sources([n for n in rtl if n.startswith("rtl/")])]
        ordered += [folder / name for name in sorted(rtl) if name.startswith("bench/") and name.endswith(".v")]
        self.simulation = Simulation(folder / "build", ordered, testbench_name(compiled.plan), waves=waves)

    def run(
        self,
        scenario: Scenario = Scenario(),
        *,
        name: str = "run",
        progress: Callable[[int], None] | None = None,
    ) -> Verdict:
        """Run ``scenario``; ``progress`` is given the number of finished samples now and then."""
        plan = self.compiled.plan
        run_folder = self.folder / name
        run_folder.mkdir(parents=True, exist_ok=True)
        for file, path in self.data.items():
            shutil.copyfile(path, run_folder / file)
        last = max(int(clock[-1]) for clock in self.predicted.step_done.values())
        patience = _PATIENCE if scenario.idle or scenario.stall else 2
        failed = self.simulation.run(
            "network_bench",
            {
                "idle": scenario.idle,
                "stall": scenario.stall,
                "reset_after": scenario.reset_after,
                "limit": (last + 1000) * patience,
            },
            run_folder,
            (lambda: progress(_finished(plan, run_folder))) if progress else None,
        )
        if failed:
            raise UserError(Diagnostic("E302", f"the simulation of {plan.name} failed:\n{failed}"))
        return self._compare(run_folder, scenario)

    def _compare(self, folder: Path, scenario: Scenario) -> Verdict:
        compiled = self.compiled
        rtl, complete = _observed(compiled.plan, compiled.quantised, self.expected, folder)
        mismatches = count_differences(self.expected, rtl)
        first = first_difference(self.expected, rtl, compiled.plan.core_of)
        difference = str(first) if first else ""
        if not complete:
            mismatches += 1
            difference = difference or "the RTL did not run every step of every core"
        unknown = _unknown(folder)
        if unknown:
            mismatches += unknown
            difference = difference or f"{unknown} values of the RTL are unknown (x)"
        outputs, wrong = self._outputs(folder)
        if wrong:
            mismatches += wrong
            difference = difference or f"{wrong} events at the outputs differ from golden"
        free = not (scenario.idle or scenario.stall)
        clocks = _clocks(compiled.plan, folder)
        unequal = _unequal_clocks(self.predicted, clocks) if free else None
        steps = next(iter(self.stimulus.values())).shape[1]
        return Verdict(
            mismatches, difference, unequal, self.expected, rtl, outputs, self.predicted, clocks.latencies(steps)
        )

    def _outputs(self, folder: Path) -> tuple[dict[str, np.ndarray], int]:
        """What left the chip, [samples, steps, size] per output, and how much of it is wrong."""
        samples, steps = next(iter(self.stimulus.values())).shape[:2]
        found, wrong = {}, 0
        network = self.compiled.quantised
        for output, stream in zip(network.outputs, self.compiled.plan.outputs, strict=True):
            expected = self.expected.traces[output.population, output.variable]
            table = _numbers(folder / f"{port_prefix(stream.name)}.log", 5)
            _, data, last, keep, user = table.T
            packet = np.cumsum(last) - last
            event = keep == 1
            neuron = data[event] & ((1 << stream.id_bits) - 1)
            inside = (packet[event] < samples * steps) & (neuron < expected.shape[2])
            value = np.ones_like(neuron)
            if stream.payload_bits:
                raw = data[event] >> stream.id_bits
                sign = 1 << (stream.payload_bits - 1)
                value = (raw ^ sign) - sign
            seen = np.zeros((samples * steps, expected.shape[2]), np.int64)
            np.add.at(seen, (packet[event][inside], neuron[inside]), value[inside])
            seen = seen.reshape(expected.shape)
            ends = np.zeros(samples * steps, np.int64)
            ends[steps - 1 :: steps] = 1
            closings = user[last == 1]
            wrong += int(np.count_nonzero(~inside))
            wrong += (
                int(np.count_nonzero(closings != ends))
                if closings.size == ends.size
                else abs(closings.size - ends.size)
            )
            wrong += int(np.count_nonzero(seen != expected))
            if stream.payload_bits:  # every neuron sends one value per step, be it 0
                wrong += int(
                    np.count_nonzero(np.bincount(neuron[inside], minlength=expected.shape[2]) != samples * steps)
                )
            found[output.name] = seen
        return found, wrong


def _spikes(network: QuantisedNetwork, traces: Run) -> dict[str, np.ndarray]:
    return {p.name: traces.spikes(p.name) for p in network.populations if p.program.spike is not None}


def _unknown(folder: Path) -> int:
    """How many values in the logs of a run are unknown (x) or floating (z)."""
    texts = (path.read_text() for path in sorted(folder.glob("*.log")) if path.name not in ("run.log", "build.log"))
    return sum(1 for text in texts for word in text.split() if word.lower() in ("x", "z"))


def _numbers(path: Path, columns: int) -> np.ndarray:
    """A log of whole numbers as int64 [lines, columns]; unknown values read 0, see ``_unknown``."""
    text = path.read_text() if path.exists() else ""
    for letter in "xXzZ":
        text = text.replace(letter, "0")
    values = np.array(text.split(), dtype=np.uint64).astype(np.int64)
    return values[: values.size // columns * columns].reshape(-1, columns)


def _finished(plan: HardwarePlan, folder: Path) -> int:
    """Samples that have left through the first output so far."""
    path = folder / f"{port_prefix(plan.outputs[0].name)}.log"
    if not path.exists():
        return 0
    return sum(line.endswith(" 1") for line in path.read_text().splitlines())


def _observed(plan: HardwarePlan, network: QuantisedNetwork, expected: Run, folder: Path) -> tuple[Run, bool]:
    """The RTL's traces in golden's form, and whether every core ran every step."""
    traces = {key: np.zeros_like(value) for key, value in expected.traces.items()}
    samples, steps = next(iter(traces.values())).shape[:2]
    complete = True
    for core in plan.cores:
        table = _numbers(folder / f"{core.name}.log", 5)
        wanted = samples * steps * core.groups * core.update_lanes
        complete = complete and table.shape[0] == wanted
        step, group, lane, packed, spike = table[:wanted].T
        slot = group * core.update_lanes + lane
        state = np.zeros((samples * steps, core.words * core.lanes), np.int64)
        fired = np.zeros_like(state)
        valid = step < samples * steps
        state[step[valid], slot[valid]] = packed[valid]
        fired[step[valid], slot[valid]] = spike[valid]
        _unpack(core, network, state, fired, traces)
    return Run(traces), complete


def _unpack(
    core: Core,
    network: QuantisedNetwork,
    state: np.ndarray,
    fired: np.ndarray,
    traces: dict[tuple[str, str], np.ndarray],
) -> None:
    """Packed states and spikes of a core's slots [steps, slots] into the traces of populations."""
    for part in core.slices:
        first = part.word * core.lanes
        program = network.population(part.population).program
        own = slice(part.first, part.first + part.size)
        low = 0
        for port in program.states:
            width = port.type.width
            value = (state[:, first : first + part.size] >> low) & ((1 << width) - 1)
            if port.type.signed:
                value = (value ^ (1 << (width - 1))) - (1 << (width - 1))
            trace = traces[part.population, port.name]
            trace[:, :, own] = value.reshape(trace.shape[0], trace.shape[1], part.size)
            low += width
        if program.spike is not None:
            trace = traces[part.population, SPIKES]
            trace[:, :, own] = fired[:, first : first + part.size].reshape(trace.shape[0], trace.shape[1], part.size)


def _clocks(plan: HardwarePlan, folder: Path) -> Cycles:
    """The clocks that the testbench observed."""
    done: dict[str, list[int]] = {core.name: [] for core in plan.cores}
    first: dict[str, list[int]] = {stream.name: [] for stream in plan.inputs}
    for line in (folder / "clocks.log").read_text().splitlines():
        kind, index, clock = line.split()
        if kind == "core":
            done[plan.cores[int(index)].name].append(int(clock))
        else:
            first[plan.inputs[int(index)].name].append(int(clock))
    last = {}
    for stream in plan.outputs:
        table = _numbers(folder / f"{port_prefix(stream.name)}.log", 5)
        last[stream.name] = table[table[:, 2] == 1, 0]
    arrays = [{k: np.array(v, dtype=np.int64) for k, v in group.items()} for group in (done, first)]
    return Cycles(arrays[0], arrays[1], last, {}, {})


def _unequal_clocks(predicted: Cycles, observed: Cycles) -> int:
    """How many step, input and output clocks differ."""
    count = 0
    for mine, theirs in (
        (predicted.step_done, observed.step_done),
        (predicted.first_in, observed.first_in),
        (predicted.last_out, observed.last_out),
    ):
        for name, clocks in mine.items():
            other = theirs[name]
            if clocks.size != other.size:
                count += max(clocks.size, other.size)
            else:
                count += int(np.count_nonzero(clocks != other))
    return count
