"""Running a network, and comparing runs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from snnc.core.errors import user_error
from snnc.core.inputs import read_input
from snnc.core.limits import excess, way_out
from snnc.core.text import STAGE_MEMORY
from snnc.golden.build import integer_machine, real_machine
from snnc.golden.coverage import Coverage
from snnc.golden.saturation import Saturation, SaturationWatch
from snnc.golden.sent import check_stimulus, sent_by_inputs
from snnc.golden.watch import Watch
from snnc.ir.events import event_counts
from snnc.ir.network import SPIKES, Network, Population
from snnc.ir.options import Calibration
from snnc.ir.quantised import CODEC, QuantisedNetwork, QuantisedPopulation, verify

Variable = tuple[str, str]


@dataclass(frozen=True, eq=False)
class Run:
    """Recorded traces: ``(population, variable)`` -> array [samples, steps, size].

    ``saturations``: states that were limited, to their format or by their model, where the run watched for them.
    """

    traces: Mapping[Variable, np.ndarray]
    saturations: tuple[Saturation, ...] = ()

    def spikes(self, population: str) -> np.ndarray:
        """Spikes of ``population`` [samples, steps, size]: bool, or their numbers where it sends several.

        Numbers are uint8, and uint16 where a neuron may send more than 255.
        What a graded population sends: float64 of a :class:`Network`, int32 of a :class:`QuantisedNetwork`.
        """
        return self.traces[population, SPIKES]

    def state(self, population: str, variable: str = "v") -> np.ndarray:
        """A state variable at the end of every step: [samples, steps, size]."""
        return self.traces[population, variable]


def load(path: str | Path) -> QuantisedNetwork:
    """The contract that ``snnc compile`` left in ``quantised.json``; :class:`UserError` when it is none."""
    try:
        text = read_input(Path(path), STAGE_MEMORY).decode()
    except (OSError, UnicodeDecodeError) as err:
        reason = (isinstance(err, OSError) and err.strerror) or str(err)
        raise user_error("E005", f"cannot read '{path}': {reason}", hint=getattr(err, "hint", "")) from err
    network = CODEC.parse(text, str(path))
    if not isinstance(network, QuantisedNetwork):
        raise user_error("E005", f"'{path}' does not hold a quantised network")
    return verify(network)


def variables(network: Network | QuantisedNetwork) -> tuple[Variable, ...]:
    """Everything that can be recorded: spikes and all state of every population."""
    found: list[Variable] = []
    for population in network.populations:
        if population.program.spike is not None:
            found.append((population.name, SPIKES))
        found.extend((population.name, state.name) for state in population.program.states)
    return tuple(found)


def run(
    network: Network | QuantisedNetwork,
    stimulus: Mapping[str, np.ndarray],
    record: Iterable[Variable] | None = None,
    *,
    watch: bool = False,
    coverage: Coverage | None = None,
) -> Run:
    """Run ``network``: a :class:`Network` in float64, a :class:`QuantisedNetwork` bit-exactly.

    ``stimulus``: events per source neuron [samples, steps, size] for every input, bool or whole
    numbers up to the input's ``events``, or real values for inputs with a ``current``; all with the same samples
    and steps. ``record`` lists
    ``(population, variable)`` pairs; None records the outputs and probes.
    ``watch``: count the states that saturate, which costs a few per cent of the time; ``coverage``: is
    shown what happens.
    Raises :class:`UserError` E2xx when the stimulus does not fit the network.
    """
    counts = check_stimulus(network, stimulus)
    wanted = [(o.population, o.variable) for o in network.observed]
    chosen = frozenset(wanted if record is None else record)
    unknown = chosen - set(variables(network))
    if unknown:
        raise user_error("E203", f"nothing to record under {sorted(unknown)}")
    samples, steps = next(iter(counts.values())).shape[:2]
    _check_memory(network, chosen, samples, steps)
    machine = real_machine(network) if isinstance(network, Network) else integer_machine(network)
    seen = SaturationWatch()
    watches: list[Watch] = [seen] if watch else []
    watches += [coverage] if coverage else []
    traces = machine.run(sent_by_inputs(network, counts), chosen, watches)
    return Run(traces, seen.found())


def _check_memory(network: Network | QuantisedNetwork, record: Collection[Variable], samples: int, steps: int) -> None:
    """E202 where what is recorded, and the spikes and currents of all neurons, take too much memory."""
    sizes = {population.name: population.size for population in network.populations}
    recorded = sum(sizes[name] * (1 if variable == SPIKES else 8) for name, variable in record)
    gathered = (p.size * (8 + 8 * _receptors(p)) for p in network.populations)
    spikes, currents = sum(sizes.values()), max(gathered, default=0)
    needed = steps * (samples * (recorded + spikes) + currents)
    if excess(needed):
        message = f"a run of {samples} samples of {steps} steps takes {excess(needed)}"
        raise user_error("E202", message, hint=f"run fewer samples at a time; {way_out(needed)}")


def _receptors(population: Population | QuantisedPopulation) -> int:
    """How many receptors gather currents."""
    return len(population.program.receptors if isinstance(population, Population) else population.program.inputs)


def sent_events(network: QuantisedNetwork, stimulus: Mapping[str, np.ndarray], done: Run) -> dict[str, np.ndarray]:
    """How many events every input and population sends [samples, steps, size], by name: what decides all clocks.

    ``done``: the run of ``stimulus``, which recorded the spikes of every population that has some.
    """
    sent = sent_by_inputs(network, check_stimulus(network, stimulus))
    sent |= {p.name: done.spikes(p.name) for p in network.populations if p.program.spike is not None}
    return {name: event_counts(each) for name, each in sent.items()}


def calibrate(network: Network, stimulus: Mapping[str, np.ndarray]) -> Calibration:
    """What ``stimulus`` does to the float network: ranges of linear states, mean spikes per step."""
    result = run(network, stimulus, variables(network))
    states, bursts = [], []
    spikes = [(name, _rate(value)) for name, value in check_stimulus(network, stimulus).items()]
    for population in network.populations:
        for state in population.program.linear_states:
            values = result.state(population.name, state.name)
            states.append((population.name, state.name, float(values.min()), float(values.max())))
        if population.program.spike is not None:
            sent = event_counts(result.spikes(population.name))
            spikes.append((population.name, _rate(sent)))
            bursts.append((population.name, float(sent.sum() / max(1, np.count_nonzero(sent)))))
    return Calibration(tuple(states), tuple(spikes), tuple(bursts))


def _rate(events: np.ndarray) -> np.ndarray:
    """How often each neuron sends in a step [size], of ``events`` [samples, steps, size]."""
    return np.asarray(event_counts(events).mean(axis=(0, 1)))


@dataclass(frozen=True)
class Difference:
    """The first place, in order of sample, step, population and neuron, where two runs part."""

    sample: int
    step: int
    population: str
    core: str
    neuron: int
    variable: str
    expected: int | float
    got: int | float
    state_before: tuple[tuple[str, int | float], ...]

    def __str__(self) -> str:
        before = ", ".join(f"{name} = {value}" for name, value in self.state_before) or "not recorded"
        core = f" (core {self.core})" if self.core else ""
        return (
            f"sample {self.sample}, step {self.step}: {self.variable} of {self.population}[{self.neuron}]{core}; "
            f"got {self.got}, expected {self.expected}; state one step before: {before}"
        )


def first_difference(
    expected: Run, got: Run, core_of: Callable[[str, int], str] = lambda population, neuron: ""
) -> Difference | None:
    """Where ``got`` first differs from ``expected``, over the traces both have; None when equal."""
    best: tuple[int, int, int] | None = None
    place: tuple[Variable, int] | None = None
    keys = [key for key in expected.traces if key in got.traces]
    for order, key in enumerate(keys):
        unequal = expected.traces[key] != got.traces[key]
        if not unequal.any():
            continue
        sample, step, neuron = (int(k) for k in np.argwhere(unequal)[0])
        if best is None or (sample, step, order) < best:
            best, place = (sample, step, order), (key, neuron)
    if best is None or place is None:
        return None
    (population, variable), neuron = place
    sample, step, _ = best
    before = tuple(
        (name, trace[sample, step - 1, neuron].item())
        for (owner, name), trace in expected.traces.items()
        if owner == population and name != SPIKES and step > 0
    )
    return Difference(
        sample=sample,
        step=step,
        population=population,
        core=core_of(population, neuron),
        neuron=neuron,
        variable=variable,
        expected=expected.traces[population, variable][sample, step, neuron].item(),
        got=got.traces[population, variable][sample, step, neuron].item(),
        state_before=before,
    )


def count_differences(expected: Run, got: Run) -> int:
    """Number of unequal values over the traces both have."""
    return sum(int(np.count_nonzero(expected.traces[k] != got.traces[k])) for k in expected.traces if k in got.traces)
