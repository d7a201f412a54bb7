"""What each method makes of differential equations: by hand, beside the matrix exponential of SciPy, and in loops."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.linalg import expm
from support.own_models import one_population, parameters, trajectory

import snnc
from snnc.core.errors import UserError
from snnc.equations.exponential import matrix_exponential

ONE = np.array([[1.0]])


def spikes(count: int, steps: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).random((1, steps, count)) < 0.3


def test_decay_of_each_method_by_hand() -> None:
    """dv/dt = (r - v)/tau with dt/tau = 1/4: what is kept is exp(-1/4) or 3/4; it rests at r in each."""
    found = {}
    for method in ("exact", "euler", "exponential_euler"):
        text = {"equations": "dv/dt = (r - v)/tau", "parameters": {"r": 0.3, "tau": 4}, "input": "v"}
        found[method] = parameters(one_population(snnc.equation_model("m", method=method, **text), ONE))
    exact = {"v_decay": pytest.approx(0.7788007830714049, rel=1e-15), "v_rest": 0.3}
    assert found == {"exact": exact, "exponential_euler": exact, "euler": {"v_decay": 0.75, "v_rest": 0.3}}


def test_a_current_beside_a_jump_by_hand() -> None:
    """A jump adds the weight as it is; a current over the step adds (1 - e**-1/2)*2*R of it, or dt/tau*R*2 by Euler.

    The weight is 2, R is 3, dt/tau is 1/2.
    """
    common = {"parameters": {"R": 3, "tau": 2}, "name": "m"}
    once = np.zeros((1, 1, 1), bool)
    once[0, 0, 0] = True
    weight = np.array([[2.0]])
    jump = snnc.equation_model(equations="dv/dt = -v/tau + 0*R*v", input="v", **common)
    for method, expected in (("exact", 6 * (1 - math.exp(-0.5))), ("euler", 3.0), ("exponential_euler", 2.36081604)):
        current = snnc.equation_model(equations="dv/dt = (R*input - v)/tau", method=method, **common)
        assert trajectory(one_population(current, weight), once, "v")[0, 0] == pytest.approx(expected, rel=1e-8)
    assert trajectory(one_population(jump, weight), once, "v")[0, 0] == 2.0
    first = snnc.equation_model(equations="dv/dt = -v/tau + 0*R*v", input="v", order="input_first", **common)
    assert trajectory(one_population(first, weight), once, "v")[0, 0] == pytest.approx(2 * math.exp(-0.5), rel=1e-15)


def _system(rng: np.random.Generator, size: int) -> tuple[str, dict[str, float], np.ndarray, np.ndarray, np.ndarray]:
    """Equations of a random linear system x' = A x + b + c I that does not explode, and A, b, c."""
    a = rng.normal(0, 0.4, (size, size)) * (rng.random((size, size)) < 0.6)
    a -= np.eye(size) * (np.abs(a).sum(axis=1).max() + rng.uniform(0.05, 0.5))
    b, c = rng.normal(0, 1, size) * (rng.random(size) < 0.5), rng.normal(0, 1, size)
    values, lines = {}, []
    for k in range(size):
        parts = [f"a{k}{j}*x{j}" for j in range(size)] + [f"b{k}", f"c{k}*input"]
        lines.append(f"dx{k}/dt = {' + '.join(rng.permutation(parts))}")
        values |= {f"a{k}{j}": float(a[k, j]) for j in range(size)} | {f"b{k}": float(b[k]), f"c{k}": float(c[k])}
    return "\n".join(lines), values, a, b, c


@pytest.mark.parametrize("seed", range(25))
def test_random_linear_systems_beside_the_matrix_exponential(seed: int) -> None:
    rng = np.random.default_rng(seed)
    size, dt, steps = int(rng.integers(1, 5)), float(rng.uniform(0.05, 2)), 40
    text, values, a, b, c = _system(rng, size)
    arriving = spikes(3, steps, seed)
    weights = rng.normal(0, 1, (3, 1))
    whole = np.zeros((size + 2, size + 2))
    whole[:size, :size], whole[:size, size], whole[:size, size + 1] = a, b, c
    for method in ("exact", "euler"):
        if method == "euler":
            dt = min(dt, 0.9 / float(np.abs(a.diagonal()).max()))
        moved = expm(whole * dt) if method == "exact" else np.eye(size + 2) + whole * dt
        model = snnc.equation_model("m", equations=text, parameters=values, method=method)
        network = one_population(model, weights, dt=dt)
        x = np.zeros(size + 2)
        x[size] = 1.0
        for t in range(steps):
            x[size + 1] = float(arriving[0, t] @ weights[:, 0])
            x = moved @ x
            x[size] = 1.0
            for k in range(size):
                got = trajectory(network, arriving[:, : t + 1], f"x{k}")[-1, 0] if t in (0, steps - 1) else x[k]
                assert got == pytest.approx(x[k], rel=1e-9, abs=1e-11)


@pytest.mark.parametrize("seed", range(20))
def test_matrix_exponential(seed: int) -> None:
    rng = np.random.default_rng(seed)
    matrices = rng.normal(0, 10.0 ** rng.uniform(-6, 1.2), (5, 4, 4))
    for got, matrix in zip(matrix_exponential(matrices), matrices, strict=True):
        assert np.allclose(got, expm(matrix), rtol=1e-9, atol=1e-11 * np.abs(expm(matrix)).max())


