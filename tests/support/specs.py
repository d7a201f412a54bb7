"""Specs in YAML that several tests write."""

from __future__ import annotations

from pathlib import Path

_SPEC = """
name: net
inputs:
  stimulus: {{size: 4}}
populations:
  hidden: {{size: 20, model: lif, decay: 0.9, threshold: 1.0}}
projections:
  - {{source: stimulus, target: hidden, weights: 0.5}}
outputs: [hidden]
architecture: {architecture}
"""


def built_as(folder: Path, architecture: str) -> Path:
    """A spec in ``folder`` with this ``architecture``."""
    path = folder / "network.yaml"
    path.write_text(_SPEC.format(architecture=architecture))
    return path
