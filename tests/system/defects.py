"""Defects in the Verilog of generated designs, one at a time: does ``snnc simulate --corners`` notice?

``python defects.py FIRST COUNT`` tries COUNT of them and prints those that go unseen; ``make defects`` tries all.
"""

from __future__ import annotations

import re
import sys
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

import snnc
from snnc.backends.artifacts import ArtifactSet
from snnc.core.errors import SnncError
from snnc.driver.compile import Compiled
from snnc.driver.corners import SCENARIOS, corners
from snnc.driver.simulate import Bench
from snnc.target.architecture import Accumulators

#: What stands in a line, and what it becomes. A net that is not ``signed`` would change nothing: signs are written out.
CHANGES = (
    *((">=", ">"), (" > ", " >= "), (" < ", " <= "), (" + ", " - "), (" - ", " + "), ("&&", "||"), ("||", "&&")),
    *((">>>", ">>"), ("!", "")),
)
#: The tags of all receptors are cleared at the same time.
ALIKE = "assign ready = ready_"
#: A constant there is any number: nets that these folds do not read, and the bits that a narrower population's state
#: has to spare.
WITHOUT_EFFECT = ("locate_offset = ", "load_word = 1'd0", "issue_word = 1'd0", "state_q <= ", "next_state = is_")


def spiking() -> Compiled:
    """A loop with a delay, several events, refractory neurons that saturate, and a readout of values."""
    rng = np.random.default_rng(3)
    builder = snnc.NetworkBuilder("spiking")
    builder.input("x", 6, events=2)
    threshold = np.array([1.0, 1.2, 0.8, 1.0, 1.5])
    builder.population("p", 5, model="lif", decay=0.8, threshold=threshold, refractory=2, fire=">")
    builder.population("q", 3, model="li", decay=0.9, bias=0.05)
    builder.connect("x", "p", rng.normal(0.2, 0.6, (6, 5)))
    builder.connect("p", "p", rng.normal(-0.1, 0.4, (5, 5)), delay=1)
    builder.connect("p", "q", rng.normal(0, 1, (5, 3)), delay=2)
    builder.output("p")
    builder.output("q", "v", name="o")
    quantise = snnc.QuantiseOptions(snnc.WeightOptions(5), snnc.StateOptions(bits=9, fraction_bits=1))
    return snnc.compile(builder.build(), quantise=quantise, architecture=snnc.Architecture(lanes=4))


def currents() -> Compiled:
    """Two populations on one core, one of them with a current, sparse rows, and sums in block memories."""
    rng = np.random.default_rng(5)
    builder = snnc.NetworkBuilder("currents")
    builder.input("x", 9)
    keys = {"threshold": 2.0, "reset": "value", "reset_value": 0.25, "reset_time": "next_end"}
    builder.population("c", 6, model="cuba_lif", decay=0.85, decay_syn=0.6, **keys)
    builder.population("d", 7, model="if", threshold=3.0, initial={"v": rng.uniform(0, 2, 7)})
    for target, size in (("c", 6), ("d", 7)):
        drawn = {"kind": "sparse", "probability": 0.5, "seed": size}
        builder.connect("x", target, 0.75, **drawn)
        builder.connect("x", target, rng.normal(0.2, 0.5, (9, size)), delay=1, name=f"late_{target}")
    builder.output("c")
    builder.output("d")
    architecture = snnc.Architecture(lanes=4, accumulators=Accumulators.BLOCK)
    return snnc.compile(builder.build(), architecture=architecture)


