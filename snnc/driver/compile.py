"""Compiling: from a spec to a folder of verified artifacts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from snnc.backends.artifacts import ArtifactSet
from snnc.backends.reports.text import report
from snnc.backends.verilog.emit import emit
from snnc.core.errors import user_error
from snnc.core.files import write_folder
from snnc.golden.run import calibrate
from snnc.ir import network as network_ir
from snnc.ir import quantised as quantised_ir
from snnc.ir.network import Network
from snnc.ir.options import QuantiseOptions
from snnc.ir.quantised import QuantisedNetwork
from snnc.passes.pipeline import Observer, run
from snnc.plan import hardware
from snnc.plan.hardware import HardwarePlan
from snnc.plan.verify import verify as verify_plan
from snnc.target.architecture import Architecture

#: The stages in a compiled folder, so that it can be simulated without its spec.
NETWORK_FILE, QUANTISED_FILE, PLAN_FILE = "network.json", "quantised.json", "plan.json"


@dataclass(frozen=True, eq=False)
class Compiled:
    """A compiled network: its stages, and every file of the design."""

    network: Network
    quantised: QuantisedNetwork
    plan: HardwarePlan
    artifacts: ArtifactSet

    def write(self, folder: str | Path) -> None:
        """Write all files to ``folder``, whole or not at all."""
        write_folder(Path(folder), self.artifacts.files)


def compile_network(
    network: Network,
    *,
    quantise: QuantiseOptions | None = None,
    architecture: Architecture | None = None,
    calibration: Mapping[str, np.ndarray] | None = None,
    observe: Observer = lambda name, text: None,
) -> Compiled:
    """Compile ``network`` to Verilog.

    ``calibration``: sample stimulus, bool [samples, steps, size] per input; it sizes potentials
    and weighs the traffic between cores. Raises :class:`UserError` or :class:`UnsupportedError`.
    """
    measured = calibrate(network, calibration) if calibration is not None else None
    stages = run(network, quantise or QuantiseOptions(), architecture or Architecture(), measured, observe)
    texts = {
        NETWORK_FILE: network_ir.CODEC.print(stages.network),
        QUANTISED_FILE: quantised_ir.CODEC.print(stages.quantised),
        PLAN_FILE: hardware.CODEC.print(stages.plan),
        "report.txt": report(stages.quantised, stages.plan),
    }
    artifacts = emit(stages.plan, stages.quantised) | ArtifactSet(texts)
    return Compiled(stages.network, stages.quantised, stages.plan, artifacts)


def load(folder: Path) -> Compiled:
    """The compiled network in ``folder``; :class:`UserError` E210 when there is none.

    The files may come from anybody: the stages are verified again, and the Verilog is taken from
    the folder as it is, since it is what is to be simulated.
    """
    texts = {}
    for name in (NETWORK_FILE, QUANTISED_FILE, PLAN_FILE):
        path = folder / name
        if not path.is_file():
            raise user_error(
                "E210", f"'{folder}' holds no compiled network ('{name}' is missing)", hint="run snnc compile"
            )
        texts[name] = path.read_text()
    network = network_ir.CODEC.parse(texts[NETWORK_FILE], NETWORK_FILE)
    quantised = quantised_ir.CODEC.parse(texts[QUANTISED_FILE], QUANTISED_FILE)
    plan = hardware.CODEC.parse(texts[PLAN_FILE], PLAN_FILE)
    for value, kind, name in (
        (network, Network, NETWORK_FILE),
        (quantised, QuantisedNetwork, QUANTISED_FILE),
        (plan, HardwarePlan, PLAN_FILE),
    ):
        if not isinstance(value, kind):
            raise user_error("E005", f"'{name}' does not hold a {kind.__name__}")
    quantised_ir.verify(quantised)
    verify_plan(plan, quantised)
    files = {
        str(path.relative_to(folder)): path.read_text() for path in sorted(folder.glob("rtl/**/*")) if path.is_file()
    }
    return Compiled(network, quantised, plan, ArtifactSet(files))
