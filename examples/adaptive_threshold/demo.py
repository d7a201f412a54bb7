"""One neuron whose threshold adapts, under three inputs: float, golden and RTL, and a picture of both over time.

python examples/adaptive_threshold/demo.py [--out build/adaptive_threshold] [--tool verilator]
"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import dynamics
import evaluate

import snnc

HERE = Path(__file__).resolve().parent
#: When a spike arrives, in milliseconds.
TIMES = (20.0, 30.0, 35.0)


def pulses(network: snnc.Network) -> np.ndarray:
    """The spikes of the one input, bool [1, steps, 1]."""
    assert network.steps is not None
    spikes = np.zeros((1, network.steps, 1), bool)
    spikes[0, np.rint(np.array(TIMES) / network.dt).astype(int), 0] = True
    return spikes


def main() -> int:
    """Run the example; 0 when RTL and golden agree."""
    given = evaluate.parser(__doc__, "build/adaptive_threshold", 1).parse_args()
    spec = snnc.read_spec(HERE / "network.yaml")
    result = dynamics.show(spec, {"pulses": pulses(spec.network)}, given.out, given.tool)
    return int(bool(result["mismatches"] or result["cycle_mismatches"]))


if __name__ == "__main__":
    raise SystemExit(main())
