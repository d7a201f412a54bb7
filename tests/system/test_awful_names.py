"""Networks with awful names: through every tool, equal to golden, and shown under their own names."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from support.names import AWFUL, awful_network
from support.networks import random_stimulus

import snnc
from snnc.backends.synth.pins import pins, pins_name
from snnc.backends.verilog.emit import source_files
from snnc.backends.verilog.naming import top_module
from snnc.cli.main import main
from snnc.core.errors import InternalError
from snnc.core.names import LIBRARY_MODULES
from snnc.driver.area import lay_out, require_safe
from snnc.driver.simulate import Bench
from snnc.frontends.registry import read_spec
from snnc.frontends.yaml.architecture import architecture_text, with_architecture
from snnc.plan import hardware
from snnc.plan.names import VerilogNames
from snnc.plan.verify import verify
from snnc.target.architecture import Architecture, Fold
from snnc.tools.fpga import find
from snnc.tools.verilator import installation
from snnc.tools.yosys import run_script

#: Every awful name once as an input or a population, in networks of nine parts; outputs are called otherwise.
PARTS = [list(AWFUL[first : first + 9]) for first in range(0, len(AWFUL) - 1, 9)]


def _compiled(k: int, network: str = "net") -> snnc.Compiled:
    parts = PARTS[k]
    outputs = PARTS[(k + 1) % len(PARTS)]
    outputs = [*outputs, *(name for name in parts if name not in outputs)][: len(parts) - 1]
    return snnc.compile(
        awful_network(network, parts, outputs), architecture=snnc.Architecture(lanes=2, neurons_per_core=8)
    )


@pytest.mark.usefixtures("icarus")
@pytest.mark.parametrize("k", range(len(PARTS)))
def test_icarus_equals_golden(k: int, tmp_path: Path) -> None:
    compiled = _compiled(k, AWFUL[k])
    verdict = Bench(compiled, random_stimulus(compiled.network, k), tmp_path / "sim").run()
    assert (verdict.mismatches, verdict.cycle_mismatches) == (0, 0), verdict.difference
    assert verdict.golden.spikes(compiled.network.populations[0].name).any()


@pytest.mark.usefixtures("verilator")
def test_verilator_equals_golden(tmp_path: Path) -> None:
    compiled = _compiled(0, AWFUL[1])
    verdict = Bench(compiled, random_stimulus(compiled.network, 0), tmp_path / "sim", tool="verilator").run()
    assert (verdict.mismatches, verdict.cycle_mismatches) == (0, 0), verdict.difference


@pytest.mark.usefixtures("verilator")
@pytest.mark.parametrize("k", range(len(PARTS)))
def test_verilator_finds_nothing_to_say(k: int, tmp_path: Path) -> None:
    compiled = _compiled(k, AWFUL[k])
    compiled.write(tmp_path / "out")
    rtl = tmp_path / "out" / "rtl"
    (rtl / f"{pins_name(compiled.plan)}.v").write_text(pins(compiled.plan))
    files = source_files([n for n in compiled.artifacts.files if n.startswith("rtl/")])
    command = [installation().program, "--lint-only", "-Wall", "--language", "1364-2005"]
    command += ["--top-module", pins_name(compiled.plan), *(tmp_path / "out" / file for file in files)]
    result = subprocess.run(
        [*map(str, command), str(rtl / f"{pins_name(compiled.plan)}.v")],
        cwd=rtl,
        env={**os.environ, **installation().environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.usefixtures("icarus")
@pytest.mark.parametrize("name", ["bool", "wreal", "u_core0", "层"])
def test_names_of_a_network(name: str, tmp_path: Path) -> None:
    """A network's name is that of a module, and stands alone."""
    compiled = snnc.compile(awful_network(name, ["x", "y"], ["z"]))
    assert top_module(compiled.plan) != name
    assert Bench(compiled, random_stimulus(compiled.network, 1), tmp_path / "sim").run().mismatches == 0


@pytest.mark.usefixtures("fpga")
def test_yosys_reads_them(tmp_path: Path) -> None:
    """Every design, with its wrapper, in the script of ``snnc synth``, as far as the checks."""
    script = []
    for k in range(len(PARTS)):
        compiled = _compiled(k, AWFUL[k])
        rtl = {name: text for name, text in compiled.artifacts.files.items() if name.startswith("rtl/")}
        rtl[f"rtl/{pins_name(compiled.plan)}.v"] = pins(compiled.plan)
        require_safe(rtl)
        order = lay_out({f"{k}/{name}": text for name, text in rtl.items()}, tmp_path)
        script += [f"read_verilog -defer {file}" for file in order]
        script += [f"hierarchy -check -top {pins_name(compiled.plan)}", "proc", "check -assert", "design -reset"]
    run_script(find("yosys"), tmp_path, "check", "\n".join(script) + "\n")


