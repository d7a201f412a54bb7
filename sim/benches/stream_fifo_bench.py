"""The bench of ``hw/rtl/stream/stream_fifo.v``: DEPTH + 1 places, two clocks, full throughput from DEPTH = 2 on."""

import cocotb
import queues
from streams import scenario, start

WIDTH = scenario()["parameters"]["WIDTH"]
DEPTH = scenario()["parameters"]["DEPTH"]


@cocotb.test()
async def latency(dut):
    """A lone beat leaves after 2 clock(s)."""
    await queues.latency(await start(dut), WIDTH, 2)


@cocotb.test()
async def throughput(dut):
    """A full stream stays full."""
    await queues.throughput(
        await start(dut), WIDTH, 1 if DEPTH > 1 else 2
    )  # one place cannot be filled and emptied at once


@cocotb.test()
async def capacity(dut):
    """The room behind a stalled sink."""
    await queues.capacity(await start(dut), WIDTH, DEPTH + 1)


@cocotb.test()
async def random_rates(dut):
    """Random idle and stall, in the clocks of the cycle model."""
    await queues.cycle_model(await start(dut), WIDTH, DEPTH)


@cocotb.test()
async def reset_in_mid_run(dut):
    """Reset forgets everything."""
    await queues.reset_in_mid_run(await start(dut), WIDTH)
