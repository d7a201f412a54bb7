"""Currents over time that an input sends by itself: steps, ramps, sines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class StepWave:
    """``before`` until the time ``at``, then ``after``."""

    before: float
    after: float
    at: float

    def values(self, times: np.ndarray) -> np.ndarray:
        """What is sent at ``times``, of any shape."""
        return np.where(_reached(times, self.at), self.after, self.before)

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest value."""
        return _apart(min(self.before, self.after), max(self.before, self.after))


@dataclass(frozen=True)
class RampWave:
    """``before`` until the time ``start``, then in a straight line to ``after`` at the time ``end``, and on."""

    before: float
    after: float
    start: float
    end: float

    def values(self, times: np.ndarray) -> np.ndarray:
        """What is sent at ``times``, of any shape."""
        share = (times - self.start) / (self.end - self.start)
        return np.clip(self.before + share * (self.after - self.before), *self.ends)

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest value."""
        return _apart(min(self.before, self.after), max(self.before, self.after))


@dataclass(frozen=True)
class SineWave:
    """``offset + amplitude * sin(angle * time + phase)``; ``angle``: radians per unit of time, ``phase``: radians."""

    offset: float
    amplitude: float
    angle: float
    phase: float

    def values(self, times: np.ndarray) -> np.ndarray:
        """What is sent at ``times``, of any shape."""
        # Without the last digits, which differ from machine to machine.
        return np.asarray(self.offset + self.amplitude * np.round(np.sin(self.angle * times + self.phase), 12))

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest value."""
        return _apart(self.offset - abs(self.amplitude), self.offset + abs(self.amplitude))


def _reached(times: np.ndarray, at: float) -> np.ndarray:
    """Which of ``times``, of any shape, have come to ``at``: three steps of 0.3 are a little less than 0.9."""
    return np.asarray(times >= at - 1e-9 * max(1.0, abs(at)))


def _apart(low: float, high: float) -> tuple[float, float]:
    """The two ends of a range; with 0 where it would be a single value."""
    return (low, high) if low < high else (min(low, 0.0), max(high, 0.0))


#: Any of them.
Wave = StepWave | RampWave | SineWave

WAVES = (StepWave, RampWave, SineWave)
