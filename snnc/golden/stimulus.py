"""Stimulus files: spikes for every input from a ``.npz`` file.

For an input called ``x`` the file holds one of

* ``x``: bitmaps, numbers of events [samples, steps, size] (or [steps, size] for one sample);
* ``x.events`` [n, 3] of (sample, step, neuron), beside ``samples`` and ``steps``; a row that is
  there n times is n events;
* ``x.values`` [samples, size] in [0, 1], turned into spikes by the input's coding;

and, if a network classifies, ``labels`` [samples]: one whole number for each sample. No neuron may have
more events in a step than its input's ``events`` (1 by default).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from snnc.core.arrays import Archive, UnreadableError, load_arrays
from snnc.core.errors import Location, UserError, user_error
from snnc.core.limits import excess, way_out
from snnc.core.words import closest, either
from snnc.golden.coding import encode
from snnc.golden.run import check_stimulus, too_many_events
from snnc.ir.network import CodingKind, Input, Network
from snnc.ir.quantised import QuantisedNetwork

#: Numbers that are looked at together; bytes of memory that each of events or values takes; most steps of a sample.
_BLOCK, _NUMBER_MEMORY, _MOST_STEPS = 1 << 20, 32, 1 << 20


def read_stimulus(
    path: Path, network: Network | QuantisedNetwork, samples: int | None = None
) -> tuple[dict[str, np.ndarray], np.ndarray | None]:
    """Events [samples, steps, size] for each input, as :func:`check_stimulus` returns them, and labels (or None).

    ``samples`` keeps the first ones only, and their labels. Raises :class:`UserError` E20x.
    """
    where = Location(str(path))
    try:
        arrays = _load(path, network.inputs)
        _check_names(arrays, network.inputs)
        read = {source.name: _input(source, arrays, samples) for source in network.inputs}
        counts = {name: given.samples for name, given in read.items()}
        if len(set(counts.values())) > 1:
            listed = ", ".join(f"{count} for '{name}'" for name, count in counts.items())
            raise user_error("E202", f"samples; got {listed}, expected as many for every input")
        stimulus = check_stimulus(network, {name: given.spikes for name, given in read.items()})
        classes = network.population(network.outputs[0].population).size if network.outputs else 0
        return stimulus, _labels(arrays, next(iter(read.values())), samples, classes)
    except UnreadableError as err:
        raise user_error("E200", f"cannot read stimulus: {err}", where=where, hint=err.hint) from err
    except UserError as err:
        first = err.diagnostics[0]
        raise user_error(first.code, first.message, where=where, hint=first.hint) from err


@dataclass(frozen=True, eq=False)
class _Given:
    """What a file has for one input: ``spikes`` of the samples to keep, and how many ``samples`` it has in all."""

    spikes: np.ndarray
    samples: int


def _forms(name: str) -> tuple[str, str, str]:
    """The arrays that can hold the stimulus of input ``name``."""
    return name, f"{name}.events", f"{name}.values"


def _load(path: Path, inputs: Sequence[Input]) -> Archive:
    loaded = load_arrays(path)
    if isinstance(loaded, np.ndarray):
        hint = f"in Python: numpy.savez('{path.stem}.npz', **{{'{inputs[0].name}': numpy.load('{path.name}')}})"
        raise user_error("E200", "cannot read stimulus: it is a single array without a name", hint=hint)
    return loaded


def _check_names(arrays: Mapping[str, np.ndarray], inputs: Sequence[Input]) -> None:
    """Every input has one array, then: every array has one meaning."""
    meanings: dict[str, list[str]] = {name: [name] for name in ("labels", "samples", "steps")}
    for source in inputs:
        for form in _forms(source.name):
            meanings.setdefault(form, []).append(f"input '{source.name}'")
    foreign = sorted(set(arrays) - set(meanings))
    listed = ", ".join(f"'{name[:80]}'" for name in foreign[:20])
    for source in inputs:
        given = [form for form in _forms(source.name) if form in arrays]
        if len(given) != 1:
            raise user_error(
                "E201",
                f"input '{source.name}'; got {' and '.join(given) or 'nothing'}, "
                f"expected one of {', '.join(_forms(source.name))}",
                hint=f"arrays that belong to no input: {listed}" if foreign and not given else "",
            )
    for name in foreign:
        raise user_error("E204", f"array '{name[:80]}' belongs to no input{closest(name, meanings)}")
    for name in sorted(arrays):
        if len(meanings[name]) > 1:
            raise user_error(
                "E204",
                f"array '{name[:80]}' could be meant for {either(meanings[name])}",
                hint="give one of them another name",
            )


def _input(source: Input, arrays: Mapping[str, np.ndarray], samples: int | None) -> _Given:
    name = next(form for form in _forms(source.name) if form in arrays)
    array = arrays[name]
    if array.dtype.kind not in "biuf":
        raise user_error("E202", f"'{name}'; got values of type {array.dtype}, expected real numbers")
    if not all(np.all(np.isfinite(block)) for block in _blocks(array)):
        raise user_error("E202", f"'{name}' holds a number that is NaN or infinite")
    if name != source.name:
        _check_numbers(name, array)
    if name == f"{source.name}.events":
        return _events(source, array, arrays, samples)
    if name == f"{source.name}.values":
        return _values(source, array, samples)
    if any(np.any((block < 0) | (block != np.rint(block))) for block in _blocks(array)):
        raise user_error(
            "E202",
            f"input '{source.name}' takes spikes; got numbers from {array.min():.6g} to {array.max():.6g}, "
            f"expected {'0 and 1' if source.events == 1 else f'whole numbers from 0 to {source.events}'}",
            hint=_to_spikes(source),
        )
    if array.ndim == 2:
        array = array[None]
    if array.ndim != 3 or array.shape[2] != source.size:
        raise user_error(
            "E202",
            f"input '{source.name}'; got shape {list(array.shape)}, expected [samples, steps, {source.size}]",
        )
    return _Given(array[:samples], array.shape[0])


def _blocks(array: np.ndarray) -> Iterator[np.ndarray]:
    """The numbers of ``array``, some at a time: what they are compared with is then no second array."""
    flat = array.reshape(-1)
    return (flat[first : first + _BLOCK] for first in range(0, flat.size, _BLOCK))


def _check_numbers(name: str, array: np.ndarray) -> None:
    """E202 where the numbers of the array ``name`` take too much memory while they are turned into spikes."""
    needed = array.size * _NUMBER_MEMORY
    if excess(needed):
        raise user_error("E202", f"'{name}': {array.size:,} numbers take {excess(needed)}", hint=way_out(needed))


def _check_size(source: Input, samples: int, steps: int) -> None:
    """E202 where the spikes of ``source`` take too much memory."""
    needed = samples * steps * source.size
    if excess(needed):
        message = f"{samples} samples of {steps} steps of '{source.name}' take {excess(needed)}"
        raise user_error("E202", message, hint=f"keep fewer with --samples; {way_out(needed)}")


def _to_spikes(source: Input) -> str:
    """What to do with real values for ``source``."""
    values = f"'{source.name}.values' [samples, {source.size}], numbers from 0 to 1"
    counts = "0 and 1" if source.events == 1 else "numbers of events"
    bitmaps = f"{counts} as '{source.name}' [samples, steps, {source.size}]"
    if source.coding.kind is CodingKind.NONE:
        known = " or ".join(kind.value for kind in CodingKind if kind is not CodingKind.NONE)
        return f"give the input a coding ({known}) in the spec and store {values}; or store {bitmaps}"
    return f"store {values}, for its {source.coding.kind.value} coding; or {bitmaps}"


def _labels(arrays: Mapping[str, np.ndarray], given: _Given, samples: int | None, classes: int) -> np.ndarray | None:
    """One label for each of the samples that are kept, below ``classes``, the neurons of the first output."""
    labels = arrays.get("labels")
    if labels is None:
        return None
    count, steps = given.samples, given.spikes.shape[1]
    if labels.ndim != 1 or labels.dtype.kind not in "iu" or labels.size != count:
        hint = ""
        if labels.shape == (steps,):
            hint = "the order of a stimulus is [samples, steps, size]; this one looks like [steps, samples, size]"
        raise user_error(
            "E202",
            f"labels; got shape {list(labels.shape)} of {labels.dtype}, expected {count} whole numbers, one per sample",
            hint=hint,
        )
    if labels.size and classes and not 0 <= int(labels.min()) <= int(labels.max()) < classes:
        raise user_error(
            "E202",
            f"labels; got numbers from {labels.min()} to {labels.max()}, expected 0 to {classes - 1}: "
            f"the first output has {classes} neurons",
        )
    return labels[:samples].astype(np.int64)


def _values(source: Input, array: np.ndarray, samples: int | None) -> _Given:
    if source.coding.kind is CodingKind.NONE:
        raise user_error(
            "E205", f"input '{source.name}' has no coding to turn values into spikes", hint=_to_spikes(source)
        )
    if array.ndim != 2 or array.shape[1] != source.size:
        raise user_error(
            "E202", f"'{source.name}.values'; got shape {list(array.shape)}, expected [samples, {source.size}]"
        )
    if np.any((array < 0) | (array > 1)):
        raise user_error(
            "E202",
            f"'{source.name}.values'; got numbers from {array.min():.6g} to {array.max():.6g}, expected 0 to 1",
            hint="divide them by the largest that can occur: 255 for images of bytes",
        )
    kept = array[:samples]
    _check_size(source, kept.shape[0], source.coding.steps)
    return _Given(encode(kept.astype(np.float64), source.coding), array.shape[0])


def _events(source: Input, array: np.ndarray, arrays: Mapping[str, np.ndarray], samples: int | None) -> _Given:
    sizes = []
    for name in ("samples", "steps"):
        value = arrays.get(name)
        if value is None or value.size != 1 or value.dtype.kind not in "iu" or int(value.reshape(())) < 1:
            raise user_error("E201", f"events need '{name}', one positive whole number")
        sizes.append(int(value.reshape(())))
    count, steps = sizes
    if steps > _MOST_STEPS:
        raise user_error("E202", f"steps; got {steps}, expected at most {_MOST_STEPS}")
    kept = count if samples is None else min(samples, count)
    _check_size(source, kept, steps)
    limits = np.array([count, steps, source.size])
    if array.ndim != 2 or array.shape[1] != 3 or array.dtype.kind not in "iu":
        raise user_error(
            "E202", f"'{source.name}.events'; got shape {list(array.shape)}, expected whole numbers [n, 3]"
        )
    if np.any((array < 0) | (array >= limits)):
        raise user_error("E202", f"'{source.name}.events': (sample, step, neuron) beyond {limits.tolist()}")
    shape = (kept, steps, source.size)
    rows = array[array[:, 0] < kept].astype(np.int64)
    places, counts = np.unique(np.ravel_multi_index(tuple(rows.T), shape), return_counts=True)
    if np.any(counts > source.events):
        first = int(np.argmax(counts > source.events))
        sample, step, neuron = (int(k) for k in np.unravel_index(places[first], shape))
        raise too_many_events(source, sample=sample, step=step, neuron=neuron, count=int(counts[first]))
    events = np.zeros(shape, np.uint8 if source.events > 1 else bool)
    events.reshape(-1)[places] = counts
    return _Given(events, count)
