"""Verilog from templates."""
