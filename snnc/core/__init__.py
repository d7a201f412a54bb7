"""Foundations without a view of networks or hardware: errors, names, files, resources."""
