"""The comparison of RTL with golden can fail: defects put into generated Verilog are found."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.networks import feed_forward, random_stimulus

import snnc
from snnc.backends.artifacts import ArtifactSet
from snnc.driver.compile import Compiled
from snnc.driver.simulate import Bench
from snnc.target.architecture import Accumulators

#: (file ending, text, replacement): each is one defect.
DEFECTS = [
    ("core0__hidden.v", ">=", "<"),
    ("core0__hidden.v", "<<<3", "<<<2"),
    ("core0.v", "? 20'h0", "? 20'h1"),
    ("sweep_sequencer.v", "first_q <= user_q;", "first_q <= 1'b0;"),
    ("sweep_sequencer.v", "waiting_q ? waiting_user_q : step_user", "step_user && !step_user"),
    ("gather_sequencer.v", "left_q  <= row_length - LENGTH_1", "left_q  <= row_length"),
    ("gather_sequencer.v", "step_empty  = add_first_q && !add_event_q", "step_empty  = 1'b0"),
    ("gather_sequencer.v", "fresh_q <= row_last || (fresh_q && !row_event)", "fresh_q <= fresh_q"),
    ("lane_accumulator.v", "(touched ? ~sum_n : {SUM_WIDTH{1'b0}})", "(~sum_n)"),
    ("lane_accumulator.v", "{weight_n[WEIGHT_WIDTH-1]}", "{1'b0}"),
    ("lane_accumulator.v", "assign sweep_sum = ~sums_n[sweep_cell];", "assign sweep_sum = sums_n[sweep_cell];"),
    ("event_serialiser.v", "m_tlast && user_q;", "1'b0;"),
    ("event_serialiser.v", "word_q   <= next_word;", "word_q   <= {WORD_WIDTH{1'b0}};"),
    ("core0_weights.mem", "1", "2"),
    ("feed_forward.v", "s_stimulus_tdata <= 4'd11", "s_stimulus_tdata <= 4'd10"),
]


#: Defects where sums lie in block memories: lanes, that make one or two words of the first core, and as above.
BLOCK_DEFECTS = [
    (16, "gather_sequencer.v", "add_event_q  <= read_event_q;", "add_event_q  <= locate_event_q;"),
    (16, "gather_sequencer.v", "again = FORWARD != 0 && ", "again = 1'b0 && "),
    (8, "gather_sequencer.v", "recent_q <= FORWARD != 0 && ", "recent_q <= 1'b0 && "),
    (16, "lane_accumulator.v", "(again ? next : written_q)", "(recent ? written_q : next)"),
    (16, "lane_accumulator.v", "assign sweep_sum = ~swept_q;", "assign sweep_sum = ~read_q;"),
]


def _compiled(**options: object) -> Compiled:
    return snnc.compile(feed_forward(), architecture=snnc.Architecture(**{"lanes": 4, **options}))


@pytest.mark.usefixtures("icarus")
@pytest.mark.parametrize("ending,old,new", DEFECTS, ids=range(len(DEFECTS)))
def test_defect_is_found(ending: str, old: str, new: str, tmp_path: Path) -> None:
    _find(_compiled(), ending, old=old, new=new, folder=tmp_path)


@pytest.mark.usefixtures("icarus")
@pytest.mark.parametrize("lanes,ending,old,new", BLOCK_DEFECTS, ids=range(len(BLOCK_DEFECTS)))
def test_defect_around_block_memories_is_found(lanes: int, ending: str, old: str, new: str, tmp_path: Path) -> None:
    _find(_compiled(lanes=lanes, accumulators=Accumulators.BLOCK), ending, old=old, new=new, folder=tmp_path)


def _find(compiled: Compiled, ending: str, old: str, new: str, folder: Path) -> None:
    """Put a defect into a design and run it."""
    files = dict(compiled.artifacts.files)
    name = next(n for n in files if n.endswith(ending))
    if old.startswith("? "):
        old, new = _initial(files[name])
    assert old in files[name]
    files[name] = files[name].replace(old, new)
    broken = Compiled(compiled.network, compiled.quantised, compiled.plan, ArtifactSet(files))
    bench = Bench(broken, random_stimulus(compiled.network, 1, samples=6, steps=9), folder)
    verdict = bench.run()
    assert verdict.mismatches > 0 or verdict.cycle_mismatches != 0
    if verdict.mismatches:
        assert verdict.difference


def _initial(text: str) -> tuple[str, str]:
    """The initial state of a neuron, and another one."""
    old = next(line.split("? ")[1] for line in text.splitlines() if "? {" in line)
    return old, old.replace("'h0", "'h5")


@pytest.mark.usefixtures("icarus")
def test_first_difference_names_the_place(tmp_path: Path) -> None:
    compiled = _compiled()
    files = dict(compiled.artifacts.files)
    name = next(n for n in files if n.endswith("core0__hidden.v"))
    files[name] = files[name].replace("<<<3", "<<<2")
    broken = Compiled(compiled.network, compiled.quantised, compiled.plan, ArtifactSet(files))
    stimulus = random_stimulus(compiled.network, 2, samples=6, steps=9)
    bench = Bench(broken, stimulus, tmp_path)
    difference = bench.run().difference
    assert difference.startswith("sample ")
    for word in ("step", "hidden[", "core core0", "expected", "state one step before"):
        assert word in difference
