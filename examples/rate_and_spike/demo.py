"""Rate and spiking neurons on a sine: float, golden and RTL, and a picture of all over time.

python examples/rate_and_spike/demo.py [--out build/rate_and_spike] [--tool verilator]
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import dynamics
import evaluate

import snnc
from snnc.golden.stimulus import read_stimulus

HERE = Path(__file__).resolve().parent


def main() -> int:
    """Run the example; 0 when RTL and golden agree."""
    given = evaluate.parser(__doc__, "build/rate_and_spike", 1).parse_args()
    spec = snnc.read_spec(HERE / "network.yaml")
    stimulus, _ = read_stimulus(None, spec.network)
    result = dynamics.show(spec, stimulus, given.out, given.tool)
    return int(bool(result["mismatches"] or result["cycle_mismatches"]))


if __name__ == "__main__":
    raise SystemExit(main())
