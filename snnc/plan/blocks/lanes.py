"""Lanes of a core: which of them synthesis keeps, since nothing reads those without neurons; what sums are called."""

from __future__ import annotations

from snnc.plan.hardware import Core


def receptor_suffixes(core: Core) -> tuple[str, ...]:
    """What nets and registers of the sums of each receptor end in: nothing where there is one, else its number."""
    return tuple(f"_{k}" for k in range(core.receptors)) if core.receptors > 1 else ("",)


def share_bits(core: Core) -> int:
    """The low bits of a group's index, which choose among the lanes of a word."""
    return min(core.share.bit_length() - 1, core.index_bits)


def kept_updates(core: Core) -> int:
    """Update lanes that are kept."""
    largest = max(part.size for part in core.slices)
    return core.update_lanes if core.values else min(core.update_lanes, largest)


def kept_lanes(core: Core) -> list[int]:
    """The lanes whose sums the kept update lanes read."""
    parts, kept = range(1 << share_bits(core)), range(kept_updates(core))
    return [part * core.update_lanes + update for part in parts for update in kept]
