"""Neuron models from equations that a user writes: text, units, methods of integration, update program."""
