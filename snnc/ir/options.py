"""How a network is to be quantised: options as data, with overrides per part."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from snnc.core.errors import user_error
from snnc.numbers.fixed import Rounding
from snnc.program.integer_ops import MultiplyStyle

#: The widest formats that can be asked for.
MOST_WEIGHT_BITS, MOST_STATE_BITS, MOST_FRACTION_BITS, MOST_DECAY_BITS = 16, 32, 24, 30
#: The widest numbers of graded neurons and of currents, and how wide they are where nobody says.
MOST_NUMBER_BITS, DEFAULT_NUMBER_BITS = 16, 8
#: Bits of weights where nobody says how many.
DEFAULT_WEIGHT_BITS = 8


class ScaleMethod(Enum):
    """How the largest representable weight is chosen."""

    MAX = "max"
    PERCENTILE = "percentile"
    LEAST_SQUARES = "least_squares"


@dataclass(frozen=True)
class WeightOptions:
    """Format of one projection's weights: ``bits`` 1 … 16, and the choice of scale.

    ``bits``: None leaves them to the default, or to a :class:`Target`; ``units``: integer units per
    unit of weight, where they are set by hand; ``method`` then does not count.
    """

    bits: int | None = None
    method: ScaleMethod = ScaleMethod.MAX
    percentile: float = 99.9
    units: float | None = None

    @property
    def width(self) -> int:
        """``bits``, or the default."""
        return DEFAULT_WEIGHT_BITS if self.bits is None else self.bits


@dataclass(frozen=True)
class StateOptions:
    """Format of one population's linear states, such as its potential, and of its decays.

    * ``bits``: width of every state; None lets the compiler choose, for each by itself;
    * ``fraction_bits``: bits of a state below one weight unit; None lets it choose, for each quantity;
    * ``rounding``: of decays in every step;
    * ``decay``: multiply or shift-add; ``decay_bits``: fraction bits of every factor; None: as few as
      keep the relative error of ``1 - decay``, which is that of a long time constant, within
      ``tau_error``; None there: 1 %, or 2**-n where weights have n > 8 bits;
    * ``decay_digits``: most additions of a shift-add decay (None: as many as it takes);
    * ``gain_error``: the relative error of gains; also that of tables of functions, where it is above 2**-10
      or 64 entries are enough for it;
    * ``number_bits``: of what graded neurons send: the unit is the power of two for which the largest number is at most
      ``2**(number_bits - 1)`` units, and more than half of that.
    """

    bits: int | None = None
    fraction_bits: int | None = None
    rounding: Rounding = Rounding.NEAREST_EVEN
    decay: MultiplyStyle = MultiplyStyle.SHIFT_ADD
    decay_bits: int | None = None
    decay_digits: int | None = None
    tau_error: float | None = None
    gain_error: float = 2.0**-16
    number_bits: int = DEFAULT_NUMBER_BITS


@dataclass(frozen=True)
class Target:
    """What quantising may cost, where bits are to be chosen; one of the two is given.

    * ``accuracy``: percentage points by which golden's accuracy may be below float's;
    * ``spikes``: the share of float's output that golden keeps, above 0, up to 1: 1 less the places
      whose spikes differ, per float spike. Values of states count in the same way, by how far they are off.
    """

    accuracy: float | None = None
    spikes: float | None = None

    def __str__(self) -> str:
        if self.accuracy is not None:
            return f"accuracy: {self.accuracy:g} point{'' if self.accuracy == 1 else 's'}"
        return f"spikes: {100 * (self.spikes or 0.0):.10g} %"


@dataclass(frozen=True)
class QuantiseOptions:
    """Defaults, and overrides by projection or population name.

    ``target``: bits that are left open are to be chosen such that it is kept, see
    :func:`snnc.choosing.choose.choose_bits`; None: they follow the defaults.
    """

    weights: WeightOptions = WeightOptions()
    state: StateOptions = StateOptions()
    projections: tuple[tuple[str, WeightOptions], ...] = ()
    populations: tuple[tuple[str, StateOptions], ...] = ()
    target: Target | None = None

    def of_projection(self, name: str) -> WeightOptions:
        """The options of projection ``name``."""
        return dict(self.projections).get(name, self.weights)

    def of_population(self, name: str) -> StateOptions:
        """The options of population ``name``."""
        return dict(self.populations).get(name, self.state)


@dataclass(frozen=True, eq=False)
class Calibration:
    """What sample data did to the float network.

    ``states``: per population and linear state the smallest and largest value seen; ``spikes``: per
    input or population the mean number of spikes per step and neuron, [size]; ``bursts``: per population the
    mean number of spikes that a neuron sends in a step in which it spikes.
    """

    states: tuple[tuple[str, str, float, float], ...]
    spikes: tuple[tuple[str, np.ndarray], ...]
    bursts: tuple[tuple[str, float], ...] = ()


def verify(options: QuantiseOptions) -> QuantiseOptions:
    """``options`` itself when every number is in range; else :class:`UserError` E107."""
    for weights in (options.weights, *(each for _, each in options.projections)):
        _within("weight bits", weights.bits, 1, MOST_WEIGHT_BITS)
        if not 0 < weights.percentile <= 100:
            raise user_error("E107", f"percentile; got {weights.percentile}, expected above 0, up to 100")
        if weights.units is not None and not 1e-30 <= weights.units <= 1e30:
            raise user_error("E107", f"scale; got {weights.units}, expected integer units per unit of weight, above 0")
    for state in (options.state, *(each for _, each in options.populations)):
        _within("state bits", state.bits, 2, MOST_STATE_BITS)
        _within("fraction_bits", state.fraction_bits, 0, MOST_FRACTION_BITS)
        _within("decay_bits", state.decay_bits, 1, MOST_DECAY_BITS)
        _within("decay_digits", state.decay_digits, 1, 8)
        if state.tau_error is not None and not 0 < state.tau_error < 1:
            raise user_error("E107", f"tau_error; got {state.tau_error}, expected a share above 0 and below 1")
        _within("number_bits", state.number_bits, 2, MOST_NUMBER_BITS)
        if not 0 < state.gain_error < 1:
            raise user_error("E107", f"gain_error; got {state.gain_error}, expected a share above 0 and below 1")
    if options.target is not None:
        _check_target(options.target)
    return options


def verify_chosen(options: QuantiseOptions) -> None:
    """:class:`UserError` E180 where ``options`` have a target for which no bits were chosen yet."""
    if options.target is not None:
        raise user_error(
            "E180",
            f"the bits that keep the target ({options.target}) have not been chosen",
            hint="give a stimulus to choose them by, here with --calibrate X.npz where the command has it, "
            "or once and for all: snnc bits SPEC --input X.npz -o CHOSEN.yaml",
            part=("quantise", "target"),
        )


def _check_target(target: Target) -> None:
    if (target.accuracy is None) == (target.spikes is None):
        raise user_error("E107", "target; expected either accuracy or spikes")
    if target.accuracy is not None and not 0 <= target.accuracy < 100:
        raise user_error(
            "E107", f"accuracy of the target; got {target.accuracy:g}, expected percentage points from 0 to below 100"
        )
    if target.spikes is not None and not 0 < target.spikes <= 1:
        raise user_error("E107", f"spikes of the target; got {target.spikes:g}, expected a share above 0, up to 1")


def _within(what: str, value: int | None, lo: int, hi: int) -> None:
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or not lo <= value <= hi):
        raise user_error("E107", f"{what}; got {value!r}, expected {lo} … {hi}")
