"""1,000 models whose texts somebody damaged: each is built or refused with a code and a place, none is a traceback."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from support.own_models import one_population

import snnc
from snnc.core.errors import UserError
from snnc.passes.pipeline import quantise

MODELS: tuple[dict[str, Any], ...] = (
    {
        "equations": "dv/dt = (El - v + R*i)/tau : mV (unless refractory)\ndi/dt = -i/tau_syn : nA",
        "parameters": {"El": "-70 mV", "R": "100 Mohm", "tau": "20 ms", "tau_syn": "5 ms", "Vt": "-50 mV"},
        "input": "i",
        "threshold": "v > Vt and not (i < -1 nA)",
        "reset": "v = -60 mV; i += 0.5 nA",
        "refractory": "5 ms",
        "method": "exact",
    },
    {
        "equations": "v = beta*v + 0.5*input - clip(v, 0, 1)*0.5\nw = (1 - 2**-3)*w + abs(min(v, 1.0))",
        "parameters": {"beta": 0.9, "th": 1},
        "threshold": "v >= th + w or w > 4",
        "reset": "v -= th\nw = w + 0.1",
    },
    {
        "equations": "dv/dt = 0.04*v**2 + 5*v + 140 - u + g*tanh(v/g)\ndu/dt = a*(b*v - u)",
        "parameters": {"a": 0.02, "b": 0.2, "g": 30},
        "bounds": {"v": (-128, 128), "u": (-256, 256)},
        "input": "v",
        "order": "input_first",
        "threshold": "v >= 30",
        "reset": "v = -65; u += 8",
        "method": "euler",
    },
    {
        "equations": "dx/dt = (tanh(i/g) - x)/tau\ndi/dt = -i/tau",
        "parameters": {"g": 0.5, "tau": 8},
        "input": "i",
        "sends": "x",
        "bounds": {"x": (-2, 2), "i": (-8, 8)},
        "method": "exponential_euler",
    },
)
PIECES = (
    *("(", ")", "**", "9**9**9", "1e999", "1e308*", "t", "rand()", "/0", "/v", "0", "-", "\n", ";", "=", "==", ">"),
    *(" and ", " not ", "exp(", "é", "\0", " mV", "#", ":", "dt", "input", "d", "(unless refractory)", ",", "**8"),
    *("**0.5", " nA", "sqrt(", "'", "[", "v", "u", "w", "i", "*v", "+u", "*1e30", "*1e-30", "tau", "0*", "min(v,", "²"),
)
COUNT, PART = 1000, 250


def _damaged(rng: np.random.Generator, text: str) -> str:
    """``text`` with one to three changes."""
    for _ in range(int(rng.integers(1, 4))):
        at, kind = int(rng.integers(len(text) + 1)), rng.random()
        piece = PIECES[int(rng.integers(len(PIECES)))]
        if kind < 0.4:
            text = text[:at] + piece + text[at:]
        elif kind < 0.6:
            text = text[:at] + text[at + int(rng.integers(1, 6)) :]
        elif kind < 0.75:
            text = text[:at] + text[at:][:8] * 2 + text[at + 8 :]
        elif kind < 0.95:
            digits = [k for k, character in enumerate(text) if character.isdigit()]
            if digits:
                k = digits[int(rng.integers(len(digits)))]
                text = text[:k] + str(rng.choice(["0", "7", "1e9", "-3", "1e-9"])) + text[k + 1 :]
        else:
            text = text[:at] + piece * int(rng.choice([20, 3000])) + text[at:]
    return text


def _case(seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    model = MODELS[int(rng.integers(len(MODELS)))]
    found = {key: dict(value) if isinstance(value, dict) else value for key, value in model.items()}
    twice = [key for key in ("threshold", "reset", "sends") if key in found]
    keys = [*(key for key in found if key != "bounds"), "equations", "equations", *twice]
    key = keys[int(rng.integers(len(keys)))]
    if key == "parameters":
        names = list(found[key])
        name = names[int(rng.integers(len(names)))]
        found[key][name] = _damaged(rng, str(found[key][name]))
    else:
        found[key] = _damaged(rng, found[key])
    return found


@pytest.mark.parametrize("part", range(COUNT // PART))
def test_no_traceback(part: int) -> None:
    built, codes = 0, set()
    for seed in range(part * PART, (part + 1) * PART):
        try:
            with warnings.catch_warnings(action="ignore"):
                model = snnc.equation_model("m", **_case(seed))
                network = one_population(model, np.array([[1.0, 0.5], [0.25, -1.0]]), 20, 0.1)
                quantise(network, snnc.QuantiseOptions())
            built += 1
        except UserError as err:
            assert err.diagnostics, seed
            for said in err.diagnostics:
                codes.add(said.code)
                assert said.where is not None or said.code.startswith("E16"), (seed, said)
        except BaseException as err:
            raise AssertionError(f"{type(err).__name__} for seed {seed}: {_case(seed)}") from err
    # Damage of every kind, and some that does no harm.
    assert built >= PART // 20
    assert {"E190", "E191"} <= codes
