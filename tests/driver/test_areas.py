"""Areas of modules, and the folder that tools run in."""

from __future__ import annotations

from pathlib import Path

import pytest

from snnc.core.errors import UserError
from snnc.driver.area import lay_out, require_safe
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
