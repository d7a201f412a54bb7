"""``snnc simulate``: compiled Verilog on a simulator, compared with golden."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any

import numpy as np

from snnc.advice.run import run_warnings
from snnc.backends.reports.raster import raster
from snnc.backends.verilog.testbench import Scope
from snnc.cli.command import (
    Command,
    beside,
    blaming,
    check_separate,
    check_targets,
    json_argument,
    natural,
    picture_form,
    positive,
    strict_argument,
    tell,
    write_json,
)
from snnc.cli.progress import Bar
from snnc.cli.spec import STIMULUS
from snnc.core.digits import amount, tenths
from snnc.core.errors import user_error
from snnc.core.files import write_file
from snnc.core.folders import is_unsealed, refuse_overlap, seal
from snnc.core.lock import alone_in
from snnc.driver.classify import accuracy
from snnc.driver.compile import Compiled, load_compiled
from snnc.driver.corners import SCENARIOS as CORNER_SCENARIOS
from snnc.driver.corners import corners
from snnc.driver.covered import Covered
from snnc.driver.simulate import Bench, Scenario, Verdict
from snnc.golden.stimulus import read_stimulus
from snnc.target.devices import NETLISTS
from snnc.tools.simulators import DEFAULT, SIMULATORS

#: What was not seen, in so many lines.
_SHOWN = 12


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="folder written by snnc compile")
    given = parser.add_mutually_exclusive_group()
    given.add_argument("--input", type=Path, metavar="X.npz", help=STIMULUS)
    given.add_argument(
        "--corners",
        action="store_true",
        help="stimuli that reach as much as possible of what can happen, with hosts that wait, stall and reset",
    )
    parser.add_argument("--samples", type=positive, metavar="N", help="use only the first N samples")
    _host_arguments(parser)
    parser.add_argument(
        "--tool",
        choices=SIMULATORS,
        default=DEFAULT,
        help="simulator (default: %(default)s); verilator takes seconds to build and then runs about 100 times faster",
    )
    parser.add_argument(
        "--outputs-only",
        action="store_true",
        help="compare outputs and clocks, but not the states of neurons; for long runs of large networks",
    )
    parser.add_argument(
        "--netlist",
        choices=NETLISTS,
        metavar="FAMILY",
        help=f"run what Yosys makes of the design for one of {', '.join(NETLISTS)}; compares outputs and clocks",
    )
    parser.add_argument("--waves", action="store_true", help="record waves (.fst, .vcd) in the work folder")
    parser.add_argument("--work", type=Path, metavar="DIR", help="work folder (default: DIR.sim)")
    parser.add_argument("--raster", type=Path, metavar="FILE.png", help="draw the spikes of sample 0, golden above RTL")
    strict_argument(parser)
    json_argument(parser)


def _host_arguments(parser: argparse.ArgumentParser) -> None:
    """What the host does."""
    parser.add_argument(
        "--idle",
        type=int,
        default=0,
        choices=range(256),
        metavar="0..255",
        help="chance in 256 that the input pauses in a clock",
    )
    parser.add_argument(
        "--stall",
        type=int,
        default=0,
        choices=range(256),
        metavar="0..255",
        help="chance in 256 that the output stalls in a clock",
    )
    parser.add_argument(
        "--reset-after",
        type=natural,
        default=0,
        metavar="N",
        help="reset the design N clocks into a run, and begin anew",
    )


def _action(given: argparse.Namespace) -> int:
    with blaming(given.folder):
        return _simulate(given)


def _simulate(given: argparse.Namespace) -> int:
    compiled = load_compiled(given.folder)
    work = given.work or beside(given.folder, ".sim")
    _check(given, work)
    stimulus, labels, scenarios = _given(given, compiled)
    samples, steps = next(iter(stimulus.values())).shape[:2]
    with alone_in(work), _sealing(work):
        target = NETLISTS[given.netlist] if given.netlist else None
        scope = Scope.STEPS if given.outputs_only else Scope.STATES
        bench = Bench(compiled, stimulus, work, given.waves, tool=given.tool, scope=scope, device=target)
        run, saturations = (samples, steps), bench.expected.saturations
        # A search makes stimuli of its own, to saturate all that can: that says nothing of a user's.
        found = () if given.corners else run_warnings(compiled.network, compiled.quantised, run, saturations)
        warned = tell(given, found)
        verdicts = []
        for name, scenario in scenarios.items():
            with Bar("simulate", samples) as bar:
                verdicts.append(bench.run(scenario, name=name, progress=bar.reach))
                bar.reach(samples)
    covered = reduce(or_, (verdict.covered for verdict in verdicts))
    result: dict[str, object] = {
        "network": compiled.network.name,
        "tool": given.tool,
        "outputs_only": bench.scope is not Scope.STATES,
        "netlist": target.name if target else None,
        "samples": samples * len(verdicts),
        **_joined(verdicts, steps),
        "coverage": covered.as_json(),
        "warnings": warned,
    }
    _tell(result, waits=bool(given.idle or given.stall))
    _tell_coverage(covered)
    if labels is not None and compiled.network.outputs:
        output = compiled.network.outputs[0]
        result["accuracy_rtl"] = accuracy(verdicts[0].outputs[output.name], output.variable, labels)
        print(f"accuracy of the RTL: {result['accuracy_rtl']:.4f}")
    write_json(given, result)
    if given.raster:
        draw = raster.of(picture_form("--raster", given.raster))
        write_file(given.raster, draw(verdicts[0].raster_rows(0), f"{compiled.network.name}, sample 0"))
    return 1 if result["mismatches"] or result["cycle_mismatches"] else 0


@contextmanager
def _sealing(work: Path) -> Iterator[None]:
    """What is in the work folder at the end, however that comes, is the work of the command; nothing else."""
    try:
        yield
    finally:
        if is_unsealed(work, "snnc simulate"):
            seal(work, "snnc simulate")


def _joined(verdicts: Sequence[Verdict], steps: int) -> dict[str, object]:
    """What runs of one design come to: differences of all, the first of them, and the clocks of the first run."""
    first = next((verdict for verdict in verdicts if verdict.mismatches), verdicts[0])
    unequal = [verdict.cycle_mismatches for verdict in verdicts if verdict.cycle_mismatches is not None]
    latencies, predicted = verdicts[0].latencies, verdicts[0].predicted.latencies(steps)
    return {
        "mismatches": sum(verdict.mismatches for verdict in verdicts),
        "first_difference": first.difference,
        "not_done_after": first.not_done_after,
        "cycle_mismatches": sum(unequal) if unequal else None,
        "cycles_mean": None if latencies is None else float(latencies.mean()),
        "cycles_predicted_mean": float(predicted.mean()),
    }


def _given(
    given: argparse.Namespace, compiled: Compiled
) -> tuple[dict[str, np.ndarray], np.ndarray | None, Mapping[str, Scenario]]:
    """The stimulus, labels where it has any, and what the host does."""
    if given.corners:
        return corners(compiled.plan, compiled.quantised), None, CORNER_SCENARIOS
    stimulus, labels = read_stimulus(given.input, compiled.network, given.samples)
    return stimulus, labels, {"run": Scenario(given.idle, given.stall, given.reset_after)}


def _check(given: argparse.Namespace, work: Path) -> None:
    """Refuse at once what could only fail after the run."""
    refuse_overlap(given.folder, work)
    check_separate({}, {"--json": given.json, "--raster": given.raster})
    check_targets((given.json, given.raster), (given.folder, work))
    if given.corners and (given.idle or given.stall or given.reset_after or given.samples):
        raise user_error(
            "E006", "--corners brings its own stimuli and hosts: leave out --idle, --stall, --reset-after and --samples"
        )
    if given.waves and given.netlist and given.tool == "verilator":
        raise user_error("E006", "Verilator cannot record the waves of a netlist", hint="use --tool icarus")
    if given.raster and (given.outputs_only or given.netlist):
        raise user_error(
            "E006", "a raster needs the spikes of all neurons: leave out --raster, or --outputs-only and --netlist"
        )
    picture_form("--raster", given.raster)


def _tell_coverage(covered: Covered) -> None:
    """Print what the run has seen, and what not."""
    print(f"seen: {covered.met} of {len(covered.goals)} things that could happen")
    for goal in covered.missing[:_SHOWN]:
        print(f"  not seen: {goal}")
    if len(covered.missing) > _SHOWN:
        print(f"  and {len(covered.missing) - _SHOWN} more, all in --json")


def _tell(result: Mapping[str, Any], waits: bool) -> None:
    """Print the verdict; ``waits``: whether the host makes the design wait, which no clock is predicted for."""
    design = f"the netlist for {result['netlist']}" if result["netlist"] else "RTL"
    what = f"outputs of {design} and golden" if result["outputs_only"] else f"{design} and golden"
    run, off = amount(result["samples"], "sample"), amount(result["mismatches"], "difference")
    print(f"{run}, {off} between {what}")
    if result["not_done_after"] is not None:
        print(f"not done after {result['not_done_after']} clocks")
    if result["first_difference"]:
        print(f"first: {result['first_difference']}")
    found = result["cycles_mean"]
    clocks = "clocks per sample unknown" if found is None else f"{tenths(found)} clocks per sample"
    host = " for a host that never waits" if waits else ""
    print(f"{clocks}, {tenths(result['cycles_predicted_mean'])} predicted{host}")


SIMULATE = Command(
    name="simulate",
    help="Run compiled Verilog on Icarus or Verilator and compare it with golden at every step.",
    example="snnc simulate build/network --input images.npz --tool verilator --json result.json",
    arguments=_arguments,
    action=_action,
)
