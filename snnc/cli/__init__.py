"""The snnc command."""
