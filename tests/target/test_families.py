"""A family of devices is one file: what one file outside of snnc holds is all that a new family needs."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from support.networks import feed_forward

import snnc
from snnc.analysis.resources import estimate
from snnc.cli.main import main
from snnc.core.errors import InternalError
from snnc.core.words import words
from snnc.driver.synthesise import stages
from snnc.target.device import Device
from snnc.target.devices import DEVICES
from snnc.target.fabrics import Fabric, MemoryPrimitive
from snnc.target.family import FLIP_FLOP, NONE, Family, each, luts
from snnc.target.parts import Piece
from snnc.target.resources import Resources

#: As in a file of ``snnc/target``: a family of 5-input tables, of which none is memory, and small blocks.
FAMILY = Family(
    name="Toy",
    lut="LUT5",
    lut_inputs=5,
    bram="BRAM8",
    bram_bits=8 * 1024,
    flat="-flatten",
    hierarchical="",
    fabric=Fabric(
        table=None,
        block=MemoryPrimitive(((1024, 8), (512, 16)), cost=64, width_cost=0, tables=0, blocks=1),
        shift_register=0,
        multiplier=(0, 0),
        product=0,
        column=32,
    ),
    costs={piece.name: 2.0 for piece in Piece},
    # What Yosys maps to when no vendor is named: registers by edge, enable and reset.
    cells=each((f"$_DFF{e}_P{p}_" for e, p in (("", ""), ("E", "P"), ("E", "N"))), FLIP_FLOP)
    | each((f"$_SDFF_P{polarity}{value}_" for polarity in "PN" for value in "01"), FLIP_FLOP)
    | each(
        (f"$_SDFF{kind}_P{p}{v}{e}_" for kind in ("E", "CE") for p in "PN" for v in "01" for e in "PN"),
        FLIP_FLOP,
    )
    | each(("IO",), NONE)
    | {"$lut": luts(1), "RAM8": Resources(bram=1)},
    words=words(("toy plaything", "toy-small toy-large", "Toy")),
)


def _device(name: str, lut: int) -> Device:
    return Device(
        name=name,
        part=name.upper(),
        family=FAMILY,
        capacity=Resources(lut=lut, ff=2 * lut, bram=lut // 100),
        clock=80.0,
        synthesis="synth -lut 5",
    )


TOY = (_device("toy-small", 300), _device("toy-large", 20000))
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "two_neurons" / "network.yaml"


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    for item in TOY:
        monkeypatch.setitem(DEVICES, item.name, item)


def test_areas_are_in_its_terms() -> None:
    compiled = snnc.compile(feed_forward(40, 30, 4))
    small, large = (estimate(compiled.plan, compiled.quantised, item).total for item in TOY)
    assert small == large and small.lutram == small.dsp == 0 and small.bram > 0
    assert TOY[0].expected_excess(small) and not TOY[1].expected_excess(large)
    assert TOY[0].excess(small)[0].name == "LUT5"
    twice = {piece.name: 4.0 for piece in Piece}
    dear = estimate(compiled.plan, compiled.quantised, _priced(twice)).total
    assert dear.lut == pytest.approx(2 * small.lut, abs=len(compiled.plan.cores) + 1) and dear.ff == small.ff


def _priced(costs: dict[str, float]) -> Device:
    return replace(TOY[0], family=replace(FAMILY, costs=costs))


def test_reports_name_it() -> None:
    compiled = snnc.compile(feed_forward())
    told = snnc.report(compiled, device="toy-large").as_json()["resources_estimate"]
    assert told["device"] == "toy-large" and told["total"]["lut"] > 0


def test_commands_take_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fitted, result = tmp_path / "fitted.yaml", tmp_path / "fit.json"
    assert main(["fit", str(EXAMPLE), "--device", "toy-large", "-o", str(fitted), "--json", str(result)]) == 0
    assert "on toy-large: areas estimated" in capsys.readouterr().out
    chosen = json.loads(result.read_text())["chosen"]
    assert main(["check", str(fitted), "--strict"]) == 0
    assert main(["compile", str(fitted), "-o", str(tmp_path / "out")]) == 0
    arguments = ["report", str(tmp_path / "out"), "--device", "toy-large", "-o", str(tmp_path / "report")]
    assert main(arguments) == 0
    report = json.loads((tmp_path / "report" / "report.json").read_text())
    assert report["resources_estimate"]["total"] == chosen["area"]
    assert main(["fit", str(EXAMPLE), "--device", "toy-small", "--lut", "20"]) == 2
    assert "error[E410]" in capsys.readouterr().err


@pytest.mark.usefixtures("fpga")
def test_yosys_maps_to_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compile", str(EXAMPLE), "-o", str(tmp_path / "out")]) == 0
    arguments = ["synth", str(tmp_path / "out"), "--device", "toy-large", "--work", str(tmp_path / "work")]
    assert main(arguments) == 0
    shown = capsys.readouterr().out
    assert "No open place and route for TOY-LARGE: no clock is checked\n" in shown
    assert not list((tmp_path / "work").glob("*.tcl"))
    area = json.loads((tmp_path / "work" / "synth.json").read_text())["area"]
    assert area["lut"] > 100 and area["ff"] > 100 and not area["lutram"]
    assert main(["synth", str(tmp_path / "out"), "--device", "toy-small", "--work", str(tmp_path / "small")]) == 2
    assert "two_neurons does not fit toy-small: LUT5 " in capsys.readouterr().err


@pytest.mark.parametrize("word", ["toy", "Play-Thing", "TOY"])
def test_messages_know_its_words(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fit", str(EXAMPLE), "--device", word]) == 2
    shown = capsys.readouterr().err
    assert f"unknown device '{word}'; did you mean 'toy-small' or 'toy-large' (Toy)?" in shown
    assert "toy-large" in shown.split("hint: devices: ")[1]


def test_cells_are_counted_by_it() -> None:
    counted = FAMILY.count({"$lut": 3, "$_DFF_P_": 2, "$_DFFE_PP_": 1, "RAM8": 2, "IO": 9})
    assert counted == Resources(lut=3, ff=3, bram=2)
    with pytest.raises(InternalError, match="CARRY of Toy"):
        FAMILY.count({"CARRY": 1})
    assert "place" not in stages(TOY[0])
