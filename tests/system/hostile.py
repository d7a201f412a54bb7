"""Specs, arrays and compiled folders that somebody has damaged: how a command ends that is given one.

``python hostile.py FIRST COUNT FOLDER`` tries COUNT cases, each in a child of its own, and prints what is wrong.
``make hostile`` does that for 20,000.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from tqdm import tqdm

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from system.damage import Damage

from snnc.cli.main import main
from snnc.core.folders import seal

#: What a command may take of a file that is no longer than these.
MOST_SECONDS, MOST_BYTES = 5.0, 1 << 30
#: Exit codes of a command that knows what it does: done, differences, wrong input, unsupported.
KNOWN = (0, 1, 2, 3)

SPEC = """\
name: net
dt: 0.5
steps: 6
inputs:
  x: {shape: [2, 3], events: 2}
  y: {size: 4, coding: {kind: poisson, steps: 6, seed: 3, scale: 0.5}}
models:
  m:
    equations: |
      dv/dt = (El - v + R*i)/tau : mV (unless refractory)
      di/dt = -i/tau_syn : nA
    input: i
    parameters: {El: -70 mV, R: 100 Mohm, tau: 20 ms, tau_syn: 5 ms}
    threshold: v > -50 mV and i < 1e3 nA
    reset: v = -60 mV
    refractory: 2 ms
populations:
  o: {size: 2, model: m, tau: [12, 13], R: 50 Mohm, initial: {v: -65 mV}}
  p: {size: 5, model: lif, tau: 10.0, threshold: [1.0, 1.1, 0.9, 1.0, 2.0], refractory: 2, initial: {v: 0.25}}
  q: {size: 3, model: cuba_lif, decay: 0.9, decay_syn: 0.8, threshold: 1.0, reset: subtract, fire: ">"}
  r: {size: 3, model: li, decay: 0.95, bias: 0.01}
projections:
  - {source: x, target: p, weights: {file: w.npz, key: w}}
  - {source: y, target: p, kind: sparse, probability: 0.4, seed: 5, weights: {normal: [0.1, 0.3], seed: 2}}
  - {source: p, target: q, weights: {file: w.csv}, delay: 1, name: loud}
  - {source: q, target: q, kind: sparse, synapses: {source: [0, 1], target: [1, 2]}, weights: [0.5, -0.5], delay: 2}
  - {source: q, target: r, kind: one_to_one, weights: 0.75}
  - {source: y, target: o, weights: 0.25}
outputs: {spikes: {population: q}, values: {population: r, variable: v}}
probes:
  - {population: p, variable: v}
quantise:
  {weight_bits: 6, tau_error: 0.02, projections: {loud: {weight_bits: 8}}, populations: {r: {state_bits: 20}}}
