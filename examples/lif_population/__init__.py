"""Leaky integrate-and-fire neurons behind exponential synapses, as in Brian2."""
