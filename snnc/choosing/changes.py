"""What each bit more or less of a choice would cost or lose."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.choosing.judge import BitsCandidate, BitsJudge
from snnc.choosing.knobs import Knob, KnobKind, KnobSetting
from snnc.choosing.moves import moves, turned
from snnc.core.errors import Diagnostic
from snnc.ir.options import MOST_DECAY_BITS, MOST_FRACTION_BITS, MOST_WEIGHT_BITS


@dataclass(frozen=True, eq=False)
class BitsChange:
    """A single change, ``said`` in words; ``candidate``: what it leads to, None where it cannot be built.

    ``verdict``: why it was not made.
    """

    said: str
    candidate: BitsCandidate | None
    verdict: str


def changes(judge: BitsJudge, chosen: BitsCandidate) -> tuple[BitsChange, ...]:
    """One bit less and one more of every knob, and of weights that fill one memory together."""
    found = []
    pairs = zip(moves(judge, chosen, -1), moves(judge, chosen, 1), strict=True)
    for move in (move for pair in pairs for move in pair):
        setting = turned(chosen.setting, move)
        if all(_possible(knob, chosen.setting[knob] + by) for knob, by in move[:1]):
            result, said = judge.judge(setting), _said(judge, chosen.setting, setting)
            if isinstance(result, Diagnostic):
                found.append(BitsChange(said, None, f"not possible: {result.message}"))
            else:
                found.append(BitsChange(said, result, _verdict(judge, chosen, result)))
    return tuple(found)


def _possible(knob: Knob, bits: int) -> bool:
    """Whether formats of this kind can be so wide; what else they must hold is for the passes to say."""
    match knob.kind:
        case KnobKind.WEIGHT:
            return 1 <= bits <= MOST_WEIGHT_BITS
        case KnobKind.FRACTION:
            return 0 <= bits <= MOST_FRACTION_BITS
        case KnobKind.DECAY:
            return 1 <= bits <= MOST_DECAY_BITS
        case KnobKind.ROOM:
            return True


def _verdict(judge: BitsJudge, chosen: BitsCandidate, other: BitsCandidate) -> str:
    unit = "points" if judge.ruler.target.accuracy is not None else "%"
    if not judge.keeps(other):
        return f"misses the target by {other.measured.loss - judge.ruler.allowed:.3g} {unit}"
    gained = chosen.measured.loss - other.measured.loss
    words = f"{abs(gained):.3g} {unit} {'better' if gained > 0 else 'worse'}" if gained else "as good"
    return f"{words}, saves nothing" if other.cost.total == chosen.cost.total else words


def _said(judge: BitsJudge, before: KnobSetting, after: KnobSetting) -> str:
    """``weight bits of a: 4 -> 3; state bits of b: 9 -> 8``: all that is not as it was."""
    was, now = judge.knobs.options(before), judge.knobs.options(after)
    words = []
    for (name, a), (_, b) in zip(was.projections, now.projections, strict=True):
        words += [f"weight bits of {name}: {a.bits} -> {b.bits}"] if a.bits != b.bits else []
    for (name, old), (_, new) in zip(was.populations, now.populations, strict=True):
        for what, key in (("fraction", "fraction_bits"), ("state", "bits"), ("decay", "decay_bits")):
            former, latter = getattr(old, key), getattr(new, key)
            words += [f"{what} bits of {name}: {former} -> {latter}"] if former != latter else []
    return "; ".join(words)
