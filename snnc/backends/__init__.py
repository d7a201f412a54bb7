"""From a HardwarePlan to files."""
