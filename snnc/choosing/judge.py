"""Settings of bits as candidates: quantised, priced and, where that is worth it, run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from snnc.choosing.cost import Cost, cost_of, word_bits
from snnc.choosing.knobs import KnobKind, Knobs, KnobSetting
from snnc.choosing.measure import Measured, Ruler
from snnc.core.errors import Diagnostic, UserError
from snnc.ir.options import QuantiseOptions
from snnc.ir.quantised import QuantisedNetwork
from snnc.ir.reports import PopulationReport, ProjectionReport
from snnc.passes.dequantise import dequantise
from snnc.passes.pipeline import quantise
from snnc.program.quantity import Purpose

#: A rate that is built further from the one asked for than this, relative to it, is another rate.
_RATE = 0.1
#: Told of every run of golden.
RunObserver = Callable[[], None]


@dataclass(frozen=True, eq=False)
class Priced:
    """A setting that can be built, and what it costs.

    ``projections``, ``populations``: the formats as they came to be; ``words``: per population the
    width of the memory that all weights into it share.
    """

    setting: KnobSetting
    options: QuantiseOptions
    cost: Cost
    projections: tuple[ProjectionReport, ...]
    populations: tuple[PopulationReport, ...]
    words: Mapping[str, int]

    @property
    def state_bits(self) -> dict[str, int]:
        """The width of the state of each population."""
        return {report.name: report.potential.bits for report in self.populations}


@dataclass(frozen=True, eq=False)
class BitsCandidate(Priced):
    """One that was run."""

    measured: Measured


@dataclass(eq=False)
class BitsJudge:
    """What all candidates have in common; nothing is run twice, and no network is kept but the last."""

    knobs: Knobs
    ruler: Ruler
    observe: RunObserver
    runs: int = 0
    _priced: dict[QuantiseOptions, Priced | Diagnostic] = field(default_factory=dict)
    _judged: dict[QuantiseOptions, BitsCandidate] = field(default_factory=dict)
    _last: tuple[QuantiseOptions, QuantisedNetwork] | None = None

    def price(self, setting: KnobSetting) -> Priced | Diagnostic:
        """``setting`` quantised, or what is wrong with it."""
        options = self.knobs.options(setting)
        if options not in self._priced:
            try:
                network = self._quantise(options)
            except UserError as err:
                self._priced[options] = err.diagnostics[0]
            else:
                lost = self._lost_leak(setting, network) or self._lost_rate(network)
                self._priced[options] = lost or self._price(setting, options, network)
        return self._priced[options]

    def judge(self, setting: KnobSetting) -> BitsCandidate | Diagnostic:
        """``setting`` run on the sample data, or what is wrong with it."""
        priced = self.price(setting)
        if isinstance(priced, Diagnostic):
            return priced
        if priced.options not in self._judged:
            measured = self.ruler.measure(self._quantise(priced.options))
            self.runs += 1
            self.observe()
            self._judged[priced.options] = BitsCandidate(**vars(priced), measured=measured)
        return self._judged[priced.options]

    def keeps(self, candidate: BitsCandidate) -> bool:
        """Whether ``candidate`` keeps the target."""
        return self.ruler.keeps(candidate.measured)

    def _quantise(self, options: QuantiseOptions) -> QuantisedNetwork:
        if self._last is None or self._last[0] != options:
            self._last = options, quantise(self.knobs.network, options)[1]
        return self._last[1]

    def _price(self, setting: KnobSetting, options: QuantiseOptions, network: QuantisedNetwork) -> Priced:
        words = {p.name: word_bits([q for q in network.projections if q.target == p.name]) for p in network.populations}
        return Priced(
            setting=setting,
            options=options,
            cost=cost_of(network),
            projections=network.projection_reports,
            populations=network.population_reports,
            words=words,
        )

    def _lost_leak(self, setting: KnobSetting, network: QuantisedNetwork) -> Diagnostic | None:
        """A leak that is to be chosen may not vanish, though short samples would not notice; None if none does."""
        chosen = {knob.name for knob in setting if knob.kind is KnobKind.DECAY}
        for report in network.population_reports:
            if report.name in chosen and any(d.error is None or d.error >= 1 for d in report.decays):
                message = f"the leak of '{report.name}' would vanish, or be twice as large"
                return Diagnostic("E184", message, part=("populations", report.name))
        return None

    def _lost_rate(self, network: QuantisedNetwork) -> Diagnostic | None:
        """A rate at which neurons fire by chance may not become another one; None if none does."""
        real = self.knobs.network
        drawing = {p.name: p.program.serving(Purpose.DRIVE) for p in real.populations if p.program.chance}
        built = dequantise(real, network) if drawing else real
        for name, drives in drawing.items():
            for drive in drives:
                asked, made = (np.asarray(dict(n.population(name).parameters)[drive.name]) for n in (real, built))
                if np.any(np.abs(made - asked) > _RATE * asked):
                    message = f"the {drive.name} of '{name}' would be another one"
                    return Diagnostic("E184", message, part=("populations", name))
        return None
