"""The benches catch errors: some of the mutants of ``mutants.py``, which tries them all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rtl.mutants import MUTANTS, QUICK, Mutant
from tests.support.verilog import modules, require_icarus


@pytest.mark.parametrize("mutant", QUICK, ids=str)
def test_caught(mutant: Mutant, tmp_path: Path) -> None:
    """The bench of the module fails."""
    require_icarus()
    assert mutant.run(tmp_path), f"{mutant} survives"


@pytest.mark.parametrize("mutant", MUTANTS, ids=str)
def test_applies(mutant: Mutant) -> None:
    """The text that the mutant replaces is in the module, once, and the module has such a case."""
    assert modules()[mutant.module].read_text().count(mutant.old) == 1
    assert mutant.bench().module == mutant.module
