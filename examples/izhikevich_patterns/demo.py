"""Draw the twenty firing patterns, float against fixed, and run them through the RTL.

python examples/izhikevich_patterns/demo.py [--out build/patterns] [--no-rtl]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

import patterns

import snnc
from snnc.backends.reports.figure import figure, picture
from snnc.driver.simulate import Bench, Scenario
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
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("build/patterns"))
    parser.add_argument("--no-rtl", action="store_true", help="draw and compare only")
    given = parser.parse_args()
    spec = snnc.read_spec(HERE / "network.yaml")
    compiled = snnc.compile(spec.network, quantise=spec.quantise, architecture=spec.architecture)
    stimulus = patterns.stimulus()
    wanted = frozenset((p, v) for p in ("cells", "apart") for v in ("v", "spikes"))
    real, fixed = (snnc.golden.run(stage, stimulus, wanted) for stage in (spec.network, compiled.quantised))
    given.out.mkdir(parents=True, exist_ok=True)
    shown = potentials(real, None), potentials(fixed, compiled.quantised)
    (given.out / "patterns.png").write_bytes(drawing(*shown, patterns.currents()))
    spikes = everything(real, "spikes"), everything(fixed, "spikes")
    print(f"{'pattern':30} {'float':>6} {'fixed':>6} {'within 1 step':>14}")
    total = 0
    for k, pattern in enumerate(patterns.PATTERNS):
        near = met(spikes[0][:, k], spikes[1][:, k])
        total += near
        print(f"{pattern.name:30} {spikes[0][:, k].sum():6d} {spikes[1][:, k].sum():6d} {near:14d}")
    print(f"{'all':30} {spikes[0].sum():6d} {spikes[1].sum():6d} {total:14d}")
    if given.no_rtl:
        return 0
    verdict = Bench(compiled, stimulus, given.out / "rtl", tool="icarus").run(Scenario(), name="free")
    print(f"RTL against golden: {verdict.mismatches} differences, {verdict.cycle_mismatches} steps of other length")
    return int(bool(verdict.mismatches or verdict.cycle_mismatches))


if __name__ == "__main__":
    raise SystemExit(main())
