"""``report.md``: one page of tables about a plan and a run, and the short tables of the command line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from snnc.analysis.activity import Activity
from snnc.analysis.energy import NOT_INCLUDED, EnergyTerm, total
from snnc.analysis.inventory import Inventory
from snnc.analysis.resources import Estimate
from snnc.backends.reports.coverage import Seen, coverage_section
from snnc.backends.reports.text import literally, per_receptor, table
from snnc.core.digits import amount, tenths
from snnc.plan.blocks.block import Memory
from snnc.target.device import Device
from snnc.target.energy import SOURCE

TableRows = Sequence[Sequence[object]]

_INTERPOLATED = (
    "The source has numbers for additions of 8 and 32 bits and for 64-bit accesses to caches of 8 KiB, 32 KiB and",
    "1 MiB; between them energies are interpolated, linear in the bits. Smaller memories, such as those of sums and",
    "states, are priced as 8 KiB: too much.",
)


@dataclass(frozen=True)
class Rate:
    """Times at ``clock`` MHz: microseconds of a mean sample and of the bound, samples per second back to back."""

    clock: float
    microseconds: float
    microseconds_bound: float | None
    samples_per_second: float


def page(
    owned: Inventory,
    active: Activity | None,
    seen: Seen | None,
    beside: Sequence[str],
    energy: tuple[EnergyTerm, ...],
    synthesis: Mapping[str, Any] | None,
    rate: Rate | None,
    clock: float | None,
    device: Device | None,
    resources: Estimate | None,
) -> str:
    """The whole page, in Markdown; ``beside``: its section of float beside golden, or nothing."""
    parts = [f"# {literally(owned.network)}", "", *_network(owned), *_cores(owned), *_memories(owned)]
    if device and resources:
        parts += _resources(device, resources)
    if synthesis:
        parts += _synthesis(synthesis)
    if active is None:
        parts += ["", _no_stimulus(clock)]
    else:
        parts += [*_clocks(active, rate), *_work(active), *_traffic(active), *_energy(energy)]
    parts += beside
    if seen:
        parts += coverage_section(seen)
    return "\n".join(parts) + "\n"


def summary(
    owned: Inventory, active: Activity | None, energy: tuple[EnergyTerm, ...], rate: Rate | None, clock: float | None
) -> list[str]:
    """The short tables, as plain text."""
    cores = [
        (c.name, c.neurons, c.lanes, c.update_lanes, c.words, c.groups, _kilobits(c.memories)) for c in owned.cores
    ]
    header = ("core", "neurons", "lanes", "update lanes", "words", "groups", "kbit")
    lines = [f"Network {owned.network}: {_size(owned)}", "", *table(header, cores)]
    if active is None:
        return [*lines, "", _no_stimulus(clock)]
    rows = [(name, *(_number(cell) for cell in row)) for name, *row in _clock_rows(active)]
    lines += ["", *table(("clocks", "mean", "median", "min", "max"), rows)]
    lines += ["", _bound(active), ""]
    shares = [(c.name, *_shares(c.gathering, c.sweeping), _number(c.rate)) for c in active.cores]
    lines += table(("core", "gathering", "sweeping", "weights per clock"), shares)
    operations = f"{tenths(active.operations)} synaptic operations, {tenths(active.slots)} weights read"
    lines += ["", f"per sample: {operations}, {total(energy):.4g} nJ (estimate, 45 nm)"]
    return [*lines, _times(rate)] if rate else lines


def _network(owned: Inventory) -> list[str]:
    rows = [("input", name, size) for name, size in owned.inputs]
    rows += [("population", name, size) for name, size in owned.populations]
    rows += [("synapses", name, size) for name, size in owned.synapses]
    lines = [f"{_size(owned)}. A synapse is a weight that is not 0.", "", *_table(("part", "name", "size"), rows)]
    if owned.merged:
        lines += ["", "Projections with the same source, target and delay are stored as one, their weights added:"]
        lines += [f"{owned.merged} fewer weights than synapses, in memory and among the operations."]
    return lines


def _cores(owned: Inventory) -> list[str]:
    header = (
        *("core", "neurons", "populations", "lanes", "update lanes", "words", "groups", "banks", "sums in"),
        *("gather stages", "sweep stages", "weight bits", "sum bits"),
    )
    return ["", "## Cores", "", *_table(header, _core_rows(owned))]


def _core_rows(owned: Inventory) -> list[tuple[object, ...]]:
    return [
        (
            *(c.name, c.neurons, ", ".join(f"{name} {size}" for name, size in c.populations)),
            *(c.lanes, c.update_lanes, c.words, c.groups, c.banks, c.accumulators),
            *(c.gather_stages, c.sweep_stages, c.weight_bits, per_receptor(c.sum_bits)),
        )
        for c in owned.cores
    ]


def _memories(owned: Inventory) -> list[str]:
    lines = ["", "## Memories", "", f"{owned.bits / 1000:.1f} kbit in all.", "", "![memories](memories.png)", ""]
    rows = []
    for m, count in Counter(owned.memories).items():
        fill = None if m.used is None else f"{100 * m.used / m.bits:.1f} %"
        rows.append((m.owner, m.kind, count * m.instances, m.depth, m.width, count * m.bits, fill))
    lines += _table(("owner", "memory", "instances", "words", "bits of a word", "bits", "filled"), rows)
    lines += ["", "Filled: weights that are not 0, sums and states of neurons that exist. Tags are flip-flops.", ""]
    stores = [(c.name, c.synapses) for c in owned.cores]
    synapses = [
        (name, s.rows, s.shared, s.addressed, s.stored, f"{100 * (1 - s.nonzero / s.slots):.1f} %")
        for name, s in stores
    ]
    header = ("core", "rows", "stored with an equal one", "words addressed", "words stored", "zero weights")
    lines += [*_table(header, synapses), "", "## Streams", ""]
    taps = [(tap.router, str(tap.source), str(tap.sink), tap.delay, tap.queue) for tap in owned.taps]
    return [*lines, *_table(("router", "source", "sink", "delay", "queue (beats)"), taps)]


def resource_table(device: Device, found: Estimate) -> list[str]:
    """The resources of every core, as plain text."""
    return [
        "",
        f"Resources, estimated for {device.name}",
        "",
        *table(*_resource_table(device, found)),
        *_excess(device, found),
    ]


def _resources(device: Device, found: Estimate) -> list[str]:
    lines = ["", "## Resources", "", f"Estimated for {device.name}, core by core. LUT includes those used as memory."]
    lines += ["", "![resources](resources.png)", "", *_table(*_resource_table(device, found))]
    return [*lines, *_excess(device, found)]


def _excess(device: Device, found: Estimate) -> list[str]:
    """What the device has too little of; nothing where the design fits."""
    excess = device.expected_excess(found.total)
    return ["", f"Too large for {device.name}: {'; '.join(map(str, excess))}."] if excess else []


def _resource_table(device: Device, found: Estimate) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """Header and rows."""
    rows = [*found.cores, ("routers", found.routing), ("sum", found.total), ("device", device.capacity)]
    header = ("part", device.family.lut, "as memory", "FF", device.family.bram, "DSP")
    return header, [(name, r.lut, r.lutram, r.ff, float(r.bram), r.dsp) for name, r in rows]


def _synthesis(found: Mapping[str, Any]) -> list[str]:
    area, capacity, placed = found["area"], found["capacity"], found["place_and_route"]
    rows = [(key, area[key], capacity[key]) for key in area if area[key] or capacity[key]]
    lines = ["", "## Synthesis", "", f"Device {found['device']} ({found['part']})."]
    if placed and placed["fmax"]:
        lines[-1] += f" Clock reached: {placed['fmax']:.2f} MHz."
    return [*lines, "", *_table(("resource", "used", "of"), rows)]


def _clocks(active: Activity, rate: Rate | None) -> list[str]:
    lines = ["", "## Clocks", "", f"{_run(active)}, {active.clocks:,} clocks in all."]
    lines += ["The cycle model computes them from the spikes alone, exactly, for a host that never waits.", ""]
    lines += _table(("clocks", "mean", "median", "min", "max"), _clock_rows(active))
    lines += ["", _bound(active)]
    if rate:
        lines += ["", _times(rate)]
    return [*lines, "", "![clocks per sample](samples.png)", "", "![clocks per step](steps.png)"]


def _run(active: Activity) -> str:
    return f"{amount(active.samples, 'sample')} of {amount(active.steps, 'step')}"


def _clock_rows(active: Activity) -> list[tuple[object, ...]]:
    named = (
        ("sample, chip at rest", active.alone),
        ("sample, in the run", active.latencies),
        ("sample to sample", active.intervals),
        ("step to step", active.step_clocks),
    )
    return [(name, float(v.mean()), float(np.median(v)), int(v.min()), int(v.max())) for name, v in named if v.size]


def _work(active: Activity) -> list[str]:
    samples, steps = active.samples, active.steps
    lines = ["", "## Work", "", f"{tenths(active.operations)} synaptic operations per sample: weights other than 0 of"]
    lines += [f"arriving events, added; {tenths(active.slots)} weights read, zeros included.", ""]
    rows = []
    for c in active.cores:
        shares = _shares(c.gathering, c.sweeping)
        per_sample = [n / samples for n in (c.events, c.operations, c.slots)]
        rows.append((c.name, *per_sample, *shares, c.rate_gathering, c.rate))
    header = (
        *("core", "events", "operations", "weights read", "gathering", "sweeping"),
        *("weights per gather clock", "weights per clock"),
    )
    lines += [*_table(header, rows), "", "Events, operations and weights per sample; shares of all clocks.", ""]
    sizes = dict(active.sizes)
    spikes = [(name, n, n / samples, n / (samples * steps * sizes[name])) for name, n in active.spikes]
    return [*lines, *_table(("spikes of", "in all", "per sample", "per neuron and step"), spikes)]


def _traffic(active: Activity) -> list[str]:
    count = active.samples * active.steps
    rows = [(str(t.source), str(t.sink), t.delay, t.events / count, t.peak) for t in active.traffic]
    header = ("source", "sink", "delay", "events per step", "most in a step")
    return ["", "## Traffic", "", *_table(header, rows), "", "![traffic](traffic.png)"]


def _energy(rows: tuple[EnergyTerm, ...]) -> list[str]:
    lines = ["", "## Energy, an estimate", ""]
    lines += [f"**{total(rows):.4g} nJ per sample**: counted events times energies from", f"{SOURCE}."]
    lines += [f"Not included: {NOT_INCLUDED}. An FPGA takes about an order of magnitude more.", *_INTERPOLATED, ""]
    cells = [(r.owner, r.what, r.bits, r.count, r.picojoules, r.nanojoules) for r in rows]
    return [*lines, *_table(("owner", "event", "bits", "per sample", "pJ each", "nJ per sample"), cells)]


def _size(owned: Inventory) -> str:
    neurons = sum(size for _, size in owned.populations)
    synapses = sum(size for _, size in owned.synapses)
    return f"{neurons} neurons, {synapses} synapses, {len(owned.cores)} core{'s' if len(owned.cores) > 1 else ''}"


def _no_stimulus(clock: float | None) -> str:
    at = f" at {clock:g} MHz" if clock else ""
    return f"Clocks, times{at}, traffic, energy and float beside golden need a stimulus: --input X.npz"


def _bound(active: Activity) -> str:
    if active.bound is None:
        return "Bound: not computed, since it takes minutes; --bound asks for it."
    return f"Bound: {active.bound} clocks for a sample on a chip at rest, whatever spikes."


def _times(rate: Rate) -> str:
    worst = "" if rate.microseconds_bound is None else f" (bound {rate.microseconds_bound:.4g} us)"
    return (
        f"At {rate.clock:g} MHz: {rate.microseconds:.4g} us per sample{worst}, "
        f"{rate.samples_per_second:.6g} samples per second back to back."
    )


def _shares(*values: float) -> tuple[str, ...]:
    return tuple(f"{100 * value:.1f} %" for value in values)


def _kilobits(memories: tuple[Memory, ...]) -> float:
    return round(sum(memory.bits for memory in memories) / 1000, 1)


def _number(value: object) -> object:
    return round(value, 2) if isinstance(value, float) else value


def _table(header: Sequence[str], rows: TableRows) -> list[str]:
    """A Markdown table: words left, numbers right."""
    numeric = [all(not isinstance(row[k], str) for row in rows) for k in range(len(header))]
    lines = [f"| {' | '.join(header)} |", f"|{'|'.join(' --: ' if right else ' --- ' for right in numeric)}|"]
    return [*lines, *(f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows)]


def _cell(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:.6g}" if isinstance(value, float) else literally(str(value))
