"""``snnc bits`` and what else reads a target: what is printed, written and refused, and the spec that comes of it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import snnc
from snnc.cli.main import main
from snnc.frontends.yaml.quantise import with_quantise
from snnc.ir.options import ScaleMethod, Target

SPEC = """\
# decides by the larger sum
name: two
inputs:
  x: {size: 4}
populations:
  hidden: {size: 6, model: lif, decay: 0.9, threshold: 1.0, reset: subtract}
  sum: {size: 2, model: li, decay: 1.0}
projections:
  - {source: x, target: hidden, weights: {file: w.npz, key: a}}
  - {source: hidden, target: sum, weights: {file: w.npz, key: b}}
outputs: {sum: {population: sum, variable: v}}
quantise: {scale: least_squares, target: {accuracy: 2 points}}  # to be chosen
architecture: {lanes: 2}
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    rng = np.random.default_rng(5)
    np.savez(tmp_path / "w.npz", a=rng.normal(0.2, 0.5, (4, 6)), b=rng.normal(0, 1, (6, 2)))
    path = tmp_path / "two.yaml"
    path.write_text(SPEC)
    x = rng.random((100, 10, 4)) < 0.4
    network = snnc.read_spec(path).network
    labels = snnc.golden.run(network, {"x": x}).state("sum")[:, -1].argmax(axis=1)
    labels[::10] ^= 1
    np.savez(tmp_path / "x.npz", x=x, labels=labels)
    return path


WAVE = """\
name: wave
dt: 1.0
steps: 400
inputs: {x: {size: 1, kind: current, range: [-1, 1], wave: {kind: sine, amplitude: 0.1, frequency: 0.02, offset: 0.5}}}
populations: {y: {size: 3, model: lif, decay: 0.98, threshold: 2.0, reset: subtract}}
projections: [{source: x, target: y, weights: [[0.37, 0.21, 0.05]]}]
outputs: [y]
quantise: {target: {spikes: 80 %}}
"""


