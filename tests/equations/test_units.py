"""Units and dimensions: values, prefixes, and equations whose sides differ."""

from __future__ import annotations

import pytest

import snnc
from snnc.core.errors import UserError
from snnc.equations.units import UNITS, dimension_text, times


def test_all_units_of_neurons_are_there() -> None:
    assert {"ms", "mV", "nA", "pA", "Mohm", "nS", "pF", "uF", "Hz", "kHz", "mvolt", "msecond", "s"} <= set(UNITS)
    # R*C is a time, V/R is a current, and 1/s is a frequency.
    assert times(UNITS["Mohm"].dimension, UNITS["pF"].dimension) == UNITS["s"].dimension
    assert times(UNITS["mV"].dimension, UNITS["Mohm"].dimension, -1) == UNITS["nA"].dimension
    assert times(UNITS["nS"].dimension, UNITS["mV"].dimension) == UNITS["pA"].dimension
    assert times((0, 0, 0), UNITS["s"].dimension, -1) == UNITS["Hz"].dimension


@pytest.mark.parametrize(
    "unit, computed",
    [
        ("mV", 1.0),
        ("V", 1000.0),
        ("ms", 1.0),
        ("s", 1000.0),
        ("us", 0.001),
        ("nA", 1.0),
        ("pA", 0.001),
        ("Mohm", 1.0),
        ("Gohm", 1000.0),
        ("nS", 0.001),
        ("uS", 1.0),
        ("nF", 1.0),
        ("pF", 0.001),
        ("Hz", 0.001),
        ("kHz", 1.0),
    ],
)
def test_numbers_are_in_ms_mv_and_na(unit: str, computed: float) -> None:
    assert UNITS[unit].into(1.0) == computed
    assert UNITS[unit].out_of(computed) == 1.0
    assert UNITS[unit].out_of(UNITS[unit].into(-70.3)) == pytest.approx(-70.3, rel=1e-15)


def test_names_of_dimensions() -> None:
    assert dimension_text((0, 1, 0)) == "volt"
    assert dimension_text((-1, 1, 0)) == "volt / second"
    assert dimension_text((0, 2, 0)) == "volt * volt"
    assert dimension_text((0, 0, 0)) == "no unit"
    assert dimension_text((3, 2, 0)) == "second**3 * volt**2"


LIF = "dv/dt = (El - v + R*i)/tau : mV\ndi/dt = -i/tau_syn : nA"
PARAMETERS = {"El": "-70 mV", "R": "100 Mohm", "tau": "20 ms", "tau_syn": "5 ms", "Vt": "-50 mV", "Vr": "-60 mV"}
PARTS = {"input": "i", "threshold": "v > Vt", "reset": "v = Vr"}


def test_a_sound_one() -> None:
    snnc.equation_model("m", equations=LIF, parameters=PARAMETERS, **PARTS)
    snnc.equation_model("m", equations=LIF, parameters=PARAMETERS, **{**PARTS, "threshold": "v > Vt + 0*-50 mV"})
    snnc.equation_model("m", equations=LIF, parameters=PARAMETERS, **{**PARTS, "threshold": "v > Vt and v > 0"})
    snnc.equation_model("m", equations=LIF, parameters=PARAMETERS, **{**PARTS, "reset": "v = Vr; i += 2*0.5 nA"})


@pytest.mark.parametrize(
    "changed, place, message",
    [
        (
            {"equations": LIF.replace("R*i", "i")},
            "m.equations:1:19",
            "terms of a sum of volt, and this one is of amp",
        ),
        (
            {"equations": LIF.replace("/tau :", " :")},
            "m.equations:1:10",
            "dv/dt is of volt / second, and its right side is of volt",
        ),
        (
            {"equations": LIF.replace(": nA", ": mV")},
            "m.equations:1:19",
            "terms of a sum of volt, and this one is of volt / siemens",
        ),
        ({"threshold": "v > tau"}, "m.threshold:1:5", "what is compared of volt, and this one is of second"),
        ({"threshold": "v > -50"}, "m.threshold:1:5", "what is compared of volt, and this one is of no unit"),
        ({"reset": "v = tau"}, "m.reset:1:5", "'v' is of volt, and what is assigned is of second"),
        ({"reset": "v *= Vr"}, "m.reset:1:6", "'v' is of no unit, and what is assigned is of volt"),
        ({"refractory": "Vt"}, "m.refractory:1:1", "'refractory' is a number of steps or a time, and this is of volt"),
        ({"equations": LIF.replace("-i/", "-exp(i)*i/")}, "m.equations:2:14", "exp needs a number without a unit"),
        ({"equations": LIF.replace("R*i", "min(El, i)*1")}, "m.equations:1:27", "arguments of min of volt, and this"),
        ({"equations": LIF.replace("R*i", "sqrt(El)")}, "m.equations:1:24", "sqrt needs the square of a unit"),
    ],
)
def test_dimensions_that_differ(changed: dict[str, str], place: str, message: str) -> None:
    given = {"equations": LIF, **PARTS, **changed}
    with pytest.raises(UserError) as caught:
        snnc.equation_model("m", parameters=PARAMETERS, **given)
    (said,) = caught.value.diagnostics
    assert (said.code, str(said.where)) == ("E192", place), said
    assert message in said.message


def test_no_units_at_all() -> None:
    """Then time is in the unit of dt, and everything is a number."""
    model = snnc.equation_model("m", equations="dv/dt = -v/tau", parameters={"tau": 20}, input="v")
    assert not model.has_units
