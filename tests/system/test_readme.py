"""The README does what it says: its spec, its Python and its commands run as they stand."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

README = (Path(__file__).resolve().parents[2] / "README.md").read_text()


@pytest.mark.usefixtures("icarus", "fpga")
def test_readme(tmp_path: Path) -> None:
    spec = re.search(r"```yaml\n(.*?)```", README, re.S)
    script = re.search(r"```python\n(.*?)```", README, re.S)
    assert spec and script
    assert len(spec[1].splitlines()) <= 10
    (tmp_path / "network.yaml").write_text(spec[1])
    subprocess.run([sys.executable, "-c", script[1]], cwd=tmp_path, check=True, capture_output=True)
    commands = re.findall(r"^snnc (.*?)(?:\s+#.*)?$", README, re.M)
    named = [command.split()[0] for command in commands]
    assert named == "models check compile dump run compare bits simulate synth report fit".split()
    for command in commands:
        subprocess.run(
            [sys.executable, "-m", "snnc", *shlex.split(command)], cwd=tmp_path, check=True, capture_output=True
        )


def test_every_make_target_of_the_readme_exists() -> None:
    makefile = (Path(__file__).resolve().parents[2] / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.M))
    assert set(re.findall(r"`?make ([a-z]+)", README)) - {"alone"} <= targets
