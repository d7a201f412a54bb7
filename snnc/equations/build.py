"""A population of a user's model: its update program and the numbers of its parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from snnc.equations.conditions import Conditions
from snnc.equations.dimensions import dimension_of
from snnc.equations.lines import Assigned, Equation
from snnc.equations.model import STEP, EquationModel, Method
from snnc.equations.polynomial import Array, Evaluator, Polynomial, number, variable
from snnc.equations.step import Row, digits, reaching, rounded, rows_of
from snnc.equations.terms import Writer
from snnc.equations.units import TIME
from snnc.neurons.choices import Order
from snnc.neurons.graded import NUMBER
from snnc.program.ops import Add, AtLeast, Both, Convert, Invert, Literal, Saturate, Select, Subtract
from snnc.program.program import INPUT, Bounds, Program, Receptor, StateVariable
from snnc.program.quantity import COUNT, Kind, Purpose, Quantity

_LEFT = "refractory_left"
#: Names of quantities that are no linear ones.
_TAKEN = ("factor", "count", "flag", "gain", NUMBER.name)
#: How far a refractory time may be from a whole number of steps.
_WHOLE = 1e-6


@dataclass(frozen=True, eq=False)
class Built:
    """The program, and the value of each of its parameters, float64 [] or [size]."""

    program: Program
    parameters: dict[str, Array]


def build_program(model: EquationModel, values: Mapping[str, Array], method: Method, dt: float) -> Built:
    """The program of ``model`` for a step of ``dt``, with ``values`` of its parameters in the units that it gives.

    Raises :class:`UserError` E193 for what cannot be built, E195 for numbers that it cannot be built with.
    """
    return _Task(model, values, method, dt).build()


class _Task:
    """Writes one program, in the order of a step."""

    def __init__(self, model: EquationModel, values: Mapping[str, Array], method: Method, dt: float) -> None:
        self.model, self.method, self.dt = model, method, dt
        known = {name: number(default.unit.into(values[name])) for name, default in model.parameters.items()}
        known[STEP] = number(dt)
        known |= {name: variable(name).times(number(each.unit.into(1.0))) for name, each in model.states.items()}
        self.known = known
        self.quantities = {name: _quantity(name) for name in model.states}
        self.writer = Writer({*model.states, INPUT, _LEFT})
        self.resting = self.one = ""
        self.states = [self._state(name, self.quantities[name]) for name in model.states]

    def build(self) -> Built:
        w, model = self.writer, self.model
        given = self._evaluator("equations", {INPUT: variable(INPUT).times(number(model.input_unit.into(1.0)))})
        rows = rows_of(model, self.method, self.dt, given)
        carrier = self._carrier(rows, given) if model.sends else ""
        receptor = Receptor(INPUT, self._receptor(rows), "sum of the weights of the spikes that arrive")
        w.at = {name: (name, quantity) for name, quantity in self.quantities.items()}
        w.at[INPUT] = (INPUT, receptor.quantity)
        steps = self._refractory()
        next_state = self._update(rows)
        spike = self._spike(next_state)
        if model.reset:
            self._reset(spike)
        final = [(name, next_state.get(name) or self._saturated(name)) for name in model.states if name != carrier]
        if carrier:
            spike = self._number(carrier, dict(final).get(model.sends))
            final.append((carrier, spike))
        if steps:
            self.states.append(StateVariable(_LEFT, COUNT, "refractory steps left", limit=steps))
            final.append((_LEFT, self._waited(spike, steps)))
        program = Program(
            name=model.name,
            equation=text_of_model(model),
            parameters=tuple(w.parameters),
            states=tuple(self.states),
            body=tuple(w.body.statements),
            next_state=tuple(final),
            spike=spike or None,
            receptors=(receptor,),
            sends=carrier,
        )
        return Built(program, w.values)

    def _state(self, name: str, quantity: Quantity, apart: bool = False) -> StateVariable:
        """The state of the equation ``name``; ``apart``: another one for what is sent of it."""
        equation, model = self.model.states[name], self.model
        return StateVariable(
            self.writer.free(f"{name}_sent") if apart else name,
            quantity,
            ("as sent, " if apart else "") + (f"in {equation.unit.name}" if model.has_units else "state"),
            bounds=Bounds(model.bounds[name]) if name in model.bounds else None,
        )

    def _evaluator(self, part: str, more: Mapping[str, Polynomial]) -> Evaluator:
        """What reads the text of that ``part``; its functions are written where they are read."""
        return Evaluator(self.model.sources[part], {**self.known, **more}, self.writer.calls, scope=part)

    def _receptor(self, rows: list[Row]) -> Quantity:
        """What the input is measured in: as the state that it is added to as it is, else by itself."""
        if self.model.jump:
            return self.quantities[self.model.jump]
        taking = [row for row in rows if np.any(row.value.of(INPUT))]
        whole = len(taking) == 1 and np.all(taking[0].value.of(INPUT) == 1)
        return self.quantities[taking[0].state] if whole else _quantity("input_sum")

    def _refractory(self) -> str:
        """The parameter with the refractory steps; empty where there are none. Says whether a neuron rests."""
        model, w = self.model, self.writer
        if model.refractory is None:
            return ""
        value = self._evaluator("refractory", {}).polynomial(model.refractory).constant
        source, timed = model.sources["refractory"], dimension_of(model, "refractory", model.refractory) == TIME
        steps = np.asarray(value / self.dt if timed else value)
        whole = np.rint(steps)
        if not np.all((np.abs(steps - whole) <= _WHOLE * np.maximum(1.0, whole)) & (whole >= 0)):
            got = f"{steps.reshape(-1)[0]:g} steps of {self.dt:g} ms" if timed else f"{steps.reshape(-1)[0]:g} steps"
            raise source.error(model.refractory.at, "E195", f"refractory; got {got}, expected a whole number")
        if not np.any(whole):
            return ""
        doc = "steps after a spike in which the neuron cannot fire"
        steps_name = w.parameter("refractory", COUNT, whole, doc=doc, serves=(Purpose.DURATION, _LEFT))
        self.one = w.put("one", Literal(1), "")
        self.resting = w.put("resting", AtLeast(_LEFT, self.one), "refractory in this step")
        return steps_name

    def _update(self, rows: list[Row]) -> dict[str, str]:
        """All states over a step; returns the next values that are final already."""
        model, w, final, new = self.model, self.writer, dict[str, str](), dict[str, str]()
        jump, first = model.jump, model.order is Order.INPUT_FIRST
        if jump and first:
            charged = w.put(f"{jump}_charged", Add(jump, INPUT), "input first")
            w.at[jump] = (charged, self.quantities[jump])
        for k, row in enumerate(rows):
            name, quantity = row.state, self.quantities[row.state]
            value = self._row(row, quantity)
            if name == jump and not first:
                value = w.put(f"{name}_fed", Add(value, INPUT), "add the input of this step")
            if self.resting and model.states[name].held:
                value = w.put(f"{name}_held", Select(self.resting, name, value), "kept in refractory steps")
            new[name] = value
            if model.differential:
                continue
            # Later equations read the new value.
            w.at[name] = (value, quantity)
            resets = any(assignment.name == name for assignment in model.reset)
            if not resets and any(name in later.value.names for later in rows[k + 1 :]):
                final[name] = self._saturated(name)
                w.at[name] = (final[name], quantity)
        w.at |= {name: (final.get(name, value), self.quantities[name]) for name, value in new.items()}
        return final

    def _row(self, row: Row, quantity: Quantity) -> str:
        """The next value of a state: what it keeps of itself, what others add, and a constant."""
        w, name = self.writer, row.state
        own, constant = row.value.of(name), row.value.constant
        others = Polynomial({key: each for key, each in row.value.terms.items() if key not in ((), (name,))})
        total, serves = "", (Purpose.DECAY, name)
        doc = f"factor of {name} kept per step"
        rest = _rest(row)
        if rest is not None:
            to = w.parameter(f"{name}_rest", quantity, rest, doc=f"what {name} decays to", serves=(Purpose.REST, name))
            above = w.put(f"{name}_above", Subtract(w.at[name][0], to), "distance from rest")
            value = (above, quantity)
            kept = w.scaled(value, own, quantity, name=f"{name}_decay", doc=doc, serves=serves)
            total, constant = w.put(f"{name}_decayed", Add(kept, to), "decay toward rest"), np.zeros(())
        elif np.any(own):
            total = w.scaled(w.at[name], own, quantity, name=f"{name}_decay", doc=doc, serves=serves)
        if others.terms:
            total = w.sum(others, quantity, name, start=total)
        if np.any(constant):
            drive = w.parameter(
                f"{name}_drive", quantity, constant, doc=f"added to {name} in every step", serves=(Purpose.DRIVE, name)
            )
            total = w.put(f"{name}_driven", Add(total, drive), "add the constant") if total else drive
        return total or w.put(f"{name}_none", Literal(0, quantity), "")

    def _spike(self, final: Mapping[str, str]) -> str:
        """The flag of a spike; empty where there is none."""
        model, w = self.model, self.writer
        if model.threshold is None:
            return ""
        given = self._evaluator("threshold", {})
        crossed = Conditions(w, given, model.states, self.quantities).flag(model.threshold)
        if not self.resting:
            return crossed
        ready = w.put("ready", Invert(self.resting), "")
        return w.put("spike", Both(crossed, ready), "a refractory neuron cannot fire")

    def _reset(self, spike: str) -> None:
        """What a spike assigns, one after another."""
        model, w = self.model, self.writer
        given = self._evaluator("reset", {})
        for k, assignment in enumerate(model.reset):
            given.scope = f"reset {k}"
            name, quantity = assignment.name, self.quantities[assignment.name]
            value = self._assigned(assignment, given, model.states[name])
            made = w.put(f"{name}_reset", Select(spike, self._target(name, value, quantity), w.at[name][0]), "reset")
            w.at[name] = (made, quantity)

    def _assigned(self, assignment: Assigned, given: Evaluator, equation: Equation) -> Polynomial:
        """What ``assignment`` makes of its state, in the unit of that."""
        value, before = given.polynomial(assignment.value), self.known[assignment.name]
        if assignment.sign in ("+", "-"):
            value = before.plus(value, 1.0 if assignment.sign == "+" else -1.0)
        elif assignment.sign:
            value = before.times(value if assignment.sign == "*" else given.inverse(value, assignment.value))
        return Polynomial({key: np.asarray(equation.unit.out_of(each)) for key, each in value.terms.items()})

    def _target(self, name: str, value: Polynomial, quantity: Quantity) -> str:
        w, constant, own = self.writer, value.constant, value.of(name)
        if not value.varying:
            return w.parameter(
                f"{name}_reset_value", quantity, constant, doc=f"{name} after a spike", serves=(Purpose.RESET, name)
            )
        others = Polynomial({key: each for key, each in value.varying.items() if key != (name,)})
        start = ""
        if np.any(own):
            doc = f"factor of {name} that a spike leaves"
            start = w.scaled(w.at[name], own, quantity, name=f"{name}_reset_factor", doc=doc)
        total = w.sum(others, quantity, f"{name}_spike", start=start)
        if not np.any(constant):
            return total
        threshold = next((p.name for p in w.parameters if (p.purpose, p.of) == (Purpose.THRESHOLD, name)), "")
        if threshold and np.array_equal(w.values[threshold], -constant):
            return w.put(f"{name}_lowered", Subtract(total, threshold), "less the threshold")
        jump = w.parameter(f"{name}_jump", quantity, constant, f"added to {name} by a spike")
        return w.put(f"{name}_raised", Add(total, jump), "the jump of a spike")

    def _carrier(self, rows: list[Row], given: Evaluator) -> str:
        """The state that is sent as the number of an event, which is the last one.

        Numbers are coarse. What equations read keeps a unit of its own, and what is sent of it is another state.
        """
        sends, model = self.model.sends, self.model
        read = sends == model.jump or any(sends in reaching(row.value, given) for row in rows)
        if not read:
            self.states = [state for state in self.states if state.name != sends]
            # What is a state of its own, times 1, is rounded once only.
            row = next(row for row in rows if row.state == sends)
            parts = (m[0] for m, factor in row.value.varying.items() if len(m) == 1 and np.all(factor == 1))
            self.quantities[sends] = self.quantities[next((n for n in parts if n in self.quantities), sends)]
        self.states.append(self._state(sends, NUMBER, apart=read))
        return self.states[-1].name

    def _number(self, carrier: str, final: str | None) -> str:
        """The new value of ``carrier``; ``final``: that of the state it is sent of, where that is another one."""
        value = final or self.writer.at[self.model.sends][0]
        number = self.writer.put("number", Convert(value, NUMBER), "in the unit that is sent")
        return self.writer.put("sent", Saturate(number, carrier), "keep it in its format")

    def _saturated(self, name: str) -> str:
        return self.writer.put(f"{name}_next", Saturate(self.writer.at[name][0], name), "keep it in its format")

    def _waited(self, spike: str, steps: str) -> str:
        w = self.writer
        less = w.put("less", Subtract(_LEFT, self.one), "")
        waited = w.put("waited", Select(self.resting, less, _LEFT), "one refractory step passed")
        return w.put("left_next", Select(spike, steps, waited), "a spike starts the count")


def _rest(row: Row) -> Array | None:
    """What a state decays to, where its constant is better said so: x = r + d (x - r), and not x = d x + c."""
    own, constant = row.value.of(row.state), row.value.constant
    if not (np.any(own) and np.any(constant) and np.all((own >= 0) & (own < 1))):
        return None
    if row.rest is not None:
        return row.rest
    # Of next values nobody knows which of the two was meant: the one with a number that is written in fewer digits.
    rest = rounded(constant / (1.0 - own))
    return rest if digits(rest) <= digits(rounded(constant)) else None


def _quantity(name: str) -> Quantity:
    return Quantity(f"{name}_value" if name in _TAKEN else name, Kind.LINEAR)


def text_of_model(model: EquationModel) -> str:
    """The equations of ``model`` in one line, as they were written."""
    parts = []
    for key, before in (("equations", ""), ("threshold", "spike when "), ("reset", "then ")):
        if key in model.sources:
            lines = re.sub(r"#[^\n]*", "", model.sources[key].text).replace("\n", ";").split(";")
            parts.append(before + "; ".join(" ".join(line.split()) for line in lines if line.strip()))
    if model.refractory is not None:
        parts.append(f"refractory for {' '.join(model.sources['refractory'].text.split())}")
    if model.sends:
        parts.append(f"{model.sends} is sent")
    if model.jump:
        parts[0] += f"; input is added to {model.jump}"
    return "; ".join(parts)
