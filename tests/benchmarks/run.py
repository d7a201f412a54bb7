"""Measurements: golden beside other simulators, compile time and memory, clocks by activity.

    python tests/benchmarks/run.py [--out build/bench.json] [--runs 7]

Simulators that are not installed are skipped and named. Every ratio is taken between runs that
alternate in this one process, on one thread. Install peers with their own extras, for example
``pip install snntorch spikingjelly norse bindsnet brian2``.
"""

from __future__ import annotations

import os

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import argparse
import contextlib
import gzip
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import snnc
from snnc.analysis.cycles import predict
from snnc.backends.reports.text import table
from tests.benchmarks import peers

ROOT = Path(__file__).resolve().parents[2]


def feed_forward(w1: np.ndarray, w2: np.ndarray, name: str = "net") -> snnc.Network:
    """Inputs -> LIF -> LIF, decay 0.9375, threshold 1, subtract."""
    b = snnc.NetworkBuilder(name)
    b.input("x", w1.shape[0])
    b.population("hidden", w1.shape[1], model="lif", threshold=1.0, decay=0.9375)
    b.population("readout", w2.shape[1], model="lif", threshold=1.0, decay=0.9375)
    b.connect("x", "hidden", w1)
    b.connect("hidden", "readout", w2)
    b.output("readout")
    return b.build()


def mnist_spikes() -> np.ndarray | None:
    """1,000 MNIST test images, Poisson-coded over 25 steps: bool [1000, 25, 784]; None without data."""
    folder = Path(os.environ.get("SNNC_DATA", ROOT.parent / "shared")) / "data" / "mnist"
    path = folder / "t10k-images-idx3-ubyte.gz"
    if not path.is_file():
        return None
    pixels = np.frombuffer(gzip.decompress(path.read_bytes()), np.uint8, offset=16).reshape(-1, 784)[:1000]
    b = snnc.NetworkBuilder("x")
    b.input("x", 784, coding="poisson", steps=25, seed=1)
    b.population("y", 1, model="if", threshold=1.0)
    b.output("y")
    return snnc.golden.encode(pixels / 255.0, b.build().inputs[0].coding)


def interleave(runs: Mapping[str, Callable[[], object]], count: int) -> dict[str, float]:
    """Median seconds of each, run in turn ``count`` times after one warm-up."""
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for k in range(count + 1):
        for name, run in runs.items():
            elapsed, _ = peers.timed(run)
            if k:
                seconds[name].append(elapsed)
    return {name: float(np.median(values)) for name, values in seconds.items()}


def against_peers(spikes: np.ndarray, count: int) -> dict[str, object]:
    """784-128-10, T = 25, 1,000 samples: golden (bit-exact integers) beside each peer."""
    rng = np.random.default_rng(0)
    w1, w2 = rng.normal(0.01, 0.05, (784, 128)), rng.normal(0.02, 0.1, (128, 10))
    quantised = snnc.compile(feed_forward(w1, w2)).quantised
    case = peers.FeedForwardCase(np.ascontiguousarray(spikes.transpose(1, 0, 2)), w1, w2)
    runs: dict[str, Callable[[], object]] = {"golden": lambda: snnc.golden.run(quantised, {"x": spikes})}
    skipped = _add_peers(runs, peers.PEERS, case)
    return _ratios(interleave(runs, count), skipped)


def recurrent_against_peers(count: int) -> dict[str, object]:
    """100 inputs, 1,000 LIF neurons that inhibit each other, 500 steps: golden beside Brian2."""
    rng = np.random.default_rng(0)
    w_in, w_rec = rng.normal(0.05, 0.1, (100, 1000)), np.full((1000, 1000), -0.025)
    np.fill_diagonal(w_rec, 0.0)
    spikes = rng.random((500, 100)) < 0.1
    b = snnc.NetworkBuilder("recurrent")
    b.input("x", 100)
    b.population("y", 1000, model="lif", threshold=1.0, decay=0.9375)
    b.connect("x", "y", w_in)
    b.connect("y", "y", w_rec, delay=1)
    b.output("y")
    quantised = snnc.compile(b.build()).quantised
    runs: dict[str, Callable[[], object]] = {"golden": lambda: snnc.golden.run(quantised, {"x": spikes[None]})}
    skipped = _add_peers(runs, peers.RECURRENT_PEERS, peers.RecurrentCase(spikes, w_in, w_rec))
    return _ratios(interleave(runs, count), skipped)


