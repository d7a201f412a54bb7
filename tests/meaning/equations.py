"""One step of each neuron model, written by hand from the equations in the docstrings.

The programs of ``snnc.neurons`` are not read here: this is the second writing that shows a
program which is wrong in itself. Numbers are integers in their formats or reals: ``times`` of
:class:`Numbers` is the one place where a factor rounds, ``convert`` the one where a change of
quantity does, ``limit`` the one where a format saturates.
"""

from __future__ import annotations

from typing import Any, Protocol

from meaning import equations_curved as curved
from meaning.counting import Numbers
from meaning.exact import xorshift
from meaning.words import State, Values, Words


class Equation(Protocol):
    """Words of the choices, parameters, state and current of each receptor to the next state and the spike."""

    def __call__(
        self, words: Words, p: Values, state: Values, currents: Values, numbers: Numbers
    ) -> tuple[State, int]: ...


def _integrated(words: Words, p: Values, v: Any, drive: Any, numbers: Numbers) -> Any:
    """``v`` after its leak and ``drive``, in the chosen order."""
    rest = p.get("rest", 0)

    def leaked(x: Any) -> Any:
        if "decay" in p:
            return rest + numbers.times(x - rest, p["decay"])
        if "leak" not in p:
            return x
        return max(x - p["leak"], rest) if x > rest else min(x + p["leak"], rest)

    return leaked(v + drive) if words.get("order") == "input_first" else leaked(v) + drive


def _membrane(
    words: Words, p: Values, state: Values, drive: Any, numbers: Numbers, raised: Any = 0
) -> tuple[State, int]:
    """A membrane that fires, moved by ``drive`` where it is not refractory; ``raised``: the rise of its threshold."""
    v, left, most = state["v"], state.get("refractory_left", 0), int(words.get("max_spikes", 1))
    shares = _shares(most) if words["reset"] == "subtract" else {"fired": 1}
    # As often as the neuron spiked in the step before.
    fired = sum(share * state.get(name, 0) for name, share in shares.items())
    steps = p.get("refractory", 0)
    refractory = left > 0
    if words["refractory_mode"] == "hold":
        # refractory_held counts the first of these steps; the step after the spike is the first.
        held = refractory and steps - left < p.get("refractory_held", steps)
    else:
        held = False
    late = fired and words["reset"] != "none"
    before = v

    def reset(x: Any, times: int) -> Any:
        lowered = x - times * p["threshold"]
        return {"value": p.get("reset_value"), "subtract": lowered, "none": x}[words["reset"]]

    def meets(x: Any, times: int = 1) -> bool:
        level = times * p["threshold"] + raised
        return bool(x >= level if words["fire"] == ">=" else x > level)

    if late and words["reset_time"] == "next_start":
        v = reset(v, fired)
    if refractory:
        drive = 0
    if not held:
        v = _integrated(words, p, v, drive=drive, numbers=numbers)
    if late and words["reset_time"] == "next_end":
        v = reset(v, fired)
    v = max(v, p["v_min"]) if "v_min" in p else v
    literal = words["reset"] == "subtract_snntorch"
    # snnTorch: mem - reset(mem before) * threshold is compared; the spike then takes (spike - reset) * threshold away.
    given_back = int(literal and meets(before))
    silent = held or (refractory and words["refractory_fire"] == "blocked")
    met = [k for k in range(1, most + 1) if meets(v - given_back * p["threshold"], k)]
    spikes = 0 if silent else len(met)
    if literal:
        v = v - given_back * p["threshold"] - (spikes - given_back) * p["threshold"]
    elif spikes and words["reset_time"] == "now":
        v = reset(v, spikes)
    left = steps if spikes else max(left - 1, 0)
    kept, rest = {}, spikes
    for name, share in shares.items():
        kept[name] = int(rest >= share)
        rest -= share * kept[name]
    return {"v": numbers.limit(v, "v"), "refractory_left": left, **kept}, spikes


def _shares(most: int) -> dict[str, int]:
    """What each flag of a late reset says of the number of spikes: its bits; the highest completes them."""
    bits = len(f"{most:b}")
    counts = [most - (2 ** (bits - 1) - 1), *(2**k for k in range(bits - 2, -1, -1))]
    return {"fired" if k == 1 else f"fired_{k}": count for k, count in zip(range(bits, 0, -1), counts, strict=True)}


