"""What quantising did to a network, in numbers: to its projections, states, decays, receptors and tables."""

from __future__ import annotations

from dataclasses import dataclass, field

from snnc.core.text import OPTIONAL


@dataclass(frozen=True)
class ProjectionReport:
    """What quantising one projection did; errors are relative to the root mean square weight.

    ``scale``: integer units per unit of weight; weights are stored as integers of ``bits`` bits times
    ``2**shift``; ``clipped``: weights beyond the largest integer; ``vanished``: weights other than 0
    that became 0; ``exact``: no weight is rounded.
    """

    name: str
    bits: int
    shift: int
    scale: float
    synapses: int
    clipped: int
    rms_error: float
    vanished: int
    exact: bool


@dataclass(frozen=True)
class StateReport:
    """How one linear state is built: ``scale`` integer units, of ``bits`` bits in all, per real unit.

    ``fraction_bits``: bits below the unit of the weights; ``saturation``: "proved unneeded", or what
    there is room for before the state saturates.
    """

    name: str
    quantity: str
    bits: int
    fraction_bits: int
    scale: float
    saturation: str


@dataclass(frozen=True)
class DecayReport:
    """What became of a decay, in the neuron where the error is largest.

    ``name``: the parameter, of the state ``of``; ``asked`` and ``built``: the factors, ``integer`` over
    ``2**shift``; ``tau`` and ``tau_built``: the time constants of the two, in steps; ``error``: the
    relative error of ``1 - decay``, None where there should be no leak and there is.
    """

    name: str
    of: str
    asked: float
    built: float
    integer: int
    shift: int
    tau: float | None
    tau_built: float | None
    error: float | None


@dataclass(frozen=True)
class ReceptorReport:
    """How one receptor is built: ``bits`` hold every sum from ``low`` to ``high``, in units of current."""

    name: str
    quantity: str
    bits: int
    low: int
    high: int


@dataclass(frozen=True)
class GainReport:
    """What became of a gain, in the neuron where it is furthest off.

    ``name``: the parameter; ``asked`` and ``built``: the gains; ``error``: their difference as a share of the first.
    """

    name: str
    asked: float
    built: float
    error: float


@dataclass(frozen=True)
class TableReport:
    """The table of ``function`` in the statement ``name``.

    It holds the arguments ``first`` … ``last``, in units of what it reads, by an entry for every ``2**shift`` of
    them. ``low`` … ``high``: the same in real units; ``error``: the largest difference from the function, in real
    units, and ``relative``: that as a share of the function, where it is more than rounding makes.
    """

    name: str
    function: str
    first: int
    last: int
    shift: int
    entries: int
    low: float
    high: float
    error: float
    relative: float


@dataclass(frozen=True)
class PopulationReport:
    """What quantising one population did.

    ``unit``: integer units of current per real unit; ``states``: the potential first; ``fractions``: of
    each linear quantity the bits by which its unit is finer; ``factors``: of each factor or gain its fraction
    bits; ``accumulator_bits``: of the receptor with the widest sums; ``threshold_error``: largest relative
    error of the threshold; ``exact``: nothing is rounded, in the parameters or in any step; ``receptors``: where
    there are several; ``tables``: of every function; ``gains``: of every parameter that is one.
    """

    name: str
    unit: float
    fractions: tuple[tuple[str, int], ...]
    factors: tuple[tuple[str, int], ...]
    states: tuple[StateReport, ...]
    decays: tuple[DecayReport, ...]
    accumulator_bits: int
    rounding: str
    threshold_error: float
    exact: bool
    receptors: tuple[ReceptorReport, ...] = field(default=(), metadata=OPTIONAL)
    tables: tuple[TableReport, ...] = field(default=(), metadata=OPTIONAL)
    gains: tuple[GainReport, ...] = field(default=(), metadata=OPTIONAL)

    @property
    def potential(self) -> StateReport:
        """The state that fires, or is read."""
        return self.states[0]

    @property
    def fraction_bits(self) -> int:
        """Bits below the unit of the weights, of the state that has most of them."""
        return max(state.fraction_bits for state in self.states)

    @property
    def room_bits(self) -> int:
        """Bits from the unit of the weights upwards, of the state that has most of them."""
        return max(state.bits - state.fraction_bits for state in self.states)

    @property
    def decay_bits(self) -> int:
        """Fraction bits of the longest factor; 0 where there is none."""
        return max((bits for _, bits in self.factors), default=0)

    def scale(self, quantity: str) -> float:
        """Integer units of ``quantity`` per real unit."""
        return float(self.unit * 2 ** dict(self.fractions)[quantity])
