"""What each ``snnc`` command does. Every one that computes takes ``--json FILE``."""

from __future__ import annotations

import argparse
import io
import sys
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from snnc.backends.reports.text import mapping, quantisation
from snnc.cli import simulate
from snnc.cli.command import Command, about, json_argument, positive, write_json
from snnc.cli.compare import COMPARE
from snnc.cli.fit import FIT
from snnc.cli.progress import Bar
from snnc.cli.report import REPORT
from snnc.cli.synth import SYNTH
from snnc.core.errors import user_error
from snnc.core.files import write_file
from snnc.driver.classify import accuracy
from snnc.driver.compile import compile_network
from snnc.frontends.spec import Spec
from snnc.frontends.yaml_spec import read_spec
from snnc.golden.run import calibrate, run
from snnc.golden.stimulus import read_stimulus
from snnc.ir.network import SPIKES
from snnc.ir.quantised import QuantisedNetwork
from snnc.passes.pipeline import PASSES, quantise, text_after
from snnc.target.architecture import LIMITS, Accumulators
from snnc.target.architecture import verify as verify_architecture


def _spec_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("spec", type=Path, help="network spec (YAML)")


def _mapping_arguments(parser: argparse.ArgumentParser) -> None:
    for name in LIMITS:
        parser.add_argument(
            f"--{name.replace('_', '-')}", type=int, metavar="N", help="overrides the spec's architecture"
        )
    parser.add_argument(
        "--overlap",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="whether a step is gathered while the one before is swept",
    )
    parser.add_argument(
        "--accumulators",
        type=Accumulators,
        choices=Accumulators,
        metavar="{auto,distributed,block}",
        help="where sums live",
    )


def _calibrate_argument(parser: argparse.ArgumentParser, what: str) -> None:
    parser.add_argument("--calibrate", type=Path, metavar="X.npz", help=f"sample stimulus that {what}")


def _read(arguments: argparse.Namespace) -> Spec:
    spec = read_spec(arguments.spec)
    given = {name: getattr(arguments, name, None) for name in (*LIMITS, "overlap", "accumulators")}
    overrides = {name: value for name, value in given.items() if value is not None}
    with about(arguments.spec, spec):
        return replace(spec, architecture=verify_architecture(replace(spec.architecture, **overrides)))


def _check(arguments: argparse.Namespace) -> int:
    spec = _read(arguments)
    network = spec.network
    result = {
        "network": network.name,
        "inputs": {i.name: i.size for i in network.inputs},
        "populations": {p.name: p.size for p in network.populations},
        "projections": {p.name: int(p.connection.weights.size) for p in network.projections},
    }
    synapses = sum(p.connection.weights.size for p in network.projections)
    neurons = sum(p.size for p in network.populations)
    print(f"{arguments.spec}: network {network.name} is fine: {neurons} neurons, {synapses} synapses")
    write_json(arguments, result)
    return 0


def _compile(arguments: argparse.Namespace) -> int:
    spec = _read(arguments)
    calibration = None
    if arguments.calibrate:
        calibration, _ = read_stimulus(arguments.calibrate, spec.network)
    with Bar("compile", len(PASSES)) as bar, about(arguments.spec, spec):
        compiled = compile_network(
            spec.network,
            quantise=spec.quantise,
            architecture=spec.architecture,
            calibration=calibration,
            observe=lambda name, text: bar.advance(),
        )
    compiled.write(arguments.output)
    print("\n".join([*quantisation(compiled.quantised), "", *mapping(compiled.plan)]))
    files = compiled.artifacts.files
    print(f"\n{len(files)} files in {arguments.output}, sha256 {compiled.artifacts.digest()}")
    result = {
        "network": compiled.network.name,
        "sha256": compiled.artifacts.digest(),
        "files": sorted(files),
        "populations": [asdict(row) for row in compiled.quantised.population_reports],
        "projections": [asdict(row) for row in compiled.quantised.projection_reports],
        "cores": [
            {
                "name": core.name,
                "lanes": core.lanes,
                "neuron_words": core.words,
                "synapse_words": core.weights.shape[0],
                "weight_bits": core.weight_bits,
            }
            for core in compiled.plan.cores
        ],
    }
    write_json(arguments, result)
    return 0


