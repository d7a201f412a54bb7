"""Compiling: from a spec to a folder of verified artifacts."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from snnc.advice.network import network_warnings
from snnc.advice.quantised import quantised_warnings
from snnc.backends.artifacts import ArtifactSet
from snnc.backends.reports.text import report_text
from snnc.backends.verilog.emit import emit
from snnc.core.errors import Diagnostic, SnncWarning, UserError, user_error
from snnc.core.folders import changed, write_folder
from snnc.core.inputs import read_input
from snnc.core.text import STAGE_MEMORY
from snnc.golden.run import calibrate
from snnc.ir import network as network_ir
from snnc.ir import quantised as quantised_ir
from snnc.ir.network import Network
from snnc.ir.options import QuantiseOptions
from snnc.ir.quantised import QuantisedNetwork
from snnc.ir.verify import verify as verify_network
from snnc.passes.carriage import carriage_reasons
from snnc.passes.chain import PassObserver, ignore
from snnc.passes.normalise import Normalise
from snnc.passes.pipeline import run_pipeline
from snnc.passes.quantise import Quantise
from snnc.passes.route import Route
from snnc.plan import hardware
from snnc.plan.hardware import HardwarePlan
from snnc.plan.stages import Placed
from snnc.plan.verify import verify as verify_plan
from snnc.target.architecture import Architecture

#: The stages in a compiled folder, so that it can be simulated without its spec.
NETWORK_FILE, QUANTISED_FILE, PLAN_FILE = "network.json", "quantised.json", "plan.json"
STAGE_FILES = (NETWORK_FILE, QUANTISED_FILE, PLAN_FILE)


@dataclass(frozen=True, eq=False)
class Compiled:
    """A compiled network: its stages, every file of the design, and what may surprise in it."""

    network: Network
    quantised: QuantisedNetwork
    plan: HardwarePlan
    artifacts: ArtifactSet
    warnings: tuple[Diagnostic, ...] = ()

    def write(self, folder: str | Path) -> None:
        """Write all files to ``folder``, whole or not at all."""
        write_folder(Path(folder), self.artifacts.files, "snnc compile")


def compile_network(
    network: Network,
    *,
    quantise: QuantiseOptions | None = None,
    architecture: Architecture | None = None,
    calibration: Mapping[str, np.ndarray] | None = None,
    observe: PassObserver = ignore,
) -> Compiled:
    """Compile ``network`` to Verilog.

    ``calibration``: sample stimulus, events [samples, steps, size] per input; it sizes potentials
    and weighs the traffic between cores. What may surprise is in ``warnings`` of the result, and told
    as :class:`SnncWarning`. Raises :class:`UserError` or :class:`UnsupportedError`.
    """
    quantise = quantise or QuantiseOptions()
    measured = calibrate(network, calibration) if calibration is not None else None
    stages = run_pipeline(network, quantise, architecture, measured, observe=observe)
    normal, quantised, plan = stages.after(Normalise), stages.after(Quantise), stages.after(Route)
    found = (*network_warnings(network), *quantised_warnings(normal, quantised, quantise, measured))
    for each in found:
        warnings.warn(str(each), SnncWarning, stacklevel=2)
    reasons = carriage_reasons(quantised, architecture or Architecture(), measured)
    texts = {
        NETWORK_FILE: network_ir.CODEC.print(normal),
        QUANTISED_FILE: quantised_ir.CODEC.print(quantised),
        PLAN_FILE: hardware.CODEC.print(plan),
        "report.txt": report_text(quantised, plan, reasons),
    }
    artifacts = emit(plan, quantised, texts[PLAN_FILE]) | ArtifactSet(texts)
    return Compiled(network=normal, quantised=quantised, plan=plan, artifacts=artifacts, warnings=found)


def load_compiled(folder: Path) -> Compiled:
    """The compiled network in ``folder``; :class:`UserError` E210 when there is none.

    The files may come from anybody: the stages must be those that were compiled, as far as the folder
    tells, and are verified again. The Verilog is taken as it is, since it is what is to be simulated.
    """
    for name in STAGE_FILES:
        if not (folder / name).is_file():
            raise user_error(
                "E210", f"'{folder}' holds no compiled network ('{name}' is missing)", hint="run snnc compile"
            )
    for name in changed(folder, STAGE_FILES):
        raise user_error("E005", f"'{folder / name}' was changed since it was compiled", hint="run snnc compile again")
    try:
        return _load(folder)
    except UserError:
        raise
    except Exception as err:
        # Whatever breaks the verifiers, the files are at fault: they were whole when snnc wrote them.
        reason = (str(err).splitlines() or [""])[0][:120]
        raise user_error(
            "E005", f"'{folder}' was changed since it was compiled: {type(err).__name__} {reason}"
        ) from err


def _load(folder: Path) -> Compiled:
    network: Network = network_ir.CODEC.parse(_text(folder / NETWORK_FILE), NETWORK_FILE)
    quantised: QuantisedNetwork = quantised_ir.CODEC.parse(_text(folder / QUANTISED_FILE), QUANTISED_FILE)
    plan: HardwarePlan = hardware.CODEC.parse(_text(folder / PLAN_FILE), PLAN_FILE)
    verify_network(network)
    quantised_ir.verify(quantised)
    verify_plan(plan, quantised)
    routed = Route(plan.names.library)(Placed(plan.cores, quantised))
    if hardware.CODEC.print(routed) != hardware.CODEC.print(plan):
        raise user_error("E005", f"the streams in '{folder / PLAN_FILE}' are not those that its cores need")
    if not network.name == quantised.name == plan.name or network.inputs != quantised.inputs:
        raise user_error("E005", f"the stages in '{folder}' are not of one network")
    files = {
        str(path.relative_to(folder)): _text(path, 1.0) for path in sorted(folder.glob("rtl/**/*")) if not path.is_dir()
    }
    return Compiled(network, quantised, plan, ArtifactSet(files))


def _text(path: Path, memory_per_byte: float = STAGE_MEMORY) -> str:
    """The text of a file of a compiled folder; E005 for one that cannot be read."""
    try:
        return read_input(path, memory_per_byte).decode()
    except OSError as err:
        raise user_error("E005", f"cannot read '{path}': {err.strerror}", hint=getattr(err, "hint", "")) from err
