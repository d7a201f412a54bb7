"""``snnc models`` says what the code does: every model, parameter, choice and default."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from snnc.cli.main import main
from snnc.frontends.builder import NetworkBuilder
from snnc.neurons.describe import describe
from snnc.neurons.model import Choice, Model
from snnc.neurons.registry import MODELS

README = Path(__file__).resolve().parents[2] / "README.md"


def test_all_models_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models"]) == 0
    shown = capsys.readouterr().out
    for model in MODELS.values():
        line = next(line for line in shown.splitlines() if line.startswith(f"{model.name} "))
        assert len(line.removeprefix(model.name).strip()) > 20, "what the model is, in a line"
    assert "the comparison sees the whole sum" in shown


@pytest.mark.parametrize("name", MODELS)
def test_every_parameter_and_choice_is_explained(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", name]) == 0
    shown = capsys.readouterr().out
    model = MODELS[name]
    for setting in model.settings:
        assert (f"\n  {setting.name} " in shown) == (setting.derived is None)
        assert not setting.tau or f"'{setting.tau}' may stand for '{setting.name}'" in shown
    for choice in model.choices:
        assert f"\n  {choice.key} " in shown
        assert all(meaning in shown for meaning in choice.meanings.values())


def _differs(model: Model, choice: Choice) -> bool:
    """Whether any program changes with ``choice``, the other choices being anything."""
    others = [each for each in model.choices if each is not choice]
    for values in product(*(each.options for each in others)):
        chosen = dict(zip((each.key for each in others), values, strict=True))
        programs = {model.program({**chosen, choice.key: value}, model.parameters).body for value in choice.options}
        if len(programs) > 1:
            return True
    return False


@pytest.mark.parametrize("name", MODELS)
def test_a_model_has_only_choices_that_make_a_difference(name: str) -> None:
    """IF has no decay, so no order; LI does nothing but decay and add."""
    assert all(_differs(MODELS[name], choice) for choice in MODELS[name].choices)
    assert {choice.key for choice in MODELS["lif"].choices} - {choice.key for choice in MODELS["if"].choices} == {
        "order"
    }
    assert [choice.key for choice in MODELS["li"].choices] == ["order"]


def test_the_first_value_is_the_default() -> None:
    builder = NetworkBuilder("n")
    builder.input("x", 1)
    builder.population("y", 1, model="lif", threshold=1.0, decay=0.5)
    builder.output("y")
    chosen = dict(builder.build().populations[0].choices)
    lines = describe(MODELS["lif"])
    for key, value in chosen.items():
        (line,) = (line for line in lines if line.startswith(f"  {key} ") and "default:" not in line)
        assert line.split()[1] == value


def test_an_unknown_model(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "lfi"]) == 2
    assert capsys.readouterr().err.startswith("error[E120]: unknown neuron model 'lfi'; did you mean")


def test_the_readme_says_every_default() -> None:
    text = " ".join(README.read_text().split())
    for choice in MODELS["lif"].choices:
        value = choice.default.value
        assert f"`{choice.key}: {value}`" in text or f'`{choice.key}: "{value}"`' in text
