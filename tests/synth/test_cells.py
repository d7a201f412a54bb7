"""The models of block memories: memories of every width, as Yosys maps them, under the benches of ``hw/rtl``."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from support.verilog import modules

from snnc.driver.netlist import netlist
from snnc.target.devices import NETLISTS
from snnc.tools.cocotb import Simulation

pytestmark = pytest.mark.usefixtures("icarus", "fpga")

#: Bits of a word and number of words. Only deep memories of narrow words make ports of 1, 2 and 4 bits.
SHAPES = ((4, 4096), (9, 1024), (18, 512), (36, 300), (70, 600))
#: The blocks of ice40 are smaller: two blocks deep, one block, two blocks wide; each with the mode of its ports.
SMALL = {(2, 4096): 3, (4, 1024): 2, (9, 512): 1, (18, 256): 0}
MODULES = ("rom", "sdp_ram")
CASES = [("ice40", module, shape) for module in MODULES for shape in SMALL]
for _family in ("ecp5", "xc7"):
    CASES += [(_family, module, shape) for module in MODULES for shape in SHAPES]
    CASES += [(_family, "rom", (1, 16384)), (_family, "rom", (2, 8192))]


def _wrapper(module: str, shape: tuple[int, int]) -> tuple[str, dict[str, int]]:
    """A module ``wrapped`` with the ports of ``module`` of this shape, and its parameters."""
    width, depth = shape
    parameters = {"WIDTH": width, "DEPTH": depth, "ADDR_WIDTH": (depth - 1).bit_length()}
    address, word = f"[{parameters['ADDR_WIDTH'] - 1}:0]", f"[{width - 1}:0]"
    if module == "rom":
        parameters["LATENCY"] = 2
        inputs = {"en": "", "addr": address}
    else:
        inputs = {"we": "", "waddr": address, "wdata": word, "re": "", "raddr": address}
    output = "q" if module == "rom" else "rdata"
    given = [f".{name}({value})" for name, value in parameters.items()]
    given += ['.FILE("words.mem")'] if module == "rom" else []
    ports = ["input wire clk", *(f"input wire {bits} {name}" for name, bits in inputs.items())]
    wired = ", ".join(f".{name}({name})" for name in ("clk", *inputs, output))
    text = f"module wrapped ({', '.join([*ports, f'output wire {word} {output}'])});\n"
    return f"{text}    {module} #({', '.join(given)}) u ({wired});\nendmodule\n", parameters


@pytest.mark.parametrize(
    "family, module, shape", CASES, ids=lambda part: part if isinstance(part, str) else f"{part[0]}x{part[1]}"
)
def test_a_memory_of_blocks(family: str, module: str, shape: tuple[int, int], tmp_path: Path) -> None:
    width, depth = shape
    words = [Random(width + place).getrandbits(width) for place in range(depth)]
    wrapper, parameters = _wrapper(module, shape)
    image = "".join(f"{word:x}\n" for word in words)
    rtl = {f"rtl/{module}.v": modules()[module].read_text(), "rtl/words.mem": image, "rtl/wrapped.v": wrapper}
    sources = netlist(rtl, "wrapped", NETLISTS[family], tmp_path)
    cells = {"ice40": ("SB_RAM40_4K",), "ecp5": ("dp16kd",), "xc7": ("ramb18e1", "ramb36e1")}[family]
    text = sources[0].read_text()
    assert any(f"{cell} #(" in text for cell in cells), "it is not in blocks, and shows nothing of them"
    assert family != "ice40" or f"READ_MODE(2'h{SMALL[shape]})" in text, "its blocks have other ports than it is to try"
    simulation = Simulation(tmp_path / "build", sources, "wrapped")
    scenario = {"parameters": parameters, "words": words}
    assert simulation.run(f"{module}_bench", scenario, tmp_path / "run") == ""
