"""What a simulation left in its folder, in golden's and the cycle model's forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np

from snnc.analysis.cycles import Cycles
from snnc.backends.verilog.naming import port_prefix
from snnc.backends.verilog.testbench import WORD_BITS, Scope, state_words
from snnc.golden.run import Run, first_difference
from snnc.ir.events import event_dtype
from snnc.ir.network import SPIKES
from snnc.ir.quantised import QuantisedNetwork
from snnc.plan.hardware import Core, HardwarePlan
from snnc.plan.stream import StreamName

K = TypeVar("K")

#: Words of ``clocks.log`` as numbers: who reports.
_KINDS = {b"core": b"0", b"in": b"1", b"seen": b"2"}
#: Unknown and floating values, as ``%0d`` writes them.
_UNKNOWN = b"xXzZ"


class Finding(NamedTuple):
    """Where the RTL is not as golden: the step, counted over all samples, and what is wrong in words."""

    step: int
    words: str


def place(step: int, steps: int) -> str:
    """A step, counted over all samples of ``steps`` steps each, in words."""
    return f"sample {step // steps}, step {step % steps}"


def differences(expected: Run, got: Run, core_of: Callable[[str, int], str]) -> tuple[Finding, ...]:
    """The first difference of two runs, if there is one."""
    first = first_difference(expected, got, core_of)
    if first is None:
        return ()
    steps = expected.traces[first.population, first.variable].shape[1]
    return (Finding(first.sample * steps + first.step, str(first)),)


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
    clock) of steps of cores, of packets of inputs and of what streams have met; ``cores``: (step, group,
    lane, words of the state …, spikes) of every neuron and step, per core, or nothing when only the
    outputs were observed.
    """

    sinks: Mapping[StreamName, Log]
    clocks: Log
    cores: Mapping[str, Log]

    @property
    def met(self) -> frozenset[int]:
        """The numbers of the events of streams that were met."""
        kind, index, _ = self.clocks.values.T
        return frozenset(index[kind == 2].tolist())

    @property
    def unknown(self) -> int:
        """How many values are unknown (x) or floating (z)."""
        logs = (*self.sinks.values(), self.clocks, *self.cores.values())
        return sum(log.unknown for log in logs)


def read_logs(plan: HardwarePlan, network: QuantisedNetwork, folder: Path, scope: Scope) -> Observed:
    """Everything that the testbench of ``plan`` left in ``folder``."""
    cores = plan.cores if scope is Scope.STATES else ()
    return Observed(
        {stream.name: read_log(folder / f"{port_prefix(plan.names, stream.name)}.log", 5) for stream in plan.outputs},
        read_log(folder / "clocks.log", 3),
        {core.name: read_log(folder / f"{core.name}.log", 4 + state_words(core, network)) for core in cores},
    )


def finished(plan: HardwarePlan, folder: Path) -> int:
    """Samples that have left through the first output so far."""
    path = folder / f"{port_prefix(plan.names, plan.outputs[0].name)}.log"
    return path.read_bytes().count(b" 1\n") if path.exists() else 0


@dataclass(frozen=True, eq=False)
class ObservedNeurons:
    """Spikes and states of all neurons as the RTL had them.

    ``logged``: per population, whether it said so, bool [samples, steps, size]: where not, ``seen``
    has zeros; ``incomplete``: cores that did not run every step once.
    """

    seen: Run
    logged: Mapping[str, np.ndarray]
    incomplete: tuple[Finding, ...]

    def findings(self, golden: Run, core_of: Callable[[str, int], str]) -> tuple[Finding, ...]:
        """The first difference from ``golden`` where the RTL said something, and cores that did not."""
        seen = self.seen
        if self.incomplete:
            traces = self.seen.traces
            seen = Run({key: np.where(self.logged[key[0]], traces[key], golden.traces[key]) for key in traces})
        return (*differences(golden, seen, core_of), *self.incomplete)


def neurons(
    plan: HardwarePlan, network: QuantisedNetwork, observed: Observed, samples: int, steps: int
) -> ObservedNeurons:
    """What the cores logged of their neurons."""
    found: dict[tuple[str, str], np.ndarray] = {}
    logged = {p.name: np.zeros((samples, steps, p.size), bool) for p in network.populations}
    for population in network.populations:
        shape = (samples, steps, population.size)
        if population.program.spike is not None:
            found[population.name, SPIKES] = np.zeros(shape, event_dtype(population.events, population.graded))
        for port in population.program.states:
            found[population.name, port.name] = np.zeros(shape, np.int64)
    findings = []
    for core in plan.cores:
        log = observed.cores[core.name].values
        (step, group, lane), packed, spike = log[:, :3].T, log[:, 3:-1], log[:, -1]
        slots = core.groups * core.update_lanes
        slot = group * core.update_lanes + lane
        valid = (step < samples * steps) & (slot < slots)
        if not valid.all():
            step, slot, packed, spike = step[valid], slot[valid], packed[valid], spike[valid]
        state = np.zeros((samples * steps, core.words * core.lanes, packed.shape[1]), np.int64)
        fired, there = np.zeros(state.shape[:2], np.int64), np.zeros(state.shape[:2], bool)
        state[step, slot] = packed
        fired[step, slot] = spike
        there[step, slot] = True
        finding = _incomplete(core, there[:, :slots], valid.size, steps)
        findings += [finding] if finding else []
        _unpack(core, network=network, state=state, fired=fired, found=found)
        for part in core.slices:
            own = there[:, part.slots(core.lanes)].reshape(samples, steps, part.size)
            logged[part.population][:, :, part.neurons] = own
    return ObservedNeurons(Run(found), logged, tuple(findings))


