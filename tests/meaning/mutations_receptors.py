"""Mutants of what several receptors of a neuron need, from their model to their place on a core: see ``mutants.py``.

By file: name, text, and what it becomes. The text occurs once in the file.
"""

from __future__ import annotations

from meaning.mutations import Rows

MUTATIONS: dict[str, Rows] = {
    "neurons/if_curr_exp.py": [
        ("receptors in the other order", "receptors = (_EXC, _INH)", "receptors = (_INH, _EXC)"),
        ("both currents fed by one receptor", "decay=_DECAY_INH, fed=_INH", "decay=_DECAY_INH, fed=_EXC"),
        ("one decay for both currents", "decay=_DECAY_INH, fed=_INH", "decay=_DECAY_EXC, fed=_INH"),
        ("inhibition subtracted", "Add(exc, inh)", "Subtract(exc, inh)"),
        ("inhibition not felt", "Add(exc, inh)", "Add(exc, exc)"),
        ("currents of the step before", "Add(exc, inh)", "Add(_I_EXC.name, inh)"),
        ("bias left out of the drive", 'b.put("drive", Add(moves, BIAS.name)', 'b.put("drive", Add(moves, moves)'),
        ("states swapped", "(_I_EXC.name, exc), (_I_INH.name, inh)", "(_I_EXC.name, inh), (_I_INH.name, exc)"),
    ],
    "frontends/builder.py": [
        (
            "receptor of a projection forgotten",
            "first.get(each.target, INPUT) if each.receptor is None else each.receptor",
            "first.get(each.target, INPUT)",
        ),
        ("the last receptor is the default", "program.receptors[0].name", "program.receptors[-1].name"),
    ],
    "passes/quantise.py": [
        (
            "every projection ends at the first receptor",
            "receptor=projection.receptor,",
            "receptor=projection.receptor if projection.receptor == 'input' else 'exc',",
        ),
        (
            "range of the first receptor for all",
            "target=name, size=population.size, receptor=receptor.name",
            "target=name, size=population.size, receptor=population.program.receptors[0].name",
        ),
    ],
    "ir/quantised.py": [
        (
            "range of all receptors together",
            "if (projection.target, projection.receptor) == (target, receptor):",
            "if projection.target == target:",
        ),
    ],
    "program/lower.py": [
        (
            "port of the first receptor for all",
            "ports.append(Port(receptor.name, Role.INPUT, IntType.holding(how.input_ranges[receptor.name])))",
            "ports.append(Port(receptor.name, Role.INPUT, IntType.holding(next(iter(how.input_ranges.values())))))",
        ),
        (
            "only the first receptor is shifted",
            "        if finer:\n            current",
            "        if receptor == program.receptors[0] and finer:\n            current",
        ),
    ],
    "program/affine.py": [
        ("one slope for all receptors", "self.variable(len(states) + k)", "self.variable(len(states))"),
        (
            "what is added to states begins at the receptors",
            "self.variable(self.read + self.states.index(state))",
            "self.variable(len(self.states) + 1 + self.states.index(state))",
        ),
    ],
    "advice/potential.py": [
        ("all input at the first receptor", "receptors.index(projection.receptor)", "0"),
    ],
    "golden/engine.py": [
        (
            "spikes of a loop end at the first receptor",
            "arrived[pathway.receptor] = arrived[pathway.receptor] + late",
            "arrived[cell.receptors[0]] = arrived[cell.receptors[0]] + late",
        ),
        (
            "every receptor gathers everything",
            "ending = [pathway for pathway in feeding if pathway.receptor == receptor]",
            "ending = feeding",
        ),
        (
            "receptors swapped",
            "for receptor, current in currents.items()}",
            "for receptor, current in zip(currents, reversed(currents.values()))}",
        ),
    ],
    "passes/allocate.py": [
        (
            "every row ends at the first receptor",
            "network.receptor_of(projection) * stride + part.word",
            "part.word",
        ),
        (
            "receptors a word too close",
            "network.receptor_of(projection) * stride + part.word",
            "network.receptor_of(projection) * (stride - 1) + part.word",
        ),
        (
            "dense rows over places without sums",
            "and words != stride",
            "and False",
        ),
    ],
    "passes/place.py": [
        ("sums of the first receptor for all", "ports[k].type.width for ports", "ports[0].type.width for ports"),
        (
            "as many receptors as the first population has",
            "range(receptors_of(assignment.slices, network))",
            "range(len(inputs[0]))",
        ),
    ],
}
