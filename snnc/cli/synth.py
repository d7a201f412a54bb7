"""``snnc synth``: a compiled network on a device, with open tools."""

from __future__ import annotations

import argparse
from pathlib import Path

from snnc.backends.reports import synthesis as tables
from snnc.cli.command import Command, beside, blaming, check_targets, json_argument, megahertz, write_json
from snnc.cli.progress import Bar
from snnc.driver.synthesise import Synthesis, stages, synthesise
from snnc.target.devices import DEVICES, device


def _action(arguments: argparse.Namespace) -> int:
    with blaming(arguments.folder):
        return _synth(arguments)


def _synth(arguments: argparse.Namespace) -> int:
    target = device(arguments.device)
    folder = arguments.folder
    work = arguments.work or beside(folder, ".synth")
    check_targets([arguments.json], [folder, work])
    with Bar("synth", len(stages(target, arguments.area_only))) as bar:
        result = synthesise(
            folder,
            target.name,
            work,
            clock=arguments.clock,
            seed=arguments.seed,
            area_only=arguments.area_only,
            observe=lambda stage: bar.advance(),
        )
    print("\n".join([*_report(result), "", *_where(result, work)]))
    write_json(arguments, result.as_json())
    result.require_fit()
    return 0 if result.placement is None or result.placement.met else 1


def _seed(text: str) -> int:
    value = int(text)
    if not 0 <= value < 1 << 31:
        raise argparse.ArgumentTypeError(f"expected 0 to 2147483647, got {value}")
    return value


def _report(result: Synthesis) -> list[str]:
    """The tables for people."""
    target, tools = result.device, result.tools
    lines = [f"Network {result.network} on {target.name} ({target.part})"]
    lines += ["", f"Area, by Yosys {tools['yosys']}", "", *tables.area(result.area, target)]
    lines += ["", "Modules, each synthesised by itself, submodules not included", ""]
    lines += tables.modules(((m.name, m.instances, m.resources) for m in result.modules), target)
    if result.placement:
        name, version = next((name, tools[name]) for name in tools if name.startswith("nextpnr"))
        lines += ["", f"Place and route, by {name} {version}, with the wrapper {result.wrapper}", ""]
        lines += tables.placement(result.placement)
    return lines


def _where(result: Synthesis, work: Path) -> list[str]:
    """Where to find what, and what to know of it."""
    lines = [f"Scripts, logs and synth.json are in {work}"]
    if result.bitstream:
        lines[0] += f", the bitstream is {result.bitstream}"
    family = result.device.family
    if family.nextpnr is None:
        further = "; vivado.tcl goes on from here" if family.vivado else ""
        lines.append(f"No open place and route for {result.device.part}: no clock is checked{further}")
    if result.changed:
        some = ", ".join(result.changed[:4]) + (", …" if len(result.changed) > 4 else "")
        lines.append(f"Not as snnc writes it for this network, but changed since, or by another version: {some}")
    return lines


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="folder written by snnc compile")
    parser.add_argument("--device", required=True, metavar="NAME", help=f"one of {', '.join(DEVICES)}")
    parser.add_argument("--work", type=Path, metavar="DIR", help="work folder (default: DIR.synth)")
    parser.add_argument(
        "--clock",
        type=megahertz,
        metavar="MHZ",
        help="clock to reach (default: a usual one for the device); the exit code is 1 if nextpnr misses it",
    )
    parser.add_argument("--seed", type=_seed, default=1, metavar="N", help="seed of placement (default: 1)")
    parser.add_argument("--area-only", action="store_true", help="stop before place and route")
    json_argument(parser)


SYNTH = Command(
    name="synth",
    help="Synthesise compiled Verilog for a device: area, clock and bitstream.",
    example="snnc synth build/network --device ecp5-25f --clock 60",
    arguments=_arguments,
    action=_action,
)
