"""Events with a number, worked out by hand: what arrives is the number times the weight."""

from __future__ import annotations

import numpy as np
import pytest
from meaning.hand import check

import snnc
from snnc.core.errors import UserError
from snnc.ir.waves import RampWave, SineWave, StepWave

#: A unit is 1 everywhere: values from -127 to 127 in 8 bits, weights to 127, numbers of populations to 128.
EXACT = snnc.QuantiseOptions(snnc.WeightOptions(8, units=1.0), snnc.StateOptions(fraction_bits=0, decay_bits=8))
#: What the input sends, step by step.
SENT = (3.0, 0.0, -5.0, 127.0, 0.0)


def _network(model: str, loop: float = 0.0, **given: object) -> snnc.NetworkBuilder:
    """A value times 2 and a spike of weight 7 into one neuron of ``model``."""
    b = snnc.NetworkBuilder("hand")
    b.input("x", 1, current=(-127.0, 127.0), bits=8)
    b.input("s", 1)
    b.population("y", 1, model=model, **given)
    b.connect("x", "y", [[2.0]])
    b.connect("s", "y", [[7.0]])
    if loop:
        b.connect("y", "y", [[loop]], delay=1)
    b.output("y")
    return b


def _given(spikes: tuple[int, ...] = (0, 1, 1, 0, 0)) -> dict[str, np.ndarray]:
    return {"x": np.array(SENT)[None, :, None], "s": np.array(spikes, bool)[None, :, None]}


def test_a_value_adds_itself_times_the_weight() -> None:
    # 6 | 7 | -10 + 7 | 254 | 0, each beside half of the one before; 100 is the threshold
    network = _network("lif", decay=0.5, threshold=100.0, reset="subtract").build()
    # 6 | 3 + 7 | 5 - 3 | 1 + 254 - 100 | 77.5 -> 78 (ties to even), in integers
    run = snnc.golden.run(network, _given(), [("y", "v"), ("y", "spikes")])
    assert run.state("y")[0, :, 0].tolist() == [6, 10, 2, 155, 77.5]
    assert run.spikes("y")[0, :, 0].tolist() == [0, 0, 0, 1, 0]
    check(network, _given(), {("y", "spikes"): (0, 0, 0, 1, 0)}, EXACT)


def test_a_relay_sends_what_it_is_sent() -> None:
    # Room for twice the largest: in integers 254 is one of -256 … 255.
    check(_network("relay", largest=128.0).build(), _given(), {("y", "value"): (6, 7, -3, 254, 0)}, EXACT)
    check(_network("relay", largest=128.0, bias=-1.0).build(), _given(), {("y", "value"): (5, 6, -4, 253, -1)}, EXACT)


def test_a_relay_that_is_fed_its_own_number_adds_up() -> None:
    # 6 | 6 + 7 | 13 - 3 | 10 + 254 - 20 saturates in integers: so a loop of -1: 6 | 1 | -4 | 258 …
    values = (6, 1, -4)
    network = _network("relay", largest=128.0, loop=-1.0).build()
    given = {name: value[:, :3] for name, value in _given().items()}
    check(network, given, {("y", "value"): values}, EXACT)


def test_numbers_saturate_beyond_twice_the_largest() -> None:
    network = _network("relay", largest=32.0).build()
    options = snnc.QuantiseOptions(snnc.WeightOptions(8, units=1.0), snnc.StateOptions(number_bits=6))
    quantised = snnc.compile(network, quantise=options).quantised
    assert quantised.population("y").scale("value") == 1.0
    run = snnc.golden.run(quantised, _given(), watch=True)
    assert run.state("y", "value")[0, :, 0].tolist() == [6, 7, -3, 63, 0]
    assert [(each.population, each.state) for each in run.saturations] == [("y", "value")]


