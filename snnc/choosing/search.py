"""The search: from formats that keep the target down to the cheapest that still do.

1. *Starts*. All open weight bits are equal, as many as can be built, and states and decays follow
   them; bisection finds the fewest that keep the target. From these, and from one and three more; also
   from one and two less, where formats of states nearby mend a loss that is little too large:
2. *Descent*. Of all moves down by one bit, of one knob or of all projections whose weights fill a
   memory, the one is taken which saves most per loss, again and again, as long as the target is
   kept. A move is run anew before it is taken, and only where it was the best by its last run.
3. *Leaps and exchanges*. Two or three bits less at once, or one bit more in one place for one bit
   less in another, where that is cheaper in all and keeps the target; then the descent goes on.
   Losses are not monotonic: a coarser decay may happen to be nearer.

Every run is one of golden on all sample data; the order of everything is fixed.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator

from snnc.choosing.judge import BitsCandidate, BitsJudge
from snnc.choosing.knobs import KnobKind
from snnc.choosing.moves import Move, moves, turned, with_alone
from snnc.core.errors import Diagnostic
from snnc.ir.options import MOST_WEIGHT_BITS

#: Weight bits above the fewest that descents start from.
_STARTS = (0, 1, 3)
#: Below them, weight bits less than the fewest; and what is mended: losses up to so many times what is
#: allowed, and so many samples or spikes more; by steps of the formats of states, so many at most.
_BELOW, _MENDED_TIMES, _MENDED_MORE, _MENDS = (1, 2), 2.0, 4.0, 6
#: Bits that are dropped at once where one alone misses the target.
_LEAPS = (-2, -3)
#: Exchanges that are run in a row, the cheapest first, before the search gives up.
_EXCHANGES = 60


def search(judge: BitsJudge) -> BitsCandidate | None:
    """The cheapest candidate found that keeps the target; None where no start does."""
    best: BitsCandidate | None = None
    for start in _starts(judge):
        found = _descend(judge, start)
        while better := _leap(judge, found) or _exchange(judge, found):
            found = _descend(judge, better)
        if best is None or _rank(found) < _rank(best):
            best = found
    return best


def nearest(judge: BitsJudge) -> BitsCandidate | Diagnostic:
    """The start with the least loss, the widest among equals. If none can be built, what is wrong with the default."""
    found = [candidate for bits in range(MOST_WEIGHT_BITS, 0, -1) if (candidate := _uniform(judge, bits))]
    return min(found, key=lambda candidate: candidate.measured.loss) if found else judge.judge({})


def _rank(candidate: BitsCandidate) -> tuple[float, ...]:
    """Less is better: the cheapest, of equals that of least loss."""
    return candidate.cost.total, candidate.measured.loss


def _starts(judge: BitsJudge) -> Iterator[BitsCandidate]:
    """Candidates that keep the target, with formats of states that are settled."""
    if not judge.knobs.weights:
        only = _uniform(judge, 0)
        if only and judge.keeps(only):
            yield _settled(judge, only)
        return
    tops = (bits for bits in range(MOST_WEIGHT_BITS, 0, -1) if (at := _uniform(judge, bits)) and judge.keeps(at))
    top = next(tops, None)
    if top is None:
        return
    low, high = 0, top
    while high - low > 1:
        middle = (low + high) // 2
        at = _uniform(judge, middle)
        low, high = (low, middle) if at and judge.keeps(at) else (middle, high)
    for more in _STARTS:
        at = _uniform(judge, high + more) if high + more <= top else None
        if at and judge.keeps(at):
            yield _settled(judge, at)
    for less in _BELOW:
        at = _uniform(judge, high - less)
        mended = _mended(judge, _settled(judge, at)) if at else None
        if mended:
            yield mended


def _mended(judge: BitsJudge, at: BitsCandidate) -> BitsCandidate | None:
    """``at`` with other formats of states, of ever less loss until the target is kept; None where that ends."""
    ruler = judge.ruler
    if at.measured.loss > _MENDED_TIMES * ruler.allowed + _MENDED_MORE * ruler.resolution:
        return None
    for _ in range(_MENDS):
        if judge.keeps(at):
            return at
        steps = [
            move for by in (-2, -1, 1, 2) for move in moves(judge, at, by) if move[0][0].kind is not KnobKind.WEIGHT
        ]
        tried = [judge.judge(turned(at.setting, move)) for move in steps]
        near = [found for found in tried if not isinstance(found, Diagnostic)]
        best = min(near, key=lambda found: (found.measured.loss, found.cost.total), default=at)
        if best.measured.loss >= at.measured.loss:
            return None
        at = best
    return at if judge.keeps(at) else None


def _uniform(judge: BitsJudge, bits: int) -> BitsCandidate | None:
    """The candidate with so many bits for all weights that are open; None where it cannot be built."""
    found = judge.judge(dict.fromkeys(judge.knobs.weights, bits))
    return None if isinstance(found, Diagnostic) else found


def _settled(judge: BitsJudge, start: BitsCandidate) -> BitsCandidate:
    """``start`` with its formats as settings: the same network."""
    found = judge.judge(judge.knobs.settled(start.setting, start.populations))
    return start if isinstance(found, Diagnostic) else found


def _descend(judge: BitsJudge, start: BitsCandidate) -> BitsCandidate:
    """``start``, and from there down until no step down keeps the target and saves anything."""
    at = start
    while True:
        lower = _down(judge, at)
        if lower is at:
            return at
        at = lower


def _down(judge: BitsJudge, start: BitsCandidate) -> BitsCandidate:
    """Moves down, each the one that saves most per loss; those that failed once are left alone."""
    at = start
    waiting = [(-math.inf, order, move) for order, move in enumerate(with_alone(moves(judge, at, -1)))]
    heapq.heapify(waiting)
    while waiting:
        _, order, move = heapq.heappop(waiting)
        lower = judge.judge(turned(at.setting, move))
        if isinstance(lower, Diagnostic) or lower.cost.total >= at.cost.total or not judge.keeps(lower):
            continue
        worth = _worth(judge, at, lower)
        if not waiting or -worth <= waiting[0][0]:
            at = lower
        heapq.heappush(waiting, (-worth, order, move))
    return at


def _worth(judge: BitsJudge, at: BitsCandidate, lower: BitsCandidate) -> float:
    """Bits saved per loss; what loses less than one sample or spike counts as losing half of one."""
    loss = lower.measured.loss - at.measured.loss
    return (at.cost.total - lower.cost.total) / max(loss, judge.ruler.resolution / 2)


def _leap(judge: BitsJudge, at: BitsCandidate) -> BitsCandidate | None:
    """The cheapest candidate of those that keep the target by several bits less of one kind; None: none does."""
    tried = [judge.price(turned(at.setting, move)) for by in _LEAPS for move in with_alone(moves(judge, at, by))]
    cheaper = [found for found in tried if not isinstance(found, Diagnostic) and found.cost.total < at.cost.total]
    for priced in sorted(cheaper, key=lambda found: found.cost.total):
        found = judge.judge(priced.setting)
        if not isinstance(found, Diagnostic) and judge.keeps(found):
            return found
    return None


def _exchange(judge: BitsJudge, at: BitsCandidate) -> BitsCandidate | None:
    """A cheaper candidate that keeps the target, with one knob up and one move down; None: none was found."""
    change: dict[int, list[tuple[int, Move]]] = {1: [], -1: []}
    for by, found in change.items():
        for move in with_alone(moves(judge, at, by)):
            priced = judge.price(turned(at.setting, move))
            if not isinstance(priced, Diagnostic):
                found.append((priced.cost.total - at.cost.total, move))
    pairs = [(more + less, up, down) for more, up in change[1] for less, down in change[-1] if more + less < 0]
    pairs = [(saved, up, down) for saved, up, down in pairs if up[0][0] != down[0][0]]
    pairs.sort(key=lambda pair: pair[0])
    for _, up, down in pairs[:_EXCHANGES]:
        setting = turned(turned(at.setting, up), down)
        priced = judge.price(setting)
        if isinstance(priced, Diagnostic) or priced.cost.total >= at.cost.total:
            continue
        better = judge.judge(setting)
        if not isinstance(better, Diagnostic) and judge.keeps(better):
            return better
    return None
