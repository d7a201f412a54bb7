"""The keys that a connection kind has in a spec: each with the kind of value it takes.

Every front end reads every kind of value, in its own notation; it knows no connection kinds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

from snnc.connections.complaint import Complaint, RefusalError
from snnc.core.limits import excess, way_out

#: Beyond it lies a mistake, and the end of the numbers that are computed with.
LARGEST_WEIGHT = 1e30
#: Bytes of memory that a stored weight takes while a network is compiled.
WEIGHT_MEMORY = 64


@dataclass(frozen=True)
class Number:
    """A real number from ``lo`` to ``hi``."""

    lo: float
    hi: float


@dataclass(frozen=True)
class Whole:
    """A whole number from ``lo`` to ``hi``."""

    lo: int
    hi: int


@dataclass(frozen=True)
class Flag:
    """True or false."""


@dataclass(frozen=True)
class OneOf:
    """A member of ``options``, by its value."""

    options: type[Enum]


@dataclass(frozen=True)
class WeightsForm:
    """Weights by any rule, or listed: :class:`~snnc.connections.values.Weights`."""


@dataclass(frozen=True)
class PairsForm:
    """Listed pairs of neurons, as :mod:`snnc.connections.values` has them: in pairs or in compressed rows."""


Form = Number | Whole | Flag | OneOf | WeightsForm | PairsForm


@dataclass(frozen=True)
class Key:
    """A key of a projection.

    ``default``: its value where it is not given; ``purpose``: what it is for. An error for a kind without this key
    names the purpose instead of the kinds that have the key.
    """

    name: str
    form: Form
    doc: str
    required: bool = False
    default: Any = None
    purpose: str = ""


class Sizes(Protocol):
    """Neurons at the two ends of a projection; a front end may look for them when they are first asked for."""

    @property
    def source(self) -> int:
        """Number of source neurons."""

    @property
    def target(self) -> int:
        """Number of target neurons."""


def check_self_connections(sizes: Sizes) -> None:
    """:class:`RefusalError` E119 where the two ends cannot be one population."""
    if sizes.source != sizes.target:
        raise RefusalError(
            "E119", "self_connections is for a population projecting to itself", key=SELF_CONNECTIONS.name
        )


def too_many(count: float, of: str = "") -> Complaint | None:
    """E138 for so many weights that they take too much memory; ``of``: whose they are, where not of one projection."""
    needed = count * WEIGHT_MEMORY
    if not excess(needed):
        return None
    return Complaint("E138", f"{count:,.0f} weights{of} take {excess(needed)}", way_out(needed), key="")


def check_count(count: float) -> None:
    """:class:`RefusalError` as :func:`too_many` has it."""
    complaint = too_many(count)
    if complaint:
        raise RefusalError(complaint.code, complaint.message, complaint.hint)


WEIGHTS = Key("weights", WeightsForm(), "a number for all synapses, a list, a file, or a rule to draw them", True)
SEED = Key(
    "seed",
    Whole(0, 1 << 62),
    "start of the random generator",
    default=0,
    purpose="pairs drawn by their probability; weights drawn by a rule have a seed of their own",
)
SELF_CONNECTIONS = Key("self_connections", Flag(), "false leaves out the synapses of k to k", default=True)
