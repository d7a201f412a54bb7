"""Can the plan ever stop? The marked-graph check.

Seen with packets as tokens, the chip is a marked graph: it is live exactly when every cycle
holds a token. Commoner, Holt, Even, Pnueli, *Marked directed graphs* (1971). Nodes fire once per
step: a core's ``emit`` when its packet has left, a tap's ``taken`` when its sink has read its
packet. Edges, with tokens, say what must have happened before:

* ``emit(source) -> taken(tap)``, delay: the packet must exist;
* ``taken(tap) -> taken(next tap of the sink)``, 0: a merge serves its taps in order;
* ``taken(last tap) -> emit(sink)``, 0: a core sweeps when its packet is complete;
* ``emit(sink) -> taken(first tap)``, 1: and reads on when the sweep has left;
* ``taken(tap) -> emit(source)``, capacity - delay: a queue of whole packets stalls its source;
* what precedes ``taken(tap)`` also precedes ``emit(source)`` where the queue is shorter than a
  packet: the source cannot finish before the sink reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from snnc.core.errors import internal_error
from snnc.plan.hardware import HardwarePlan
from snnc.plan.stream import Range, StreamKind, StreamName


@dataclass(frozen=True)
class Node:
    """``taken`` of tap number ``tap`` into ``stream``; without one ``emit``, which a core does for all its streams."""

    stream: StreamName
    tap: int | None = None

    def __str__(self) -> str:
        """For messages."""
        return f"emit:{self.stream}" if self.tap is None else f"taken:{self.tap}:{self.stream}"


Edge = tuple[Node, Node, int]


def packet_beats(ranges: Sequence[Range], events: int) -> int:
    """Beats of the largest packet that ``ranges`` admit: ``events`` of every neuron, and a closing beat."""
    return events * sum(r.last - r.first + 1 for r in ranges) + 1


def marked_graph(plan: HardwarePlan) -> list[Edge]:
    """The edges of the plan's marked graph, with their tokens."""
    edges: list[Edge] = []
    sinks = sorted({tap.sink for router in plan.routers for tap in router.taps}, key=str)
    for sink in sinks:
        taps = plan.taps_into(sink)
        nodes = [Node(sink, k) for k in range(len(taps))]
        emit = Node(sink)
        edges.append((nodes[-1], emit, 0))
        edges.append((emit, nodes[0], 1))
        for k, tap in enumerate(taps):
            before = (nodes[k - 1], 0) if k else (emit, 1)
            if k:
                edges.append((before[0], nodes[k], 0))
            source = _emit(tap.source)
            edges.append((source, nodes[k], tap.delay))
            capacity = tap.depth // packet_beats(tap.ranges, plan.events(tap.source))
            if capacity >= max(1, tap.delay):
                edges.append((nodes[k], source, capacity - tap.delay))
            else:
                edges.append((before[0], source, before[1]))
    return edges


def _emit(source: StreamName) -> Node:
    """A core emits spikes and values at once."""
    return Node(StreamKind.CORE.of(source.owner) if source.kind is StreamKind.VALUES else source)


def check_live(plan: HardwarePlan) -> None:
    """Raise :class:`InternalError` naming a cycle without a token."""
    following: dict[Node, list[Node]] = {}
    for source, target, tokens in marked_graph(plan):
        if tokens == 0:
            following.setdefault(source, []).append(target)
    state: dict[Node, int] = {}
    for root in sorted(following, key=str):
        stack = [(root, iter(following.get(root, ())))] if root not in state else []
        path = [root]
        state.setdefault(root, 1)
        while stack:
            node, successors = stack[-1]
            nxt = next(successors, None)
            if nxt is None:
                state[node] = 2
                stack.pop()
                path.pop()
            elif state.get(nxt) == 1:
                cycle = [*path[path.index(nxt) :], nxt]
                raise internal_error(f"the plan can deadlock: {' -> '.join(map(str, cycle))}")
            elif nxt not in state:
                state[nxt] = 1
                path.append(nxt)
                stack.append((nxt, iter(following.get(nxt, ()))))
