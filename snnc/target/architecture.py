"""What the hardware may look like: lanes, cores, memories, as data."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.core.errors import user_error


@dataclass(frozen=True)
class Architecture:
    """Limits of one core, and how many cores to use.

    * ``lanes``: neurons and synapses handled per clock, a power of two up to 64; a core with
      fewer neurons gets fewer lanes;
    * ``neurons_per_core``: most neurons of one core;
    * ``synapse_words_per_core``: most words (of ``lanes`` weights) of one core's synapse memory;
    * ``cores``: least number of cores to spread each dependency level over, where it has as many
      words of neurons.
    """

    lanes: int = 8
    neurons_per_core: int = 1024
    synapse_words_per_core: int = 65536
    cores: int = 1


def verify(architecture: Architecture) -> Architecture:
    """``architecture`` itself when it makes sense; else :class:`UserError` E170."""
    lanes = architecture.lanes
    if not isinstance(lanes, int) or lanes < 1 or lanes > 64 or lanes & (lanes - 1):
        raise user_error("E170", f"lanes; got {lanes}, expected a power of two from 1 to 64")
    for name in ("neurons_per_core", "synapse_words_per_core", "cores"):
        value = getattr(architecture, name)
        if not isinstance(value, int) or value < 1 or value > 1 << 24:
            raise user_error("E170", f"{name}; got {value}, expected 1 … {1 << 24}")
    if architecture.neurons_per_core < lanes:
        raise user_error(
            "E170", f"neurons_per_core; got {architecture.neurons_per_core}, expected at least the {lanes} lanes"
        )
    return architecture
