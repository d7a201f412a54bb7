"""The executable meaning of a network: gather, update, emit, step by step.

The engine is one for real numbers and integers; :class:`Cell` hides the difference. Populations
run in the order of their dependencies: a population outside any loop runs through all its steps
at once, its currents gathered for all steps in one product; populations in a loop advance
together, step by step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from snnc.connections.gather import Gatherer
from snnc.golden.tables import Environment, Step
from snnc.golden.watch import Watch
from snnc.ir.network import SPIKES
from snnc.program.integer_ops import Clamp

#: Neurons times samples that run at once: their state stays in the processor's cache.
_PART = 1 << 15
#: Rows of spikes multiplied at once, and the fewest that are worth a product of their own.
_BLOCK, _SMALL_BLOCK = 256, 16


@dataclass(frozen=True, eq=False)
class Cell:
    """One population, ready to run.

    ``steps``: the compiled program; ``constants``: parameter arrays [size]; ``initial``: state
    name -> array [size]; ``next_state``: state name -> value name; ``sends``: the type of what
    a neuron sends in a step; ``receptors``: where currents are gathered; ``admit`` turns those of a receptor
    into an input of the program; ``clamps``: state name -> what limits it to its format, if anything does;
    ``limits``: likewise, what the model itself limits.
    """

    name: str
    size: int
    steps: list[tuple[str, Step]]
    constants: Mapping[str, np.ndarray]
    initial: Mapping[str, np.ndarray]
    next_state: tuple[tuple[str, str], ...]
    spike: str | None
    sends: np.dtype
    receptors: tuple[str, ...]
    admit: Callable[[np.ndarray], np.ndarray]
    clamps: Mapping[str, Clamp]
    limits: Mapping[str, Clamp]


@dataclass(frozen=True, eq=False)
class Pathway:
    """One projection, ready to run."""

    source: str
    target: str
    receptor: str
    delay: int
    gather: Gatherer


@dataclass(frozen=True, eq=False)
class Machine:
    """A network ready to run; ``groups`` are its strongly connected parts in order."""

    inputs: Mapping[str, int]
    cells: Mapping[str, Cell]
    pathways: Sequence[Pathway]
    groups: Sequence[tuple[str, ...]]
    dtype: np.dtype

    def run(
        self,
        stimulus: Mapping[str, np.ndarray],
        record: frozenset[tuple[str, str]],
        watches: Sequence[Watch] = (),
    ) -> dict[tuple[str, str], np.ndarray]:
        """Run every sample from the initial state.

        ``stimulus``: bool, uint8 numbers of events, or what graded inputs send, [batch, steps, size] per input;
        ``watches`` are shown every update. Returns one array [batch, steps, size] per recorded
        ``(population, variable)``.
        """
        batch, steps = next(iter(stimulus.values())).shape[:2]
        widest = max(cell.size for cell in self.cells.values())
        part = max(1, _PART // widest)
        runs = [
            self._run_part(
                {name: spikes[k : k + part] for name, spikes in stimulus.items()},
                steps=steps,
                record=record,
                sample=k,
                watches=watches,
            )
            for k in range(0, batch, part)
        ]
        if len(runs) == 1:
            return runs[0]
        return {key: np.concatenate([run[key] for run in runs]) for key in runs[0]}

    def _run_part(
        self,
        stimulus: Mapping[str, np.ndarray],
        steps: int,
        record: frozenset[tuple[str, str]],
        sample: int,
        watches: Sequence[Watch],
    ) -> dict[tuple[str, str], np.ndarray]:
        spikes = {name: np.ascontiguousarray(value) for name, value in stimulus.items()}
        traces: dict[tuple[str, str], np.ndarray] = {}
        for group in self.groups:
            self._run_group(
                group, spikes=spikes, steps=steps, record=record, traces=traces, sample=sample, watches=watches
            )
        for name in self.cells:
            if (name, SPIKES) in record:
                traces[name, SPIKES] = spikes[name]
        return traces

    def _run_group(
        self,
        group: tuple[str, ...],
        spikes: dict[str, np.ndarray],
        steps: int,
        record: frozenset[tuple[str, str]],
        traces: dict[tuple[str, str], np.ndarray],
        sample: int,
        watches: Sequence[Watch],
    ) -> None:
        batch = next(iter(spikes.values())).shape[0]
        inner = [pathway for pathway in self.pathways if pathway.target in group and pathway.source in group]
        currents = {}
        for name in group:
            size = self.cells[name].size
            feeding = [pathway for pathway in self.pathways if pathway.target == name and pathway.source not in group]
            for receptor in self.cells[name].receptors:
                ending = [pathway for pathway in feeding if pathway.receptor == receptor]
                current = _over_time(ending, spikes=spikes, batch=batch, steps=steps, size=size)
                currents[name, receptor] = np.zeros((batch, steps, size), self.dtype) if current is None else current
            spikes[name] = np.zeros((batch, steps, size), self.cells[name].sends)
        state = {
            name: {key: np.tile(value, (batch, 1)) for key, value in self.cells[name].initial.items()} for name in group
        }
        recorded = {
            (name, key): np.empty((batch, steps, self.cells[name].size), state[name][key].dtype)
            for name in group
            for key in state[name]
            if (name, key) in record
        }
        for t in range(steps):
            for name in group:
                cell = self.cells[name]
                arrived = {receptor: currents[name, receptor][:, t] for receptor in cell.receptors}
                for pathway in inner:
                    if pathway.target == name and t >= pathway.delay:
                        late = pathway.gather(spikes[pathway.source][:, t - pathway.delay], _BLOCK)
                        arrived[pathway.receptor] = arrived[pathway.receptor] + late
                env = _update(cell, state[name], arrived)
                if cell.spike is not None:
                    spikes[name][:, t] = env[cell.spike]
                for watch in watches:
                    watch.look(cell, env, sample, t)
            for (name, key), trace in recorded.items():
                trace[:, t] = state[name][key]
        traces.update(recorded)


def _over_time(
    pathways: Sequence[Pathway], spikes: Mapping[str, np.ndarray], batch: int, steps: int, size: int
) -> np.ndarray | None:
    """Currents of all steps at once [batch, steps, size], shifted by the delay of each pathway."""
    total: np.ndarray | None = None
    # The steps of one sample share their active neurons (think of the dark pixels of an image).
    block = steps if _SMALL_BLOCK <= steps <= _BLOCK else _BLOCK
    for pathway in pathways:
        source = spikes[pathway.source]
        current = pathway.gather(source.reshape(batch * steps, -1), block).reshape(batch, steps, size)
        if pathway.delay:
            late = np.zeros_like(current)
            late[:, pathway.delay :] = current[:, : max(0, steps - pathway.delay)]
            current = late
        total = current if total is None else total + current
    return total


def _update(cell: Cell, state: dict[str, np.ndarray], currents: Mapping[str, np.ndarray]) -> Environment:
    """Advance ``state`` by one step; returns every value of the step by name, each [batch, size].

    ``currents``: what was gathered, by receptor.
    """
    admitted = {receptor: cell.admit(current) for receptor, current in currents.items()}
    env: Environment = {**cell.constants, **state, **admitted}
    for target, step in cell.steps:
        env[target] = step(env)
    for name, value in cell.next_state:
        state[name] = env[value]
    return env
