"""Run an example whose neurons are looked at over time: float, golden and RTL beside each other, and a picture."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

import snnc
from snnc.backends.reports.text import table
from snnc.cli.progress import Bar
from snnc.core.files import write_file
from snnc.driver.simulate import Bench
from snnc.driver.traced import traced


def show(spec: snnc.Spec, stimulus: Mapping[str, np.ndarray], folder: Path, tool: str) -> dict[str, object]:
    """Compile ``spec``, run ``stimulus`` (bool [samples, steps, size] per input) in all three, and compare.

    Leaves the design in ``folder/design``, ``result.json`` and ``traces.png`` in ``folder``; prints a table and
    returns the result: spikes of float and golden, the share of them that lie within a step of one of the
    other, and what differs between golden and RTL, which is nothing.
    """
    compiled = snnc.compile(spec.network, quantise=spec.quantise, architecture=spec.architecture)
    compiled.write(folder / "design")
    real, golden = (snnc.golden.run(stage, stimulus) for stage in (spec.network, compiled.quantised))
    samples = next(iter(stimulus.values())).shape[0]
    with Bar(f"RTL on {tool}", samples) as bar:
        verdict = Bench(compiled, stimulus, folder / "simulation", tool=tool).run(progress=bar.reach)
        bar.reach(samples)
    spiking = (p.name for p in spec.network.populations if p.program.spike and not p.graded)
    name = next(spiking)
    result: dict[str, object] = {
        "network": spec.network.name,
        "steps": golden.spikes(name).shape[1],
        "spikes_float": int(real.spikes(name).sum()),
        "spikes_golden": int(golden.spikes(name).sum()),
        "spikes_within_a_step": within(real.spikes(name), golden.spikes(name), 1),
        "mismatches": verdict.mismatches,
        "first_difference": verdict.difference,
        "cycle_mismatches": verdict.cycle_mismatches,
        "tool": tool,
    }
    write_file(folder / "result.json", json.dumps(result, indent=2, sort_keys=True) + "\n")
    write_file(folder / "traces.png", traced(compiled.network, golden, real, quantised=compiled.quantised, sample=0))
    rows = [(key.replace("_", " "), value) for key, value in result.items() if value != ""]
    print("\n".join(table(("result", "value"), rows)))
    print(f"\npicture: {folder / 'traces.png'}\nVerilog: {folder / 'design' / 'rtl'}")
    return result


def within(a: np.ndarray, b: np.ndarray, steps: int) -> float:
    """The share of the spikes of ``a`` and ``b``, [samples, steps, size], that the other has ``steps`` away at most."""

    def near(spikes: np.ndarray) -> np.ndarray:
        found = spikes.astype(bool)
        for k in range(1, steps + 1):
            found[:, k:] |= spikes[:, :-k].astype(bool)
            found[:, :-k] |= spikes[:, k:].astype(bool)
        return found

    total = np.count_nonzero(a) + np.count_nonzero(b)
    both = np.count_nonzero(a.astype(bool) & near(b)) + np.count_nonzero(b.astype(bool) & near(a))
    return both / total if total else 1.0