@pytest.mark.parametrize("k", range(len(PARTS)))
def test_files_and_words_of_the_design(k: int, tmp_path: Path) -> None:
    """Files are apart where case is ignored; what is no comment holds plain words only."""
    compiled = _compiled(k, AWFUL[-1 - k])
    files = {**compiled.artifacts.files, f"rtl/{pins_name(compiled.plan)}.v": pins(compiled.plan)}
    assert len({name.lower() for name in files}) == len(files)
    assert all(re.fullmatch(r"[\w./]+", name, re.ASCII) for name in files)
    generated = [name for name in files if name.endswith(".v") and "/lib/" not in name]
    for name in generated:
        code = re.sub(r"//.*", "", files[name])
        assert code.isascii() and "\\" not in code
        assert not re.search(r"^\s*//\s*(verilator|synopsys|synthesis|pragma)[ \t]+\w", files[name], re.MULTILINE)
    modules = [re.search(r"^module\s+(\w+)", files[name], re.MULTILINE)[1] for name in generated]
    assert len({module.lower() for module in [*modules, *LIBRARY_MODULES]}) == len(modules) + len(LIBRARY_MODULES)
    assert (
        source_files([n for n in compiled.artifacts.files if n.startswith("rtl/")])[-1]
        == f"rtl/{top_module(compiled.plan)}.v"
    )
    compiled.write(tmp_path / "out")
    assert snnc.golden.load(tmp_path / "out" / "quantised.json").name == AWFUL[-1 - k]


def test_the_map_is_kept_in_the_plan_and_shown(tmp_path: Path) -> None:
    compiled = snnc.compile(awful_network("my net", ["input", "fc1.weight", "fc1_weight"], ["fc1.weight", "OUT"]))
    names = compiled.plan.names
    assert names.network == (("my net", "my_net"),)
    assert dict(names.sources) == {"input": "input_1", "fc1.weight": "fc1_weight_1"}
    assert dict(names.outputs) == {"fc1.weight": "fc1_weight"}
    text = hardware.CODEC.print(compiled.plan)
    assert hardware.CODEC.parse(text, "plan.json").names == names
    report = compiled.artifacts.files["report.txt"]
    for line in (
        r"network +my net +my_net",
        r"input or population +fc1\.weight +fc1_weight_1",
        r"output +fc1\.weight ",
    ):
        assert re.search(line, report)
    top = compiled.artifacts.files["rtl/my_net.v"]
    assert "// Input 'input': the index" in top and "s_input_1_tdata" in top
    assert "// Output 'fc1.weight': the index" in top and "m_fc1_weight_tdata" in top


@pytest.mark.parametrize(
    "names",
    [
        VerilogNames(sources=(("fc1.weight", "x; endmodule"), ("input", "i"))),
        VerilogNames(sources=(("fc1.weight", "FC1_weight"), ("input", "i"))),
        VerilogNames(sources=(("fc1.weight", "a"),)),
        VerilogNames(sources=(("fc1.weight", "a"), ("input", "i"), ("absent", "b"))),
        VerilogNames(sources=(("fc1.weight", "a"), ("input", "i")), network=(("net", "bool"),)),
    ],
)
def test_plans_of_others_are_checked(names: VerilogNames) -> None:
    """Whatever a plan on disk says, its names are legal, apart, and those of the network."""
    compiled = snnc.compile(awful_network("net", ["input", "fc1.weight", "fc1_weight"], ["a", "b"]))
    verify(compiled.plan, compiled.quantised)
    with pytest.raises(InternalError):
        verify(replace(compiled.plan, names=names), compiled.quantised)


def test_specs_take_such_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From YAML and its stimulus to arrays, messages and an architecture part, by the user's own names."""
    spec = tmp_path / "net.yaml"
    spec.write_text(
        "name: 'my net'\ninputs: {input: {size: 3}}\n"
        "populations:\n  fc1.weight: {size: 3, model: if, threshold: 1.0}\n"
        "  'layer 2: on': {size: 3, model: if, threshold: 1.0}\n  1: {size: 3, model: if, threshold: 1.0}\n"
        "projections:\n  - {source: input, target: fc1.weight, weights: 1.0}\n"
        "  - {source: fc1.weight, target: 'layer 2: on', weights: 1.0}\n"
        "  - {source: fc1.weight, target: 1, weights: 1.0}\n"
        "outputs: ['layer 2: on', fc1.weight]\n".replace("target: 1,", "target: '1',")
    )
    np.savez(tmp_path / "x.npz", input=np.ones((1, 4, 3), bool))
    result = tmp_path / "t.npz"
    assert main(["run", str(spec), "--input", str(tmp_path / "x.npz"), "--output", str(result)]) == 0
    assert "layer 2: on.spikes: 12 spikes" in capsys.readouterr().out
    with np.load(result) as archive:
        assert sorted(archive.files) == ["fc1.weight.spikes", "layer 2: on.spikes"]
    architecture = Architecture(
        populations=(("layer 2: on", Fold(lanes=2)), ("1", Fold(lanes=1)), ("fc1.weight", Fold(cores=1)))
    )
    assert '"layer 2: on": {' in architecture_text(architecture)
    text = with_architecture(spec.read_text(), architecture, spec, spec)
    spec.write_text(text)
    assert dict(read_spec(spec).architecture.populations) == dict(architecture.populations)


def test_reports_of_such_networks(tmp_path: Path) -> None:
    """Markdown, pictures and tables take the names literally."""
    compiled = snnc.compile(awful_network("a|b $x^$", ["<b>", "$y_{$", "_x"], ["*/", "`"]))
    found = snnc.report(compiled, random_stimulus(compiled.network, 0), device="up5k")
    files = found.files()
    assert files["traffic.png"].startswith(b"\x89PNG")
    page = files["report.md"]
    assert isinstance(page, str) and page.startswith("# a\\|b \\$x^\\$\n")
    columns = {line.count("|") - line.count("\\|") for line in page.splitlines() if line.startswith("| population")}
    assert columns == {4}
    assert "\\<b>" in page and "| <b>" not in page
