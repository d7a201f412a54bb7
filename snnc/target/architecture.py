"""What the hardware may look like: lanes, cores, memories, as data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from snnc.core.errors import user_error
from snnc.core.names import LONGEST_PREFIX, is_library_prefix


class Accumulators(Enum):
    """Where the sums of a core live."""

    AUTO = "auto"
    DISTRIBUTED = "distributed"
    BLOCK = "block"


class Several(Enum):
    """How several spikes of a neuron in one step travel.

    * ``BEATS``: each is an event of its own;
    * ``PAYLOAD``: they are one event that carries their number, for a multiplier per lane of who receives it;
    * ``AUTO``: as suits how many there may be, and how many there are in calibration data.
    """

    AUTO = "auto"
    BEATS = "beats"
    PAYLOAD = "payload"


@dataclass(frozen=True)
class Fold:
    """How the cores of one population are folded; 0 or None leaves a choice to the architecture."""

    lanes: int = 0
    update_lanes: int = 0
    cores: int = 0
    overlap: bool | None = None
    accumulators: Accumulators | None = None


@dataclass(frozen=True)
class Architecture:
    """Limits of one core, how it is folded, and how many cores to use.

    * ``lanes``: synapses handled per clock, a power of two up to 256; a core with fewer neurons
      gets fewer lanes;
    * ``update_lanes``: neurons updated per clock, a power of two up to ``lanes``; 0: a quarter of
      the lanes;
    * ``overlap``: a step is gathered while the one before is swept, for a second bank of sums;
    * ``accumulators``: sums in distributed RAM (registers where a device has none), in block RAM,
      or by their number;
    * ``clock_mhz``: neuron datapaths get as many pipeline stages as this clock needs on a
      mid-range FPGA;
    * ``neurons_per_core``: most neurons of one core;
    * ``synapse_words_per_core``: most words (of ``lanes`` weights) of one core's synapse memory;
    * ``cores``: least number of cores to spread each dependency level over, where it has as many
      words of neurons;
    * ``library_prefix``: what the names of the library modules (``rom``, ``spike_router`` …) begin with, so
      that designs of several versions of snnc can be part of one;
    * ``several``: how the spikes of neurons travel that may send several in a step;
    * ``populations``: pairs of a population and its own fold; populations that share a core get
      the widest, overlap where one asks for it, and sums by their number where they disagree;
    * ``several_of_populations``: pairs of a population and its own choice of ``several``.
    """

    lanes: int = 8
    neurons_per_core: int = 1024
    synapse_words_per_core: int = 65536
    cores: int = 1
    update_lanes: int = 0
    overlap: bool = True
    accumulators: Accumulators = Accumulators.AUTO
    clock_mhz: int = 130
    library_prefix: str = ""
    populations: tuple[tuple[str, Fold], ...] = ()
    several: Several = Several.AUTO
    several_of_populations: tuple[tuple[str, Several], ...] = ()

    def several_of(self, population: str) -> Several:
        """How the spikes of ``population`` travel, where its neurons may send several in a step."""
        return dict(self.several_of_populations).get(population, self.several)

    def fold(self, populations: Iterable[str]) -> Fold:
        """The fold of a core that hosts ``populations``."""
        own = dict(self.populations)
        folds = [own.get(name, Fold()) for name in populations]
        lanes = [fold.lanes or self.lanes for fold in folds]
        quarters = [max(1, width // 4) for width in lanes]
        updates = [fold.update_lanes or self.update_lanes or q for fold, q in zip(folds, quarters, strict=True)]
        overlaps = {fold.overlap for fold in folds} - {None} or {self.overlap}
        kinds = [kind for kind in Accumulators if kind in {fold.accumulators for fold in folds}] or [self.accumulators]
        return Fold(
            lanes=max(lanes),
            update_lanes=min(max(lanes), max(updates)),
            cores=max(fold.cores or self.cores for fold in folds),
            overlap=True in overlaps,
            accumulators=kinds[0] if len(kinds) == 1 else Accumulators.AUTO,
        )


#: Least and most value of every number of an architecture.
LIMITS = {
    "lanes": (1, 256),
    "neurons_per_core": (1, 1 << 24),
    "synapse_words_per_core": (1, 1 << 24),
    "cores": (1, 1 << 24),
    "update_lanes": (0, 256),
    "clock_mhz": (1, 500),
}

#: Those of a fold.
FOLD_NUMBERS = ("lanes", "update_lanes", "cores")


def verify(architecture: Architecture) -> Architecture:
    """``architecture`` itself when it makes sense; else :class:`UserError` E170."""
    for name, (least, most) in LIMITS.items():
        value = getattr(architecture, name)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise user_error("E170", f"{name}; got {value}, expected {least} … {most}")
    _verify_fold("", architecture.lanes, architecture.update_lanes)
    _verify_kinds("", architecture.overlap, architecture.accumulators)
    for name, fold in architecture.populations:
        for key in FOLD_NUMBERS:
            value, most = getattr(fold, key), LIMITS[key][1]
            if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
                raise user_error("E170", f"{key} of '{name}'; got {value}, expected 0 … {most}")
        _verify_fold(f" of '{name}'", fold.lanes or architecture.lanes, fold.update_lanes)
        overlap = architecture.overlap if fold.overlap is None else fold.overlap
        _verify_kinds(f" of '{name}'", overlap, fold.accumulators or architecture.accumulators)
    _verify_several("", architecture.several)
    for name, several in architecture.several_of_populations:
        _verify_several(f" of '{name}'", several)
    verify_library_prefix(architecture.library_prefix)
    widest = max(architecture.lanes, *(fold.lanes for _, fold in architecture.populations), 1)
    if architecture.neurons_per_core < widest:
        raise user_error(
            "E170", f"neurons_per_core; got {architecture.neurons_per_core}, expected at least the {widest} lanes"
        )
    return architecture


def verify_library_prefix(prefix: str) -> None:
    """:class:`UserError` E170 for a prefix that no name in Verilog can begin with."""
    if not isinstance(prefix, str) or (prefix and not is_library_prefix(prefix)):
        raise user_error(
            "E170",
            f"library_prefix; got {str(prefix)[:40]!r}, expected a letter, then letters, digits and underscores, "
            f"{LONGEST_PREFIX} characters at most",
        )


def _verify_kinds(owner: str, overlap: object, accumulators: object) -> None:
    if not isinstance(overlap, bool):
        raise user_error("E170", f"overlap{owner}; got {overlap}, expected true or false")
    if not isinstance(accumulators, Accumulators):
        raise user_error("E170", f"accumulators{owner}; got {accumulators}, expected an Accumulators")


def _verify_several(owner: str, several: object) -> None:
    if not isinstance(several, Several):
        raise user_error("E170", f"several{owner}; got {several}, expected a Several")


def _verify_fold(owner: str, lanes: int, updates: int) -> None:
    if lanes & (lanes - 1):
        raise user_error("E170", f"lanes{owner}; got {lanes}, expected a power of two from 1 to {LIMITS['lanes'][1]}")
    if updates & (updates - 1) or updates > lanes:
        raise user_error("E170", f"update_lanes{owner}; got {updates}, expected a power of two up to the {lanes} lanes")
