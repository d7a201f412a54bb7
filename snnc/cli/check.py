"""``snnc check``: every error in a spec, and what may surprise in it."""

from __future__ import annotations

import argparse

import numpy as np

from snnc.advice.network import network_warnings
from snnc.advice.quantised import quantised_warnings
from snnc.cli.command import Command, about, json_argument, strict_argument, tell, write_json
from snnc.cli.spec import given_spec, spec_argument
from snnc.passes.pipeline import quantise


def _action(arguments: argparse.Namespace) -> int:
    spec = given_spec(arguments)
    network = spec.network
    found = network_warnings(network)
    if spec.quantise.target is None:  # else its bits are still to be chosen, by a stimulus
        with about(arguments.spec, spec):
            normal, quantised = quantise(network, spec.quantise)
        found = (*found, *quantised_warnings(normal, quantised, spec.quantise))
    warned = tell(arguments, found, spec)
    synapses = {p.name: p.connection.count(np.ones(p.connection.weights.shape, bool)) for p in network.projections}
    result = {
        "network": network.name,
        "inputs": {i.name: i.size for i in network.inputs},
        "populations": {p.name: p.size for p in network.populations},
        "projections": synapses,
        "warnings": warned,
    }
    neurons = sum(p.size for p in network.populations)
    number = f", {len(warned)} warning{'s' * (len(warned) > 1)}" if warned else ""
    sizes = f"{neurons} neurons, {sum(synapses.values())} synapses"
    print(f"{arguments.spec}: network {network.name} is fine: {sizes}{number}")
    write_json(arguments, result)
    return 0


def _arguments(parser: argparse.ArgumentParser) -> None:
    spec_argument(parser)
    strict_argument(parser)
    json_argument(parser)


CHECK = Command(
    name="check",
    help="Read a spec and report its errors and warnings.",
    example="snnc check network.yaml",
    arguments=_arguments,
    action=_action,
)
