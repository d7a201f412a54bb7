"""What a stimulus shows of all that can happen: a picture and a section of the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from snnc.backends.reports.figure import figure, legend_beside, picture, whole_ticks
from snnc.backends.reports.text import literally

#: Goals that the page lists, of those that were not met.
_LISTED = 40


@dataclass(frozen=True)
class Seen:
    """Of each of ``owners``, how many goals it has and how many were met; ``missing``: the others, in words."""

    owners: tuple[str, ...]
    goals: tuple[int, ...]
    met: tuple[int, ...]
    missing: tuple[str, ...]


@picture
def coverage_chart(seen: Seen, network: str) -> Any:
    """Stacked bars: what was seen of each population and input, and what was not."""
    drawn = figure(6.5, 1.0 + 0.3 * len(seen.owners))
    axis = drawn.subplots()
    met, goals = np.array(seen.met), np.array(seen.goals)
    axis.barh(seen.owners, met, color="C0", label="seen")
    axis.barh(seen.owners, goals - met, left=met, color="C3", alpha=0.6, label="not seen")
    axis.invert_yaxis()
    whole_ticks(axis, "x")
    axis.set_xlabel("things that could happen")
    axis.set_title(f"{network}: what the stimulus shows")
    legend_beside(axis)
    return drawn


def coverage_section(seen: Seen) -> list[str]:
    """The section, in Markdown."""
    lines = ["", "## Coverage", "", f"The stimulus shows {sum(seen.met)} of {sum(seen.goals)} things that could happen"]
    lines[-1] += " in golden; waits show in a simulation only (`snnc simulate`)."
    lines += ["", "![coverage](coverage.png)"]
    if seen.missing:
        lines += ["", "Not seen:", "", *_items(seen.missing)]
    return lines


def _items(missing: Sequence[str]) -> list[str]:
    items = [f"* {literally(words)}" for words in missing[:_LISTED]]
    rest = len(missing) - _LISTED
    return [*items, f"* and {rest} more, all in `report.json`"] if rest > 0 else items
