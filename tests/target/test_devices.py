"""Counting cells, reading what the tools write, and saying what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from snnc.backends.reports import synthesis as tables
from snnc.backends.synth.scripts import count_script, netlist_script
from snnc.backends.synth.vivado import vivado
from snnc.core.errors import InternalError, UserError
from snnc.driver.area import ModuleArea, lay_out, require_safe
from snnc.driver.synthesise import Synthesis, stages
from snnc.target.devices import DEVICES, device
from snnc.target.resources import Excess, Resources
from snnc.tools.nextpnr import Hop, read_report
from snnc.tools.yosys import read_modules

#: Text of ``stat -json`` of Yosys 0.70 for a top with two kinds of submodules, one of them nested.
STATISTICS = r"""{
   "creator": "Yosys 0.70",
   "modules": {
      "\\net": {
         "num_cells": 1,
         "num_submodules":       3,
         "num_cells_by_type": {
            "SB_LUT4": 1,
            "$paramod\\fifo\\WIDTH=s32'00000000000000000000000000000010": 2,
            "$paramod$2947dabc64a918bedc2bfd35d89ca832b2903ffc\\fifo": 1
         }
      },
      "$paramod\\fifo\\WIDTH=s32'00000000000000000000000000000010": {
         "num_cells_by_type": {"SB_LUT4": 3, "SB_CARRY": 2, "ram": 1}
      },
      "$paramod$2947dabc64a918bedc2bfd35d89ca832b2903ffc\\fifo": {
         "num_cells_by_type": {"SB_LUT4": 5, "SB_DFFESR": 7, "ram": 2}
      },
      "\\ram": {"num_cells_by_type": {"SB_RAM40_4K": 1}},
      "\\unused": {"num_cells_by_type": {"SB_LUT4": 100}}
   },
   "design": {"num_cells_by_type": {}}
}"""


def _step(kind: str, delay: float, net: str | None = None, sources: tuple[str, ...] = ()) -> dict[str, object]:
    place = {"cell": "dut.sum_q_SB_LUT4_O_LC", "loc": [1, 1], "port": "O"}
    step: dict[str, object] = {"type": kind, "delay": delay, "from": place, "to": place}
    return step if net is None else {**step, "net": net, "sources": list(sources)}


CLOCK = "posedge clk$SB_IO_IN_$glb_clk"
REPORT = {
    "critical_paths": [
        {"from": "<async>", "to": CLOCK, "path": [_step("routing", 50.0, "rst$SB_IO_IN")]},
        {
            "from": CLOCK,
            "to": CLOCK,
            "path": [
                _step("clk-to-q", 1.39),
                _step("routing", 1.76, "dut.u_core0.s3_first", ("rtl/lib/core_sequencer.v:103.17-103.25",)),
                _step("logic", 1.2),
                _step(
                    "routing",
                    0.66,
                    "dut.u_core0.mem[0]_SB_DFFE_Q_D_SB_LUT4_O_I3",
                    ("/share/ice40/arith_map.v:62.5-70.4", "rtl/two_neurons__core0__pair.v:32.42-32.97"),
                ),
                _step("logic", 0.3),
                _step("routing", 0.0, "$nextpnr_ICESTORM_LC_8$O"),
                _step("logic", 0.25),
                _step("routing", 0.5, "dut.m_valid"),
                _step("setup", 0.1),
            ],
        },
    ],
    "fmax": {"clk$SB_IO_IN_$glb_clk": {"achieved": 162.3, "constraint": 12}},
    "utilization": {
        "ICESTORM_LC": {"used": 521, "available": 5280},
        "ICESTORM_DSP": {"used": 0, "available": 8},
    },
}


@pytest.mark.parametrize(
    "name, cells, expected",
    [
        ("up5k", {"SB_LUT4": 9, "SB_CARRY": 4, "SB_DFFESR": 2, "SB_DFFN": 1}, Resources(lut=9, ff=3)),
        ("up5k", {"SB_RAM40_4KNR": 2, "SB_MAC16": 1, "$scopeinfo": 50}, Resources(bram=2, dsp=1)),
        ("ecp5-25f", {"LUT4": 3, "CCU2C": 2, "PFUMX": 1, "TRELLIS_FF": 4}, Resources(lut=7, ff=4)),
        ("ecp5-85f", {"TRELLIS_DPR16X4": 2, "DP16KD": 1, "MULT18X18D": 1}, Resources(12, 12, 0, 1, 1)),
        ("xc7z020", {"LUT2": 1, "LUT6": 2, "INV": 1, "CARRY4": 9, "MUXF7": 1, "FDSE": 2}, Resources(lut=4, ff=2)),
        ("xc7a35t", {"RAM32M": 1, "RAM64M": 1, "RAM32X1D": 1, "RAM128X1D": 1, "SRL16E": 1}, Resources(15, 15)),
        ("xc7a35t", {"RAMB18E1": 3, "RAMB36E1": 1, "DSP48E1": 2}, Resources(bram=2.5, dsp=2)),
    ],
)
def test_cells_of_each_family(name: str, cells: dict[str, int], expected: Resources) -> None:
    assert device(name).family.count(cells) == expected


def test_an_unknown_cell_is_a_bug_and_not_dropped() -> None:
    with pytest.raises(InternalError, match=r"\$_DLATCH_P_, SB_SPRAM256KA of iCE40"):
        device("up5k").family.count({"SB_LUT4": 1, "SB_SPRAM256KA": 1, "$_DLATCH_P_": 2})


def test_modules_are_counted_with_their_instances() -> None:
    rows = {m.name: (m.instances, dict(m.cells)) for m in read_modules(STATISTICS, "net")}
    assert rows == {
        "net": (1, {"SB_LUT4": 1}),
        "fifo": (3, {"SB_LUT4": 11, "SB_CARRY": 4, "SB_DFFESR": 7}),
        "ram": (4, {"SB_RAM40_4K": 4}),
    }


def test_statistics_of_yosys_0_23() -> None:
    """It mixes plain text into what follows the modules."""
    head, tail = STATISTICS.split('   "design":')
    spoilt = f'{head}       $paramod$2947dabc64a918bedc2bfd35d89ca832b2903ffc\\fifo      1\n   "design":{tail}'
    assert read_modules(spoilt, "net") == read_modules(STATISTICS, "net")


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"modules": {"\\\\other": {"num_cells_by_type": {}}}}'])
def test_statistics_of_another_form(text: str) -> None:
    with pytest.raises(UserError, match="E404"):
        read_modules(text, "net")


def test_report_of_place_and_route() -> None:
    placement = read_report(json.dumps(REPORT), 12.0)
    assert placement.fmax == 162.3 and placement.met
    assert placement.cells == {"ICESTORM_LC": (521, 5280)}
    assert placement.path == (
        Hop("dut.u_core0.s3_first", False, "rtl/lib/core_sequencer.v:103", 1.39, 1.76),
        Hop("dut.u_core0.mem[0]", True, "rtl/two_neurons__core0__pair.v:32", 1.2, 0.66),
        Hop("dut.m_valid", False, "", 0.55, 0.5),
        Hop("register", False, "", 0.1, 0.0),
    )
    assert (placement.logic, placement.routing) == (3.24, 2.92)
    text = "\n".join(tables.placement(placement))
    assert "Clock 162.30 MHz; 12 MHz asked for: reached" in text
    assert "near dut.u_core0.mem[0]" in text
    missed = read_report(json.dumps(REPORT), 200.0)
    assert not missed.met
    assert "200 MHz asked for: MISSED" in "\n".join(tables.placement(missed))


@pytest.mark.parametrize(
    "net, name, near",
    [
        ("dut.u_core0.sum_q[3]", "dut.u_core0.sum_q[3]", False),
        ("dut.u_core0.sum_q_TRELLIS_FF_Q_1_DI_LUT4_Z_D[2]", "dut.u_core0.sum_q", True),
        ("dut.u_core0.g_lane[3].u_states.mem.0.2_DI_1", "dut.u_core0.g_lane[3].u_states.mem", True),
        ("dut.u_core0.u_states.mem.0.2$RAMW_SLICE$conn$WDO3", "dut.u_core0.u_states.mem", True),
        ("dut.m_valid$SB_IO_OUT", "dut.m_valid", True),
        ("$nextpnr_ICESTORM_LC_8$O", "dut.sum_q", True),
    ],
)
def test_names_of_nets(net: str, name: str, near: bool) -> None:
    path = {"from": CLOCK, "to": CLOCK, "path": [_step("clk-to-q", 1.0), _step("routing", 1.0, net)]}
    (hop,) = read_report(json.dumps({**REPORT, "critical_paths": [path]}), 12.0).path
    assert (hop.net, hop.near) == (name, near)


def test_report_without_a_clocked_path() -> None:
    placement = read_report(json.dumps({**REPORT, "fmax": {}, "critical_paths": []}), 12.0)
    assert placement.fmax is None and placement.met and placement.path == ()
    assert "no limit to the clock" in "\n".join(tables.placement(placement))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"fmax": {"c": {}}, "utilization": {}, "critical_paths": []}'])
def test_report_of_another_form(text: str) -> None:
    with pytest.raises(UserError, match="E404"):
        read_report(text, 12.0)


@pytest.mark.parametrize(
    "excess, text",
    [
        (Excess("LUT4", 6120, 5280), "LUT4 6,120 of 5,280 (16 % over)"),
        (Excess("RAMB36", 140.5, 140), "RAMB36 140.5 of 140 (0.4 % over)"),
        (Excess("DSP", 3, 0), "DSP 3, and the device has none"),
    ],
)
def test_excess_in_words(excess: Excess, text: str) -> None:
    assert str(excess) == text


def test_a_design_that_does_not_fit_names_every_resource() -> None:
    target = device("up5k")
    used = Resources(lut=6120, ff=5280, bram=90, dsp=2)
    result = Synthesis("net", target, used, (), target.excess(used), "net__pins", None, "", {"yosys": "0.70"}, ())
    with pytest.raises(UserError) as caught:
        result.require_fit()
    assert "error[E403]: net does not fit up5k: LUT4 6,120 of 5,280 (16 % over), EBR 90 of 30 (200 % over)" in str(
        caught.value
    )
    assert not target.excess(target.capacity)


def test_tables_and_registers_share_logic_cells() -> None:
    """Of registers that are many nextpnr packs most into cells of their own, on iCE40 only."""
    used = Resources(lut=4000, ff=2400, bram=20)
    assert not device("up5k").excess(used)
    assert [str(row) for row in device("up5k").expected_excess(used)] == ["logic cells 5,800 of 5,280 (10 % over)"]
    assert not device("hx8k").expected_excess(used) and not device("ecp5-25f").expected_excess(used)


def test_tables() -> None:
    used = Resources(lut=4599, lutram=326, ff=2736, bram=14.5)
    text = "\n".join(tables.area(used, device("xc7z020")))
    assert "LUT          4,599   53,200   8.6 %" in text
    assert "  as memory    326   17,400   1.9 %" in text
    assert "RAMB36        14.5      140  10.4 %" in text
    row = ModuleArea("rom", 2, Resources(lut=4, bram=0.5))
    lines = tables.modules([(row.name, row.instances, row.resources)], device("xc7z020"))
    assert lines == ["module  instances  LUT  FF  RAMB36  DSP", "rom             2    4   0     0.5    0"]


def test_an_unknown_device_lists_the_known_ones() -> None:
    with pytest.raises(UserError) as caught:
        device("up5")
    assert "error[E400]: unknown device 'up5'; did you mean 'up5k'?" in str(caught.value)
    assert all(name in str(caught.value) for name in DEVICES)


def test_devices_are_consistent() -> None:
    for name, item in DEVICES.items():
        assert item.name == name and item.clock > 0
        assert item.capacity.lut and item.capacity.ff and item.capacity.bram
        assert ("place" in stages(item)) == (item.family.nextpnr is not None)
        assert "place" not in stages(item, area_only=True)


def test_scripts() -> None:
    order = ["rtl/lib/rom.v", "rtl/net.v"]
    script = count_script(order, "net", device("up5k"), "area.json", parameters={"WIDTH": 8, "FILE": '"x.mem"'})
    assert script.splitlines() == [
        "read_verilog -defer rtl/lib/rom.v",
        "read_verilog -defer rtl/net.v",
        'hierarchy -check -top net -chparam WIDTH 8 -chparam FILE "x.mem"',
        "synth_ice40 -device u -dsp -top net",
        "tee -q -o area.json stat -json",
    ]
    assert "synth_ecp5 -noflatten -top net\n" in count_script(order, "net", device("ecp5-25f"), "x", flat=False)
    assert "-noiopad -flatten -top net\n" in count_script(order, "net", device("xc7a35t"), "x")
    assert netlist_script(order, "net", device("hx8k"), "n.json").endswith(
        "synth_ice40 -device hx -top net -json n.json\n"
    )


def test_vivado_script() -> None:
    files = vivado(["rtl/net.v", "rtl/net__pins.v"], ["net.mem"], "net__pins", device("xc7a35t"), 80.0).files
    lines = files["vivado.tcl"].splitlines()
    assert "synth_design -top net__pins -part xc7a35tcpg236-1" in lines
    assert lines.index("read_verilog rtl/net__pins.v") < lines.index("read_mem net.mem")
    assert "-period 12.500 [get_ports clk]" in files["clock.xdc"]


def test_a_name_that_a_script_cannot_hold(tmp_path: Path) -> None:
    for name in ("rtl/a;shell rm.v", "rtl/lib/rom.v~", "rtl/z/rtl"):
        with pytest.raises(UserError, match=r"E005.*is no file that snnc writes"):
            require_safe(["rtl/net.v", name])
    require_safe(["rtl/net.v", "rtl/net_w.mem", "rtl/lib/rom.v"])
    assert lay_out({"rtl/net.v": "", "rtl/net_w.mem": "0", "rtl/lib/rom.v": ""}, tmp_path) == [
        "rtl/lib/rom.v",
        "rtl/net.v",
    ]
    assert (tmp_path / "net_w.mem").read_text() == "0"
