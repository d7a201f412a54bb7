"""Names of streams: values inside, one text for people and files."""

from __future__ import annotations

import pytest

from snnc.core.errors import UserError
from snnc.plan.hardware import CODEC
from snnc.plan.stream import StreamKind, StreamName


@pytest.mark.parametrize("owner", ["x", "core0", "a.b", "in.x", ".", "two words", "größe"])
@pytest.mark.parametrize("kind", StreamKind)
def test_a_name_reads_back(kind: StreamKind, owner: str) -> None:
    name = kind.of(owner)
    assert str(name) == f"{kind.value}.{owner}"
    assert StreamName.parse(str(name)) == name
    assert CODEC.parse(CODEC.print(name), "here") == name


def test_names_differ_by_kind_and_owner() -> None:
    names = {kind.of(owner) for kind in StreamKind for owner in ("a", "b")}
    assert len(names) == len({str(name) for name in names}) == 2 * len(StreamKind)


@pytest.mark.parametrize("text", ["", "x", "core", "cores.core0", "CORE.core0"])
def test_what_is_no_name(text: str) -> None:
    with pytest.raises(ValueError):
        StreamName.parse(text)
    with pytest.raises(UserError, match="E005"):
        CODEC.parse(f'{{"StreamName": "{text}"}}', "here")
