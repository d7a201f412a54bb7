"""What is said where numbers have far too little room, or far too much."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

import snnc
from snnc.numbers.fixed import Rounding

#: A relay of one's own.
OWN = {"equations": "v = 0.5*v + input", "sends": "v"}


def _told(calibration: float | None = None, weight: float = 0.5, **given: Any) -> list[tuple[str, str]]:
    """Messages and hints of W211 for neurons behind two values from -1 to 1."""
    b = snnc.NetworkBuilder("n", steps=8)
    b.input("x", 2, current=(-1.0, 1.0))
    b.population("y", 3, **{"model": "relay", **given})
    b.connect("x", "y", weight)
    b.output("y")
    sample = None if calibration is None else {"x": np.full((1, 8, 2), calibration)}
    with warnings.catch_warnings(action="ignore"):
        compiled = snnc.compile(b.build(), calibration=sample)
    return [(said.message, said.hint) for said in compiled.warnings if said.code == "W211"]


@pytest.mark.parametrize(
    "given",
    [
        {"largest": 1.0},
        {"largest": 100.0},
        {"largest": 0.25},
        {"largest": 1.0, "bias": 0.9},
        {"largest": 1e9, "weight": 0.0},
    ],
)
def test_nothing_is_said_where_nothing_is_certain(given: dict[str, Any]) -> None:
    """A sum is 1 at most, of which 100 / 128 is still a unit; an input of 0 saturates nowhere; W102 says the rest."""
    assert _told(**given) == []


@pytest.mark.parametrize("model", ["relay", "relu"])
def test_numbers_that_are_always_0(model: str) -> None:
    ((message, hint),) = _told(model=model, largest=1000.0)
    assert message == "all numbers that 'y' sends are built as 0: they count in units of 8"
    assert hint == "give a smaller 'largest', or more number_bits"


def test_numbers_that_always_saturate() -> None:
    """A bias of 5 and a sum of at least -1; there is room for twice the largest."""
    ((message, hint),) = _told(largest=1.0, bias=5.0)
    assert message.startswith(
        "value of 'y' saturates in every step: it would be at least 3.99219, and 1.99219 is the highest"
    )
    assert hint == "give a larger 'largest', or smaller weights"
    ((message, _),) = _told(largest=1.0, bias=-5.0)
    assert message.endswith("it would be at most -3.99219, and -2 is the lowest that there is room for")


def test_numbers_of_own_equations() -> None:
    small = snnc.equation_model("own", **OWN, bounds={"v": (-1e-3, 1e-3)})
    large = snnc.equation_model("own", **{**OWN, "equations": "v = input"}, bounds={"v": (-1e4, 1e4)})
    ((message, hint),) = _told(model=large)
    assert message == "all numbers that 'y' sends are built as 0: they count in units of 128"
    assert hint == "give narrower 'bounds' of what it sends, or more number_bits"
    assert _told(model=small) == []  # without any input it is 0
    ((message, hint),) = _told(model=small, calibration=0.5)
    assert (
        message
        == "in the calibration 'y' sends numbers from 0.5 to 0.996094; there is room from -0.00195312 to 0.00193787"
    )
    assert hint == "give the model 'own' wider 'bounds', or smaller weights"


def test_numbers_of_a_calibration() -> None:
    """A sum of 2 x: 0.02 of a unit of 1 / 16; of 2, where there is room for 0.5."""
    assert _told(calibration=0.5, largest=1.0) == []
    ((message, _),) = _told(calibration=0.01, largest=8.0)
    assert message == (
        "in the calibration 'y' sends numbers from 0.01 to 0.01: they count in units of 0.0625, so that all are built "
        "as 0"
    )
    ((message, _),) = _told(calibration=-1.0, largest=0.25)
    assert message == "in the calibration 'y' sends numbers from -1 to -1; there is room from -0.5 to 0.498047"
    assert _told(calibration=0.0, largest=0.25) == []


@pytest.mark.parametrize(
    "weight, threshold, silent",
    [
        # a relay sends up to 2, of 128 units each
        (0.5, 0.9, False),
        (0.5, 1.1, True),
        (-0.5, 0.9, False),
        # a rate is never below 0
        (-0.5, 0.1, True),
    ],
)
def test_what_can_never_fire_behind_numbers(weight: float, threshold: float, silent: bool) -> None:
    b = snnc.NetworkBuilder("n")
    b.input("x", 1, current=(-4.0, 4.0))
    b.population("y", 1, model="relu" if silent else "relay", largest=1.0)
    b.population("z", 1, model="if", threshold=threshold)
    b.population("leaky", 2, model="lif", threshold=threshold, decay=0.0)
    b.connect("x", "y", 1.0)
    b.connect("y", "z", weight)
    b.connect("y", "leaky", [[weight, -2.0]])
    b.output("z")
    b.output("leaky")
    with warnings.catch_warnings(action="ignore"):
        compiled = snnc.compile(b.build())
    told = [said.message for said in compiled.warnings if said.code == "W104"]
    number = "no neuron of 'leaky' can fire" if silent else "nothing"
    assert [each.split(":")[0] for each in told if "leaky" in each] == [number] * silent
    # What adds up fires at last.
    assert any("'z'" in each for each in told) is (silent and weight < 0)


@pytest.mark.parametrize(
    "bound, low, lost", [(1000.0, -1.0, True), (300.0, -1.0, True), (60.0, -1.0, False), (1000.0, -100.0, False)]
)
def test_numbers_that_a_wide_format_loses(bound: float, low: float, lost: bool) -> None:
    """y is no larger than its input, which is 1 at most: of units of 8 and of 4 that is nothing, of 0.5 it is two."""
    equations = "dx/dt = (input - x)/tau\ndy/dt = (x - y)/tau"
    alpha = snnc.equation_model(
        "alpha", equations=equations, sends="y", parameters={"tau": "10 ms"}, bounds={"y": (-bound, bound)}
    )
    b = snnc.NetworkBuilder("n", steps=200)
    b.input("u", 1, current=(low, 1.0))
    b.population("y", 2, model=alpha, tau=np.array([10.0, 40.0]))
    b.connect("u", "y", 1.0)
    b.output("y")
    with warnings.catch_warnings(action="ignore"):
        compiled = snnc.compile(b.build())
    told = [(said.message, said.hint) for said in compiled.warnings if said.code == "W211"]
    unit = 1 / compiled.quantised.number_scale("y")
    assert (
        told
        == [
            (
                f"no number that 'y' sends exceeds 1: they count in units of {unit:g}, so that all are built as 0",
                "give narrower 'bounds' of what it sends, or more number_bits",
            )
        ]
        * lost
    )
    held = np.stack([np.full((200, 1), end) for end in (low, 1.0)])
    sent = snnc.golden.run(compiled.quantised, {"u": held}).state("y", "y_sent")
    assert bool(np.any(sent)) is not lost


@pytest.mark.parametrize("rounding, said", [("nearest_even", 1), ("toward_zero", 1), ("floor", 0)])
def test_numbers_that_round_down_to_less_than_0(rounding: str, said: int) -> None:
    """Rounded down, a number below 0 is at least a unit below it."""
    alpha = snnc.equation_model(
        "own", equations="x = 0.5*x + 0.5*input\ny = 0.5*y + x", sends="y", bounds={"y": (-1e4, 1e4)}
    )
    b = snnc.NetworkBuilder("n", steps=8)
    b.input("u", 1, current=(-1.0, 1.0))
    b.population("y", 1, model=alpha)
    b.connect("u", "y", 1.0)
    b.output("y")
    options = snnc.QuantiseOptions(state=snnc.StateOptions(rounding=Rounding(rounding)))
    with warnings.catch_warnings(action="ignore"):
        told = snnc.compile(b.build(), quantise=options).warnings
    assert [each.code for each in told].count("W211") == said
