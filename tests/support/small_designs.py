"""Small networks, each for a few parts of the generated text; together they render every branch of every template.

The docstring of a function is the purpose of its design, which is called like the function.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

import snnc
from snnc.backends.synth.pins import pins, pins_name
from snnc.backends.synth.vivado import vivado
from snnc.backends.verilog.emit import source_files
from snnc.backends.verilog.testbench import Scope, testbench, testbench_name
from snnc.numbers.fixed import Rounding
from snnc.program.integer_ops import MultiplyStyle
from snnc.target.architecture import Accumulators, Fold
from snnc.target.devices import device


@dataclass(frozen=True)
class Small:
    """What to compile, and how.

    ``outputs_only``: with a test bench that logs the outputs only, or states too; None: without one.
    ``chip``: with what a synthesis tool gets.
    """

    network: snnc.Network
    quantise: snnc.QuantiseOptions
    architecture: snnc.Architecture
    outputs_only: bool | None = None
    chip: bool = False


def build(small: Small) -> snnc.Compiled:
    """``small``, compiled."""
    return snnc.compile(small.network, quantise=small.quantise, architecture=small.architecture)


def files(small: Small) -> dict[str, str]:
    """The texts that are made of ``small``, by name; not the library, which is the same for every design."""
    compiled = build(small)
    plan, rtl = compiled.plan, [name for name in compiled.artifacts.files if name.startswith("rtl/")]
    texts = {name: compiled.artifacts.files[name] for name in rtl if "/lib/" not in name}
    if small.outputs_only is not None:
        stimulus = {source.name: np.ones((1, 2, source.size), np.uint8) for source in small.network.inputs}
        scope = Scope.STEPS if small.outputs_only else Scope.STATES
        name = f"bench/{testbench_name(plan)}.v"
        texts[name] = testbench(plan, compiled.quantised, stimulus, scope).files[name]
    if small.chip:
        wrapper = f"synth/{pins_name(plan)}.v"
        images = [name for name in rtl if name.endswith(".mem")]
        order = [*source_files([name for name in rtl if name.endswith(".v")]), wrapper]
        scripts = vivado(order, images, pins_name(plan), device("xc7a35t"), clock=100.0).files
        texts |= {wrapper: pins(plan)} | {f"synth/{name}": text for name, text in scripts.items()}
    return texts


def value_stream() -> Small:
    """Potentials leave the chip: computed rows, wires only, a multiplier that rounds toward zero, no pipeline."""
    b = snnc.NetworkBuilder("value_stream")
    b.input("x", 3)
    b.population("readout", 2, model="li", decay=0.9)
    b.connect("x", "readout", [[1, -2], [3, 0], [-1, 2]])
    b.output("readout", "v")
    return Small(
        b.build(),
        _bits(3, rounding=Rounding.TOWARD_ZERO, decay=MultiplyStyle.MULTIPLIER, decay_bits=5),
        snnc.Architecture(lanes=2, update_lanes=2, clock_mhz=20),
        chip=True,
    )


def shared_core() -> Small:
    """Three populations on one core: spikes and values, own parameters and initial values, long pipelines, queues."""
    b = snnc.NetworkBuilder("shared_core")
    b.input("x", 3)
    b.input("y", 2, events=3)
    b.population("plain", 3, model="if", threshold=4.0)
    rest = {"refractory": [0.0, 1.0, 2.0, 3.0, 1.0], "initial": {"v": [0.0, 1.0, 2.0, 3.0, 0.0]}}
    b.population("tired", 5, model="lif", decay=0.75, threshold=[4.0, 5.0, 6.0, 7.0, 8.0], **rest)
    b.population("sums", 2, model="li", decay=0.875)
    b.connect("x", "plain", [[1, 2, 3], [-1, 0, 2], [3, 1, -2]])
    b.connect("x", "tired", [[3, 1, 0, -1, 2], [1, 1, -3, 2, 2], [0, 2, 1, 3, 1]])
    b.connect("y", "sums", [[1, -1], [2, 3]])
    b.connect("plain", "tired", 1.0, delay=2)
    b.connect("tired", "plain", -1.0, delay=1)
    b.output("tired")
    b.output("tired", "refractory_left", name="rest")
    b.output("sums", "v", name="totals")
    architecture = snnc.Architecture(lanes=4, update_lanes=2, clock_mhz=300, overlap=False)
    return Small(b.build(), _bits(3, fraction_bits=2), architecture, outputs_only=False, chip=True)


def row_table() -> Small:
    """Sparse rows from a table with offsets, equal ones stored once; one update lane for two lanes; a late reset."""
    b = snnc.NetworkBuilder("row_table")
    b.input("x", 5)
    b.population("cells", 12, model="lif", decay=0.5, threshold=3.0, fire=">", reset_time="next_start")
    pairs = ([0, 0, 0, 1, 2, 2, 4, 4, 4], [0, 5, 11, 3, 1, 8, 0, 5, 11])
    b.connect("x", "cells", [1, 2, 3, -1, 2, 2, 1, 2, 3], kind="sparse", pairs=pairs)
    b.output("cells")
    return Small(b.build(), _bits(3), snnc.Architecture(lanes=2, update_lanes=1, clock_mhz=130))


def block_sums() -> Small:
    """Sums in block RAM, in two banks and in one; the last group of neurons is not full."""
    b = snnc.NetworkBuilder("block_sums")
    b.input("x", 2)
    b.population("two_banks", 6, model="if", threshold=3.0)
    b.population("one_bank", 5, model="if", threshold=2.0)
    b.connect("x", "two_banks", [[1, 2, 3, -1, -2, 0], [3, 1, -1, 2, 2, 1]])
    b.connect("two_banks", "one_bank", [[1, -1, 1, 0, 2], [2, 1, -1, 1, 0]] * 3)
    b.output("one_bank")
    folds = (("two_banks", Fold(overlap=True)), ("one_bank", Fold(overlap=False)))
    kind = Accumulators.BLOCK
    return Small(b.build(), _bits(3), snnc.Architecture(lanes=2, update_lanes=2, accumulators=kind, populations=folds))


def weight_slices() -> Small:
    """A synapse memory so deep that it is cut into slices, behind a long row of axons."""
    b = snnc.NetworkBuilder("weight_slices")
    axons = np.arange(1500)
    b.input("x", axons.size)
    b.population("pair", 2, model="if", threshold=100.0)
    b.connect("x", "pair", np.stack([axons % 63 - 31, axons // 24 - 31], axis=1))
    b.output("pair")
    return Small(b.build(), _bits(6), snnc.Architecture(lanes=2))


def one_bit() -> Small:
    """Weights of +1 and -1, a bit each; saturating potentials; a router of one tap round neurons nobody listens to."""
    b = snnc.NetworkBuilder("one_bit")
    b.input("x", 4)
    b.population("unheard", 2, model="if", threshold=2.0)
    b.population("votes", 3, model="if", threshold=2.0, reset="value", reset_value=0.0)
    b.connect("x", "unheard", [[1, 1], [-1, 1], [1, -1], [-1, -1]])
    b.connect("x", "votes", [[1, 1, 1], [-1, 1, -1], [-1, -1, 1], [1, -1, -1]])
    b.output("votes")
    b.probe("unheard")
    return Small(b.build(), _bits(1, bits=3), snnc.Architecture(lanes=4, update_lanes=4))


def spread() -> Small:
    """A population over two cores whose values meet in one output, and spikes that go to both, now and later."""
    b = snnc.NetworkBuilder("spread")
    b.input("x", 2)
    b.population("hidden", 4, model="lif", decay=0.75, threshold=2.0)
    b.population("readout", 5, model="li", decay=0.75)
    b.connect("x", "hidden", [[2, 1, -1, 3], [1, 3, 2, -2]])
    b.connect("hidden", "readout", 1.0)
    b.connect("hidden", "readout", [[1, -1, 2, 0, 1], [0, 3, 1, 1, -1], [2, 2, -3, 1, 0], [1, 0, 1, -1, 2]], delay=3)
    b.output("readout", "v")
    return Small(
        b.build(),
        _bits(3),
        snnc.Architecture(lanes=2, populations=(("readout", Fold(cores=2)),)),
        outputs_only=True,
    )


def names() -> Small:
    """Names that Verilog cannot hold; inputs that nothing reads; a core that sends nothing, for a probe only."""
    b = snnc.NetworkBuilder("layer 1, by hand")
    for name in ("fc1.weight", "1st", "rst"):
        b.input(name, 2)
    b.population("größe", 2, model="lif", decay=0.5, threshold=1.0)
    b.population("module", 3, model="if", threshold=1.0)
    b.population("layer  1", 2, model="if", threshold=1.0)
    b.connect("fc1.weight", "größe", [[1, 0], [0, 1]])
    b.connect("fc1.weight", "module", [[1, 0, 1], [0, 1, 1]])
    b.connect("größe", "layer  1", 1.0)
    b.output("größe", name="*/")
    b.output("module", name="-")
    b.probe("layer  1", "v")
    return Small(b.build(), _bits(2), snnc.Architecture(lanes=4))


def bias_only() -> Small:
    """Neurons that no synapse reaches, so that their sums have no bits; a bias alone drives them."""
    b = snnc.NetworkBuilder("bias_only")
    b.input("x", 2)
    b.population("clock", 2, model="if", threshold=8.0, bias=[1.0, 3.0], reset="subtract")
    b.connect("x", "clock", [[0.0, 0.0], [0.0, 0.0]])
    b.output("clock")
    return Small(b.build(), _bits(2), snnc.Architecture(lanes=2, update_lanes=2, clock_mhz=20))


def synaptic_current() -> Small:
    """Neurons with a synaptic current, a second state with a scale of its own; together more than 64 bits."""
    b = snnc.NetworkBuilder("synaptic_current")
    b.input("x", 2)
    given = {"reset": "value", "reset_value": 0.0, "reset_time": "next_end"}
    b.population("cells", 2, model="cuba_lif", threshold=4.0, tau=8.0, tau_syn=3.0, **given)
    b.connect("x", "cells", [[3.0, 1.0], [-2.0, 2.0]])
    b.output("cells")
    architecture = snnc.Architecture(lanes=2, update_lanes=1, clock_mhz=100)
    return Small(b.build(), _bits(4, bits=32), architecture, outputs_only=False)


def several_spikes() -> Small:
    """Neurons that send up to five spikes in a step beside neurons that send one, back onto themselves, and out."""
    b = snnc.NetworkBuilder("several_spikes")
    b.input("x", 2)
    b.population("bursts", 3, model="lif", decay=0.75, threshold=2.0, max_spikes=5)
    b.population("single", 2, model="if", threshold=3.0)
    b.connect("x", "bursts", [[3.0, 1.0, 2.0], [-2.0, 2.0, 3.0]])
    b.connect("bursts", "bursts", -1.0, delay=2)
    b.connect("bursts", "single", 1.0, delay=1)
    b.output("bursts")
    b.output("single")
    architecture = snnc.Architecture(lanes=2, update_lanes=2, clock_mhz=100, overlap=False)
    return Small(b.build(), _bits(3), architecture, outputs_only=False)


def two_receptors() -> Small:
    """A neuron of two receptors beside one of one: sums of two widths, a place for each, and tags for both."""
    b = snnc.NetworkBuilder("two_receptors")
    b.input("e", 3)
    b.input("i", 2, events=2)
    given = {"reset": "value", "reset_value": 0.0, "decay": 0.75, "decay_exc": 0.5, "decay_inh": 0.75}
    b.population("cells", 3, model="if_curr_exp", threshold=4.0, **given)
    b.population("plain", 2, model="if", threshold=3.0)
    b.connect("e", "cells", [[3.0, 1.0, 2.0], [1.0, 2.0, 0.0], [0.0, 3.0, 1.0]])
    b.connect("i", "cells", [[-1.0, 0.0, -2.0], [-2.0, -1.0, -3.0]], receptor="inh")
    b.connect("e", "plain", [[1.0, 2.0], [0.0, 1.0], [3.0, -1.0]])
    b.connect("plain", "cells", -1.0, receptor="inh", delay=1)
    b.output("cells")
    b.output("plain")
    architecture = snnc.Architecture(lanes=2, update_lanes=1, clock_mhz=100, overlap=True)
    return Small(b.build(), _bits(3), architecture, outputs_only=False)


def receptors_in_one_word() -> Small:
    """As many lanes as neurons, so that a place is a receptor; dense rows to both receptors, which need no tags."""
    b = snnc.NetworkBuilder("receptors_in_one_word")
    b.input("x", 3)
    b.population("cells", 2, model="if_curr_exp", threshold=4.0, decay=0.75, decay_exc=0.5, decay_inh=0.75)
    b.connect("x", "cells", [[3.0, 1.0], [1.0, 2.0], [0.0, 3.0]])
    b.connect("x", "cells", [[-1.0, 0.0], [0.0, -2.0], [-3.0, -1.0]], receptor="inh")
    b.output("cells", "v")
    return Small(b.build(), _bits(3), snnc.Architecture(lanes=2, update_lanes=2, clock_mhz=20))


def numbers() -> Small:
    """Real values in, among spikes; a relay and neurons of a loop that take both; the numbers of a relay leave."""
    b = snnc.NetworkBuilder("numbers")
    b.input("x", 3, current=(-7.0, 7.0), bits=4)
    b.input("s", 2)
    b.population("rate", 3, model="relu", largest=32.0, bias=1.0)
    b.population("sum", 1, model="relay", largest=16.0)
    b.population("cells", 2, model="lif", decay=0.75, threshold=8.0)
    b.connect("x", "rate", [[3.0, 1.0, 0.0], [-1.0, 2.0, 1.0], [0.0, 1.0, -2.0]])
    b.connect("s", "rate", [[1.0, 2.0, 3.0], [-1.0, 1.0, 2.0]])
    b.connect("rate", "sum", [[1.0], [2.0], [1.0]])
    b.connect("sum", "cells", [[1.0, -1.0]])
    b.connect("cells", "cells", [[0.0, -1.0], [1.0, 0.0]], delay=1)
    b.output("sum")
    b.output("cells")
    options = snnc.QuantiseOptions(snnc.WeightOptions(3), snnc.StateOptions(number_bits=5))
    return Small(b.build(), options, snnc.Architecture(lanes=2, update_lanes=1, clock_mhz=100), outputs_only=False)


def random_spikes() -> Small:
    """Sources of random spikes beside neurons in one core: by rate, with few bits, under spikes, seen from outside."""
    b = snnc.NetworkBuilder("random_spikes")
    b.input("x", 2)
    b.population("free", 3, model="poisson", rate=0.25)
    b.population("driven", 1, model="poisson", seed=1)
    b.population("cells", 2, model="if", threshold=2.0)
    b.connect("x", "driven", [[0.5], [-0.25]])
    b.connect("x", "cells", [[1.0, 2.0], [1.0, -1.0]])
    b.output("free")
    b.output("driven", "p", name="p")
    b.output("cells")
    return Small(b.build(), _bits(4, bits=10), snnc.Architecture(lanes=2, cores=1), outputs_only=False)


def exponential_rise() -> Small:
    """Gains, and the tables of a function: what it is at some places, and what it rises by up to the next."""
    b = snnc.NetworkBuilder("exponential_rise")
    b.input("x", 2)
    given = {"threshold": 4.0, "reset_value": 0.0, "rest": 0.0, "rheobase": 2.0, "slope_factor": 1.0, "pace": 0.25}
    b.population("cells", 2, model="eif", **given)
    b.connect("x", "cells", [[3.0, 1.0], [-2.0, 2.0]])
    b.output("cells")
    options = snnc.QuantiseOptions(snnc.WeightOptions(3), snnc.StateOptions(fraction_bits=2, gain_error=2.0**-4))
    return Small(b.build(), options, snnc.Architecture(lanes=1, clock_mhz=100), outputs_only=False)


def _bits(weights: int, **state: object) -> snnc.QuantiseOptions:
    return snnc.QuantiseOptions(snnc.WeightOptions(weights), snnc.StateOptions(**state))


DESIGNS: tuple[Callable[[], Small], ...] = (
    bias_only,
    synaptic_current,
    several_spikes,
    numbers,
    random_spikes,
    exponential_rise,
    value_stream,
    shared_core,
    row_table,
    block_sums,
    weight_slices,
    one_bit,
    spread,
    names,
    two_receptors,
    receptors_in_one_word,
)
