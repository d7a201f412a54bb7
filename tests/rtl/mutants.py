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

from tests.rtl import mutations, mutations_core, mutations_gather
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


MUTANTS = [
    Mutant(module, *row)
    for group in (mutations, mutations_gather, mutations_core)
    for module, rows in group.MUTATIONS.items()
    for row in rows
]

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
        "lane_accumulator-again_ignored",
        "gather_sequencer-a_bank_too_many",
        "sweep_sequencer-state_read_too_early",
        "word_tags-never_cleared_by_a_sweep",
        "weight_scaler-word_a_clock_early",
        "event_repeater-counts_on_into_the_next_event",
        "event_serialiser-closes_too_early",
        "event_serialiser-words_waiting_are_lost",
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
