"""Network: the first stage. Real numbers, everything a framework may read differently explicit."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import Enum
from typing import Generic, Protocol, TypeVar

import numpy as np

from snnc.connections.connection import Connection
from snnc.connections.registry import KINDS
from snnc.core.text import OPTIONAL, Codec
from snnc.ir.waves import WAVES, RampWave, SineWave, StepWave
from snnc.numbers.fixed import Interval
from snnc.program.ops import OPERATIONS
from snnc.program.program import INPUT, Bounds, Parameter, Program, Receptor, Statement, StateVariable
from snnc.program.quantity import Kind, Purpose, Quantity

#: The variable that stands for a population's spikes in outputs and probes.
SPIKES = "spikes"

#: Most events that a source neuron of an input may be allowed in one step.
MAX_EVENTS = 255


class CodingKind(Enum):
    """How real values in [0, 1] become input spikes."""

    NONE = "none"
    POISSON = "poisson"
    LATENCY = "latency"


@dataclass(frozen=True)
class Coding:
    """An encoder: ``steps`` timesteps per sample; see :mod:`snnc.golden.coding`.

    ``scale`` multiplies the value before a Poisson draw; ``cutoff`` is the smallest value that
    spikes in latency coding; ``seed`` starts the Poisson generator.
    """

    kind: CodingKind
    steps: int
    seed: int
    scale: float
    cutoff: float


@dataclass(frozen=True)
class ValueRange:
    """Real values from ``low`` to ``high``, sent as whole numbers of ``bits`` bits in place of spikes.

    ``wave``: what is sent over ``steps`` steps where nobody gives the values; None where somebody must.
    """

    low: float
    high: float
    bits: int
    wave: StepWave | RampWave | SineWave | None = field(default=None, metadata=OPTIONAL)
    steps: int = field(default=0, metadata=OPTIONAL)

    @property
    def scale(self) -> float:
        """Whole numbers per real unit: the larger end of the range is the largest of them."""
        return float(((1 << (self.bits - 1)) - 1) / max(abs(self.low), abs(self.high)))

    @property
    def numbers(self) -> Interval:
        """The numbers that may be sent."""
        low, high = (int(self.integers(np.array(end))) for end in (self.low, self.high))
        return Interval(min(0, low), max(0, high))

    def integers(self, values: np.ndarray) -> np.ndarray:
        """``values`` of any shape as the numbers that are sent, int32: to the nearest, ties to even."""
        return np.rint(values * self.scale).astype(np.int32)


@dataclass(frozen=True)
class Input:
    """A population of spike sources outside the chip.

    A source neuron sends up to ``events`` events in one step, 1 … :data:`MAX_EVENTS`; n events add
    n times its weights. A coding sends at most one. With a ``current`` it sends a real value in every step instead,
    and adds that times its weights.
    """

    name: str
    shape: tuple[int, ...]
    coding: Coding
    events: int
    current: ValueRange | None = field(default=None, metadata=OPTIONAL)

    @property
    def numbers(self) -> Interval | None:
        """The numbers that go with its events; None where it sends spikes."""
        return None if self.current is None else self.current.numbers

    @property
    def size(self) -> int:
        """Number of source neurons."""
        return math.prod(self.shape)

    @property
    def graded(self) -> bool:
        """Whether it sends numbers in place of spikes."""
        return self.current is not None


@dataclass(frozen=True, eq=False)
class Population:
    """Neurons of one program.

    ``model``: the name of the model that the program is of, and ``choices``: the value of each of its
    choices, by key. ``parameters`` pairs a name with a float or a float64 array [size]; ``initial``
    likewise for state variables (those not named start at 0).
    """

    name: str
    shape: tuple[int, ...]
    model: str
    choices: tuple[tuple[str, str], ...]
    parameters: tuple[tuple[str, float | np.ndarray], ...]
    initial: tuple[tuple[str, float | np.ndarray], ...]
    program: Program

    @property
    def size(self) -> int:
        """Number of neurons."""
        return math.prod(self.shape)

    @property
    def events(self) -> int:
        """The most spikes of a neuron in one step."""
        return self.program.events

    @property
    def graded(self) -> bool:
        """Whether it sends numbers in place of spikes."""
        return bool(self.program.sends)

    @property
    def to_threshold(self) -> np.ndarray | None:
        """The distance from rest to threshold, float64 [1] or [size]; None where there is no threshold."""
        potential = self.program.potential
        threshold = self.value(Purpose.THRESHOLD, potential)
        if threshold is None:
            return None
        rest = self.value(Purpose.REST, potential)
        return np.atleast_1d(np.abs(np.asarray(threshold) - np.asarray(0.0 if rest is None else rest)))

    def value(self, purpose: Purpose, of: str) -> float | np.ndarray | None:
        """The parameter that serves ``purpose`` for the state ``of``; None where there is none."""
        parameter = self.program.parameter(purpose, of)
        return None if parameter is None else dict(self.parameters)[parameter.name]


@dataclass(frozen=True, eq=False)
class Projection:
    """Synapses from ``source`` (input or population) to a receptor of ``target``, all with one delay in steps."""

    name: str
    source: str
    target: str
    connection: Connection
    delay: int
    receptor: str = field(default=INPUT, metadata=OPTIONAL)


@dataclass(frozen=True)
class Output:
    """A stream that leaves the chip: the spikes or a state variable of one population."""

    name: str
    population: str
    variable: str


@dataclass(frozen=True)
class Probe:
    """Something to record in simulation: the spikes or a state variable of one population."""

    population: str
    variable: str


P = TypeVar("P", bound="Sized")


class Sized(Protocol):
    """Neurons with a name."""

    @property
    def name(self) -> str:
        """The name in the network."""

    @property
    def size(self) -> int:
        """Number of neurons."""

    @property
    def events(self) -> int:
        """The most events of a neuron in one step."""

    @property
    def graded(self) -> bool:
        """Whether it sends numbers in place of spikes."""


class NamedParts(Generic[P]):
    """What both network stages tell about their parts."""

    inputs: tuple[Input, ...]
    populations: tuple[P, ...]
    outputs: tuple[Output, ...]
    probes: tuple[Probe, ...]

    def population(self, name: str) -> P:
        """The population called ``name``."""
        return next(p for p in self.populations if p.name == name)

    @property
    def sources(self) -> tuple[Input | P, ...]:
        """Everything that can spike: inputs, then populations."""
        return (*self.inputs, *self.populations)

    def source(self, name: str) -> Input | P:
        """The input or population called ``name``."""
        return next(source for source in self.sources if source.name == name)

    @property
    def observed(self) -> tuple[Output | Probe, ...]:
        """Everything that is looked at: outputs, then probes."""
        return (*self.outputs, *self.probes)

    @property
    def events(self) -> dict[str, int]:
        """The most events of a neuron in one step, by input and population."""
        return {source.name: source.events for source in self.sources}

    def graded(self, name: str) -> bool:
        """Whether the input or population called ``name`` sends numbers."""
        return self.source(name).graded

    def source_size(self, name: str) -> int:
        """Neurons of the input or population called ``name``."""
        return self.source(name).size


@dataclass(frozen=True, eq=False)
class Network(NamedParts[Population]):
    """A spiking neural network in real numbers.

    ``dt``: the length of a step in the user's unit; ``steps``: steps of a sample, None where nobody
    said how many; states that integrate get room for so many.
    """

    name: str
    dt: float
    inputs: tuple[Input, ...]
    populations: tuple[Population, ...]
    projections: tuple[Projection, ...]
    outputs: tuple[Output, ...]
    probes: tuple[Probe, ...]
    steps: int | None = None

    @property
    def sample_steps(self) -> int | None:
        """Steps of a sample: as declared, or those of the codings; None where neither says."""
        coded = [i.coding.steps for i in self.inputs if i.coding.kind is not CodingKind.NONE]
        return self.steps or max(coded, default=None)


CODEC = Codec(
    (
        *(Network, Input, ValueRange, *WAVES, Coding, CodingKind, Population, Projection, Output, Probe),
        *(Program, Receptor, Parameter, StateVariable, Bounds, Statement, Quantity, Kind, Purpose),
    ),
    KINDS.values(),
    OPERATIONS,
)