def _dump(arguments: argparse.Namespace) -> int:
    spec = _read(arguments)
    with about(arguments.spec, spec):
        text = text_after(arguments.after, spec.network, spec.quantise, spec.architecture)
    if arguments.output:
        write_file(arguments.output, text)
    else:
        sys.stdout.write(text)
    return 0


def _quantised(arguments: argparse.Namespace, spec: Spec) -> QuantisedNetwork:
    """The integers that golden executes; they need no hardware."""
    calibration = None
    if arguments.calibrate:
        sample, _ = read_stimulus(arguments.calibrate, spec.network)
        calibration = calibrate(spec.network, sample)
    _, quantised = quantise(spec.network, spec.quantise, calibration)
    return quantised


def _run(arguments: argparse.Namespace) -> int:
    spec = _read(arguments)
    network = spec.network
    if arguments.calibrate and arguments.mode == "float":
        raise user_error("E006", "--calibrate sizes integers, and --mode float has none: leave one of them out")
    stimulus, labels = read_stimulus(arguments.input, network, arguments.samples)
    with about(arguments.spec, spec):
        executed = network if arguments.mode == "float" else _quantised(arguments, spec)
    result = run(executed, stimulus)
    summary: dict[str, object] = {"network": network.name, "mode": arguments.mode}
    summary["samples"], summary["steps"] = next(iter(stimulus.values())).shape[:2]
    traces = {f"{p}.{v}": trace for (p, v), trace in sorted(result.traces.items())}
    for name, trace in traces.items():
        if name.endswith(f".{SPIKES}"):
            print(f"{name}: {int(trace.sum())} spikes, {trace.mean():.4f} per neuron and step")
            summary[name] = int(trace.sum())
        else:
            print(f"{name}: from {trace.min():.6g} to {trace.max():.6g}")
            summary[name] = [float(trace.min()), float(trace.max())]
    if labels is not None and network.outputs:
        output = network.outputs[0]
        summary["accuracy"] = accuracy(result.traces[output.population, output.variable], output.variable, labels)
        print(f"accuracy: {summary['accuracy']:.4f}")
    if arguments.output:
        buffer = io.BytesIO()
        np.savez_compressed(buffer, allow_pickle=False, **traces)
        write_file(arguments.output, buffer.getvalue())
    write_json(arguments, summary)
    return 0


def _check_arguments(parser: argparse.ArgumentParser) -> None:
    _spec_argument(parser)
    json_argument(parser)


def _compile_arguments(parser: argparse.ArgumentParser) -> None:
    _spec_argument(parser)
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="folder to write")
    _mapping_arguments(parser)
    _calibrate_argument(parser, "sizes states and weighs traffic")
    json_argument(parser)


def _dump_arguments(parser: argparse.ArgumentParser) -> None:
    _spec_argument(parser)
    parser.add_argument("--after", choices=PASSES, default=PASSES[-1], help="the pass whose result is shown")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="write to FILE")


def _run_arguments(parser: argparse.ArgumentParser) -> None:
    _spec_argument(parser)
    parser.add_argument("--input", type=Path, required=True, metavar="X.npz", help="stimulus")
    parser.add_argument("--mode", choices=("golden", "float"), default="golden", help="bit-exact integers, or float64")
    _calibrate_argument(parser, "sizes states, as snnc compile takes it")
    parser.add_argument("--samples", type=positive, metavar="N", help="the first N samples only")
    parser.add_argument("--output", type=Path, metavar="FILE.npz", help="write outputs and probes to FILE")
    json_argument(parser)


COMMANDS = (
    Command("check", "Read a spec and report every error in it.", "snnc check network.yaml", _check_arguments, _check),
    Command(
        "compile",
        "Compile a spec to Verilog.",
        "snnc compile network.yaml -o build/network --lanes 16",
        _compile_arguments,
        _compile,
    ),
    Command(
        "dump",
        "Show a stage of the compiler as text.",
        "snnc dump network.yaml --after quantise",
        _dump_arguments,
        _dump,
    ),
    Command(
        "run",
        "Run a spec without hardware: bit-exact golden model, or float.",
        "snnc run network.yaml --input images.npz --samples 100",
        _run_arguments,
        _run,
    ),
    COMPARE,
    Command(
        "simulate",
        "Run compiled Verilog on Icarus or Verilator and compare it with golden at every step.",
        "snnc simulate build/network --input images.npz --tool verilator --json result.json",
        simulate.arguments,
        simulate.run,
    ),
    SYNTH,
    REPORT,
    FIT,
)
