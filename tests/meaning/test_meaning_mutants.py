"""The tests of meaning catch errors: some of the mutants of ``mutants.py``, which tries them all."""

from __future__ import annotations

from pathlib import Path

import pytest
from meaning.mutants import MUTANTS, QUICK, ROOT, Mutant


@pytest.mark.parametrize("mutant", QUICK, ids=str)
def test_caught(mutant: Mutant, tmp_path: Path) -> None:
    """The tests of its file fail."""
    assert mutant.run(tmp_path, mutant.tests), f"{mutant} survives"


@pytest.mark.parametrize("mutant", MUTANTS, ids=str)
def test_applies(mutant: Mutant) -> None:
    """The text that the mutant replaces is in the file, once, and becomes another that is Python."""
    text = (ROOT / "snnc" / mutant.file).read_text()
    assert text.count(mutant.old) == 1
    changed = text.replace(mutant.old, mutant.new)
    assert changed != text
    compile(changed, mutant.file, "exec")


def test_names_are_unique() -> None:
    assert len({str(mutant) for mutant in MUTANTS}) == len(MUTANTS)
    assert len(QUICK) == 10
