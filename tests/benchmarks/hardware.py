"""The hardware of the benchmark networks: area, clock rate, clocks and accuracy of the RTL.

    python tests/benchmarks/hardware.py [--out build/bench.json] [--only NAME]

Area by Yosys for 7-series (``synth_xilinx -family xc7 -flatten``), clock rate by nextpnr for
ECP5-85F at speed grade 6 and, where it fits, iCE40 UP5K, clocks and accuracy by running all
10,000 MNIST test images through the RTL on Verilator, every spike, state and clock compared with
golden. Rewrites the record ``tests/benchmarks/hardware.json``, from which the README's table and
the regression tests come.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "examples"), str(ROOT / "examples" / "mnist")]

import demo  # type: ignore[import-not-found,unused-ignore]
from training import mnist  # type: ignore[import-not-found,unused-ignore]

import snnc
from snnc.analysis.cycles import Cycles, predict
from snnc.core.files import write_file
from snnc.driver.area import measure
from snnc.driver.classify import accuracy
from snnc.driver.simulate import Bench
from snnc.driver.synthesise import synthesise
from snnc.target.devices import device
from snnc.tools.fpga import find
from tests.benchmarks import readme

RECORD = Path(__file__).with_name("hardware.json")
README = ROOT / "README.md"
AREA_DEVICE = "xc7z020"
#: The clock that place and route aims at, MHz.
AIM = 130


@dataclass(frozen=True)
class Point:
    """A network in one fold: how it is compiled, and the devices it is placed on."""

    name: str
    compile: Callable[[], snnc.Compiled]
    devices: tuple[str, ...]
    mnist: str = ""


def _example(name: str) -> snnc.Compiled:
    spec = snnc.read_spec(ROOT / "examples" / name / "network.yaml")
    return snnc.compile(spec.network, quantise=spec.quantise, architecture=spec.architecture)


def lif_core(lanes: int) -> snnc.Compiled:
    """A core of 256 LIF neurons with 256 inputs and 4-bit weights, ``lanes`` synapses per clock."""
    weights = np.random.default_rng(0).integers(-7, 8, (256, 256)) / 16
    b = snnc.NetworkBuilder("lif_core")
    b.input("x", 256)
    b.population("y", 256, model="lif", threshold=1.0, decay=0.9375)
    b.connect("x", "y", weights)
    b.output("y")
    options = snnc.QuantiseOptions(
        weights=snnc.WeightOptions(bits=4), state=snnc.StateOptions(bits=10, fraction_bits=1, decay_bits=4)
    )
    architecture = snnc.Architecture(lanes, update_lanes=max(1, lanes // 2), overlap=False)
    return snnc.compile(b.build(), quantise=options, architecture=architecture)


POINTS = (
    Point("mnist_fast", lambda: _example("mnist_fast"), ("ecp5-85f",), "mnist_fast"),
    Point("mnist_small", lambda: _example("mnist_small"), ("ecp5-85f", "up5k"), "mnist_small"),
    Point("lif_core_8", lambda: lif_core(8), ("ecp5-85f",)),
    Point("lif_core_1", lambda: lif_core(1), ("ecp5-85f",)),
)


def area(compiled: snnc.Compiled) -> dict[str, float]:
    """Yosys for 7-series: lut, lutram, ff, bram (RAMB36), dsp."""
    rtl = {name: text for name, text in compiled.artifacts.files.items() if name.startswith("rtl/")}
    found = measure(rtl, compiled.plan.name, device(AREA_DEVICE))
    return {"lut": found.lut, "lutram": found.lutram, "ff": found.ff, "bram36": found.bram, "dsp": found.dsp}


def clocks(compiled: snnc.Compiled, name: str, samples: int) -> dict[str, float]:
    """Clocks of the first ``samples`` test images, by the cycle model."""
    source = compiled.network.inputs[0]
    spikes = snnc.golden.encode(demo.test_set(name).values[:samples], source.coding)
    spiking = [p.name for p in compiled.quantised.populations if p.program.spike]
    run = snnc.golden.run(compiled.quantised, {source.name: spikes}, [(p, "spikes") for p in spiking])
    cycles = predict(compiled.plan, {source.name: spikes, **{p: run.spikes(p) for p in spiking}})
    return _figures(compiled, cycles, spikes.shape[1])


def _figures(compiled: snnc.Compiled, cycles: Cycles, steps: int) -> dict[str, float]:
    core = compiled.plan.cores[0]
    words, gather = cycles.words[core.name].sum(), cycles.gather[core.name].sum()
    latencies, intervals = cycles.latencies(steps), cycles.intervals(steps)
    return {
        "clocks_mean": round(float(latencies.mean()), 2),
        "clocks_max": int(latencies.max()),
        "clocks_between_images": round(float(intervals.mean()), 2),
        "lanes": core.lanes,
        "lanes_at_work_gathering": round(float(words / max(1, gather)), 4),
        "lanes_at_work_in_all": round(float(words / (intervals.mean() * latencies.size)), 4),
    }


def rtl(compiled: snnc.Compiled, name: str) -> dict[str, float]:
    """All test images through the RTL on Verilator, compared with golden; stops at a difference."""
    data = demo.test_set(name)
    source, output = compiled.network.inputs[0], compiled.network.outputs[0]
    spikes = snnc.golden.encode(data.values, source.coding)
    with tempfile.TemporaryDirectory() as folder:
        verdict = Bench(compiled, {source.name: spikes}, Path(folder) / "rtl", tool="verilator").run()
    if verdict.mismatches or verdict.cycle_mismatches:
        raise SystemExit(f"{name}: the RTL differs: {verdict.difference or 'clocks'}")
    right = accuracy(verdict.outputs[output.name], output.variable, data.labels)
    figures = _figures(compiled, verdict.predicted, spikes.shape[1])
    return {"images": int(spikes.shape[0]), "accuracy_rtl": round(right, 4), **figures}


def per_spike(compiled: snnc.Compiled) -> dict[str, float]:
    """Clocks that one more input spike costs, from two densities of input."""
    found = {}
    for count in (16, 144):
        spikes = np.zeros((1, 2, 256), bool)
        spikes[:, :, :count] = True
        run = snnc.golden.run(compiled.quantised, {"x": spikes}, [("y", "spikes")])
        found[count] = predict(compiled.plan, {"x": spikes, "y": run.spikes("y")}).step_done["core0"][-1]
    return {"clocks_per_spike": round(float(found[144] - found[16]) / (2 * 128), 2)}


def place(compiled: snnc.Compiled, target: str) -> dict[str, object]:
    """Place and route: MHz, packed cells, whether a bitstream was written."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        compiled.write(folder / "design")
        result = synthesise(folder / "design", target, folder / "work", clock=AIM)
    result.require_fit()
    if result.placement is None or result.placement.fmax is None:
        raise SystemExit(f"{target} has no place and route")
    return {"fmax_mhz": round(result.placement.fmax, 2), "bitstream": bool(result.bitstream)}


