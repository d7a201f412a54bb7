"""The whole pipeline on one page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from snnc.core.errors import user_error
from snnc.ir import quantised as quantised_ir
from snnc.ir.network import CODEC as NETWORK_CODEC
from snnc.ir.network import Network
from snnc.ir.options import Calibration, QuantiseOptions
from snnc.ir.options import verify as verify_options
from snnc.ir.quantised import QuantisedNetwork
from snnc.ir.verify import verify as verify_network
from snnc.passes.normalise import normalise
from snnc.passes.partition import Partition
from snnc.passes.place import Place
from snnc.passes.quantise import Quantise
from snnc.passes.route import route
from snnc.plan import hardware
from snnc.plan.hardware import HardwarePlan
from snnc.plan.verify import verify as verify_plan
from snnc.target.architecture import Architecture
from snnc.target.architecture import verify as verify_architecture

#: Called after every pass that yields a stage, with the pass's name and the stage's text form.
Observer = Callable[[str, Callable[[], str]], None]

PASSES = ("check", "normalise", "quantise", "plan")


@dataclass(frozen=True, eq=False)
class Stages:
    """What the pipeline leaves behind."""

    network: Network
    quantised: QuantisedNetwork
    plan: HardwarePlan


def normal_form(network: Network, observe: Observer = lambda name, text: None) -> Network:
    """The network in its one form, still in real numbers."""
    # Meaning: nothing below may meet a network that breaks a rule.
    verify_network(network)
    observe("check", lambda: NETWORK_CODEC.print(network))
    # One form for networks that mean the same, so that equal networks give equal hardware.
    normal = verify_network(normalise(network))
    observe("normalise", lambda: NETWORK_CODEC.print(normal))
    return normal


def quantise(
    network: Network,
    options: QuantiseOptions,
    calibration: Calibration | None = None,
    observe: Observer = lambda name, text: None,
) -> tuple[Network, QuantisedNetwork]:
    """The stages that know of no hardware: the network in its one form, and in integers.

    Raises :class:`UserError` E180 where ``options`` have a target for which no bits were chosen yet.
    """
    verify_options(options)
    network = normal_form(network, observe)
    if options.target is not None:
        raise user_error(
            "E180",
            f"the bits that keep the target ({options.target}) have not been chosen",
            hint="give a stimulus to choose them by, here with --calibrate X.npz where the command has it, "
            "or once and for all: snnc bits SPEC --input X.npz -o CHOSEN.yaml",
            part=("quantise", "target"),
        )
    # Numbers: the contract that golden executes and the hardware must equal.
    quantised = quantised_ir.verify(Quantise(options, calibration)(network))
    observe("quantise", lambda: quantised_ir.CODEC.print(quantised))
    return network, quantised


def run(
    network: Network,
    options: QuantiseOptions,
    architecture: Architecture,
    calibration: Calibration | None = None,
    observe: Observer = lambda name, text: None,
) -> Stages:
    """From a network to a plan. Every stage is verified before the next pass sees it."""
    verify_architecture(architecture)
    network, quantised = quantise(network, options, calibration, observe)
    # Space: fold and partition first (who shares a core), then memories, then the streams between.
    assignments = Partition(architecture, calibration)(quantised)
    cores = Place(architecture)(quantised, assignments)
    plan = verify_plan(route(quantised, cores), quantised)
    observe("plan", lambda: hardware.CODEC.print(plan))
    return Stages(network, quantised, plan)


def text_after(name: str, network: Network, options: QuantiseOptions, architecture: Architecture) -> str:
    """The stage that pass ``name`` yields, as text; no pass behind it runs."""
    texts: dict[str, Callable[[], str]] = {}

    def observe(name: str, text: Callable[[], str]) -> None:
        texts[name] = text

    if name in ("check", "normalise"):
        normal_form(network, observe)
    elif name == "quantise":
        quantise(network, options, observe=observe)
    else:
        run(network, options, architecture, observe=observe)
    return texts[name]()
