"""Evaluate a classifying example: float, quantised parameters, golden and RTL side by side."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import snnc
from snnc.backends.reports.raster import raster
from snnc.backends.reports.text import table
from snnc.cli.progress import Bar
from snnc.core.files import write_file
from snnc.driver.classify import accuracy
from snnc.driver.simulate import Bench, Scenario, Verdict
from snnc.passes.dequantise import dequantise
from snnc.tools.simulators import DEFAULT, SIMULATORS


@dataclass(frozen=True, eq=False)
class Data:
    """Test samples: ``values`` [samples, size] in [0, 1] and ``labels`` [samples]."""

    values: np.ndarray
    labels: np.ndarray


def evaluate(spec: snnc.Spec, data: Data, rtl_samples: int, folder: Path, tool: str) -> dict[str, object]:
    """Compile, run all samples in software and the first ``rtl_samples`` through the RTL on ``tool``.

    Leaves the design in ``folder/design``, ``result.json`` and ``raster.png`` in ``folder``;
    prints a table and returns the result.
    """
    compiled = snnc.compile(spec.network, quantise=spec.quantise, architecture=spec.architecture)
    compiled.write(folder / "design")
    spikes = snnc.golden.encode(data.values, spec.network.inputs[0].coding)
    result = _in_software(spec.network, compiled, spikes, data.labels)
    samples = min(rtl_samples, spikes.shape[0])
    source = spec.network.inputs[0].name
    bench = Bench(compiled, {source: spikes[:samples]}, folder / "simulation", tool=tool)
    with Bar(f"RTL on {tool}", samples) as bar:
        verdict = bench.run(progress=bar.reach)
        bar.reach(samples)
    few = {source: spikes[: min(10, samples)]}
    stalled = Bench(compiled, few, folder / "stalled", tool=tool).run(Scenario(60, 90))
    result |= {"tool": tool, "samples": samples} | _in_hardware(compiled, verdict, stalled, data.labels[:samples])
    write_file(folder / "result.json", json.dumps(result, indent=2, sort_keys=True) + "\n")
    write_file(folder / "raster.png", raster(verdict.raster_rows(0), f"{spec.network.name}, sample 0"))
    rows = [(key.replace("_", " "), value) for key, value in result.items() if value not in ("", None)]
    print("\n".join(table(("result", "value"), rows)))
    print(f"\npicture: {folder / 'raster.png'}\nVerilog: {folder / 'design' / 'rtl'}")
    return result


def _in_software(
    network: snnc.Network, compiled: snnc.Compiled, spikes: np.ndarray, labels: np.ndarray
) -> dict[str, object]:
    """How often float, float with quantised numbers, and golden are right about ``spikes``."""
    output = network.outputs[0]

    def right(given: snnc.Network | snnc.QuantisedNetwork) -> float:
        trace = snnc.golden.run(given, {network.inputs[0].name: spikes}).traces[output.population, output.variable]
        return accuracy(trace, output.variable, labels)

    return {
        "network": network.name,
        "steps": spikes.shape[1],
        "test_samples": int(spikes.shape[0]),
        "accuracy_float": right(network),
        "accuracy_quantised": right(dequantise(compiled.network, compiled.quantised)),
        "accuracy_golden": right(compiled.quantised),
    }


def _in_hardware(compiled: snnc.Compiled, verdict: Verdict, stalled: Verdict, labels: np.ndarray) -> dict[str, object]:
    """What the RTL came to, beside golden and the cycle model on the same samples; ``stalled``: with back-pressure."""
    output = compiled.network.outputs[0]
    golden = verdict.golden.traces[output.population, output.variable]
    steps = golden.shape[1]
    predicted, core = verdict.predicted, compiled.plan.cores[0]
    latencies = predicted.latencies(steps)
    words, clocks = predicted.words[core.name].sum(), predicted.gather[core.name].sum()
    return {
        "mismatches": verdict.mismatches + stalled.mismatches,
        "first_difference": verdict.difference or stalled.difference,
        "cycle_mismatches": verdict.cycle_mismatches,
        "accuracy_rtl": accuracy(verdict.outputs[output.name], output.variable, labels),
        "accuracy_golden_same_samples": accuracy(golden, output.variable, labels),
        "not_done_after": verdict.not_done_after or stalled.not_done_after,
        "cycles_mean": None if verdict.latencies is None else float(verdict.latencies.mean()),
        "cycles_predicted_mean": float(latencies.mean()),
        "cycles_max": None if verdict.latencies is None else int(verdict.latencies.max()),
        "cycles_between_samples_mean": float(predicted.intervals(steps).mean()) if len(labels) > 1 else None,
        "lanes": core.lanes,
        "synapses_per_clock_first_core": float(words * core.lanes / max(1, clocks)),
    }


def parser(description: str | None, folder: str, samples: int) -> argparse.ArgumentParser:
    """The command line of an example: ``out``, ``samples``, ``tool``."""
    result = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    result.add_argument("--out", type=Path, default=Path(folder), help="folder to write (default: %(default)s)")
    result.add_argument("--samples", type=int, default=samples, help="samples through the RTL (default: %(default)s)")
    result.add_argument("--tool", choices=SIMULATORS, default=DEFAULT, help="simulator (default: %(default)s)")
    return result


def main(spec: Path, load: Callable[[], Data], given: argparse.Namespace) -> int:
    """Evaluate ``spec`` on the data that ``load`` reads; the exit code of an example.

    1 when the RTL differed from golden or from the cycle model, 2 and above for snnc's errors.
    """
    try:
        found = snnc.read_spec(spec)
        result = evaluate(found, data=load(), rtl_samples=given.samples, folder=given.out, tool=given.tool)
    except snnc.SnncError as err:
        print(err, file=sys.stderr)
        return err.exit_code
    if result["mismatches"] or result["cycle_mismatches"]:
        print(f"the RTL differs: {result['first_difference']}", file=sys.stderr)
        return 1
    return 0
