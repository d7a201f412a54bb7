"""Ways in: YAML spec, Python API."""