def test_exponential_euler_is_exact_for_what_is_held() -> None:
    """dv/dt = (w*w + 1 - v)/4, dw/dt = -w/3 + v/5 for dt = 1/2: each is solved as if the other stood still."""
    text = "dv/dt = (w*w + 1 - v)/4\ndw/dt = -w/3 + v/5"
    model = snnc.equation_model("m", equations=text, input="w", method="exponential_euler")
    network = one_population(model, ONE, dt=0.5, initial={"v": 0.5, "w": -0.25})
    v, w, arriving = 0.5, -0.25, spikes(1, 30, 4)
    got = [trajectory(network, arriving, name)[:, 0] for name in ("v", "w")]
    for t in range(30):
        v, w = (
            v * math.exp(-0.125) + (w * w + 1) * (1 - math.exp(-0.125)),
            w * math.exp(-1 / 6) + 3 * v / 5 * (1 - math.exp(-1 / 6)) + arriving[0, t, 0],
        )
        assert (got[0][t], got[1][t]) == pytest.approx((v, w), rel=1e-12)


def test_euler_takes_every_equation() -> None:
    """A quadratic neuron with an adaptation and functions, in a loop of plain numbers."""
    text = """dv/dt = 0.04*v**2 + 5*v + 140 - u + tanh(v/50) + exp(-u/8)*abs(v)/100
du/dt = 0.02*(0.2*v - u) + min(v, u)*max(u, 0)/1000"""
    model = snnc.equation_model(
        "m", equations=text, input="v", threshold="v >= 30", reset="v = -65; u += 8", method="euler"
    )
    network = one_population(model, ONE * 6, dt=0.25, initial={"v": -65.0, "u": -13.0})
    v, u, arriving = -65.0, -13.0, spikes(1, 200, 5)
    found, fired = run_of(network, arriving), 0
    for t in range(200):
        dv = 0.04 * v**2 + 5 * v + 140 - u + math.tanh(v / 50) + math.exp(-u / 8) * abs(v) / 100
        du = 0.02 * (0.2 * v - u) + min(v, u) * max(u, 0) / 1000
        v, u = v + 0.25 * dv + 6 * arriving[0, t, 0], u + 0.25 * du
        fires = v >= 30
        if fires:
            v, u, fired = -65.0, u + 8, fired + 1
        assert (found["v"][t], found["u"][t], found["spikes"][t]) == pytest.approx((v, u, fires), rel=1e-9), t
    assert fired >= 2


def run_of(network: snnc.Network, arriving: np.ndarray) -> dict[str, np.ndarray]:
    """Every variable of the first neuron, [steps]."""
    return {name: trajectory(network, arriving, name)[:, 0] for name in ("v", "u", "spikes")}


@pytest.mark.parametrize(
    "text, method, message",
    [
        ("dv/dt = -v*v", "exact", "method exact needs linear equations; that of 'v' is not"),
        ("dv/dt = -exp(v)", "exact", "method exact needs linear equations"),
        ("dv/dt = -v*v", "exponential_euler", "needs 'v' in its own equation times a constant only"),
        ("dv/dt = -exp(2*v)", "exponential_euler", "needs 'v' in its own equation times a constant only"),
        ("dv/dt = -w*v\ndw/dt = -w", "exponential_euler", "needs 'v' in its own equation times a constant only"),
    ],
)
def test_what_a_method_cannot_do(text: str, method: str, message: str) -> None:
    model = snnc.equation_model("m", equations=text, input="v", method=method)
    with pytest.raises(UserError) as caught:
        one_population(model, ONE)
    (said,) = caught.value.diagnostics
    assert said.code == "E193"
    assert message in said.message
    assert "euler" in said.hint
    one_population(snnc.equation_model("m", equations=text, input="v", method="euler"), ONE)


def test_too_many_matrices() -> None:
    """Where neurons differ each has a matrix of its own; where they do not there is one."""
    text = "\n".join(f"dx{k}/dt = -x{k}/tau + x{(k + 1) % 30}" for k in range(30))
    model = snnc.equation_model("m", equations=text, parameters={"tau": 5}, input="x0")
    b = snnc.NetworkBuilder("many")
    b.population("same", 20_000, model=model)
    with pytest.raises(UserError, match=r"E195.*of 30 states for 20,000 neurons that differ"):
        b.population("differ", 20_000, model=model, tau=np.linspace(4, 6, 20_000))


def test_a_population_may_choose_another_method() -> None:
    model = snnc.equation_model("m", equations="dv/dt = -v/8", input="v")
    assert parameters(one_population(model, ONE, method="euler")) == {"v_decay": 0.875}
    with pytest.raises(UserError, match=r"method; got 'rk4', expected exact, euler or exponential_euler"):
        one_population(model, ONE, method="rk4")
    with pytest.raises(UserError, match="the equations of the model give the next values"):
        one_population(snnc.equation_model("m", equations="v = 0.5*v", input="v"), ONE, method="euler")
