"""Models of a user's own, worked out by hand: whole numbers, halves and quarters, of float and golden alike."""

from __future__ import annotations

from typing import Any

import pytest
from meaning.hand import EXACT, WEIGHTS, check, stimulus

import snnc


def _network(size: int = 1, dt: float = 1.0, initial: dict[str, Any] | None = None, **text: Any) -> snnc.Network:
    """Neurons of a model of these texts; every neuron gets the same currents."""
    given = text.pop("given", {})
    b = snnc.NetworkBuilder("hand", dt=dt)
    b.input("x", len(WEIGHTS))
    b.population("y", size, model=snnc.equation_model("own", **text), initial=initial, **given)
    b.connect("x", "y", [[float(w)] * size for w in WEIGHTS])
    b.output("y", text["equations"].lstrip("d")[0])
    return b.build()


def _table(network: snnc.Network, currents: tuple[int, ...], **expected: Any) -> None:
    check(network, {"x": stimulus(currents)}, {("y", name): values for name, values in expected.items()}, EXACT)


IN = (4, 0, 2, 0, 6)


@pytest.mark.parametrize(
    "text, v, spikes",
    [
        # v/2 + I: 4 fires, 0 | 0 | 2 | 1 | 6.5 fires, 2.5
        ({"threshold": "v >= 4", "reset": "v -= 4"}, (0, 0, 2, 1, 2.5), (1, 0, 0, 0, 1)),
        # the same, with the numbers elsewhere
        ({"threshold": "v - 3 >= 1", "reset": "v -= 4"}, (0, 0, 2, 1, 2.5), (1, 0, 0, 0, 1)),
        # 4 is not above 4: 4 | 2 | 3 | 1.5 | 6.75 fires, 2.75
        ({"threshold": "v > 4", "reset": "v = v - 4"}, (4, 2, 3, 1.5, 2.75), (0, 0, 0, 0, 1)),
        # 4 fires, 1 | 0.5 | 2.25 | 1.125 | 6.5625 fires, 1
        ({"threshold": "v >= 4", "reset": "v = 1"}, (1, 0.5, 2.25, 1.125, 1), (1, 0, 0, 0, 1)),
        # half is left: 4 fires, 2 | 1 | 2.5 | 1.25 | 6.625 fires, 3.3125
        ({"threshold": "4 <= v", "reset": "v /= 2"}, (2, 1, 2.5, 1.25, 3.3125), (1, 0, 0, 0, 1)),
        # nothing changes: 4 fires | 2 | 3 | 1.5 | 6.75 fires
        ({"threshold": "v >= 4", "reset": "none"}, (4, 2, 3, 1.5, 6.75), (1, 0, 0, 0, 1)),
        # from 2 to 3 only: 4 | 2 fires, 0 | 2 fires, 0 | 0 | 6
        ({"threshold": "v >= 2 and v <= 3", "reset": "v = 0"}, (4, 0, 0, 0, 6), (0, 1, 1, 0, 0)),
        # twice not is neither: above 5 only: 4 | 2 | 3 | 1.5 | 6.75 fires, 0
        ({"threshold": "not not v > 5", "reset": "v = 0"}, (4, 2, 3, 1.5, 0), (0, 0, 0, 0, 1)),
        # below 1 or above 5: 4 | 2 | 3 | 1.5 | 6.75 fires, 0
        ({"threshold": "v < 1 or not v <= 5", "reset": "v = 0"}, (4, 2, 3, 1.5, 0), (0, 0, 0, 0, 1)),
        # for two steps after a spike it cannot fire: 4 fires, 0 | 0 | 2 | 1 | 6.5 fires, 2.5
        ({"threshold": "v >= 2", "reset": "v = 0", "refractory": 2}, (0, 0, 2, 0, 0), (1, 0, 0, 0, 1)),
    ],
)
def test_thresholds_and_resets(text: dict[str, Any], v: tuple, spikes: tuple) -> None:
    if "refractory" in text:
        # 4 fires, 0 | 0, cannot | 2, cannot | 1 | 6.5 fires, 0
        v = (0, 0, 2, 1, 0)
    _table(_network(equations="v = v/2 + input", **text), IN, v=v, spikes=spikes)


def test_a_jump_comes_after_the_update_or_before() -> None:
    """dv/dt = -v/2 by Euler at dt = 1: v/2 + I = 4 | 2 | 3 | 1.5 | 6.75, or (v + I)/2 = 2 | 1 | 1.5 | 0.75 | 3.375."""
    text = {"equations": "dv/dt = -v/2", "input": "v", "method": "euler"}
    _table(_network(**text), IN, v=(4, 2, 3, 1.5, 6.75))
    _table(_network(**text, order="input_first"), IN, v=(2, 1, 1.5, 0.75, 3.375))
    # As a current, of which half arrives: v/2 + I/2 is the same as input first.
    current = {"equations": "dv/dt = (input - v)/2", "method": "euler"}
    _table(_network(**current), IN, v=(2, 1, 1.5, 0.75, 3.375))