def _add_peers(runs: dict[str, Callable[[], object]], known: Mapping[str, Callable], case: object) -> list[str]:
    """Add every installed peer to ``runs``; the names of those that are not installed."""
    with contextlib.suppress(ImportError):
        import torch

        torch.set_num_threads(1)
    present = peers.available()
    skipped = []
    for name, factory in known.items():
        if present.get(name):
            runs[name] = factory(case)
        else:
            skipped.append(name)
    return skipped


def _ratios(seconds: Mapping[str, float], skipped: list[str]) -> dict[str, object]:
    others = {name: value for name, value in seconds.items() if name != "golden"}
    fastest = min(others, key=others.__getitem__) if others else None
    return {
        "seconds": dict(seconds),
        "skipped": skipped,
        "fastest_peer": fastest,
        "speedup_over_fastest": others[fastest] / seconds["golden"] if fastest else None,
    }


def compile_time() -> dict[str, object]:
    """Seconds to compile, and peak memory, for growing networks; each in a process of its own."""
    result = {}
    for name, sizes in (
        ("784-128-10", (784, 128, 10)),
        ("250k", (500, 496, 4)),
        ("1M", (1000, 990, 10)),
        ("4M", (2000, 1990, 10)),
    ):
        command = [sys.executable, __file__, "--compile", *map(str, sizes)]
        shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        result[name] = json.loads(shown)
    return result


def compile_once(sizes: list[int]) -> dict[str, float]:
    """Compile one dense network and measure it."""
    rng = np.random.default_rng(0)
    network = feed_forward(rng.normal(0, 0.1, (sizes[0], sizes[1])), rng.normal(0, 0.1, (sizes[1], sizes[2])))
    start = time.perf_counter()
    compiled = snnc.compile(network, architecture=snnc.Architecture(16, 4096, 1 << 20))
    seconds = time.perf_counter() - start
    size = sum(len(text) for text in compiled.artifacts.files.values())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"synapses": sizes[0] * sizes[1] + sizes[1] * sizes[2], "seconds": seconds, "peak_mib": peak, "bytes": size}


def activity() -> dict[str, object]:
    """Clocks per sample of 10 steps at several input densities, from the cycle model (exact)."""
    rng = np.random.default_rng(0)
    network = feed_forward(rng.normal(0.005, 0.03, (784, 128)), rng.normal(0.02, 0.1, (128, 10)))
    compiled = snnc.compile(network, architecture=snnc.Architecture(16))
    result = {}
    for density in (0.0, 0.01, 0.1, 0.3):
        spikes = rng.random((4, 10, 784)) < density
        run = snnc.golden.run(compiled.quantised, {"x": spikes}, [("hidden", "spikes"), ("readout", "spikes")])
        traces = {"x": spikes, "hidden": run.spikes("hidden"), "readout": run.spikes("readout")}
        cycles = predict(compiled.plan, traces)
        result[f"{density:.0%}"] = {
            "input_spikes_per_sample": float(spikes.sum() / 4),
            "clocks_between_samples": float(cycles.intervals(10).mean()),
        }
    return result


def main() -> int:
    """Measure everything and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("build/bench.json"))
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--compile", type=int, nargs=3, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.compile:
        print(json.dumps(compile_once(arguments.compile)))
        return 0
    result: dict[str, object] = {"compile": compile_time(), "activity": activity()}
    mnist = mnist_spikes()
    if mnist is None:
        print("MNIST is absent: measuring on random spikes only (set SNNC_DATA)", file=sys.stderr)
    else:
        result["feed_forward_mnist"] = against_peers(mnist, arguments.runs)
    random = np.random.default_rng(1).random((1000, 25, 784)) < 0.1
    result["feed_forward_random"] = against_peers(random, arguments.runs)
    result["recurrent"] = recurrent_against_peers(arguments.runs)
    rows = []
    for group, values in result.items():
        for key, value in values.items():  # type: ignore[attr-defined]
            if isinstance(value, dict):
                rows.extend((group, f"{key} {k}", v) for k, v in value.items())
            else:
                rows.append((group, key, str(value) if isinstance(value, list) else value))
    print("\n".join(table(("measurement", "what", "value"), rows)))
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    kept = json.loads(arguments.out.read_text()) if arguments.out.exists() else {}
    arguments.out.write_text(json.dumps(kept | result, indent=2, sort_keys=True) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
