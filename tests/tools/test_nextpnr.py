"""What place and route reports, read."""

from __future__ import annotations

import json

import pytest

from snnc.backends.reports import synthesis as tables
from snnc.core.errors import UserError
from snnc.tools.nextpnr import Hop, read_report


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


def test_report_of_place_and_route() -> None:
    placement = read_report(json.dumps(REPORT), 12.0)
    assert placement.fmax == 162.3 and placement.met
    assert placement.cells == {"ICESTORM_LC": (521, 5280)}
    assert placement.path == (
        Hop(net="dut.u_core0.s3_first", near=False, source="rtl/lib/core_sequencer.v:103", logic=1.39, routing=1.76),
        Hop(net="dut.u_core0.mem[0]", near=True, source="rtl/two_neurons__core0__pair.v:32", logic=1.2, routing=0.66),
        Hop(net="dut.m_valid", near=False, source="", logic=0.55, routing=0.5),
        Hop(net="register", near=False, source="", logic=0.1, routing=0.0),
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
