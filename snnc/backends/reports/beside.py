"""Float beside golden over time, population by population: a section of the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from snnc.backends.reports.text import literally
from snnc.core.digits import three_digits

#: Sample, step and neuron, all counted from 0.
At = tuple[int, int, int]


@dataclass(frozen=True)
class Departure:
    """How far golden is from float in one population.

    ``variable``: the state that is drawn, and ``error``: its largest error, in the unit of the network; ``share``:
    that as a share of the distance from rest to threshold, None where there is none; ``units``: as a number of steps
    of its format; ``at``: where. ``spiking``: whether the population spikes; ``first``: where spikes first differ.
    """

    population: str
    variable: str
    error: float
    share: float | None
    units: float
    at: At
    spiking: bool
    first: At | None

    def __str__(self) -> str:
        """In words."""
        if not self.error:
            text = f"{self.variable} is equal in float and golden."
        else:
            shares = [] if self.share is None else [f"{100 * self.share:.3g} % of the distance to the threshold"]
            shares.append(f"{three_digits(self.units)} {'step' if self.units == 1 else 'steps'} of its format")
            text = f"{self.variable} is {self.error:.3g} off at most ({', '.join(shares)}), in {_place(self.at)}."
        if self.spiking:
            text += f" Spikes first differ in {_place(self.first)}." if self.first else " All spikes are equal."
        return text


def departure_section(departures: Sequence[Departure], summary: str) -> list[str]:
    """The section, in Markdown; ``summary``: of all populations, in a sentence."""
    lines = ["", "## Float beside golden", "", f"{literally(summary)}.", ""]
    lines += [f"* **{literally(each.population)}**: {literally(str(each))}" for each in departures]
    lines += ["", "The picture shows, for each population, the sample in which the error is largest: the neurons that"]
    lines += [
        "send most, and the one with the largest error, in long runs around the first spike that differs. Below each"
    ]
    lines += ["state is its error, golden minus float; the grey band is one step of its format to either side."]
    lines += ["`snnc compare` says more.", ""]
    return [*lines, "![float beside golden](trajectories.png)"]


def _place(at: At) -> str:
    sample, step, neuron = at
    return f"neuron {neuron} at sample {sample}, step {step}"
