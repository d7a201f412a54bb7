"""``snnc bits --target``: a target of the command line stands for that of the spec, in the same words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from snnc.cli.main import main

SPEC = """\
name: one
inputs: {x: {size: 4}}
populations: {y: {size: 3, model: lif, decay: 0.9, threshold: 1.0}}
projections: [{source: x, target: y, weights: {normal: [0.3, 0.3], seed: 1}}]
outputs: [y]
quantise: {target: {spikes: 50 %}}
"""


def test_a_target_of_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec, stimulus = tmp_path / "one.yaml", tmp_path / "x.npz"
    spec.write_text(SPEC)
    np.savez(stimulus, x=np.random.default_rng(0).random((20, 10, 4)) < 0.4)
    command = ["bits", str(spec), "--input", str(stimulus)]
    assert main(command) == 0
    assert "bits for spikes: 50 %, on 20 samples" in capsys.readouterr().out
    assert main([*command, "--target", "spikes: 90 %"]) == 0
    assert "bits for spikes: 90 %, on 20 samples" in capsys.readouterr().out
    assert main([*command, "--target", "spikes 90 %"]) == 2
    assert "--target:1:1: error[E104]: target; got a string, expected a mapping" in capsys.readouterr().err
    assert main([*command, "--target", "spikes: 900 %"]) == 2
    assert "--target:1:9: error[E107]: spikes of the target; got 900 %" in capsys.readouterr().err
