"""What a neuron's own spikes leave behind: a trace that jumps at each of them, and decays."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.neurons.body import Body
from snnc.neurons.model import Setting
from snnc.program.ops import Add, Saturate, Scale, Select
from snnc.program.program import StateVariable


@dataclass(frozen=True)
class Adaptation:
    """``state`` keeps ``decay`` of itself in every step, and a spike adds ``jump`` to it."""

    state: StateVariable
    decay: Setting
    jump: Setting

    @property
    def equation(self) -> str:
        """What happens to the state, as an end of the equation of the membrane."""
        name = self.state.name
        return f"; {name} = {self.decay.name} * {name}, and a spike adds {self.jump.name} to it"

    def decayed(self, b: Body) -> str:
        """What is left of the trace in this step."""
        name = self.state.name
        return b.put(f"{name}_kept", Scale(name, self.decay.name), f"decay of {self.state.doc}")

    def after(self, b: Body, kept: str, spike: str) -> tuple[str, str]:
        """The state, and the value that it has after a step that leaves ``kept`` of it."""
        name = self.state.name
        more = b.put(f"{name}_more", Add(kept, self.jump.name), "")
        jumped = b.put(f"{name}_jumped", Select(spike, more, kept), "a spike adds to it")
        return name, b.put(f"{name}_next", Saturate(jumped, name), f"keep {self.state.doc} in its format")
