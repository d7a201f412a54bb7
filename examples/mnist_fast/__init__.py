"""MNIST digits, 12 x 12 pixels, in as few clocks as possible."""
