"""Draw the twenty firing patterns, float against fixed, and run them through the RTL.

python examples/izhikevich_patterns/demo.py [--out build/izhikevich_patterns] [--tool verilator]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import evaluate
import patterns

import snnc
from snnc.backends.reports.figure import figure, picture
from snnc.backends.reports.text import table
from snnc.core.files import write_file
from snnc.driver.simulate import Bench
from snnc.golden import Run

HERE = Path(__file__).resolve().parent
#: Steps by which a spike of the integers may be early or late.
NEAR = 1


def everything(run: Run, variable: str) -> np.ndarray:
    """What all neurons did, [steps, neurons]."""
    return patterns.joined(run.traces["cells", variable][0], run.traces["apart", variable][0])


def potentials(run: Run, quantised: snnc.QuantisedNetwork | None) -> np.ndarray:
    """Of all neurons in millivolts, [steps, neurons], drawn up to 30 where they fire."""
    v = [run.traces[name, "v"][0].astype(float) for name in ("cells", "apart")]
    if quantised is not None:
        v = [each / quantised.population(name).scale("v") for each, name in zip(v, ("cells", "apart"), strict=True)]
    return np.where(everything(run, "spikes") > 0, 30.0, patterns.joined(v[0], v[1]))


def met(real: np.ndarray, fixed: np.ndarray) -> int:
    """How many spikes of one neuron, both bool [steps], are in both within :data:`NEAR` steps, each counted once."""
    left, found = np.flatnonzero(fixed).tolist(), 0
    for t in np.flatnonzero(real).tolist():
        near = next((s for s in left if abs(s - t) <= NEAR), None)
        if near is not None:
            left.remove(near)
            found += 1
    return found


@picture
def drawing(real: np.ndarray, fixed: np.ndarray, current: np.ndarray) -> Any:
    """Twenty plots: the potential of both, [steps, neurons], and the current below."""
    drawn = figure(14.0, 12.0)
    axes = drawn.subplots(5, 4, gridspec_kw={"hspace": 0.55, "wspace": 0.15})
    for k, (pattern, axis) in enumerate(zip(patterns.PATTERNS, axes.ravel(), strict=True)):
        steps = int(pattern.length / patterns.DT)
        t = np.arange(steps) * patterns.DT
        axis.plot(t, real[:steps, k], color="C0", linewidth=2.0, label="float")
        axis.plot(t, fixed[:steps, k], color="C1", linewidth=0.8, label="fixed")
        height = max(1e-9, float(np.abs(current[:steps, k]).max()))
        axis.plot(t, 12.0 * current[:steps, k] / height - 105.0, color="0.4", linewidth=0.8)
        axis.set_ylim(-120, 40)
        axis.set_title(f"{chr(65 + k)}: {pattern.name}", fontsize=9)
        axis.tick_params(labelsize=7)
    axes[0, 0].legend(fontsize=7)
    return drawn


def main() -> int:
    """Draw, compare, simulate; 0 when RTL and golden agree."""
    given = evaluate.parser(__doc__, "build/izhikevich_patterns", 1).parse_args()
    spec = snnc.read_spec(HERE / "network.yaml")
    compiled = snnc.compile(spec.network, quantise=spec.quantise, architecture=spec.architecture)
    compiled.write(given.out / "design")
    stimulus = patterns.stimulus()
    wanted = frozenset((p, v) for p in ("cells", "apart") for v in ("v", "spikes"))
    real, fixed = (snnc.golden.run(stage, stimulus, wanted) for stage in (spec.network, compiled.quantised))
    shown = potentials(real, None), potentials(fixed, compiled.quantised)
    write_file(given.out / "patterns.png", drawing(*shown, patterns.currents()))
    spikes = everything(real, "spikes"), everything(fixed, "spikes")
    rows = [
        (pattern.name, *(int(each[:, k].sum()) for each in spikes), met(spikes[0][:, k], spikes[1][:, k]))
        for k, pattern in enumerate(patterns.PATTERNS)
    ]
    rows.append(("all", *(sum(row[k] for row in rows) for k in (1, 2, 3))))
    print("\n".join(table(("pattern", "spikes in float", "in golden", "of both within a step"), rows)))
    verdict = Bench(compiled, stimulus, given.out / "simulation", tool=given.tool).run()
    result = {
        "patterns": {name: {"float": a, "golden": b, "within_a_step": c} for name, a, b, c in rows},
        "mismatches": verdict.mismatches,
        "first_difference": verdict.difference,
        "cycle_mismatches": verdict.cycle_mismatches,
        "tool": given.tool,
    }
    write_file(given.out / "result.json", json.dumps(result, indent=2) + "\n")
    print(f"RTL on {given.tool}: {verdict.mismatches} differences, {verdict.cycle_mismatches} clocks off")
    print(f"\npicture: {given.out / 'patterns.png'}")
    return int(bool(verdict.mismatches or verdict.cycle_mismatches))


if __name__ == "__main__":
    raise SystemExit(main())
