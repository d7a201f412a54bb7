"""How well golden keeps to float on sample data, in the unit of a target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from snnc.core.errors import user_error
from snnc.driver.classify import accuracy
from snnc.golden.run import Run, Variable, run
from snnc.golden.sent import check_stimulus
from snnc.ir.network import SPIKES, Network
from snnc.ir.options import Target
from snnc.ir.quantised import QuantisedNetwork
from snnc.program.quantity import Purpose

#: Losses are compared with this much room for the rounding of float64.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Measured:
    """What a run of golden came to: ``figure``, the accuracy or the share that is kept, from 0 to 1.

    ``loss``: what counts against the target, in percentage points: of accuracy below float's (less
    than 0 where golden is better), or of the share that is not kept.
    """

    figure: float
    loss: float


class Ruler:
    """Measures quantised networks against the float network, whose run is done once."""

    def __init__(
        self, network: Network, stimulus: Mapping[str, np.ndarray], labels: np.ndarray | None, target: Target
    ) -> None:
        """``stimulus``: bool [samples, steps, size] per input; ``labels`` [samples], for an accuracy.

        Raises :class:`UserError` E182 where ``target`` cannot be measured so: without labels, or
        where float's outputs stay silent; E20x where ``stimulus`` does not fit ``network``.
        """
        self.target = target
        self._stimulus = stimulus
        check_stimulus(network, stimulus)
        shape = next(iter(stimulus.values())).shape
        self.samples, self.steps = int(shape[0]), int(shape[1])
        outputs = network.outputs[:1] if target.accuracy is not None else network.outputs
        self._outputs: tuple[Variable, ...] = tuple(dict.fromkeys((o.population, o.variable) for o in outputs))
        self._labels = _labels(labels, self.samples) if target.accuracy is not None else None
        self._float = run(network, stimulus, self._outputs)
        self._populations = {population.name: population for population in network.populations}
        self._amounts: dict[str, float] = {} if target.accuracy is not None else self._sizes()

    @property
    def real(self) -> float:
        """Float's own figure: its accuracy, or 1."""
        return 1.0 if self._labels is None else self._accuracy(self._float)

    @property
    def allowed(self) -> float:
        """The largest loss that keeps the target, in percentage points."""
        if self.target.accuracy is not None:
            return self.target.accuracy
        return 100 * (1 - (self.target.spikes or 0.0))

    @property
    def resolution(self) -> float:
        """The loss of one sample, or of one spike, in percentage points."""
        if self._labels is not None:
            return 100.0 / self.samples
        return 100.0 / (self.spikes or self.samples * self.steps)

    @property
    def spikes(self) -> int | None:
        """Spikes of float's outputs; None where none are counted."""
        return round(self._amounts[SPIKES]) if SPIKES in self._amounts else None

    def keeps(self, measured: Measured) -> bool:
        """Whether ``measured`` keeps the target."""
        return measured.loss <= self.allowed + _ROUNDING

    def measure(self, network: QuantisedNetwork) -> Measured:
        """One run of ``network``."""
        golden = run(network, self._stimulus, self._outputs)
        if self._labels is not None:
            figure = self._accuracy(golden)
            wrong = round(self.samples * self.real) - round(self.samples * figure)
            return Measured(figure, 100 * wrong / self.samples)
        off: dict[str, float] = dict.fromkeys(self._amounts, 0.0)
        for variable in self._outputs:
            name, kind = variable
            scale = network.population(name).scale(kind) or 1.0
            error = np.abs(golden.traces[variable] / scale - self._float.traces[variable])
            off[_quantity(variable)] += float(error.sum())
        worst = max(off[quantity] / amount for quantity, amount in self._amounts.items())
        return Measured(1 - worst, 100 * worst)

    def _accuracy(self, traces: Run) -> float:
        (variable,) = self._outputs
        assert self._labels is not None
        return accuracy(traces.traces[variable], variable[1], self._labels)

    def _sizes(self) -> dict[str, float]:
        """What there is to keep, by quantity: spikes of all outputs, and distances of each state from rest."""
        amounts: dict[str, float] = {}
        for variable in self._outputs:
            name, kind = variable
            values = self._float.traces[variable]
            rest = None if kind == SPIKES else self._populations[name].value(Purpose.REST, kind)
            amount = np.abs(values if rest is None else values - rest).sum()
            amounts[_quantity(variable)] = amounts.get(_quantity(variable), 0.0) + float(amount)
        for quantity, amount in amounts.items():
            if not amount > 0:
                what = "no output of the float network spikes" if quantity == SPIKES else f"{quantity} stays at rest"
                raise user_error(
                    "E182",
                    f"{what} on this stimulus; the target ({self.target}) cannot be measured by it",
                    hint="give a stimulus that the outputs answer, or a target of accuracy with labels",
                    part=("quantise", "target"),
                )
        return amounts


def _quantity(variable: Variable) -> str:
    """All spikes are counted together; states are told apart, since their units differ."""
    return SPIKES if variable[1] == SPIKES else f"{variable[1]} of '{variable[0]}'"


def _labels(labels: np.ndarray | None, samples: int) -> np.ndarray:
    if labels is None:
        raise user_error(
            "E182",
            "a target of accuracy needs labels, and the stimulus has none",
            hint="add an array 'labels' with a class for each sample to the stimulus, or give a target of spikes",
            part=("quantise", "target"),
        )
    if np.asarray(labels).shape != (samples,):
        raise user_error(
            "E182", f"labels; got shape {list(np.shape(labels))}, expected [{samples}], one for each sample"
        )
    return np.asarray(labels)
