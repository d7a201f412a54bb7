"""The only door to the partitioning library Mt-KaHyPar, in its deterministic preset."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

_SEED = 1
_IMBALANCE = 0.03


@cache
def _library() -> tuple[Any, Any]:
    """The module and its initialised library; one thread, for the same result everywhere."""
    import mtkahypar

    return mtkahypar, mtkahypar.initialize(1, False)


def partition_hypergraph(
    nodes: int, parts: int, sizes: Sequence[int], edges: Sequence[Sequence[int]], weights: Sequence[int]
) -> list[int]:
    """The part of each node that makes the weighted connectivity of ``edges`` small.

    ``sizes``: weight of each node; parts are balanced within 3 %. The result depends on the
    arguments only.
    """
    if not edges:
        return [index * parts // nodes for index in range(nodes)]
    module, library = _library()
    module.set_seed(_SEED)
    context = library.context_from_preset(module.PresetType.DETERMINISTIC)
    context.set_partitioning_parameters(parts, _IMBALANCE, module.Objective.KM1)
    context.logging = False
    graph = library.create_hypergraph(
        context,
        num_hypernodes=nodes,
        num_hyperedges=len(edges),
        hyperedges=[list(e) for e in edges],
        node_weights=list(sizes),
        hyperedge_weights=list(weights),
    )
    return list(graph.partition(context).get_partition())
