"""The ``architecture`` part of a spec, written into a spec whose rest stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from snnc.cli.main import main
from snnc.frontends.yaml.architecture import architecture_text, with_architecture
from snnc.target.architecture import Accumulators, Architecture, Fold

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def test_architecture_text() -> None:
    folds = (
        ("on", Fold(16, 4)),
        ("b", Fold(lanes=2, update_lanes=1, cores=3, overlap=True, accumulators=Accumulators.AUTO)),
    )
    architecture = Architecture(
        16, 512, update_lanes=4, overlap=False, accumulators=Accumulators.BLOCK, populations=folds
    )
    assert architecture_text(architecture) == (
        "architecture:\n  lanes: 16\n  neurons_per_core: 512\n  update_lanes: 4\n  overlap: false\n"
        "  accumulators: block\n  populations:\n"
        '    "on": {lanes: 16, update_lanes: 4}\n'
        "    b: {lanes: 2, update_lanes: 1, cores: 3, overlap: true, accumulators: auto}\n"
    )


SPEC = (EXAMPLES / "two_neurons" / "network.yaml").read_text()


@pytest.mark.parametrize(
    "old,new",
    [
        ("architecture: {lanes: 2}\n", ""),
        ("architecture: {lanes: 2}\n", "architecture:\n  # wide\n  lanes: 2\n\n# the end\n"),
        ("architecture: {lanes: 2}\n", "architecture: {\n  lanes: 2\n  }\n# the end"),
        ("name: two_neurons\n", "architecture:\n\n  lanes: 2 # two\n\n# a name\nname: two_neurons\n"),
        ("architecture: {lanes: 2}\n", "'architecture' : {lanes: 2} # chosen by hand\n...\n"),
        ("architecture: {lanes: 2}\n", '"arch\\x69tecture": {\nlanes: 2,\n update_lanes: 1}\n# the end'),
    ],
)
def test_only_the_architecture_is_replaced(old: str, new: str, tmp_path: Path) -> None:
    text = SPEC.replace(old, new)
    if old.startswith("name"):
        text = text.replace("architecture: {lanes: 2}\n", "")
    written = with_architecture(text, Architecture(lanes=1, update_lanes=1), tmp_path / "x.yaml", tmp_path / "y.yaml")
    assert written.count("architecture:") == 1 and "lanes: 2" not in written
    for line in SPEC.splitlines():
        assert line in written or line.startswith("architecture")
    assert ("# the end" in written) == ("# the end" in text) and ("# a name" in written) == ("# a name" in text)


def test_the_ends_of_lines_stay(tmp_path: Path) -> None:
    for text in (SPEC, SPEC.replace("architecture: {lanes: 2}\n", "")):
        written = with_architecture(text.replace("\n", "\r\n"), Architecture(lanes=1), tmp_path / "x", tmp_path / "y")
        assert written.count("\n") == written.count("\r\n") > SPEC.count("\n")


def test_a_spec_on_one_line(tmp_path: Path) -> None:
    """JSON is YAML; so is a flow mapping with plain words."""
    spec, fitted = tmp_path / "net.json", tmp_path / "fitted.json"
    bare = '{"name": "f", "inputs": {"x": {"size": 3}}, '
    bare += '"populations": {"p": {"size": 4, "model": "if", "threshold": 1.0}}, '
    bare += '"projections": [{"source": "x", "target": "p", "weights": 0.5}], "outputs": ["p"]'
    for text in (bare + "}\n", bare + ', "architecture": {"lanes": 2}}', bare.replace('"', "") + "}"):
        spec.write_text(text)
        assert main(["fit", str(spec), "--device", "up5k", "-o", str(fitted)]) == 0
        assert main(["check", str(fitted)]) == 0
        assert fitted.read_text().count("lanes") == 2
