"""The YAML spec: reading it, and writing parts of it."""
