"""HardwarePlan -> Verilog: the generated modules, the library modules they use, memory images."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping

from snnc.backends.artifacts import ArtifactSet
from snnc.backends.verilog.core.module import core_text
from snnc.backends.verilog.core.section import view
from snnc.backends.verilog.memories import memory_images
from snnc.backends.verilog.naming import neuron_module, top_module
from snnc.backends.verilog.neuron import neuron
from snnc.backends.verilog.top import top
from snnc.core.names import LIBRARY_MODULES
from snnc.core.resources import resource
from snnc.ir.quantised import QuantisedNetwork
from snnc.plan.hardware import HardwarePlan

#: Library modules by folder of ``hw/rtl``; all are handed over, so that a design is complete.
LIBRARY = (
    "memory/rom.v",
    "memory/sdp_ram.v",
    "stream/skid_buffer.v",
    "stream/stream_fifo.v",
    "stream/stream_fork.v",
    "router/route_filter.v",
    "router/packet_delay.v",
    "router/packet_merge.v",
    "router/router_tap.v",
    "router/spike_router.v",
    "core/row_fetch.v",
    "core/gather_sequencer.v",
    "core/sweep_sequencer.v",
    "core/word_tags.v",
    "core/lane_accumulator.v",
    "core/event_serialiser.v",
    "core/event_repeater.v",
    "core/weight_scaler.v",
)
#: Those that only some designs have: where a neuron spikes several times in a step, and where events carry numbers.
_REPEATER, _SCALER = "core/event_repeater.v", "core/weight_scaler.v"
_LIBRARY_NAME = re.compile(rf"\b(?:{'|'.join(sorted(LIBRARY_MODULES))})\b")


def emit(plan: HardwarePlan, network: QuantisedNetwork, text: str) -> ArtifactSet:
    """All Verilog and memory images: ``rtl/lib/*.v``, ``rtl/*.v``, ``rtl/*.mem``.

    ``text``: the text form of ``plan``; the top module tells its digest.
    """
    files = {}
    used = {_REPEATER: any(core.events > 1 for core in plan.cores), _SCALER: any(core.scaled for core in plan.cores)}
    for path in (path for path in LIBRARY if used.get(path, True)):
        files[f"rtl/lib/{path.rsplit('/', 1)[1]}"] = (resource("hw") / "rtl" / path).read_text()
    for item in plan.cores:
        for datapath in item.datapaths:
            module = neuron_module(plan, item, datapath.population)
            population = network.population(datapath.population)
            files[f"rtl/{module}.v"] = neuron(module, population, datapath, item.update_stages)
        seen = view(plan, item, network)
        files[f"rtl/{seen.module}.v"] = core_text(seen, network.name)
        for name, image in memory_images(seen.module, seen.blocks).items():
            files[f"rtl/{name}"] = image
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    files[f"rtl/{top_module(plan)}.v"] = top(plan, digest)
    if plan.names.library:
        files = dict(_prefixed(files, plan.names.library))
    return ArtifactSet(dict(sorted(files.items())))


def _prefixed(files: Mapping[str, str], prefix: str) -> Iterator[tuple[str, str]]:
    """``files`` with ``prefix`` before the names of the library modules, in names and in texts.

    Nothing else in a design is called like one of them.
    """
    for name, text in files.items():
        if name.endswith(".v"):
            named = f"rtl/lib/{prefix}{name.rsplit('/', 1)[1]}" if name.startswith("rtl/lib/") else name
            yield named, _LIBRARY_NAME.sub(lambda found: prefix + found[0], text)
        else:
            yield name, text


def source_files(names: list[str]) -> list[str]:
    """The Verilog files among ``names``: library first, then generated, the top level last."""
    verilog = [name for name in names if name.endswith(".v")]
    return sorted(verilog, key=lambda name: ("/lib/" not in name, "__" not in name, name))
