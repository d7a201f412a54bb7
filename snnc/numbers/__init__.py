"""Integers with a width: formats, rounding, packing into memory words."""
