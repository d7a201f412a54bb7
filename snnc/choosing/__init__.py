"""The choice of bits: the cheapest formats of weights, states and decays that keep a target on sample data."""
