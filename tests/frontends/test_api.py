"""Ways in: the YAML spec and the Python API give the same network, and the same bytes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import snnc
from snnc.core.errors import UserError
from snnc.ir.network import CODEC

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def two_neurons() -> snnc.Network:
    b = snnc.NetworkBuilder("two_neurons")
    b.input("stimulus", 2)
    b.population("pair", 2, model="lif", decay=0.875, threshold=1.0, reset="subtract")
    b.connect("stimulus", "pair", [[0.6, 0.0], [0.0, 0.45]])
    b.connect("pair", "pair", [[0.0, -0.3], [-0.3, 0.0]], delay=1)
    b.output("pair")
    b.probe("pair", "v")
    return b.build()


def test_yaml_and_python_give_the_same_bytes() -> None:
    spec = snnc.read_spec(EXAMPLES / "two_neurons" / "network.yaml")
    assert CODEC.print(spec.network) == CODEC.print(two_neurons())
    options = {"quantise": snnc.QuantiseOptions(snnc.WeightOptions(5)), "architecture": snnc.Architecture(lanes=2)}
    from_yaml = snnc.compile(spec.network, quantise=spec.quantise, architecture=spec.architecture)
    from_python = snnc.compile(two_neurons(), **options)
    assert from_yaml.artifacts.files == from_python.artifacts.files


def test_rules_and_lists_mean_the_same(tmp_path: Path) -> None:
    """Weights from a file, from lists, COO and CSR give one network."""
    weights = np.array([[0.5, 0.0, 0.25], [0.0, -0.5, 0.0]])
    np.savez(tmp_path / "w.npz", w=weights)
    np.save(tmp_path / "w.npy", weights)
    np.savetxt(tmp_path / "w.csv", weights, delimiter=",")
    head = "name: n\ninputs: {x: {size: 2}}\npopulations: {y: {size: 3, model: if, threshold: 1}}\noutputs: [y]\n"
    dense = [f"{{file: w.{end}}}" for end in ("npz, key: w", "npy", "csv")] + [str(weights.tolist())]
    texts = []
    for value in dense:
        (tmp_path / "n.yaml").write_text(head + f"projections: [{{source: x, target: y, weights: {value}}}]\n")
        texts.append(CODEC.print(snnc.read_spec(tmp_path / "n.yaml").network))
    assert len(set(texts)) == 1
    texts = []
    coo = "{source: [1, 0, 0], target: [1, 2, 0]}", "[-0.5, 0.25, 0.5]"
    csr = "{indptr: [0, 2, 3], indices: [0, 2, 1]}", "[0.5, 0.25, -0.5]"
    for synapses, value in (coo, csr):
        line = f"projections: [{{source: x, target: y, kind: sparse, synapses: {synapses}, weights: {value}}}]\n"
        (tmp_path / "n.yaml").write_text(head + line)
        texts.append(CODEC.print(snnc.read_spec(tmp_path / "n.yaml").network))
    assert texts[0] == texts[1]


@pytest.mark.parametrize("shape", [(3, 4), (3, 3)])
def test_weights_as_torch_stores_them(shape: tuple[int, int], tmp_path: Path) -> None:
    """[target, source] from a file, a list and an array give the network of the transposed matrix, square or not."""
    n_source, n_target = shape
    stored = np.arange(1.0, 1.0 + n_source * n_target).reshape(n_target, n_source)
    np.savez(tmp_path / "w.npz", **{"fc1.weight": stored})
    head = f"name: n\ninputs: {{x: {{size: {n_source}}}}}\noutputs: [y]\n"
    head += f"populations: {{y: {{size: {n_target}, model: if, threshold: 1}}}}\n"
    texts = set()
    for weights, layout in (
        ("{file: w.npz, key: fc1.weight}", "target_source"),
        (str(stored.tolist()), "target_source"),
        (str(stored.T.tolist()), "source_target"),
        (str(stored.T.tolist()), None),
    ):
        said = f", layout: {layout}" if layout else ""
        line = f"projections: [{{source: x, target: y, weights: {weights}{said}}}]\n"
        (tmp_path / "n.yaml").write_text(head + line)
        texts.add(CODEC.print(snnc.read_spec(tmp_path / "n.yaml").network))
    for matrix, options in ((stored, {"layout": "target_source"}), (stored.T, {})):
        b = snnc.NetworkBuilder("n")
        b.input("x", n_source)
        b.population("y", n_target, model="if", threshold=1.0)
        b.connect("x", "y", matrix, **options)
        b.output("y")
        network = b.build()
        assert network.projections[0].connection.weights[0].tolist() == stored[:, 0].tolist()
        texts.add(CODEC.print(network))
    assert len(texts) == 1


def test_layout_is_for_matrices() -> None:
    b = snnc.NetworkBuilder("n")
    b.input("x", 2)
    b.population("y", 3, model="if", threshold=1.0)
    for weights, options in (
        (1.0, {}),
        ([1.0], {"kind": "sparse", "pairs": ([0], [0])}),
        ([1.0], {"kind": "one_to_one"}),
    ):
        with pytest.raises(UserError, match="E119"):
            b.connect("x", "y", weights, layout="target_source", **options)
    with pytest.raises(UserError, match=r"E108.*expected source_target or target_source"):
        b.connect("x", "y", [[1.0]], layout="oi")
    b.connect("x", "y", np.ones((3, 2)))
    b.output("y")
    with pytest.raises(UserError, match=r"E133.*got shape \[3, 2\], expected \[2, 3\]\n.*layout: target_source"):
        b.build()


@pytest.mark.parametrize(
    "written, given",
    [
        ("kind: sparse, probability: 0.5, seed: 3, weights: 0.5", {"kind": "sparse", "probability": 0.5, "seed": 3}),
        (
            "kind: sparse, probability: 1, self_connections: false, weights: 0.5",
            {"kind": "sparse", "probability": 1, "self_connections": False},
        ),
        (
            "kind: sparse, synapses: {indptr: [0, 1, 1, 3], indices: [1, 0, 2]}, weights: 0.5",
            {"kind": "sparse", "synapses": {"indptr": [0, 1, 1, 3], "indices": [1, 0, 2]}},
        ),
        ("weights: 0.5, self_connections: false", {"self_connections": False}),
    ],
)
def test_python_takes_the_keys_of_a_spec(written: str, given: dict, tmp_path: Path) -> None:
    head = "name: n\ninputs: {x: {size: 3}}\noutputs: [y]\npopulations: {y: {size: 3, model: if, threshold: 1}}\n"
    (tmp_path / "n.yaml").write_text(head + f"projections: [{{source: x, target: y, {written}}}]\n")
    b = snnc.NetworkBuilder("n")
    b.input("x", 3)
    b.population("y", 3, model="if", threshold=1.0)
    b.connect("x", "y", 0.5, **given)
    b.output("y")
    assert CODEC.print(b.build()) == CODEC.print(snnc.read_spec(tmp_path / "n.yaml").network)


def test_listed_weights_can_be_connected_before_their_ends_are_there() -> None:
    b = snnc.NetworkBuilder("n")
    b.connect("x", "y", np.ones((2, 3)))
    b.connect("x", "y", [1.0], kind="sparse", pairs=([1], [2]))
    with pytest.raises(UserError, match=r"E130.*'x' does not exist; add it before connecting it"):
        b.connect("x", "y", 1.0)
    b.input("x", 2)
    b.population("y", 3, model="if", threshold=1.0)
    b.output("y")
    assert len(b.build().projections) == 2


@pytest.mark.parametrize(
    "options, message",
    [
        ({"bogus": 1}, r"E105.*x -> y: projection has no property 'bogus'"),
        ({"weights": None}, r"E106.*x -> y: projection lacks 'weights'"),
        ({"kind": "conv2d"}, r"E108.*x -> y: kind; got 'conv2d', expected dense, sparse or one_to_one; convolutions"),
        ({"probability": 0.5}, r"E119.*x -> y: 'probability' is for projections of kind sparse"),
        ({"kind": "sparse"}, r"E106.*x -> y: a sparse projection needs either 'synapses' or 'probability'"),
        ({"kind": "sparse", "probability": 1.5}, r"E107.*probability of x -> y; got 1.5, expected 0 … 1"),
        ({"kind": "sparse", "probability": "high"}, r"E104.*probability of x -> y; got 'high', expected a number"),
        (
            {"kind": "sparse", "probability": 0.5, "seed": 1.5},
            r"E104.*seed of x -> y; got 1.5, expected a whole number",
        ),
        ({"kind": "sparse", "synapses": [1, 2]}, r"E104.*synapses of x -> y; got \[1, 2\], expected a mapping"),
        ({"kind": "sparse", "synapses": {"source": [1]}}, r"E106.*synapses of x -> y; expected 'source' and 'target'"),
        ({"kind": "sparse", "pairs": ([0], [0, 1])}, r"E134.*x -> y: source, target and weight lists"),
        ({"self_connections": 0}, r"E104.*self_connections of x -> y; got 0, expected True or False"),
        ({"self_connections": False}, r"E119.*x -> y: self_connections is for a population projecting to itself"),
    ],
)
def test_what_cannot_be_connected(options: dict, message: str) -> None:
    b = snnc.NetworkBuilder("n")
    b.input("x", 2)
    b.population("y", 3, model="if", threshold=1.0)
    with pytest.raises(UserError, match=message):
        b.connect("x", "y", **{"weights": 1.0, **options})


def test_tau_is_decay() -> None:
    b = snnc.NetworkBuilder("n", dt=0.5)
    b.input("x", 1)
    b.population("exact", 1, model="li", tau=10.0)
    b.population("euler", 1, model="li", tau=10.0, method="euler")
    b.output("exact", "v")
    decays = [dict(p.parameters)["decay"] for p in b.build().populations]
    assert decays == pytest.approx([np.exp(-0.05), 0.95])


def test_the_api_reports_every_error() -> None:
    b = snnc.NetworkBuilder("n")
    b.input("x", 2)
    b.population("y", 3, model="lif", threshold=1.0, decay=2.0)
    b.population("z", 3, model="lif", decay=0.5)
    b.output("y")
    with pytest.raises(UserError) as caught:
        b.build()
    assert [d.code for d in caught.value.diagnostics] == ["E123", "E121"]


def test_calibration_narrows_the_state() -> None:
    """Measured potentials give narrower states than the proof for every input."""
    rng = np.random.default_rng(0)
    b = snnc.NetworkBuilder("n")
    b.input("x", 60)
    b.population("y", 20, model="lif", threshold=1.0, decay=0.9)
    b.connect("x", "y", rng.normal(0.0, 0.3, (60, 20)))
    b.output("y")
    network = b.build()
    spikes = {"x": rng.random((4, 30, 60)) < 0.1}
    proved = snnc.compile(network).quantised.population_reports[0]
    measured = snnc.compile(network, calibration=spikes).quantised.population_reports[0]
    assert proved.potential.saturation == "proved unneeded"
    assert measured.potential.bits < proved.potential.bits


@pytest.mark.parametrize("receptor", [1, ["exc"], "reward", ""])
def test_no_such_receptor(receptor: object) -> None:
    b = snnc.NetworkBuilder("n")
    b.input("x", 2)
    b.population("y", 2, model="if_curr_exp", decay=0.5, decay_exc=0.5, decay_inh=0.5, threshold=1.0)
    b.output("y")
    with pytest.raises(UserError, match="E139"):
        b.connect("x", "y", 0.5, receptor=receptor)
        b.build()
