"""Mutants of ``hw/rtl``: small errors, each of which the bench of its module must catch.

``python tests/rtl/mutants.py`` tries them all; ``test_mutants.py`` tries some. A mutant replaces
one piece of text in a copy of the sources. It is caught when the bench fails; a mutant that does
not even build proves nothing and is an error, as is a case that fails without any mutant.
"""

from __future__ import annotations

import logging
import shutil
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.rtl.matrix import CASES
from tests.support.verilog import RTL, Case, modules


@dataclass(frozen=True)
class Mutant:
    """``old`` becomes ``new`` in a module; ``case`` of the module's matrix must catch it."""

    module: str
    name: str
    case: int
    old: str
    new: str

    def __str__(self) -> str:
        """The name of the test."""
        return f"{self.module}-{self.name.replace(' ', '_')}"

    def bench(self) -> Case:
        """The case that must catch the mutant."""
        return [case for cases in CASES.values() for case in cases if case.module == self.module][self.case]

    def run(self, folder: Path) -> str:
        """What the bench says of the mutant; an empty string when it survives."""
        rtl = folder / "rtl"
        shutil.copytree(RTL, rtl)
        path = modules(rtl)[self.module]
        text = path.read_text()
        assert text.count(self.old) == 1, f"{self}: {self.old!r} occurs {text.count(self.old)} times"
        path.write_text(text.replace(self.old, self.new))
        failure = self.bench().run(folder, rtl)
        assert not failure or "FAIL=" in failure, f"{self}: the bench did not run: {failure}"
        return failure