def test_a_filter_keeps_a_part_of_what_it_was_sent() -> None:
    # v: 6 | 3 + 7 | 5 - 3 | 1 + 254 | 127.5, which a number of units of 1 rounds to 128
    network = _network("relay", largest=128.0, decay=0.5).build()
    options = snnc.QuantiseOptions(snnc.WeightOptions(8, units=1.0), snnc.StateOptions(fraction_bits=4, decay_bits=8))
    quantised = snnc.compile(network, quantise=options).quantised
    assert snnc.golden.run(network, _given(), [("y", "value")]).state("y", "value")[0, -1, 0] == 127.5
    assert snnc.golden.run(quantised, _given()).state("y", "value")[0, :, 0].tolist() == [6, 10, 2, 255, 128]


def test_a_hold_sends_on_what_it_was_sent_once() -> None:
    network = _network("relay", largest=128.0, decay=1.0).build()
    once = {"x": np.array([3.0, 0, 0, -2, 0])[None, :, None], "s": np.zeros((1, 5, 1), bool)}
    check(network, once, {("y", "value"): (6, 6, 6, 2, 2)}, EXACT)


def test_a_rate_is_never_below_zero() -> None:
    check(_network("relu", largest=128.0).build(), _given(), {("y", "value"): (6, 7, 0, 254, 0)}, EXACT)
    check(_network("relu", largest=128.0, bias=1.0).build(), _given(), {("y", "value"): (7, 8, 0, 255, 1)}, EXACT)


def test_a_spiking_rate_integrates_what_is_above_zero() -> None:
    given = {"threshold": 10.0, "reset": "subtract", "max_spikes": 15}
    # 6 | 13: 1, 3 left | nothing | 257: 15 of 25, 107 left | 107: 10, 7 left
    network = _network("spiking_relu", **given).build()
    check(network, _given(), {("y", "v"): (6, 3, 3, 107, 7), ("y", "spikes"): (0, 1, 0, 15, 10)}, EXACT)


def test_a_number_reaches_every_kind_of_neuron_late_too() -> None:
    """A relay onto a neuron two steps later, through a weight below 0."""
    b = _network("relay", largest=128.0)
    b.population("z", 1, model="if", threshold=10.0, reset="value", reset_value=0.0)
    b.connect("y", "z", [[-3.0]], delay=2)
    b.output("z")
    # 0 | 0 | -18 | -21 | 9
    check(b.build(), _given(), {("z", "v"): (0, 0, -18, -39, -30), ("z", "spikes"): (0, 0, 0, 0, 0)}, EXACT)


@pytest.mark.parametrize("largest", [0.0, -1.0, [1.0]])
def test_a_largest_number_is_one_above_zero(largest: object) -> None:
    with pytest.raises(UserError, match="largest of 'y'; expected one number above 0"):
        _network("relay", largest=largest).build()


@pytest.mark.parametrize("value", [-127.5, 127.5, np.nan])
def test_a_value_beyond_the_range_is_refused(value: float) -> None:
    network = _network("relay", largest=128.0).build()
    with pytest.raises(UserError, match=r"E20[26]"):
        snnc.golden.run(network, {**_given(), "x": np.full((1, 5, 1), value)})


@pytest.mark.parametrize("unit", [1e-20, 1e-3, 1.0, 100.0, 1e5, 1e20])
def test_the_unit_of_a_range_changes_nothing(unit: float) -> None:
    """Volts or microvolts: the same formats, and values in proportion."""
    b = snnc.NetworkBuilder("unit", steps=12)
    b.input("x", 1, current=(-unit, unit), bits=16)
    b.population("y", 1, model="relay", largest=16 * unit, decay=0.9375, bias=0.1 * unit)
    b.connect("x", "y", 0.3)
    b.output("y")
    network, options = b.build(), snnc.QuantiseOptions(snnc.WeightOptions(16), snnc.StateOptions(number_bits=16))
    quantised = snnc.compile(network, quantise=options).quantised
    given = {"x": np.full((1, 12, 1), unit)}
    real = snnc.golden.run(network, given).state("y", "value") / unit
    got = snnc.golden.run(quantised, given).state("y", "value") / quantised.number_scale("y") / unit
    assert np.abs(got - real).max() < 1e-3 and real.max() > 3
    assert [state.bits for state in quantised.population_reports[0].states] == pytest.approx([26, 17], abs=2)


