"""Random networks and formats, drawn from the registries of models and connection kinds: see ``space.py``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from meaning.space import optional, random_words

from snnc.connections.registry import KINDS
from snnc.core.errors import UserError
from snnc.frontends.population import Draft, finish
from snnc.ir.network import SPIKES, Coding, CodingKind, Input, Network, Output, Population, Projection, ValueRange
from snnc.ir.options import QuantiseOptions, ScaleMethod, StateOptions, WeightOptions
from snnc.ir.quantised import QuantisedNetwork
from snnc.ir.reports import PopulationReport
from snnc.ir.verify import verify
from snnc.neurons.model import Model, Setting
from snnc.neurons.registry import MODELS
from snnc.numbers.fixed import Rounding
from snnc.passes.pipeline import quantise
from snnc.program.integer_ops import MultiplyStyle
from snnc.program.nonlinear import Gain, Lookup, Product, Ratio
from snnc.program.program import Program
from snnc.program.quantity import Kind
from snnc.program.random_ops import DrawnBelow

NO_CODING = Coding(kind=CodingKind.NONE, steps=0, seed=0, scale=1.0, cutoff=0.0)
#: Few sizes, so that many pairs of populations can be joined one to one.
_SIZES = (1, 2, 3, 5, 5, 8, 11)
#: How often illegal combinations are drawn again before the generator gives up.
_TRIES = 400
#: How often values are drawn again before another model and other choices are.
_REDRAWN = 40
#: Bits of the widest state.
_WIDEST = 32
#: Steps of every sample in :func:`random_stimulus`, at most.
STEPS = 12


def _values(rng: np.random.Generator, setting: Setting, size: int, model: Model) -> float | np.ndarray:
    """A value for all neurons, or one for each: what must be given sets the scale, other values are small."""
    count, kind = size if rng.random() < 0.5 else 1, setting.parameter.quantity.kind
    if kind is Kind.COUNT:
        drawn = rng.integers(0, 4, count).astype(float)
    elif kind is Kind.FACTOR:
        drawn = rng.choice([0.0, 1.0]) + np.zeros(count) if rng.random() < 0.1 else rng.uniform(0.4, 0.99, count)
    elif setting.value is not None:
        drawn = setting.value * rng.uniform(0.8, 1.2, count)
    elif kind is Kind.GAIN:
        drawn = rng.choice([-1.0, 1.0, 1.0]) * 2.0 ** rng.uniform(-6.0, -1.0, count)
    elif not setting.default:
        # A model whose constants have defaults counts in millivolts.
        drawn = rng.uniform(0.4, 1.5, count) * (20.0 if any(s.value is not None for s in model.settings) else 1.0)
    else:
        drawn = np.zeros(count) if rng.random() < 0.1 else rng.normal(0, 0.25, count)
    return float(drawn[0]) if count == 1 else drawn


def _initial(rng: np.random.Generator, program: Program, size: int) -> tuple[tuple[str, float | np.ndarray], ...]:
    """Initial values of some of the states that can have one."""
    return tuple(
        (state.name, rng.normal(0, 0.5, size) if rng.random() < 0.5 else float(rng.normal(0, 0.5)))
        for state in sorted(program.linear_states, key=lambda state: state.name)
        if rng.random() < 0.4
    )


def any_population(
    rng: np.random.Generator, name: str, size: int, models: Sequence[str] = tuple(sorted(MODELS))
) -> Population:
    """Any legal population of one of ``models``: they and the verifier of networks say what is legal."""
    for attempt in range(_TRIES):
        if attempt % _REDRAWN == 0:
            model = MODELS[str(rng.choice(models))]
            words = random_words(model, rng)
            chosen = model.chosen(words)
            given = model.needed(chosen) | {each for each in optional(model) if rng.random() < 0.5}
        given_here = [s for s in model.settings if s.name in given and s.derived is None]
        values = {s.name: _values(rng, s, size, model) for s in given_here}
        initial = _initial(rng, model.program(chosen, given), size)
        draft = Draft(name=name, shape=(size,), model=model.name, words=words, values=values, initial=initial)
        population, complaints = finish(draft)
        if population is None:
            assert complaints
            continue
        alone = Network(
            name="alone",
            dt=1.0,
            inputs=(Input("x", (1,), NO_CODING, 1),),
            populations=(population,),
            projections=(),
            outputs=(_output(rng, population),),
            probes=(),
        )
        try:
            verify(alone)
        except UserError:
            continue
        return population
    raise AssertionError("the generator finds no legal population")


def _output(rng: np.random.Generator, population: Population) -> Output:
    """Spikes, or now and then a state that the parameters leave something to count in."""
    given, program = dict(population.parameters), population.program
    numbers = (Kind.LINEAR, Kind.COUNT)
    states = [
        state.name
        for state in program.states
        if state.quantity.kind in numbers and (not state.limit or np.any(given[state.limit]))
    ]
    spikes = program.spike is not None and not program.sends and rng.random() < 0.7
    return Output(population.name, population.name, SPIKES if spikes else str(rng.choice(states)))


def random_network(seed: int, sizes: Sequence[int] = _SIZES) -> Network:
    """Any mixture of models, choices, parameters, connection kinds, delays, loops and numbers of events.

    ``sizes``: what inputs and populations may have.
    """
    rng = np.random.default_rng([seed, 1])
    inputs = tuple(_input(rng, f"in{k}", int(rng.choice(sizes))) for k in range(rng.integers(1, 3)))
    populations = tuple(any_population(rng, f"pop{k}", int(rng.choice(sizes))) for k in range(rng.integers(1, 4)))
    sources = [*inputs, *(p for p in populations if p.program.spike is not None)]
    projections: list[Projection] = []
    for position, target in enumerate(populations):
        for source in sources:
            forward = source in inputs or populations.index(source) < position
            copies = rng.choice([0, 1, 2], p=[0.1, 0.75, 0.15] if forward else [0.6, 0.3, 0.1])
            delay = int(rng.integers(0 if forward else 1, 4))
            for _ in range(copies):
                if rng.random() < 0.5:
                    delay = int(rng.integers(0 if forward else 1, 4))
                projections.append(_projection(rng, number=len(projections), source=source, target=target, delay=delay))
    network = Network(
        name=f"random{seed}",
        dt=1.0,
        inputs=inputs,
        populations=populations,
        projections=tuple(projections),
        outputs=tuple(_output(rng, p) for p in populations),
        probes=(),
    )
    return verify(network)


def _input(rng: np.random.Generator, name: str, size: int) -> Input:
    """Spikes, several at once now and then, or real values of any range."""
    if rng.random() < 0.25:
        low, high = np.sort(rng.normal(0, 2, 2))
        return Input(name, (size,), NO_CODING, 1, current=ValueRange(float(low), float(high), int(rng.integers(2, 13))))
    return Input(name, (size,), NO_CODING, int(rng.choice([1, 1, 1, 2, 5])))


def _projection(
    rng: np.random.Generator, number: int, source: Input | Population, target: Population, delay: int
) -> Projection:
    """Any kind that fits; projections differ in the size of their weights, by every ratio."""
    kinds = [kind for kind in KINDS.values() if kind.fits(source.size, target.size)]
    size = float(np.exp2(rng.uniform(-2, 1)))
    mean = float(rng.normal(0.4, 0.5))

    def draw(count: int) -> np.ndarray:
        return size * rng.normal(mean, 1.0, count)

    connection = kinds[rng.integers(len(kinds))].draw(rng, source.size, target.size, draw)
    receptors = target.program.receptors
    end = receptors[rng.integers(len(receptors))] if len(receptors) > 1 else receptors[0]
    return Projection(
        name=f"p{number}",
        source=source.name,
        target=target.name,
        connection=connection,
        delay=delay,
        receptor=end.name,
    )


def straight_network(seed: int) -> Network:
    """A random network of spikes whose programs are sums of states times factors: no gain, product, table or chance."""
    drawn = (random_network(seed + 10_000 * k) for k in range(_TRIES))
    return next(network for network in drawn if _straight(network))


def graded_network(seed: int) -> Network:
    """A random network in which numbers are sent, by inputs or by populations."""
    drawn = (random_network(seed + 10_000 * k) for k in range(_TRIES))
    return next(network for network in drawn if any(source.graded for source in network.sources))


def _straight(network: Network) -> bool:
    return not any(source.graded for source in network.sources) and not any(
        bends(population.program) for population in network.populations
    )


def bends(program: Program) -> bool:
    """Whether any operation of ``program`` is a gain, a product, a quotient, a table or chance."""
    return any(isinstance(statement.op, Gain | Lookup | Product | Ratio | DrawnBelow) for statement in program.body)


def random_stimulus(network: Network, seed: int, samples: int = 3, steps: int = 8) -> dict[str, np.ndarray]:
    """Events [samples, steps, size] of any density, silent and full steps among them, up to what inputs may send."""
    rng = np.random.default_rng([seed, 2])
    stimulus = {}
    for source in network.inputs:
        density = rng.choice([0.0, 0.2, 0.5, 1.0], (samples, steps, 1), p=[0.15, 0.4, 0.35, 0.1])
        spikes = rng.random((samples, steps, source.size)) < density
        if source.current:
            ends = (source.current.low, source.current.high)
            drawn = np.where(
                rng.random(spikes.shape) < 0.2, rng.choice(ends, spikes.shape), rng.uniform(*ends, spikes.shape)
            )
            quiet = max(ends[0], min(ends[1], 0.0))
            stimulus[source.name] = np.where(spikes, drawn, quiet)
            continue
        numbers = rng.integers(1, source.events + 1, spikes.shape)
        stimulus[source.name] = (spikes * numbers).astype(np.uint8) if source.events > 1 else spikes
    return stimulus


def most(source: Input, where: np.ndarray) -> np.ndarray:
    """All that ``source`` may send where ``where`` holds, bool of any shape, and elsewhere the least."""
    if source.current:
        return np.where(where, source.current.high, source.current.low)
    return where.astype(np.uint8) * source.events if source.events > 1 else where


def _weights(rng: np.random.Generator) -> WeightOptions:
    """Any format of weights."""
    return WeightOptions(
        bits=int(rng.integers(1, 17)),
        method=list(ScaleMethod)[rng.integers(len(ScaleMethod))],
        percentile=float(rng.uniform(70, 100)),
        units=float(rng.choice([1.0, 4.0, 10.0, 32.0])) if rng.random() < 0.15 else None,
    )


def any_format(network: Network, seed: int) -> QuantisedNetwork:
    """``network`` in integers of any format."""
    return quantise(network, any_options(network, seed))[1]


def any_options(network: Network, seed: int) -> QuantiseOptions:
    """Formats that ``network`` can have; where a state can be made too narrow for its values, it often is."""
    rng = np.random.default_rng([seed, 3])
    for _ in range(_TRIES):
        state = StateOptions(
            bits=None,
            fraction_bits=None if rng.random() < 0.5 else int(rng.integers(0, 7)),
            rounding=list(Rounding)[rng.integers(len(Rounding))],
            decay=list(MultiplyStyle)[rng.integers(len(MultiplyStyle))],
            decay_bits=None if rng.random() < 0.3 else int(rng.integers(1, 17)),
            decay_digits=None,
            number_bits=int(rng.integers(2, 11)),
        )
        own = tuple((p.name, _weights(rng)) for p in network.projections if rng.random() < 0.3)
        options = QuantiseOptions(weights=_weights(rng), state=state, projections=own)
        try:
            quantised = quantise(network, options)[1]
        except UserError:
            continue
        narrow = tuple(
            (report.name, replace(state, bits=max(2, _any_bits(rng, report) - int(rng.integers(0, 4)))))
            for report in quantised.population_reports
        )
        narrowed = replace(options, populations=narrow)
        try:
            quantise(network, narrowed)
        except UserError:
            return options
        return narrowed
    raise AssertionError("no format suits this network")


def _any_bits(rng: np.random.Generator, report: PopulationReport) -> int:
    """The width of one of the states."""
    return int(rng.choice([state.bits for state in report.states]))


def fine_format(network: Network, seed: int) -> QuantisedNetwork:
    """``network`` in integers of many bits, none of which saturates in ``STEPS``: rounding can explain little."""
    rng = np.random.default_rng([seed, 4])
    rounding = list(Rounding)[rng.integers(len(Rounding))]
    style = list(MultiplyStyle)[rng.integers(len(MultiplyStyle))]
    state = StateOptions(bits=None, fraction_bits=0, rounding=rounding, decay=style, decay_bits=16, decay_digits=None)
    options = QuantiseOptions(weights=WeightOptions(bits=16, method=ScaleMethod.MAX), state=state)
    sized = replace(network, steps=STEPS)
    # The finest states that leave room for every step of a sample; several quantities may have fractions of their own.
    wide = []
    for report in quantise(sized, options)[1].population_reports:
        room = _WIDEST - report.room_bits
        assert room >= 0, "the weights are too fine for states of 32 bits"
        own = len(report.fractions) > 1 and rng.random() < 0.5
        wide.append((report.name, replace(state, fraction_bits=None if own else min(16, room))))
    return quantise(sized, replace(options, populations=tuple(wide)))[1]
