"""Compile the digits network and run its 360 held-out images through the RTL.

python examples/digits/demo.py [--out build/demo] [--samples 360] [--tool verilator]
"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import evaluate
from evaluate import Data

HERE = Path(__file__).resolve().parent


def held_out() -> Data:
    """The last 360 images of scikit-learn's digits, permuted by PCG64(0), never trained on."""
    from sklearn.datasets import load_digits  # type: ignore[import-untyped,unused-ignore]

    digits = load_digits()
    order = np.random.default_rng(0).permutation(len(digits.target))[-360:]
    return Data(digits.data[order] / 16.0, digits.target[order])


def main() -> int:
    """Run the demo; 0 when RTL and golden agree."""
    given = evaluate.parser(__doc__, "build/demo", 360).parse_args()
    return evaluate.main(HERE / "network.yaml", held_out, given)


if __name__ == "__main__":
    raise SystemExit(main())
