"""Reporting: what a compiled network is made of, and what a stimulus makes it do, in numbers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from snnc.analysis.activity import BOUND_LIMIT, Activity, Traffic, activity
from snnc.analysis.energy import NOT_INCLUDED, EnergyTerm, events, total
from snnc.analysis.inventory import CoreInventory, Inventory, TapInventory, inventory
from snnc.analysis.resources import Estimate, estimate
from snnc.backends.reports import pictures
from snnc.backends.reports.beside import departure_section
from snnc.backends.reports.coverage import Seen, coverage_chart
from snnc.backends.reports.page import Rate, page
from snnc.core.digits import amount
from snnc.driver.compile import Compiled
from snnc.driver.covered import Covered
from snnc.driver.synthesis_file import read_synthesis
from snnc.driver.traced import Trajectories, trajectories
from snnc.golden.coverage import Coverage
from snnc.golden.run import run, sent_events
from snnc.golden.sent import check_stimulus
from snnc.ir.network import SPIKES
from snnc.plan.blocks.block import Memory
from snnc.target.device import Device
from snnc.target.devices import DEVICES
from snnc.target.devices import device as device_of
from snnc.target.energy import SOURCE


@dataclass(frozen=True, eq=False)
class Report:
    """``activity``, ``coverage``, ``beside`` (float and golden) and ``energy`` are None and empty without a stimulus.

    ``synthesis``: ``synth.json``.

    ``device`` and ``resources``, estimated core by core: None where no device is known; ``clock``:
    MHz, None where unknown.
    """

    inventory: Inventory
    activity: Activity | None
    coverage: Covered | None
    beside: Trajectories | None
    energy: tuple[EnergyTerm, ...]
    synthesis: Mapping[str, Any] | None
    device: Device | None
    resources: Estimate | None
    clock: float | None

    @property
    def rate(self) -> Rate | None:
        """Times at the clock, where both are known."""
        if self.activity is None or self.clock is None:
            return None
        active = self.activity
        mean, worst = float(active.alone.mean()), None if active.bound is None else active.bound / self.clock
        return Rate(self.clock, mean / self.clock, worst, 1e6 * self.clock / active.interval)

    def as_json(self) -> dict[str, object]:
        """Plain values, for ``report.json``."""
        owned = self.inventory
        values: dict[str, object] = {
            "network": owned.network,
            "inputs": dict(owned.inputs),
            "populations": dict(owned.populations),
            "synapses": dict(owned.synapses),
            "synapses_merged": owned.merged,
            "cores": [_core(core) for core in owned.cores],
            "taps": [_between(tap) for tap in owned.taps],
            "queues": [_memory(queue) for queue in owned.queues],
            "memory_bits": owned.bits,
            "resources_estimate": None,
            "synthesis": dict(self.synthesis) if self.synthesis else None,
            "clock_mhz": self.clock,
            "activity": _activity(self.activity) if self.activity else None,
            "coverage": self.coverage.as_json() if self.coverage else None,
            "float_beside_golden": self.beside.comparison.as_json() if self.beside else None,
            "energy_estimate": None,
            "rate": asdict(self.rate) if self.rate else None,
        }
        if self.resources and self.device:
            values["resources_estimate"] = {
                "device": self.device.name,
                "cores": {name: asdict(used) for name, used in self.resources.cores},
                "routers": asdict(self.resources.routing),
                "total": asdict(self.resources.total),
                "excess": [str(each) for each in self.device.expected_excess(self.resources.total)],
            }
        if self.activity:
            values["energy_estimate"] = {
                "nanojoules_per_sample": total(self.energy),
                "source": SOURCE,
                "not_included": NOT_INCLUDED,
                "events": [{**asdict(row), "nanojoules": row.nanojoules} for row in self.energy],
            }
        return values

    def files(self) -> dict[str, str | bytes]:
        """The folder of the report: name -> content. Raises :class:`UserError` E303 without matplotlib."""
        owned, active = self.inventory, self.activity
        files: dict[str, str | bytes] = {"memories.png": pictures.memory_chart(owned)}
        if self.resources and self.device:
            files["resources.png"] = pictures.resource_chart(owned, self.resources, self.device)
        if active:
            files["samples.png"] = pictures.samples(active, f"{owned.network}: {amount(active.samples, 'sample')}")
            files["steps.png"] = pictures.steps(active, f"{owned.network}: clocks per step")
            files["traffic.png"] = pictures.traffic(active, f"{owned.network}: traffic")
        seen = _seen(self.coverage) if self.coverage else None
        if seen:
            files["coverage.png"] = coverage_chart(seen, owned.network)
        if self.beside:
            files["trajectories.png"] = self.beside.picture()
        files["report.json"] = json.dumps(self.as_json(), indent=2, sort_keys=True) + "\n"
        files["report.md"] = page(
            owned,
            active=active,
            seen=seen,
            beside=departure_section(self.beside.departures, str(self.beside.comparison)) if self.beside else [],
            energy=self.energy,
            synthesis=self.synthesis,
            rate=self.rate,
            clock=self.clock,
            device=self.device,
            resources=self.resources,
        )
        return files


def report(
    compiled: Compiled,
    stimulus: Mapping[str, np.ndarray] | None = None,
    *,
    synthesis: Path | None = None,
    device: str = "",
    clock: float | None = None,
    always_bound: bool = False,
) -> Report:
    """The report of ``compiled``; ``stimulus``: events [samples, steps, size] for every input, as golden takes them.

    ``synthesis``: the ``synth.json`` that ``snnc synth`` left; ``device``: the name of that for
    which resources are estimated core by core, by default that of ``synthesis``; ``clock``: MHz, by default what that
    reached; ``always_bound``: compute the bound even where that takes minutes. Raises
    :class:`UserError` E2xx for a stimulus that does not fit, E405 for a ``synthesis`` that is
    none, or is that of another network, E400 for an unknown device.
    """
    plan, network = compiled.plan, compiled.quantised
    found = read_synthesis(synthesis, plan.name) if synthesis else None
    placed = found["place_and_route"] if found else None
    clock = clock or (placed["fmax"] if placed else None)
    owned = inventory(plan, network)
    target = device_of(device) if device else DEVICES.get(found["device"]) if found else None
    resources = estimate(plan, network, target) if target else None
    still = Report(
        inventory=owned,
        activity=None,
        coverage=None,
        beside=None,
        energy=(),
        synthesis=found,
        device=target,
        resources=resources,
        clock=clock,
    )
    return still if stimulus is None else _driven(still, compiled, stimulus, None if always_bound else BOUND_LIMIT)


def _driven(still: Report, compiled: Compiled, stimulus: Mapping[str, np.ndarray], limit: int | None) -> Report:
    """``still`` with all that ``stimulus`` makes the network do; ``limit``: events up to which there is a bound."""
    plan, network = compiled.plan, compiled.quantised
    inputs = check_stimulus(network, stimulus)
    firing = [p.name for p in network.populations if p.program.spike is not None]
    coverage = Coverage(network)
    traces = run(network, inputs, [(name, SPIKES) for name in firing], coverage=coverage)
    spikes = sent_events(network, inputs, traces)
    active = activity(plan, spikes, limit)
    return replace(
        still,
        activity=active,
        coverage=Covered.of(coverage, plan, network, spikes),
        beside=trajectories(compiled.network, network, inputs),
        energy=events(plan, network, still.inventory, active),
    )


def _seen(covered: Covered) -> Seen:
    """Goals met, owner by owner, in the order of the network."""
    goals = Counter(goal.owner for goal in covered.goals)
    left = Counter(goal.owner for goal in covered.missing)
    return Seen(
        owners=tuple(goals),
        goals=tuple(goals.values()),
        met=tuple(count - left[owner] for owner, count in goals.items()),
        missing=tuple(str(goal) for goal in covered.missing),
    )


def _memory(memory: Memory) -> dict[str, object]:
    told = ("owner", "kind", "instances", "depth", "width", "used", "bits")
    return {name: getattr(memory, name) for name in told}


def _spread(values: np.ndarray) -> dict[str, object] | None:
    if not values.size:
        return None
    return {
        "mean": float(values.mean()),
        "median": float(np.median(values)),
        "min": int(values.min()),
        "max": int(values.max()),
    }


def _core(core: CoreInventory) -> dict[str, object]:
    """``sum_bits``: a list where there are several receptors."""
    memories, bits = [_memory(memory) for memory in core.memories], core.sum_bits
    sum_bits = bits[0] if len(bits) == 1 else list(bits)
    return {**asdict(core), "populations": dict(core.populations), "memories": memories, "sum_bits": sum_bits}


def _between(row: TapInventory | Traffic) -> dict[str, object]:
    """What lies between two streams, which are told by their names."""
    return {**asdict(row), "source": str(row.source), "sink": str(row.sink)}


def _activity(active: Activity) -> dict[str, object]:
    count = active.samples * active.steps
    cores = []
    for core in active.cores:
        shares = {"share_gathering": core.gathering, "share_sweeping": core.sweeping}
        rates = {"weights_per_clock": core.rate, "weights_per_gather_clock": core.rate_gathering}
        values = asdict(core)
        if len(core.added) == 1:  # these are all words
            del values["added"]
        cores.append({**values, **shares, **rates})
    return {
        "samples": active.samples,
        "steps": active.steps,
        "clocks": active.clocks,
        "clocks_per_sample": {**(_spread(active.alone) or {}), "bound": active.bound},
        "clocks_of_samples": active.alone.tolist(),
        "latency_in_run": _spread(active.latencies),
        "interval": _spread(active.intervals),
        "clocks_per_step": _spread(active.step_clocks),
        "spikes": dict(active.spikes),
        "synaptic_operations_per_sample": active.operations,
        "weights_read_per_sample": active.slots,
        "cores": cores,
        "traffic": [{**_between(tap), "events_per_step": tap.events / count} for tap in active.traffic],
    }
