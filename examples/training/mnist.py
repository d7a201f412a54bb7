"""MNIST from its original files: read, pooled, distorted for training, latency-coded.

The four files (train-images-idx3-ubyte.gz and so on) are expected in data/mnist/ below the
directory that SNNC_DATA names, by default ../shared next to the repository.
"""

import gzip
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.coding import SpikeSteps, encode_latency
from training.command import Dataset
from training.surrogate import Labels

Images = NDArray[np.uint8]

SHARED = Path(__file__).resolve().parents[3] / "shared"
FOLDER = Path(os.environ.get("SNNC_DATA", SHARED)) / "data" / "mnist"
SIDE = 28
#: Zeros around an image, so that what is displaced over its border is dark.
BORDER = 4


def read_images(part: str) -> Images:
    """Images [N, 28, 28] of `part`, "train" or "t10k"; the header of an idx3 file is 16 bytes long."""
    data = gzip.decompress((FOLDER / f"{part}-images-idx3-ubyte.gz").read_bytes())
    return np.frombuffer(data, np.uint8, offset=16).reshape(-1, SIDE, SIDE)


def read_labels(part: str) -> Labels:
    """Labels [N] of `part`; the header of an idx1 file is 8 bytes long."""
    data = gzip.decompress((FOLDER / f"{part}-labels-idx1-ubyte.gz").read_bytes())
    return np.frombuffer(data, np.uint8, offset=8).astype(np.int64)


@dataclass(frozen=True)
class Pooling:
    """How an image is made smaller: `margin` pixels are cut off every side, squares of the rest averaged."""

    square: int = 1
    margin: int = 0

    @property
    def side(self) -> int:
        """Pixels a side that remain."""
        return (SIDE - 2 * self.margin) // self.square

    def __call__(self, images: Images) -> NDArray[np.float64]:
        """Pooled images [N, side * side] in [0, 1]."""
        inner = slice(self.margin, self.margin + self.side * self.square)
        blocks = images[:, inner, inner].reshape(-1, self.side, self.square, self.side, self.square)
        return blocks.sum(axis=(2, 4), dtype=np.float64).reshape(len(images), -1) / (255 * self.square**2)


@dataclass(frozen=True)
class Distortion:
    """Random smooth displacements, in pixels of the original image, as a sum of three parts.

    A shift, of standard deviation `shift`; a linear map (rotation, scaling, shear), of `linear`
    at the border; product cosines of at most two half waves a side, each of `waves`.
    """

    pooling: Pooling
    shift: float
    linear: float
    waves: float

    @cached_property
    def basis(self) -> NDArray[np.float32]:
        """The displacements [terms, side * side] that are summed with standard normal factors."""
        side = np.linspace(-1, 1, self.pooling.side)
        wave = np.cos(np.pi / 2 * np.arange(3)[:, None] * (side + 1))
        products = np.einsum("ky,lx->klyx", wave, wave).reshape(9, -1)
        y, x = np.repeat(side, side.size), np.tile(side, side.size)
        terms = [self.shift * products[:1], self.linear * np.stack([y, x]), self.waves * products[1:]]
        return np.concatenate(terms).astype(np.float32)

    def __call__(self, images: Images, rng: np.random.Generator) -> NDArray[np.float32]:
        """Displaced and pooled images [B, side * side] in [0, 1].

        The mean of a displaced square is read, between pixels, from the means of all squares.
        """
        square, side = self.pooling.square, self.pooling.side
        padded = np.pad(images, ((0, 0), (BORDER, BORDER), (BORDER, BORDER))).astype(np.float32)
        width = padded.shape[1] - square + 1
        rows = sum(padded[:, k : k + width] for k in range(square))
        means = sum(rows[:, :, k : k + width] for k in range(square)).reshape(-1) / (255 * square**2)

        moves = rng.standard_normal((2, len(images), len(self.basis)), np.float32) @ self.basis
        start = np.arange(side) * square + self.pooling.margin + BORDER
        y = np.clip(moves[0] + np.repeat(start, side), 0, width - 1.001)
        x = np.clip(moves[1] + np.tile(start, side), 0, width - 1.001)
        top, left = y.astype(np.int64), x.astype(np.int64)
        y, x = (y - top).astype(np.float32), (x - left).astype(np.float32)
        at = top * width + left + np.arange(len(images))[:, None] * width**2
        upper = means[at] * (1 - x) + means[at + 1] * x
        lower = means[at + width] * (1 - x) + means[at + width + 1] * x
        pooled: NDArray[np.float32] = upper * (1 - y) + lower * y
        return pooled


@dataclass(frozen=True)
class Task:
    """MNIST as one network sees it: distorted in training, pooled, latency-coded."""

    distortion: Distortion
    steps: int
    cutoff: float

    def load(self) -> Dataset:
        """The images to train on, not encoded yet; the encoded images to test on; their labels."""
        test = encode_latency(self.distortion.pooling(read_images("t10k")), self.steps, self.cutoff)
        return Dataset(read_images("train"), read_labels("train"), test, read_labels("t10k"))

    def augment(self, images: Images, rng: np.random.Generator) -> SpikeSteps:
        """Distort and encode images."""
        return encode_latency(self.distortion(images, rng), self.steps, self.cutoff)
