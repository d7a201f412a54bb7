"""``snnc run``: a spec on the golden model, bit-exact or in float, without hardware."""

from __future__ import annotations

import argparse
import io
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from snnc.advice.network import network_warnings
from snnc.advice.quantised import quantised_warnings
from snnc.advice.run import run_warnings
from snnc.cli.command import (
    Command,
    about,
    check_separate,
    check_targets,
    json_argument,
    picture_form,
    positive,
    strict_argument,
    tell,
    write_json,
)
from snnc.cli.spec import STIMULUS, calibrate_argument, calibrated, given_spec, spec_argument
from snnc.core.errors import user_error
from snnc.core.files import write_file
from snnc.driver.classify import accuracy
from snnc.driver.traced import traced
from snnc.golden.run import run
from snnc.golden.stimulus import read_stimulus
from snnc.ir.network import SPIKES
from snnc.ir.quantised import QuantisedNetwork
from snnc.passes.pipeline import quantise


def _action(arguments: argparse.Namespace) -> int:
    targets = {"--output": arguments.output, "--picture": arguments.picture, "--json": arguments.json}
    check_separate({}, targets)
    form = picture_form("--picture", arguments.picture)
    spec = given_spec(arguments)
    network = spec.network
    if arguments.calibrate and arguments.mode == "float":
        raise user_error("E006", "--calibrate sizes integers, and --mode float has none: leave one of them out")
    stimulus, labels = read_stimulus(arguments.input, network, arguments.samples)
    samples, steps = next(iter(stimulus.values())).shape[:2]
    quantised = None
    found = network_warnings(network)
    with about(arguments.spec, spec):
        if arguments.mode == "float":
            result = run(network, stimulus)
        else:
            spec, calibration = calibrated(arguments, spec)
            normal, quantised = quantise(network, spec.quantise, calibration)
            result = run(quantised, stimulus, watch=True)
            found = (*found, *quantised_warnings(normal, quantised, spec.quantise, calibration))
    check_targets(list(targets.values()))
    warned = tell(arguments, (*found, *run_warnings(network, quantised, (samples, steps), result.saturations)), spec)
    summary: dict[str, object] = {"network": network.name, "mode": arguments.mode, "warnings": warned}
    summary["samples"], summary["steps"] = samples, steps
    traces = {f"{p}.{v}": trace for (p, v), trace in sorted(result.traces.items())}
    for name, trace in traces.items():
        if name.endswith(f".{SPIKES}"):
            print(f"{name}: {int(trace.sum())} spikes, {trace.mean():.4f} per neuron and step")
            summary[name] = int(trace.sum())
        else:
            print(f"{name}: from {trace.min():.6g} to {trace.max():.6g}{_in_real(name, trace, quantised)}")
            summary[name] = [float(trace.min()), float(trace.max())]
    if labels is not None and network.outputs:
        output = network.outputs[0]
        summary["accuracy"] = accuracy(result.traces[output.population, output.variable], output.variable, labels)
        print(f"accuracy: {summary['accuracy']:.4f}")
    if arguments.output:
        buffer = io.BytesIO()
        np.savez_compressed(buffer, allow_pickle=False, **traces)
        write_file(arguments.output, buffer.getvalue())
        print(_units(traces, quantised, arguments.output), end="")
    if arguments.picture:
        real = run(network, stimulus) if quantised else None
        write_file(arguments.picture, traced(network, result, real, quantised=quantised, sample=0, form=form))
    write_json(arguments, summary)
    return 0


def _scale(name: str, quantised: QuantisedNetwork | None) -> float | None:
    """Integers in a unit of the spec of the trace ``name``; None for one that has no such unit."""
    population, variable = name.rsplit(".", 1)
    return quantised.population(population).scale(variable) if quantised else None


def _units(traces: Iterable[str], quantised: QuantisedNetwork | None, file: Path) -> str:
    """A line that says what the integers of ``traces`` are in ``file``; none where no one has a unit."""
    scales = {name: _scale(name, quantised) for name in traces}
    told = [f"{scale:.9g} in {name}" for name, scale in scales.items() if scale is not None]
    return f"{file}: integers; 1 in the unit of the spec is {', '.join(told)}\n" if told else ""


def _in_real(name: str, trace: np.ndarray, quantised: QuantisedNetwork | None) -> str:
    """What integers of a potential are in the unit of the spec."""
    scale = _scale(name, quantised)
    if scale is None:
        return ""
    return f" integer units ({trace.min() / scale:.6g} to {trace.max() / scale:.6g} in the unit of the spec)"


def _arguments(parser: argparse.ArgumentParser) -> None:
    spec_argument(parser)
    parser.add_argument("--input", type=Path, metavar="X.npz", help=STIMULUS)
    parser.add_argument(
        "--mode", choices=("golden", "float"), default="golden", help="golden: bit-exact integers; float: float64"
    )
    calibrate_argument(parser, "sizes states, as for snnc compile")
    parser.add_argument("--samples", type=positive, metavar="N", help="use only the first N samples")
    parser.add_argument("--output", type=Path, metavar="FILE.npz", help="write outputs and probes to FILE")
    parser.add_argument(
        "--picture",
        type=Path,
        metavar="FILE.png",
        help="draw outputs and probes of the first sample over time, float beside golden (.png or .svg)",
    )
    strict_argument(parser)
    json_argument(parser)


RUN = Command(
    name="run",
    help="Run a spec without hardware, bit-exact or in floating point.",
    example="snnc run network.yaml --input images.npz --samples 100",
    arguments=_arguments,
    action=_action,
)
