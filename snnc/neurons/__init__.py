"""Neuron models, one per file: equation, parameters, update program."""
