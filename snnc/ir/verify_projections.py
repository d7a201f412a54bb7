"""The rules of projections: ends that exist, receptors, delays, weights; a connection kind adds rules of its own."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from snnc.connections.complaint import Complaint
from snnc.connections.connection import Connection
from snnc.connections.keys import LARGEST_WEIGHT
from snnc.core.words import Topic, closest, meaning
from snnc.ir.network import Network, Population, Projection

MAX_DELAY = 1 << 10

#: Says a complaint about a projection; its key is the part of the projection.
Say = Callable[[Complaint], None]


def verify_projection(network: Network, projection: Projection, say: Say) -> None:
    """Everything that is wrong with ``projection`` of ``network``."""
    sizes = {s.name: s.size for s in network.sources}
    targets = {p.name for p in network.populations}
    source, target = projection.source, projection.target
    for end, name, known in (("source", source, sizes), ("target", target, targets)):
        if name not in known:
            say(Complaint("E130", f"{end} '{name}' does not exist{closest(name, known)}", key=end))
    if source in sizes and target in targets:
        if source in targets and network.population(source).program.spike is None:
            say(Complaint("E131", f"'{source}' never spikes, so nothing can project from it", key="source"))
        _receptor(network.population(target), projection.receptor, say)
        _connection(projection.connection, sizes[source], sizes[target], say)
    if not 0 <= projection.delay <= MAX_DELAY:
        say(Complaint("E132", f"delay; got {projection.delay}, expected 0 … {MAX_DELAY} steps", key="delay"))


def _receptor(target: Population, receptor: str, say: Say) -> None:
    known = [each.name for each in target.program.receptors]
    if receptor not in known:
        meant = meaning(receptor, Topic.RECEPTOR)
        topic = Topic.RECEPTOR if meant and set(meant.instead) <= set(known) else None
        message = f"'{target.name}' has no receptor '{receptor[:80]}'; it has {', '.join(known)}"
        say(Complaint("E139", message + closest(receptor, known, topic), key="receptor"))


def _connection(connection: Connection, n_source: int, n_target: int, say: Say) -> None:
    weights = connection.weights
    wrong = ~np.isfinite(weights) | (np.abs(weights) > LARGEST_WEIGHT)
    if np.any(wrong):
        index = [int(k) for k in np.argwhere(wrong)[0]]
        message = (
            f"weights hold {np.count_nonzero(wrong)} numbers that are NaN, infinite or beyond {LARGEST_WEIGHT:g}; "
            f"the first is {weights[tuple(index)]:g}, at {index}"
        )
        say(Complaint("E126", message))
    for complaint in connection.complaints(n_source, n_target):
        say(complaint)
