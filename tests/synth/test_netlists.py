"""What Yosys makes of a design, simulated: its outputs and clocks equal golden's, on every family."""

from __future__ import annotations

import os
import re
from pathlib import Path

import numpy as np
import pytest
from support.networks import feed_forward, random_architecture, random_network, random_options, random_stimulus
from support.small_designs import build, numbers
from support.verilog import SIMULATOR

import snnc
from snnc.cli.main import main
from snnc.driver.compile import Compiled
from snnc.driver.netlist import netlist
from snnc.driver.simulate import Bench, Scenario
from snnc.program.integer_ops import MultiplyStyle
from snnc.target.architecture import Accumulators
from snnc.target.devices import NETLISTS

FAMILIES = ("ice40", "ecp5", "xc7")
#: ``make netlists`` runs more: SNNC_NETLISTS holds the first seed and the number of seeds.
FIRST, COUNT = (int(part) for part in os.environ.get("SNNC_NETLISTS", "0 3").split())
#: 14: a product that is rounded toward zero, of which Yosys made a wrong netlist for 7 series.
SEEDS = sorted({*range(FIRST, FIRST + COUNT), 14})


def _equal(compiled: Compiled, stimulus: dict[str, np.ndarray], family: str, folder: Path) -> None:
    bench = Bench(compiled, stimulus, folder, tool=SIMULATOR, device=NETLISTS[family])
    free = bench.run(Scenario(), name="free")
    assert (free.mismatches, free.difference) == (0, "")
    assert free.cycle_mismatches == 0
    held = bench.run(Scenario(idle=70, stall=120, reset_after=60), name="held")
    assert (held.mismatches, held.difference) == (0, "")


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.usefixtures("icarus")
def test_a_netlist_equals_golden(seed: int, tmp_path: Path) -> None:
    """Random networks, each for one of the families in turn."""
    network = random_network(seed)
    compiled = snnc.compile(network, quantise=random_options(seed), architecture=random_architecture(seed))
    stimulus = random_stimulus(network, seed, samples=3, steps=(5, 1, 2)[seed % 3])
    _equal(compiled, stimulus, FAMILIES[seed % len(FAMILIES)], tmp_path)


@pytest.mark.parametrize("family", FAMILIES if "SNNC_NETLISTS" in os.environ else ("ecp5",))
@pytest.mark.usefixtures("icarus")
def test_weights_times_numbers(family: str, tmp_path: Path) -> None:
    """Multiplications of lanes, in blocks where a family has them: values in, spikes beside them, numbers out."""
    rng = np.random.default_rng(2)
    stimulus = {"x": rng.integers(-7, 8, (3, 5, 3)).astype(float), "s": rng.random((3, 5, 2)) < 0.5}
    _equal(build(numbers()), stimulus, family, tmp_path)


@pytest.mark.parametrize("family", FAMILIES if "SNNC_NETLISTS" in os.environ else ("ice40",))
@pytest.mark.usefixtures("icarus")
def test_random_spikes(family: str, tmp_path: Path) -> None:
    """The generator, and probabilities that vary in time, in mapped cells."""
    b = snnc.NetworkBuilder("chance")
    b.input("x", 1, events=3)
    b.population("y", 3, model="poisson", rate=[0.1, 0.5, 0.7])
    b.connect("x", "y", [[0.25, -0.25, 0.5]])
    b.output("y")
    b.output("y", "draw", name="draw")
    compiled = snnc.compile(b.build(), architecture=snnc.Architecture(lanes=1))
    _equal(compiled, {"x": np.random.default_rng(3).integers(0, 4, (2, 9, 1))}, family, tmp_path)


