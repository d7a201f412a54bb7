"""The command line that the examples' training scripts share."""

import argparse
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from training.coding import SpikeSteps
from training.surrogate import Augment, Labels, Network, Samples, Training, evaluate, train


class Dataset(NamedTuple):
    """Samples [N, ...] to train on, encoded ones [N, n_in] to test on, and the labels [N] of both."""

    train: Samples
    train_labels: Labels
    test: SpikeSteps
    test_labels: Labels


def run(
    description: str,
    net: Network,
    hyper: Training,
    load: Callable[[], Dataset],
    augment: Augment,
    out: Path,
) -> None:
    """Train, save the weights to `out` and print the accuracy on the test set."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--epochs", type=int, default=hyper.epochs, help="default: %(default)s")
    parser.add_argument("--out", type=Path, default=out, help="default: %(default)s")
    args = parser.parse_args()

    data = load()
    hyper = replace(hyper, epochs=args.epochs)
    weights = train(net, hyper=hyper, samples=data.train, labels=data.train_labels, augment=augment)
    weights.save(args.out)

    result = evaluate(net, weights, data.test, data.test_labels)
    kind = "weights on their grids" if hyper.grids else "float weights"
    print(f"test accuracy, {kind}: {result.accuracy:.2%}")
    for bits in () if hyper.grids else (8, 6):
        quantised = evaluate(net, weights.quantised(bits), data.test, data.test_labels)
        print(f"test accuracy, {bits}-bit weights: {quantised.accuracy:.2%}")
    print(
        f"spikes per sample: {result.input_spikes:.1f} input,"
        f" {result.hidden_spikes:.1f} hidden, {result.output_spikes:.1f} output"
    )
