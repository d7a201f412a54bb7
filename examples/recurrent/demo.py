"""1,000 LIF neurons that all inhibit each other, 500 steps: float, golden and RTL, and a picture.

python examples/recurrent/demo.py [--out build/recurrent] [--tool verilator]
"""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import dynamics
import evaluate

import snnc
from snnc.ir.network import Probe

HERE = Path(__file__).resolve().parent


def main() -> int:
    """Run the example; 0 when RTL and golden agree."""
    given = evaluate.parser(__doc__, "build/recurrent", 1).parse_args()
    spec = snnc.read_spec(HERE / "network.yaml")
    network = replace(spec.network, probes=(Probe("target", "v"),))
    source = network.inputs[0]
    spikes = snnc.golden.encode(np.ones((1, source.size)), source.coding)
    result = dynamics.show(replace(spec, network=network), {source.name: spikes}, given.out, given.tool)
    return int(bool(result["mismatches"] or result["cycle_mismatches"]))


if __name__ == "__main__":
    raise SystemExit(main())
