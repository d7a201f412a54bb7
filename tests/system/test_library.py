"""snnc as a library: light to import, and whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from support.networks import feed_forward

import snnc
from snnc.core.errors import UserError

#: What a CI that only runs the golden model need not have.
HEAVY = ("jinja2", "yaml", "mtkahypar", "tqdm", "matplotlib", "cocotb", "scipy")


def test_golden_needs_numpy_only(tmp_path: Path) -> None:
    compiled = snnc.compile(feed_forward())
    compiled.write(tmp_path / "d")
    spikes = np.random.default_rng(0).random((2, 9, 12)) < 0.4
    np.save(tmp_path / "s.npy", spikes)
    script = f"""
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {HEAVY!r}:
            raise ImportError("not here: " + name)
sys.meta_path.insert(0, Refuse())
import numpy as np
import snnc.golden
network = snnc.golden.load({str(tmp_path / "d" / "quantised.json")!r})
print(int(snnc.golden.run(network, {{"stimulus": np.load({str(tmp_path / "s.npy")!r})}}).spikes("readout").sum()))
"""
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert int(shown) == snnc.golden.run(compiled.quantised, {"stimulus": spikes}).spikes("readout").sum()


def test_load_refuses_what_is_no_contract(tmp_path: Path) -> None:
    snnc.compile(feed_forward()).write(tmp_path / "d")
    for name in ("plan.json", "network.json", "absent.json", "rtl"):
        with pytest.raises(UserError, match="E005"):
            snnc.golden.load(tmp_path / "d" / name)


def test_every_public_name_is_there() -> None:
    for name in snnc.__all__:
        assert getattr(snnc, name) is not None
    with pytest.raises(AttributeError):
        snnc.nonsense  # noqa: B018
