"""The README's performance table, written from the record of the last measurement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_COLUMNS = (
    *("point", "LUT", "FF", "RAMB36", "DSP", "clocks per image: mean, max, between images"),
    *("lanes at work: gathering, in all", "accuracy of the RTL", "MHz, ECP5-85F", "MHz, UP5K"),
)
_NAMES = {
    "mnist_fast": "`examples/mnist_fast`, 64 lanes",
    "mnist_small": "`examples/mnist_small`, 1 lane",
    "lif_core_8": "256 LIF x 256 inputs, 4-bit, 8 lanes",
    "lif_core_1": "256 LIF x 256 inputs, 4-bit, 1 lane",
}


def rows(record: Mapping[str, Any]) -> list[str]:
    """The table, one line per point."""
    lines = ["| " + " | ".join(_COLUMNS) + " |", "|" + "---|" * len(_COLUMNS)]
    for name, title in _NAMES.items():
        point = record["points"].get(name)
        if point is None:
            continue
        area, rtl = point["area"], point["rtl"]
        if "accuracy_rtl" in rtl:
            clocks = f"{rtl['clocks_mean']:,.0f}, {rtl['clocks_max']:,}, {rtl['clocks_between_images']:,.0f}"
            busy = f"{rtl['lanes_at_work_gathering']:.0%}, {rtl['lanes_at_work_in_all']:.0%}"
            right = f"{rtl['accuracy_rtl']:.2%}"
        else:
            clocks, busy, right = f"{rtl['clocks_per_spike']:g} per spike", "-", "-"
        mhz = [f"{point[target]['fmax_mhz']:.0f}" if target in point else "-" for target in ("ecp5-85f", "up5k")]
        used = (f"{area['lut']:,}", f"{area['ff']:,}", f"{area['bram36']:g}", str(area["dsp"]))
        cells = (title, *used, clocks, busy, right, *mhz)
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def updated(text: str, record: Mapping[str, Any]) -> str:
    """``text`` with the table between its marks replaced."""
    versions = ", ".join(f"{name} {version}" for name, version in sorted(record["tools"].items()))
    return section(text, "performance", "make bench", [*rows(record), "", f"Measured with {versions}."])


def section(text: str, name: str, maker: str, lines: list[str]) -> str:
    """``text`` with what stands between the marks of the section ``name`` replaced by ``lines``, which ``maker`` makes."""
    begin, end = f"<!-- {name}: written by {maker} -->", f"<!-- end of {name} -->"
    before, found, rest = text.partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"no section {name}")
    return "\n".join((before + begin, "", *lines, "", end)) + after
