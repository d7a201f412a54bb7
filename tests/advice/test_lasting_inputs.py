"""What is said of an input that has to stay on, and of times that seem to be in another unit than dt."""

from __future__ import annotations

import warnings

import pytest

import snnc


def _codes(network: snnc.Network) -> dict[str, str]:
    """Codes and messages of what compiling says."""
    with warnings.catch_warnings(action="ignore"):
        return {said.code: said.message for said in snnc.compile(network).warnings}


@pytest.mark.parametrize("filtered", [False, True])
def test_of_spikes_that_last_for_a_step(filtered: bool) -> None:
    """An input of ``nengo_lif`` has to be there in every step: spikes are not, what a relay makes of them is."""
    b = snnc.NetworkBuilder("n", steps=10)
    b.input("x", 3)
    b.population("ens", 2, model="nengo_lif", tau=20.0, tau_ref=2.0)
    b.population("slow", 3, model="relay", tau=5.0, largest=4.0)
    b.connect("x", "slow", 1.0, kind="one_to_one")
    b.connect("slow", "ens", 1.5)
    if not filtered:
        b.connect("x", "ens", 1.5)
    b.connect("x", "ens", 0.0)
    b.output("ens")
    said = "spikes of 'x' go straight into 'ens', where each of them lasts for one step only"
    assert _codes(b.build()) == ({} if filtered else {"W111": said})


@pytest.mark.parametrize("tau_ref, told", [(2e-4, True), (1e-3, False), (0.0, False), (1e3, False), (2e3, True)])
def test_of_a_refractory_time_in_another_unit(tau_ref: float, told: bool) -> None:
    b = snnc.NetworkBuilder("n", steps=10)
    b.input("x", 1, current=(-1.0, 1.0))
    b.population("ens", 2, model="nengo_lif", tau=20.0, tau_ref=tau_ref)
    b.connect("x", "ens", 1.5)
    b.output("ens")
    found = _codes(b.build())
    assert found.get("W106") == (f"tau_ref of 'ens' is {tau_ref:g} steps" if told else None)
