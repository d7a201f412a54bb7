"""Warnings about populations that fire by chance."""

from __future__ import annotations

from support.told import codes

import snnc


def test_of_random_numbers() -> None:
    """One seed, or one number, for two neurons; and a single input, whose packets are the steps of populations."""

    def network(rate: float, seed: int, inputs: int = 1, **more: object) -> snnc.Network:
        b = snnc.NetworkBuilder("n")
        for k in range(inputs):
            b.input(f"x{k}", 1)
        b.population("a", 3, model="poisson", rate=0.1)
        b.population("b", 5, model="poisson", rate=rate, seed=seed, **more)
        b.output("a")
        b.output("b")
        return b.build()

    assert codes(network(0.2, 1)) == {}
    assert codes(network(0.2, 0)) == {"W110": "populations 'a' and 'b' draw the same random numbers"}
    for draws in (7.0, [7.0, 8.0, 9.0, 10.0, 8.0]):
        same = codes(network(0.2, 1, initial={"draw": draws}))
        assert same == {"W110": "neurons of 'b' draw the same random numbers"}
    assert codes(network(0.2, 1, initial={"draw": [7.0, 8.0, 9.0, 10.0, 11.0]})) == {}
    assert codes(network(0.2, 1, inputs=2)) == {"W103": "nothing listens to input 'x1'"}
    few = snnc.QuantiseOptions(populations=(("b", snnc.StateOptions(bits=3)),))
    assert codes(network(0.2, 1), few) == {"W205": "the rate of 'b', 0.2 per step in neuron 0, is built as 0"}
    silent = "population 'b' gets no input: nothing projects to it with weights other than 0, and it has no rate"
    assert codes(network(0.0, 1)) == {"W102": silent}
