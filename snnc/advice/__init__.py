"""Warnings: what may surprise in a network, in its integers, and in a run. They stop nothing.

Analyses, not passes: each returns its diagnostics and changes nothing.
"""
