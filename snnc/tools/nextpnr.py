"""nextpnr: place and route, and read its report."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from snnc.core.errors import UserError, user_error
from snnc.tools.fpga import Tool, result

_REPORT, _LOG = "place.json", "place.log"
#: A row of the utilisation that nextpnr logs after packing.
_CELLS = re.compile(r"^Info:\s+(\w+):\s*(\d{1,9})/\s*(\d{1,9})\s+\d+%", re.MULTILINE)

#: Where the name of a net of the source ends, and the names of mapped cells around it begin: a cell's
#: type, the block of a memory (``mem.0.1_DI``), or a tool's own suffix.
_DERIVED = re.compile(r"_(SB_[A-Z]|TRELLIS_|LUT4_|PFUMX_|L6MUX21_|CCU2C_|DP16KD_|MULT18X18D_)|\.\d+\.\d+(_|\$|$)|\$")


@dataclass(frozen=True)
class Hop:
    """One net of a path.

    ``net``: a net of the source by its hierarchical name; ``near``: the path runs through logic
    next to that net rather than through it; ``source``: FILE:LINE of the logic, or empty;
    ``logic``: ns through the cells before the net; ``routing``: ns along the net.
    """

    net: str
    near: bool
    source: str
    logic: float
    routing: float


@dataclass(frozen=True)
class Placement:
    """A placed and routed design.

    ``clock``: MHz asked for; ``fmax``: MHz reached, None without a register to register path;
    ``cells``: type -> (used, available); ``path``: the slowest path, register to register, and
    ``logic`` and ``routing`` its ns, the set-up time included.
    """

    clock: float
    fmax: float | None
    cells: Mapping[str, tuple[int, int]]
    path: tuple[Hop, ...]
    logic: float
    routing: float

    @property
    def met(self) -> bool:
        """Whether the clock asked for is reached."""
        return self.fmax is None or self.fmax >= self.clock


class Overfull(Exception):
    """A design that cannot be placed: ``cells`` of which the device has too few, type -> (used, available)."""

    def __init__(self, cells: Mapping[str, tuple[int, int]]) -> None:
        super().__init__(", ".join(cells))
        self.cells = cells


def place_and_route(
    nextpnr: Tool, folder: Path, options: Sequence[str], netlist: str, output: Sequence[str], clock: float, seed: int
) -> Placement:
    """Place and route ``netlist`` for ``clock`` MHz; the log is ``place.log``.

    ``options`` name the device, ``output`` is the option for the routed design and its file. A
    missed clock is no error. Raises :class:`Overfull` when the device has too few cells,
    :class:`UserError` E402 when nextpnr fails, E404 for an unknown report.
    """
    arguments = [*options, "--json", netlist, *output, "--report", _REPORT, "--freq", f"{clock:g}"]
    try:
        nextpnr.call([*arguments, "--seed", str(seed), "--timing-allow-fail"], folder, _LOG)
    except UserError as err:
        over = overfull((folder / _LOG).read_text(errors="replace"))
        if over:
            raise Overfull(over) from err
        raise
    return read_report(result(folder / _REPORT, nextpnr.name), clock)


def overfull(log: str) -> dict[str, tuple[int, int]]:
    """The cells of which a design needs more than there are, by nextpnr's log: type -> (used, available)."""
    rows = {kind: (int(used), int(there)) for kind, used, there in _CELLS.findall(log)}
    return {kind: row for kind, row in rows.items() if row[0] > row[1]}


def read_report(text: str, clock: float) -> Placement:
    """The text of nextpnr's report; :class:`UserError` E404 when it is none."""
    try:
        report = json.loads(text)
        reached = [float(entry["achieved"]) for entry in report["fmax"].values()]
        cells = {kind: (int(row["used"]), int(row["available"])) for kind, row in report["utilization"].items()}
        steps: list[dict[str, Any]] = max(
            (path["path"] for path in report["critical_paths"] if path["from"] == path["to"] != "<async>"),
            key=lambda path: sum(step["delay"] for step in path),
            default=[],
        )
        routing = sum(step["delay"] for step in steps if step["type"] == "routing")
        logic = sum(step["delay"] for step in steps if step["type"] != "routing")
        used = {kind: row for kind, row in sorted(cells.items()) if row[0]}
        return Placement(
            clock=clock,
            fmax=min(reached, default=None),
            cells=used,
            path=_hops(steps),
            logic=_ns(logic),
            routing=_ns(routing),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as err:
        raise user_error("E404", f"nextpnr wrote a report of an unknown form: {err}") from err


def _hops(steps: Sequence[Mapping[str, Any]]) -> tuple[Hop, ...]:
    """The nets of a path; links of a carry chain, which take no routing, count as logic."""
    hops: list[Hop] = []
    logic = 0.0
    for step in steps:
        if step["type"] != "routing":
            logic += step["delay"]
        elif step["delay"] > 0:
            net, near = _net(step["net"], step["to"]["cell"], step["from"]["cell"])
            hops.append(
                Hop(
                    net=net,
                    near=near,
                    source=_source(step.get("sources", ())),
                    logic=_ns(logic),
                    routing=_ns(step["delay"]),
                )
            )
            logic = 0.0
    if logic and hops:
        hops.append(Hop(net="register", near=False, source="", logic=_ns(logic), routing=0.0))
    return tuple(hops)


def _net(name: str, *cells: str) -> tuple[str, bool]:
    """The net of the source in ``name``, and whether ``name`` is one next to it.

    A net of the tool's own, as between carry chains, goes by the first of ``cells`` that is not.
    """
    known = next((other for other in (name, *cells) if not other.startswith("$")), name)
    match = _DERIVED.search(known)
    if not match or not match.start():
        return known, known != name
    return known[: match.start()], True


def _source(sources: Sequence[str]) -> str:
    """FILE:LINE of the first place in the design, not in the tool's own library."""
    for source in sources:
        file, _, place = source.partition(":")
        if not file.startswith("/share") and "/yosys/" not in file:
            return f"{file}:{place.split('.')[0]}"
    return ""


def _ns(delay: float) -> float:
    return round(delay, 3)
