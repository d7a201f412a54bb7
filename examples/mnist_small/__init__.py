"""MNIST digits, 11 x 11 pixels, in as little memory as possible."""
