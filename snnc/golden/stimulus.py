"""Stimulus files: spikes for every input from a ``.npz`` file.

For an input called ``x`` the file holds one of

* ``x``: bitmaps, 0/1 [samples, steps, size] (or [steps, size] for one sample);
* ``x.events`` [n, 3] of (sample, step, neuron), beside ``samples`` and ``steps``;
* ``x.values`` [samples, size] in [0, 1], turned into spikes by the input's coding;

and, if a network classifies, ``labels`` [samples].
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from snnc.core.errors import Location, UserError, user_error
from snnc.core.names import closest
from snnc.golden.coding import encode
from snnc.golden.run import check_stimulus
from snnc.ir.network import CodingKind, Input, Network
from snnc.ir.quantised import QuantisedNetwork

_UNREADABLE = (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile, zlib.error, MemoryError, RuntimeError)
#: No stimulus may ask for more spikes than this.
_LARGEST = 1 << 33


def read_stimulus(
    path: Path, network: Network | QuantisedNetwork, samples: int | None = None
) -> tuple[dict[str, np.ndarray], np.ndarray | None]:
    """Spikes bool [samples, steps, size] for each input, and labels (or None).

    ``samples`` keeps the first ones only. Raises :class:`UserError` E20x.
    """
    where = Location(str(path))
    try:
        loaded: Any = np.load(path, allow_pickle=False)
        if not hasattr(loaded, "files"):
            raise ValueError("not an .npz archive")
        with loaded as archive:
            arrays = {name: archive[name] for name in archive.files}
        if not all(isinstance(array, np.ndarray) for array in arrays.values()):
            raise ValueError("it holds something that is no array")
    except _UNREADABLE as err:
        reason = (str(err).splitlines() or [type(err).__name__])[0][:160]
        raise user_error("E200", f"cannot read stimulus: {reason}", where=where) from err
    known = {"labels", "samples", "steps"}
    for source in network.inputs:
        known |= {source.name, f"{source.name}.events", f"{source.name}.values"}
    for name in sorted(set(arrays) - known):
        raise user_error("E204", f"array '{name[:80]}' belongs to no input{closest(name, known)}", where=where)
    try:
        stimulus = {source.name: _input(source, arrays, samples) for source in network.inputs}
        check_stimulus(network, stimulus)
    except UserError as err:
        first = err.diagnostics[0]
        raise user_error(first.code, first.message, where=where, hint=first.hint) from err
    labels = arrays.get("labels")
    if labels is not None:
        count = next(iter(stimulus.values())).shape[0]
        if labels.ndim != 1 or labels.dtype.kind not in "iu" or labels.size < count:
            raise user_error(
                "E202", f"labels; got shape {list(labels.shape)}, expected {count} whole numbers", where=where
            )
        labels = labels[:count].astype(np.int64)
    return stimulus, labels


def _input(source: Input, arrays: Mapping[str, np.ndarray], samples: int | None) -> np.ndarray:
    given = [name for name in (source.name, f"{source.name}.events", f"{source.name}.values") if name in arrays]
    if len(given) != 1:
        raise user_error(
            "E201",
            f"input '{source.name}'; got {' and '.join(given) or 'nothing'}, "
            f"expected one of {source.name}, {source.name}.events, {source.name}.values",
        )
    array = arrays[given[0]]
    if array.dtype.kind not in "biuf" or not np.all(np.isfinite(array)):
        raise user_error("E202", f"'{given[0]}' must hold finite numbers; got type {array.dtype}")
    if given[0].endswith(".events"):
        return _events(source, array, arrays, samples)
    if given[0].endswith(".values"):
        return _values(source, array, samples)
    if array.ndim == 2:
        array = array[None]
    if array.ndim != 3 or array.shape[2] != source.size or not np.all((array == 0) | (array == 1)):
        raise user_error(
            "E202",
            f"bitmaps '{source.name}'; got shape {list(array.shape)}, "
            f"expected 0 or 1 in [samples, steps, {source.size}]",
        )
    return array[:samples].astype(bool)


def _values(source: Input, array: np.ndarray, samples: int | None) -> np.ndarray:
    if source.coding.kind is CodingKind.NONE:
        raise user_error("E205", f"input '{source.name}' has no coding to turn values into spikes")
    if array.ndim != 2 or array.shape[1] != source.size or np.any((array < 0) | (array > 1)):
        raise user_error(
            "E202",
            f"'{source.name}.values'; got shape {list(array.shape)}, expected [samples, {source.size}] within [0, 1]",
        )
    return encode(array[:samples].astype(np.float64), source.coding)


def _events(source: Input, array: np.ndarray, arrays: Mapping[str, np.ndarray], samples: int | None) -> np.ndarray:
    sizes = []
    for name in ("samples", "steps"):
        value = arrays.get(name)
        if value is None or value.size != 1 or value.dtype.kind not in "iu" or int(value.reshape(())) < 1:
            raise user_error("E201", f"events need '{name}', one positive whole number")
        sizes.append(int(value.reshape(())))
    count, steps = sizes
    if count * steps * source.size > _LARGEST:
        raise user_error("E202", f"stimulus of {count} samples and {steps} steps is too large")
    limits = np.array([count, steps, source.size])
    if array.ndim != 2 or array.shape[1] != 3 or array.dtype.kind not in "iu":
        raise user_error(
            "E202", f"'{source.name}.events'; got shape {list(array.shape)}, expected whole numbers [n, 3]"
        )
    if np.any((array < 0) | (array >= limits)):
        raise user_error("E202", f"'{source.name}.events': (sample, step, neuron) beyond {limits.tolist()}")
    kept = count if samples is None else min(samples, count)
    spikes = np.zeros((kept, steps, source.size), bool)
    inside = array[array[:, 0] < kept]
    spikes[inside[:, 0], inside[:, 1], inside[:, 2]] = True
    return spikes