def lif(words: Words, p: Values, state: Values, currents: Values, numbers: Numbers) -> tuple[State, int]:
    """LIF with either leak, and IF without: the input of the step and the bias move the membrane at once."""
    return _membrane(words, p, state, drive=currents["input"] + p.get("bias", 0), numbers=numbers)


def li(words: Words, p: Values, state: Values, currents: Values, numbers: Numbers) -> tuple[State, int]:
    """LI, the integrator that never spikes."""
    return _silent(words, p, state, drive=currents["input"] + p.get("bias", 0), numbers=numbers), 0


def _silent(words: Words, p: Values, state: Values, drive: Any, numbers: Numbers) -> State:
    """A membrane without a threshold."""
    v = _integrated(words, p, state["v"], drive=drive, numbers=numbers)
    v = max(v, p["v_min"]) if "v_min" in p else v
    return {"v": numbers.limit(v, "v")}


def _exponential(words: Words, p: Values, state: Values, currents: Values, numbers: Numbers) -> tuple[Any, Any]:
    """The next current, and what moves the membrane in this step."""
    arriving, old = currents["input"] + p.get("bias", 0), state["i"]
    match words["current"]:
        case "decay_first":
            new = numbers.limit(numbers.times(old, p["decay_syn"]) + arriving, "i")
            moving = new
        case "input_first":
            new = numbers.limit(numbers.times(old + arriving, p["decay_syn"]), "i")
            moving = new
        case "decay_last":
            new = numbers.limit(numbers.times(old + arriving, p["decay_syn"]), "i")
            moving = old + arriving
        case "old":
            new = numbers.limit(numbers.times(old, p["decay_syn"]) + arriving, "i")
            moving = old
    return new, numbers.convert(moving, "current", "potential") + p.get("bias_mem", 0)


def cuba_lif(words: Words, p: Values, state: Values, currents: Values, numbers: Numbers) -> tuple[State, int]:
    """CUBA LIF: the current, as its state keeps it, moves the membrane; neither reset nor refractory steps touch it."""
    i, drive = _exponential(words, p, state, currents=currents, numbers=numbers)
    moved, spike = _membrane(words, p, state, drive=drive, numbers=numbers)
    return {**moved, "i": i}, spike


def cuba_li(words: Words, p: Values, state: Values, currents: Values, numbers: Numbers) -> tuple[State, int]:
    """CUBA LI: the same without a threshold."""
    i, drive = _exponential(words, p, state, currents=currents, numbers=numbers)
    return {**_silent(words, p, state, drive=drive, numbers=numbers), "i": i}, 0


def double_exp_lif(words: Words, p: Values, state: Values, currents: Values, numbers: Numbers) -> tuple[State, int]:
    """Two currents in a row: what arrives feeds the first, the first feeds the second, which moves the membrane."""
    rise = numbers.limit(numbers.times(state["rise"], p["decay_rise"]) + currents["input"] + p.get("bias", 0), "rise")
    i = numbers.limit(numbers.times(state["i"], p["decay_syn"]) + rise, "i")
    drive = numbers.convert(i, "current", "potential") + p.get("bias_mem", 0)
    moved, spike = _membrane(words, p, state, drive=drive, numbers=numbers)
    return {**moved, "i": i, "rise": rise}, spike


def alif(words: Words, p: Values, state: Values, currents: Values, numbers: Numbers) -> tuple[State, int]:
    """The threshold is raised by what is left of earlier jumps; a spike adds another one."""
    left = numbers.times(state["adaptation"], p["decay_adapt"])
    drive = currents["input"] + p.get("bias", 0)
    moved, spike = _membrane(words, p, state, drive=drive, numbers=numbers, raised=left)
    return {**moved, "adaptation": numbers.limit(left + spike * p["jump"], "adaptation")}, spike


def sfa_lif(words: Words, p: Values, state: Values, currents: Values, numbers: Numbers) -> tuple[State, int]:
    """A slow current of the neuron's own spikes is taken from its input."""
    left = numbers.times(state["w"], p["decay_w"])
    drive = currents["input"] + p.get("bias", 0) - left
    moved, spike = _membrane(words, p, state, drive=drive, numbers=numbers)
    return {**moved, "w": numbers.limit(left + spike * p["jump"], "w")}, spike


