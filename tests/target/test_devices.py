"""Devices: what cells of a family are, what a device holds, and what is too much for it."""

from __future__ import annotations

import pytest

from snnc.core.errors import InternalError, UserError
from snnc.driver.synthesise import stages
from snnc.target.devices import DEVICES, device
from snnc.target.resources import Resources


@pytest.mark.parametrize(
    "name, cells, expected",
    [
        ("up5k", {"SB_LUT4": 9, "SB_CARRY": 4, "SB_DFFESR": 2, "SB_DFFN": 1}, Resources(lut=9, ff=3)),
        ("up5k", {"SB_RAM40_4KNR": 2, "SB_MAC16": 1, "$scopeinfo": 50}, Resources(bram=2, dsp=1)),
        ("ecp5-25f", {"LUT4": 3, "CCU2C": 2, "PFUMX": 1, "TRELLIS_FF": 4}, Resources(lut=7, ff=4)),
        ("ecp5-85f", {"TRELLIS_DPR16X4": 2, "DP16KD": 1, "MULT18X18D": 1}, Resources(12, 12, bram=1, dsp=1)),
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


def test_tables_and_registers_share_logic_cells() -> None:
    """Of registers that are many nextpnr packs most into cells of their own, on iCE40 only."""
    used = Resources(lut=4000, ff=2400, bram=20)
    assert not device("up5k").excess(used)
    assert [str(row) for row in device("up5k").expected_excess(used)] == ["logic cells 5,800 of 5,280 (10 % over)"]
    assert not device("hx8k").expected_excess(used) and not device("ecp5-25f").expected_excess(used)


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