def test_waves_are_a_stimulus_and_less_than_nothing_is_explained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without --input; a leak that is off makes more spikes than float has, of which -33 % are then kept."""
    path = tmp_path / "wave.yaml"
    path.write_text(WAVE)
    assert main(["bits", str(path)]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("Network wave: bits for spikes: 80 %, on 1 sample of 400 steps\n")
    assert " -33.333 " in printed
    assert "\nKept below 0: the differences from float add up to more than all of its output.\n" in printed
    path.write_text(WAVE.replace("wave: {", "# wave: {").replace("range: [-1, 1],", "range: [-1, 1]}}"))
    assert main(["bits", str(path)]) == 2
    assert "error[E201]: no stimulus is given, and input 'x' sends none by itself" in capsys.readouterr().err


def _bits(spec: Path, *arguments: object) -> int:
    return main(["bits", str(spec), "--input", str(spec.with_name("x.npz")), *map(str, arguments)])


def test_what_is_printed_and_written(spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chosen, result = tmp_path / "chosen.yaml", tmp_path / "r.json"
    assert _bits(spec, "-o", chosen, "--json", result) == 0
    printed = capsys.readouterr().out
    lines, found = printed.splitlines(), json.loads(result.read_text())
    assert lines[0] == "Network two: bits for accuracy: 2 points, on 100 samples of 10 steps"
    rows = {line.split("  ")[0]: line.split() for line in lines if line}
    cost, figure = found["chosen"]["cost"], found["chosen"]["figure"]
    assert found["float"] == 0.9 and figure >= 0.88
    memory = [str(cost[key]) for key in ("total", "synapses", "states", "sums", "parameters", "datapath")]
    assert rows["chosen"] == ["chosen", f"{100 * figure:.6g}", *memory]
    assert rows["float"][:2] == ["float", "90"] and rows["by default"][:2] == ["by", "default"]
    assert rows["x_hidden"][1] == "24" and rows["x_hidden"][3:5] == ["chosen", "8"]
    default = found["defaults"]["cost"]["total"]
    assert (
        f"Chosen after {found['runs']} runs of golden: accuracy {100 * figure:.2f} % beside 90.00 % in float, "
        f"{cost['total']:,} bits instead of {default:,} by default." in lines
    )
    assert cost["total"] < default
    for change in found["changes"]:
        assert any(line.startswith(change["change"]) and line.endswith(change["verdict"]) for line in lines)
    assert set(found) == {
        *(
            "network",
            "warnings",
            "target",
            "samples",
            "steps",
            "runs",
            "float",
            "defaults",
            "chosen",
            "changes",
            "notes",
        )
    }
    assert (found["target"], found["samples"], found["steps"]) == ({"accuracy": 2.0}, 100, 10)
    part = printed[printed.index("\nquantise:") + 1 : printed.index("\n\nspec with these bits")]
    old = "quantise: {scale: least_squares, target: {accuracy: 2 points}}  # to be chosen"
    assert chosen.read_text() == SPEC.replace(old, part)
    read = snnc.read_spec(chosen).quantise
    assert read.target is None and read.weights.method is ScaleMethod.LEAST_SQUARES
    for name, bits in found["chosen"]["projections"].items():
        assert dict(read.projections)[name].bits == bits["weight_bits"]
    for name, bits in found["chosen"]["populations"].items():
        assert (dict(read.populations)[name].bits, dict(read.populations)[name].fraction_bits) == (
            bits["state_bits"],
            bits["fraction_bits"],
        )


def test_the_written_spec_keeps_the_target_and_compiles_to_the_same(
    spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a stimulus; and compiling with the target and the stimulus gives every byte of it."""
    chosen, result, x = tmp_path / "chosen.yaml", tmp_path / "r.json", tmp_path / "x.npz"
    assert _bits(spec, "-o", chosen, "--json", result) == 0
    found = json.loads(result.read_text())
    assert main(["run", str(chosen), "--input", str(x), "--json", str(result)]) == 0
    assert json.loads(result.read_text())["accuracy"] == found["chosen"]["figure"]
    capsys.readouterr()
    digests = []
    for arguments in ([chosen], [spec, "--calibrate", x]):
        told = [*arguments, "-o", tmp_path / "out", "--json", result]
        assert main(["compile", *map(str, told)]) == 0
        digests.append(json.loads(result.read_text())["sha256"])
    assert digests[0] == digests[1]
    assert "Bits chosen for accuracy: 2 points: accuracy " in capsys.readouterr().out
    stages = json.loads((tmp_path / "out" / "quantised.json").read_text())
    assert str(found["chosen"]["populations"]["hidden"]["state_bits"]) in json.dumps(stages)


