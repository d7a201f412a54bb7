"""MNIST digits, 28 x 28 pixels, classified by membrane potential."""
