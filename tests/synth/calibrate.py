"""Fit the prices of each family of devices to what Yosys counts: ``make calibrate``.

Every design is synthesised once and its counts are kept in ``counts.json`` beside this file, under
the digest of its Verilog; only designs that changed are synthesised again. Then the prices of each
family are fitted by non-negative least squares of relative errors, drawn towards 1 where the
designs do not tell, and written to the family's file; the errors that remain are printed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
from designs import EXAMPLE_NAMES, Design, example, rtl, spread
from scipy.optimize import nnls

from snnc.analysis.resources import estimate, parts_of
from snnc.backends.reports.text import table
from snnc.driver.area import measure
from snnc.driver.compile import Compiled
from snnc.target import ecp5, ice40, xc7
from snnc.target.device import Device
from snnc.target.devices import device
from snnc.target.parts import Piece
from snnc.target.resources import Resources
from snnc.tools.fpga import find

COUNTS = Path(__file__).with_name("counts.json")
#: The device that stands for each family, and the file of the family.
STANDING = {"xc7z020": xc7, "ecp5-85f": ecp5, "up5k": ice40}
#: Examples that synthesis for a device takes too long for; they are far from fitting it.
TOO_LARGE = {"up5k": ("mnist", "recurrent")}
#: Designs smaller than this weigh as if they had so many look-up tables.
_SMALL = 300
#: How strongly a price is drawn to the expected one; how much more an example counts than another
#: design, and how much less a random one, of which much is simplified away.
_PULL, _EXAMPLE, _RANDOM = 0.08, 3.0, 0.3
#: What a price is drawn to, where that is not 1.
_EXPECTED = {Piece.CORE: 15.0, Piece.TAP: 8.0, Piece.EMIT: 2.0, Piece.MERGE: 0.5, Piece.XOR: 0.6}

#: The prices in the file of a family.
_PRICES = re.compile(r"^COSTS: .*?^}\n", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"//[^\n]*|\s+")


def digest(compiled: Compiled) -> str:
    """What the counts of a design hold for: all that synthesis reads, without comments."""
    text = "".join(f"{name}\n{_COMMENT.sub('', content)}" for name, content in sorted(rtl(compiled).items()))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def counts() -> dict[str, dict[str, dict[str, float | str]]]:
    """Recorded counts: device -> design -> resources and digest."""
    return json.loads(COUNTS.read_text()) if COUNTS.exists() else {}


def recorded(entry: Mapping[str, float | str]) -> Resources:
    """The resources of an entry of :func:`counts`."""
    return Resources(**{name: entry[name] for name in asdict(Resources())})  # type: ignore[arg-type]


def _count(designs: list[tuple[Design, Compiled]], target: str) -> None:
    """Synthesise what is new or has changed, and keep the counts."""
    yosys = find("yosys")
    for item, compiled in designs:
        if item.name in TOO_LARGE.get(target, ()):
            continue
        known = counts()
        mark = digest(compiled)
        entries = known.setdefault(target, {})
        if entries.get(item.name, {}).get("digest") == mark:
            continue
        used = measure(rtl(compiled), compiled.plan.name, device(target), yosys=yosys)
        print(f"{target} {item.name}: {used}", flush=True)
        entries[item.name] = {"digest": mark, **asdict(used)}
        COUNTS.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n")


def fit(designs: list[tuple[Design, Compiled]], target: str) -> dict[str, float]:
    """The prices that suit the recorded counts of ``designs`` on ``target``."""
    rows, values = [], []
    for item, compiled in designs:
        used = recorded(counts()[target][item.name])
        parts = parts_of(compiled.plan, compiled.quantised, device(target))
        weight = _EXAMPLE if item.name in EXAMPLE_NAMES else _RANDOM if item.name.startswith("random") else 1.0
        weight /= max(_SMALL, used.lut)
        rows.append([weight * parts.logic.get(piece, 0.0) for piece in Piece])
        values.append(weight * max(0, used.lut - used.lutram))
    pull = np.diag([_PULL / _EXPECTED.get(piece, 1.0) for piece in Piece])
    prices, _ = nnls(np.vstack([np.array(rows), pull]), np.concatenate([values, np.full(len(Piece), _PULL)]))
    return {piece.name: round(float(price), 3) for piece, price in zip(Piece, prices, strict=True)}


def priced(source: str, prices: Mapping[str, float]) -> str:
    """The ``source`` of a family with these ``prices``."""
    rows = "".join(f'    "{name}": {prices[name]},\n' for name in Piece.__members__)
    text, count = _PRICES.subn(f"COSTS: Mapping[str, float] = {{\n{rows}}}\n", source)
    assert count == 1, "the prices of a family stand in its file once"
    return text


def report(designs: list[tuple[Design, Compiled]], target: Device) -> list[str]:
    """Estimate over count, and the difference, of each design."""
    rows = []
    for item, compiled in designs:
        used = recorded(counts()[target.name][item.name])
        told = estimate(compiled.plan, compiled.quantised, target).total
        pairs = [(told.lut, used.lut), (told.lutram, used.lutram), (told.ff, used.ff), (told.bram, used.bram)]
        rows.append((item.name, *(f"{a:g} / {b:g} {_percent(a, b)}" for a, b in pairs)))
    return table(("design", "LUT", "LUTRAM", "FF", "BRAM"), rows)


def _percent(told: float, used: float) -> str:
    return f"({100 * (told - used) / used:+.1f} %)" if used else ""


def main() -> None:
    """Count, fit, write, report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--device", action="append", choices=STANDING, help="these only (default: one of each family)")
    parser.add_argument("--fit-only", action="store_true", help="synthesise nothing: use what is recorded")
    parser.add_argument("--examples", action="store_true", help="synthesise the examples only")
    given = parser.parse_args()
    designs = [(item, item.compile()) for item in (*map(example, EXAMPLE_NAMES), *spread())]
    for target in given.device or STANDING:
        if not given.fit_only:
            _count([pair for pair in designs if not given.examples or pair[0].name in EXAMPLE_NAMES], target)
        known = [pair for pair in designs if pair[0].name in counts().get(target, {})]
        prices, chosen = fit(known, target), device(target)
        file = Path(str(STANDING[target].__file__))
        file.write_text(priced(file.read_text(), prices))
        fitted = replace(chosen, family=replace(chosen.family, costs=prices))
        print("\n".join([f"\n{target}", "", *report(known, fitted)]))


if __name__ == "__main__":
    main()
