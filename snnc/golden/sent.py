"""What inputs and populations send: spikes, several in a step, or numbers; and stimuli that say so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from snnc.core.digits import apart
from snnc.core.errors import UserError, user_error
from snnc.ir.events import event_dtype
from snnc.ir.network import MAX_EVENTS, CodingKind, Input, Network, ValueRange
from snnc.ir.quantised import QuantisedNetwork


def check_stimulus(network: Network | QuantisedNetwork, stimulus: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """``stimulus`` as golden takes it: bool for inputs of one event a step, else uint8.

    Raises :class:`UserError` E201, E202 or E206 unless it has one fitting array for every input,
    of numbers that the input may send.
    """
    if set(stimulus) != {i.name for i in network.inputs}:
        expected = ", ".join(i.name for i in network.inputs)
        raise user_error(
            "E201", f"stimulus for inputs; got {', '.join(sorted(stimulus)) or 'none'}, expected {expected}"
        )
    arrays = {name: _numbers(name, given) for name, given in stimulus.items()}
    shapes = {spikes.shape[:2] for spikes in arrays.values()}
    for source in network.inputs:
        spikes = arrays[source.name]
        if not source.graded and spikes.dtype.kind == "f" and np.any(spikes != np.rint(spikes)):
            raise user_error(
                "E202",
                f"input '{source.name}' takes spikes; got real values",
                hint="give 0 and 1, [samples, steps, size]; snnc.golden.coding.encode makes spikes of values",
            )
        if spikes.ndim != 3 or spikes.shape[2] != source.size or len(shapes) != 1 or 0 in spikes.shape[:2]:
            raise user_error(
                "E202",
                f"stimulus of input '{source.name}'; got shape {list(spikes.shape)}, "
                f"expected [samples, steps, {source.size}], the same samples and steps for all inputs",
            )
    return {source.name: events_of(source, arrays[source.name]) for source in network.inputs}


def sent_by_inputs(network: Network | QuantisedNetwork, stimulus: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """What the inputs of ``network`` send for ``stimulus``: as it is, but integers where it is quantised."""
    currents = {source.name: source.current for source in network.inputs if isinstance(network, QuantisedNetwork)}
    return {
        name: values if (current := currents.get(name)) is None else current.integers(values)
        for name, values in stimulus.items()
    }


def _numbers(name: str, given: Any) -> np.ndarray:
    """``given`` as an array; E202 for anything but real numbers in a regular one."""
    try:
        array = np.asarray(given)
    except ValueError:  # rows of different lengths
        array = np.asarray(None)
    if array.dtype.kind not in "biuf":
        raise user_error("E202", f"stimulus of input '{name}'; expected numbers [samples, steps, size]")
    return array


def events_of(source: Input, counts: np.ndarray) -> np.ndarray:
    """``counts`` [samples, steps, size] of events that ``source`` sends: bool where it sends one at most, else uint8.

    Real values of a graded input stay what they are, float64. Raises :class:`UserError` E202 for what is no whole
    number from 0 on, E206 for the first count beyond ``source.events``, or the first value beyond its range.
    """
    if source.current is not None:
        return _values_of(source, source.current, counts.astype(np.float64, copy=False))
    if counts.dtype != bool:
        whole = counts.dtype.kind in "iu" or (
            counts.dtype.kind == "f" and np.all(np.isfinite(counts) & (counts == np.rint(counts)))
        )
        if not whole or np.any(counts < 0):
            raise user_error("E202", f"stimulus of input '{source.name}' must hold whole numbers of events from 0 on")
        if np.any(counts > source.events):
            sample, step, neuron = (int(k) for k in np.argwhere(counts > source.events)[0])
            count = int(counts[sample, step, neuron])
            raise too_many_events(source, sample=sample, step=step, neuron=neuron, count=count)
    return counts.astype(event_dtype(source.events), copy=False)


def _values_of(source: Input, current: ValueRange, values: np.ndarray) -> np.ndarray:
    """``values`` [samples, steps, size] themselves where all lie in the range of ``current``."""
    if not np.all(np.isfinite(values)):
        raise not_finite(f"stimulus of input '{source.name}'", values)
    beyond = (values < current.low) | (values > current.high)
    if np.any(beyond):
        sample, step, neuron = (int(k) for k in np.argwhere(beyond)[0])
        got, *ends = apart(float(values[sample, step, neuron]), current.low, current.high)
        raise user_error(
            "E206",
            f"input '{source.name}', sample {sample}, step {step}: got {got} of neuron {neuron}, "
            f"expected {ends[0]} to {ends[1]}",
            hint="give the input a wider 'range' in the spec, or smaller values",
        )
    return values


def not_finite(what: str, values: np.ndarray) -> UserError:
    """The error for the first number of ``values``, of any shape, that is none; ``what``: what they are."""
    place = [int(k) for k in np.argwhere(~np.isfinite(values))[0]]
    return user_error("E202", f"{what} holds a number that is NaN or infinite; the first is at {place}")


def too_many_events(source: Input, sample: int, step: int, neuron: int, count: int) -> UserError:
    """The error for a neuron that sends ``count`` events in one step, more than its input may."""
    allowed = "1 event" if source.events == 1 else f"{source.events} events"
    hint = f"at most {MAX_EVENTS} can be allowed"
    if count <= MAX_EVENTS:
        alone = "" if source.coding.kind is CodingKind.NONE else " and no coding"
        hint = f"give the input 'events: {count}' (or more){alone} if a neuron may send that many in one step"
    return user_error(
        "E206",
        f"input '{source.name}', sample {sample}, step {step}: got {count} events of neuron {neuron}, "
        f"expected at most {allowed} in a step",
        hint=hint,
    )
