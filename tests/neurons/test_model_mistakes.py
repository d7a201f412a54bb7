"""Mistakes of whoever writes a neuron model: each is told as one, with what is wrong."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import pytest

import snnc
from snnc.core.errors import InternalError, UserError
from snnc.core.registry import by_name
from snnc.neurons.lif import Lif
from snnc.neurons.model import Chosen, Model, Setting
from snnc.neurons.registry import MODELS
from snnc.program.ops import Saturate
from snnc.program.program import Parameter, Program, Statement, StateVariable, verify
from snnc.program.quantity import COUNT, FACTOR, FLAG, POTENTIAL, Kind, Purpose, Quantity


def _program() -> Program:
    """Of a neuron with a threshold, a decay and refractory steps."""
    return Lif().program(Lif().defaults, ("decay", "threshold", "refractory"))


def _with(*parameters: Parameter, states: tuple[StateVariable, ...] = ()) -> Program:
    program = _program()
    own = tuple((state.name, state.name) for state in states)
    return replace(
        program,
        parameters=(*program.parameters, *parameters),
        states=(*program.states, *states),
        next_state=(*program.next_state, *own),
    )


@pytest.mark.parametrize(
    "program, message",
    [
        (_with(Parameter("a b", POTENTIAL, "")), "'a b' is no name of letters, digits and underscores"),
        (_with(Parameter("τ", FACTOR, "")), "'τ' is no name of letters"),
        (_with(states=(StateVariable("$display", FLAG, ""),)), r"'\$display' is no name of letters"),
        (_with(states=(StateVariable("x\ny", FLAG, ""),)), r"'x\\ny' is no name of letters"),
        (_with(states=(StateVariable("n", COUNT, ""),)), "the count 'n' is limited by '', which is no count"),
        (_with(states=(StateVariable("n", COUNT, "", limit="decay"),)), "the count 'n' is limited by 'decay', which"),
        (_with(Parameter("c", Quantity("potential", Kind.COUNT), "")), "'c' is a count called potential, as a linear"),
        (_with(Parameter("t", POTENTIAL, "", purpose=Purpose.THRESHOLD, of="v")), "'t' is a second threshold of 'v'"),
        (_with(Parameter("t", COUNT, "", purpose=Purpose.THRESHOLD, of="refractory_left")), "a state without a scale"),
        (_with(Parameter("t", FACTOR, "", purpose=Purpose.DECAY, of="w")), "'t' is of 'w', which is no state"),
    ],
)
def test_a_program_that_breaks_a_rule(program: Program, message: str) -> None:
    verify(_program())
    with pytest.raises(InternalError, match=rf"error\[X002\]: the program of model 'lif': .*{message}"):
        verify(program)


def test_a_state_that_is_not_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing proves that the sum of an integrating neuron stays in its format."""

    class Unlimited(Lif):
        """Unlimited: a LIF neuron that does not saturate."""

        name = "unlimited"

        def program(self, chosen: Chosen, given: Collection[str]) -> Program:
            program = super().program(chosen, given)
            gone = next(s for s in program.body if isinstance(s.op, Saturate))
            body = tuple(s for s in program.body if s is not gone)
            return replace(program, body=body, next_state=(("v", gone.op.operands()[0]),))

    monkeypatch.setitem(MODELS, "unlimited", Unlimited())
    b = snnc.NetworkBuilder("n")
    b.input("x", 1)
    b.population("y", 1, model="unlimited", decay=1.0, threshold=1.0)
    b.connect("x", "y", [[-0.5]])
    b.output("y")
    with pytest.raises(InternalError, match=r"'.*' may leave the format of 'v'; saturate it first"):
        snnc.compile(b.build(), quantise=snnc.QuantiseOptions(state=snnc.StateOptions(bits=8)))


@pytest.mark.parametrize(
    "settings, key",
    [
        ((Setting(Parameter("model", POTENTIAL, "")),), "model"),
        ((Setting(Parameter("reset", POTENTIAL, "")),), "reset"),
        ((Setting(Parameter("a", FACTOR, ""), tau="t"), Setting(Parameter("b", FACTOR, ""), tau="t")), "t"),
    ],
)
def test_keys_that_are_taken(settings: tuple[Setting, ...], key: str) -> None:
    with pytest.raises(InternalError, match=f"Twice: a population of this model has the key '{key}' twice"):
        type("Twice", (Lif,), {"settings": settings})


def test_a_key_means_what_its_model_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """``tau`` is a time constant of LIF, and a parameter like any other of this one."""

    class Timed(Model):
        """Timed: a potential that keeps ``tau`` of itself."""

        name = "timed"
        settings = (Setting(Parameter("tau", FACTOR, "kept", purpose=Purpose.DECAY, of="v")),)

        def program(self, chosen: Chosen, given: Collection[str]) -> Program:
            lif = Lif().program(Lif().defaults, ("decay", "threshold"))
            return replace(
                lif,
                parameters=(self.settings[0].parameter,),
                body=(Statement("v_next", Saturate("v", "v")),),
                next_state=(("v", "v_next"),),
                spike=None,
            )

    monkeypatch.setitem(MODELS, "timed", Timed())
    path = tmp_path / "n.yaml"
    path.write_text(
        "{name: n, inputs: {x: {size: 1}}, populations: {y: {size: 1, model: timed, tau: 0.5}, "
        "z: {size: 1, model: li, tau: 1.0}}, projections: [{source: x, target: z, weights: 1.0}], "
        "outputs: {o: {population: z, variable: v}}}"
    )
    y, z = snnc.read_spec(path).network.populations
    assert dict(y.parameters) == {"tau": 0.5}
    assert dict(z.parameters) == {"decay": pytest.approx(0.36788, abs=1e-5)}


def test_a_registry_refuses_a_name_twice() -> None:
    with pytest.raises(InternalError, match="two of the neuron models are called 'lif'"):
        by_name("neuron models", (Lif(), Lif()))


def test_a_choice_that_is_no_text_is_complained_of_once(tmp_path: Path) -> None:
    path = tmp_path / "n.yaml"
    path.write_text(
        "{name: n, inputs: {x: {size: 1}}, populations: {y: {size: 1, model: if, threshold: 1, reset_time: [now]}}, "
        "projections: [{source: x, target: y, weights: 1.0}], outputs: [y]}"
    )
    with pytest.raises(UserError) as caught:
        snnc.read_spec(path)
    assert [d.code for d in caught.value.diagnostics] == ["E104"]
