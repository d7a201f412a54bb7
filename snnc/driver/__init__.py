"""The function that joins all layers."""