@pytest.mark.parametrize("family", FAMILIES if "SNNC_NETLISTS" in os.environ else ("ecp5", "xc7"))
@pytest.mark.usefixtures("icarus")
def test_block_memories_and_multipliers(family: str, tmp_path: Path) -> None:
    """A weight memory of several blocks, sums in block memory, a decay for each neuron: every model of a cell."""
    rng = np.random.default_rng(1)
    b = snnc.NetworkBuilder("wide")
    b.input("x", 200)
    b.population("y", 96, model="lif", threshold=1.0, decay=rng.uniform(0.5, 0.97, 96))
    b.connect("x", "y", rng.normal(0.05, 0.2, (200, 96)))
    b.output("y", "v")
    state = snnc.StateOptions(decay=MultiplyStyle.MULTIPLIER, decay_bits=14)
    options = snnc.QuantiseOptions(snnc.WeightOptions(9), state)
    architecture = snnc.Architecture(lanes=8, update_lanes=1, accumulators=Accumulators.BLOCK)
    compiled = snnc.compile(b.build(), quantise=options, architecture=architecture)
    _equal(compiled, {"x": rng.random((1, 3, 200)) < 0.05}, family, tmp_path)
    used = (tmp_path / "netlist.v").read_text()
    for cell in NETLISTS[family].family.modelled:
        assert f"{cell.lower()} " in used, f"nothing tried the model of {cell}"


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.usefixtures("icarus")
def test_a_defect_of_a_netlist_is_noticed(family: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every twentieth look-up table turned over: one alone may change nothing that leaves the chip."""
    compiled = snnc.compile(feed_forward())

    def broken(*arguments: object) -> list[Path]:
        sources = netlist(*arguments)  # type: ignore[arg-type]
        text = sources[0].read_text()
        tables = list(re.finditer(r"LUT4 #\(\s*\.(?:LUT_)?INIT\(16'h(\w{4})\)", text))
        for table in tables[::20]:
            turned = f"{0xFFFF ^ int(table[1], 16):04x}"
            text = text[: table.start(1)] + turned + text[table.end(1) :]
        sources[0].write_text(text)
        return sources

    monkeypatch.setattr("snnc.driver.simulate.netlist", broken)
    stimulus = {"stimulus": np.random.default_rng(0).random((2, 5, 12)) < 0.5}
    verdict = Bench(compiled, stimulus, tmp_path, tool=SIMULATOR, device=NETLISTS[family]).run()
    assert verdict.mismatches or verdict.cycle_mismatches


@pytest.mark.usefixtures("icarus")
def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = Path(__file__).parents[2] / "examples" / "two_neurons" / "network.yaml"
    out, result = tmp_path / "out", tmp_path / "result.json"
    assert main(["compile", str(spec), "-o", str(out)]) == 0
    assert main(["simulate", str(out), "--corners", "--netlist", "ice40", "--json", str(result)]) == 0
    said = capsys.readouterr().out
    assert "0 differences between outputs of the netlist for up5k and golden" in said
    assert '"netlist": "up5k"' in result.read_text()
    assert main(["simulate", str(out), "--corners", "--netlist", "ice40", "--raster", str(tmp_path / "r.png")]) == 2
    assert "error[E006]: a raster needs the spikes of all neurons" in capsys.readouterr().err
    waves = ["--waves", "--tool", "verilator"]
    assert main(["simulate", str(out), "--corners", "--netlist", "ice40", *waves]) == 2
    assert "error[E006]: Verilator cannot record the waves of a netlist" in capsys.readouterr().err


@pytest.mark.usefixtures("verilator")
def test_multipliers_of_7_series_on_verilator(tmp_path: Path) -> None:
    """Yosys's model of a DSP48E1 stops the simulation in a way that only SystemVerilog has."""
    b = snnc.NetworkBuilder("multiplied")
    b.input("x", 2)
    b.population("y", 2, model="lif", threshold=1.0, decay=0.97)
    b.connect("x", "y", 0.4)
    b.output("y")
    state = snnc.StateOptions(bits=18, decay=MultiplyStyle.MULTIPLIER, decay_bits=14)
    compiled = snnc.compile(b.build(), quantise=snnc.QuantiseOptions(snnc.WeightOptions(8), state))
    bench = Bench(compiled, {"x": np.ones((1, 9, 2), bool)}, tmp_path, tool="verilator", device=NETLISTS["xc7"])
    assert "DSP48E1 #(" in (tmp_path / "netlist.v").read_text()
    verdict = bench.run()
    assert (verdict.mismatches, verdict.difference, verdict.cycle_mismatches) == (0, "", 0)
