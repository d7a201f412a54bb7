"""Compile an MNIST network, classify all 10,000 test images, run the first ones through the RTL.

    python examples/mnist/demo.py [--network mnist] [--out build/mnist] [--samples 200]

The original MNIST files are expected in data/mnist/ below the folder that SNNC_DATA names, by
default ../shared beside the checkout.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import evaluate
from evaluate import Data
from training import mnist
from training.mnist import Pooling

EXAMPLES = Path(__file__).resolve().parents[1]
#: The examples, each the name of its folder, and what they see of an image.
NETWORKS = {"mnist": Pooling(), "mnist_fast": Pooling(2, 2), "mnist_small": Pooling(2, 3)}


def main() -> int:
    """Run the example; 0 when RTL and golden agree."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--network", choices=NETWORKS, default="mnist")
    parser.add_argument("--out", type=Path, help="default: build/ and the name of the network")
    parser.add_argument("--samples", type=int, default=200)
    arguments = parser.parse_args()
    name = arguments.network
    if not mnist.FOLDER.is_dir():
        print(f"MNIST is absent: no {mnist.FOLDER} (set SNNC_DATA)", file=sys.stderr)
        return 2

    def test_set() -> Data:
        return Data(NETWORKS[name](mnist.read_images("t10k")), mnist.read_labels("t10k"))

    out = arguments.out or Path("build") / name
    return evaluate.main(EXAMPLES / name / "network.yaml", test_set, arguments.samples, out)


if __name__ == "__main__":
    raise SystemExit(main())
