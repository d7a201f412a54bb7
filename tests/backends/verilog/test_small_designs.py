"""Golden text of small designs, and the proof that together they render every branch of every template."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from support.branches import Branches
from support.networks import random_folds, random_network, random_options
from support.small_designs import DESIGNS, Small, files

from snnc.backends import templates

GOLDEN = Path(__file__).parent / "golden"

#: Most lines of a memory image that is kept: nobody would read a longer one.
MOST_LINES = 20

Watch = Callable[[Iterable[Small]], Branches]


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    """The branches that designs render."""
    plain = templates._environment()

    def watched(designs: Iterable[Small]) -> Branches:
        branches = Branches(plain)
        monkeypatch.setattr(templates, "_environment", lambda: branches.environment)
        for small in designs:
            files(small)
        return branches

    return watched


@pytest.mark.parametrize("design", DESIGNS, ids=lambda design: design.__name__)
def test_as_printed(design: Callable[[], Small], golden_folder) -> None:
    """Any change of generated text shows here, but for the digest of the plan, which changes with every field of it."""
    texts = {
        name: re.sub(r"\(plan [0-9a-f]{16}\)", "(plan …)", text)
        for name, text in files(design()).items()
        if not name.endswith(".mem") or len(text.splitlines()) <= MOST_LINES
    }
    golden_folder(texts, GOLDEN / design.__name__)


def test_watching_changes_no_text(watch: Watch) -> None:
    plain = [files(design()) for design in DESIGNS]
    watch([])
    assert [files(design()) for design in DESIGNS] == plain


def test_one_design_alone_misses_branches(watch: Watch) -> None:
    """So the next test can fail: what is missed is what is not rendered."""
    branches = watch([DESIGNS[0]()])
    assert set(branches.missed()) == branches.known - branches.rendered
    assert any("taken" in way for way in branches.missed()) and any("several" in way for way in branches.missed())


def test_every_branch_is_in_a_golden_file(watch: Watch) -> None:
    """Every ``if`` of every template goes both ways in some golden text, and every loop has several rows in some."""
    assert watch(design() for design in DESIGNS).missed() == []


def test_random_networks_render_no_other_branch(watch: Watch) -> None:
    """Where a loop may have no row, or one, there is a golden text with it, too."""
    golden = watch(design() for design in DESIGNS)
    random = watch(_random(seed) for seed in range(40))
    assert sorted(random.rendered - golden.rendered) == []


def _random(seed: int) -> Small:
    network = random_network(seed)
    return Small(network, random_options(seed), random_folds(network, seed), outputs_only=bool(seed % 2), chip=True)
