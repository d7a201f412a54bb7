"""The firing patterns of Izhikevich's neuron."""
