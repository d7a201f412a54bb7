"""Nengo's LIF: exact for an input that is constant in a step, with spikes between steps."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

import numpy as np

from snnc.core.errors import Diagnostic, warning
from snnc.core.words import words
from snnc.neurons.body import Body
from snnc.neurons.model import Chosen, Model, Setting, Values
from snnc.neurons.settings import BIAS, DECAY, THRESHOLD, V_MIN, V
from snnc.numbers.functions import FUNCTIONS
from snnc.numbers.transcendental import log1m
from snnc.program.nonlinear import Gain, Lookup, Product, Ratio
from snnc.program.ops import Above, Add, AtLeast, Literal, Saturate, Select, Subtract
from snnc.program.program import INPUT, Bounds, Parameter, Program, StateVariable
from snnc.program.quantity import GAIN, POTENTIAL, Kind, Purpose, Quantity

#: Time in steps, and times the leak; the share of a distance that v moves by, and that by which it overshot.
_TIME, _LEAKS = Quantity("time", Kind.LINEAR), Quantity("leaks", Kind.LINEAR)
_SHARE, _OVERSHOT = Quantity("share", Kind.LINEAR), Quantity("overshot", Kind.LINEAR)


def _leak(given: Values) -> np.ndarray:
    """``-dt / tau``, of the factor that is kept per step."""
    return log1m(1.0 - np.asarray(given[DECAY.name], dtype=np.float64))


_THRESHOLD = replace(THRESHOLD, value=1.0)
#: The time of a spike follows from a table of the logarithm, which ends at what is kept per step here.
_LEAST_KEPT = 1.0 - FUNCTIONS["log1m"].high
_DECAY = replace(DECAY, transient=True, shortest=0.5)
#: Refractory times in steps beyond which a wrong unit is more likely than a wish.
_SHORT_PAUSE, _LONG_PAUSE = 1e-3, 1e3
_V_MIN = replace(V_MIN, value=0.0)
_PAUSE = Setting(Parameter("tau_ref", GAIN, "refractory time after a spike, in the unit of dt"), transient=True)
_WAIT = Setting(
    Parameter("pause", _TIME, "tau_ref in steps"),
    derived=lambda given, dt: np.asarray(given["tau_ref"], dtype=np.float64) / dt,
)
_STEP = Setting(
    Parameter("step", _TIME, "a whole step", purpose=Purpose.STEP, of="wait"), derived=lambda given, dt: 1.0
)
_MOST = Setting(
    Parameter("most", _OVERSHOT, "the share of its distance to the input that v moves by in a whole step"),
    derived=lambda given, dt: 1.0 - np.asarray(given[DECAY.name], dtype=np.float64),
)
_LEAK = Setting(Parameter("leak_rate", GAIN, "-dt / tau"), derived=lambda given, dt: _leak(given))
_PER_LEAK = Setting(Parameter("per_leak", GAIN, "-tau / dt"), derived=lambda given, dt: 1.0 / _leak(given))
_LEFT = StateVariable("wait", _TIME, "steps until the neuron integrates again", bounds=Bounds((0.0,), ("pause",)))


class NengoLif(Model):
    """Nengo's LIF: its spikes lie between steps, and so do the ends of its refractory times.

        d = clip(1 - wait[t-1], 0, 1)                       the share of the step in which it integrates
        v[t] = J + (v[t-1] - J) * exp(-d * dt / tau)        J = I[t] + bias, constant in the step
        spike when v[t] > threshold; then
            past = -tau / dt * log(1 - (v[t] - threshold) / (J - threshold))     steps since v met the threshold
            v[t] = 0, wait[t] = max(tau_ref / dt - past, 0)
        else v[t] = max(v[t], v_min), wait[t] = max(wait[t-1] - 1, 0)

    The input J is the potential that v settles at if J stays the same: a weight is gain times encoder, or gain times
    encoder times decoder. The neuron does not remember it: what arrives counts in one step only. A constant input
    must arrive in every step. A ``kind: current`` input and a ``relay`` send it so; spikes need a ``relay`` with
    ``tau`` between, as a filter. Where ``tau_ref`` is 0, no time within a step matters: ``lif`` with weights times
    1 - decay is the same neuron and much smaller.
    Parameters: ``tau`` and ``tau_ref`` in the unit of dt (``decay`` in place of ``tau``), ``threshold`` (1 by
    default), ``v_min`` (0), ``bias``. State: ``v``, and ``wait`` in steps.
    In integers the exponential and the logarithm are tables, and the quotient has as many bits as its format.
    Source of the equation: Nengo's ``LIF`` (Bekolay et al., *Nengo: a Python tool for building large-scale functional
    brain models*, 2014); Eliasmith and Anderson, *Neural Engineering* (2003), section 4.1.
    """

    name = "nengo_lif"
    words = words(("nengolif nengolifneuron substeplif", "nengo_lif", ""))
    needs_filter = True
    settings = (_THRESHOLD, _DECAY, _PAUSE, _V_MIN, BIAS, _WAIT, _STEP, _MOST, _LEAK, _PER_LEAK)

    def program(self, chosen: Chosen, given: Collection[str]) -> Program:
        """The update program; a bias that is not ``given`` leaves its logic out."""
        b = Body()
        drive = b.put("drive", Add(INPUT, BIAS.name), "input and bias") if BIAS.name in given else INPUT
        never = b.put("never", Literal(0, _TIME), "")
        waiting = b.put("waiting", AtLeast(_LEFT.name, _STEP.name), "refractory for all of this step")
        rest = b.put("rest_of_step", Subtract(_STEP.name, _LEFT.name), "what is left of the step")
        free = b.put("free", AtLeast(never, _LEFT.name), "not refractory")
        part = b.put("open_part", Select(free, _STEP.name, rest), "")
        part = b.put("part", Select(waiting, never, part), "the share of the step in which it integrates")
        v = _integrated(b, drive, part)
        v = b.put("kept", Select(waiting, V.name, v), "nothing happens in no time")
        spike = b.put("spike", Above(v, _THRESHOLD.name), "potential > threshold")
        less = b.put("less", Subtract(_LEFT.name, _STEP.name), "")
        left = b.put("waited", Select(waiting, less, never), "a step passed")
        left = b.put("wait_reset", Select(spike, _pause(b, drive, v), left), "refractory from the time of the spike on")
        enough = b.put("high_enough", AtLeast(v, _V_MIN.name), "not below the lowest potential")
        v = b.put("raised", Select(enough, v, _V_MIN.name), "raised to the lowest potential")
        zero = b.put("zero", Literal(0, POTENTIAL), "")
        v = b.put("v_reset", Select(spike, zero, v), "reset at once")
        after_wait = b.put("wait_next", Saturate(left, _LEFT.name), "keep the time in its format")
        return Program(
            name=self.name,
            equation=_equation(given),
            parameters=tuple(s.parameter for s in self.settings if s.name in given and not s.transient),
            states=(V, _LEFT),
            body=tuple(b.statements),
            next_state=((V.name, v), (_LEFT.name, after_wait)),
            spike=spike,
        )

    def needed(self, chosen: Chosen) -> frozenset[str]:
        """All but the bias."""
        return self.parameters - {BIAS.name}

    def complaints(self, population: str, chosen: Chosen, values: Values) -> Iterator[Diagnostic]:
        """A leak that is one, a time that is not negative, and a threshold above the reset."""
        decay = np.asarray(values[_DECAY.name])
        wrong = decay[~((decay >= _LEAST_KEPT) & (decay < 1.0))]
        if wrong.size:
            message = f"decay of '{population}'; got {wrong.flat[0]:g}, expected from {_LEAST_KEPT:g} to below 1"
            hint = "that is a tau of at least half of dt: are both in one unit?"
            yield Diagnostic("E123", message, hint=hint, part=(_DECAY.name,))
        if not np.all(np.asarray(values[_PAUSE.name]) >= 0.0):
            least = float(np.min(values[_PAUSE.name]))
            message = f"{_PAUSE.name} of '{population}'; got {least:g}, expected at least 0, in the unit of dt"
            yield Diagnostic("E123", message, part=(_PAUSE.name,))
        threshold = np.asarray(values[_THRESHOLD.name])
        if not np.all((threshold > 0.0) & (threshold >= np.asarray(values[_V_MIN.name]))):
            message = (
                f"threshold of '{population}'; expected one above 0, where spikes reset to, and no lower than v_min"
            )
            yield Diagnostic("E123", message, part=(_THRESHOLD.name,))

    def surprises(self, population: str, values: Values) -> Iterator[Diagnostic]:
        """A refractory time far from the length of a step is one in another unit, most likely."""
        pause = np.asarray(values[_WAIT.name])
        odd = pause[(pause > _LONG_PAUSE) | ((pause > 0) & (pause < _SHORT_PAUSE))]
        if odd.size:
            message = f"{_PAUSE.name} of '{population}' is {odd.flat[0]:g} steps"
            yield warning("W106", message, hint="are tau_ref and dt in one unit?", part=(_PAUSE.name,))


def _integrated(b: Body, drive: str, part: str) -> str:
    """The potential after the ``part`` of the step in which ``drive`` moves it."""
    passed = b.put("leaks", Gain(part, _LEAK.name, _LEAKS), "-d * dt / tau")
    share = b.put("share", Lookup(passed, "expm1", _SHARE), "of its distance to the input, below 0")
    away = b.put("away", Subtract(V.name, drive), "")
    change = b.put("change", Product(away, share, POTENTIAL), "")
    return b.put("moved", Add(V.name, change), "towards the input")


def _pause(b: Body, drive: str, v: str) -> str:
    """The steps that are left at the end of this one of the refractory time of a spike in it."""
    over = b.put("over", Subtract(v, _THRESHOLD.name), "beyond the threshold")
    reach = b.put("reach", Subtract(drive, _THRESHOLD.name), "where it would have settled beyond it")
    share = b.put("overshot", Ratio(over, reach, _MOST.name, _OVERSHOT), "of the way from the threshold to the input")
    leaks = b.put("leaks_since", Lookup(share, "log1m", _LEAKS), "-past * dt / tau")
    past = b.put("past", Gain(leaks, _PER_LEAK.name, _TIME), "steps since the spike")
    pause = b.put("pause_left", Subtract(_WAIT.name, past), "")
    over_now = b.put("over_now", AtLeast("never", pause), "the refractory time ends in this step")
    return b.put("wait_more", Select(over_now, "never", pause), "")


def _equation(given: Collection[str]) -> str:
    drive = "(input + bias)" if BIAS.name in given else "input"
    return (
        f"d = clip(step - wait, 0, step); v = J + (v - J) * exp(leak_rate * d), J = {drive}; "
        "spike when v > threshold; then v = 0, wait = max(pause - past, 0), "
        "past = per_leak * log(1 - (v - threshold) / (J - threshold)); "
        "else v = max(v, v_min), wait = max(wait - step, 0)"
    )