def if_curr_exp(words: Words, p: Values, state: Values, currents: Values, numbers: Numbers) -> tuple[State, int]:
    """IF_curr_exp: each receptor feeds a current of its own; both, as their states keep them, move the membrane."""
    exc = numbers.limit(numbers.times(state["i_exc"], p["decay_exc"]) + currents["exc"], "i_exc")
    inh = numbers.limit(numbers.times(state["i_inh"], p["decay_inh"]) + currents["inh"], "i_inh")
    drive = numbers.convert(exc + inh, "current", "potential") + p.get("bias", 0)
    moved, spike = _membrane(words, p, state, drive=drive, numbers=numbers)
    return {**moved, "i_exc": exc, "i_inh": inh}, spike


def if_cond_exp(words: Words, p: Values, state: Values, currents: Values, numbers: Numbers) -> tuple[State, int]:
    """IF_cond_exp: each conductance draws v, as it was before the step, toward a potential of its own."""
    exc = numbers.limit(numbers.times(state["g_exc"], p["decay_exc"]) + currents["exc"], "g_exc")
    inh = numbers.limit(numbers.times(state["g_inh"], p["decay_inh"]) + currents["inh"], "g_inh")
    drive = p.get("bias", 0)
    for conductance, toward in ((exc, p["e_exc"]), (inh, p["e_inh"])):
        drive = drive + numbers.product(conductance, toward - state["v"], ("conductance", "potential"), "potential")
    moved, spike = _membrane(words, p, state, drive=drive, numbers=numbers)
    return {**moved, "g_exc": exc, "g_inh": inh}, spike


def spiking_relu(words: Words, p: Values, state: Values, currents: Values, numbers: Numbers) -> tuple[State, int]:
    """Spiking ReLU: IF neurons that no negative input reaches."""
    rectified = {"input": max(currents["input"] + p.get("bias", 0), 0)}
    return lif(words, {**p, "bias": 0}, state, currents=rectified, numbers=numbers)


def relu(words: Words, p: Values, state: Values, currents: Values, numbers: Numbers) -> tuple[State, int]:
    """ReLU: what it sends is its input, and no less than 0."""
    value = numbers.convert(max(currents["input"] + p.get("bias", 0), 0), "potential", "number")
    value = numbers.limit(value, "value")
    return {"value": value}, value


def relay(words: Words, p: Values, state: Values, currents: Values, numbers: Numbers) -> tuple[State, int]:
    """Relay: what it sends is its input, with what is left of the one before where it has a decay."""
    v, after = currents["input"] + p.get("bias", 0), {}
    if "v" in state:
        v = numbers.limit(numbers.times(state["v"], p["decay"]) + v, "v")
        after["v"] = v
    value = numbers.limit(numbers.convert(v, "potential", "number"), "value")
    return {**after, "value": value}, value


def poisson(words: Words, p: Values, state: Values, currents: Values, numbers: Numbers) -> tuple[State, int]:
    """Poisson: the old random number decides, and the next one is kept."""
    chance = min(max(currents["input"] + p.get("rate", 0), 0), numbers.one("probability"))
    spike = numbers.drawn(state["draw"], chance, "probability")
    return {"p": numbers.limit(chance, "p"), "draw": xorshift(state["draw"])}, int(spike)


#: A registered model without an equation of its own here fails a test.
EQUATIONS: dict[str, Equation] = {
    "if": lif,
    "lif": lif,
    "linear_lif": lif,
    "li": li,
    "cuba_lif": cuba_lif,
    "cuba_li": cuba_li,
    "double_exp_lif": double_exp_lif,
    "alif": alif,
    "sfa_lif": sfa_lif,
    "if_curr_exp": if_curr_exp,
    "if_cond_exp": if_cond_exp,
    "izhikevich": curved.izhikevich,
    "qif": curved.qif,
    "eif": curved.eif,
    "adex": curved.adex,
    "resonate_fire": curved.resonate_fire,
    "nengo_lif": curved.nengo_lif,
    "spiking_relu": spiking_relu,
    "relu": relu,
    "relay": relay,
    "poisson": poisson,
}
