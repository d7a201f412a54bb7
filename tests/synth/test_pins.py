"""The wrapper with few pins: lint-clean, and a network runs through it as without it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from support.networks import random_network

import snnc
from snnc.backends.synth.pins import fields, pins, pins_name
from snnc.backends.verilog.emit import source_files
from snnc.backends.verilog.testbench import beats
from snnc.ir.network import SPIKES
from snnc.plan.hardware import HardwarePlan
from snnc.tools.cocotb import Simulation

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "two_neurons" / "network.yaml"


def _two_neurons() -> snnc.Compiled:
    spec = snnc.read_spec(EXAMPLE)
    return snnc.compile(spec.network, quantise=spec.quantise, architecture=spec.architecture)


def _write(compiled: snnc.Compiled, folder: Path) -> list[Path]:
    """The Verilog of the design and its wrapper, in reading order."""
    compiled.write(folder)
    wrapper = folder / "rtl" / f"{pins_name(compiled.plan)}.v"
    wrapper.write_text(pins(compiled.plan))
    return [*(folder / n for n in source_files([n for n in compiled.artifacts.files if n.startswith("rtl/")])), wrapper]


def _scenario(plan: HardwarePlan, spikes: dict[str, np.ndarray]) -> dict[str, object]:
    """What the bench must know to send ``spikes`` [samples, steps, size] per input."""
    inputs, outputs = fields(plan)
    samples, steps = next(iter(spikes.values())).shape[:2]
    sent = []
    for stream, field in zip(plan.inputs, inputs, strict=True):
        event, _, keep, last, user = beats(spikes[stream.name.owner])
        words = event | last << field.last | keep << field.keep | user << field.user
        sent.append({"low": field.low, "full": field.full, "beats": words.tolist()})
    waited = [{"low": f.low, "full": f.full, "last": f.last, "packets": samples * steps} for f in outputs]
    return {"length": outputs[-1].full + 1, "inputs": sent, "outputs": waited}


@pytest.mark.usefixtures("icarus")
@pytest.mark.parametrize("seed", [None, 2, 5])
def test_a_network_runs_through_the_chain(seed: int | None, tmp_path: Path) -> None:
    """Every event of every output, step by step, equals golden's."""
    compiled = _two_neurons() if seed is None else snnc.compile(random_network(seed))
    plan, network = compiled.plan, compiled.quantised
    rng = np.random.default_rng(0)
    spikes = {i.name: rng.random((2, 5, i.size)) < 0.4 for i in network.inputs}
    simulation = Simulation(tmp_path / "build", _write(compiled, tmp_path / "design"), pins_name(plan))
    run = tmp_path / "run"
    run.mkdir()
    for image in (tmp_path / "design" / "rtl").glob("*.mem"):
        (run / image.name).write_text(image.read_text())
    assert not simulation.run("pins_bench", _scenario(plan, spikes), run)

    golden = snnc.golden.run(network, spikes)
    found = json.loads((run / "beats.json").read_text())
    for output, stream, field, seen in zip(network.outputs, plan.outputs, fields(plan)[1], found, strict=True):
        expected = golden.traces[output.population, output.variable].reshape(10, -1)
        step = 0
        steps: list[dict[int, int]] = [{}]
        for beat in seen:
            if beat >> field.keep & 1:
                neuron, value = beat & (1 << stream.id_bits) - 1, 1
                if stream.payload_bits:
                    value = beat >> stream.id_bits & (1 << stream.payload_bits) - 1
                assert neuron not in steps[-1]
                steps[-1][neuron] = value
            if beat >> field.last & 1:
                assert beat >> field.user & 1 == (step % 5 == 4)
                step += 1
                steps.append({})
        mask = (1 << stream.payload_bits) - 1 if output.variable != SPIKES else 1
        wanted = [{k: int(v) & mask for k, v in enumerate(row) if v or output.variable != SPIKES} for row in expected]
        assert steps == [*wanted, {}]


def test_house_style() -> None:
    """The wrapper looks like all other Verilog."""
    for compiled in (_two_neurons(), snnc.compile(random_network(2))):
        lines = pins(compiled.plan).splitlines()
        assert lines[0].startswith("// ") and lines[-1] == "`default_nettype wire"
        assert not [line for line in lines if len(line) > 100 or line != line.rstrip() or "\t" in line]