@pytest.mark.parametrize("bits", [1, 2, 3, 8])
def test_signs_into_a_relay_keep_their_size(bits: int) -> None:
    b = snnc.NetworkBuilder("signs")
    b.input("x", 1, current=(-1.0, 1.0))
    b.population("y", 1, model="relay", largest=1.0)
    b.connect("x", "y", 0.5)
    b.output("y")
    quantised = snnc.compile(b.build(), quantise=snnc.QuantiseOptions(snnc.WeightOptions(bits))).quantised
    run = snnc.golden.run(quantised, {"x": np.ones((1, 1, 1))})
    assert run.state("y", "value")[0, 0, 0] / quantised.number_scale("y") == pytest.approx(0.5, rel=0.02)


def test_what_is_sent_has_no_initial_value() -> None:
    with pytest.raises(UserError, match="no initial value can be given for 'value'"):
        _network("relay", largest=1.0, decay=1.0, initial={"value": 1.0}).build()


@pytest.mark.parametrize(
    "given",
    [
        *(
            {"current": wrong}
            for wrong in (5, True, "12", (1,), [], (None, 1), (1j, 2), (10**400, 1), (1, 2, 3), {1, 2})
        ),
        *({"current": (-1, 1), "bits": wrong} for wrong in ("8", 8.5, [8], True, 1, 17)),
        {"current": (-1, np.nan)},
        {"current": np.array([[-1.0, 1.0]])},
        {"bits": 8},
        *({"wave": wrong} for wrong in ("sine", 5, [], True, {}, {"kind": "sine", "amplitude": 1.0, "frequency": [1]})),
        {"wave": {"kind": "step", "after": 10**400, "at": 1}},
    ],
    ids=str,
)
def test_what_is_no_range_is_refused(given: dict[str, object]) -> None:
    b = snnc.NetworkBuilder("wrong", steps=8)
    with pytest.raises(UserError, match="E113"):
        b.input("x", 2, **given)  # type: ignore[arg-type]
        b.population("y", 1, model="if", threshold=1.0)
        b.output("y")
        b.build()


def test_weights_behind_numbers_use_all_their_bits() -> None:
    """The largest weight is the largest integer, from an input of values and from neurons that send some."""
    b = snnc.NetworkBuilder("bits")
    b.input("x", 2, current=(-3.0, 2.0), bits=6)
    b.population("y", 2, model="relay", largest=5.0)
    b.population("z", 2, model="lif", decay=0.5, threshold=0.7)
    b.connect("x", "y", [[0.3, -0.7], [0.11, 0.2]])
    b.connect("y", "z", [[0.3, -0.7], [0.11, 0.2]])
    b.output("z")
    quantised = snnc.compile(b.build()).quantised
    for projection in quantised.projections:
        weights = np.abs(projection.connection.weights)
        assert 64 <= weights.max() / 2 ** (projection.bits - 8) <= 127
        assert weights[1, 0] / weights.max() == pytest.approx(0.11 / 0.7, abs=0.006)


def test_a_scale_by_hand_is_of_a_weight_and_a_real_unit() -> None:
    """10 units to a weight of 1, whatever the numbers: then 0.7 is 7, and a value of 1 adds 7 times its number."""
    b = snnc.NetworkBuilder("by_hand")
    b.input("x", 1, current=(-4.0, 4.0), bits=6)
    b.population("z", 1, model="if", threshold=100.0)
    b.connect("x", "z", [[0.7]])
    b.output("z", "v")
    quantised = snnc.compile(b.build(), quantise=snnc.QuantiseOptions(snnc.WeightOptions(8, units=10.0))).quantised
    assert quantised.projections[0].connection.weights.tolist() == [[7]]
    run = snnc.golden.run(quantised, {"x": np.full((1, 2, 1), 1.0)})
    # 1.0 is sent as 31 / 4 = 7.75, rounded to 8; the potential has as many units to 1 as a weight times a number.
    assert run.state("z")[0, :, 0].tolist() == [56, 112]
    assert quantised.population("z").scale("v") == pytest.approx(10 * 7.75)


