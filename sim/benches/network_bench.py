"""The bench of a whole compiled network.

The testbench module holds sources, sinks and observers; this bench drives clock, reset and the
rates of idle and stall, and waits until every sample has left. What the observers wrote is
compared with golden by the caller. The scenario comes as JSON in ``SNNC_SCENARIO``:

``idle``, ``stall``: chances in 256; ``reset_after``: clocks before a second reset in mid-run, or
0; ``limit``: clocks after which the run counts as stuck.

It leaves ``end.json``: ``done``, whether every sample left within the limit.
"""

import json
import os
from pathlib import Path

import cocotb
from cocotb.clock import Clock
from cocotb.triggers import ClockCycles, FallingEdge, First, RisingEdge


async def reset(dut, clocks=3):
    """Hold reset for some clocks; driven on the falling edge."""
    await FallingEdge(dut.clk)
    dut.rst.value = 1
    for _ in range(clocks):
        await FallingEdge(dut.clk)
    dut.rst.value = 0


@cocotb.test()
async def network(dut):
    """Run one scenario to its end."""
    scenario = json.loads(os.environ["SNNC_SCENARIO"])
    dut.rst.value = 0
    dut.idle.value = scenario["idle"]
    dut.stall.value = scenario["stall"]
    cocotb.start_soon(Clock(dut.clk, 10, "ns").start())
    await reset(dut)
    if scenario["reset_after"]:
        await ClockCycles(dut.clk, scenario["reset_after"])
        await reset(dut)
    finished = RisingEdge(dut.done)
    done = await First(finished, ClockCycles(dut.clk, scenario["limit"])) is finished
    if done:
        # Nothing may follow the last sample.
        await ClockCycles(dut.clk, 50)
    await FallingEdge(dut.clk)
    Path("end.json").write_text(json.dumps({"done": done}))
