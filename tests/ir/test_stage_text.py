"""The text of every stage is read back, and hostile text refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from support.networks import feed_forward, random_network

import snnc
from snnc.core.errors import InternalError, UserError
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


def _places(tree: Any) -> Iterator[tuple[dict[str, Any], str]]:
    """Every field of every object in the text of a stage, of which the same need not be tried twice."""
    seen = set()
    left = [("", tree)]
    while left:
        name, here = left.pop()
        if isinstance(here, list):
            left += [(name, each) for each in here]
        elif isinstance(here, dict) and "array" not in here:
            for key, below in here.items():
                if key[0].isupper():
                    left.append((key, below))
                else:
                    left.append(("", below))
                    if name and (name, key) not in seen:
                        seen.add((name, key))
                        yield here, key


def test_a_field_of_another_type_is_refused() -> None:
    """Each field of each class of every stage, with a value that no field has: it never reaches the passes."""
    compiled = snnc.compile(random_network(3))
    tried = 0
    for codec, stage in (
        (network_ir.CODEC, compiled.network),
        (quantised_ir.CODEC, compiled.quantised),
        (hardware.CODEC, compiled.plan),
    ):
        tree = json.loads(codec.print(stage))
        for owner, key in _places(tree):
            kept = owner[key]
            other = True if kept is None else 1 << 70 if isinstance(kept, int) else 3 if isinstance(kept, str) else "x"
            for wrong in ([[[None]]], other):
                owner[key] = wrong
                with pytest.raises(UserError, match=f"E005.*'{key}' of '.*' is of another type"):
                    codec.parse(json.dumps(tree), "test")
                tried += 1
            owner[key] = kept
        assert codec.print(codec.parse(json.dumps(tree), "test")) == codec.print(stage)
    assert tried > 200


@pytest.mark.parametrize("change", [{"next_state": ()}, {"next_state": (("v", "nothing"),)}, {"spike": "nothing"}])
def test_a_program_without_its_next_values_is_refused(change: dict[str, Any]) -> None:
    quantised = snnc.compile(feed_forward()).quantised
    assert quantised_ir.verify(quantised) is quantised
    first, *others = quantised.populations
    wrong = replace(first, program=replace(first.program, **change))
    with pytest.raises(InternalError, match=r"not every state has|spike is undefined"):
        quantised_ir.verify(replace(quantised, populations=(wrong, *others)))
