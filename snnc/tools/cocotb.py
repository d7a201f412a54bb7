"""cocotb benches on Icarus Verilog or Verilator: build a module or a testbench, run a bench."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from snnc.core.errors import Diagnostic, UserError
from snnc.core.resources import resource
from snnc.tools import process, verilator

_HINT = "install Icarus Verilog (Debian: iverilog) and cocotb (pip install 'snnc[sim]')"


def _runner(tool: str) -> tuple[Any, Any]:
    """cocotb's runner for ``tool``; :class:`UserError` E300 when something is missing."""
    try:
        from cocotb_tools.check_results import get_results
        from cocotb_tools.runner import get_runner
    except ImportError as err:
        raise UserError(Diagnostic("E300", "cocotb is not installed", hint=_HINT)) from err
    if tool == "icarus" and shutil.which("iverilog") is None:
        raise UserError(Diagnostic("E300", "Icarus Verilog (iverilog) is not installed", hint=_HINT))
    return get_runner(tool), get_results


def _own(runner: Any, progress: Callable[[], None] | None = None) -> None:
    """Make ``runner`` start its commands by way of :mod:`snnc.tools.process`, which ends what is interrupted."""

    def execute(commands: Sequence[Sequence[str]], folder: Path, output: IO[str]) -> None:
        for command in commands:
            code = process.execute(command, folder=folder, environment=runner.env, output=output, progress=progress)
            if code:
                raise RuntimeError(f"{command[0]} ended with exit code {code}")

    runner._execute_cmds = execute


def _build_arguments(tool: str, waves: bool) -> tuple[list[str], Mapping[str, str]]:
    """Options of the compiler of ``tool``, and the environment it needs."""
    if tool == "verilator":
        found = verilator.installation()
        # Most of the time goes into Python: what compiles fast is best.
        variables = ("OPT_FAST=-O0", "OPT_GLOBAL=-O0", "OPT_SLOW=-O0", *found.variables)
        return list(verilator.OPTIONS), {**found.environment, "MAKEFLAGS": " ".join(variables)}
    # The runner's own wave dumper for Icarus is SystemVerilog.
    return ["-Wall"] if waves else ["-Wall", "-g2005"], {}


class Simulation:
    """A design built once and run in several scenarios."""

    def __init__(
        self,
        folder: Path,
        sources: Sequence[Path],
        top: str,
        parameters: Mapping[str, object] | None = None,
        waves: bool = False,
        tool: str = "icarus",
    ) -> None:
        """Build ``sources`` in ``folder``; :class:`UserError` E301 with the log when it fails.

        With ``waves`` every run leaves a wave file in its folder. ``tool``: icarus or verilator.
        """
        self.folder = folder
        self.top = top
        self.waves = waves
        self.runner, self.get_results = _runner(tool)
        arguments, environment = _build_arguments(tool, waves)
        folder.mkdir(parents=True, exist_ok=True)
        log = folder / "build.log"
        _own(self.runner)
        try:
            with _environment(environment):
                self.runner.build(
                    sources=list(sources),
                    hdl_toplevel=top,
                    build_dir=folder,
                    build_args=arguments,
                    parameters=dict(parameters or {}),
                    timescale=("1ns", "1ps"),
                    always=True,
                    waves=waves,
                    log_file=log,
                )
        except (RuntimeError, SystemExit) as err:
            text = log.read_text() if log.exists() else str(err)
            raise UserError(Diagnostic("E301", f"{tool} could not build {top}:\n{text}")) from err

    def run(
        self,
        module: str,
        scenario: Mapping[str, object],
        run_folder: Path,
        progress: Callable[[], None] | None = None,
        extra_path: Sequence[Path] = (),
    ) -> str:
        """Run bench ``module`` in ``run_folder``; an empty string, or what failed.

        ``progress`` is called about twice a second while the simulation runs.
        """
        run_folder.mkdir(parents=True, exist_ok=True)
        log = run_folder / "run.log"
        results = (run_folder / "results.xml").resolve()
        results.unlink(missing_ok=True)
        environment = {
            "SNNC_SCENARIO": json.dumps(dict(scenario)),
            "COCOTB_ANSI_OUTPUT": "0",
            # cocotb takes its assertions from pytest, which would load every plugin that is installed.
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        }
        failure: BaseException | None = None
        _own(self.runner, progress)
        try:
            with _python_path([resource("sim") / "benches", *extra_path]):
                self.runner.test(
                    test_module=module,
                    hdl_toplevel=self.top,
                    build_dir=self.folder,
                    test_dir=run_folder,
                    results_xml=str(results),
                    extra_env=environment,
                    waves=self.waves,
                    log_file=log,
                )
        except (RuntimeError, SystemExit) as err:
            failure = err
        if results.exists():
            count, failed = self.get_results(results)
            if count and not failed:
                return ""
        text = log.read_text() if log.exists() else ""
        return text[-4000:] or f"the simulation ended without a result ({failure})"


@contextlib.contextmanager
def _python_path(folders: Sequence[Path]) -> Iterator[None]:
    """cocotb's runner hands ``sys.path`` to the simulator: put ``folders`` on it meanwhile."""
    saved = list(sys.path)
    sys.path[:0] = [str(folder) for folder in folders]
    try:
        yield
    finally:
        sys.path[:] = saved


@contextlib.contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    """cocotb's runner hands its environment to the compiler: set ``variables`` in it meanwhile."""
    saved = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in saved.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
