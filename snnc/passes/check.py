"""Check: what is wrong with a network, in the words of whoever wrote it."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.ir import network as network_ir
from snnc.ir.network import Network
from snnc.ir.verify import verify as verify_network
from snnc.passes.chain import Pass


@dataclass(frozen=True)
class Check(Pass[Network, Network]):
    """The pass. It changes nothing."""

    name = "check"
    codec = network_ir.CODEC

    def __call__(self, network: Network, /) -> Network:
        """``network`` itself; :class:`UserError` E11x when it breaks a rule."""
        return verify_network(network)

    def verify(self, given: Network, made: Network, /) -> None:
        """Nothing is left to verify: the pass did."""
