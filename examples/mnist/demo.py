"""Compile the MNIST network, classify all 10,000 test images, run the first ones through the RTL.

    python examples/mnist/demo.py [--out build/mnist] [--samples 200] [--tool verilator]

All 10,000 images through the RTL: --samples 10000 --tool verilator.

The original MNIST files are expected in data/mnist/ below the folder that SNNC_DATA names, by
default ../shared beside the checkout.
"""

import gzip
import os
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import evaluate
from evaluate import Data

HERE = Path(__file__).resolve().parent
MNIST = Path(os.environ.get("SNNC_DATA", HERE.parents[2] / "shared")) / "data" / "mnist"


def test_set() -> Data:
    """The 10,000 original test images."""
    images = gzip.decompress((MNIST / "t10k-images-idx3-ubyte.gz").read_bytes())
    labels = gzip.decompress((MNIST / "t10k-labels-idx1-ubyte.gz").read_bytes())
    values = np.frombuffer(images, np.uint8, offset=16).reshape(-1, 28 * 28) / 255
    return Data(values, np.frombuffer(labels, np.uint8, offset=8).astype(np.int64))


def main() -> int:
    """Run the example; 0 when RTL and golden agree."""
    given = evaluate.arguments(__doc__, "build/mnist", 200)
    if not MNIST.is_dir():
        print(f"MNIST is absent: no {MNIST} (set SNNC_DATA)", file=sys.stderr)
        return 2
    return evaluate.main(HERE / "network.yaml", test_set, given)


if __name__ == "__main__":
    raise SystemExit(main())
