"""Some of the defects in generated Verilog that ``defects.py`` plants: each is noticed."""

from __future__ import annotations

import os

import pytest
from system.defects import campaign

#: The first one of the shuffled list, and how many; 0 for all.
FIRST, COUNT = os.environ.get("SNNC_DEFECTS", "0 6").split()


@pytest.mark.usefixtures("icarus")
def test_defects_are_noticed() -> None:
    unseen = campaign(int(FIRST), int(COUNT))
    assert not unseen, "\n".join(map(str, unseen))
