"""Rate neurons beside spiking ones, on a sine."""
