"""Print one digest of all that is compiled from networks with time constants, drawn synapses and drawn weights.

Run by other Pythons, with other versions of NumPy and other processors: the digest must not change.
"""

from __future__ import annotations

import hashlib
import sys
import warnings
from pathlib import Path

import numpy as np

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import snnc
from snnc.ir.options import ScaleMethod


def compiled(seed: int) -> snnc.Compiled:
    """A network of two models, whose decays come of time constants."""
    rng = np.random.default_rng(seed)
    size = int(rng.integers(2, 12))
    tau = rng.uniform(0.5, 50, size) if seed % 2 else float(rng.uniform(0.5, 50))
    builder = snnc.NetworkBuilder(f"net{seed}", dt=(1.0, 0.1, 0.5)[seed % 3])
    builder.input("x", 8)
    builder.population("p", size, model="lif", threshold=1.0, tau=tau)
    slow, fast = rng.uniform(1, 20, 2).tolist()
    builder.population("q", 3, model="cuba_lif", threshold=1.0, tau=slow, tau_syn=fast)
    builder.connect("x", "p", rng.normal(0, 1, (8, size)), delay=seed % 3)
    builder.connect("p", "p", 0.3, kind="sparse", probability=0.3, seed=seed, delay=1)
    builder.connect("p", "q", rng.normal(0, 1, (size, 3)))
    builder.output("q")
    weights = snnc.WeightOptions(bits=(4, 8, 12, 16)[seed % 4], method=tuple(ScaleMethod)[seed % 3])
    return snnc.compile(builder.build(), quantise=snnc.QuantiseOptions(weights))


def digest(count: int) -> str:
    """Of every file of ``count`` networks."""
    found = hashlib.sha256()
    for seed in range(count):
        for name, content in sorted(compiled(seed).artifacts.files.items()):
            found.update(name.encode())
            found.update(content.encode() if isinstance(content, str) else content)
    return found.hexdigest()


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    print(digest(int(sys.argv[1])))