def test_the_lines_of_next_values_see_those_above() -> None:
    """i = i/2 + I: 4 | 2 | 3 | 1.5 | 6.75; v below it sees that, u above it the i of the step before."""
    _table(
        _network(equations="u = u + i\ni = i/2 + input\nv = v/2 + i"),
        IN,
        i=(4, 2, 3, 1.5, 6.75),
        u=(0, 4, 6, 9, 10.5),
        v=(4, 4, 5, 4, 8.75),
    )


def test_functions_of_the_lines_see_what_their_line_sees() -> None:
    """v = I - v: 4 | -4 | 6 | -6 | 12; a = |v| above it is of the old v, b = |v| below it of the new one."""
    _table(
        _network(equations="a = abs(v)\nv = input - v\nb = abs(v)"),
        IN,
        a=(0, 4, 4, 6, 6),
        v=(4, -4, 6, -6, 12),
        b=(4, 4, 6, 6, 12),
    )


def test_differential_equations_see_the_old_values() -> None:
    """By Euler at dt = 1/2: i = i/2 + I; v = v + (2 i - v)/4 with the i of the step before.

    i: 4 | 2 | 3 | 1.5 | 6.75. v: 0 | 2 | 1.5 + 1 | 1.875 + 1.5 | 2.53125 + 0.75; the sixteenths 3.28125 is 52.5 of.
    """
    network = _network(
        dt=0.5, equations="dv/dt = (2*i - v)/2\ndi/dt = -i", input="i", method="euler", initial={"v": 0.0}
    )
    _table(network, IN[:4], i=(4, 2, 3, 1.5), v=(0, 2, 2.5, 3.375))


def test_held_in_refractory_steps() -> None:
    """v/2 + I with a rest of 2; 4 + 1 = 5 fires at once, is 0 for two steps, and takes neither leak nor input there.

    5 fires, 0 | 0 | 0 | 1 + 0 | 1 + 0.5 + 6 = 7.5 fires, 0. w counts on: w + I.
    """
    network = _network(
        equations="dv/dt = (2 - v)/2 : 1 (unless refractory)",
        input="v",
        method="euler",
        threshold="v > 4",
        reset="v = 0",
        refractory="2",
    )
    _table(network, IN, v=(0, 0, 0, 1, 0), spikes=(1, 0, 0, 0, 1))


def test_an_adaptive_threshold() -> None:
    """v = v/2 + I fires above 2 + a; a is halved and jumps by 2.

    4 > 2 fires, 0, a = 2 | 0, a = 1 | 2, 2 + 0.5 | 1, a = 0.25 | 6.5 > 2.125 fires, 0, a = 0.125 + 2.
    """
    network = _network(equations="v = v/2 + input\na = a/2", threshold="v > 2 + a", reset="v = 0; a += 2")
    _table(network, IN, v=(0, 0, 2, 1, 0), a=(2, 1, 0.5, 0.25, 2.125), spikes=(1, 0, 0, 0, 1))


def test_assignments_come_one_after_another() -> None:
    """v fires at 4; a takes v as it is, then v is halved: 4: a = 4, v = 2 | 1 | 2.5 | 1.25 | 6.625: a = 10.625."""
    network = _network(equations="v = v/2 + input\na = a", threshold="v >= 4", reset="a += v; v /= 2")
    _table(network, IN, v=(2, 1, 2.5, 1.25, 3.3125), a=(4, 4, 4, 4, 10.625), spikes=(1, 0, 0, 0, 1))


def test_each_neuron_its_own() -> None:
    """Kept 1/2, 1/4 and nothing; bias 0, 1 and 2; thresholds 4, 8, 3: the second never fires."""
    network = _network(
        3,
        equations="v = d*v + input + c",
        parameters={"d": None, "c": 0, "limit": 4},
        given={"d": [0.5, 0.25, 0.0], "c": [0.0, 1.0, 2.0], "limit": [4.0, 8.0, 3.0]},
        threshold="v >= limit",
        reset="v -= limit",
    )
    v = [(0, 5, 3), (0, 2.25, 2), (2, 3.5625, 1), (1, 1.875, 2), (2.5, 7.5, 5)]
    spikes = [(1, 0, 1), (0, 0, 0), (0, 0, 1), (0, 0, 0), (1, 0, 1)]
    _table(network, IN[:3], v=v[:3], spikes=spikes[:3])
