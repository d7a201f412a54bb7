"""Generated Verilog: golden files, determinism, house style, templates that decide nothing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from support.networks import random_architecture, random_network, random_options
from support.small_designs import DESIGNS, Small, files

import snnc
from snnc.core.resources import resource

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
GOLDEN = Path(__file__).parent / "golden"


def _compile(name: str) -> snnc.Compiled:
    spec = snnc.read_spec(EXAMPLES / name / "network.yaml")
    return snnc.compile(spec.network, quantise=spec.quantise, architecture=spec.architecture)


def test_two_neurons_as_printed(golden_folder) -> None:
    """The smallest example, file by file: any change of generated text shows here."""
    texts = {name: text for name, text in _compile("two_neurons").artifacts.files.items() if "/lib/" not in name}
    golden_folder(texts, GOLDEN / "two_neurons")


@pytest.mark.parametrize("seed", range(5))
def test_house_style(seed: int) -> None:
    compiled = snnc.compile(random_network(seed), quantise=random_options(seed), architecture=random_architecture(seed))
    _assert_house_style({name: text for name, text in compiled.artifacts.files.items() if "/lib/" not in name})


@pytest.mark.parametrize("design", DESIGNS, ids=lambda design: design.__name__)
def test_house_style_of_small_designs(design: Callable[[], Small]) -> None:
    texts = files(design())
    _assert_house_style({name: text for name, text in texts.items() if name.startswith("rtl/")})


def _assert_house_style(texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        if not name.endswith(".v"):
            continue
        lines = text.splitlines()
        assert lines[0].startswith("// "), name
        assert "`default_nettype none" in lines
        assert lines[-1] == "`default_nettype wire"
        assert re.findall(r"^module (\w+)", text, re.M) == [Path(name).stem]
        assert not [line for line in lines if len(line) > 100], name
        assert not [line for line in lines if line != line.rstrip() or "\t" in line], name
        assert "`timescale" not in text


def test_no_place_or_time_in_any_output(tmp_path: Path) -> None:
    for name, text in _compile("two_neurons").artifacts.files.items():
        assert str(EXAMPLES.parent) not in text, name
        assert not re.search(r"20\d\d-\d\d-\d\d|\d\d:\d\d:\d\d", text), name


def test_the_same_bytes_everywhere(tmp_path: Path) -> None:
    """Hash seeds and working folders do not show in the output."""
    digests = set()
    for k, seed in enumerate(("0", "1", "random")):
        folder = tmp_path / str(k)
        folder.mkdir()
        for name in ("recurrent", "two_neurons"):
            command = [sys.executable, "-m", "snnc", "compile", str(EXAMPLES / name / "network.yaml"), "-o", "out"]
            run = subprocess.run(
                command,
                cwd=folder,
                env={**os.environ, "PYTHONHASHSEED": seed},
                capture_output=True,
                text=True,
                check=True,
            )
            digests.add((name, run.stdout.split("sha256 ")[1]))
    assert len(digests) == 2


def test_templates_decide_nothing() -> None:
    """Templates loop and test for presence; arithmetic and comparisons belong in Python."""
    for path in sorted(resource("templates").rglob("*.j2")):
        for tag in re.findall(r"\{%(.*?)%\}", path.read_text()):
            words = tag.split()
            assert words[0] in ("for", "endfor", "if", "elif", "else", "endif"), (path.name, tag)
            assert not re.search(r"[<>=+*/]| and | or |\bloop\b", tag), (path.name, tag)
        for value in re.findall(r"\{\{(.*?)\}\}", path.read_text()):
            assert re.fullmatch(r"\s*[\w.]+(\s*\|\s*\w+)?\s*", value), (path.name, value)