#: By module: name, number of the case, text, and what it becomes.
_TABLE: dict[str, list[tuple[str, int, str, str]]] = {
    "rom": [
        (
            "output register forgets en",
            0,
            "if (en) begin\n                    out_q",
            "begin\n                    out_q",
        ),
        ("read forgets en", 2, "if (en) begin\n            read_q", "begin\n            read_q"),
        ("output register left out", 0, "if (OUTPUT_REGISTER != 0)", "if (OUTPUT_REGISTER != 1)"),
    ],
    "sdp_ram": [
        ("read forgets re", 0, "if (re) begin", "begin"),
        ("last word not written", 2, "if (we) begin", "if (we && waddr != DEPTH - 1) begin"),
    ],
    "skid_buffer": [
        ("spare lost", 0, "main_q        <= spare_valid_q ? spare_q : in;", "main_q        <= in;"),
        ("user lost", 1, "{s_tuser, s_tkeep,", "{1'b0, s_tkeep,"),
        ("half throughput", 0, "s_tready = !spare_valid_q", "s_tready = !spare_valid_q && !main_valid_q"),
        (
            "spare kept by reset",
            1,
            "            main_valid_q  <= 1'b0;\n            spare_valid_q <= 1'b0;",
            "            main_valid_q  <= 1'b0;",
        ),
    ],
    "stream_fifo": [
        ("one place too many", 4, "count_q != FULL", "count_q != FULL + ONE"),
        ("one place too few", 3, "count_q != FULL", "count_q < FULL - ONE"),
        ("wraps too late", 3, "TOP  = DEPTH - 1", "TOP  = DEPTH"),
        ("output overwritten", 1, "(!valid_q || m_tready)", "1'b1"),
        ("output must be empty", 1, "(!valid_q || m_tready)", "!valid_q"),
        ("keep lost", 1, "s_tuser, s_tkeep, s_tlast", "s_tuser, 1'b1, s_tlast"),
        ("read pointer kept by reset", 4, "            read_q  <= ZERO;\n", ""),
    ],
    "stream_fork": [
        ("MASK ignored", 2, "{SINKS{s_tvalid}} & MASK & ~done_q", "{SINKS{s_tvalid}} & ~done_q"),
        ("waits for masked sinks", 2, "done_q | m_tready | ~MASK", "done_q | m_tready"),
        ("beat given twice", 1, "MASK & ~done_q;", "MASK;"),
        ("done without a beat", 1, "if (s_tvalid) begin", "begin"),
        (
            "done kept by reset",
            1,
            "        if (rst) begin\n            done_q <= {SINKS{1'b0}};\n        end\n",
            "        if (rst && done_q[0] === 1'bx) done_q <= {SINKS{1'b0}};\n",
        ),
    ],
    "route_filter": [
        ("last id left out", 2, "above <= SPAN", "above < SPAN"),
        ("first id left out", 1, "BOTTOM = FIRST[r*32 +: 32];", "BOTTOM = FIRST[r*32 +: 32] + 1;"),
        ("keep ignored", 0, "admit = s_tkeep && hit", "admit = hit"),
        ("closing beat lost", 1, "pass  = admit || s_tlast", "pass  = admit"),
        ("dropped beat blocks", 1, "m_tready || !pass", "m_tready"),
        ("ids of the last range only", 2, "g_range[r-1].sum | mask", "mask"),
        ("payload lost", 1, "{s_tdata[PAYLOAD+S_ID-1:S_ID], routed", "{{PAYLOAD{1'b0}}, routed"),
    ],
    "packet_delay": [
        (
            "not armed again",
            1,
            "silent_q <= START;\n        end\n        if",
            "silent_q <= NONE;\n        end\n        if",
        ),
        ("armed by every packet", 0, "s_tlast && s_tuser)", "s_tlast)"),
        ("armed before it is taken", 1, "s_tvalid && m_tready && s_tlast", "s_tvalid && s_tlast"),
        ("passes while silent", 1, "m_tready && !insert", "m_tready"),
        ("one silent packet too few", 2, "START = COUNT[COUNT_WIDTH-1:0];", "START = COUNT[COUNT_WIDTH-1:0] - 1;"),
        ("silent packet with user", 1, "s_tuser && !insert", "s_tuser"),
        ("silent packet with event", 1, "s_tkeep && !insert", "s_tkeep"),
    ],
    "packet_merge": [
        ("only delayed links end samples", 2, "{SOURCES{1'b1}} << DELAYED", "~({SOURCES{1'b1}} << DELAYED)"),
        ("nothing dropped", 2, "ends && DELAYED != 0", "1'b0"),
        ("one delayed link dropped", 4, "DELAYED > 0 ? DELAYED - 1 : 0", "0"),
        ("drops one packet only", 2, "if (user) begin", "begin"),
        ("user of the last only", 1, "user_q <= turn_q == FINAL ? 1'b0 : ends", "user_q <= 1'b0"),
        ("user never cleared", 1, "turn_q == FINAL ? 1'b0 : ends", "ends"),
        ("null beats pass", 1, "(keep || close)", "1'b1"),
        ("dropped packets pass", 2, "!drop_q && (keep", "(keep"),
        ("serves only one source", 3, "turn_q <= turn_q == FINAL ? FIRST", "turn_q <= turn_q == FIRST ? FIRST"),
    ],
    "router_tap": [
        ("delay left out", 1, "if (DELAY > 0)", "if (DELAY > 1)"),
        ("queue of another depth", 1, ".DEPTH      (DEPTH),", ".DEPTH      (DEPTH - 1),"),
    ],
    "spike_router": [
        ("range of another tap", 2, "RANGE_OFFSET[RANGE*32", "RANGE_OFFSET[0*32"),
        ("delay of another tap", 3, "TAP_DELAY[i*32", "TAP_DELAY[0*32"),
        ("all taps from all sources", 2, "taps_of[k] = TAP_SOURCE[k*32 +: 32] == source", "taps_of[k] = 1'b1"),
        ("no delayed taps", 3, ".DELAYED     (DELAYED)", ".DELAYED     (0)"),
    ],
    "row_fetch": [
        ("null beat has a row", 0, "row_event  = keep_q;", "row_event  = 1'b1;"),
        ("empty row has words", 3, "keep_q && row_length != EMPTY", "keep_q"),
        ("START ignored", 1, "START_BITS[WORD_WIDTH-1:0]", "0"),
        ("BASE ignored", 2, "row_base = FIRST + skipped[", "row_base = skipped["),
        ("BASE ignored by wide addresses", 1, "FIRST + {{(ADDR", "{{(ADDR"),
        ("bubble between rows", 0, "!valid_q || row_take", "!valid_q"),
    ],
    "core_sequencer": [
        ("no bypass", 2, "s2_bypass_q <= s2_valid_q && s2_word_q == s1_word", "s2_bypass_q <= 1'b0"),
        ("bypass without a write", 0, "s2_valid_q && s2_word_q == s1_word", "s2_word_q == s1_word"),
        ("writes while held", 0, "s2_write  = en && s2_valid_q", "s2_write  = s2_valid_q"),
        ("first never ends", 0, "first_q <= user_q;", "first_q <= 1'b1;"),
        ("sample never ends", 0, "first_q <= user_q;", "first_q <= 1'b0;"),
        ("sweep too short", 2, "LAST      = WORDS - 1", "LAST      = WORDS - 2"),
        ("row too long", 2, "left_q  <= row_length - LENGTH_1", "left_q  <= row_length"),
        (
            "clearing sweep is a step",
            0,
            "s2_sweep_q && !s2_boot_q;\n            s3_first",
            "s2_sweep_q;\n            s3_first",
        ),
        ("row taken before the sweep", 0, "!sweep_q && !close_q && free", "!sweep_q && free"),
        ("state read too early", 1, "settling = WORDS == 1 &&", "settling = WORDS == 0 &&"),
        ("offset ignored", 3, "s1_word_q + s1_offset", "s1_word_q"),
        ("sweep takes offsets", 3, "s1_sweep_q ? s1_word_q :", "1'b0 ? s1_word_q :"),
        (
            "states not read",
            0,
            "s1_sweep  = en && s1_valid_q && s1_sweep_q",
            "s1_sweep  = en && s1_valid_q && !s1_sweep_q",
        ),
        ("user of an earlier packet", 0, "s2_user_q  <= s1_user_q;", "s2_user_q  <= user_q;"),
    ],
    "lane_accumulator": [
        ("no bypass to the output", 0, "s2_sum = s2_bypass ? written_q :", "s2_sum = 1'b0 ? written_q :"),
        ("no bypass to the addition", 0, "(s2_clear, s2_bypass ? written_q :", "(s2_clear, 1'b0 ? written_q :"),
        ("weight without a sign", 0, "{weight[WEIGHT_WIDTH-1]}", "{1'b0}"),
        ("clear ignored", 2, "next_sum = clear ?", "next_sum = 1'b0 ?"),
        ("clear is not bypassed", 2, "written_q     <= next;", "if (!s2_clear) written_q <= next;"),
        ("writes while held", 0, "if (s2_write) begin", "begin"),
        ("reads while held", 0, "if (en) begin", "begin"),
    ],
    "event_serialiser": [
        ("silent last word lost", 3, "(any || last_q)", "any"),
        ("silent word emitted", 3, "(any || last_q)", "1'b1"),
        ("closes too early", 3, "last_q && final_event", "last_q"),
        ("highest lane first", 3, "k = LANES - 1; k >= 0; k = k - 1", "k = 0; k < LANES; k = k + 1"),
        ("event dropped at a stall", 3, "end else if (m_tready) begin", "end else begin"),
        ("clock lost by silent words", 4, "(m_tready || !m_tvalid)", "m_tready && m_tvalid"),
        ("payload of lane 0", 3, "payload_q[g_lanes.lane*PAYLOAD +: PAYLOAD]", "payload_q[0 +: PAYLOAD]"),
        ("user of an open packet", 4, "m_tlast && user_q", "user_q"),
        ("word lost", 1, "word_q   <= s_word;", "word_q   <= 0;"),
    ],
}

