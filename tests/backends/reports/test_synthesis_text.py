"""Scripts for the tools, and tables of what they counted."""

from __future__ import annotations

import pytest

from snnc.backends.reports import synthesis as tables
from snnc.backends.synth.scripts import count_script, netlist_script
from snnc.backends.synth.vivado import vivado
from snnc.core.errors import UserError
from snnc.driver.area import ModuleArea
from snnc.driver.synthesise import Synthesis
from snnc.target.devices import device
from snnc.target.resources import Excess, Resources


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
    result = Synthesis(
        network="net",
        device=target,
        area=used,
        modules=(),
        excess=target.excess(used),
        wrapper="net__pins",
        placement=None,
        bitstream="",
        tools={"yosys": "0.70"},
        changed=(),
    )
    with pytest.raises(UserError) as caught:
        result.require_fit()
    assert "error[E403]: net does not fit up5k: LUT4 6,120 of 5,280 (16 % over), EBR 90 of 30 (200 % over)" in str(
        caught.value
    )
    assert not target.excess(target.capacity)


def test_tables() -> None:
    used = Resources(lut=4599, lutram=326, ff=2736, bram=14.5)
    text = "\n".join(tables.area(used, device("xc7z020")))
    assert "LUT          4,599   53,200   8.6 %" in text
    assert "  as memory    326   17,400   1.9 %" in text
    assert "RAMB36        14.5      140  10.4 %" in text
    row = ModuleArea("rom", 2, Resources(lut=4, bram=0.5))
    lines = tables.modules([(row.name, row.instances, row.resources)], device("xc7z020"))
    assert lines == ["module  instances  LUT  FF  RAMB36  DSP", "rom             2    4   0     0.5    0"]


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
    files = vivado(
        ["rtl/net.v", "rtl/net__pins.v"], images=["net.mem"], top="net__pins", device=device("xc7a35t"), clock=80.0
    ).files
    lines = files["vivado.tcl"].splitlines()
    assert "synth_design -top net__pins -part xc7a35tcpg236-1" in lines
    assert lines.index("read_verilog rtl/net__pins.v") < lines.index("read_mem net.mem")
    assert "-period 12.500 [get_ports clk]" in files["clock.xdc"]
