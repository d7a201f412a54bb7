"""Mutants of neuron models, of how populations are given and of their normal form: see ``mutants.py``.

By file: name, text, and what it becomes. The text occurs once in the file.
"""

from __future__ import annotations

from meaning.mutations import Rows

MUTATIONS: dict[str, Rows] = {
    "neurons/membrane.py": [
        ("bias ignored", "if BIAS.name in given:\n            return Current", "if False:\n            return Current"),
        ("bias subtracted", "Add(INPUT, BIAS.name)", "Subtract(INPUT, BIAS.name)"),
        ("input first loses its input", 'v = b.put("charged", Add(v, drive)', 'b.put("charged", Add(v, drive)'),
        ("input not added", "Add(leak.put(b, v, self.given), drive)", "Subtract(leak.put(b, v, self.given), drive)"),
        (
            "threshold compared with the old potential",
            'b.put("crossed", meets(chosen, x',
            'b.put("crossed", meets(chosen, V.name',
        ),
        ("several spikes counted from the start", "several(b, chosen, x, ref", "several(b, chosen, V.name, ref"),
        ("several spikes start no count", "refractory.count(b, fired.spike,", "refractory.count(b, fired.flags[0],"),
        (
            "a late reset keeps the first step only",
            "late) > 1 else (fired.spike,)",
            "late) > 9 else (fired.spike,) * 9",
        ),
        ("more spikes than it may send", "events=most_spikes(chosen),", "events=1 + most_spikes(chosen),"),
        (
            "late reset at the start is at the end",
            "if when is ResetTime.NEXT_START:",
            "if False:",
        ),
        (
            "late reset at the end is left out",
            "if when is ResetTime.NEXT_END:",
            "if False:",
        ),
        (
            "steps of counting remembered in the other order",
            "fired.flags if len(late) > 1 else (fired.spike,)",
            "tuple(reversed(fired.flags)) if len(late) > 1 else (fired.spike,)",
        ),
        ("li without its bias", "self._integrated(V.name, drive)", "self._integrated(V.name, INPUT)"),
        ("li below its lowest potential", "x = self._raised(self._integrated", "x = (self._integrated"),
        ("no lowest potential", "x = self._raised(x)", "x = x"),
        (
            "lowest potential before a late reset",
            "        if when is ResetTime.NEXT_END:\n",
            "        x = self._raised(x)\n        self._raised = lambda v: v\n        if when is ResetTime.NEXT_END:\n",
        ),
        ("highest potential", "Select(enough, v, V_MIN.name)", "Select(enough, V_MIN.name, v)"),
        ("a neuron above its threshold is tested as it is", "x = resets.tested_potential(b, still, x)", "pass"),
        ("snnTorch looks at the new potential", "meets(chosen, V.name, level)", "meets(chosen, x, level)"),
        (
            "the rise of the threshold before its decay",
            "Add(THRESHOLD.name, kept)",
            "Add(THRESHOLD.name, raised.state.name)",
        ),
        (
            "the threshold never rises",
            'b.put("level", Add(THRESHOLD.name, kept)',
            'b.put("level", Add(THRESHOLD.name, "_")',
        ),
        ("adaptation helps the input", "Subtract(drive, fatigue)", "Add(drive, fatigue)"),
        (
            "a refractory neuron feels its adaptation",
            "        drive = refractory.admitted(b, drive)\n",
            "        drive = refractory.admitted(b, drive)\n"
            "        if fatigue and refractory.masked:\n"
            '            drive = b.put("again", Subtract(drive, fatigue), "")\n',
        ),
        (
            "a spike empties the current",
            "        return Program(\n            name=self.name,",
            "        if spike and current.states:\n"
            '            nothing = b.put("nothing", Literal(0, current.states[0].quantity), "")\n'
            '            left = b.put("emptied", Select(spike, nothing, current.next_state[0][1]), "")\n'
            "            own = ((current.states[0].name, left), *current.next_state[1:])\n"
            "            current = Current(current.value, current.word, current.states, own)\n"
            "        return Program(\n            name=self.name,",
        ),
        (
            "no value is needed to reset to",
            '{RESET_VALUE.name} if chosen.get("reset") is Reset.VALUE else set()',
            "set()",
        ),
        (
            "every reset is at once",
            'if chosen["reset"] is Reset.NONE:\n',
            'if chosen["reset"] is not Reset.VALUE:\n',
        ),
    ],
    "neurons/choices.py": [
        ("at least is above", "return AtLeast(v, level) if", "return Above(v, level) if"),
        ("above is at least", "else Above(v, level)", "else AtLeast(v, level)"),
        ("comparisons swapped", "is Fire.AT_LEAST else", "is Fire.ABOVE else"),
    ],
    "neurons/settings.py": [
        (
            "a rest of 1 is neutral",
            "purpose=Purpose.REST, of=V.name),\n    neutral=0.0",
            "purpose=Purpose.REST, of=V.name),\n    neutral=1.0",
        ),
        ("decay of zero is neutral", "of=state.name), tau=tau)", "of=state.name), neutral=0.0, tau=tau)"),
        (
            "reset value is neutral at zero",
            'default="needed for reset: value",',
            'neutral=0.0, default="needed for reset: value",',
        ),
        ("v_min is neutral at zero", 'default="none",', 'neutral=0.0, default="none",'),
    ],
    "neurons/leaks.py": [
        ("rest not subtracted", "Subtract(v, REST.name)", "Add(v, REST.name)"),
        ("rest not added again", "Add(kept, REST.name)", "Subtract(kept, REST.name)"),
        ("a linear leak overshoots", "Shrink(distance, LEAK.name)", "Subtract(distance, LEAK.name)"),
    ],
    "neurons/resets.py": [
        ("reset to a value subtracts", "case Reset.VALUE:", "case None:"),
        (
            "reset inverted",
            "Select(fired.spike, RESET_VALUE.name, x)",
            "Select(fired.spike, x, RESET_VALUE.name)",
        ),
        ("what snnTorch lowers is inverted", "Select(still_above, less, v)", "Select(still_above, v, less)"),
        ("none resets", "case Reset.NONE:\n            return x", "case None:\n            return x"),
    ],
    "neurons/several.py": [
        ("reset by subtraction adds", 'less{end}", Subtract(x, level)', 'less{end}", Add(x, level)'),
        ("all are compared with the whole", "meets(chosen, left, level)", "meets(chosen, x, level)"),
        ("one spike more than it may", "(most + 1 - half,", "(half,"),
        ("the steps of counting rise", "for k in reversed(range(half", "for k in (range(half"),
        ("a power of two less", "range(half.bit_length() - 1))", "range(half.bit_length() - 2))"),
        ("spikes counted upside down", "Select(flag, more, count)", "Select(flag, count, more)"),
        ("every step counts one", "Add(count, numbers[weight])", "Add(count, numbers[1])"),
        ("what is left upside down", "Select(flag, lower, left)", "Select(flag, left, lower)"),
        ("nothing is subtracted", "tuple(flags), left)", "tuple(flags), x)"),
        ("a silent neuron sends several", "        if ready:\n", "        if False:\n"),
        ("the highest bit of a threshold is lost", "else (high, weight - high)", "else (high // 2, weight - high)"),
        ("a late reset upside down", "Select(flag, less, x)", "Select(flag, x, less)"),
        ("a late reset takes the last step first", "zip(fired.flags, levels", "zip(fired.flags[::-1], levels"),
        ("a late reset to a value for each step", 'chosen["reset"] is not Reset.SUBTRACT', "False"),
        ("any threshold counts", "if not np.all(np.asarray(values[THRESHOLD.name]) > 0):", "if False:"),
        ("snnTorch sends several", 'if chosen["reset"] is Reset.SUBTRACT_SNNTORCH:', "if False:"),
    ],
    "neurons/refractory.py": [
        ("mask holds nothing back", "Select(self.resting, zero, drive)", "Select(self.resting, drive, drive)"),
        ("mask spares the bias", "Select(self.resting, zero, drive)", 'Select(self.resting, zero, "input")'),
        ("mask inverted", "Select(self.resting, zero, drive)", "Select(self.resting, drive, zero)"),
        ("hold discards a late reset", "Select(self.holding, before, after)", 'Select(self.holding, "v", after)'),
        ("hold inverted", "Select(self.holding, before, after)", "Select(self.holding, after, before)"),
        ("held one step more", "Above(LEFT.name, free)", "AtLeast(LEFT.name, free)"),
        ("held for all refractory steps", "Subtract(STEPS.name, HELD.name)", "Subtract(HELD.name, HELD.name)"),
        ("blocked may fire", "silent_while = resting\n", 'silent_while = ""\n'),
        ("held may fire", "silent_while = holding\n", 'silent_while = ""\n'),
        (
            "allowed is blocked",
            'chosen["refractory_fire"] is RefractoryFire.BLOCKED:\n            silent',
            "True:\n            silent",
        ),
        ("refractory one step less", 'Literal(1), ""', 'Literal(2), ""'),
        (
            "refractory never ends",
            "Select(self.resting, less, LEFT.name)",
            "Select(self.resting, LEFT.name, LEFT.name)",
        ),
        ("a spike does not start the count", "Select(spike, STEPS.name, waited)", "Select(spike, waited, waited)"),
        ("count started one short", "Select(spike, STEPS.name, waited)", "Select(spike, less, waited)"),
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
    "neurons/adaptation.py": [
        ("the jump is taken away", "Add(kept, self.jump.name)", "Subtract(kept, self.jump.name)"),
        ("jumps without spikes", "Select(spike, more, kept)", "Select(spike, kept, more)"),
        ("the trace never decays", "Select(spike, more, kept)", "Select(spike, more, name)"),
        ("the trace is what was kept", "Saturate(jumped, name)", "Saturate(kept, name)"),
    ],
    "neurons/synaptic.py": [
        ("bias ignored", "if BIAS_SYN.name not in given:", "if True:"),
        ("the old current moves the potential", 'moves, name = i_next, "i"', 'moves, name = I.name, "i"'),
        ("the current before its limit moves the potential", 'moves, name = i_next, "i"', 'moves, name = fed, "i"'),
        ("the input moves the potential", "Convert(current, POTENTIAL)", "Convert(INPUT, POTENTIAL)"),
        (
            "both states decay alike",
            'kept = b.put("i_kept", Scale(I.name, DECAY_SYN.name), "decay of the current")\n            fed',
            'kept = b.put("i_kept", Scale(I.name, "decay"), "decay of the current")\n            fed',
        ),
        (
            "the input of a step decays",
            "case CurrentUse.INPUT_FIRST | CurrentUse.DECAY_LAST:",
            "case _ if True:",
        ),
        (
            "the input of a step never decays",
            "case CurrentUse.INPUT_FIRST | CurrentUse.DECAY_LAST:",
            "case None:",
        ),
        ("the new current is the old one", 'elif chosen["current"] is CurrentUse.OLD:', "elif False:"),
        ("what decays last decays first", 'if chosen["current"] is CurrentUse.DECAY_LAST:', "if False:"),
        (
            "the current never decays",
            'fed = b.put("i_fed", Add(kept, drive)',
            'fed = b.put("i_fed", Add(I.name, drive)',
        ),
        (
            "the current is what was kept",
            "next_state=((I.name, i_next),), equation",
            "next_state=((I.name, fed),), equation",
        ),
        ("a state of a receptor limited as another", "Saturate(more, name)", "Saturate(more, I.name)"),
        ("no bias of the membrane", "if BIAS_MEM.name not in given:", "if True:"),
        ("a bias of 1 is neutral", "of=I.name),\n    neutral=0.0,", "of=I.name),\n    neutral=1.0,"),
        ("tau of the potential", 'tau="tau_syn"', 'tau="tau"'),
        ("the old rise feeds the current", "Add(kept, h_next)", "Add(kept, RISE.name)"),
        ("the input feeds the current", "Add(kept, h_next)", "Add(kept, drive)"),
        ("the rise never decays", "Add(h_kept, drive)", "Add(RISE.name, drive)"),
        ("the rise decays as the current", "Scale(RISE.name, DECAY_RISE.name)", "Scale(RISE.name, DECAY_SYN.name)"),
    ],
    "neurons/if_cond_exp.py": [
        (
            "each conductance draws to the other's potential",
            '_drawn(b, exc, _E_EXC, "exc")',
            '_drawn(b, exc, _E_INH, "exc")',
        ),
        ("conductances push away", "Subtract(toward.name, V.name)", "Subtract(V.name, toward.name)"),
        ("inhibition not felt", '_drawn(b, inh, _E_INH, "inh"))', '_drawn(b, exc, _E_INH, "inh"))'),
        ("both conductances fed by one receptor", "decay=_DECAY_INH, fed=_INH", "decay=_DECAY_INH, fed=_EXC"),
        ("one decay for both", "decay=_DECAY_INH, fed=_INH", "decay=_DECAY_EXC, fed=_INH"),
        ("bias left out", 'b.put("drive", Add(moves, BIAS.name)', 'b.put("drive", Add(moves, moves)'),
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
            "program=model.program(chosen, values.keys()),\n",
            "program=model.program(model.defaults, values.keys()),\n",
        ),
        (
            "parameters by place",
            "parameters=tuple(sorted(values.items())),",
            "parameters=tuple(zip(sorted(values), values.values())),",
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
