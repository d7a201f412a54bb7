"""Poisson: a source of random spikes on the chip."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np

from snnc.core.errors import Diagnostic, warning
from snnc.core.words import words
from snnc.neurons.body import Body
from snnc.neurons.model import Chosen, Model, Setting, Values
from snnc.numbers.xorshift import LARGEST_WORD, start_words
from snnc.program.ops import Add, Saturate
from snnc.program.program import INPUT, Bounds, Parameter, Program, Receptor, StateVariable
from snnc.program.quantity import COUNT, RANDOM, Kind, Purpose, Quantity
from snnc.program.random_ops import DrawnBelow, NextRandom, WithinOne

#: A share of all places beyond which probabilities above 1 are more likely a wrong unit than a wish.
_MOSTLY = 0.5

_PROBABILITY = Quantity("probability", Kind.LINEAR)
#: With the margin its format goes from -1 to 2, and holds a probability of 1 as it is.
_P = StateVariable("p", _PROBABILITY, "probability of the last step", bounds=Bounds((0.0, 1.0), margin=1.0))
_DRAW = StateVariable("draw", RANDOM, "random number of the next step")
_RATE = Setting(
    Parameter("rate", _PROBABILITY, "spikes per unit of dt, or as in '40 Hz'", purpose=Purpose.DRIVE, of=_P.name),
    neutral=0.0,
    default="0",
    timed=True,
)
_SEED = Setting(
    Parameter("seed", COUNT, "which random numbers are drawn: one whole number for all neurons"),
    value=0.0,
    transient=True,
)


class Poisson(Model):
    """Poisson: a source of random spikes on the chip, which sends one at most in a step.

        p[t] = rate + I[t], limited to 0 … 1;   spike with probability p[t]

    A constant ``rate`` needs no input. An input of ``kind: current`` gives a rate for each step, and a relay with
    ``decay: 1`` holds one that is sent once for each sample. Weights are probabilities.

    Every neuron draws numbers of its own: 32 bits, by the generator xorshift with the shifts 13, 17 and 5. It spikes
    where draw / 2**32 < p. The float run draws the same numbers as golden and the Verilog. They follow from ``seed``
    and from the index of the neuron, and from nothing else: two populations with one seed draw the same numbers.
    All sequences are parts of one cycle of 2**32 - 1 numbers. With 1,000 neurons and 1,000 steps, one network in five
    has a pair of neurons that draw the same numbers, shifted in time.
    Every sample starts from the initial state, so it draws the same numbers as the sample before. ``initial`` of
    ``draw``, a whole number from 1 to 2**32 - 1 for each neuron, may stand for the seed.

    Parameters: ``rate``, at most 1 spike per step, in spikes per unit of ``dt``, or as a text such as ``40 Hz`` with
    ``dt`` in milliseconds; ``seed``, from 0 to 2**32 - 1. State: ``p``, without a unit, and ``draw``. In integers
    ``p`` has 16 to 30 fraction bits, as the smallest rate and the weights ask for.
    Source of the generator: Marsaglia, *Xorshift RNGs* (2003).
    """

    name = "poisson"
    words = words(
        ("poisson poissongroup poissongenerator spikesourcepoisson poissonsource bernoulli encoder", "poisson", "")
    )
    settings = (_RATE, _SEED)

    def program(self, chosen: Chosen, given: Collection[str]) -> Program:
        """The update program; a rate that is not ``given`` leaves its logic out."""
        b, rated = Body(), _RATE.name in given
        drive = b.put("drive", Add(INPUT, _RATE.name), "input and rate") if rated else INPUT
        limited = b.put("limited", WithinOne(drive), "a probability")
        p = b.put("p_next", Saturate(limited, _P.name), "keep it in its format")
        spike = b.put("spike", DrawnBelow(_DRAW.name, p), "fire by chance")
        draw = b.put("draw_next", NextRandom(_DRAW.name), "xorshift by 13, 17 and 5")
        return Program(
            name=self.name,
            equation=f"p = {'input + rate' if rated else 'input'}, limited to 0 ... 1; spike where draw / 2**32 < p",
            parameters=(_RATE.parameter,) if rated else (),
            states=(_P, _DRAW),
            body=tuple(b.statements),
            next_state=((_P.name, p), (_DRAW.name, draw)),
            spike=spike,
            receptors=(Receptor(INPUT, _PROBABILITY, "what is added to the rate in this step"),),
        )

    def start(self, values: Values, initial: Values, size: int) -> Values:
        """The first random number of each neuron."""
        return {_DRAW.name: start_words(int(values[_SEED.name]), size)}

    def excess(self, population: str, state: str, share: float) -> Iterator[Diagnostic]:
        """Neurons that spike in nearly every step get rates, most likely, and not probabilities."""
        if share > _MOSTLY:
            yield warning(
                "W303",
                f"{state} of '{population}' is above 1 in {share:.0%} of all places, and counts as 1 there",
                hint="weights into it are probabilities for each step: are these rates per unit of dt? Multiply the "
                "weights by dt, for rates in Hz by dt in seconds",
            )

    def complaints(self, population: str, chosen: Chosen, values: Values) -> Iterator[Diagnostic]:
        """A rate is a probability, and a seed is one word."""
        rate, seed = np.asarray(values.get(_RATE.name, 0.0)), np.asarray(values[_SEED.name])
        wrong = rate[~((rate >= 0) & (rate <= 1))]
        if wrong.size:
            yield Diagnostic(
                "E123",
                f"{_RATE.name} of '{population}'; got {wrong.flat[0]:g} spikes per step, expected 0 to 1",
                hint="a neuron sends one spike per step at most; a number counts per unit of dt, one in Hz per second",
                part=(_RATE.name,),
            )
        if seed.ndim or not 0 <= seed <= LARGEST_WORD or seed != np.rint(seed):
            yield Diagnostic(
                "E123",
                f"{_SEED.name} of '{population}'; expected one whole number for all neurons, 0 to {LARGEST_WORD}",
                part=(_SEED.name,),
            )
