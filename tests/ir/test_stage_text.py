"""The text of every stage is read back, and hostile text refused."""

from __future__ import annotations

import numpy as np
import pytest
from support.networks import feed_forward, random_network

import snnc
from snnc.core.errors import UserError
from snnc.ir import network as network_ir
from snnc.ir import quantised as quantised_ir
from snnc.plan import hardware


@pytest.mark.parametrize("seed", range(6))
def test_every_stage_parses_back(seed: int) -> None:
    compiled = snnc.compile(random_network(seed))
    for codec, stage in (
        (network_ir.CODEC, compiled.network),
        (quantised_ir.CODEC, compiled.quantised),
        (hardware.CODEC, compiled.plan),
    ):
        text = codec.print(stage)
        assert codec.print(codec.parse(text, "test")) == text


def test_a_parsed_contract_runs_the_same() -> None:
    compiled = snnc.compile(feed_forward())
    text = quantised_ir.CODEC.print(compiled.quantised)
    again = quantised_ir.CODEC.parse(text, "test")
    spikes = {"stimulus": np.random.default_rng(0).random((2, 9, 12)) < 0.4}
    first, second = (snnc.golden.run(n, spikes).spikes("readout") for n in (compiled.quantised, again))
    assert np.array_equal(first, second)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[",
        '{"Evil": {}}',
        '{"Network": {"name": 1}}',
        '{"array": "object", "shape": [1], "values": [0]}',
        "[" * 9999,
    ],
)
def test_hostile_stage_text_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="E005"):
        network_ir.CODEC.parse(text, "test")
