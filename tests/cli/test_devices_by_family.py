"""A family of devices in the place of a device: its members are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from snnc.cli.main import main
from snnc.target.devices import DEVICES


@pytest.mark.parametrize(
    "device,said",
    [
        ("ice40", "did you mean 'up5k' or 'hx8k'"),
        ("ecp5", "did you mean 'ecp5-25f' or 'ecp5-85f'"),
        ("xc7", "did you mean 'xc7z020' or 'xc7a35t'"),
        ("artix7", "did you mean 'xc7a35t'"),
        ("verilator", "that is a simulator: see 'snnc simulate --tool'"),
    ],
)
def test_devices_by_family(device: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fit", str(tmp_path / "none.yaml"), "--device", device]) == 2
    shown = capsys.readouterr().err
    assert f"error[E400]: unknown device '{device}'; {said}" in shown
    assert f"hint: devices: {', '.join(DEVICES)}" in shown
