"""Mutants of neuron models, of how populations are given and of their normal form: see ``mutants.py``.

By file: name, text, and what it becomes. The text occurs once in the file.
"""

from __future__ import annotations

from meaning.mutations import Rows

MUTATIONS: dict[str, Rows] = {
    "neurons/membrane.py": [
        ("bias ignored", "if BIAS.name in given:\n            return Current", "if False:\n            return Current"),
        ("bias subtracted", "Add(INPUT, BIAS.name)", "Subtract(INPUT, BIAS.name)"),
        ("rest not subtracted", "Subtract(v, REST.name)", "Add(v, REST.name)"),
        ("rest not added again", "Add(kept, REST.name)", "Subtract(kept, REST.name)"),
        ("input first loses its input", 'v = b.put("charged", Add(v, drive)', 'b.put("charged", Add(v, drive)'),
        ("input not added", 'b.put("integrated", Add(v, drive)', 'b.put("integrated", Subtract(v, drive)'),
        ("at least is above", "AtLeast(x, THRESHOLD.name) if", "Above(x, THRESHOLD.name) if"),
        ("above is at least", "else Above(x, THRESHOLD.name)", "else AtLeast(x, THRESHOLD.name)"),
        ("comparisons swapped", "if fire is Fire.AT_LEAST else", "if fire is Fire.ABOVE else"),
        (
            "threshold compared with the old potential",
            "else Above(x, THRESHOLD.name)",
            "else Above(V.name, THRESHOLD.name)",
        ),
        ("mask holds nothing back", "Select(resting, zero, drive)", "Select(resting, drive, drive)"),
        ("mask spares the bias", "Select(resting, zero, drive)", "Select(resting, zero, INPUT)"),
        ("mask inverted", "Select(resting, zero, drive)", "Select(resting, drive, zero)"),
        ("hold discards a late reset", "Select(holding, v, x)", "Select(holding, V.name, x)"),
        ("hold inverted", "Select(holding, v, x)", "Select(holding, x, v)"),
        ("held one step more", "Above(_LEFT.name, free)", "AtLeast(_LEFT.name, free)"),
        ("held for all refractory steps", "Subtract(STEPS.name, HELD.name)", "Subtract(HELD.name, HELD.name)"),
        ("blocked may fire", "silent_while = resting\n", 'silent_while = ""\n'),
        ("held may fire", "silent_while = holding\n", 'silent_while = ""\n'),
        (
            "allowed is blocked",
            'chosen["refractory_fire"] is RefractoryFire.BLOCKED:\n            silent',
            "True:\n            silent",
        ),
        ("refractory one step less", 'Literal(1), ""', 'Literal(2), ""'),
        ("refractory never ends", "Select(resting, less, _LEFT.name)", "Select(resting, _LEFT.name, _LEFT.name)"),
        ("a spike does not start the count", "Select(spike, STEPS.name, waited)", "Select(spike, waited, waited)"),
        ("count started one short", "Select(spike, STEPS.name, waited)", "Select(spike, less, waited)"),
        (
            "late reset at the start is at the end",
            'late and chosen["reset_time"] is ResetTime.NEXT_START',
            "late and False",
        ),
        (
            "late reset at the end is left out",
            'late and chosen["reset_time"] is ResetTime.NEXT_END',
            "late and False",
        ),
        ("reset by subtraction adds", "Subtract(v, THRESHOLD.name)", "Add(v, THRESHOLD.name)"),
        (
            "reset to a value subtracts",
            'if chosen["reset"] is Reset.VALUE:\n        return',
            "if False:\n        return",
        ),
        ("reset inverted", "Select(flag, RESET_VALUE.name, v)", "Select(flag, v, RESET_VALUE.name)"),
        (
            "fired is what crossed",
            "next_state.append((_FIRED.name, spike))",
            'next_state.append((_FIRED.name, "crossed"))',
        ),
        ("li without its bias", "chosen, given, v=V.name, drive=drive)", "chosen, given, v=V.name, drive=INPUT)"),
        (
            "a spike empties the current",
            "        return Program(\n            name=self.name,",
            "        if spike and current.states:\n"
            '            nothing = b.put("nothing", Literal(0, current.states[0].quantity), "")\n'
            '            left = b.put("emptied", Select(spike, nothing, current.next_state[0][1]), "")\n'
            "            own = ((current.states[0].name, left),)\n"
            "            current = Current(current.value, current.word, current.states, own)\n"
            "        return Program(\n            name=self.name,",
        ),
        (
            "no value is needed to reset to",
            '{RESET_VALUE.name} if chosen.get("reset") is Reset.VALUE else set()',
            "set()",
        ),
        (
            "a rest of 1 is neutral",
            "purpose=Purpose.REST, of=V.name),\n    neutral=0.0",
            "purpose=Purpose.REST, of=V.name),\n    neutral=1.0",
        ),
        (
            "decay of zero is neutral",
            'purpose=Purpose.DECAY, of=V.name),\n    tau="tau"',
            'purpose=Purpose.DECAY, of=V.name),\n    neutral=0.0, tau="tau"',
        ),
        (
            "reset value is neutral at zero",
            'default="needed for reset: value",',
            'neutral=0.0, default="needed for reset: value",',
        ),
        (
            "every reset is at once",
            'if chosen["reset"] is Reset.NONE:\n',
            'if chosen["reset"] is not Reset.VALUE:\n',
        ),
        ("refractory neurons always hold", "if STEPS.name not in values:", "if True:"),
        (
            "blocked forgotten where nothing is held",
            'elif held is None and chosen["refractory_mode"] is Refractory.HOLD:',
            "elif held is None:",
        ),
        (
            "held for all when for some",
            "np.all(np.asarray(held) == values[STEPS.name])",
            "np.any(np.asarray(held) == values[STEPS.name])",
        ),
        ("held for none is held for all", 'chosen["refractory_mode"] = Refractory.MASK', "pass"),
    ],
    "neurons/cuba_lif.py": [
        ("bias ignored", "if biased else INPUT", "if False else INPUT"),
        (
            "the bias moves the potential alone",
            'kept = b.put("i_kept", Scale(_I.name, _DECAY_SYN.name), "decay of the current")\n'
            '        fed = b.put("i_fed", Add(kept, drive), "add the input of this step")\n'
            '        i_next = b.put("i_next", Saturate(fed, _I.name), "keep the current in its format")\n'
            "        return Current(\n"
            '            value=b.put("i_moves", Convert(i_next, POTENTIAL),',
            'kept = b.put("i_kept", Scale(_I.name, _DECAY_SYN.name), "")\n'
            '        fed = b.put("i_fed", Add(kept, INPUT), "")\n'
            '        i_next = b.put("i_next", Saturate(fed, _I.name), "")\n'
            '        more = b.put("more", Add(i_next, _BIAS.name), "") if biased else i_next\n'
            "        return Current(\n"
            '            value=b.put("i_moves", Convert(more, POTENTIAL),',
        ),
        ("the old current moves the potential", "Convert(i_next, POTENTIAL)", "Convert(_I.name, POTENTIAL)"),
        ("the current before its limit moves the potential", "Convert(i_next, POTENTIAL)", "Convert(fed, POTENTIAL)"),
        ("the input moves the potential", "Convert(i_next, POTENTIAL)", "Convert(INPUT, POTENTIAL)"),
        ("both states decay alike", "Scale(_I.name, _DECAY_SYN.name)", "Scale(_I.name, DECAY.name)"),
        (
            "the input of a step decays",
            "Scale(_I.name, _DECAY_SYN.name)",
            'Scale(b.put("i_sum", Add(_I.name, drive), ""), _DECAY_SYN.name)',
        ),
        ("the current never decays", "Add(kept, drive)", "Add(_I.name, drive)"),
        ("the current is what was kept", "((_I.name, i_next),)", "((_I.name, kept),)"),
        ("a bias of 1 is neutral", "neutral=0.0,", "neutral=1.0,"),
        ("tau of the potential", 'tau="tau_syn"', 'tau="tau"'),
    ],
    "neurons/model.py": [
        (
            "the word of a choice is another",
            "c.options(words[c.key]) if",
            "dict(zip(c.options, reversed(c.options)))[c.options(words[c.key])] if",
        ),
        ("words are not listened to", "c.options(words[c.key]) if c.key in words else c.default", "c.default"),
    ],
    "frontends/population.py": [
        ("one factor for every time constant", "values[of.name] = check", 'values["decay"] = check'),
        (
            "choices that are said are dropped",
            "for key, word in given.words.items() if key in own",
            "for key, word in ()",
        ),
        (
            "choices of one model for all",
            "program=model.program(chosen, given.values.keys())",
            "program=model.program(model.defaults, given.values.keys())",
        ),
        (
            "parameters by place",
            "parameters=tuple(sorted(given.values.items())),",
            "parameters=tuple(zip(sorted(given.values), given.values.values())),",
        ),
    ],
    "passes/normalise.py": [
        (
            "bias of some is bias of none",
            "np.all(values[setting.name] == setting.neutral)",
            "np.any(values[setting.name] == setting.neutral)",
        ),
        (
            "bias is neutral",
            "if setting.neutral is not None and setting.name in values and np.all(values[setting.name] == "
            "setting.neutral):",
            "same = setting.neutral is not None and np.all(values.get(setting.name, np.nan) == setting.neutral)\n"
            '        if setting.name in values and (setting.name == "bias" or same):',
        ),
        (
            "initial state ignored",
            "for name, value in population.initial if np.any(value))",
            "for name, value in population.initial if False)",
        ),
        (
            "initial state of all or of none",
            "for name, value in population.initial if np.any(value))",
            "for name, value in population.initial if np.all(value))",
        ),
        (
            "parameters of other neurons",
            "parameters=tuple(sorted(values.items()))",
            "parameters=tuple((n, v if np.ndim(v) == 0 else np.sort(v)) for n, v in sorted(values.items()))",
        ),
        (
            "the program before its normal form",
            "program=model.program(chosen, values.keys())",
            "program=population.program",
        ),
    ],
}
