"""The choice of an architecture: which fold of a network suits a device, a latency or a budget."""