def _incomplete(core: Core, there: np.ndarray, lines: int, steps: int) -> Finding | None:
    """What is wrong where ``core`` did not update each of its slots once in every step."""
    if lines == there.size and there.all():
        return None
    missing = np.flatnonzero(~there.all(axis=1))
    step = int(missing[0]) if missing.size else there.shape[0]
    if missing.size:
        return Finding(step, f"{place(step, steps)}: core {core.name} did not end this step")
    return Finding(step, f"core {core.name} updated {lines} neurons in all, expected {there.size}")


def _unpack(
    core: Core,
    network: QuantisedNetwork,
    state: np.ndarray,
    fired: np.ndarray,
    found: Mapping[tuple[str, str], np.ndarray],
) -> None:
    """Packed states [steps, slots, words] and spikes [steps, slots] of a core into the traces of populations."""
    for part in core.slices:
        slots = part.slots(core.lanes)
        program = network.population(part.population).program
        low = 0
        for port in program.states:
            width = port.type.width
            value = _field(state[:, slots], low, width)
            if port.type.signed:
                value = (value ^ (1 << (width - 1))) - (1 << (width - 1))
            trace = found[part.population, port.name]
            trace[:, :, part.neurons] = value.reshape(trace.shape[0], trace.shape[1], part.size)
            low += width
        if program.spike is not None:
            trace = found[part.population, SPIKES]
            if program.numbers is not None:
                sign = 1 << (max(network.population(each.population).program.spike_bits for each in core.slices) - 1)
                fired[:, slots] = (fired[:, slots] ^ sign) - sign
            trace[:, :, part.neurons] = fired[:, slots].reshape(trace.shape[0], trace.shape[1], part.size)


def _field(words: np.ndarray, low: int, width: int) -> np.ndarray:
    """The ``width`` bits from ``low`` on, at most a word of them; ``words`` [..., words] have the lowest first."""
    first, shift = divmod(low, WORD_BITS)
    value = words[..., first].view(np.uint64) >> np.uint64(shift)
    if shift + width > WORD_BITS:
        value = value | (words[..., first + 1].view(np.uint64) << np.uint64(WORD_BITS - shift))
    return (value & np.uint64((1 << width) - 1)).view(np.int64)


def clocks(plan: HardwarePlan, observed: Observed, scope: Scope) -> Cycles:
    """The clocks that the testbench observed: with ``Scope.PORTS``, none of the steps of cores."""
    cores = () if scope is Scope.PORTS else plan.cores
    kind, index, clock = observed.clocks.values.T
    done = {core.name: clock[(kind == 0) & (index == k)] for k, core in enumerate(cores)}
    first = {stream.name: clock[(kind == 1) & (index == k)] for k, stream in enumerate(plan.inputs)}
    last = {name: log.values[log.values[:, 2] == 1, 0] for name, log in observed.sinks.items()}
    return Cycles(step_done=done, first_in=first, last_out=last, words={}, gather={})


def latencies(observed: Cycles, samples: int, steps: int) -> np.ndarray | None:
    """Clocks per sample; None when packets are missing or too many, so that nobody knows whose they are."""
    counts = {clock.size for clock in (*observed.first_in.values(), *observed.last_out.values())}
    return observed.latencies(steps) if counts == {samples * steps} else None


def unequal_clocks(predicted: Cycles, observed: Cycles) -> int:
    """How many of the step, input and output clocks that were observed differ."""
    return (
        _unequal(predicted.step_done, observed.step_done)
        + _unequal(predicted.first_in, observed.first_in)
        + _unequal(predicted.last_out, observed.last_out)
    )


def _unequal(predicted: Mapping[K, np.ndarray], observed: Mapping[K, np.ndarray]) -> int:
    count = 0
    for name, other in observed.items():
        expected = predicted[name]
        if expected.size != other.size:
            count += max(expected.size, other.size)
        else:
            count += int(np.count_nonzero(expected != other))
    return count
