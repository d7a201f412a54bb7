"""``synth/vivado.tcl.j2``, ``synth/clock.xdc.j2``: for those who have Vivado; snnc does not run it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from snnc.backends.artifacts import ArtifactSet
from snnc.backends.templates import render
from snnc.target.device import Device


@dataclass(frozen=True)
class _Script:
    purpose: str
    sources: tuple[str, ...]
    images: tuple[str, ...]
    top: str
    part: str


@dataclass(frozen=True)
class _Clock:
    purpose: str
    period: str


def vivado(sources: Sequence[str], images: Sequence[str], top: str, device: Device, clock: float) -> ArtifactSet:
    """A batch script from ``sources`` and memory ``images`` to a bitstream, and its clock of ``clock`` MHz."""
    script = _Script(
        purpose=f"{top} on {device.part}", sources=tuple(sources), images=tuple(images), top=top, part=device.part
    )
    period = _Clock(f"{clock:g} MHz", f"{1000 / clock:.3f}")
    return ArtifactSet(
        {"clock.xdc": render("synth/clock.xdc.j2", period), "vivado.tcl": render("synth/vivado.tcl.j2", script)}
    )
