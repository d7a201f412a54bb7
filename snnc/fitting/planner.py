"""Plans of one network on many architectures; what they have in common is made once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from snnc.ir.options import Calibration
from snnc.ir.quantised import QuantisedNetwork
from snnc.passes import pipeline
from snnc.passes.place import Place, refold
from snnc.passes.route import Route
from snnc.plan.hardware import Core, HardwarePlan
from snnc.plan.stages import Placed
from snnc.target.architecture import LIMITS, Architecture, Fold


class Planner:
    """Plans of ``network``, with a fold for each dependency level.

    ``architecture`` gives the limits of cores, and the clock; its own folds do not count.
    ``calibration`` weighs the traffic between cores.
    """

    def __init__(
        self, network: QuantisedNetwork, architecture: Architecture, calibration: Calibration | None = None
    ) -> None:
        self.network = network
        self.calibration = calibration
        self.architecture = replace(architecture, populations=())
        levels = network.levels()
        names = [p.name for p in network.populations]
        ranks = sorted({levels[name] for name in names})
        self.levels = [[name for name in names if levels[name] == rank] for rank in ranks]
        self.sizes = [sum(network.population(name).size for name in level) for level in self.levels]
        self._placed: dict[tuple[int, int, int], tuple[Core, ...]] = {}

    def widest(self, level: int) -> int:
        """The most lanes that a core of ``level`` (an index) can use: a power of two."""
        most = min(self.architecture.neurons_per_core, LIMITS["lanes"][1])
        needed = 1 << (self.sizes[level] - 1).bit_length()
        return min(needed, 1 << (most.bit_length() - 1))

    def cores(self, level: int, fold: Fold) -> tuple[Core, ...]:
        """The cores of one level (an index); :class:`UserError` E171 where a core is too small.

        Neurons are divided by lanes and number of cores alone; the rest of a fold changes the
        cores that came of it.
        """
        key = level, fold.lanes, fold.cores
        if key not in self._placed:
            architecture = self.architecture_of([fold] * len(self.levels))
            passes = pipeline.cores(architecture, self.calibration, tuple(self.levels[level]))
            self._placed[key] = passes.apply(self.network).after(Place).cores
        return tuple(refold(core, fold) for core in self._placed[key])

    def plan(self, folds: Sequence[Fold]) -> HardwarePlan:
        """The whole plan, verified; a fold for each level."""
        cores = [core for level, fold in enumerate(folds) for core in self.cores(level, fold)]
        named = tuple(replace(core, name=f"core{index}") for index, core in enumerate(cores))
        return Route(self.architecture.library_prefix).verified(Placed(named, self.network))

    def architecture_of(self, folds: Sequence[Fold]) -> Architecture:
        """The architecture with a fold for each level: what levels differ in is told by population."""
        widest = max(folds, key=lambda fold: (fold.lanes, fold.update_lanes))
        names = [f.name for f in fields(Fold)]
        common = {name for name in names if len({getattr(fold, name) for fold in folds}) == 1}
        unset: dict[str, Any] = {name: getattr(Fold(), name) for name in common}
        own = tuple(
            (name, replace(fold, **unset)) for level, fold in zip(self.levels, folds, strict=True) for name in level
        )
        return replace(
            self.architecture,
            **{name: getattr(widest, name) for name in names},
            populations=own if len(common) < len(names) else (),
        )
