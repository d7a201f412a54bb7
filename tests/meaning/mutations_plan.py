"""Mutants of the passes that place integers on cores: see ``mutants.py``.

By file: name, text, and what it becomes. The text occurs once in the file.
"""

from __future__ import annotations

from meaning.mutations import Rows

MUTATIONS: dict[str, Rows] = {
    "passes/allocate.py": [
        (
            "rows of one block at another's place",
            "block.base + at for block, at in parts",
            "block.base for block, _ in parts",
        ),
        (
            "delays share axons",
            "groups.setdefault((projection.source, projection.delay), [])",
            "groups.setdefault((projection.source, min(1, projection.delay)), [])",
        ),
        ("axons overlap", "first += size", "first += size - (size > 1)"),
        (
            "sparse sums overwrite",
            "np.add.at(words, (place.reshape(-1), slot % lanes), weight)",
            "words[place.reshape(-1), slot % lanes] = weight",
        ),
        (
            "rows shared without their offsets",
            "key = words[row].tobytes() + offset[row].tobytes()",
            "key = words[row].tobytes()",
        ),
        (
            "rows shared by their first word",
            "key = words[row].tobytes() + offset[row].tobytes()",
            "key = words[row][:1].tobytes() + offset[row].tobytes()",
        ),
        ("offsets left out", "None if consecutive else offsets,", "None,"),
        (
            "start of a row forgotten",
            "start=start + low, length=length, weights=merged",
            "start=start, length=length, weights=merged",
        ),
        ("rows of one length are computed", "np.all(base == steps))", "base[0] == steps[0])"),
    ],
    "passes/place.py": [
        (
            "sums as wide as weights",
            "(ports[k].type.width for ports in inputs if k < len(ports))",
            "(ports[k].type.width - 1 for ports in inputs if k < len(ports))",
        ),
        ("values without a sign bit", "kind.width + (not kind.signed)", "kind.width"),
        ("only outputs need spikes", "needed = {p.source for p in network.projections}", "needed: set[str] = set()"),
        (
            "weights one bit short",
            "max(2, signed_width(Interval(int(weights.min()), int(weights.max()))))",
            "max(2, signed_width(Interval(int(weights.min()), int(weights.max()))) - 1)",
        ),
        ("zero weights are signs", "np.all(np.abs(weights) == 1)", "np.all(np.abs(weights) <= 1)"),
    ],
    "passes/route.py": [
        (
            "delay forgotten",
            "taps.append(_tap(sources[source], StreamKind.CORE.of(core.name), delay, wanted))",
            "taps.append(_tap(sources[source], StreamKind.CORE.of(core.name), min(delay, 1), wanted))",
        ),
        (
            "last neuron of an input left out",
            "Range(0, block.size - 1, block.first)",
            "Range(0, max(0, block.size - 2), block.first)",
        ),
        ("axons of an input from the first", "Range(0, block.size - 1, block.first)", "Range(0, block.size - 1, 0)"),
        ("slots counted from the neuron", "base + part.first - slots.start", "base - slots.start"),
        ("slots without lanes", "slots = part.slots(host.lanes)", "slots = part.slots(1)"),
        (
            "ranges merged in spite of their offsets",
            "if merged and merged[-1].last + 1 == item.first and merged[-1].offset == item.offset:",
            "if merged and merged[-1].last + 1 == item.first:",
        ),
        (
            "only the first core of a population",
            "ranges.setdefault((StreamKind.CORE.of(host.name), block.delay), []).extend(found)",
            "ranges.setdefault((StreamKind.CORE.of(cores[0].name), block.delay), []).extend(found)",
        ),
        ("a wire in spite of an offset", "or tap.ranges[0].offset or tap.ranges[0].first:", ":"),
        (
            "a queue one packet short",
            "delay * packet_beats(merged, source.events)",
            "(delay - 1) * packet_beats(merged, source.events)",
        ),
        (
            "outputs of values take spikes",
            "kind = StreamKind.CORE if output.variable == SPIKES else StreamKind.VALUES",
            "kind = StreamKind.CORE",
        ),
    ],
}