def test_other_commands_that_calibrate_choose_too(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    x = str(spec.with_name("x.npz"))
    assert main(["compare", str(spec), "--input", x, "--calibrate", x]) == 0
    assert "Bits chosen for accuracy: 2 points" in capsys.readouterr().out
    assert main(["fit", str(spec), "--device", "up5k", "--calibrate", x]) == 0
    assert "Bits chosen for accuracy: 2 points" in capsys.readouterr().out


def test_twice_the_same(spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seen = []
    for name in ("a", "b"):
        assert _bits(spec, "-o", tmp_path / f"{name}.yaml") == 0
        seen.append((capsys.readouterr().out.replace(f"{name}.yaml", ""), (tmp_path / f"{name}.yaml").read_bytes()))
    assert seen[0] == seen[1]


def test_the_first_samples_only(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _bits(spec, "--samples", 20) == 0
    printed = capsys.readouterr().out
    assert "on 20 samples of 10 steps" in printed
    assert "Note: One of 20 samples is 5 points, more than the tolerance of 2: golden may not be wrong" in printed


def test_a_target_of_spikes(spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = SPEC.replace("accuracy: 2 points", "spikes: 97.5 %").replace(
        "outputs: {sum: {population: sum, variable: v}}", "outputs: [hidden]"
    )
    spec.write_text(text)
    assert _bits(spec, "--json", tmp_path / "r.json") == 0
    printed, found = capsys.readouterr().out, json.loads((tmp_path / "r.json").read_text())
    assert printed.startswith("Network two: bits for spikes: 97.5 %, on 100 samples")
    assert found["target"] == {"spikes": 0.975} and found["chosen"]["figure"] >= 0.975
    assert f"{100 * found['chosen']['figure']:.2f} % of float's output kept, " in printed
    # What is no output does not count, and costs no bit that can be spared.
    assert found["chosen"]["projections"]["hidden_sum"]["weight_bits"] <= 2


@pytest.mark.parametrize(
    "target,words",
    [
        ("{accuracy: 0.5}", "got 0.5, expected percentage points below float's, such as 0.5 points"),
        ("{accuracy: 0.5 %}", "got 0.5 %, expected percentage points"),
        ("{accuracy: -1 points}", "got -1 points, expected percentage points"),
        ("{accuracy: 100 points}", "got 100 points, expected percentage points"),
        ("{accuracy: nan points}", "got nan points, expected percentage points"),
        ("{accuracy: [1]}", "expected percentage points"),
        ("{spikes: 99}", "got 99, expected a share of float's spikes, such as 99 %"),
        ("{spikes: 0 %}", "got 0 %, expected a share"),
        ("{spikes: 101 %}", "got 101 %, expected a share"),
        ("{spikes: 0.99 points}", "got 0.99 points, expected a share"),
        ("{}", "error[E119]: target; expected either 'accuracy' or 'spikes'"),
        ("{accuracy: 1 point, spikes: 99 %}", "error[E119]: target; expected either 'accuracy' or 'spikes'"),
        ("{accurcy: 1 point}", "error[E105]: target has no property 'accurcy'; did you mean 'accuracy'?"),
        ("99 %", "error[E104]: target; got a string, expected a mapping"),
    ],
)
def test_targets_that_are_none(target: str, words: str, spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec.write_text(SPEC.replace("{accuracy: 2 points}", target))
    assert _bits(spec) == 2
    told = capsys.readouterr()
    assert words in told.err and f"{spec}:12:" in told.err and told.out == ""


@pytest.mark.parametrize(
    "target,read",
    [
        ("{accuracy: 0 points}", Target(accuracy=0.0)),
        ("{accuracy: 1 point}", Target(accuracy=1.0)),
        ("{accuracy: '.25points'}", Target(accuracy=0.25)),
        ("{spikes: 100 %}", Target(spikes=1.0)),
        ("{spikes: 99.5%}", Target(spikes=0.995)),
    ],
)
def test_targets(target: str, read: Target, spec: Path) -> None:
    spec.write_text(SPEC.replace("{accuracy: 2 points}", target))
    assert snnc.read_spec(spec).quantise.target == read
    again = with_quantise(SPEC, snnc.read_spec(spec).quantise, spec, spec)
    spec.write_text(again)
    assert snnc.read_spec(spec).quantise.target == read


def test_a_target_without_a_stimulus(spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["compile", spec, "-o", tmp_path / "out"], ["compare", spec, "--input", "x.npz"]):
        given = [spec.with_name("x.npz") if word == "x.npz" else word for word in command]
        assert main([*map(str, given)]) == 2
        told = capsys.readouterr()
        assert f"{spec}:12:34: error[E180]: the bits that keep the target (accuracy: 2 points) have not" in told.err
        assert "hint: give a stimulus to choose them by" in told.err and told.out == ""
    assert not (tmp_path / "out").exists()
    assert main(["check", str(spec)]) == 0


def test_errors_have_a_place(spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chosen, result = tmp_path / "chosen.yaml", tmp_path / "r.json"

    def refused(words: str, *arguments: object) -> None:
        assert _bits(spec, *arguments) == 2
        told = capsys.readouterr()
        assert words in told.err and told.out == "" and "Traceback" not in told.err
        assert not chosen.exists() and not result.exists()

    refused("error[E006]: -o names the spec itself", "-o", spec)
    refused("error[E006]: --json names --input itself", "--json", tmp_path / "x.npz")
    refused("error[E006]: --json names -o itself", "--json", chosen, "-o", chosen)
    refused("error[E003]", "-o", tmp_path)
    with np.load(tmp_path / "x.npz") as arrays:
        x = arrays["x"]
    spec.write_text(SPEC.replace(", target: {accuracy: 2 points}", ""))
    refused(f"{spec}:12:1: error[E181]: there is no target", "-o", chosen)
    spec.write_text(SPEC.replace("quantise: {scale: least_squares, target: {accuracy: 2 points}}", "dt: 1.0"))
    refused("error[E181]: there is no target", "-o", chosen)
    spec.write_text(SPEC.replace("target: {", "weight_bits: 1, state_bits: 3, fraction_bits: 0, target: {"))
    refused(f"{spec}:12:83: error[E183]: no bits were found that keep the target (accuracy: 2 points)", "-o", chosen)
    spec.write_text(SPEC.replace("target: {", "state_bits: 2, fraction_bits: 9, target: {"))
    refused("error[E162]: state of 'hidden'", "-o", chosen)
    spec.write_text(SPEC)
    np.savez(tmp_path / "x.npz", x=x)
    refused(f"{spec}:12:34: error[E182]: a target of accuracy needs labels", "-o", chosen, "--json", result)
    spec.write_text(SPEC.replace("accuracy: 2 points", "spikes: 90 %"))
    np.savez(tmp_path / "x.npz", x=np.zeros((2, 3, 4)))
    refused("error[E182]: v of 'sum' stays at rest", "-o", chosen)
    np.savez(tmp_path / "x.npz", x=np.zeros((2, 3, 5)))
    refused("x.npz: error[E202]", "-o", chosen)


def test_digits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On images to train with; those held out keep their accuracy within two points."""
    pytest.importorskip("sklearn")
    from sklearn.datasets import load_digits

    folder = Path(__file__).resolve().parents[2] / "examples" / "digits"
    before = (folder / "network.yaml").read_text()
    start, end = before.index("quantise:"), before.index("architecture:")
    spec, chosen = tmp_path / "digits.yaml", tmp_path / "chosen.yaml"
    weights = folder / "weights.npz"
    text = before[:start] + "quantise: {target: {accuracy: 0.5 points}}\n" + before[end:]
    spec.write_text(text.replace("weights.npz", str(weights)))
    data = load_digits()
    order = np.random.default_rng(0).permutation(len(data.target))
    for name, part in (("x", order[:400]), ("test", order[-360:])):
        np.savez(tmp_path / f"{name}.npz", **{"pixels.values": data.data[part] / 16, "labels": data.target[part]})
    result = tmp_path / "r.json"
    assert _bits(spec, "-o", chosen, "--json", result) == 0
    found = json.loads(result.read_text())
    assert found["chosen"]["figure"] >= found["float"] - 0.005
    assert found["chosen"]["cost"]["total"] < 0.6 * found["defaults"]["cost"]["total"]
    accuracies = []
    for mode in ("float", "golden"):
        told = ["run", chosen, "--input", tmp_path / "test.npz", "--mode", mode, "--json", result]
        assert main([*map(str, told)]) == 0
        accuracies.append(json.loads(result.read_text())["accuracy"])
    assert accuracies[1] >= accuracies[0] - 0.02


def test_what_is_not_chosen_is_not_printed(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The number of a graded population has its format by what it declares."""
    text = spec.read_text().replace(
        "model: lif, decay: 0.9, threshold: 1.0, reset: subtract", "model: relu, largest: 4.0"
    )
    spec.write_text(text.replace("accuracy: 2 points", "spikes: 90 %"))
    assert _bits(spec, "-o", spec.with_name("chosen.yaml")) == 0
    assert "{}" not in capsys.readouterr().out and "hidden: {}" not in spec.with_name("chosen.yaml").read_text()
