"""The Verilog of one neuron by itself: printed, checked by Verilator, and run beside golden on Icarus."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from snnc.backends.verilog.neuron import neuron
from snnc.golden.tables import compile_integer
from snnc.ir.quantised import QuantisedPopulation
from snnc.numbers.fixed import Interval, Rounding
from snnc.passes.schedule import schedule
from snnc.plan.hardware import Datapath
from snnc.program.expand import expand
from snnc.program.integer import IntegerProgram, Port
from snnc.program.integer_ops import MultiplyStyle
from snnc.program.lower import Representation, lower
from snnc.program.program import Program
from snnc.program.quantity import Kind
from snnc.target.ecp5 import DELAYS
from snnc.tools.verilator import installation

_BENCH = """
module bench;
    reg clk = 0;
    reg [{bits}-1:0] given [0:{count}-1];
    reg [{bits}-1:0] now;
    wire spike;
    wire [{state}-1:0] next_state;
    integer k;
    neuron dut ({ports});
    initial begin
        $readmemb("given.mem", given);
        for (k = 0; k < {count} + {depth} - 1; k = k + 1) begin
            now = given[k < {count} ? k : {count} - 1];
            #1;
            if (k >= {depth} - 1) $display("%b%b", spike, next_state);
            clk = 1;
            #1;
            clk = 0;
        end
    end
endmodule
"""


def lowered(
    program: Program,
    *,
    shared: Mapping[str, int],
    limits: Mapping[str, int] | None = None,
    rounding: Rounding = Rounding.FLOOR,
    style: MultiplyStyle = MultiplyStyle.SHIFT_ADD,
) -> IntegerProgram:
    """``program`` in integers: potentials and factors of 12 bits, inputs of -300 … 300, ``shared`` parameters."""
    quantities = program.quantities
    how = Representation(
        state_bits={state.name: 12 for state in program.linear_states},
        input_ranges={receptor.name: Interval(-300, 300) for receptor in program.receptors},
        fraction_bits={quantity.name: 0 for quantity in quantities.values()},
        factor_shifts={name: 12 for name, quantity in quantities.items() if quantity.kind is Kind.FACTOR},
        rounding=rounding,
        style=style,
        shared=shared,
        per_neuron={},
        limits=limits or {},
    )
    return lower(program, how).program


def printed(program: IntegerProgram, clock_mhz: int) -> tuple[str, int]:
    """The module ``neuron`` of ``program`` for a clock, and its pipeline stages."""
    stages = schedule(expand(program), clock_mhz, DELAYS)
    depth = 1 + max(stages, default=0)
    population = QuantisedPopulation(
        name="cells", shape=(1,), model="test", program=program, parameters=(), initial=(), scales=(("v", 1.0),)
    )
    return neuron("neuron", population, Datapath("cells", stages), depth), depth


def complaints(text: str, folder: Path) -> str:
    """What Verilator says about the module ``text`` with all its warnings; empty where it is clean."""
    found = installation()
    (folder / "neuron.v").write_text(text)
    command = [str(found.program), "--lint-only", "-Wall", "--language", "1364-2005", "neuron.v"]
    environment = {**os.environ, **found.environment}
    result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return result.stderr


def corners(port: Port, count: int, rng: np.random.Generator) -> np.ndarray:
    """Values of ``port``, [count]: its corners and random ones."""
    span = port.type.range
    ends = [value for value in (span.lo, span.lo + 1, -1, 0, 1, span.hi - 1, span.hi) if span.lo <= value <= span.hi]
    values = rng.integers(span.lo, span.hi + 1, count)
    return np.where(rng.random(count) < 0.4, rng.choice(ends, count), values)


def difference(program: IntegerProgram, clock_mhz: int, folder: Path, count: int = 600) -> str:
    """Where the Verilog of ``program`` differs from golden on corners and random values; empty where nowhere.

    The module gets new values in every clock, as in a sweep. Needs Icarus.
    """
    text, depth = printed(program, clock_mhz)
    rng = np.random.default_rng(clock_mhz)
    values = {port.name: corners(port, count, rng) for port in program.ports}
    state, parameters, total = program.state_bits, program.parameter_bits, sum(p.type.width for p in program.inputs)
    packed = [_pack((*program.states, *program.parameters, *program.inputs), values, k) for k in range(count)]
    ports = [f".state(now[{state - 1}:0])", f".sum(now[{state + parameters + total - 1}:{state + parameters}])"]
    if parameters:
        ports.append(f".parameters(now[{state + parameters - 1}:{state}])")
    if depth > 1:
        ports += [".clk(clk)", ".en(1'b1)"]
    ports += [".next_state(next_state)", *([".spike(spike)"] if program.spike else [])]
    bits = state + parameters + total
    bench = _BENCH.format(bits=bits, count=count, depth=depth, state=state, ports=", ".join(ports))
    (folder / "neuron.v").write_text(text)
    (folder / "bench.v").write_text(bench)
    (folder / "given.mem").write_text("".join(f"{word:0{bits}b}\n" for word in packed))
    subprocess.run(["iverilog", "-g2005", "-Wall", "-o", "bench", "neuron.v", "bench.v"], cwd=folder, check=True)
    result = subprocess.run(["vvp", "-n", "bench"], cwd=folder, capture_output=True, text=True, check=True)
    found = result.stdout.split()
    expected = _golden(program, values, count)
    wrong = [k for k, (a, b) in enumerate(zip(found, expected, strict=True)) if a != b]
    if not wrong:
        return ""
    given = {name: int(each[wrong[0]]) for name, each in values.items()}
    return f"{len(wrong)} of {count}, first {given}: got {found[wrong[0]]}, expected {expected[wrong[0]]}"


def _golden(program: IntegerProgram, values: Mapping[str, np.ndarray], count: int) -> list[str]:
    """Spike and next state as the bench prints them."""
    flags = {port.name for port in program.ports if port.flag}
    env = {name: each.astype(bool) if name in flags else each for name, each in values.items()}
    for target, step in compile_integer(program):
        env[target] = step(env)
    after = {state: np.broadcast_to(env[value], (count,)) for state, value in program.next_state}
    width = program.state_bits
    states = [f"{_pack(program.states, after, k):0{width}b}" for k in range(count)]
    spikes = np.broadcast_to(env[program.spike], (count,)) if program.spike else ["z"] * count
    return [(str(int(spike)) if program.spike else "z") + state for spike, state in zip(spikes, states, strict=True)]


def _pack(ports: tuple[Port, ...], values: Mapping[str, np.ndarray], k: int) -> int:
    """Values number ``k`` of ``ports`` in a word, the first lowest."""
    word, low = 0, 0
    for port in ports:
        word |= (int(values[port.name][k]) & ((1 << port.type.width) - 1)) << low
        low += port.type.width
    return word