@pytest.mark.parametrize("seed", range(40))
def test_a_wave_stays_in_its_range(seed: int) -> None:
    """Rounding of real numbers must not lead a ramp beyond its own end."""
    before, after, end = np.random.default_rng(seed).choice(np.arange(-30, 31) / 10, 3)
    ramp = RampWave(float(before), float(after), 0.0, end=abs(float(end)) + 1.0)
    values = ramp.values(np.arange(0.0, 8.0, 0.1))
    assert ramp.ends[0] <= values.min() and values.max() <= ramp.ends[1]


def test_a_step_comes_when_its_time_does() -> None:
    """Three steps of 0.3 are a little less than 0.9 in binary numbers."""
    for dt in (0.1, 0.3, 0.7, 1.1):
        for k in range(1, 200):
            wave = StepWave(0.0, 1.0, at=round(k * dt, 10))
            assert wave.values(np.arange(200) * dt).tolist() == [0.0] * k + [1.0] * (200 - k)


@pytest.mark.parametrize(
    "wave, values",
    [
        (StepWave(before=1.0, after=-2.0, at=1.5), (1, 1, -2, -2, -2)),
        (RampWave(before=0.0, after=8.0, start=1.0, end=3.0), (0, 0, 4, 8, 8)),
        (SineWave(offset=1.0, amplitude=2.0, angle=np.pi / 2, phase=0.0), (1, 3, 1, -1, 1)),
        (SineWave(offset=1.0, amplitude=2.0, angle=np.pi / 2, phase=np.pi / 2), (3, 1, -1, 1, 3)),
    ],
)
def test_waves(wave: StepWave | RampWave | SineWave, values: tuple[int, ...]) -> None:
    assert wave.values(np.arange(5.0)).tolist() == list(values)
    assert wave.ends[0] <= min(values) and max(values) <= wave.ends[1]


@pytest.mark.parametrize("spiking", [False, True])
def test_decoders_and_encoders(spiking: bool) -> None:
    """Nengo's formula, written down: rates max(J, 0), J = gain (encoders . x) + bias, and x = decoders . rates.

    Spiking neurons integrate J dt; a spike is a rate of 1 / dt for one step.
    """
    rng, dt, steps = np.random.default_rng(6), 0.001, 40
    first, second, decoders = rng.normal(0, 100, (6, 2)), rng.normal(0, 100, (5, 2)), rng.normal(0, 0.01, (2, 6))
    bias, x = rng.uniform(0, 100, 6), rng.uniform(-1, 1, (steps, 2))
    voltage, after, decoded = np.zeros(6), [], []
    for given in x:
        rates = np.maximum(first @ given + bias, 0)
        if spiking:
            voltage = voltage + rates * dt
            spikes = np.floor(voltage)
            voltage, rates = voltage - spikes, spikes / dt
        decoded.append(decoders @ rates)
        after.append(np.maximum(second @ decoded[-1], 0))
    b = snnc.NetworkBuilder("nef", dt=1.0, steps=steps)
    b.input("x", 2, current=(-1.0, 1.0))
    per = dt if spiking else 1.0
    if spiking:
        b.population("a", 6, model="spiking_relu", threshold=1.0, max_spikes=15, bias=bias * dt, reset="subtract")
    else:
        b.population("a", 6, model="relu", largest=400.0, bias=bias)
    b.population("value", 2, model="relay", largest=4.0)
    b.population("b", 5, model="relu", largest=400.0)
    b.connect("x", "a", first * per, layout="target_source")
    b.connect("a", "value", decoders / per, layout="target_source")
    b.connect("value", "b", second, layout="target_source")
    b.output("value")
    b.output("b")
    run = snnc.golden.run(b.build(), {"x": x[None]}, [("value", "value"), ("b", "value")])
    assert np.allclose(run.state("value", "value")[0], decoded, rtol=1e-9, atol=1e-9) and np.any(np.array(decoded))
    assert np.allclose(run.state("b", "value")[0], after, rtol=1e-9, atol=1e-9)
