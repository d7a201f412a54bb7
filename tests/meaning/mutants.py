"""Mutants of ``snnc``: small errors on the way from a real network to a plan, each of which a test must catch.

``python tests/meaning/mutants.py [NAME …]`` tries them all, or those whose names contain a NAME;
``test_meaning_mutants.py`` tries some. A mutant replaces one piece of text in a copy of the
sources. It is caught when the tests of its file fail; a mutant with which they do not even start
proves nothing and is an error, as are tests that fail without any mutant. ``--elsewhere`` asks
whether the tests outside of this folder notice it as well.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from meaning import (
    mutations,
    mutations_chance,
    mutations_connections,
    mutations_counts,
    mutations_equations,
    mutations_graded,
    mutations_models,
    mutations_nonlinear,
    mutations_numbers,
    mutations_plan,
    mutations_receptors,
)

ROOT = Path(__file__).resolve().parents[2]
_HERE = "tests/meaning/"
_PROGRAMS = [
    "test_models.py",
    "test_hand_resets.py",
    "test_hand_several.py",
    "test_many_spikes.py",
    "test_hand_refractory.py",
    "test_hand_currents.py",
    "test_hand_models.py",
    "test_hand_receptors.py",
    "test_hand_conductances.py",
    "test_second_reference.py",
]
_NUMBERS = [
    "test_integer_networks.py",
    "test_scales.py",
    "test_decays.py",
    "test_room.py",
    "test_quantities.py",
    "test_second_reference.py",
    "test_float_beside_golden.py",
    "test_bounds_of_kinds.py",
    "test_formats.py",
]
_PASSES = ["test_hand_networks.py", "test_hand_numbers.py", "test_hand_receptors.py", *_NUMBERS, "../passes"]
#: By folder or file, the tests that must catch its mutants: the quickest first.
TESTS: dict[str, list[str]] = {
    "neurons/": _PROGRAMS,
    "neurons/choices.py": ["test_hand_models.py", "test_hand_resets.py", *_PROGRAMS],
    "equations/": ["test_hand_equations.py", "../equations"],
    **{
        f"neurons/{name}.py": ["test_hand_izhikevich.py", "test_hand_curved.py", *_PROGRAMS]
        for name in ("izhikevich", "quadratic", "exponential", "resonate", "euler")
    },
    "neurons/nengo_lif.py": ["test_hand_nengo.py", *_PROGRAMS],
    **{f"passes/{name}.py": ["test_hand_nengo.py"] for name in ("own_units", "times")},
    **{
        f"program/{name}.py": [
            *("../program/test_nonlinear.py", "../program/test_ratio.py", "test_lowering.py"),
            *("test_hand_izhikevich.py", "test_bounds_of_kinds.py"),
        ]
        for name in ("rescale", "lookup")
    },
    "frontends/": ["test_models.py", "test_quantities.py", "test_hand_resets.py", "test_hand_receptors.py"],
    "frontends/population.py": [
        *("test_models.py", "test_quantities.py", "test_hand_resets.py", "test_hand_receptors.py"),
        "../system/test_poisson.py",
    ],
    "program/": ["test_lowering.py", "test_room.py", "test_quantities.py", "test_bounds_of_kinds.py"],
    "program/affine.py": ["test_quantities.py", "test_room.py", "../advice/test_reachable_potential.py"],
    "advice/": ["../advice/test_reachable_potential.py", "../advice/test_numbers_sent.py"],
    **{name: ["../advice/test_limited.py"] for name in ("advice/run.py", "golden/saturation.py", "program/integer.py")},
    **{
        f"{name}.py": [
            *("test_hand_numbers.py", "test_second_reference.py", "test_models.py"),
            "test_bounds_of_kinds.py",
        ]
        for name in (
            *("neurons/graded", "neurons/relay", "neurons/rectified", "neurons/relu", "neurons/spiking_relu"),
            *("ir/network", "ir/waves", "golden/sent", "golden/build", "passes/graded"),
        )
    },
    "numbers/": ["test_lowering.py", "test_hand_networks.py", "test_second_reference.py"],
    "connections/": [
        "../connections/test_connections.py",
        "test_plans.py",
        "test_hand_networks.py",
        "test_second_reference.py",
    ],
    "golden/": ["test_hand_networks.py", "test_hand_numbers.py", "test_hand_receptors.py", "test_second_reference.py"],
    **{
        name: ["../numbers/test_xorshift.py", "../system/test_poisson.py"]
        for name in ("numbers/xorshift.py", "neurons/poisson.py", "passes/chance.py")
    },
    "program/expand.py": ["../program/test_ratio.py", "../numbers/test_xorshift.py", "../system/test_poisson.py"],
    "golden/tables.py": [
        *("test_hand_networks.py", "test_hand_numbers.py", "test_hand_receptors.py", "test_second_reference.py"),
        "../system/test_poisson.py",
    ],
    "passes/normalise.py": _PROGRAMS,
    "passes/": _PASSES,
    "passes/units.py": ["test_scales.py", *_PASSES],
    "ir/": ["test_hand_receptors.py", "test_hand_numbers.py", "test_second_reference.py", "../passes"],
    "passes/allocate.py": ["test_plans.py"],
    "passes/place.py": ["test_plans.py", *mutations_counts.CATCHING],
    "passes/route.py": ["test_plans.py", *mutations_counts.CATCHING],
    **{
        f"{name}.py": mutations_counts.CATCHING
        for name in (
            *("passes/carriage", "passes/spike_numbers"),
            *("frontends/yaml/options", "frontends/yaml/architecture"),
        )
    },
    "driver/outputs.py": ["../driver/test_observed.py"],
    "golden/run.py": ["test_hand_networks.py", *mutations_counts.CATCHING],
}
#: Whatever else looks at numbers, to see what only this folder notices.
ELSEWHERE = [
    *(f"tests/{folder}" for folder in ("core", "frontends", "golden", "ir", "numbers", "passes", "program", "verilog")),
    "tests/driver/test_compare.py",
    "tests/system/test_regressions.py",
]
#: Exit codes of pytest: all passed, and some failed. Everything else means that nothing was tested.
_PASSED, _FAILED = 0, 1
_LIMIT = 900


@dataclass(frozen=True)
class Mutant:
    """``old`` becomes ``new`` in ``file`` of ``snnc``."""

    file: str
    name: str
    old: str
    new: str

    def __str__(self) -> str:
        """The name of the test."""
        return f"{Path(self.file).stem}-{self.name.replace(' ', '_')}"

    @property
    def tests(self) -> list[str]:
        """The tests that must catch it, those of its file before those of its folder."""
        place = max((key for key in TESTS if self.file.startswith(key)), key=len)
        return [os.path.normpath(_HERE + test) for test in TESTS[place]]

    def run(self, folder: Path, tests: Sequence[str]) -> bool:
        """Whether ``tests`` fail on a copy of the sources in ``folder`` that has this error."""
        copy(folder)
        path = folder / "snnc" / self.file
        text = path.read_text()
        assert text.count(self.old) == 1, f"{self}: {self.old!r} occurs {text.count(self.old)} times"
        path.write_text(text.replace(self.old, self.new))
        return fails(folder, tests, str(self))


def copy(folder: Path) -> None:
    """The package in ``folder``, beside links to the files that it ships."""
    shutil.copytree(ROOT / "snnc", folder / "snnc", ignore=shutil.ignore_patterns("__pycache__"))
    for shipped in ("templates", "hw", "sim"):
        (folder / shipped).symlink_to(ROOT / shipped)


def fails(folder: Path, tests: Sequence[str], what: str) -> bool:
    """Whether ``tests`` fail when ``snnc`` is imported from ``folder``."""
    # The copy comes before the checkout, in this process and in those that a test starts.
    options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-o", f"pythonpath={folder} tests examples ."]
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1"}
    environment.pop("SNNC_MEANING", None)
    command = [sys.executable, "-m", "pytest", *options, *tests]
    try:
        result = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=_LIMIT
        )
    except subprocess.TimeoutExpired:
        return True
    output = result.stdout + result.stderr
    assert result.returncode in (_PASSED, _FAILED), f"{what}: the tests did not run: {output[-2000:]}"
    assert "ImportError" not in output and "SyntaxError" not in output, f"{what}: not even imported: {output[-2000:]}"
    return result.returncode == _FAILED


MUTANTS = [
    Mutant(file, *row)
    for group in (
        *(mutations_models, mutations_equations, mutations, mutations_connections, mutations_numbers),
        *(mutations_plan, mutations_receptors, mutations_nonlinear, mutations_graded, mutations_chance),
        mutations_counts,
    )
    for file, rows in group.MUTATIONS.items()
    for row in rows
]

#: One mutant for each part of the way; quick enough for every run of the tests.
QUICK = [
    mutant
    for mutant in MUTANTS
    if str(mutant)
    in (
        "choices-above_is_at_least",
        "refractory-hold_discards_a_late_reset",
        "lower-clamp_one_short_above",
        "gather-one_row_overwritten",
        "normalise-initial_state_ignored",
        "represent-rest_negated",
        "quantise-weights_transposed",
        "units-shift_floor_for_ceiling",
        "allocate-rows_of_one_block_at_another's_place",
        "route-slots_counted_from_the_neuron",
    )
]


def caught(mutant: Mutant, tests: Sequence[str]) -> bool:
    """Whether ``tests`` catch the mutant."""
    with tempfile.TemporaryDirectory() as folder:
        return mutant.run(Path(folder), tests)


def sound(tests: Sequence[str]) -> bool:
    """Whether ``tests`` pass without any mutant."""
    with tempfile.TemporaryDirectory() as folder:
        copy(Path(folder))
        return not fails(Path(folder), tests, "without any mutant")


def main(arguments: Sequence[str]) -> int:
    """Try all mutants, or those that are named; 1 when one survives."""
    elsewhere = "--elsewhere" in arguments
    names = [argument for argument in arguments if argument != "--elsewhere"]
    chosen = [mutant for mutant in MUTANTS if not names or any(name in str(mutant) for name in names)]
    tests = {mutant: ELSEWHERE if elsewhere else mutant.tests for mutant in chosen}
    used = sorted({test for each in tests.values() for test in each})
    if not sound(used):
        print(f"the tests fail without any mutant: {' '.join(used)}")
        return 1
    survivors = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for mutant, killed in zip(chosen, pool.map(lambda m: caught(m, tests[m]), chosen), strict=True):
            print(f"{'caught' if killed else 'SURVIVED':9}{mutant}", flush=True)
            survivors += not killed
    print(f"{len(chosen) - survivors} of {len(chosen)} mutants caught")
    return int(survivors > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
