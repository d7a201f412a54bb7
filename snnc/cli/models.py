"""``snnc models``: what neuron models there are, and what every default means."""

from __future__ import annotations

import argparse

from snnc.cli.command import Command
from snnc.core.errors import user_error
from snnc.core.words import Topic, closest
from snnc.neurons.describe import GENERAL, describe
from snnc.neurons.registry import MODELS, words_of_models


def _action(arguments: argparse.Namespace) -> int:
    name = arguments.model
    if name is None:
        widest = max(map(len, MODELS))
        for model in MODELS.values():
            print(f"{model.name:<{widest}}  {model.doc.splitlines()[0].partition(': ')[2]}")
        print(f"\n{GENERAL}\n\nsnnc models NAME tells the equation, parameters and choices of a model.")
        return 0
    if name not in MODELS:
        near = closest(name, MODELS, Topic.MODEL, words_of_models())
        raise user_error("E120", f"unknown neuron model '{name[:80]}'{near}", hint=f"models: {', '.join(MODELS)}")
    print("\n".join(describe(MODELS[name])))
    return 0


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", nargs="?", metavar="NAME", help="describe this model in full")


MODELS_COMMAND = Command(
    name="models",
    help="List the neuron models, their parameters, choices and defaults.",
    example="snnc models lif",
    arguments=_arguments,
    action=_action,
    reads=False,
)
