"""The parameters in a NIR file, as the exporter wrote them. The only file here that knows HDF5.

The recordings are trusted and small. This is no reader for NIR files of others: it follows no edges and reads no
meaning into the numbers; what they mean in one framework is said in that framework's file beside this one.
"""

from __future__ import annotations

import re
from pathlib import Path

import h5py
import numpy as np

#: One node: its parameters by name, and its NIR type under "type".
Node = dict[str, np.ndarray | str]


def read_nodes(path: Path) -> dict[str, Node]:
    """All nodes of the graph in ``path`` by name, in the order of the numbers in their names; subgraphs opened."""
    found: dict[str, Node] = {}
    with h5py.File(path, "r") as file:
        _collect(file["node/nodes"], found)
    return dict(sorted(found.items(), key=lambda item: (_number(item[0]), item[0])))


def _collect(group: h5py.Group, found: dict[str, Node]) -> None:
    for name, member in group.items():
        kind = member["type"][()].decode()
        if kind == "NIRGraph":
            _collect(member["nodes"], found)
        elif kind not in ("Input", "Output"):
            values = {key: np.asarray(value[()]) for key, value in member.items() if key != "type"}
            found[name] = {"type": kind, **values}


def _number(name: str) -> int:
    digits = re.search(r"\d+", name)
    return int(digits[0]) if digits else -1
