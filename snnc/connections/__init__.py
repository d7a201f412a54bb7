"""Connection kinds, one a file: the structure of a projection, kept down to the hardware."""
