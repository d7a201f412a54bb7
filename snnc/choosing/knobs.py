"""Knobs: one for each bit width that the options leave open, and the options that a setting of them makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from snnc.ir.network import Network
from snnc.ir.options import QuantiseOptions
from snnc.ir.reports import PopulationReport
from snnc.passes import formats


class KnobKind(Enum):
    """What a knob turns, in words."""

    WEIGHT = "weight bits"
    FRACTION = "fraction bits"
    ROOM = "state bits above the fraction"
    DECAY = "decay bits"


@dataclass(frozen=True)
class Knob:
    """Bits of the projection or population ``name``."""

    kind: KnobKind
    name: str


#: Bits by knob; without an entry they follow the defaults.
KnobSetting = Mapping[Knob, int]


@dataclass(frozen=True, eq=False)
class Knobs:
    """All knobs of ``network``: what ``given`` leaves open. Weights come first, the larger ones before."""

    network: Network
    given: QuantiseOptions

    @property
    def weights(self) -> tuple[Knob, ...]:
        """One for each projection whose weight bits are open."""
        order = sorted(self.network.projections, key=lambda p: -int(p.connection.weights.size))
        return tuple(Knob(KnobKind.WEIGHT, p.name) for p in order if self.given.of_projection(p.name).bits is None)

    @property
    def states(self) -> tuple[Knob, ...]:
        """Fraction bits, state bits and decay bits of each population, as far as they are open."""
        found = []
        for population in self.network.populations:
            options = self.given.of_population(population.name)
            if options.fraction_bits is None:
                found.append(Knob(KnobKind.FRACTION, population.name))
            if options.bits is None:
                found.append(Knob(KnobKind.ROOM, population.name))
            if formats.decays(population) and options.decay_bits is None and options.tau_error is None:
                found.append(Knob(KnobKind.DECAY, population.name))
        return tuple(found)

    def options(self, setting: KnobSetting) -> QuantiseOptions:
        """The given options with the bits of ``setting``; what it leaves out follows the defaults."""
        projections = []
        for projection in self.network.projections:
            weights = self.given.of_projection(projection.name)
            bits = setting.get(Knob(KnobKind.WEIGHT, projection.name), weights.bits)
            projections.append((projection.name, replace(weights, bits=bits)))
        populations = []
        for population in self.network.populations:
            state = self.given.of_population(population.name)
            fraction = setting.get(Knob(KnobKind.FRACTION, population.name), state.fraction_bits)
            room = setting.get(Knob(KnobKind.ROOM, population.name))
            bits = state.bits if room is None or fraction is None else room + fraction
            decay = setting.get(Knob(KnobKind.DECAY, population.name), state.decay_bits)
            state = replace(state, fraction_bits=fraction, bits=bits, decay_bits=decay)
            populations.append((population.name, state))
        return replace(self.given, projections=tuple(projections), populations=tuple(populations), target=None)

    def settled(self, setting: KnobSetting, populations: Sequence[PopulationReport]) -> KnobSetting:
        """``setting`` completed with the bits that quantising by it gave ``populations``."""
        reports = {report.name: report for report in populations}
        result = dict(setting)
        for knob in self.states:
            report = reports[knob.name]
            match knob.kind:
                case KnobKind.FRACTION:
                    result.setdefault(knob, report.fraction_bits)
                case KnobKind.ROOM:
                    result.setdefault(knob, report.room_bits)
                case KnobKind.DECAY:
                    result.setdefault(knob, report.decay_bits)
                case KnobKind.WEIGHT:
                    pass
        return result
