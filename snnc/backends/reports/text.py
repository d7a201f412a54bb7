"""``report.txt``: what quantising and mapping did, in tables."""

from __future__ import annotations

from collections.abc import Sequence

from snnc.ir.quantised import QuantisedNetwork
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


def _text(cell: object) -> str:
    if cell is None:
        return "-"
    return f"{cell:.6g}" if isinstance(cell, float) else str(cell)


def quantisation(network: QuantisedNetwork) -> list[str]:
    """Bits, scales and errors of every projection and population."""
    lines = ["Weights", ""]
    lines += table(
        ("projection", "bits", "shift", "scale", "synapses", "clipped", "rms error"),
        [(r.name, r.bits, r.shift, r.scale, r.synapses, r.clipped, r.rms_error) for r in network.projection_reports],
    )
    lines += ["", "State", ""]
    rows = []
    for r in network.population_reports:
        error = None if r.decay is None or r.decay_realised is None else abs(r.decay_realised - r.decay)
        built = "-" if r.decay_integer is None else f"{r.decay_integer}/{2**r.decay_shift}"
        rows.append(
            (
                r.name,
                r.state_bits,
                r.fraction_bits,
                r.scale,
                r.accumulator_bits,
                r.decay,
                built,
                error,
                r.threshold_error,
                r.rounding,
                r.saturation,
            )
        )
    lines += table(
        (
            "population",
            "bits",
            "fraction",
            "scale",
            "accumulator",
            "decay",
            "built",
            "decay error",
            "threshold error",
            "rounding",
            "saturation",
        ),
        rows,
    )
    return lines


def mapping(plan: HardwarePlan) -> list[str]:
    """Cores, memories and streams."""
    lines = ["Cores", ""]
    rows = []
    for core in plan.cores:
        hosted = ", ".join(f"{s.population}[{s.first}:{s.first + s.size - 1}]" for s in core.slices)
        kind = "computed" if core.rows.computed else "table"
        depth = core.weights.shape[0]
        rows.append((core.name, core.lanes, core.words, depth, core.weight_bits, core.sum_bits, kind, hosted))
    header = ("core", "lanes", "neuron words", "synapse words", "weight bits", "sum bits", "rows", "neurons")
    lines += table(header, rows)
    lines += ["", "Streams", ""]
    taps = [(r.name, t.source, t.sink, t.delay, t.depth, len(t.ranges)) for r in plan.routers for t in r.taps]
    lines += table(("router", "source", "sink", "delay", "queue", "ranges"), taps)
    return lines


def report(network: QuantisedNetwork, plan: HardwarePlan) -> str:
    """The whole report."""
    lines = [f"Network {network.name}", "", *quantisation(network), "", *mapping(plan)]
    return "\n".join(lines) + "\n"
