"""Every recording: how its case is built, or why today's models cannot say it."""

from __future__ import annotations

from collections.abc import Callable

from meaning.conformance import currents, frameworks, programs
from meaning.conformance.case import Case
from meaning.conformance.recordings import Recording

Builder = Callable[[Recording], Case]

BUILDERS: dict[str, Builder] = {
    "brian2_euler_plain": currents.brian2,
    "brian2_euler_refr_delay": currents.brian2,
    "brian2_exact_delay": currents.brian2,
    "brian2_exact_plain": currents.brian2,
    "nengo_mlp": programs.nengo_mlp,
    "norse_mlp_iaf": frameworks.norse,
    "norse_mlp_lifbox": frameworks.norse,
    "norse_mlp_readout_li": frameworks.norse,
    "rockpool_mlp_lif": frameworks.rockpool,
    "rockpool_mlp_lif_bias": frameworks.rockpool,
    "rockpool_mlp_lifneuron": frameworks.rockpool,
    "rockpool_rnn_lif": frameworks.rockpool,
    "sinabs_mlp_iaf_default": frameworks.sinabs,
    "sinabs_mlp_iaf_single_reset": frameworks.sinabs,
    "sinabs_mlp_lif_norm1": frameworks.sinabs,
    "sinabs_mlp_lif_single_reset": frameworks.sinabs,
    "sinabs_mlp_lif_tausyn": frameworks.sinabs,
    "snntorch_cnn_leaky_avgpool": frameworks.snntorch_convolution,
    "snntorch_mlp_leaky_subtract_delay": frameworks.snntorch,
    "snntorch_mlp_leaky_subtract_nodelay": frameworks.snntorch,
    "snntorch_mlp_leaky_zero_delay": frameworks.snntorch,
    "snntorch_mlp_leaky_zero_nodelay": frameworks.snntorch,
    "snntorch_mlp_synaptic_subtract_delay": currents.snntorch,
    "snntorch_mlp_synaptic_zero_nodelay": currents.snntorch,
    "snntorch_rnn_rleaky_subtract_delay": frameworks.snntorch,
    "snntorch_rnn_rleaky_subtract_nodelay": frameworks.snntorch,
    "snntorch_rnn_rleaky_zero_nodelay": frameworks.snntorch,
    "snntorch_rnn_rsynaptic_zero_delay": currents.snntorch,
    "spikingjelly_mlp_if": frameworks.spikingjelly,
    "spikingjelly_mlp_if_dt1": frameworks.spikingjelly,
    "spikingjelly_mlp_lif_decayinput0": frameworks.spikingjelly,
    "spikingjelly_mlp_lif_decayinput1": frameworks.spikingjelly,
    "spikingjelly_mlp_plif": frameworks.spikingjelly,
    "spyx_cnn_sumpool": frameworks.spyx_convolution,
    "spyx_mlp_cuba": currents.spyx,
    "spyx_mlp_if": frameworks.spyx,
    "spyx_mlp_li_readout": frameworks.spyx,
    "spyx_mlp_lif": frameworks.spyx,
    "spyx_rnn_rlif": frameworks.spyx,
    "programs/bindsnet_recurrent": programs.bindsnet_recurrent,
    "programs/brian2_lif_population": currents.brian2_lif_population,
    "programs/brian2_mnist_sparse": programs.brian2_mnist_sparse,
    "programs/spikingjelly_mnist": programs.spikingjelly_mnist,
}

#: Networks in which one spike more or less soon changes everything, so that the places it changes cannot be counted.
#: Every neuron must still answer for itself, on the spikes that the others sent.
CHAOTIC: dict[str, str] = {
    "programs/bindsnet_recurrent": "1,000 neurons that all inhibit each other, for 500 steps",
    "rockpool_rnn_lif": "neurons that excite each other ever more, up to 259 spikes in a step",
}

INEXPRESSIBLE: dict[str, str] = {
    "bindsnet_diehlcook_stdp": "needs weights that learn (PostPre) and thresholds that adapt",
    "brian2_euler_stdp": "needs weights that learn",
}

#: Recordings of more than spikes, which a test of their own holds against snnc.
OTHERWISE: dict[str, str] = {
    "nengo_nef": "test_nengo_ensembles.py: values decoded from spikes, through filters, between ensembles",
    "programs/nengo_rate_and_spike": "test_nengo.py: real values in, through a filter, and rates out",
}
