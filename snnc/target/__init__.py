"""Devices and architectures as data."""
