"""Names of users: what they may be, and which of them Verilog can hold."""

from __future__ import annotations

import pytest

from snnc.core.names import illegal_name_reason, is_verilog_name


@pytest.mark.parametrize(
    "name", ["a", "hidden_2", "1a", "module", "clk", "fc1.weight", "layer 2", "ä", "a" * 63, "a;b"]
)
def test_names_of_users(name: str) -> None:
    assert illegal_name_reason(name) is None


@pytest.mark.parametrize(
    "name", ["", "  ", "a" * 64, "a\n", "a\tb", "\x1b[31m", "a\u202eb", "a\u2028", "a\xa0b", "\ud800"]
)
def test_names_of_nobody(name: str) -> None:
    assert illegal_name_reason(name)


@pytest.mark.parametrize("name", ["a", "hidden_2", "X1", "lif", "wreal", "u_core0"])
def test_names_that_verilog_can_hold(name: str) -> None:
    assert is_verilog_name(name)


@pytest.mark.parametrize(
    "name", ["", "1a", "_a", "a-b", "module", "Reg", "clk", "a__b", "a_", "ä", "a" * 64, "a\n", "a;b", "rom"]
)
def test_names_that_verilog_cannot_hold(name: str) -> None:
    assert not is_verilog_name(name)
