"""``core/tags.v.j2``: which sums a step has written, from tags or without."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.backends.templates import render
from snnc.backends.verilog.core.section import ParameterLine, Section, View, parameter_lines

#: What the tags read, and what takes their place where there are none.
_TAGGED = frozenset(
    (
        *("locate_bank", "locate_word", "add_bank", "add_word", "issue_bank", "issue_word"),
        *("load_valid", "load_leave", "load_bank", "load_word"),
    )
)
_UNTAGGED = frozenset(("add_first", "load_empty"))


@dataclass(frozen=True)
class _Context:
    """``receptors``: see :attr:`View.receptors`; ``parameters``: of the tags, none where there are none.

    ``ready``: when all of them are, where several receptors have tags of their own.
    """

    receptors: tuple[str, ...]
    ready: str
    parameters: tuple[ParameterLine, ...]


def section(view: View) -> Section:
    """The section."""
    tags = view.blocks.tags
    several = tags.there and len(view.receptors) > 1
    context = _Context(
        receptors=view.receptors,
        ready=" && ".join(f"ready{suffix}" for suffix in view.receptors) if several else "",
        parameters=parameter_lines(tags.parameters) if tags.there else (),
    )
    return Section(render("core/tags.v.j2", context), reads=_TAGGED if tags.there else _UNTAGGED)
