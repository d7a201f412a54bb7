"""Compile an MNIST network, classify all 10,000 test images, run the first ones through the RTL.

    python examples/mnist/demo.py [--network mnist] [--out build/mnist] [--samples 200] [--tool verilator]

All 10,000 images through the RTL: --samples 10000 --tool verilator.

The original MNIST files are expected in data/mnist/ below the folder that SNNC_DATA names, by
default ../shared beside the checkout.
"""

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


def test_set(name: str) -> Data:
    """The 10,000 original test images as network ``name`` sees them."""
    return Data(NETWORKS[name](mnist.read_images("t10k")), mnist.read_labels("t10k"))


def main() -> int:
    """Run the example; 0 when RTL and golden agree."""
    parser = evaluate.parser(__doc__, "build/mnist", 200)
    parser.add_argument("--network", choices=NETWORKS, default="mnist", help="the example (default: %(default)s)")
    given = parser.parse_args()
    if not mnist.FOLDER.is_dir():
        print(f"MNIST is absent: no {mnist.FOLDER} (set SNNC_DATA)", file=sys.stderr)
        return 2
    return evaluate.main(EXAMPLES / given.network / "network.yaml", lambda: test_set(given.network), given)


if __name__ == "__main__":
    raise SystemExit(main())
