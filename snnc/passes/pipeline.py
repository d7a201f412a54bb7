"""The whole pipeline on one page."""

from __future__ import annotations

from snnc.ir.network import Network
from snnc.ir.options import Calibration, QuantiseOptions
from snnc.ir.options import verify as verify_options
from snnc.ir.quantised import QuantisedNetwork
from snnc.passes.allocate import Allocate
from snnc.passes.chain import Chain, PassObserver, Stages, ignore
from snnc.passes.check import Check
from snnc.passes.normalise import Normalise
from snnc.passes.partition import Partition
from snnc.passes.place import Place
from snnc.passes.quantise import Quantise
from snnc.passes.route import Route
from snnc.passes.schedule import Schedule
from snnc.plan.hardware import HardwarePlan
from snnc.plan.stages import Placed
from snnc.target.architecture import Architecture
from snnc.target.architecture import verify as verify_architecture


def numbers(options: QuantiseOptions, calibration: Calibration | None = None) -> Chain[Network, QuantisedNetwork]:
    """The passes that know of no hardware."""
    return (
        # Meaning: nothing below may meet a network that breaks a rule.
        Chain.of(Check())
        # One form for networks that mean the same, so that equal networks give equal hardware.
        .then(Normalise())
        # Numbers: the contract that golden executes and the hardware must equal.
        .then(Quantise(options, calibration))
    )


def cores(
    architecture: Architecture, calibration: Calibration | None = None, populations: tuple[str, ...] = ()
) -> Chain[QuantisedNetwork, Placed]:
    """The passes that make cores. ``populations``: only of these, which are all of one level; none named: of all."""
    return (
        # Space: fold and partition first, since who shares a core decides what is stored there.
        Chain.of(Partition(architecture, calibration, populations))
        # Memories: rows of synapses depend on the slots that neurons got, and on nothing below.
        .then(Allocate(architecture.synapse_words_per_core))
        # Time: registers in the datapaths, for the clock; needs only who is hosted.
        .then(Schedule(architecture.clock_mhz))
        # Cores: widths follow from the weights in memory.
        .then(Place(architecture, calibration))
    )


def pipeline(
    options: QuantiseOptions, architecture: Architecture, calibration: Calibration | None = None
) -> Chain[Network, HardwarePlan]:
    """All passes."""
    # Streams come last: they join slots and axons, which all cores must have got by then.
    return numbers(options, calibration).join(cores(architecture, calibration)).then(Route(architecture.library_prefix))


#: The names of all passes, in order.
PASSES = pipeline(QuantiseOptions(), Architecture()).names


def run_pipeline(
    network: Network,
    options: QuantiseOptions,
    architecture: Architecture | None = None,
    calibration: Calibration | None = None,
    *,
    upto: str = PASSES[-1],
    observe: PassObserver = ignore,
) -> Stages:
    """From ``network`` to the stage that the pass called ``upto`` makes; to a plan by default.

    Raises :class:`UserError` E107 and E170 for options and an architecture out of range, and what the
    passes raise.
    """
    architecture = architecture or Architecture()
    verify_options(options)
    verify_architecture(architecture)
    return pipeline(options, architecture, calibration).apply(network, upto, observe)


def quantise(
    network: Network, options: QuantiseOptions, calibration: Calibration | None = None
) -> tuple[Network, QuantisedNetwork]:
    """``network`` in its one form, and in integers; errors as of :func:`run_pipeline`."""
    stages = run_pipeline(network, options, calibration=calibration, upto=Quantise.name)
    return stages.after(Normalise), stages.after(Quantise)
