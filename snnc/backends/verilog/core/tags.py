"""``core/tags.v.j2``: which sums a step has written, from tags or without."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.backends.templates import render
from snnc.backends.verilog.core.section import Parameter, View, parameter_lines


@dataclass(frozen=True)
class _Context:
    """``parameters``: of the tags, none where there are none."""

    parameters: tuple[Parameter, ...]


def section(view: View) -> str:
    """The text of the section."""
    tags = view.blocks.tags
    return render("core/tags.v.j2", _Context(parameter_lines(tags.parameters) if tags.there else ()))