def receptors() -> Compiled:
    """Neurons of two receptors beside others of one, on one core of two words; one source ends at both."""
    rng = np.random.default_rng(7)
    builder = snnc.NetworkBuilder("receptors")
    builder.input("x", 6)
    builder.input("y", 3)
    decays = {"decay": 0.85, "decay_exc": 0.6, "decay_inh": 0.8}
    builder.population("c", 6, model="if_curr_exp", threshold=1.0, **decays)
    builder.population("d", 5, model="if", threshold=2.0, initial={"v": rng.uniform(0, 1.5, 5)})
    builder.connect("x", "c", rng.uniform(0.1, 0.5, (6, 6)))
    builder.connect("x", "c", rng.uniform(-0.3, 0.0, (6, 6)), receptor="inh", name="balance")
    builder.connect("y", "c", rng.uniform(-0.3, 0.0, (3, 6)), receptor="inh", delay=1)
    builder.connect("y", "d", rng.normal(0.4, 0.5, (3, 5)))
    builder.output("c")
    builder.output("d")
    quantise = snnc.QuantiseOptions(snnc.WeightOptions(4), snnc.StateOptions(bits=9, fraction_bits=1))
    return snnc.compile(builder.build(), quantise=quantise, architecture=snnc.Architecture(lanes=4))


@dataclass(frozen=True)
class Defect:
    """A ``line`` of the file ``name`` of a ``design`` that becomes ``text``."""

    design: str
    name: str
    line: int
    old: str
    text: str

    def __str__(self) -> str:
        return f"{self.name}:{self.line + 1}: {self.old.strip()}  ->  {self.text.strip()}"


def defects(name: str, design: Compiled) -> Iterator[Defect]:
    """All defects of the modules that were generated for ``design``."""
    for file, content in design.artifacts.files.items():
        if file.startswith("rtl/") and file.endswith(".v") and "/lib/" not in file:
            for line, text in enumerate(str(content).splitlines()):
                code = text.split("//")[0]
                skipped = any(word in code for word in ("unused", "input", "output", ALIKE))
                if not skipped and re.search(r"\bassign\b|\bwire\b|<=", code):
                    yield from (Defect(name, file, line, old=code, text=new) for new in _changed(code))


def _changed(code: str) -> Iterator[str]:
    start = code.find("=") + 1
    for old, new in CHANGES:
        at = code.find(old, start)
        if at >= 0:
            yield code[:at] + new + code[at + len(old) :]
    choice = re.search(r"\? (.+) : (.+);", code)
    if choice:
        yield code[: choice.start()] + f"? {choice[2]} : {choice[1]};"
    constant = re.search(r"(\d+)'(s?)d(\d+)", code[start:])
    if constant and not any(each in code for each in WITHOUT_EFFECT):
        other = (int(constant[3]) + 1) % (1 << int(constant[1]))
        at = start + constant.start()
        yield code[:at] + f"{constant[1]}'{constant[2]}d{other}" + code[at + len(constant[0]) :]


def noticed(defect: Defect, design: Compiled, stimulus: dict[str, np.ndarray], folder: Path) -> bool:
    """Whether any run differs from golden, or the design cannot even be built."""
    lines = str(design.artifacts.files[defect.name]).splitlines()
    lines[defect.line] = defect.text
    files = {**design.artifacts.files, defect.name: "\n".join(lines) + "\n"}
    try:
        bench = Bench(Compiled(design.network, design.quantised, design.plan, ArtifactSet(files)), stimulus, folder)
        verdicts = (bench.run(scenario, name=name) for name, scenario in SCENARIOS.items())
        return any(verdict.mismatches or verdict.cycle_mismatches for verdict in verdicts)
    except SnncError:
        return True


def campaign(first: int, count: int) -> list[Defect]:
    """The defects that go unseen, of ``count`` in a shuffled order, 0 for all."""
    designs = {"spiking": spiking(), "currents": currents(), "receptors": receptors()}
    stimuli = {name: corners(design.plan, design.quantised) for name, design in designs.items()}
    every = [each for name, design in designs.items() for each in defects(name, design)]
    order = np.random.default_rng(0).permutation(len(every))[first:][: count or None]
    with tempfile.TemporaryDirectory() as folder:
        tried = tqdm([every[k] for k in order], disable=not sys.stderr.isatty())
        unseen = [d for d in tried if not noticed(d, designs[d.design], stimuli[d.design], Path(folder) / "work")]
    print(f"{len(order) - len(unseen)} of {len(order)} defects are noticed")
    return unseen


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    found = campaign(int(sys.argv[1]), int(sys.argv[2]))
    print("\n".join(map(str, found)))
    sys.exit(bool(found))
