"""What left through the outputs of a chip, beside golden."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from snnc.driver.observed import Finding, Log, differences, place
from snnc.golden.run import Run, Variable
from snnc.ir.network import SPIKES
from snnc.plan.stream import Stream


@dataclass(frozen=True, eq=False)
class ReceivedOutput:
    """What left through one output.

    ``values``: in the shape of golden's trace, [samples, steps, size]; ``mismatches``: unequal
    values, and how much of the form is wrong: events outside the network, marks of ends of
    samples, packets too few or too many; ``findings``: the first of each kind.
    """

    values: np.ndarray
    mismatches: int
    findings: tuple[Finding, ...]


def read_output(
    stream: Stream, log: Log, golden: Run, variable: Variable, core_of: Callable[[str, int], str]
) -> ReceivedOutput:
    """Compare what left through ``stream`` with ``variable`` of ``golden``."""
    expected = golden.traces[variable].astype(np.int64)
    packets = _packets(stream, log, expected.shape, always=variable[1] != SPIKES)
    unequal = (packets.values != expected) | packets.repeated
    mismatches = int(np.count_nonzero(unequal) + np.count_nonzero(packets.outside))
    mismatches += packets.misplaced.size + abs(packets.marks.size - packets.total)
    seen = Run({variable: np.where(packets.closed, packets.values, expected)})
    unequal_values = differences(Run({**golden.traces, variable: expected}), seen, core_of)
    return ReceivedOutput(packets.values, mismatches, (*unequal_values, *packets.findings()))


@dataclass(frozen=True, eq=False)
class _Packets:
    """The packets of a log, for a stimulus of ``shape`` [samples, steps, size].

    ``packet``, ``neuron`` and ``value`` of every event; ``marks``: of each packet that was closed,
    whether it is said to end its sample; ``always``: whether a neuron sends a value in every step, be it 0;
    ``once``: whether it sends no more than one event in a step.
    """

    shape: tuple[int, ...]
    packet: np.ndarray
    neuron: np.ndarray
    value: np.ndarray
    marks: np.ndarray
    always: bool
    once: bool

    @property
    def steps(self) -> int:
        return self.shape[1]

    @property
    def total(self) -> int:
        """Packets that should have left."""
        return self.shape[0] * self.shape[1]

    @cached_property
    def outside(self) -> np.ndarray:
        """Per event, whether it belongs to no neuron or no step."""
        return (self.packet >= self.total) | (self.neuron >= self.shape[2])

    @cached_property
    def values(self) -> np.ndarray:
        return self._added(self.value)

    @cached_property
    def repeated(self) -> np.ndarray:
        """Where a neuron that sends once did so more often, or one that always sends did not."""
        if not self.once:
            return np.zeros(self.shape, bool)
        times = self._added(np.ones_like(self.value))
        return np.asarray(times != 1 if self.always else times > 1)

    @cached_property
    def closed(self) -> np.ndarray:
        """Which packets left, bool [samples, steps, 1]."""
        return np.arange(self.total).reshape(*self.shape[:2], 1) < self.marks.size

    @cached_property
    def misplaced(self) -> np.ndarray:
        """Packets marked as the end of a sample where there is none, or not marked where there is one."""
        marks = self.marks[: self.total]
        return np.flatnonzero((marks == 1) != (np.arange(marks.size) % self.steps == self.steps - 1))

    def findings(self) -> Iterator[Finding]:
        """The first fault of each kind, but for values."""
        for sample, step, neuron in np.argwhere(self.repeated & self.closed)[:1].tolist():
            yield self._at(sample * self.steps + step, f"neuron {neuron} did not send one value")
        for event in np.flatnonzero(self.outside & (self.packet < self.total))[:1]:
            yield self._at(self.packet[event], f"got an event of neuron {self.neuron[event]}, expected none")
        for packet in self.misplaced[:1]:
            got, expected = ("sample", "step") if self.marks[packet] else ("step", "sample")
            yield self._at(packet, f"got the end of a {got}, expected that of a {expected}")
        if self.marks.size < self.total:
            yield self._at(self.marks.size, "the packet did not leave")
        elif self.marks.size > self.total or (self.packet >= self.total).any():
            yield Finding(self.total, f"got beats after the last of {self.total} packets")

    def _at(self, packet: int, words: str) -> Finding:
        return Finding(int(packet), f"{place(int(packet), self.steps)}: {words}")

    def _added(self, what: np.ndarray) -> np.ndarray:
        """The sums of ``what``, one for each event, per step and neuron."""
        inside = ~self.outside
        sums = np.zeros((self.total, self.shape[2]), np.int64)
        np.add.at(sums, (self.packet[inside], self.neuron[inside]), what[inside])
        return sums.reshape(self.shape)


def _packets(stream: Stream, log: Log, shape: tuple[int, ...], always: bool) -> _Packets:
    _, data, last, keep, user = log.values.T
    event = keep == 1
    neuron = data[event] & ((1 << stream.id_bits) - 1)
    value = np.ones_like(neuron)
    if stream.payload_bits:
        raw = data[event] >> stream.id_bits
        sign = 1 << (stream.payload_bits - 1)
        value = (raw ^ sign) - sign
    packet = np.cumsum(last) - last
    return _Packets(
        shape=shape,
        packet=packet[event],
        neuron=neuron,
        value=value,
        marks=user[last == 1],
        always=always,
        once=bool(stream.payload_bits),
    )
