"""What a simulation left in its folder, in golden's and the cycle model's forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from snnc.backends.verilog.top import port_prefix
from snnc.golden.run import Run
from snnc.ir.network import SPIKES
from snnc.ir.quantised import QuantisedNetwork
from snnc.plan.cycles import Cycles
from snnc.plan.hardware import Core, HardwarePlan, Stream

#: Words of ``clocks.log`` as numbers: who reports.
_KINDS = {b"core": b"0", b"in": b"1"}
#: Unknown and floating values, as ``%0d`` writes them.
_UNKNOWN = b"xXzZ"


@dataclass(frozen=True, eq=False)
class Log:
    """A log of whole numbers, int64 [lines, columns], and how many of them are unknown: those read 0."""

    values: np.ndarray
    unknown: int


def read_log(path: Path, columns: int) -> Log:
    """The log in ``path``; empty when there is none."""
    text = path.read_bytes() if path.exists() else b""
    unknown = sum(text.count(letter) for letter in _UNKNOWN)
    if unknown:
        text = text.translate(bytes.maketrans(_UNKNOWN, b"0000"))
    for word, number in _KINDS.items():
        text = text.replace(word, number)
    values = np.fromstring(text, dtype=np.uint64, sep=" ").view(np.int64) if text else np.zeros(0, np.int64)
    return Log(values[: values.size // columns * columns].reshape(-1, columns), unknown)


@dataclass(frozen=True, eq=False)
class Observed:
    """The logs of one run.

    ``sinks``: (clock, data, last, keep, user) of every beat, per output; ``clocks``: (kind, index,
    clock) of steps of cores and of packets of inputs; ``cores``: (step, group, lane, state, spike)
    of every neuron and step, per core, or nothing when only the outputs were observed.
    """

    sinks: Mapping[str, Log]
    clocks: Log
    cores: Mapping[str, Log]

    @property
    def unknown(self) -> int:
        """How many values are unknown (x) or floating (z)."""
        logs = (*self.sinks.values(), self.clocks, *self.cores.values())
        return sum(log.unknown for log in logs)


def read(plan: HardwarePlan, folder: Path, outputs_only: bool) -> Observed:
    """Everything that the testbench of ``plan`` left in ``folder``."""
    return Observed(
        {stream.name: read_log(folder / f"{port_prefix(stream.name)}.log", 5) for stream in plan.outputs},
        read_log(folder / "clocks.log", 3),
        {} if outputs_only else {core.name: read_log(folder / f"{core.name}.log", 5) for core in plan.cores},
    )


def finished(plan: HardwarePlan, folder: Path) -> int:
    """Samples that have left through the first output so far."""
    path = folder / f"{port_prefix(plan.outputs[0].name)}.log"
    return path.read_bytes().count(b" 1\n") if path.exists() else 0


def output(stream: Stream, log: Log, expected: np.ndarray) -> tuple[np.ndarray, int]:
    """What left through ``stream``, in the shape of ``expected`` [samples, steps, size].

    Also how much of its form is wrong: events outside the network, marks of ends of samples,
    values that did not come once per neuron and step.
    """
    samples, steps, size = expected.shape
    _, data, last, keep, user = log.values.T
    packet = np.cumsum(last) - last
    event = keep == 1
    neuron = data[event] & ((1 << stream.id_bits) - 1)
    inside = (packet[event] < samples * steps) & (neuron < size)
    value = np.ones_like(neuron)
    if stream.payload_bits:
        raw = data[event] >> stream.id_bits
        sign = 1 << (stream.payload_bits - 1)
        value = (raw ^ sign) - sign
    seen = np.zeros((samples * steps, size), np.int64)
    np.add.at(seen, (packet[event][inside], neuron[inside]), value[inside])
    ends = np.zeros(samples * steps, np.int64)
    ends[steps - 1 :: steps] = 1
    closings = user[last == 1]
    wrong = int(np.count_nonzero(~inside))
    same_length = closings.size == ends.size
    wrong += int(np.count_nonzero(closings != ends)) if same_length else abs(closings.size - ends.size)
    if stream.payload_bits:  # every neuron sends one value per step, be it 0
        wrong += int(np.count_nonzero(np.bincount(neuron[inside], minlength=size) != samples * steps))
    return seen.reshape(expected.shape), wrong


def traces(
    plan: HardwarePlan, network: QuantisedNetwork, observed: Observed, samples: int, steps: int
) -> tuple[Run, bool]:
    """Spikes and states of all neurons as the RTL had them, and whether every core ran every step."""
    found: dict[tuple[str, str], np.ndarray] = {}
    for population in network.populations:
        shape = (samples, steps, population.size)
        if population.program.spike is not None:
            found[population.name, SPIKES] = np.zeros(shape, bool)
        for port in population.program.states:
            found[population.name, port.name] = np.zeros(shape, np.int64)
    complete = True
    for core in plan.cores:
        table = observed.cores[core.name].values
        wanted = samples * steps * core.groups * core.update_lanes
        complete = complete and table.shape[0] == wanted
        step, group, lane, packed, spike = table[:wanted].T
        slot = group * core.update_lanes + lane
        state = np.zeros((samples * steps, core.words * core.lanes), np.int64)
        fired = np.zeros(state.shape, bool)
        valid = step < samples * steps
        if not valid.all():
            step, slot, packed, spike = step[valid], slot[valid], packed[valid], spike[valid]
        state[step, slot] = packed
        fired[step, slot] = spike != 0
        _unpack(core, network, state, fired, found)
    return Run(found), complete


def _unpack(
    core: Core,
    network: QuantisedNetwork,
    state: np.ndarray,
    fired: np.ndarray,
    found: Mapping[tuple[str, str], np.ndarray],
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
            trace = found[part.population, port.name]
            trace[:, :, own] = value.reshape(trace.shape[0], trace.shape[1], part.size)
            low += width
        if program.spike is not None:
            trace = found[part.population, SPIKES]
            trace[:, :, own] = fired[:, first : first + part.size].reshape(trace.shape[0], trace.shape[1], part.size)


def clocks(plan: HardwarePlan, observed: Observed) -> Cycles:
    """The clocks that the testbench observed."""
    kind, index, clock = observed.clocks.values.T
    done = {core.name: clock[(kind == 0) & (index == k)] for k, core in enumerate(plan.cores)}
    first = {stream.name: clock[(kind == 1) & (index == k)] for k, stream in enumerate(plan.inputs)}
    last = {name: log.values[log.values[:, 2] == 1, 0] for name, log in observed.sinks.items()}
    return Cycles(done, first, last, {}, {})


def unequal_clocks(predicted: Cycles, observed: Cycles) -> int:
    """How many step, input and output clocks differ."""
    count = 0
    for mine, theirs in (
        (predicted.step_done, observed.step_done),
        (predicted.first_in, observed.first_in),
        (predicted.last_out, observed.last_out),
    ):
        for name, expected in mine.items():
            other = theirs[name]
            if expected.size != other.size:
                count += max(expected.size, other.size)
            else:
                count += int(np.count_nonzero(expected != other))
    return count
