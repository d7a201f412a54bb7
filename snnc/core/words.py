"""The words of other frameworks and of vendors, and what they are called here.

The table of them: messages consult it where a word of the user is none of snnc's. An entry
names what exists instead, or says that it does not exist yet. What others call a model, a connection
kind or a device stands with that, in its ``words``.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto


class Topic(Enum):
    """What a word stands for: the same one means different things in different places."""

    SPEC = auto()
    MODEL = auto()
    POPULATION = auto()
    PROJECTION = auto()
    RECEPTOR = auto()
    RESET = auto()
    CODING = auto()
    CONNECTION = auto()
    DEVICE = auto()


@dataclass(frozen=True)
class Word:
    """What to use ``instead``, empty where there is nothing yet; ``note`` says more, in a few words."""

    instead: tuple[str, ...]
    note: str = ""


def _same(words: str, instead: str = "", note: str = "") -> Iterator[tuple[str, Word]]:
    """One entry for each of ``words``; both lists are separated by spaces."""
    for word in words.split():
        yield word, Word(tuple(instead.split()), note)


def words(*rows: tuple[str, str, str]) -> dict[str, Word]:
    """A table of words from rows: the words, separated by spaces, what to use instead, likewise, and a note."""
    return {word: meant for row in rows for word, meant in _same(*row)}


_TRAINING = "that is about training; give the values that were trained"
#: Of models that are recurrent by themselves elsewhere.
RECURRENT = "recurrence is a projection of the population to itself with 'delay: 1'"
_SIMULATOR = "that is a simulator: see 'snnc simulate --tool'"

#: Keys of two parts of a spec that some look for elsewhere.
_OF_HARDWARE = "several lanes updatelanes overlap accumulators clockmhz cores neuronspercore"
_OF_NUMBERS = "weightbits statebits fractionbits decaybits numberbits rounding tauerror gainerror"

#: By topic: a word in lower case without ``_``, ``-`` and spaces, and what stands for it here.
_WORDS: Mapping[Topic, Mapping[str, Word]] = {
    Topic.SPEC: dict(
        (
            *_same(_OF_HARDWARE, "", "it stands under 'architecture'"),
            *_same(_OF_NUMBERS, "", "it stands under 'quantise'"),
            *_same("layers neurons", "populations"),
            *_same("connections synapses", "projections"),
            *_same("timestep", "dt", "the length of a step"),
        )
    ),
    Topic.MODEL: dict(
        (
            *_same("adlif", "", "an adaptation that the potential feeds does not exist yet"),
            *_same("ifcondalpha", "", "conductances that rise do not exist yet"),
            *_same("hh hodgkinhuxley", "", "neurons with other equations do not exist yet"),
        )
    ),
    Topic.POPULATION: dict(
        (
            *_same("beta leakfactor decayfactor", "decay", "the factor of the potential kept in a step"),
            *_same("leakage leakrate", "decay rest", "the factor kept in a step, and the potential it decays to"),
            *_same("taum taumem taumembrane taurc tcdecay", "tau", "in the unit of 'dt'"),
            *_same("vth vthr vthresh vthreshold thr thresh theta thresholdvoltage", "threshold"),
            *_same("vreset vr resetpotential resetvoltage", "reset_value", "with 'reset: value'"),
            *_same("resetmechanism resetmode resetfn", "reset", "subtract, value or none"),
            *_same("resetdelay", "reset_time", "now, next_start or next_end"),
            *_same("vleak vrest el erest restingpotential", "rest", "the potential it decays to"),
            *_same("refrac tref tauref refractoryperiod refractorysteps trefrac", "refractory", "in steps"),
            *_same("vinit v0 initv v", "initial", "as 'initial: {v: …}'"),
            *_same("ibias ioffset biascurrent", "bias"),
            *_same("n neurons units numneurons nneurons outfeatures", "size"),
            *_same("type neuron neuronmodel neurontype", "model"),
            *_same("alpha alphasyn", "decay_syn", "of model cuba_lif: the factor of the current kept in a step"),
            *_same("taus tausyn tausynapse", "tau_syn", "of model cuba_lif, in the unit of 'dt'"),
            *_same("tauadp tauthreshold taub", "tau_adapt", "of model alif, in the unit of 'dt'"),
            *_same("deltathreshold thetaplus adaptation betaadapt", "jump", "of model alif: what a spike adds"),
            *_same("minvmem vmin lowerbound minvoltage", "v_min", "the lowest potential"),
            *_same("r rm resistance", "", "a resistance scales the input: multiply the weights by it"),
            *_same("gain encoders scaledencoders", "", "gain times encoder is a weight of the projection into it"),
            *_same("decoders", "", "a decoder is a weight of the projection from it, to a 'relay'"),
            *_same("synapse", "", "a filter is a 'relay' with 'tau', or 'tau_syn' of cuba_lif"),
            *_same(_OF_HARDWARE, "", "it stands under 'architecture', for all populations or for each"),
            *_same(_OF_NUMBERS, "", "it stands under 'quantise', for all populations or for each"),
            *_same("decayinput norminput", "", "multiply the weights by what the input is scaled with"),
            *_same("learnbeta learnalpha learnthreshold trainable requiresgrad", "", _TRAINING),
            *_same("spikegrad surrogatefunction surrogate detachreset inithidden stepmode", "", _TRAINING),
        )
    ),
    Topic.PROJECTION: dict(
        (
            *_same("w weight", "weights"),
            *_same("pre presynaptic src from", "source"),
            *_same("post postsynaptic dst to", "target"),
            *_same("transpose transposed order", "layout", "source_target or target_source"),
            *_same("p prob", "probability"),
            *_same("receptortype synapsetype port", "receptor", "of a target that has several"),
            *_same("encoders decoders transform", "weights", "into a population gain times encoder"),
            *_same("synapse", "", "a filter is a population: a 'relay' with 'tau'"),
            *_same(_OF_NUMBERS, "", "it stands under 'quantise', for all projections or for each"),
            *_same("conv conv2d kernelsize stride padding groups", "", "convolutions do not exist yet"),
            *_same("bias", "", "give the target population a 'bias'"),
        )
    ),
    Topic.RECEPTOR: dict(
        (
            *_same("excitatory excitation e ampa", "exc"),
            *_same("inhibitory inhibition i gaba", "inh"),
        )
    ),
    Topic.RESET: dict(
        (
            *_same("zero tozero resettozero", "value", "with 'reset_value: 0'"),
            *_same("hard vreset", "value", "with a 'reset_value'"),
            *_same("soft subtraction bysubtraction", "subtract"),
        )
    ),
    Topic.CODING: dict(
        (
            *_same("rate bernoulli random", "poisson"),
            *_same("ttfs timetofirstspike time", "latency"),
            *_same("direct current constant delta phase burst", "", "that coding does not exist yet"),
        )
    ),
    Topic.CONNECTION: dict(
        (
            *_same("conv conv1d conv2d convolution conv3d", "", "convolutions do not exist yet"),
            *_same("pool avgpool avgpool2d maxpool sumpool pooling", "", "pooling does not exist yet"),
        )
    ),
    Topic.DEVICE: dict(
        (
            *_same(
                "kintex kintex7 virtex virtex7 spartan spartan7 ultrascale zynqmp",
                "",
                "that family is not supported yet",
            ),
            *_same("intel altera cyclone cyclonev gowin", "", "that vendor is not supported yet"),
            *_same("asic sky130 gf180", "", "standard cells are not supported yet"),
            *_same("verilator icarus iverilog", "", _SIMULATOR),
            *_same("cpu gpu cuda", "", "to run a network without hardware, see 'snnc run'"),
        )
    ),
}


def meaning(word: str, topic: Topic, also: Mapping[str, Word] | None = None) -> Word | None:
    """What ``word`` of somebody else is here; None when nobody is known to use it. ``also``: more entries."""
    plain = word.lower()
    for mark in "_- ":
        plain = plain.replace(mark, "")
    return (also or {}).get(plain) or _WORDS[topic].get(plain)


def known(topic: Topic) -> Mapping[str, Word]:
    """All entries of ``topic``."""
    return _WORDS[topic]


def closest(
    name: str, candidates: Iterable[str], topic: Topic | None = None, also: Mapping[str, Word] | None = None
) -> str:
    """What ``name`` may have been meant for, as the end of a message; an empty string for no idea.

    The table knows best, with the entries ``also``; else the candidate that is spelled most alike.
    """
    word = meaning(name, topic, also) if topic else None
    if word and not word.instead:
        return f"; {word.note}"
    if word:
        listed = " or ".join(f"'{each}'" for each in word.instead)
        return f"; did you mean {listed}{f' ({word.note})' if word.note else ''}?"
    near = difflib.get_close_matches(name, sorted(candidates), n=1)
    return f"; did you mean '{near[0]}'?" if near else ""


def either(words: Iterable[str]) -> str:
    """``"a, b or c"``."""
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last
