"""Choosing bits: the cheapest weights, states and decays that keep a target on sample data."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from snnc.choosing.changes import BitsChange, changes
from snnc.choosing.judge import BitsCandidate, BitsJudge, RunObserver
from snnc.choosing.knobs import Knobs
from snnc.choosing.measure import Ruler
from snnc.choosing.search import nearest, search
from snnc.core.errors import Diagnostic, UserError, user_error
from snnc.ir.network import Network
from snnc.ir.options import QuantiseOptions, Target
from snnc.ir.options import verify as verify_options
from snnc.passes.normalise import Normalise
from snnc.passes.pipeline import run_pipeline

#: Room for the rounding of float64.
_ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class ChosenBits:
    """The bits that were ``chosen``, beside those of the ``defaults``, which may not be possible (None).

    ``real``: float's own figure, an accuracy from 0 to 1, or 1 where a share of float's output is
    measured; ``changes``: what each bit more or less would cost or lose; ``runs``: of golden;
    ``notes``: what to mind, in words.
    """

    network: str
    target: Target
    real: float
    chosen: BitsCandidate
    defaults: BitsCandidate | None
    changes: tuple[BitsChange, ...]
    runs: int
    samples: int
    steps: int
    notes: tuple[str, ...]

    @property
    def options(self) -> QuantiseOptions:
        """What to quantise with: no target is left in it, and no format of a state is open.

        Parts of which nothing is chosen are left out.
        """
        found = self.chosen.options
        projections = tuple((name, each) for name, each in found.projections if each != found.weights)
        populations = tuple((name, each) for name, each in found.populations if each != found.state)
        return replace(found, projections=projections, populations=populations)


def choose_bits(
    network: Network,
    stimulus: Mapping[str, np.ndarray],
    *,
    quantise: QuantiseOptions,
    labels: np.ndarray | None = None,
    observe: RunObserver = lambda: None,
) -> ChosenBits:
    """The cheapest bits found that keep ``quantise.target`` on ``stimulus``.

    ``stimulus``: bool [samples, steps, size] per input; ``labels`` [samples], for a target of accuracy;
    ``quantise``: bits given there stay as they are, those left open are chosen. ``observe`` is
    called after every run of golden. Raises :class:`UserError` E181 without a target, E182 where it
    cannot be measured on ``stimulus``, E183 where no bits keep it.
    """
    target = verify_options(quantise).target
    if target is None:
        raise user_error(
            "E181",
            "there is no target to choose bits for",
            hint="give one, such as quantise: {target: {accuracy: 0.5 points}} or quantise: {target: {spikes: 99 %}}",
            part=("quantise",),
        )
    knobs = Knobs(run_pipeline(network, quantise, upto=Normalise.name).after(Normalise), quantise)
    ruler = Ruler(knobs.network, stimulus, labels, target)
    judge = BitsJudge(knobs, ruler, observe)
    chosen = search(judge)
    if chosen is None:
        raise _missed(judge)
    defaults = judge.judge({})
    return ChosenBits(
        network=network.name,
        target=target,
        real=ruler.real,
        chosen=chosen,
        defaults=None if isinstance(defaults, Diagnostic) else defaults,
        changes=changes(judge, chosen),
        runs=judge.runs,
        samples=ruler.samples,
        steps=ruler.steps,
        notes=tuple(_notes(judge)),
    )


def _missed(judge: BitsJudge) -> UserError:
    """The error for a target that no start keeps; or what is wrong with the bits given, where none can be built."""
    best, ruler = nearest(judge), judge.ruler
    if isinstance(best, Diagnostic):
        return UserError(best)
    lost = best.measured.loss
    over = f"{lost - ruler.allowed:.3g}"
    if ruler.target.accuracy is not None:
        got = f"golden's accuracy is {lost:.3g} points below float's {100 * ruler.real:.2f} %, {over} too many"
    else:
        got = f"golden keeps {100 * best.measured.figure:.4g} % of float's output, {over} % too little"
    given = " (here all of them are)" if not judge.knobs.weights and not judge.knobs.states else ""
    return user_error(
        "E183",
        f"no bits were found that keep the target ({ruler.target}); at best, {got}, with {_formats(best)}",
        hint=f"allow a larger loss; bits given by hand stay as they are{given}: give fewer of them, or wider ones"
        + _numbers(judge.knobs.network),
        part=("quantise", "target"),
    )


def _numbers(network: Network) -> str:
    """A word on the numbers of events, whose bits are not chosen here."""
    sent = [source.name for source in network.sources if source.graded]
    return f"; the numbers of {', '.join(sent)} stay as they are, too: give 'bits' and 'number_bits'" if sent else ""


def _formats(candidate: BitsCandidate) -> str:
    """All bits of ``candidate`` in words."""
    weights = [f"{report.name} {report.bits}" for report in candidate.projections]
    states = [
        f"{report.name} {report.fraction_bits + report.room_bits} (fraction {report.fraction_bits}, "
        f"decay {report.decay_bits})"
        for report in candidate.populations
    ]
    return f"weight bits: {', '.join(weights)}; state bits: {', '.join(states)}"


def _notes(judge: BitsJudge) -> Iterator[str]:
    """What to mind: a tolerance finer than the sample data can tell."""
    ruler = judge.ruler
    if not 0 < ruler.allowed < ruler.resolution * (1 - _ROUNDING):
        return
    enough = math.ceil(100 / ruler.allowed * (1 - _ROUNDING))
    if ruler.target.accuracy is not None:
        yield (
            f"One of {ruler.samples:,} samples is {ruler.resolution:.3g} points, more than the tolerance of "
            f"{ruler.allowed:g}: golden may not be wrong in a single one more than float. "
            f"Give at least {enough:,} samples."
        )
    elif ruler.spikes is not None:
        yield (
            f"One of {ruler.spikes:,} spikes is {ruler.resolution:.3g} %, more than the {ruler.allowed:.3g} % that may "
            f"be lost: not a single one may differ. Give samples with at least {enough:,} output spikes."
        )
