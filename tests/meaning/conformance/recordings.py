"""Recorded runs of frameworks: NAME.npz (arrays), NAME.json (notes), NAME.nir (the exported network)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from meaning.conformance.nir_file import Node, read_nodes


@dataclass(frozen=True, eq=False)
class Recording:
    """One recorded run. ``notes`` and ``nodes`` are empty where the framework left no such file."""

    name: str
    arrays: Mapping[str, np.ndarray]
    notes: Mapping[str, Any]
    nodes: Mapping[str, Node]

    def trace(self, key: str) -> np.ndarray:
        """An array recorded as [steps, batch, …], as [samples, steps, size]."""
        array = np.moveaxis(self.arrays[key], 0, 1)
        return array.reshape(*array.shape[:2], -1)

    def spikes(self, key: str) -> np.ndarray:
        """The same for spikes, as bool; an array that holds anything but 0 and 1 is no spike train."""
        trace = self.trace(key)
        assert np.isin(trace, (0, 1)).all(), f"'{key}' of {self.name} holds more than single spikes"
        return trace.astype(bool)

    def counts(self, key: str, most: int) -> np.ndarray:
        """The same for numbers of spikes in a step; more than ``most`` are none of a network that may not."""
        trace = self.trace(key)
        assert np.isin(trace, range(most + 1)).all(), f"'{key}' of {self.name} holds more than {most} spikes"
        return trace.astype(np.uint8 if most < 256 else np.uint16)

    def weights(self, node: str) -> np.ndarray:
        """The weights of an affine node as [source, target] (NIR stores [target, source])."""
        return np.asarray(self.nodes[node]["weight"], dtype=np.float64).T

    def values(self, node: str, parameter: str) -> np.ndarray:
        """One parameter of a node, as float64."""
        return np.asarray(self.nodes[node][parameter], dtype=np.float64)

    def value(self, node: str, parameter: str) -> float:
        """One parameter that all neurons of a node share."""
        values = np.unique(self.values(node, parameter))
        assert values.size == 1, f"{parameter} of {node} in {self.name} differs from neuron to neuron"
        return float(values[0])


def names(folder: Path) -> list[str]:
    """Every recording in ``folder`` and its ``programs``, as a path without its ending."""
    return sorted(str(path.relative_to(folder).with_suffix("")) for path in folder.rglob("*.npz"))


def read(folder: Path, name: str) -> Recording:
    """The recording ``name`` of ``folder``."""
    path = folder / name
    notes, graph = path.with_suffix(".json"), path.with_suffix(".nir")
    with np.load(path.with_suffix(".npz"), allow_pickle=False) as file:
        arrays = {key: file[key] for key in file.files}
    return Recording(
        name,
        arrays,
        json.loads(notes.read_text()) if notes.exists() else {},
        read_nodes(graph) if graph.exists() else {},
    )
