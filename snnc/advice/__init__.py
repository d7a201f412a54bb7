"""Warnings: what may surprise in a network, in its integers, and in a run. They stop nothing."""