def measure_point(point: Point, say: Callable[[str], None]) -> dict[str, object]:
    """Everything about one point."""
    compiled = point.compile()
    say(f"{point.name}: area")
    result: dict[str, object] = {"sha256": compiled.artifacts.digest(), "area": area(compiled)}
    if point.mnist:
        say(f"{point.name}: 10,000 images through the RTL")
        result["rtl"] = rtl(compiled, point.mnist)
        result["first_200"] = clocks(compiled, point.mnist, 200)
    else:
        result["rtl"] = per_spike(compiled)
    for target in point.devices:
        say(f"{point.name}: place and route for {target}")
        result[target] = place(compiled, target)
    return result


def tools() -> dict[str, str]:
    """Versions of the tools that the figures come from."""
    return {tool.name: tool.version for tool in map(find, ("yosys", "nextpnr-ecp5", "nextpnr-ice40"))}


def run(only: str = "", say: Callable[[str], None] = print) -> Mapping[str, object]:
    """Measure the points, rewrite the record and the README's table; the record."""
    if not mnist.FOLDER.is_dir():
        raise SystemExit(f"MNIST is absent: no {mnist.FOLDER} (set SNNC_DATA)")
    record = json.loads(RECORD.read_text()) if RECORD.exists() else {"points": {}}
    for point in POINTS:
        if only in ("", point.name):
            record["points"][point.name] = measure_point(point, say)
    record["tools"] = tools()
    write_file(RECORD, json.dumps(record, indent=2, sort_keys=True) + "\n")
    write_file(README, readme.updated(README.read_text(), record))
    return record


def main() -> int:
    """Measure; write the record, the README's table and a copy under ``build/``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("build/bench.json"))
    parser.add_argument("--only", choices=[point.name for point in POINTS], default="", help="one point")
    given = parser.parse_args()
    record = run(given.only, lambda text: print(text, file=sys.stderr, flush=True))
    given.out.parent.mkdir(parents=True, exist_ok=True)
    kept = json.loads(given.out.read_text()) if given.out.exists() else {}
    given.out.write_text(json.dumps(kept | {"hardware": record}, indent=2, sort_keys=True) + "\n")
    print("\n".join(readme.rows(record)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
