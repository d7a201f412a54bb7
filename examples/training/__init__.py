"""Surrogate-gradient training shared by the examples."""
