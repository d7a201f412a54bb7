"""The two network stages: Network (real numbers) and QuantisedNetwork (integers)."""
