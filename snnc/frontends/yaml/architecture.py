"""The ``architecture`` part as YAML text, and in a spec."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from snnc.frontends.yaml.part import with_part, yaml_key
from snnc.target.architecture import FOLD_NUMBERS, LIMITS, Architecture, Fold


def architecture_text(architecture: Architecture) -> str:
    """``architecture`` as the part of a spec; limits that are the default are left out."""
    default = Architecture()
    lines = ["architecture:"]
    for name in LIMITS:
        value = getattr(architecture, name)
        if name in ("lanes", "update_lanes") or value != getattr(default, name):
            lines.append(f"  {name}: {value}")
    if architecture.library_prefix:
        lines.append(f"  library_prefix: {architecture.library_prefix}")
    lines.append(f"  overlap: {str(architecture.overlap).lower()}")
    lines.append(f"  accumulators: {architecture.accumulators.value}")
    if architecture.several is not default.several:
        lines.append(f"  several: {architecture.several.value}")
    folds = {name: list(_fold(fold)) for name, fold in architecture.populations}
    for name, several in architecture.several_of_populations:
        folds.setdefault(name, []).append(f"several: {several.value}")
    if folds:
        lines.append("  populations:")
    for name, said in folds.items():
        lines.append(f"    {yaml_key(name)}: {{{', '.join(said)}}}")
    return "\n".join(lines) + "\n"


def _fold(fold: Fold) -> Iterator[str]:
    """What ``fold`` does not leave to the architecture."""
    for key in FOLD_NUMBERS:
        if getattr(fold, key):
            yield f"{key}: {getattr(fold, key)}"
    if fold.overlap is not None:
        yield f"overlap: {str(fold.overlap).lower()}"
    if fold.accumulators is not None:
        yield f"accumulators: {fold.accumulators.value}"


def with_architecture(text: str, architecture: Architecture, spec: Path, file: Path) -> str:
    """The spec ``text`` of ``spec`` with ``architecture``, as it is to stand in ``file``.

    See :func:`snnc.frontends.yaml.part.with_part`, also for what is raised.
    """
    part = architecture_text(architecture)
    return with_part(text, part=part, spec=spec, file=file, kept=lambda read: read.architecture == architecture)
