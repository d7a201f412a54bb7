"""The cycle model: the clock of every transfer and step, from the spikes alone.

Exact for a host that offers each beat as soon as the one before is accepted, and that takes
output beats at once. Inside a core the blocks answer; each process mirrors one module of ``hw/rtl``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from snnc.analysis.cycle_processes import Branch, SourcePort, host, merge
from snnc.ir.events import event_dtype
from snnc.plan.blocks.clocks import CoreClocks, CoreLog, Handshake
from snnc.plan.blocks.core import engines
from snnc.plan.hardware import Core, HardwarePlan
from snnc.plan.kahn import Kahn, Process
from snnc.plan.stream import StreamName

K = TypeVar("K")


@dataclass(frozen=True, eq=False)
class Cycles:
    """Clocks since reset, int64 [samples * steps] each.

    ``step_done``: per core, when the last group of its sweep leaves stage issue; ``first_in``:
    per input, when the first beat of the step's packet is accepted; ``last_out``: per output,
    when the packet's closing beat leaves. ``words``: per core and step, the words of synapses its
    accumulate phase issued; ``gather``: the clocks from the first to the last of them.
    """

    step_done: Mapping[str, np.ndarray]
    first_in: Mapping[StreamName, np.ndarray]
    last_out: Mapping[StreamName, np.ndarray]
    words: Mapping[str, np.ndarray]
    gather: Mapping[str, np.ndarray]

    def latencies(self, steps: int) -> np.ndarray:
        """Clocks per sample, from its first input beat to its last output beat, both counted."""
        starts = np.min([clock[0::steps] for clock in self.first_in.values()], axis=0)
        ends = np.max([clock[steps - 1 :: steps] for clock in self.last_out.values()], axis=0)
        return np.asarray(ends - starts + 1)

    def intervals(self, steps: int) -> np.ndarray:
        """Clocks between the last output beats of successive samples."""
        ends = np.max([clock[steps - 1 :: steps] for clock in self.last_out.values()], axis=0)
        return np.asarray(np.diff(ends))


def predict(plan: HardwarePlan, spikes: Mapping[str, np.ndarray]) -> Cycles:
    """The clocks of ``plan`` for ``spikes``: [samples, steps, size] of inputs and populations.

    Both count events (bool if no count exceeds 1); populations hold the spikes that golden computed.
    """
    kahn = Kahn()
    ports = {stream.name: SourcePort() for stream in plan.inputs}
    for core in plan.cores:
        ports[core.spike_stream.name] = SourcePort()
        ports[core.value_stream.name] = SourcePort()
    skids = {core.axon_stream.name: kahn.skid_buffer() for core in plan.cores}
    last_out: dict[StreamName, list[int]] = {stream.name: [] for stream in plan.outputs}
    processes: list[Process] = []
    for router in plan.routers:
        if router.wire:
            tap = router.taps[0]
            ports[tap.source].wire = skids.get(tap.sink)
            ports[tap.source].out = last_out.get(tap.sink)
            continue
        for sink in router.sinks:
            queues = []
            for tap in plan.taps_into(sink.name):
                branch = Branch(kahn, tap)
                ports[tap.source].branches.append(branch)
                queues.append((branch.queue, tap.delay > 0))
            processes.append(merge(queues, skids.get(sink.name), last_out.get(sink.name)))
    steps = next(iter(spikes.values())).shape[1]
    first_in: dict[StreamName, list[int]] = {stream.name: [] for stream in plan.inputs}
    for name, clocks in first_in.items():
        processes.append(host(_events(spikes[name.owner]), steps, ports[name], clocks))
    logs = {core.name: CoreLog() for core in plan.cores}
    for core in plan.cores:
        around = CoreClocks(
            input=skids[core.axon_stream.name],
            ports=ports,
            spikes=_slot_events(core, spikes),
            handshake=Handshake(kahn),
            log=logs[core.name],
        )
        processes += [engine.process(around) for engine in engines(core)]
    kahn.finish(processes)
    return Cycles(
        step_done=_arrays({name: log.done for name, log in logs.items()}),
        first_in=_arrays(first_in),
        last_out=_arrays(last_out),
        words=_arrays({name: log.words for name, log in logs.items()}),
        gather=_arrays({name: log.gather for name, log in logs.items()}),
    )


def _arrays(lists: Mapping[K, list[int]]) -> dict[K, np.ndarray]:
    return {name: np.array(values, dtype=np.int64) for name, values in lists.items()}


def _events(spikes: np.ndarray) -> list[list[int]]:
    """Ids of the events of every step, in order, for all samples after each other; n events are n equal ids."""
    flat = spikes.reshape(-1, spikes.shape[-1])
    step, neuron = np.nonzero(flat)
    if flat.dtype != bool:
        counts = flat[step, neuron]
        step, neuron = np.repeat(step, counts), np.repeat(neuron, counts)
    bounds = np.searchsorted(step, np.arange(flat.shape[0] + 1))
    ids = neuron.tolist()
    return [ids[a:b] for a, b in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)]


def _slot_events(core: Core, spikes: Mapping[str, np.ndarray]) -> list[list[int]]:
    """Slots of ``core`` that spike in every step, in order, each as often as it spikes."""
    total = next(iter(spikes.values()))
    slots = np.zeros((total.shape[0] * total.shape[1], core.words * core.lanes), event_dtype(core.events))
    for part in core.slices:
        if part.population in spikes:
            chosen = spikes[part.population][:, :, part.neurons]
            slots[:, part.slots(core.lanes)] = chosen.reshape(-1, part.size)
    return _events(slots[None])