MUTANTS = [Mutant(module, *row) for module, rows in _TABLE.items() for row in rows]

#: One mutant for each kind of block; quick enough for every run of the tests.
QUICK = [
    mutant
    for mutant in MUTANTS
    if str(mutant)
    in (
        "stream_fifo-one_place_too_many",
        "stream_fork-MASK_ignored",
        "packet_delay-not_armed_again",
        "packet_merge-only_delayed_links_end_samples",
        "lane_accumulator-no_bypass_to_the_addition",
        "event_serialiser-closes_too_early",
    )
]


def sound(case: Case) -> str:
    """What the bench says of a case without any mutant."""
    with tempfile.TemporaryDirectory() as folder:
        return case.run(Path(folder))


def caught(mutant: Mutant) -> bool:
    """Whether the bench catches the mutant."""
    with tempfile.TemporaryDirectory() as folder:
        return bool(mutant.run(Path(folder)))


def main(names: Sequence[str]) -> int:
    """Try all mutants, or those whose names contain one of ``names``; 1 when one survives."""
    chosen = [mutant for mutant in MUTANTS if not names or any(name in str(mutant) for name in names)]
    cases = {str(mutant.bench()): mutant.bench() for mutant in chosen}
    with ProcessPoolExecutor(initializer=logging.disable, initargs=(logging.ERROR,)) as pool:
        broken = [case for case, failure in zip(cases, pool.map(sound, cases.values()), strict=True) if failure]
        survivors = []
        for mutant, killed in zip(chosen, pool.map(caught, chosen), strict=True):
            print(f"{'caught' if killed else 'SURVIVED':9}{mutant}", flush=True)
            survivors += [] if killed else [mutant]
    for case in broken:
        print(f"the bench fails without any mutant: {case}")
    print(f"{len(chosen) - len(survivors)} of {len(chosen)} mutants caught")
    return int(bool(survivors or broken))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
