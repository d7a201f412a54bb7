"""``snnc models`` says what the code does: every model, parameter, choice and default."""

from __future__ import annotations

from pathlib import Path

import pytest

from snnc.cli.main import main
from snnc.frontends.api import NetworkBuilder
from snnc.neurons.choices import DEFAULT_CHOICES, KEYS, MEANINGS
from snnc.neurons.describe import describe
from snnc.neurons.registry import MODELS

README = Path(__file__).resolve().parents[2] / "README.md"


def test_all_models_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models"]) == 0
    shown = capsys.readouterr().out
    for model in MODELS.values():
        assert f"{model.name} " in shown
    assert "the comparison sees the whole sum" in shown


@pytest.mark.parametrize("name", MODELS)
def test_every_parameter_and_choice_is_explained(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", name]) == 0
    shown = capsys.readouterr().out
    model = MODELS[name]
    for parameter in model.required | model.optional:
        assert f"\n  {parameter} " in shown
    for value, meaning in MEANINGS.items():
        if model.spiking and not (name == "if" and type(value).__name__ == "Order"):
            assert meaning in shown, value


def test_choices_that_make_no_difference_are_left_out() -> None:
    """IF has no decay, so no order; LI does nothing but decay and add."""
    keys = {
        name: {key for key in KEYS.values() if any(f"  {key} " in line for line in describe(MODELS[name]))}
        for name in MODELS
    }
    assert keys["lif"] == set(KEYS.values())
    assert keys["if"] == set(KEYS.values()) - {"order"}
    assert keys["li"] == {"order"}


def test_the_first_value_is_the_default() -> None:
    builder = NetworkBuilder("n")
    builder.population("y", 1, model="lif", threshold=1.0, decay=0.5)
    choices = builder._populations[0].choices
    lines = describe(MODELS["lif"])
    for field, key in KEYS.items():
        (line,) = (line for line in lines if line.startswith(f"  {key} ") and "default:" not in line)
        assert line.split()[1] == getattr(choices, field).value


def test_an_unknown_model(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "lfi"]) == 2
    assert capsys.readouterr().err.startswith("error[E120]: unknown neuron model 'lfi'; did you mean")


def test_the_readme_says_every_default() -> None:
    text = " ".join(README.read_text().split())
    for field, key in KEYS.items():
        default = getattr(DEFAULT_CHOICES, field)
        assert f"`{key}: {default.value}`" in text or f'`{key}: "{default.value}"`' in text
