"""The twenty firing patterns: what each neuron is fed, and the network's stimulus.

The neurons and currents are those of Izhikevich, *Which model to use for cortical spiking neurons?*, IEEE Transactions
on Neural Networks 15 (2004), figure 1; times are in milliseconds. The pulse that ends the spiking of the bistable
neuron must meet a phase of its rhythm, which depends on the length of a step: here it comes at 210 ms.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

#: The length of a step in milliseconds, as in ``network.yaml``.
DT = 0.125
#: The weights of the inputs: a current is a sum of as many of them as events arrive.
COARSE, FINE = 0.25, 1 / 256

#: The pattern whose recovery does not decay by itself: with a small ``a`` and a large ``b`` it hardly does.
ACCOMMODATION = "accommodation"

Current = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Pattern:
    """``current`` as a function of the time, beyond the bias of the neuron, over ``length`` milliseconds."""

    name: str
    length: float
    current: Current


def step(height: float, begin: float) -> Current:
    """``height`` from ``begin`` on."""
    return lambda t: np.where(t > begin, height, 0.0)


def pulses(height: float, *windows: tuple[float, float]) -> Current:
    """``height`` in ``windows`` of (begin, end)."""
    return lambda t: height * sum((np.asarray((t > a) & (t < b), float) for a, b in windows), np.zeros(t.shape))


def ramp(slope: float, begin: float) -> Current:
    """A ramp from ``begin`` on."""
    return lambda t: slope * np.maximum(t - begin, 0.0)


def two_ramps(t: np.ndarray) -> np.ndarray:
    """A slow ramp, a pause, and one that is fast."""
    slow, fast = np.where(t < 200, t / 25, 0.0), np.where((t >= 300) & (t < 312.5), (t - 300) / 12.5 * 4, 0.0)
    return slow + fast


def more(first: Current, second: Current) -> Current:
    """The sum of both."""
    return lambda t: first(t) + second(t)


PATTERNS = (
    Pattern("tonic spiking", 100, step(14.0, 10)),
    Pattern("phasic spiking", 200, step(0.5, 20)),
    Pattern("tonic bursting", 220, step(15.0, 22)),
    Pattern("phasic bursting", 200, step(0.6, 20)),
    Pattern("mixed mode", 160, step(10.0, 16)),
    Pattern("spike frequency adaptation", 85, step(30.0, 8.5)),
    Pattern("class 1 excitability", 300, ramp(0.075, 30)),
    Pattern("class 2 excitability", 300, ramp(0.015, 30)),
    Pattern("spike latency", 100, pulses(7.04, (10, 13))),
    Pattern("subthreshold oscillations", 200, pulses(2.0, (20, 25))),
    Pattern("resonator", 400, pulses(0.65, (40, 44), (60, 64), (280, 284), (320, 324))),
    Pattern("integrator", 100, pulses(9.0, (9.1, 11.1), (14.1, 16.1), (70, 72), (80, 82))),
    Pattern("rebound spike", 200, pulses(-15.0, (20, 25))),
    Pattern("rebound burst", 200, pulses(-15.0, (20, 25))),
    Pattern("threshold variability", 100, more(pulses(1.0, (10, 15), (80, 85)), pulses(-6.0, (70, 75)))),
    Pattern("bistability", 300, pulses(1.0, (37.5, 42.5), (210, 215))),
    Pattern("depolarizing after-potential", 50, pulses(20.0, (9, 11))),
    Pattern(ACCOMMODATION, 400, two_ramps),
    Pattern("inhibition-induced spiking", 350, lambda t: np.where((t < 50) | (t > 250), 5.0, 0.0)),
    Pattern("inhibition-induced bursting", 350, lambda t: np.where((t < 50) | (t > 250), 5.0, 0.0)),
)
STEPS = int(max(pattern.length for pattern in PATTERNS) / DT)


def currents() -> np.ndarray:
    """The current of every neuron in every step, [steps, neurons]; 0 behind the end of its pattern."""
    t = np.arange(STEPS) * DT
    return np.stack([np.where(t < p.length, p.current(t), 0.0) for p in PATTERNS], axis=1)


def stimulus() -> dict[str, np.ndarray]:
    """Numbers of events, uint8 [1, steps, neurons] per input, that add up to :func:`currents`.

    The neuron that accommodates is a population of its own, with inputs of its own.
    """
    wanted = np.rint(currents() / FINE).astype(int)
    coarse, fine = np.divmod(np.abs(wanted), round(COARSE / FINE))
    parts = {"coarse": coarse * (wanted > 0), "fine": fine * (wanted > 0), "inhibition": coarse * (wanted < 0)}
    events = {name: part[None].astype(np.uint8) for name, part in parts.items()}
    apart = [pattern.name for pattern in PATTERNS].index(ACCOMMODATION)
    found = {name: np.delete(part, apart, axis=2) for name, part in events.items()}
    return found | {f"apart_{name}": events[name][:, :, [apart]] for name in ("coarse", "fine")}


def joined(cells: np.ndarray, apart: np.ndarray) -> np.ndarray:
    """What the two populations did, [steps, neurons], in the order of :data:`PATTERNS`."""
    place = [pattern.name for pattern in PATTERNS].index(ACCOMMODATION)
    return np.insert(cells, place, apart[:, 0], axis=1)
