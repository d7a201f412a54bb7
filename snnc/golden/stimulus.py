"""Stimulus files: spikes for every input from a ``.npz`` file.

For an input called ``x`` the file holds one of

* ``x``: bitmaps, numbers of events [samples, steps, size] (or [steps, size] for one sample);
* ``x.events`` [n, 3] of (sample, step, neuron), beside ``samples`` and ``steps``; a row that is
  there n times is n events;
* ``x.times`` [n, 3] of (sample, time, neuron), likewise, with times in the unit of the network's ``dt``;
* ``x.values`` [samples, size] in [0, 1], turned into spikes by the input's coding; for Poisson spikes whose
  rate varies [samples, steps, size];

of inputs that send real values, ``x`` holds those [samples, steps, size] (or [steps, size]);

and, if a network classifies, ``labels`` [samples]: one whole number for each sample. No neuron may have
more events in a step than its input's ``events`` (1 by default).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from snnc.core.arrays import Archive, UnreadableError, load_arrays
from snnc.core.errors import Location, UserError, user_error
from snnc.core.limits import excess, way_out
from snnc.core.words import closest, either
from snnc.golden.coding import encode
from snnc.golden.event_lists import Given, check_size, from_events, from_times
from snnc.golden.sent import check_stimulus, not_finite
from snnc.ir.network import CodingKind, Input, Network
from snnc.ir.quantised import QuantisedNetwork

#: Numbers that are looked at together; bytes of memory that each of events or values takes.
_BLOCK, _NUMBER_MEMORY = 1 << 20, 32


def read_stimulus(
    path: Path | None, network: Network | QuantisedNetwork, samples: int | None = None
) -> tuple[dict[str, np.ndarray], np.ndarray | None]:
    """Events [samples, steps, size] for each input, as :func:`check_stimulus` returns them, and labels (or None).

    ``samples`` keeps the first ones only, and their labels. Without a ``path`` every input sends Poisson spikes at
    the full rate of its coding, for one sample or ``samples``. Raises :class:`UserError` E20x.
    """
    if path is None:
        return _by_themselves(network, samples or 1), None
    where = Location(str(path))
    try:
        arrays = _load(path, network.inputs)
        _check_names(arrays, network.inputs)
        read = {source.name: _input(source, arrays, samples, dt=network.dt) for source in network.inputs}
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


def _by_themselves(network: Network | QuantisedNetwork, samples: int) -> dict[str, np.ndarray]:
    """What inputs send by themselves: waves, and Poisson spikes when all their values are 1."""
    drives = {}
    for source in network.inputs:
        wave = source.current.wave if source.current else None
        if source.current and wave:
            steps = source.current.steps
            check_size(source, samples, steps, each=8)
            values = wave.values(np.arange(steps) * network.dt)
            drives[source.name] = np.broadcast_to(values[None, :, None], (samples, steps, source.size))
            continue
        if source.coding.kind is not CodingKind.POISSON:
            message = f"no stimulus is given, and input '{source.name}' sends none by itself"
            hint = "give --input X.npz; only inputs with a wave, or with a Poisson coding, need none"
            raise user_error("E201", message, hint=hint)
        check_size(source, samples, source.coding.steps)
        drives[source.name] = encode(np.ones((samples, source.size)), source.coding)
    return check_stimulus(network, drives)


def _forms(name: str) -> tuple[str, ...]:
    """The arrays that can hold the stimulus of input ``name``."""
    return name, f"{name}.events", f"{name}.times", f"{name}.values"


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
            forms = f"'{source.name}'" if source.graded else f"one of {', '.join(_forms(source.name))}"
            raise user_error(
                "E201",
                f"arrays for input '{source.name}'; got {' and '.join(given) or 'none'}, expected {forms}",
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


def _input(source: Input, arrays: Mapping[str, np.ndarray], samples: int | None, dt: float) -> Given:
    name = next(form for form in _forms(source.name) if form in arrays)
    array = arrays[name]
    if source.graded and name != source.name:
        raise user_error(
            "E205",
            f"input '{source.name}' sends real values; got '{name}'",
            hint=f"store them as '{source.name}' [samples, steps, {source.size}]; "
            "a value that is sent once stands in step 0, and 0 after it",
        )
    if array.dtype.kind not in "biuf":
        raise user_error("E202", f"'{name}'; got values of type {array.dtype}, expected real numbers")
    if not all(np.all(np.isfinite(block)) for block in _blocks(array)):
        raise not_finite(f"'{name}'", array)
    if name != source.name:
        _check_numbers(name, array)
    if name == f"{source.name}.events":
        return from_events(source, array, arrays, samples, called=name)
    if name == f"{source.name}.times":
        return from_times(source, array, arrays, samples, dt=dt)
    if name == f"{source.name}.values":
        return _values(source, array, samples)
    if not source.graded and any(np.any((block < 0) | (block != np.rint(block))) for block in _blocks(array)):
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
    return Given(array[:samples], array.shape[0])


def _blocks(array: np.ndarray) -> Iterator[np.ndarray]:
    """The numbers of ``array``, some at a time: what they are compared with is then no second array."""
    flat = array.reshape(-1)
    return (flat[first : first + _BLOCK] for first in range(0, flat.size, _BLOCK))


def _check_numbers(name: str, array: np.ndarray) -> None:
    """E202 where the numbers of the array ``name`` take too much memory while they are turned into spikes."""
    needed = array.size * _NUMBER_MEMORY
    if excess(needed):
        raise user_error("E202", f"'{name}': {array.size:,} numbers take {excess(needed)}", hint=way_out(needed))


def _to_spikes(source: Input) -> str:
    """What to do with real values for ``source``."""
    values = f"'{source.name}.values' [samples, {source.size}], numbers from 0 to 1"
    counts = "0 and 1" if source.events == 1 else "numbers of events"
    bitmaps = f"{counts} as '{source.name}' [samples, steps, {source.size}]"
    if source.coding.kind is CodingKind.NONE:
        known = " or ".join(kind.value for kind in CodingKind if kind is not CodingKind.NONE)
        return f"give the input a coding ({known}) in the spec and store {values}; or store {bitmaps}"
    return f"store {values}, for its {source.coding.kind.value} coding; or {bitmaps}"


def _labels(arrays: Mapping[str, np.ndarray], given: Given, samples: int | None, classes: int) -> np.ndarray | None:
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


def _values(source: Input, array: np.ndarray, samples: int | None) -> Given:
    if source.coding.kind is CodingKind.NONE:
        raise user_error(
            "E205", f"input '{source.name}' has no coding to turn values into spikes", hint=_to_spikes(source)
        )
    steps, poisson = source.coding.steps, source.coding.kind is CodingKind.POISSON
    if array.shape[1:] != (source.size,) and not (poisson and array.shape[1:] == (steps, source.size)):
        varying = f", or with a rate for each step [samples, {steps}, {source.size}]" if poisson else ""
        raise user_error(
            "E202", f"'{source.name}.values'; got shape {list(array.shape)}, expected [samples, {source.size}]{varying}"
        )
    if np.any((array < 0) | (array > 1)):
        raise user_error(
            "E202",
            f"'{source.name}.values'; got numbers from {array.min():.6g} to {array.max():.6g}, expected 0 to 1",
            hint="divide them by the largest that can occur: 255 for images of bytes",
        )
    kept = array[:samples]
    check_size(source, kept.shape[0], steps)
    return Given(encode(kept.astype(np.float64), source.coding), array.shape[0])
