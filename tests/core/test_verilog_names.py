"""Names in Verilog: legal for every tool, never two for one, and what was legal stays as it is."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st
from support.names import AWFUL

from snnc.core.keywords import VERILOG, VERILOG_AMS
from snnc.core.names import (
    LIBRARY_MODULES,
    LONGEST,
    illegal_name_reason,
    in_comment,
    is_verilog_name,
    stands_alone,
    verilog_names,
)

#: Any text that users may call something, and those that are close to what is reserved.
NAMES = st.one_of(
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=LONGEST),
    st.text("aA_1. -é", min_size=1, max_size=6),
    st.sampled_from(AWFUL),
    st.sampled_from(sorted(VERILOG | VERILOG_AMS | LIBRARY_MODULES)).flatmap(
        lambda word: st.sampled_from([word, word.upper(), word.title(), f"{word}_1", f"{word}."])
    ),
).filter(lambda name: illegal_name_reason(name) is None)


@given(st.lists(NAMES, max_size=30), st.booleans())
@example([*AWFUL], False)
@example([*AWFUL], True)
@example(["a.b", "a_b_1", "a_b", "A_B", "a-b"], False)
def test_the_map_is_injective_and_legal(names: list[str], alone: bool) -> None:
    found = verilog_names(names, alone=alone)
    assert list(dict.fromkeys(names)) == sorted(found, key=names.index)
    assert len({called.lower() for called in found.values()}) == len(found), "two names clash"
    for name, called in found.items():
        assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,62}", called, re.ASCII)
        assert "__" not in called and not called.endswith("_"), "names that are put together could clash"
        assert called.lower() not in VERILOG | LIBRARY_MODULES | {"clk", "rst"}
        assert called == name or called.lower() not in VERILOG_AMS
        assert not alone or called.lower() not in VERILOG_AMS


@given(st.lists(NAMES, max_size=30), st.booleans())
def test_the_map_is_determined(names: list[str], alone: bool) -> None:
    """The same names give the same map; another name at the end changes no name that was legal."""
    found = verilog_names(names, alone=alone)
    assert verilog_names(list(names), alone=alone) == found
    assert verilog_names(names + names, alone=alone) == found
    longer = verilog_names([*names, "a.b"], alone=alone)
    assert {n: c for n, c in found.items() if n == c} == {n: longer[n] for n, c in found.items() if n == c}


@given(st.lists(NAMES.filter(is_verilog_name), max_size=30, unique_by=str.lower))
def test_legal_names_stay(names: list[str]) -> None:
    assert verilog_names(names) == {name: name for name in names}


@given(NAMES)
def test_comments_hold_no_commands(name: str) -> None:
    """No tool finds a word of its own, a line end or an escape at the border of the name."""
    shown = in_comment(name)
    assert shown == name or (shown[0] == shown[-1] == "'" and shown[1:-1].replace("\u00a0", " ") == name)
    assert " " not in shown and shown.isprintable() == ("\u00a0" not in shown)
    assert not shown.endswith("\\")


def test_what_a_design_calls_its_own() -> None:
    for name in (
        "u_core0",
        "core12_done",
        "router0_tdata",
        "s_x_tdata",
        "m_y_tuser",
        "unused_done",
        "dut",
        "clk",
        "rom",
    ):
        assert not stands_alone(name) and not stands_alone(name.upper()), name
    for name in ("net", "two_neurons", "core", "mnist", "u", "router"):
        assert stands_alone(name), name
