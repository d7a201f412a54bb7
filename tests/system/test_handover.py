"""Generated designs as part of a design of somebody else: images elsewhere, two of them, other names of the library."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import snnc
from snnc.core.errors import UserError
from snnc.core.names import LIBRARY_MODULES
from snnc.driver.simulate import Bench

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"

#: Two designs side by side; nothing is sent, and everything is taken.
BOTH = """
module both;
    reg clk = 1'b0;
    reg rst = 1'b1;
    two_neurons #(.MEMORY_FOLDER("ONE/")) u_one (
        .clk (clk), .rst (rst), .s_stimulus_tdata (1'b0), .s_stimulus_tvalid (1'b0), .s_stimulus_tlast (1'b0),
        .s_stimulus_tkeep (1'b0), .s_stimulus_tuser (1'b0), .m_pair_tready (1'b1)
    );
    other #(.MEMORY_FOLDER("TWO/")) u_two (
        .clk (clk), .rst (rst), .s_stimulus_tdata (1'b0), .s_stimulus_tvalid (1'b0), .s_stimulus_tlast (1'b0),
        .s_stimulus_tkeep (1'b0), .s_stimulus_tuser (1'b0), .m_pair_tready (1'b1)
    );
    initial begin
        #1 clk = 1'b1;
        #1 $display("one %b two %b", u_one.u_core0.u_weights.g_logic.mem[0], u_two.u_core0.u_weights.g_logic.mem[0]);
        $finish;
    end
endmodule
"""


def compiled(prefix: str = "", name: str = "two_neurons") -> snnc.Compiled:
    spec = snnc.read_spec(EXAMPLES / "two_neurons" / "network.yaml")
    architecture = replace(spec.architecture, library_prefix=prefix)
    return snnc.compile(replace(spec.network, name=name), quantise=spec.quantise, architecture=architecture)


def verilog(folder: Path) -> list[str]:
    return [str(path) for path in sorted(folder.rglob("*.v"))]


def icarus(sources: Sequence[str], top: str, folder: Path, *options: str) -> str:
    """What a simulation prints that runs in ``folder``."""
    folder.mkdir(exist_ok=True)
    command = ["iverilog", "-g2005", "-Wall", *options, "-s", top, "-o", str(folder / "t.vvp"), *sources]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0 and not built.stderr, built.stderr
    run = subprocess.run(["vvp", "-n", "t.vvp"], cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    return run.stdout + run.stderr


@pytest.mark.usefixtures("icarus")
def test_two_designs_in_one_with_libraries_and_images_of_their_own(tmp_path: Path) -> None:
    compiled().write(tmp_path / "a")
    compiled("acme_", "other").write(tmp_path / "b")
    (tmp_path / "both.v").write_text(BOTH.replace("ONE", f"{tmp_path}/a/rtl").replace("TWO", f"{tmp_path}/b/rtl"))
    sources = [*verilog(tmp_path / "a"), *verilog(tmp_path / "b"), str(tmp_path / "both.v")]
    said = icarus(sources, "both", tmp_path / "elsewhere")
    assert re.search(r"^one [01]+ two [01]+$", said, re.M) and "error" not in said.lower()


@pytest.mark.usefixtures("icarus")
def test_a_simulation_without_its_images_stops_with_a_message(tmp_path: Path) -> None:
    compiled().write(tmp_path / "a")
    said = icarus(verilog(tmp_path / "a"), "two_neurons", tmp_path / "elsewhere")
    assert "error: rom: ./two_neurons__core0_weights.mem is not there, or empty, in two_neurons.u_core0" in said
    folder = f'-Ptwo_neurons.MEMORY_FOLDER="{tmp_path}/a/rtl/"'
    assert "error" not in icarus(verilog(tmp_path / "a"), "two_neurons", tmp_path / "elsewhere", folder).lower()


@pytest.mark.usefixtures("icarus")
def test_a_design_with_a_library_of_its_own_equals_golden(tmp_path: Path) -> None:
    design = compiled("acme_2_")
    stimulus = np.random.default_rng(0).random((3, 12, 2)) < 0.5
    verdict = Bench(design, {"stimulus": stimulus}, tmp_path / "work").run()
    assert verdict.mismatches == 0 and not verdict.cycle_mismatches


def test_a_prefix_stands_before_every_module_and_changes_nothing_else() -> None:
    plain, named = compiled().artifacts.files, compiled("acme_").artifacts.files
    modules = {name for text in named.values() for name in re.findall(r"^module (\w+)", str(text), re.M)}
    used = {module for module in LIBRARY_MODULES if f"rtl/lib/{module}.v" in plain}
    assert used == LIBRARY_MODULES - {"event_repeater", "weight_scaler"}, (
        "no several spikes in a step here, and no numbers"
    )
    assert {f"acme_{module}" for module in used} <= modules and not modules & LIBRARY_MODULES
    for name, text in named.items():
        if name.startswith("rtl/"):
            former = plain[name.replace("lib/acme_", "lib/")]
            # The top level tells the digest of the plan, which knows the prefix.
            texts = [re.sub(r"plan \w{16}", "plan", str(each).replace("acme_", "")) for each in (text, former)]
            assert texts[0] == texts[1]


@pytest.mark.parametrize("prefix", ["1a", "a-b", "a b", "_x", "x" * 25, "ä"])
def test_a_prefix_that_is_no_name_is_refused(prefix: str) -> None:
    with pytest.raises(UserError, match=r"E170.*library_prefix"):
        compiled(prefix)


def test_a_spec_can_say_it(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "two_neurons", tmp_path / "x")
    path = tmp_path / "x" / "network.yaml"
    path.write_text(path.read_text().replace("{lanes: 2}", "{lanes: 2, library_prefix: acme_}"))
    assert snnc.read_spec(path).architecture.library_prefix == "acme_"
