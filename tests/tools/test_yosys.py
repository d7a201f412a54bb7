"""What Yosys counts, read."""

from __future__ import annotations

import pytest

from snnc.core.errors import UserError
from snnc.tools.yosys import read_modules


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"modules": {"\\\\other": {"num_cells_by_type": {}}}}'])
def test_statistics_of_another_form(text: str) -> None:
    with pytest.raises(UserError, match="E404"):
        read_modules(text, "net")
