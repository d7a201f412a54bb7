"""Parameters that make no sense stop a simulation at once and say which module they are of."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.support.verilog import RTL, modules, require_icarus

ILLEGAL = [
    ("rom", {"DEPTH": 17, "ADDR_WIDTH": 4}),
    ("rom", {"DEPTH": 0}),
    ("rom", {"LATENCY": 0}),
    ("sdp_ram", {"DEPTH": 17, "ADDR_WIDTH": 4}),
    ("stream_fifo", {"DEPTH": 17, "ADDR_WIDTH": 4}),
    ("packet_delay", {"DELAY": 0}),
    ("packet_delay", {"DELAY": 2, "COUNT_WIDTH": 1}),
    ("packet_merge", {"SOURCES": 2, "DELAYED": 2}),
    ("packet_merge", {"SOURCES": 3, "INDEX_WIDTH": 1}),
    ("row_fetch", {"TABLE": 0, "LENGTH": 0}),
    ("row_fetch", {"TABLE": 0, "LENGTH": 32, "LENGTH_WIDTH": 5}),
    ("row_fetch", {"TABLE": 1, "AXONS": 257, "AXON_WIDTH": 8}),
    ("row_fetch", {"USER_WIDTH": 0}),
    ("gather_sequencer", {"BANKS": 0}),
    ("gather_sequencer", {"BANKS": 3}),
    ("sweep_sequencer", {"GROUPS": 0}),
    ("sweep_sequencer", {"GROUPS": 65, "INDEX_WIDTH": 6}),
    ("sweep_sequencer", {"SHARE_WIDTH": 7, "INDEX_WIDTH": 6}),
    ("sweep_sequencer", {"STAGES": 1}),
    ("sweep_sequencer", {"BANKS": 3}),
    ("word_tags", {"WORDS": 0}),
    ("word_tags", {"WORDS": 17, "WORD_WIDTH": 4}),
    ("word_tags", {"BANKS": 3}),
    ("lane_accumulator", {"SUM_WIDTH": 7, "WEIGHT_WIDTH": 8}),
    ("lane_accumulator", {"SUM_WIDTH": 1, "WEIGHT_WIDTH": 1}),
    ("lane_accumulator", {"CELLS": 17, "CELL_WIDTH": 4}),
    ("lane_accumulator", {"BANKS": 3}),
    ("weight_scaler", {"NUMBER_WIDTH": 1}),
    ("weight_scaler", {"PRODUCT_WIDTH": 1}),
    ("weight_scaler", {"WEIGHT_WIDTH": 8, "NUMBER_WIDTH": 8, "PRODUCT_WIDTH": 17}),
    ("weight_scaler", {"DELAY": 0}),
    ("event_repeater", {"WIDTH": 8, "COUNT_WIDTH": 0}),
    ("event_serialiser", {"LANES": 6, "LANE_WIDTH": 3}),
    ("event_serialiser", {"LANES": 8, "LANE_WIDTH": 3, "PAYLOAD": 2, "PORT_WIDTH": 1}),
]


@pytest.mark.parametrize("module,parameters", ILLEGAL, ids=[f"{m}-{k}" for k, (m, _) in enumerate(ILLEGAL)])
def test_illegal_parameters(module: str, parameters: dict[str, int], tmp_path: Path) -> None:
    require_icarus()
    files = [str(path) for path in modules(RTL).values()]
    overrides = [f"-P{module}.{name}={value}" for name, value in parameters.items()]
    output = tmp_path / "out.vvp"
    build = ["iverilog", "-g2005", "-s", module, *overrides, "-o", str(output), *files]
    built = subprocess.run(build, capture_output=True, text=True, check=False)
    if built.returncode:  # the elaborator noticed first, which stops the design as well
        assert module in built.stderr
        return
    shown = subprocess.run(["vvp", "-n", str(output)], capture_output=True, text=True, timeout=60, check=False)
    assert f"error: {module}: " in shown.stdout
