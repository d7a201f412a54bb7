"""Order and cycles of populations along projections without delay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def levels(nodes: Sequence[str], edges: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Longest path to each node along ``edges``; nodes without incoming edges are level 0.

    Raises :class:`ZeroDelayLoop` naming the nodes of a cycle.
    """
    incoming: dict[str, list[str]] = {node: [] for node in nodes}
    for source, target in edges:
        incoming[target].append(source)
    level: dict[str, int] = {}
    for root in nodes:
        path: list[tuple[str, int]] = [(root, 0)]
        on_path = [root]
        while path:
            node, position = path.pop()
            if node in level:
                on_path.pop()
                continue
            if position < len(incoming[node]):
                path.append((node, position + 1))
                source = incoming[node][position]
                if source in on_path:
                    raise ZeroDelayLoop([*on_path[on_path.index(source) :], source][::-1])
                if source not in level:
                    path.append((source, 0))
                    on_path.append(source)
                continue
            level[node] = max((level[source] + 1 for source in incoming[node]), default=0)
            on_path.pop()
    return level


class ZeroDelayLoop(Exception):
    """A loop of projections whose delays sum to 0; ``nodes`` lists it, first node repeated last."""

    def __init__(self, nodes: list[str]) -> None:
        super().__init__(" -> ".join(nodes))
        self.nodes = nodes


def strong_components(nodes: Sequence[str], edges: Sequence[tuple[str, str, int]]) -> tuple[tuple[str, ...], ...]:
    """Strongly connected components along all ``edges`` (source, target, delay), sources first.

    Within a component nodes are ordered so that edges without delay point forward. Tarjan,
    *Depth-first search and linear graph algorithms* (1972).
    """
    outgoing: dict[str, list[str]] = {node: [] for node in nodes}
    for source, target, _ in edges:
        outgoing[source].append(target)
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    open_nodes: set[str] = set()
    found: list[list[str]] = []
    for root in nodes:
        work = [(root, 0)] if root not in number else []
        while work:
            node, position = work.pop()
            if position == 0:
                number[node] = low[node] = len(number)
                stack.append(node)
                open_nodes.add(node)
            descend = False
            for k in range(position, len(outgoing[node])):
                successor = outgoing[node][k]
                if successor not in number:
                    work += [(node, k + 1), (successor, 0)]
                    descend = True
                    break
                if successor in open_nodes:
                    low[node] = min(low[node], number[successor])
            if descend:
                continue
            if low[node] == number[node]:
                component: list[str] = []
                while not component or component[-1] != node:
                    component.append(stack.pop())
                    open_nodes.discard(component[-1])
                found.append(component)
            if work:
                parent = work[-1][0]
                low[parent] = min(low[parent], low[node])
    order = levels(nodes, [(s, t) for s, t, delay in edges if delay == 0])
    return tuple(tuple(sorted(component, key=lambda n: (order[n], nodes.index(n)))) for component in reversed(found))
