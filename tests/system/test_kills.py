"""A command that is interrupted or killed leaves the old output or the new one, and no traceback.

An interrupt leaves nothing beside it; what a killed one had to leave is gone after the next run.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from system.kills import snapshot

from snnc.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
#: Every so manyth moment: all of them where somebody asks for that.
STRIDE = os.environ.get("SNNC_KILLS", "4")
COMMANDS = {
    "a folder": ["compile", "network.yaml", "-o", "out"],
    "a file": ["check", "network.yaml", "--json", "out.json"],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With a spec, and the outputs of another network where those of the spec will be."""
    spec = (ROOT / "examples" / "two_neurons" / "network.yaml").read_text()
    (tmp_path / "network.yaml").write_text(spec)
    (tmp_path / "other.yaml").write_text(spec.replace("two_neurons", "others"))
    for command in COMMANDS.values():
        assert main([command[0], str(tmp_path / "other.yaml"), command[2], str(tmp_path / command[3])]) == 0
    (tmp_path / "other.yaml").unlink()
    return tmp_path


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
@pytest.mark.parametrize("what", COMMANDS)
def test_the_old_output_or_the_new_one(what: str, number: signal.Signals, folder: Path) -> None:
    before = snapshot(folder)
    command = [sys.executable, str(ROOT / "tests" / "system" / "kills.py"), str(int(number)), STRIDE, str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([*command, *COMMANDS[what]], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    *ended, last = [json.loads(line) for line in done.stdout.splitlines()]
    assert last["code"] == 77 and ended
    new, old = last["at_the_end"], before
    assert old != new
    for each in ended:
        assert each["code"] == (-number if number is signal.SIGKILL else 130), each
        assert "Traceback" not in each["said"]
        found = {name: text for name, text in each["files"].items() if ".tmp" not in name}
        assert found in (new, old), f"moment {each['moment']}"
        assert number is signal.SIGKILL or found == each["files"], f"moment {each['moment']} leaves something"
        assert each["at_the_end"] == new, f"after moment {each['moment']}"


def test_an_interrupt_while_the_program_is_loaded(folder: Path) -> None:
    """At any time from when the program has its first line; a busy machine may be late with that once."""
    early = 0
    script = "import sys; print(flush=True); from snnc.__main__ import main; sys.exit(main())"
    for delay in range(0, 500, 40):
        with subprocess.Popen(
            [sys.executable, "-c", script, *COMMANDS["a folder"]],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(0.004 + delay / 1000)
            process.send_signal(signal.SIGINT)
            _, said = process.communicate()
        if "Traceback" in said and f"{ROOT}/snnc/" not in said:
            early += 1
            continue
        assert process.returncode in (0, 130) and "Traceback" not in said, said
        assert sorted(path.name for path in folder.iterdir()) == ["network.yaml", "out", "out.json"]
    assert early <= 1