architecture: {lanes: 4, cores: 1, clock_mhz: 100}
"""


def sound(folder: Path) -> None:
    """A network that is in order, with a stimulus, compiled."""
    folder.mkdir(parents=True)
    rng = np.random.default_rng(1)
    np.savez(folder / "w.npz", w=rng.normal(0, 1, (6, 5)))
    np.savetxt(folder / "w.csv", rng.normal(0, 1, (5, 3)), delimiter=",")
    np.savez(
        folder / "x.npz", x=rng.integers(0, 3, (2, 6, 6)), **{"y.values": rng.random((2, 4))}, labels=np.array([0, 2])
    )
    (folder / "net.yaml").write_text(SPEC)
    assert main(["compile", str(folder / "net.yaml"), "-o", str(folder / "out")]) == 0
    # All that a command loads is then loaded once, and not in every child.
    assert main([*arguments("report", folder), "-o", str(folder.with_name("report"))]) == 0


def _spec(made: Damage) -> list[str]:
    path = made.folder / "net.yaml"
    path.write_bytes(made.text(path.read_text()).encode("utf-8", "surrogatepass"))
    return [made.pick(("check", "compile", "dump"))]


def _spec_bytes(made: Damage) -> list[str]:
    path = made.folder / "net.yaml"
    path.write_bytes(made.raw(path.read_bytes()))
    return ["check"]


def _weights(made: Damage) -> list[str]:
    path = made.folder / "w.npz"
    path.write_bytes(made.archive(("w", "v")) if made.rng.random() < 0.6 else made.raw(path.read_bytes()))
    return ["compile"]


def _numbers(made: Damage) -> list[str]:
    path = made.folder / "w.csv"
    path.write_text(made.text(path.read_text()), encoding="utf-8", errors="replace")
    return ["check"]


def _stimulus(made: Damage) -> list[str]:
    names = ("x", "x.events", "x.values", "y", "y.events", "y.values", "labels", "samples", "steps")
    path = made.folder / "x.npz"
    path.write_bytes(made.archive(names) if made.rng.random() < 0.6 else made.raw(path.read_bytes()))
    return ["run"]


def _special(made: Damage) -> list[str]:
    """A pipe, a device, a folder or a link that leads nowhere, where a file should be."""
    path = made.folder / made.pick(("net.yaml", "w.npz", "w.csv", "x.npz"))
    path.unlink()
    match int(made.rng.integers(4)):
        case 0:
            os.mkfifo(path)
        case 1:
            path.symlink_to("/dev/zero")
        case 2:
            path.mkdir()
        case _:
            path.symlink_to(path.with_name("absent"))
    return ["run"]


def _compiled(made: Damage) -> list[str]:
    path = made.folder / "out" / made.pick(("network.json", "quantised.json", "plan.json"))
    tree = json.loads(path.read_text())
    for _ in range(int(made.rng.integers(1, 3))):
        tree = _changed(made, tree)
    path.write_text(json.dumps(tree))
    return ["report"]


def _changed(made: Damage, tree: object) -> object:
    """``tree`` with one part, anywhere in it, replaced or removed."""
    if isinstance(tree, dict | list) and tree and made.rng.random() < 0.9:
        keys = list(tree) if isinstance(tree, dict) else list(range(len(tree)))
        key = keys[int(made.rng.integers(len(keys)))]
        if made.rng.random() < 0.1:
            del tree[key]
        else:
            tree[key] = _changed(made, tree[key])
        return tree
    others = (0, -1, 1, 2, 1 << 40, 1 << 70, 0.5, 1e308, True, None, "", "x", [], {}, [[0]], {"array": "int32"})
    return others[int(made.rng.integers(len(others)))]


def _bytes_of_the_design(made: Damage) -> list[str]:
    files = sorted(path for path in (made.folder / "out").rglob("*") if path.is_file())
    path = files[int(made.rng.integers(len(files)))]
    path.write_bytes(made.raw(path.read_bytes()))
    return ["report"]


KINDS: tuple[Callable[[Damage], list[str]], ...] = (
    *(_spec, _spec, _spec, _spec_bytes, _weights, _numbers, _stimulus, _stimulus, _special, _compiled),
    _bytes_of_the_design,
)


def arguments(command: str, folder: Path) -> list[str]:
    """The command line of ``command``."""
    spec, stimulus, out = str(folder / "net.yaml"), str(folder / "x.npz"), str(folder / "new")
    return {
        "check": ["check", spec],
        "compile": ["compile", spec, "-o", out],
        "dump": ["dump", spec, "--after", "normalise"],
        "run": ["run", spec, "--input", stimulus],
        "report": ["report", str(folder / "out"), "--input", stimulus],
    }[command]


def attempt(number: int, template: Path, folder: Path) -> str:
    """What is wrong with the end of case ``number``, or nothing."""
    rng = np.random.default_rng(number)
    kind = KINDS[int(rng.integers(len(KINDS)))]
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template, folder)
    (command,) = kind(Damage(rng, folder))
    if kind is _compiled and rng.random() < 0.5:
        seal(folder / "out", "snnc compile")  # as if it had been compiled so
    child = os.fork()
    if not child:
        _child(arguments(command, folder), folder.with_suffix(".log"))
    _, status, usage = os.wait4(child, 0)
    # Of the processor: other work on the machine is none of this.
    seconds, code = usage.ru_utime + usage.ru_stime, os.waitstatus_to_exitcode(status)
    said = folder.with_suffix(".log").read_text(errors="replace")
    wrong = []
    if code not in KNOWN or "Traceback" in said or "Warning:" in said:
        wrong.append(f"exit code {code}: {said.strip().splitlines()[-2:]}")
    if code == 2 and "error[E" not in said:
        wrong.append(f"no error is told: {said[:200]!r}")
    if code and (folder / "new").exists():
        wrong.append("output is left although it failed")
    if seconds > MOST_SECONDS or usage.ru_maxrss * 1024 > MOST_BYTES:
        wrong.append(f"it took {seconds:.1f} s and {usage.ru_maxrss >> 10} MiB")
    return f"case {number}, {kind.__name__}, {command}: {'; '.join(wrong)}" if wrong else ""


def _child(line: list[str], log: Path) -> None:
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    code = 99
    try:
        signal.alarm(60)
        resource.setrlimit(resource.RLIMIT_AS, (16 << 30, 16 << 30))
        code = main(line)
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def campaign(first: int, count: int, folder: Path) -> list[str]:
    """What is wrong with the cases from ``first`` on."""
    sound(folder / "sound")
    cases = tqdm(range(first, first + count), disable=not sys.stderr.isatty())
    return [said for number in cases if (said := attempt(number, folder / "sound", folder / "case"))]


if __name__ == "__main__":
    found = campaign(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
    print("\n".join(found))
    print(f"{len(found)} of {sys.argv[2]} cases end badly")
    sys.exit(bool(found))
