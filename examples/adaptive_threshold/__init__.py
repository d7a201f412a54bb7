"""One neuron whose threshold adapts to its own spikes."""
