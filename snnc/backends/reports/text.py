"""``report.txt``: what quantising and mapping did, in tables."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from snnc.ir.quantised import QuantisedNetwork
from snnc.ir.reports import DecayReport, PopulationReport, ReceptorReport, StateReport
from snnc.numbers.fixed import signed_width
from snnc.plan.hardware import HardwarePlan


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """Columns aligned: words left, numbers right."""
    texts = [[_text(cell) for cell in row] for row in rows]
    widths = [max(len(cell) for cell in column) for column in zip(header, *texts, strict=True)]
    lines = ["  ".join(name.ljust(width) for name, width in zip(header, widths, strict=True)).rstrip()]
    for row, cells in zip(rows, texts, strict=True):
        aligned = [
            text.ljust(width) if isinstance(cell, str) else text.rjust(width)
            for cell, text, width in zip(row, cells, widths, strict=True)
        ]
        lines.append("  ".join(aligned).rstrip())
    return lines


def literally(text: str) -> str:
    """``text`` without a meaning in Markdown: names of users may hold any character."""
    return re.sub(r"[\\`*<|$]", r"\\\g<0>", text)


def _text(cell: object) -> str:
    if cell is None:
        return "-"
    return f"{cell:.6g}" if isinstance(cell, float) else str(cell)


def quantisation(network: QuantisedNetwork) -> list[str]:
    """Bits, scales and errors of every projection and population."""
    lines = ["Weights", ""]
    lines += table(
        ("projection", "bits", "shift", "scale", "synapses", "clipped", "rms error"),
        [
            (r.name, r.bits, r.shift, r.scale, r.synapses, r.clipped, _error(r.rms_error, r.exact))
            for r in network.projection_reports
        ],
    )
    lines += ["", "State", ""]
    rows = [
        (
            _named(r, state.name),
            state.bits,
            state.fraction_bits,
            state.scale,
            r.accumulator_bits,
            _threshold_error(network, r, state),
            r.rounding,
            state.saturation,
            "exact" if r.exact else "rounded",
        )
        for r in network.population_reports
        for state in r.states
    ]
    header = ("population", "bits", "fraction", "scale", "accumulator", "threshold error", "rounding", "saturation")
    lines += table((*header, "arithmetic"), rows)
    receptors = [(r.name, *_receptor(each)) for r in network.population_reports for each in r.receptors]
    if receptors:
        lines += ["", "Receptors, and the sums of weights that each can be given in a step (in units of current)", ""]
        lines += table(("population", "receptor", "quantity", "bits", "lowest", "highest"), receptors)
    decays = [_decay(r, decay) for r in network.population_reports for decay in r.decays]
    if decays:
        lines += ["", "Decay, the one furthest off in each population (tau in steps)", ""]
        columns = ("population", "decay", "built", "tau", "tau built", "error of 1 - decay")
        lines += table(columns, decays)
    return [*lines, *_numbers(network), *_gains(network), *_tables(network)]


def _numbers(network: QuantisedNetwork) -> list[str]:
    """What events carry, where that is a number; nothing where all are spikes."""
    rows = [
        (source.name, signed_width(span), network.number_scale(source.name), span.lo, span.hi)
        for source in network.sources
        if (span := source.numbers) is not None
    ]
    shown = table(("source", "bits", "scale", "lowest", "highest"), rows)
    return ["", "Numbers that events carry (scale: integers to 1 in the unit of the spec)", "", *shown] if rows else []


def _gains(network: QuantisedNetwork) -> list[str]:
    """What was asked of gains, and what is built; nothing where there are none."""
    gains = [
        (r.name, gain.name, gain.asked, gain.built, _error(gain.error, gain.error == 0))
        for r in network.population_reports
        for gain in r.gains
    ]
    shown = table(("population", "gain", "asked", "built", "error"), gains)
    return ["", "Gains, in the neuron where each is furthest off", "", *shown] if gains else []


def _tables(network: QuantisedNetwork) -> list[str]:
    """The tables of functions; nothing where there are none."""
    tables = [
        (f"{r.name}.{t.name}", t.function, t.low, t.high, t.entries, t.error, _error(t.relative, t.relative == 0))
        for r in network.population_reports
        for t in r.tables
    ]
    shown = table(("value", "function", "from", "to", "entries", "error", "relative error"), tables)
    return ["", "Tables, read with linear interpolation; relative error beside rounding", "", *shown] if tables else []


def _threshold_error(network: QuantisedNetwork, report: PopulationReport, state: StateReport) -> str:
    """The error of the threshold of ``state``; a dash where nothing compares it with one."""
    population = network.population(report.name)
    fires = population.program.spike is not None and not population.graded
    by_chance = any(port.random for port in population.program.states)
    if state is not report.potential or not fires or by_chance:
        return "-"
    return _error(report.threshold_error, report.threshold_error == 0)


def per_receptor(bits: Sequence[int]) -> object:
    """A width, or where there are several receptors one for each."""
    return bits[0] if len(bits) == 1 else ", ".join(map(str, bits))


def _receptor(receptor: ReceptorReport) -> tuple[object, ...]:
    return receptor.name, receptor.quantity, receptor.bits, receptor.low, receptor.high


def _named(report: PopulationReport, state: str) -> str:
    """The population, and which of its states where it has several."""
    return report.name if len(report.states) == 1 else f"{report.name}.{state}"


def _decay(report: PopulationReport, decay: DecayReport) -> tuple[object, ...]:
    """What was asked of a decay, and what is built."""
    built = f"{decay.integer}/{2**decay.shift}"
    error = "no leak asked for" if decay.error is None else _error(decay.error, decay.error == 0)
    return _named(report, decay.of), decay.asked, built, decay.tau, decay.tau_built, error


def _error(relative: float, exact: bool) -> str:
    """A relative error in words."""
    return "exact" if exact else f"{100 * relative:.3g} %"


def mapping(plan: HardwarePlan, network: QuantisedNetwork, reasons: Mapping[str, str]) -> list[str]:
    """Cores, memories, what spikes are sent as, and streams; ``reasons``: see :func:`report_text`."""
    lines = ["Cores", ""]
    rows = []
    for core in plan.cores:
        hosted = ", ".join(f"{s.population}[{s.first}:{s.first + s.size - 1}]" for s in core.slices)
        kind = "computed" if core.rows.computed else "table"
        depth = core.weights.shape[0]
        rows.append(
            (core.name, core.lanes, core.words, depth, core.weight_bits, per_receptor(core.sum_widths), kind, hosted)
        )
    header = ("core", "lanes", "neuron words", "synapse words", "weight bits", "sum bits", "rows", "neurons")
    lines += table(header, rows)
    lines += _several(plan, network, reasons)
    lines += ["", "Streams", ""]
    taps = [(r.name, str(t.source), str(t.sink), t.delay, t.depth, len(t.ranges)) for r in plan.routers for t in r.taps]
    lines += table(("router", "source", "sink", "delay", "queue", "ranges"), taps)
    names = plan.names
    kinds = (("network", names.network), ("input or population", names.sources), ("output", names.outputs))
    called = [(kind, name, other) for kind, pairs in kinds for name, other in pairs]
    if called:
        lines += ["", "Names", "", *table(("part", "name", "in Verilog"), called)]
    return lines


def _several(plan: HardwarePlan, network: QuantisedNetwork, reasons: Mapping[str, str]) -> list[str]:
    """How populations send that may spike several times in a step; nothing where there are none."""
    rows = []
    for population in network.populations:
        if population.events > 1:
            hosts = (core for core in plan.cores if population.name in {part.population for part in core.slices})
            bits = max(core.sent_bits for core in hosts)
            sent = f"payload, {bits} bits" if bits else "beats"
            rows.append((population.name, population.events, sent, reasons.get(population.name)))
    shown = table(("population", "most in a step", "sent as", "why"), rows)
    return ["", "Several spikes in a step", "", *shown] if rows else []


def report_text(network: QuantisedNetwork, plan: HardwarePlan, reasons: Mapping[str, str]) -> str:
    """The whole report; ``reasons``: why spikes of a population travel as they do, where it may send several."""
    lines = [f"Network {network.name}", "", *quantisation(network), "", *mapping(plan, network, reasons)]
    return "\n".join(lines) + "\n"
