"""Synaptic currents: what arrives is added to a state that decays by itself, and that moves the membrane."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from snnc.neurons.body import Body
from snnc.neurons.choices import CurrentUse
from snnc.neurons.model import Chosen, Setting
from snnc.neurons.settings import decay_of
from snnc.program.ops import Add, Convert, Saturate, Scale
from snnc.program.program import INPUT, Parameter, Receptor, StateVariable
from snnc.program.quantity import CURRENT, POTENTIAL, Purpose

#: Where the spikes arrive that feed a synaptic current.
SYNAPTIC_CURRENT = Receptor(INPUT, CURRENT, "sum of the weights of the spikes that arrive")
I = StateVariable("i", CURRENT, "synaptic current")  # noqa: E741 - its name in every text book
RISE = StateVariable("rise", CURRENT, "what the synaptic current rises by")


DECAY_SYN = decay_of(I, "decay_syn", tau="tau_syn", doc="the synaptic current")
DECAY_RISE = decay_of(RISE, "decay_rise", tau="tau_rise", doc="the rise of the synaptic current")
BIAS_SYN = Setting(
    Parameter("bias", CURRENT, "added to the synaptic current in every step", purpose=Purpose.DRIVE, of=I.name),
    neutral=0.0,
    default="0",
)
BIAS_MEM = Setting(
    Parameter("bias_mem", POTENTIAL, "added to the potential in every step", purpose=Purpose.DRIVE, of="v"),
    neutral=0.0,
    default="0",
)


@dataclass(frozen=True)
class Current:
    """What moves the membrane in a step: ``value``, and the ``states`` behind it with their next values.

    ``equation``: their equations; ``word``: the value in the equation of the membrane.
    """

    value: str
    word: str
    states: tuple[StateVariable, ...] = ()
    next_state: tuple[tuple[str, str], ...] = ()
    equation: str = ""


def exponential(b: Body, chosen: Chosen, given: Collection[str], drive: str, word: str) -> Current:
    """An exponential current that ``drive``, called ``word``, feeds; it moves the membrane as ``current`` says."""
    match chosen["current"]:
        case CurrentUse.INPUT_FIRST | CurrentUse.DECAY_LAST:
            charged = b.put("i_charged", Add(I.name, drive), "add the input of this step")
            fed = b.put("i_fed", Scale(charged, DECAY_SYN.name), "decay of the current")
            text = f"i = decay_syn * (i + {word})"
        case _:
            kept = b.put("i_kept", Scale(I.name, DECAY_SYN.name), "decay of the current")
            fed = b.put("i_fed", Add(kept, drive), "add the input of this step")
            text = f"i = decay_syn * i + {word}"
    i_next = b.put("i_next", Saturate(fed, I.name), "keep the current in its format")
    moves, name = i_next, "i"
    if chosen["current"] is CurrentUse.DECAY_LAST:
        moves, name, text = charged, "j", f"j = i + {word}; i = decay_syn * j"
    elif chosen["current"] is CurrentUse.OLD:
        moves, name = I.name, "i of the step before"
    value, name = _moved(b, given, moves, name)
    return Current(value, name, states=(I,), next_state=((I.name, i_next),), equation=text)


def double_exponential(b: Body, given: Collection[str], drive: str, word: str) -> Current:
    """A current that rises as ``drive``, called ``word``, is forgotten, and then decays."""
    h_kept = b.put("rise_kept", Scale(RISE.name, DECAY_RISE.name), "decay of the rise")
    h_fed = b.put("rise_fed", Add(h_kept, drive), "add the input of this step")
    h_next = b.put("rise_next", Saturate(h_fed, RISE.name), "keep the rise in its format")
    kept = b.put("i_kept", Scale(I.name, DECAY_SYN.name), "decay of the current")
    fed = b.put("i_fed", Add(kept, h_next), "the current rises")
    i_next = b.put("i_next", Saturate(fed, I.name), "keep the current in its format")
    value, name = _moved(b, given, i_next, "i")
    return Current(
        value,
        name,
        states=(I, RISE),
        next_state=((I.name, i_next), (RISE.name, h_next)),
        equation=f"rise = decay_rise * rise + {word}; i = decay_syn * i + rise",
    )


def decayed(b: Body, state: StateVariable, decay: Setting, fed: Receptor) -> str:
    """The next value of ``state``, which decays and is ``fed`` with what arrives."""
    name = state.name
    kept = b.put(f"{name}_kept", Scale(name, decay.name), f"decay of the {state.doc.split()[-1]}")
    more = b.put(f"{name}_fed", Add(kept, fed.name), "add the input of this step")
    return b.put(f"{name}_next", Saturate(more, name), f"keep the {state.doc.split()[-1]} in its format")


def biased(b: Body, given: Collection[str]) -> tuple[str, str]:
    """What feeds a current in a step, and what it is called: the synaptic input, and the bias if there is one."""
    if BIAS_SYN.name not in given:
        return INPUT, "input"
    return b.put("drive", Add(INPUT, BIAS_SYN.name), "synaptic input and bias"), "input + bias"


def _moved(b: Body, given: Collection[str], current: str, word: str) -> tuple[str, str]:
    """What ``current``, called ``word``, and a bias of the membrane do to the potential, and what that is called."""
    value = b.put("i_moves", Convert(current, POTENTIAL), "a current of 1 moves the potential by 1")
    if BIAS_MEM.name not in given:
        return value, word
    return b.put("moves", Add(value, BIAS_MEM.name), "and so does the bias of the membrane"), f"{word} + bias_mem"
