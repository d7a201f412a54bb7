"""The bench of the wrapper with few pins: beats through the chain, as its header says.

The scenario comes as JSON in ``SNNC_SCENARIO``: ``length`` of the chain in bits; ``inputs``, a list
of {``low``, ``full``, ``beats``: integers to send}; ``outputs``, a list of {``low``, ``full``,
``last``: the place of tlast in a beat, ``packets``: how many to wait for}. The beats that came out
are left in ``beats.json``, one list per output.
"""

import json
import os
from pathlib import Path
from random import Random

import cocotb
from cocotb.clock import Clock
from cocotb.triggers import FallingEdge

_ROUNDS = 10_000


class Chain:
    """The wrapper as a host sees it; acts on falling edges."""

    def __init__(self, dut, scenario):
        self.dut = dut
        self.length = scenario["length"]
        self.outputs = scenario["outputs"]
        self.found = [[] for _ in self.outputs]
        self.rng = Random(1)

    async def start(self):
        """Clock and reset."""
        dut = self.dut
        dut.rst.value, dut.shift.value, dut.scan_in.value = 1, 0, 0
        Clock(dut.clk, 10, "ns").start()
        for _ in range(2):
            await FallingEdge(dut.clk)
        dut.rst.value = 0

    async def exchange(self, word):
        """Shift ``word`` in and let it act for a while; the word that was there before."""
        dut, seen = self.dut, 0
        dut.shift.value = 1
        for place in range(self.length):
            dut.scan_in.value = word >> place & 1
            await FallingEdge(dut.clk)
            seen |= int(dut.scan_out.value) << place
        dut.shift.value = 0
        for _ in range(self.rng.randrange(1, 25)):
            await FallingEdge(dut.clk)
        for beats, field in zip(self.found, self.outputs, strict=True):
            if seen >> field["full"] & 1:
                beats.append(seen >> field["low"] & (1 << field["full"] - field["low"]) - 1)
        return seen

    def complete(self):
        """Whether every output has closed all its packets."""
        return all(
            sum(beat >> field["last"] & 1 for beat in beats) >= field["packets"]
            for beats, field in zip(self.found, self.outputs, strict=True)
        )


@cocotb.test()
async def beats_through_the_chain(dut):
    """Send all beats of all inputs, at random moments, until all packets of all outputs are there."""
    scenario = json.loads(os.environ["SNNC_SCENARIO"])
    chain = Chain(dut, scenario)
    await chain.start()
    inputs = [(field, list(field["beats"])) for field in scenario["inputs"]]
    for _ in range(_ROUNDS):
        word, sent = 0, []
        for field, beats in inputs:
            if beats and chain.rng.random() < 0.7:
                word |= 1 << field["full"] | beats[0] << field["low"]
                sent.append((field, beats))
        await chain.exchange(word)
        seen = await chain.exchange(0)
        for field, beats in sent:
            if not seen >> field["full"] & 1:
                beats.pop(0)
        if chain.complete() and not any(beats for _, beats in inputs):
            break
    else:
        raise AssertionError(f"not done after {_ROUNDS} rounds")
    # Nothing may follow.
    for _ in range(20):
        await chain.exchange(0)
    Path("beats.json").write_text(json.dumps(chain.found))
