"""What the datapath of each neuron model takes: look-up tables, registers, multipliers and clocks on three families.

    python tests/benchmarks/models.py [--only NAME ...]

One neuron's update by itself, as Yosys maps it, of a population with 8-bit weights and the parameters that the model
needs, shared by all neurons; nothing that is optional. Rewrites ``tests/benchmarks/models.json`` and the table in
README.md that comes from it.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)]

import snnc
from snnc.core.files import write_file
from snnc.driver.area import measure
from snnc.neurons.model import Model
from snnc.neurons.registry import MODELS
from snnc.program.quantity import Kind
from snnc.target.devices import NETLISTS
from tests.benchmarks.readme import section

RECORD = Path(__file__).with_name("models.json")
README = ROOT / "README.md"
FAMILIES = ("ice40", "ecp5", "xc7")
#: A value of each kind of parameter, and of some by name; the clock that datapaths are pipelined for, MHz.
TYPICAL, CLOCK = {Kind.LINEAR: 1.0, Kind.FACTOR: 0.9, Kind.COUNT: 5.0, Kind.GAIN: 0.125}, 100
OWN = {
    "izhikevich": {"a": 0.02, "b": 0.2, "c": -65.0, "d": 8.0},
    "if_cond_exp": {"e_exc": 4.0, "e_inh": -1.0},
    "qif": {"rest": 0.0, "critical": 0.5, "reset_value": 0.0},
    "eif": {"rest": 0.0, "rheobase": 0.5, "reset_value": 0.0},
    "adex": {"rest": 0.0, "rheobase": 0.5, "reset_value": 0.0},
    "nengo_lif": {"tau_ref": 2.0, "v_min": 0.0},
    "resonate_fire": {"damping": -0.1, "frequency": 0.1},
}


def typical(model: Model) -> dict[str, float]:
    """The parameters that a population of ``model`` needs by default."""
    settings = {setting.name: setting for setting in model.settings}
    needed = sorted(name for name in model.needed(model.defaults) if settings[name].derived is None)
    own = {name: value for name, value in OWN.get(model.name, {}).items() if name in needed}
    return {name: TYPICAL[settings[name].parameter.quantity.kind] for name in needed} | own


def compiled(model: Model) -> snnc.Compiled:
    """64 neurons of ``model`` on one lane, under 16 inputs."""
    b = snnc.NetworkBuilder("one", steps=256)
    b.input("x", 16)
    b.population("y", 64, model=model.name, **typical(model))
    receptors = model.program(model.defaults, model.parameters).receptors
    for k, receptor in enumerate(receptors):
        weights = [[((7 * i + 3 * j + k) % 19 - 9) / 40 for j in range(64)] for i in range(16)]
        b.connect("x", "y", weights, receptor=receptor.name, name=f"p{k}")
    if model.spiking:
        b.output("y")
    else:
        b.output("y", "v")
    return snnc.compile(b.build(), architecture=snnc.Architecture(lanes=1, clock_mhz=CLOCK))


def figures(model: Model) -> dict[str, object]:
    """Area on each family, stages of the pipeline, and bits of the state of a neuron."""
    made = compiled(model)
    (population,) = made.quantised.populations
    (core,) = made.plan.cores
    stages = 1 + max(core.datapaths[0].stages, default=0)
    rtl = {name: text for name, text in made.artifacts.files.items() if name.startswith("rtl/")}
    found: dict[str, object] = {"stages": stages, "state_bits": population.program.state_bits}
    for family in FAMILIES:
        area = measure(rtl, f"{made.plan.name}__{core.name}__y", NETLISTS[family])
        found[family] = {"lut": area.lut, "ff": area.ff, "dsp": area.dsp}
    return found


def rows(record: dict[str, dict[str, dict[str, int]]]) -> list[str]:
    """The table of README.md, a line for each model."""
    titles = ("model", *(f"{family}: LUT, FF, DSP" for family in FAMILIES), "stages", "bits of state")
    lines = ["| " + " | ".join(titles) + " |", "|" + "---|" * len(titles)]
    for name, found in record.items():
        areas = [", ".join(str(found[family][key]) for key in ("lut", "ff", "dsp")) for family in FAMILIES]
        lines.append("| " + " | ".join((f"`{name}`", *areas, str(found["stages"]), str(found["state_bits"]))) + " |")
    return lines


def main() -> int:
    """Measure, record, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", default=list(MODELS), choices=list(MODELS), help="models to measure anew")
    record = json.loads(RECORD.read_text()) if RECORD.exists() else {}
    for name in parser.parse_args().only:
        record[name] = figures(MODELS[name])
        print(name, record[name], flush=True)
        record = {each: record[each] for each in MODELS if each in record}
        write_file(RECORD, json.dumps(record, indent=2) + "\n")
    write_file(README, section(README.read_text(), "models", "make bench", rows(record)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
