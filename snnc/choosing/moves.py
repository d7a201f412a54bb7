"""Moves: what can be turned by a bit at once, and what has to turn with it.

One bit more of the weights that set the unit of a population halves that unit. Potentials then keep
their range and their resolution where they have a bit more above the unit, and a bit less below.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from snnc.choosing.judge import BitsCandidate, BitsJudge, Priced
from snnc.choosing.knobs import Knob, KnobKind, KnobSetting
from snnc.core.errors import Diagnostic

#: Knobs, and by how many bits each is turned; what is asked for comes first, then what turns with it.
Move = tuple[tuple[Knob, int], ...]


def turned(setting: KnobSetting, move: Move) -> KnobSetting:
    """``setting`` after ``move``; there is no less than no fraction."""
    result = dict(setting)
    for knob, by in move:
        result[knob] += by
        if knob.kind is KnobKind.FRACTION:
            result[knob] = max(0, result[knob])
    return result


def moves(judge: BitsJudge, at: BitsCandidate, by: int) -> list[Move]:
    """Every knob turned by ``by``, 1 or -1; then weights that fill one memory, all of them together."""
    result: list[Move] = []
    for knob in at.setting:
        result.append(_of_weights(judge, at, (knob,), by) if knob.kind is KnobKind.WEIGHT else ((knob, by),))
    opened = {knob.name: knob for knob in at.setting if knob.kind is KnobKind.WEIGHT}
    stored = {report.name: report.bits + report.shift for report in at.projections}
    for population, width in at.words.items():
        incoming = [p.name for p in judge.knobs.network.projections if p.target == population]
        filling = tuple(opened[name] for name in incoming if name in opened and stored[name] >= width)
        if len(filling) > 1:
            result.append(_of_weights(judge, at, filling, by))
    return result


def with_alone(found: Sequence[Move]) -> list[Move]:
    """``found``, then each move of weights without the change of potentials that it came with, which may do as well."""
    alone = [tuple(turn for turn in move if turn[0].kind is move[0][0].kind) for move in found]
    return list(dict.fromkeys([*found, *alone]))


def _of_weights(judge: BitsJudge, at: BitsCandidate, knobs: tuple[Knob, ...], by: int) -> Move:
    """``knobs`` turned by ``by``, and the formats of potentials with the unit that follows them."""
    move = tuple((knob, by) for knob in knobs)
    alone = judge.price(turned(at.setting, move))
    targets = {p.name: p.target for p in judge.knobs.network.projections}
    for population in dict.fromkeys(targets[knob.name] for knob in knobs):
        # What cannot be built with the formats as they are had better take them along.
        finer = by if isinstance(alone, Diagnostic) else _doublings(at, alone, population)
        along = ((Knob(KnobKind.FRACTION, population), -finer), (Knob(KnobKind.ROOM, population), finer))
        move += tuple((knob, bits) for knob, bits in along if bits and knob in at.setting)
    return move


def _doublings(before: Priced, after: Priced, population: str) -> int:
    """How often the unit of ``population`` is halved from ``before`` to ``after``."""
    units = []
    for priced in (before, after):
        report = next(report for report in priced.populations if report.name == population)
        units.append(report.unit)
    return round(math.log2(units[1] / units[0]))
