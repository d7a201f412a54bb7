"""The Python API: build a :class:`~snnc.ir.network.Network` part by part.

Example::

    import snnc
    builder = snnc.NetworkBuilder("two_neurons")
    builder.input("stimulus", 2)
    builder.population("pair", 2, model="lif", threshold=1.0, decay=0.875)
    builder.connect("stimulus", "pair", [[0.6, 0.0], [0.0, 0.4]])
    builder.output("pair")
    network = builder.build()
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from snnc.core.errors import user_error
from snnc.core.words import Topic, closest, either, meaning
from snnc.frontends import parts
from snnc.frontends.parts import Layout
from snnc.ir.connections import Connection, OneToOne
from snnc.ir.network import SPIKES, Coding, CodingKind, Input, Network, Output, Population, Probe, Projection
from snnc.ir.verify import verify
from snnc.neurons.choices import DEFAULT_CHOICES, Choices, Fire, Order, Refractory, RefractoryFire, Reset, ResetTime

Shape = int | tuple[int, ...] | list[int]


def _shape(shape: Shape) -> tuple[int, ...]:
    sizes = shape if isinstance(shape, tuple | list) else (shape,)
    if any(isinstance(n, bool) or not isinstance(n, int | np.integer) for n in sizes):
        raise user_error("E112", f"shape; got {shape!r}, expected whole numbers")
    return tuple(int(n) for n in sizes)


def _reals(values: Any, what: str) -> np.ndarray:
    """``values`` as a float64 array; E104 for anything but real numbers."""
    try:
        array = np.asarray(values)
        if array.dtype.kind not in "biuf":
            raise ValueError
    except ValueError:
        raise user_error("E104", f"{what}; expected real numbers in a regular array") from None
    return array.astype(np.float64)


def _indices(values: Any, what: str) -> np.ndarray:
    """``values`` as int64; E135 for anything but whole numbers."""
    array = np.asarray(values)
    if array.size and array.dtype.kind not in "iu":
        raise user_error("E135", f"{what}; expected a list of whole numbers")
    return array.astype(np.int64)


class NetworkBuilder:
    """Collects inputs, populations, projections, outputs and probes; :meth:`build` checks them."""

    def __init__(self, name: str, dt: float = 1.0, steps: int | None = None) -> None:
        """``dt``: the length of a step; ``steps``: those of a sample, where that is known."""
        self._name = name
        self._dt = dt
        self._steps = steps
        self._inputs: list[Input] = []
        self._populations: list[Population] = []
        self._projections: list[tuple[str, str, str, Connection, int]] = []
        self._outputs: list[Output] = []
        self._probes: list[Probe] = []

    def input(
        self,
        name: str,
        shape: Shape,
        *,
        coding: str = "none",
        steps: int = 0,
        seed: int = 0,
        scale: float = 1.0,
        cutoff: float = 0.0,
        events: int = 1,
    ) -> None:
        """Add an input; ``coding`` is ``none``, ``poisson`` or ``latency`` over ``steps`` steps.

        ``events``: how many events a source neuron may send in one step, 1 … 255; a coding sends 1.
        """
        kind = _choice(CodingKind, coding, "coding", Topic.CODING)
        if isinstance(events, bool) or not isinstance(events, int | np.integer):
            raise user_error("E113", f"events of '{name}'; got {events!r}, expected a whole number")
        self._inputs.append(Input(name, _shape(shape), Coding(kind, steps, seed, scale, cutoff), int(events)))

    def population(
        self,
        name: str,
        shape: Shape,
        *,
        model: str,
        reset: str = DEFAULT_CHOICES.reset.value,
        reset_time: str = DEFAULT_CHOICES.reset_time.value,
        fire: str = DEFAULT_CHOICES.fire.value,
        order: str = DEFAULT_CHOICES.order.value,
        refractory_mode: str = DEFAULT_CHOICES.refractory.value,
        refractory_fire: str = DEFAULT_CHOICES.refractory_fire.value,
        tau: float | np.ndarray | None = None,
        method: str = "exact",
        initial: Mapping[str, float | np.ndarray] | None = None,
        **parameters: float | np.ndarray,
    ) -> None:
        """Add neurons of ``model``; parameters are floats or arrays [size].

        ``tau`` (in the unit of ``dt``) may stand for ``decay``, solved ``exact`` or by ``euler``.
        """
        if method not in ("exact", "euler"):
            raise user_error("E108", f"method; got '{method}', expected exact or euler")
        if tau is not None and ("decay" in parameters or np.any(_reals(tau, "tau") <= 0)):
            raise user_error("E119", f"tau of '{name}'; expected positive numbers, and no 'decay' beside it")
        for key in parameters:
            if meaning(key, Topic.POPULATION):
                raise user_error(
                    "E122", f"population '{name}' has no parameter '{key}'{closest(key, (), Topic.POPULATION)}"
                )
        for key, value in (*parameters.items(), *(initial or {}).items()):
            _reals(value, f"{key} of '{name}'")
        if tau is not None:
            parameters["decay"] = parts.decay_from_tau(tau, self._dt, method)
        choices = Choices(
            _choice(Reset, reset, "reset", Topic.RESET),
            _choice(ResetTime, reset_time, "reset_time"),
            _choice(Fire, fire, "fire"),
            _choice(Order, order, "order"),
            _choice(Refractory, refractory_mode, "refractory_mode"),
            _choice(RefractoryFire, refractory_fire, "refractory_fire"),
        )
        start = tuple((key, parts.parameter(value)) for key, value in sorted((initial or {}).items()))
        self._populations.append(Population(name, _shape(shape), model, choices, parts.parameters(parameters), start))

    def connect(
        self,
        source: str,
        target: str,
        weights: Any,
        *,
        kind: str = "dense",
        layout: str = "source_target",
        delay: int = 0,
        name: str = "",
        pairs: tuple[Any, Any] | None = None,
    ) -> None:
        """Add a projection.

        ``weights``: a number for all synapses, [source, target] (dense), [n] (one_to_one), or
        [n_synapses] beside ``pairs = (source indices, target indices)`` (sparse). With
        ``layout="target_source"`` dense weights are [target, source], as PyTorch stores them. A
        square matrix, such as that of a recurrent projection, fits either way: only you know.
        """
        array = _reals(weights, f"weights of {source} -> {target}")
        if isinstance(delay, bool) or not isinstance(delay, int | np.integer):
            raise user_error("E132", f"delay; got {delay!r}, expected a whole number of steps")
        written = _choice(Layout, layout, "layout")
        if written is not Layout.SOURCE_TARGET and (kind != "dense" or array.ndim == 0):
            raise user_error("E119", f"layout of {source} -> {target} is for a matrix of dense weights")
        connection: Connection
        if kind == "sparse":
            if pairs is None:
                raise user_error("E106", f"sparse projection {source} -> {target} needs pairs=(source, target)")
            sources, targets = (_indices(end, f"pairs of {source} -> {target}") for end in pairs)
            spread = np.broadcast_to(array, sources.shape) if array.ndim == 0 else array
            if not sources.shape == targets.shape == spread.shape or sources.ndim != 1:
                raise user_error("E134", f"{source} -> {target}: pairs and weights must have one length")
            connection = parts.sorted_sparse(sources, targets, spread)
        elif kind not in ("dense", "one_to_one"):
            near = closest(kind, ("dense", "sparse", "one_to_one"), Topic.CONNECTION)
            raise user_error("E108", f"kind; got '{kind}', expected dense or sparse or one_to_one{near}")
        elif array.ndim == 0:
            connection = parts.constant(kind, float(array), self._size(source), self._size(target))
        else:
            connection = parts.dense(array, written) if kind == "dense" else OneToOne(array.reshape(-1))
        self._projections.append((name, source, target, connection, int(delay)))

    def output(self, population: str, variable: str = SPIKES, *, name: str = "") -> None:
        """Send the spikes or a state variable of ``population`` off the chip, as stream ``name``."""
        self._outputs.append(Output(name or population, population, variable))

    def probe(self, population: str, variable: str = SPIKES) -> None:
        """Record a variable in simulation."""
        self._probes.append(Probe(population, variable))

    def build(self) -> Network:
        """The network, verified; :class:`UserError` with every error found."""
        names = parts.projection_names([(name, s, t) for name, s, t, _, _ in self._projections])
        projections = tuple(
            Projection(name, source, target, connection, delay)
            for name, (_, source, target, connection, delay) in zip(names, self._projections, strict=True)
        )
        return verify(
            Network(
                self._name,
                self._dt,
                tuple(self._inputs),
                tuple(self._populations),
                projections,
                tuple(self._outputs),
                tuple(self._probes),
                self._steps,
            )
        )

    def _size(self, name: str) -> int:
        sources: tuple[Input | Population, ...] = (*self._inputs, *self._populations)
        for item in sources:
            if item.name == name:
                return item.size
        raise user_error("E130", f"'{name}' does not exist; add it before connecting it")


def _choice(options: Any, word: str, what: str, topic: Topic | None = None) -> Any:
    try:
        return options(word)
    except ValueError:
        values = [option.value for option in options]
        near = closest(word, values, topic)
        raise user_error("E108", f"{what}; got '{word}', expected {either(values)}{near}") from None
