"""The verifier of :class:`Network`: every rule a network must keep, whoever built it.

Front ends call it with a ``locate`` function that turns a path such as
``("populations", "hidden", "threshold")`` into a place in the user's file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from snnc.connections.complaint import Complaint
from snnc.connections.keys import too_many
from snnc.core.digits import apart
from snnc.core.errors import Complaints, Diagnostic, Location
from snnc.core.names import LONGEST, illegal_name_reason
from snnc.core.words import closest
from snnc.ir.graph import ZeroDelayLoop, levels
from snnc.ir.network import MAX_EVENTS, SPIKES, CodingKind, Input, Network, Population, Projection, ValueRange
from snnc.ir.options import MOST_NUMBER_BITS
from snnc.ir.verify_projections import verify_projection
from snnc.numbers.xorshift import LARGEST_WORD
from snnc.program.program import verify as verify_program
from snnc.program.quantity import Kind, Purpose

#: Largest sizes the compiler accepts; far above any device, they stop absurd input early.
MAX_NEURONS = 1 << 20
MAX_STEPS = 1 << 20
MAX_COUNT = 1 << 16
#: Largest seed of a coding.
MAX_SEED = 1 << 62

#: Kinds of states that can have initial values.
_STARTING = (Kind.LINEAR, Kind.RANDOM)
#: Weights smaller than this count as 0: trained networks have some, and no format holds them beside others.
SMALLEST_WEIGHT = 1e-30

#: A projection without a name of its own is called SOURCE_TARGET_COUNT.
_LONGEST_PROJECTION = 2 * LONGEST + 10

Path = tuple[str, ...]
Locate = Callable[[Path], tuple[Location | None, str]]


def nowhere(path: Path) -> tuple[Location | None, str]:
    """The ``locate`` of networks that come from no file."""
    return Location(".".join(path)), ""


class _Checker:
    def __init__(self, network: Network, locate: Locate, known: Sequence[Diagnostic]) -> None:
        self.network = network
        self.locate = locate
        self.complaints = Complaints()
        self.lacking = bool(known)
        for each in known:
            self.say(each.part, each.code, each.message, each.hint)

    def say(self, path: Path, code: str, message: str, hint: str = "") -> None:
        where, source = self.locate(path)
        self.complaints.add(Diagnostic(code=code, message=message, where=where, hint=hint, source=source))

    def names(self) -> None:
        network = self.network
        self.name(("name",), network.name, "the network")
        # Inputs and populations share one name space; outputs have their own, at the chip's edge.
        taken: set[str] = set()
        self.unique("inputs", [i.name for i in network.inputs], taken)
        self.unique("populations", [p.name for p in network.populations], taken)
        self.unique("outputs", [o.name for o in network.outputs], set())
        projections: set[str] = set()
        for index, projection in enumerate(network.projections):
            path = ("projections", str(index))
            if projection.name in projections:
                self.say(path, "E111", f"two projections are called '{projection.name[:80]}'")
            projections.add(projection.name)
            self.name(path, projection.name, "one of the projections", _LONGEST_PROJECTION)

    def name(self, path: Path, name: str, what: str, longest: int = LONGEST) -> None:
        reason = illegal_name_reason(name, longest)
        if reason:
            self.say(path, "E110", f"illegal name {name[:80]!r} of {what}", reason)

    def unique(self, group: str, names: list[str], taken: set[str]) -> None:
        """Legal names, none of which is ``taken``."""
        for name in names:
            self.name((group, name), name, f"one of the {group}")
            if name in taken:
                self.say((group, name), "E111", f"name '{name[:80]}' is used twice")
            taken.add(name)

    def sizes(self) -> None:
        for item in self.network.sources:
            if not item.shape or any(n < 1 for n in item.shape) or item.size > MAX_NEURONS:
                self.say(
                    ("inputs" if isinstance(item, Input) else "populations", item.name),
                    "E112",
                    f"shape of '{item.name}'; got {list(item.shape)}, "
                    f"expected positive sizes of at most {MAX_NEURONS} neurons in all",
                )
        for source in self.network.inputs:
            events = source.events
            if not 1 <= events <= MAX_EVENTS:
                message = f"events of '{source.name}'; got {events}, expected 1 … {MAX_EVENTS}"
                self.say(("inputs", source.name, "events"), "E113", message)
            elif events > 1 and source.coding.kind is not CodingKind.NONE:
                self.say(
                    ("inputs", source.name, "events"),
                    "E113",
                    f"events of '{source.name}'; got {events} beside a coding, which sends at most 1 event",
                    "leave out 'events', or the coding and give the events themselves",
                )
            self.current(source)
            coding, path = source.coding, ("inputs", source.name, "coding")
            if coding.kind is not CodingKind.NONE and coding.steps < 1:
                hint = "give the coding its steps, or the network those of a sample"
                self.say(path, "E113", f"steps of the coding; got {coding.steps}, expected at least 1", hint)
            if not 0 <= coding.seed <= MAX_SEED:
                self.say(path, "E113", f"seed of the coding; got {coding.seed}, expected 0 … {MAX_SEED}")
            if not (np.isfinite(coding.scale) and coding.scale >= 0 and 0 <= coding.cutoff <= 1):
                self.say(path, "E113", "coding: scale must be finite and >= 0, cutoff within [0, 1]")
        if not self.network.inputs:
            self.say(
                ("inputs",),
                "E116",
                "a network needs at least one input: its packets are the timesteps",
                "a network driven by bias currents alone takes an input without projections",
            )
        if not self.network.outputs:
            self.say(("outputs",), "E142", "a network needs at least one output")
        if not self.network.populations and not self.lacking:
            self.say(("populations",), "E114", "a network needs at least one population")
        steps = self.network.steps
        if steps is not None and (isinstance(steps, bool) or not isinstance(steps, int) or not 1 <= steps <= MAX_STEPS):
            self.say(("steps",), "E115", f"steps of a sample; got {steps}, expected a whole number, 1 … {MAX_STEPS}")
        if not (np.isfinite(self.network.dt) and self.network.dt > 0):
            self.say(("dt",), "E115", f"dt; got {self.network.dt}, expected a positive number")

    def current(self, source: Input) -> None:
        """The range of real values, which leave no room for a coding or several events."""
        current, path = source.current, ("inputs", source.name, "range")
        if current is None:
            return
        if source.coding.kind is not CodingKind.NONE or source.events != 1:
            message = f"input '{source.name}' sends real values; expected no coding and no 'events'"
            self.say(("inputs", source.name), "E113", message, "leave these out, or 'kind: current'")
        ends = (current.low, current.high)
        if not (all(np.isfinite(end) and abs(end) <= 1e30 for end in ends) and current.low < current.high):
            message = f"range of '{source.name}'; got {list(ends)}, expected a lower and a higher number"
            self.say(path, "E113", f"{message} within -1e30 … 1e30" if max(map(abs, ends)) > 1e30 else message)
        elif current.wave and not (current.low <= current.wave.ends[0] and current.wave.ends[1] <= current.high):
            low, high = apart(*current.wave.ends, *ends)[:2]
            message = f"range of '{source.name}'; got {list(ends)}, its wave goes from {low} to {high}"
            self.say(path, "E113", message, "leave the range out: it follows from the wave")
        elif max(map(abs, ends)) < 1e-30:
            self.say(path, "E113", f"range of '{source.name}'; got {list(ends)}, expected an end of 1e-30 or more")
        if current.wave and current.steps < 1:
            message = f"'{source.name}' sends a wave, and nothing says how many steps a sample has"
            self.say(("inputs", source.name), "E113", message, "give the network 'steps'")
        self.together(source, current)
        if not 2 <= current.bits <= MOST_NUMBER_BITS:
            message = f"bits of '{source.name}'; got {current.bits}, expected 2 … {MOST_NUMBER_BITS}"
            self.say(("inputs", source.name, "bits"), "E113", message)

    def together(self, source: Input, current: ValueRange) -> None:
        """That codings last as long as a wave beside them: all inputs send in the same steps."""
        for other in self.network.inputs if current.wave else ():
            steps = other.coding.steps
            if other.coding.kind is not CodingKind.NONE and 1 <= steps != current.steps >= 1:
                message = (
                    f"coding of '{other.name}'; got {steps} steps, the wave of '{source.name}' has {current.steps}"
                )
                hint = "leave the steps of the coding out: they are those of a sample then"
                self.say(("inputs", other.name, "coding"), "E113", message, hint)

    def population(self, population: Population) -> None:
        path, program = ("populations", population.name), population.program
        verify_program(program)
        quantities = {p.name: p.quantity for p in program.parameters}
        leaks = {p.name for p in program.serving(Purpose.LEAK)}
        if [name for name, _ in population.parameters] != sorted(quantities):
            self.say(path, "E122", f"parameters of '{population.name}' are not those of its program")
            return
        for name, value in population.parameters:
            self.values((*path, name), name, value, population.size)
            array, kind = np.asarray(value), quantities[name].kind
            if kind is Kind.FACTOR and not np.all((array >= 0) & (array <= 1)):
                self.say((*path, name), "E123", f"{name} of '{population.name}'; expected a factor within [0, 1]")
            if name in leaks and not np.all(array >= 0):
                self.say((*path, name), "E123", f"{name} of '{population.name}'; expected no negative number")
            if kind is Kind.COUNT and not np.all((array >= 0) & (array <= MAX_COUNT) & (array == np.rint(array))):
                self.say((*path, name), "E123", f"{name} of '{population.name}'; expected whole steps, 0 … {MAX_COUNT}")
        self.initial((*path, "initial"), population)

    def initial(self, path: Path, population: Population) -> None:
        program, first = population.program, dict(population.initial)
        # What is sent, and the probability of a spike, are made anew in every step.
        known = [
            state.name
            for state in program.states
            if state.quantity.kind in _STARTING
            and state.name != program.sends
            and state.quantity.name != program.chance
        ]
        for name, value in population.initial:
            if name not in known:
                message = f"no initial value can be given for '{name}'; state: {', '.join(known) or 'none'}"
                self.say(path, "E124", message)
            else:
                self.values(path, f"initial {name}", value, population.size)
        for name in (state.name for state in program.states if state.quantity.kind is Kind.RANDOM):
            word = np.asarray(first.get(name, 0.0))
            if not np.all((word >= 1) & (word <= LARGEST_WORD) & (word == np.rint(word))):
                message = f"initial {name} of '{population.name}'; expected whole numbers, 1 … {LARGEST_WORD}"
                self.say(path, "E123", message)

    def values(self, path: Path, what: str, value: float | np.ndarray, size: int) -> None:
        array = np.asarray(value, dtype=np.float64)
        if array.ndim and array.shape != (size,):
            self.say(path, "E125", f"{what}; got shape {list(array.shape)}, expected one number or [{size}]")
        if not np.all(np.isfinite(array)) or np.any(np.abs(array) > 1e30):
            self.say(path, "E126", f"{what} holds a number that is NaN, infinite or beyond 1e30")

    def projection(self, index: int, projection: Projection) -> None:
        def say(complaint: Complaint) -> None:
            path = ("projections", str(index), complaint.key)
            self.say(path, complaint.code, complaint.message, complaint.hint)

        verify_projection(self.network, projection, say)

    def memory(self) -> None:
        """All weights together; each projection alone was looked at before it was made."""
        count = sum(projection.connection.weights.size for projection in self.network.projections)
        complaint = too_many(count, " of all projections")
        if complaint:
            self.say(("projections",), complaint.code, complaint.message, complaint.hint)

    def variables(self) -> None:
        items = [(("outputs", o.name), o.population, o.variable) for o in self.network.outputs]
        items += [(("probes", str(k)), p.population, p.variable) for k, p in enumerate(self.network.probes)]
        names = {p.name for p in self.network.populations}
        for path, name, variable in items:
            if name not in names:
                self.say(path, "E140", f"population '{name}' does not exist{closest(name, names)}")
                continue
            program = self.network.population(name).program
            known = [state.name for state in program.states] + ([SPIKES] if program.spike and not program.sends else [])
            if variable not in known:
                hint = f"a {self.network.population(name).model} sends numbers, not spikes" if program.sends else ""
                self.say(path, "E141", f"'{name}' has no variable '{variable}'; it has {', '.join(known)}", hint)

    def loops(self) -> None:
        names = [s.name for s in self.network.sources]
        edges = [(p.source, p.target) for p in self.network.projections if p.delay == 0]
        try:
            levels(names, [(s, t) for s, t in edges if s in names and t in names])
        except ZeroDelayLoop as loop:
            pairs = set(zip(loop.nodes, loop.nodes[1:], strict=False))
            index = next(
                k for k, p in enumerate(self.network.projections) if p.delay == 0 and (p.source, p.target) in pairs
            )
            self.say(
                ("projections", str(index)),
                "E150",
                f"a loop without delay has no meaning: {loop}",
                "give at least one projection of the loop a delay of 1 step or more",
            )


def verify(network: Network, locate: Locate = nowhere, known: Sequence[Diagnostic] = ()) -> Network:
    """``network`` itself, when it keeps every rule; else :class:`UserError` with every complaint.

    ``known``: what is wrong with parts that ``network`` lacks for that reason.
    """
    checker = _Checker(network, locate, known)
    checker.names()
    checker.sizes()
    for population in network.populations:
        checker.population(population)
    checker.memory()
    checker.complaints.raise_if_any()
    for index, projection in enumerate(network.projections):
        checker.projection(index, projection)
    checker.variables()
    checker.loops()
    checker.complaints.raise_if_any()
    return network
