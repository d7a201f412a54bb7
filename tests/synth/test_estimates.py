"""Estimated areas against what Yosys counts: small examples here and now, large ones as recorded."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from snnc.analysis.resources import estimate
from snnc.driver.area import measure
from snnc.target.devices import device
from snnc.target.resources import Resources

sys.path.insert(0, str(Path(__file__).parent))
from calibrate import STANDING, TOO_LARGE, counts, digest, priced, recorded
from designs import EXAMPLE_NAMES, Design, example, numbers, rtl

#: What synthesis takes seconds for.
_SMALL = ("two_neurons", "mnist_small", "digits")
#: By how much of what Yosys counts an estimate may be off; memory blocks and multipliers are equal.
_SHARE = 0.15


def _compare(design: Design, target: str, used: Resources) -> None:
    name, compiled = design.name, design.compile()
    told = estimate(compiled.plan, compiled.quantised, device(target)).total
    for what, share in (("lut", _SHARE), ("lutram", _SHARE), ("ff", _SHARE), ("bram", 0), ("dsp", 0)):
        guess, truth = getattr(told, what), getattr(used, what)
        assert abs(guess - truth) <= share * truth, f"{name} on {target}: {what} {guess}, Yosys {truth}"


def _recorded(design: Design, target: str) -> Resources:
    name = design.name
    entry = counts()[target].get(name)
    assert entry is not None, f"no counts of {name} on {target} are recorded; run make calibrate"
    assert entry["digest"] == digest(design.compile()), (
        f"the counts of {name} on {target} are those of another Verilog; run make calibrate"
    )
    return recorded(entry)


@pytest.mark.parametrize("target", STANDING)
def test_prices_are_written_to_the_file_of_their_family(target: str) -> None:
    """What ``make calibrate`` writes is what stands there, but for the prices that change."""
    source = Path(str(STANDING[target].__file__)).read_text()
    costs = device(target).family.costs
    assert priced(source, costs) == source
    assert (
        priced(source, {**costs, "ADD": 7.125}) == source.replace(f'"ADD": {costs["ADD"]},', '"ADD": 7.125,') != source
    )


@pytest.mark.usefixtures("fpga")
@pytest.mark.parametrize("name", _SMALL)
def test_small_examples_as_yosys_counts_them(name: str) -> None:
    compiled = example(name).compile()
    _compare(example(name), "xc7z020", measure(rtl(compiled), compiled.plan.name, device("xc7z020")))


@pytest.mark.parametrize("name", EXAMPLE_NAMES)
def test_examples_on_7_series_as_recorded(name: str) -> None:
    _compare(example(name), "xc7z020", _recorded(example(name), "xc7z020"))


@pytest.mark.parametrize(
    "name, target",
    [(n, t) for t in ("ecp5-85f", "up5k") for n in EXAMPLE_NAMES if n not in TOO_LARGE.get(t, ())],
)
def test_examples_on_other_families_as_recorded(name: str, target: str) -> None:
    _compare(example(name), target, _recorded(example(name), target))


@pytest.mark.parametrize("target", STANDING)
def test_multiplied_weights_as_recorded(target: str) -> None:
    """A design of which every lane multiplies: what a multiplier block takes of that differs between families."""
    _compare(numbers(4), target, _recorded(numbers(4), target))
