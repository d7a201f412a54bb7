"""The builder of networks, which every front end fills, and people from Python.

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

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from snnc.connections.complaint import RefusalError
from snnc.connections.connection import Connection
from snnc.connections.keys import too_many
from snnc.core.errors import UserError, user_error
from snnc.core.words import Topic
from snnc.equations.model import EquationModel
from snnc.frontends import parts
from snnc.frontends.currents import values_of
from snnc.frontends.kinds import DEFAULT_KIND
from snnc.frontends.own import own_population
from snnc.frontends.plain import NamedEnds, Shape, choice_of, connection_of, sizes_of
from snnc.frontends.population import Draft, draft, finish
from snnc.frontends.rates import scale_of
from snnc.ir.network import (
    SPIKES,
    Coding,
    CodingKind,
    Input,
    Network,
    Output,
    Population,
    Probe,
    Projection,
)
from snnc.ir.verify import Locate, nowhere, verify
from snnc.program.program import INPUT


@dataclass(frozen=True, eq=False)
class _Joined:
    """A projection as it was added; ``receptor``: None where nobody said; ``name``: likewise empty."""

    source: str
    target: str
    connection: Connection
    delay: int
    receptor: str | None
    name: str


@dataclass(frozen=True)
class _Observed:
    """A variable of a population that is looked at; None: what its neurons send."""

    population: str
    variable: str | None
    name: str = ""

    def resolved(self, sent: Mapping[str, str]) -> str:
        """The variable; ``sent``: the state that each graded population sends, by name."""
        return self.variable if self.variable is not None else sent.get(self.population) or SPIKES


class NetworkBuilder:
    """Collects inputs, populations, projections, outputs and probes; :meth:`build` checks them."""

    def __init__(self, name: str, dt: float = 1.0, steps: int | None = None) -> None:
        """``dt``: the length of a step; ``steps``: those of a sample, where that is known."""
        self._name = name
        self._dt = dt
        self._steps = steps
        self._inputs: list[Input] = []
        self._input_sizes: dict[str, int] = {}
        self._drafts: list[Draft | Population] = []
        self._sizes: dict[str, int] = {}
        self._projections: list[_Joined] = []
        self._weights = 0
        self._outputs: list[_Observed] = []
        self._probes: list[_Observed] = []

    def input(
        self,
        name: str,
        shape: Shape,
        *,
        coding: str = "none",
        steps: int | None = None,
        seed: int = 0,
        scale: float | None = None,
        rate: float | str | None = None,
        cutoff: float = 0.0,
        events: int = 1,
        current: tuple[float, float] | None = None,
        bits: int | None = None,
        wave: Mapping[str, Any] | None = None,
    ) -> None:
        """Add an input; ``coding`` is ``none``, ``poisson`` or ``latency`` over ``steps`` steps.

        A coding has the steps of a sample of the network where it is given none of its own.
        A Poisson source whose value is 1 sends, on average, ``scale`` spikes per step, or ``rate`` spikes per
        unit of ``dt``; a rate in ``"Hz"`` takes ``dt`` for milliseconds. ``events``: how many events a source
        neuron may send in one step, 1 … 255; a coding sends 1. With a ``current`` it sends real values within that
        range, lowest and highest, in place of spikes; integers have ``bits`` for them (8). With a ``wave``, such as
        ``{"kind": "sine", "amplitude": 1.0, "frequency": "5 Hz"}``, it sends that by itself, and its range is known.
        """
        sizes = sizes_of(shape)
        self._input_sizes[name] = math.prod(sizes)
        kind = choice_of(CodingKind, coding, "coding", Topic.CODING)
        if isinstance(events, bool) or not isinstance(events, int | np.integer):
            raise user_error("E113", f"events of '{name}'; got {events!r}, expected a whole number")
        per_step = scale_of(name, kind, rate=rate, scale=scale, dt=self._dt)
        if steps is None:
            steps = 0 if kind is CodingKind.NONE else self._coding_steps
        made = Coding(kind=kind, steps=steps, seed=seed, scale=per_step, cutoff=cutoff)
        values = values_of(name, current, bits, wave=wave, steps=self._coding_steps)
        self._inputs.append(Input(name, sizes, made, int(events), current=values))

    def population(
        self,
        name: str,
        shape: Shape,
        *,
        model: str | EquationModel,
        initial: Mapping[str, Any] | None = None,
        method: str | None = None,
        **given: Any,
    ) -> None:
        """Add neurons of ``model``; ``given``: its parameters and choices, see ``snnc models``.

        A model of your own is made by :func:`snnc.equation_model`; its values may be texts with a unit.

        Parameters and ``initial`` values of states are numbers or arrays [size]. A time constant such
        as ``tau``, in the unit of ``dt``, may stand for the factor that is kept per step, solved
        ``exact`` (the default) or by ``euler``.
        """
        sizes = sizes_of(shape)
        common: dict[str, Any] = {
            "shape": sizes,
            "initial": initial or {},
            "method": method,
            "dt": self._dt,
        }
        drafted: Draft | Population | None
        if isinstance(model, EquationModel):
            drafted, complaints = own_population(name, model=model, given=given, **common)
        else:
            drafted, complaints = draft(name, model=model, given=given, **common)
        self._sizes[name] = math.prod(sizes)
        if complaints:
            raise UserError(*complaints)
        if drafted is not None:
            self._drafts.append(drafted)

    def connect(
        self,
        source: str,
        target: str,
        weights: Any = None,
        *,
        kind: str = DEFAULT_KIND,
        delay: int = 0,
        receptor: str | None = None,
        name: str = "",
        pairs: tuple[Any, Any] | None = None,
        **values: Any,
    ) -> None:
        """Add a projection to a ``receptor`` of the target, the first unless named; ``values``: keys of its kind.

        ``weights``: a number for all synapses, [source, target] (dense), [n] (one_to_one), or
        [n_synapses] beside ``pairs = (source indices, target indices)`` (sparse), which is short for
        ``synapses = {"source": …, "target": …}``. With ``layout="target_source"`` dense weights are
        [target, source], as PyTorch stores them. A square matrix, such as that of a recurrent
        projection, fits either way: only you know.
        """
        if isinstance(delay, bool) or not isinstance(delay, int | np.integer):
            raise user_error("E132", f"delay; got {delay!r}, expected a whole number of steps")
        if receptor is not None and not isinstance(receptor, str):
            raise user_error("E139", f"receptor; got {receptor!r}, expected a name")
        if pairs is not None:
            values["synapses"] = dict(zip(("source", "target"), pairs, strict=True))
        try:
            connection = connection_of(kind, {"weights": weights, **values}, NamedEnds(self._size, source, target))
        except RefusalError as refusal:
            said = refusal.complaint
            raise user_error(said.code, f"{source} -> {target}: {said.message}", hint=said.hint) from None
        self.project(source, target, connection, delay=int(delay), receptor=receptor, name=name)

    def project(
        self,
        source: str,
        target: str,
        connection: Connection,
        *,
        delay: int = 0,
        receptor: str | None = None,
        name: str = "",
    ) -> None:
        """Add a projection of synapses that are a :class:`Connection` already; E138 for too many in all."""
        self._weights += connection.weights.size
        complaint = too_many(self._weights, " of all projections")
        if complaint:
            raise user_error(complaint.code, complaint.message, hint=complaint.hint)
        self._projections.append(_Joined(source, target, connection, delay=delay, receptor=receptor, name=name))

    def output(self, population: str, variable: str | None = None, *, name: str = "") -> None:
        """Send the spikes or a state variable of ``population`` off the chip, as stream ``name``.

        Where no ``variable`` is named it is the spikes, or what a graded population sends.
        """
        self._outputs.append(_Observed(population, variable, name or population))

    def probe(self, population: str, variable: str | None = None) -> None:
        """Record a variable in simulation: by default as for an output."""
        self._probes.append(_Observed(population, variable))

    def build(self, locate: Locate = nowhere) -> Network:
        """The network, verified; :class:`UserError` with every error found, where ``locate`` says it is."""
        finished = [(each, ()) if isinstance(each, Population) else finish(each) for each in self._drafts]
        populations = tuple(population for population, _ in finished if population)
        names = parts.projection_names([(each.name, each.source, each.target) for each in self._projections])
        first = {population.name: population.program.receptors[0].name for population in populations}
        projections = tuple(
            Projection(
                name=name,
                source=each.source,
                target=each.target,
                connection=each.connection,
                delay=each.delay,
                receptor=first.get(each.target, INPUT) if each.receptor is None else each.receptor,
            )
            for name, each in zip(names, self._projections, strict=True)
        )
        sent = {population.name: population.program.sends for population in populations}
        outputs = (Output(each.name, each.population, each.resolved(sent)) for each in self._outputs)
        probes = (Probe(each.population, each.resolved(sent)) for each in self._probes)
        return verify(
            Network(
                name=self._name,
                dt=self._dt,
                inputs=tuple(self._inputs),
                populations=populations,
                projections=projections,
                outputs=tuple(outputs),
                probes=tuple(probes),
                steps=self._steps,
            ),
            locate,
            [complaint for _, complaints in finished for complaint in complaints],
        )

    @property
    def populations(self) -> list[str]:
        """The names of all populations so far, those that were refused included."""
        return list(self._sizes)

    @property
    def sizes(self) -> dict[str, int]:
        """Neurons of every input and population so far, those that were refused included."""
        return self._input_sizes | self._sizes

    @property
    def _coding_steps(self) -> int:
        """The steps of codings that are given none; 0 where nothing says, 1 for what is no number of steps."""
        if self._steps is None:
            return 0
        return max(1, self._steps) if isinstance(self._steps, int) else 1

    def _size(self, name: str) -> int:
        if name in self.sizes:
            return self.sizes[name]
        raise user_error("E130", f"'{name}' does not exist; add it before connecting it")
