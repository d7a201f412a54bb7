"""Clocks of a sample by itself, and a bound that no spikes exceed. Analyses of the cycle model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from snnc.analysis.cycles import predict
from snnc.ir.events import event_dtype
from snnc.plan.blocks.sweep import SweepSequencer
from snnc.plan.hardware import Core, Datapath, HardwarePlan
from snnc.plan.stream import StreamKind


def alone(plan: HardwarePlan, spikes: Mapping[str, np.ndarray]) -> np.ndarray:
    """Clocks of each sample on a chip at rest: int64 [samples].

    From the first input beat to the last output beat, both counted, exactly; ``spikes`` as
    :func:`predict` takes them.
    """
    samples, steps = next(iter(spikes.values())).shape[:2]
    # Silent steps behind a sample change nothing in it: what follows waits for what precedes. With
    # them, no delayed packet is still in flight when the sample ends.
    silent = max((tap.delay for router in plan.routers for tap in router.taps), default=0)
    clocks = np.zeros(samples, np.int64)
    for k in range(samples):
        padded = {name: np.pad(value[k : k + 1], ((0, 0), (0, silent), (0, 0))) for name, value in spikes.items()}
        cycles = predict(plan, padded)
        first = min(int(clock[0]) for clock in cycles.first_in.values())
        clocks[k] = max(int(clock[steps - 1]) for clock in cycles.last_out.values()) - first + 1
    return clocks


def full_activity(plan: HardwarePlan, sizes: Mapping[str, int], steps: int) -> int:
    """The exact clocks of a sample in which every neuron and every input sends all it may in every step.

    ``sizes``: of inputs and spiking populations, by name.
    """
    most = {name: max(plan.events(StreamKind.INPUT.of(name)), plan.spikes(name)) for name in sizes}
    full = {name: np.full((1, steps, size), most[name], event_dtype(most[name])) for name, size in sizes.items()}
    return int(alone(plan, full)[0])


def full_events(plan: HardwarePlan, steps: int) -> int:
    """Events on all taps in ``steps`` steps of full activity: what computing the bound takes, about 20 µs each."""
    taps = [tap for router in plan.routers for tap in router.taps]
    return steps * sum(plan.events(tap.source) * (r.last - r.first + 1) for tap in taps for r in tap.ranges)


def bound(plan: HardwarePlan, sizes: Mapping[str, int], steps: int) -> int:
    """Clocks that no sample of ``steps`` steps exceeds on a chip at rest, whatever spikes.

    Merging has a fixed order, so every clock of the model is a maximum of sums of earlier ones:
    a beat more, or a beat later, makes nothing earlier, and full activity would be the worst case.
    The sweep is the exception: all its stages halt together, so a group that comes later can
    save the groups behind it some clocks. The bound is therefore full activity on
    a plan without that part: its neuron pipelines are so deep that a sweep has left them before
    the next one enters. Deeper pipelines make nothing earlier either, so it bounds the plan itself.
    """
    return full_activity(replace(plan, cores=tuple(_settled(core) for core in plan.cores)), sizes, steps)


def _settled(core: Core) -> Core:
    """``core`` with as many stages as groups, where it has fewer."""
    if SweepSequencer(core).short:
        return core
    missing = core.groups - core.sweep_stages
    deeper = core.update_stages - 1 + missing
    first, *others = core.datapaths
    return replace(core, datapaths=(Datapath(first.population, (*first.stages, deeper)), *others))
