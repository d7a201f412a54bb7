"""Mutants of several spikes that travel as one event: see ``mutants.py``."""

from __future__ import annotations

from meaning.mutations import Rows

MUTATIONS: dict[str, Rows] = {
    "passes/carriage.py": [
        ("a number one bit short", "Interval(0, sender.events)", "Interval(0, sender.events // 2)"),
        ("numbers among spikes", "return Load.COUNTS", "return Load.NOTHING"),
        ("payload where beats are wanted", '= said, "asked for"', '= Several.PAYLOAD, "asked for"'),
        ("data say nothing", "elif burst >= NUMBER_FROM:", "elif 0.0 >= NUMBER_FROM:"),
        ("no limit of beats", "elif population.events > MOST_BEATS:", "elif False:"),
    ],
    "passes/place.py": [
        ("repeated as well", "if spiking and not any(sent) else ()", "if spiking else ()"),
        (
            "sent without a sign",
            "max((signed_width(span) for span in sent",
            "max((span.hi.bit_length() for span in sent",
        ),
    ],
    "passes/spike_numbers.py": [
        ("numbers of spikes divided", "if not carried.numbers(block.source):", "if True:"),
    ],
    "passes/route.py": [
        ("no number leaves the chip", "payload = max((core.sent_bits for core in hosts), default=0)", "payload = 0"),
        ("queues for beats that do not come", "events = 1 if payload else", "events ="),
    ],
    "analysis/activity.py": [
        ("every spike of an event reads a row", "value != 0 if plan.sends_numbers(name) else value", "value"),
    ],
    "driver/outputs.py": [
        ("two events for one", "times > 1)", "times > 2)"),
        ("every neuron sends", "always=variable[1] != SPIKES", "always=True"),
    ],
    "golden/run.py": [
        ("bursts of all steps", "max(1, np.count_nonzero(sent))", "sent.size"),
    ],
    "frontends/yaml/options.py": [
        ("populations have no say", "tuple(sorted(own_ways.items()))", "()"),
        ("all populations say nothing", 'given["several"] = r.choice', 'given["overlap"] = r.choice'),
    ],
    "frontends/yaml/architecture.py": [
        ("a choice is not written", "if architecture.several is not default.several:", "if False:"),
    ],
}
#: The tests that catch them.
CATCHING = ["../system/test_numbers_of_spikes.py", "../analysis/test_events_counted.py"]
